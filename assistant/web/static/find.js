/** Find in the report that is open. */

import { $, calmly } from "./dom.js";
import { number } from "./text.js";

const field = $("#panel-find");
const count = $("#panel-find-count");
const PAINTED = 5000;

let panel; // what is searched: {text, redraw, scrollTo}
let found = [];
let at = -1;

export function setUpFind(searched) {
  panel = searched;
  field.addEventListener("input", calmly(search, 120));
  $("#panel-find-form").addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  });
  $("#panel-find-previous").addEventListener("click", () => step(-1));
  $("#panel-find-next").addEventListener("click", () => step(1));
  forget();
}

/** Another report is open: what was found is gone. */
export function forget() {
  field.value = "";
  show([]);
}

/** Highlights belong to what is drawn: paint them again when it was drawn anew. */
export function paint() {
  if (!CSS.highlights) return;
  const text = panel.text();
  const inside = text ? found.filter(([start, end]) => start >= text.first && end <= text.last).slice(0, PAINTED) : [];
  CSS.highlights.set("found", new Highlight(...inside.map((place) => text.range(...place))));
  const here = found[at] && inside.includes(found[at]) ? [text.range(...found[at])] : [];
  const highlight = new Highlight(...here);
  highlight.priority = 1;
  CSS.highlights.set("found-here", highlight);
}

function search() {
  const words = field.value.trim();
  if (!words) return show([]);
  const searched = panel.text();
  if (!searched) return show([]);
  const { text, body } = searched;
  const pattern = new RegExp(words.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu");
  pattern.lastIndex = body;
  const places = [];
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) places.push([match.index, match.index + match[0].length]);
  show(places);
  if (places.length) step(1);
}

function show(places) {
  found = places;
  at = -1;
  write();
  if (panel) paint();
}

function write() {
  const none = field.value.trim() ? "Not found" : "";
  count.textContent = found.length ? `${number(at + 1)} of ${number(found.length)}` : none;
  for (const id of ["#panel-find-previous", "#panel-find-next"]) {
    $(id).hidden = !field.value.trim();
    $(id).disabled = !found.length;
  }
}

function step(by) {
  if (!found.length) return;
  at = (at + by + found.length) % found.length;
  if (panel.text().reach(...found[at])) panel.redraw();
  write();
  paint();
  panel.scrollTo(panel.text().range(...found[at]));
}
