/** The pages that a quotation stands on, as pictures with the quotation marked; for reports that come as pages. */

import { $, el, say } from "./dom.js";
import { many } from "./text.js";

const view = $("#panel-view");
const host = $("#panel-pages");

let preferred = false; // whether the reader last chose to see pages
let shown = null; // {report, place} that could be seen as pages

/** Offer the pages of a place, or null; and show them when they are what the reader prefers. */
export function offerPages(report, place) {
  shown = report?.pictured && place ? { report, place } : null;
  view.hidden = !shown;
  draw();
}

/** Show text again, as something in it was asked for. */
export function leavePages() {
  if (!showing()) return;
  preferred = false;
  draw();
}

export const showing = () => preferred && shown !== null;

function draw() {
  const seen = showing();
  $("#panel-scroller").classList.toggle("paged", seen);
  view.textContent = seen ? "Show as text" : "Show the page";
  host.hidden = !seen;
  host.replaceChildren(...(seen ? shown.report.pages.filter(touched).map(figure) : []));
}

const touched = ([, start, end]) => start < shown.place[1] && end > shown.place[0];

function figure([number]) {
  const { report, place } = shown;
  const query = new URLSearchParams({ report_id: report.id, page: number, start: place[0], end: place[1], file: report.sha256.slice(0, 12) });
  const caption = `Page ${number}; the quotation is marked`;
  const picture = el("img", { src: `picture?${query}`, alt: caption, onload: () => say(caption), onerror: () => explain(picture) });
  return el("figure", {}, picture, el("figcaption", {}, `Page ${number} of the file`));
}

/** Say in the place of a picture why there is none. */
async function explain(picture) {
  let words = "The page cannot be shown; the text is as it was.";
  try {
    words = (await (await fetch(picture.src)).json()).error ?? words;
  } catch {
    // the server is away, or gave no reason
  }
  picture.replaceWith(el("p", { class: "unshown", role: "status" }, words));
}

/** `changed` is called once the reader chose the other view. */
export function setUpPages(changed) {
  view.addEventListener("click", () => {
    preferred = !showing();
    draw();
    changed();
    if (showing()) say(`${many(host.children.length, "page")} shown`);
  });
}
