/** The list of conversations beside the page, or before it in a drawer where there is little room. */

import { $ } from "./dom.js";
import { always } from "./kept.js";

const sidebar = $("#sidebar");
const roomy = matchMedia("(min-width: 1100px)");
const BEHIND = "body > :not(#sidebar, #veil, #status, #toast, dialog, script)";

export const isRoomy = () => roomy.matches;

export function setUpSidebar() {
  const wanted = () => roomy.matches && always("sidebar") !== "closed";
  show(wanted());
  roomy.addEventListener("change", () => show(wanted()));
  $("#menu").addEventListener("click", () => {
    if (roomy.matches) always("sidebar", sidebar.hidden ? "open" : "closed");
    if (roomy.matches) show(sidebar.hidden);
    else openDrawer();
  });
  $("#veil").addEventListener("click", closeDrawer);
  $("#sidebar-close").addEventListener("click", closeDrawer);
  $("#conversations").addEventListener("click", (event) => event.target.closest("a[aria-current]") && closeDrawer());
  addEventListener("popstate", () => (history.state?.drawer ? forgetDrawer() : hideDrawer()));
  if (history.state?.drawer) forgetDrawer();
}

/** A step of the browser's history that opened the drawer once is like any other now. */
const forgetDrawer = () => sidebar.hidden && history.replaceState(null, "");

function show(open) {
  const before = open && !roomy.matches;
  sidebar.hidden = !open;
  document.body.dataset.sidebar = open ? "open" : "closed";
  $("#menu").setAttribute("aria-expanded", String(open));
  $("#veil").hidden = !before;
  for (const part of document.querySelectorAll(BEHIND)) part.inert = before;
}

/** What is behind the drawer is out of reach, and Back closes it. */
function openDrawer() {
  show(true);
  if (!history.state?.drawer) history.pushState({ drawer: true }, "");
  $("#new-conversation").focus();
}

export function closeDrawer() {
  if (hideDrawer() && history.state?.drawer) history.back();
}

function hideDrawer() {
  if (roomy.matches || sidebar.hidden) return false;
  show(false);
  $("#menu").focus();
  return true;
}
