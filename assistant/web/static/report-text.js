/** A report's text with its quotations marked. Offsets in here are UTF-16 units of the whole text. */

import { el } from "./dom.js";
import { Offsets, firstAtLeast, visible } from "./text.js";

const WHOLE = 300_000; // longer texts are drawn in part
const AROUND = 40_000;
const STEP = 100_000;

export class ReportText {
  constructor(report) {
    const offsets = new Offsets(report.text);
    this.units = (point) => offsets.units(point);
    this.points = (unit) => offsets.points(unit);
    this.text = visible(report.text);
    this.body = firstLine(this.text, this.units(report.body ?? 0));
    this.headings = (report.headings ?? []).map(([start, end]) => [this.units(start), this.units(end)]);
    this.pages = (report.pages ?? []).slice(1).map(([number, start]) => [number, this.units(start)]);
    this.soft = softBreaks(this.text, this.body);
    this.places = []; // where each text node begins
    this.nodes = [];
    this.whole = this.text.length - this.body <= WHOLE;
    this.first = this.body;
    this.last = this.whole ? this.text.length : Math.min(this.text.length, this.body + STEP);
  }

  /** Whether what is drawn had to be changed, to hold these characters. */
  reach(start, end) {
    if (start >= this.first && end <= this.last) return false;
    this.first = this.lineStart(Math.max(this.body, start - AROUND));
    this.last = Math.min(this.text.length, end + AROUND);
    return true;
  }

  earlier() {
    this.first = this.lineStart(Math.max(this.body, this.first - STEP));
  }

  later() {
    this.last = Math.min(this.text.length, this.last + STEP);
  }

  lineStart(at) {
    return Math.max(this.body, this.text.lastIndexOf("\n", at) + 1);
  }

  /** Draw into `host`; each mark is {start, end, make}, where `make` gives its element. The first mark wins overlaps. */
  draw(host, marks) {
    this.places = [];
    this.nodes = [];
    const parts = [];
    let at = this.first;
    for (const { start, end, make } of apart(marks, this.first, this.last)) {
      parts.push(...this.stretch(at, start));
      const element = make();
      element.append(...this.stretch(start, end));
      parts.push(element);
      at = end;
    }
    parts.push(...this.stretch(at, this.last));
    host.replaceChildren(...parts);
  }

  /** The characters between two offsets as nodes, with a sign where a page begins. */
  stretch(start, end) {
    const parts = [];
    let at = start;
    for (const [number, from] of this.pages) {
      if (from < at || from >= end) continue;
      parts.push(...this.headed(at, from), el("span", { class: "page", "data-page": number }));
      at = from;
    }
    return [...parts, ...this.headed(at, end)];
  }

  headed(start, end) {
    const parts = [];
    let at = start;
    for (const [from, to] of this.headings) {
      const [first, last] = [Math.max(from, at), Math.min(to, end)];
      if (first >= last) continue;
      parts.push(...this.plain(at, first), this.heading(first, last, from));
      at = last;
    }
    return [...parts, ...this.plain(at, end)];
  }

  /** A heading, whose Markdown signs stay in the text but are not seen. */
  heading(first, last, from) {
    const signs = /#{1,6}[ \t]+|/y;
    signs.lastIndex = from;
    const words = from + signs.exec(this.text)[0].length;
    const level = Math.min(6, Math.max(3, words - from));
    const parts = first < words ? [el("span", { class: "sign" }, this.leaf(first, Math.min(words, last)))] : [];
    if (last > words) parts.push(this.leaf(Math.max(first, words), last));
    return el("span", { class: "heading", role: "heading", "aria-level": level }, parts);
  }

  /** Text whose line breaks within a paragraph run on. */
  plain(start, end) {
    const parts = [];
    let at = start;
    for (let i = firstAtLeast(this.soft, start); this.soft[i] < end; i += 1) {
      if (this.soft[i] > at) parts.push(this.leaf(at, this.soft[i]));
      parts.push(el("span", { class: "soft" }, this.leaf(this.soft[i], this.soft[i] + 1)));
      at = this.soft[i] + 1;
    }
    if (at < end) parts.push(this.leaf(at, end));
    return parts;
  }

  leaf(start, end) {
    const node = document.createTextNode(this.text.slice(start, end));
    this.places.push(start);
    this.nodes.push(node);
    return node;
  }

  /** The drawn characters between two offsets. */
  range(start, end) {
    const range = new Range();
    const [first, last] = [this.nodeAt(start), this.nodeAt(end - 1)];
    range.setStart(this.nodes[first], start - this.places[first]);
    range.setEnd(this.nodes[last], end - this.places[last]);
    return range;
  }

  /** Where a selection begins and ends, without the space around it; null when none of the text is in it. */
  selected(range) {
    const inside = this.nodes.map((node, i) => i).filter((i) => range.intersectsNode(this.nodes[i]));
    if (!inside.length) return null;
    const [first, last] = [inside[0], inside.at(-1)];
    const start = this.places[first] + (this.nodes[first] === range.startContainer ? range.startOffset : 0);
    const end = this.places[last] + (this.nodes[last] === range.endContainer ? range.endOffset : this.nodes[last].length);
    const words = this.text.slice(start, end);
    const from = start + words.length - words.trimStart().length;
    return words.trim() ? [from, from + words.trim().length] : null;
  }

  nodeAt(offset) {
    return firstAtLeast(this.places, offset + 1) - 1;
  }
}

/** Where the first line that is not empty begins, at or after `start`. */
function firstLine(text, start) {
  const empty = /(?:[ \t]*\n)*/y;
  empty.lastIndex = start;
  return start + empty.exec(text)[0].length;
}

/** The marks inside the window in reading order, cut so that none overlaps another. */
function apart(marks, first, last) {
  const free = [];
  for (const mark of marks) {
    let left = [[Math.max(mark.start, first), Math.min(mark.end, last)]];
    for (const { start, end } of free) left = left.flatMap(([a, b]) => [[a, Math.min(b, start)], [Math.max(a, end), b]]).filter(([a, b]) => a < b);
    for (const [start, end] of left) if (start < end) free.push({ ...mark, start, end });
  }
  return free.sort((a, b) => a.start - b.start);
}

const WIDEST = 100;
const LISTED = /^(?:[\s#>|*•–-]|\d+[.)])/;

/**
 * Line breaks that only wrap a paragraph: the lines of the report are short, and the next word had no room left.
 * Elsewhere a line break is the writer's own.
 */
function softBreaks(text, body) {
  const lines = text.slice(body).split("\n");
  const widest = lines.reduce((longest, line) => Math.max(longest, line.length), 0);
  if (widest > WIDEST) return [];
  const found = [];
  let at = body;
  lines.forEach((line, i) => {
    at += line.length;
    const next = lines[i + 1] ?? "";
    const wrapped = line.trim() && next.trim() && !LISTED.test(next) && !line.startsWith("|");
    if (wrapped && line.length + 1 + next.split(" ", 1)[0].length > widest) found.push(at);
    at += 1;
  });
  return found;
}
