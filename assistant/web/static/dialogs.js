/** Dialogs and menus that several parts of the page use. */

import { $, el } from "./dom.js";

const dialog = $("#confirm");

/** Whether the person agrees. Nothing is agreed to by Escape. */
export function confirmed({ title, text = "", names = [], yes }) {
  $("#confirm-title").textContent = title;
  $("#confirm-text").textContent = text;
  $("#confirm-names").replaceChildren(...names.map((name) => el("li", { dir: "auto" }, name)));
  $("#confirm-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  $("#confirm-no").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

$("#confirm-yes").addEventListener("click", () => dialog.close("yes"));
$("#confirm-no").addEventListener("click", () => dialog.close());

/** Menus close when something else is clicked or focused, and by Escape; whether one was open. */
export function closeMenus(except) {
  const open = [...document.querySelectorAll("details.menu[open]")].filter((menu) => menu !== except);
  for (const menu of open) {
    if (menu.contains(document.activeElement)) $("summary", menu).focus();
    menu.open = false;
  }
  return open.length > 0;
}

document.addEventListener("click", (event) => closeMenus(event.target.closest?.("details.menu")));

const FORMATS = [["md", "Markdown"], ["html", "HTML"], ["json", "JSON"]];

/** Links that save something in each format. */
export const exportLinks = (path) =>
  FORMATS.map(([format, name]) =>
    el("li", {}, el("a", { href: `${path}/export/${format}`, download: true, onclick: () => setTimeout(closeMenus) }, name)),
  );
