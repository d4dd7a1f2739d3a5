/** The pages that a quotation stands on, as pictures with the quotation marked; for reports that come as pages. */

import { $, button, el, label, say } from "./dom.js";
import { picture } from "./api.js";

const view = $("#panel-view");
const host = $("#panel-pages");
const scroller = $("#panel-scroller");

let preferred = false; // whether the reader last chose to see pages
let shown = null; // {report, place} that could be seen as pages
let drawing = new AbortController();

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
  drawing.abort(); // the server need not draw what nobody sees
  drawing = new AbortController();
  const seen = showing();
  scroller.classList.toggle("paged", seen);
  label(view, seen ? "Show as " : "Show the ", seen ? "text" : "page");
  host.hidden = !seen;
  host.replaceChildren(...(seen ? shown.report.pages.filter(touched).map(figure) : []));
  if (seen) say("Drawing the page…");
}

const touched = ([, start, end]) => start < shown.place[1] && end > shown.place[0];

function figure([number], index) {
  const sheet = el("figure", {}, el("p", { class: "drawing" }, "Drawing the page…"));
  fill(sheet, number, index === 0);
  return sheet;
}

/** Put the picture of a page into its figure, or say there why there is none. */
async function fill(sheet, number, isFirst) {
  const { report, place } = shown;
  const { signal } = drawing;
  const caption = `Page ${number}; the quotation is marked`;
  const image = el("img", { alt: caption });
  try {
    const { address, mark } = await picture({ report_id: report.id, page: number, start: place[0], end: place[1] }, signal);
    image.src = address;
    await image.decode();
    if (signal.aborted) return;
    sheet.replaceChildren(enlarging(image, mark), el("figcaption", {}, `Page ${number} of the file; press it for its full size`));
    if (isFirst) bringTo(image, mark);
    say(caption);
  } catch (error) {
    if (signal.aborted) return;
    sheet.replaceChildren(el("p", { class: "unshown" }, error.message));
    say(error.message);
  }
}

/** A picture that a press shows at its full size, and the next one as wide as the panel again. */
function enlarging(image, mark) {
  const press = ({ detail, clientX, clientY }) => {
    const box = image.getBoundingClientRect();
    const pointed = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
    const large = holder.getAttribute("aria-pressed") === "false";
    holder.setAttribute("aria-pressed", String(large));
    bringTo(image, detail ? pointed : mark); // a key points nowhere
  };
  const holder = button(image, press, { class: "sheet", "aria-pressed": "false", title: "Full size" });
  return holder;
}

/** Bring a point of a picture, given in shares of its width and height, to where a reader looks first. */
function bringTo(image, [across, down]) {
  const [box, frame] = [image.getBoundingClientRect(), scroller.getBoundingClientRect()];
  scroller.scrollTop += box.top + down * box.height - frame.top - scroller.clientHeight / 3;
  scroller.scrollLeft += box.left + across * box.width - frame.left - scroller.clientWidth / 3;
}

/** `changed` is called once the reader chose the other view. */
export function setUpPages(changed) {
  view.addEventListener("click", () => {
    preferred = !showing();
    draw();
    changed();
  });
}
