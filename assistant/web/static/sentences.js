/** The sentences of an answer: quotations under their reports, or what a chat model wrote, as running text. */

import { el } from "./dom.js";
import { strikes } from "./style-switch.js";
import { explain } from "./tooltip.js";
import { cut, flat, many, readable, replacedPlaces, writerParts } from "./text.js";

const LONG_WORD = 24;
const TOGETHER = 3;
const LONGEST_NAME = 60;

const isWritten = ({ style }) => style === "written";
const dropped = ({ written }) => written?.dropped ?? [];
const isStruck = (answer, one) => strikes() && isWritten(answer) && !one.replaced;

export class Sentences {
  constructor(host, open) {
    this.host = host;
    this.open = open; // (number, opener)
    this.drawn = []; // keys of what is on the page
  }

  /** While an answer grows, sentences are only added; if one was changed, all are drawn again. */
  draw(answer) {
    const items = itemsOf(answer);
    const keys = items.map(({ kind, text }) => `${kind} ${text}`);
    if (!this.drawn.every((key, i) => key === keys[i])) this.clear();
    for (const item of items.slice(this.drawn.length)) this.add(item, answer.citations);
    this.drawn = keys;
    this.host.hidden = !items.length;
  }

  clear() {
    this.host.replaceChildren();
    this.drawn = [];
  }

  add(item, citations) {
    const cited = (item.citations ?? []).map((number) => citations.find((one) => one.number === number)).filter(Boolean);
    if (item.kind === "quotation") return this.host.append(...this.quotation(item.text, cited));
    if (!this.host.lastElementChild) this.host.append(el("p", { class: "prose" }));
    this.host.lastElementChild.append(item.kind === "struck" ? struck(item) : this.inProse(item, cited), " ");
  }

  quotation(text, cited) {
    const [first] = cited;
    const last = this.host.lastElementChild;
    const speaker = first?.speaker && el("span", { class: "speaker" }, flat(first.speaker), " ");
    const sentence = el("p", { class: "sentence", dir: "auto", "data-text": text, "data-source": first?.report_id }, speaker, this.withMarks(flat(text), cited));
    if (!first || last?.dataset.source === first.report_id) return [sentence];
    const title = el("span", { dir: "auto" }, flat(first.title || first.report_id));
    const date = first.date && el("span", { class: "date" }, readable(first.date));
    return [el("p", { class: "source" }, title, date), sentence];
  }

  /** What was written, or the quotation that stands for it. */
  inProse({ kind, text }, cited) {
    const words = kind === "replaced" ? `“${flat(text)}”` : flat(text);
    return el("span", { class: `sentence ${kind}`, dir: "auto", "data-text": text }, this.withMarks(words, cited));
  }

  /** A text and its marks, none of which begins a line. */
  withMarks(text, cited) {
    const marks = cited.map((citation) => this.mark(citation));
    const [, words, end] = /^(.* )?(\S*)$/.exec(text);
    return [words, el("span", { class: end.length <= LONG_WORD && "tail" }, end, "\u00a0", marks.slice(0, TOGETHER)), ...marks.slice(TOGETHER)];
  }

  mark(citation) {
    const { number, title, date } = citation;
    const label = `Citation [${number}]: ${[flat(title), readable(date)].filter(Boolean).join(", ")}`;
    const open = (event) => this.open(number, event.currentTarget);
    const mark = el("button", { type: "button", class: "mark", "data-number": number, "aria-label": label, onclick: open }, `[${number}]`);
    explain(mark, citation);
    return mark;
  }
}

/** What is shown, in its order; what was dropped stands in its place where that is wanted. */
function itemsOf(answer) {
  const { sentences } = answer;
  if (!isWritten(answer)) return sentences.map((one) => ({ ...one, kind: "quotation" }));
  const replaced = replacedPlaces(answer);
  const struckBefore = (at) => dropped(answer).filter((one) => one.after === at && isStruck(answer, one)).map((one) => ({ ...one, kind: "struck" }));
  const shown = sentences.flatMap((one, at) => [...struckBefore(at), { ...one, kind: replaced.has(at) ? "replaced" : "written" }]);
  return [...shown, ...struckBefore(sentences.length)];
}

const because = ({ reasons }) => reasons.map(flat).join("; ");

const struck = (one) => el("span", { class: "struck", dir: "auto" }, el("del", {}, flat(one.text)), " ", el("span", { class: "why" }, `Dropped: ${because(one)}`));

/** By whom an answer was written, or why it was not. */
export function writer(answer) {
  const { sentences, notes, written } = answer;
  if (!isWritten(answer)) return notes.filter((note) => isProblem(note, answer)).map((note) => el("p", { class: "problem", dir: "auto" }, flat(note)));
  return sentences.length > 0 && el("p", {}, ...writerParts(answer, el("bdi", {}, cut(written.model, LONGEST_NAME))));
}

/** Whether a note says that quotations stand for what could not be written. */
export const isProblem = (note, { written }) => Boolean(written?.problem) && note.includes(written.problem) && note.startsWith("These are quotations");

/** What was written and is not in the answer, and why; null when nothing is. */
export function droppedList(answer) {
  const listed = dropped(answer).filter((one) => !isStruck(answer, one));
  if (!listed.length) return null;
  const lines = listed.map((one) => el("li", {}, el("p", { class: "text", dir: "auto" }, flat(one.text)), el("p", { class: "why", dir: "auto" }, because(one), one.replaced && "; replaced by the nearest quotation")));
  return el("details", {}, el("summary", {}, summary(listed)), el("ul", {}, lines));
}

function summary(listed) {
  const replaced = listed.filter((one) => one.replaced).length;
  const lost = listed.length - replaced;
  const were = (count) => `${many(count, "sentence")} ${count === 1 ? "was" : "were"}`;
  const instead = "replaced by the nearest quotation";
  if (!lost) return `${were(replaced)} ${instead}`;
  return `${were(lost)} dropped${replaced ? `, ${replaced} ${instead}` : ""}`;
}
