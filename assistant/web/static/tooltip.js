/** The quotation, beside a citation's mark. */

import { $, el } from "./dom.js";
import { cut, flat, readable } from "./text.js";

const SHOWN = 300;
const tooltip = $("#tooltip");
let timer;
let owner;

/** Show the citation while its mark is pointed at or focused by keyboard. */
export function explain(mark, citation) {
  mark.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && later(() => show(mark, citation), 150));
  mark.addEventListener("pointerleave", () => later(hide, 150));
  mark.addEventListener("focus", () => mark.matches(":focus-visible") && show(mark, citation));
  mark.addEventListener("blur", hide);
}

tooltip.addEventListener("pointerenter", () => clearTimeout(timer));
tooltip.addEventListener("pointerleave", () => later(hide, 150));

function later(work, delay_ms) {
  clearTimeout(timer);
  timer = setTimeout(work, delay_ms);
}

function show(mark, citation) {
  clearTimeout(timer);
  if (!mark.isConnected) return;
  owner?.removeAttribute("aria-describedby");
  owner = mark;
  const about = [flat(citation.title), readable(citation.date)].filter(Boolean).join(" · ");
  tooltip.replaceChildren(el("q", { dir: "auto" }, cut(citation.quote, SHOWN)), el("p", { dir: "auto" }, about));
  tooltip.hidden = false;
  mark.setAttribute("aria-describedby", "tooltip");
  place(mark.getBoundingClientRect());
}

function place(mark) {
  const margin = 8;
  const { width, height } = tooltip.getBoundingClientRect();
  const left = Math.min(Math.max(margin, mark.left + mark.width / 2 - width / 2), innerWidth - width - margin);
  const above = mark.top - height - margin;
  tooltip.style.left = `${left}px`;
  tooltip.style.top = `${above >= margin ? above : mark.bottom + margin}px`;
}

/** Take it away; whether there was one. */
export function hide() {
  clearTimeout(timer);
  owner?.removeAttribute("aria-describedby");
  owner = undefined;
  const shown = !tooltip.hidden;
  tooltip.hidden = true;
  return shown;
}
