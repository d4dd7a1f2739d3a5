/** Text: offsets, dates, numbers, and what must not disturb the text around it. */

const BIDI = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Direction marks, which could reorder what is around them, become a visible sign, one for one. */
export const visible = (text) => String(text ?? "").replace(BIDI, "\ufffd");

/** On one line. */
export const flat = (text) => visible(text).replace(/\s+/g, " ").trim();

export function cut(text, length) {
  const line = flat(text);
  if (line.length <= length) return line;
  const short = line.slice(0, length);
  return `${short.slice(0, Math.max(short.lastIndexOf(" "), length / 2))} …`;
}

/** From the server's offsets, which count code points, to JavaScript's, which count UTF-16 units, and back. */
export class Offsets {
  constructor(text) {
    this.astral = []; // code point offsets of the characters that take two units
    if (!/[\ud800-\udbff]/.test(text)) return;
    let point = 0;
    for (const character of text) {
      if (character.length === 2) this.astral.push(point);
      point += 1;
    }
  }

  units(point) {
    return point + firstAtLeast(this.astral, point);
  }

  points(unit) {
    const starts = this.astral.map((point, before) => point + before);
    return unit - firstAtLeast(starts, unit);
  }
}

/** The index of the first of the ascending numbers that is not below `value`. */
export function firstAtLeast(numbers, value) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

const PERIOD = /^\d{4}(?:-\d\d){0,2}\/\d{4}(?:-\d\d){0,2}$/;

/** A date as people write it: 2 April 1996, or with a "?" when it is uncertain; what else it is, is left as it stands. */
export function readable(date) {
  const [, year, month, day, unsure] = /^(\d{4}|XXXX)(?:-(\d\d)(?:-(\d\d))?)?(\??)$/.exec(date ?? "") ?? [];
  if (!year) return PERIOD.test(date ?? "") ? date.split("/").map(readable).join(" – ") : visible(date);
  const name = month && MONTHS[Number(month) - 1];
  const parts = [day && name && String(Number(day)), name, year !== "XXXX" && year];
  return `${parts.filter(Boolean).join(" ")}${unsure}`;
}

export const number = (value) => Number(value).toLocaleString("en-GB");

export const many = (count, one, more = `${one}s`) => `${number(count)} ${Number(count) === 1 ? one : more}`;

export const titled = (title, date) => (date ? `${flat(title)} (${flat(date)})` : flat(title));

/** When something happened, the shorter the nearer it is. */
export function ago(iso) {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return "";
  const today = new Date();
  if (then.toDateString() === today.toDateString()) return then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const sameYear = then.getFullYear() === today.getFullYear();
  return then.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: sameYear ? undefined : "numeric" });
}

/** What was searched, as a sentence. */
export function searchedText(searched) {
  if (!searched) return "";
  const dates = searched.first_date ? ` dated ${readable(searched.first_date)} to ${readable(searched.last_date)}` : "";
  return `Searched ${many(searched.reports, "report")}${dates}, ${many(searched.passages, "passage")}.`;
}

const UNITS = { pdf: "page", pptx: "slide", xlsx: "sheet", xlsm: "sheet", epub: "chapter" };

/** Where in its report something stands, "slide 3"; "" for the first page of what may have no others. */
export function pageText(report_id, page) {
  const unit = UNITS[/\.([^./]+)$/.exec(report_id ?? "")?.[1].toLowerCase()];
  return unit || page > 1 ? `${unit ?? "page"} ${page}` : "";
}

/** A quotation with where it stands, to be pasted into a text. */
export function quotation(citation) {
  const page = citation.page && pageText(citation.report_id, citation.page);
  const about = [citation.title, citation.date, `report ${citation.report_id}`, page].filter(Boolean).map(flat).join(", ");
  const place = `characters ${citation.start}–${citation.end}, sha256 ${String(citation.sha256).slice(0, 12)}`;
  return `“${flat(citation.quote)}” (${about}, ${place})`;
}

const paged = ({ report_id, page }) => pageText(report_id, page) && `${pageText(report_id, page)}, `;

/** The places of the sentences that are quotations among those that a chat model wrote. */
export const replacedPlaces = ({ style, written }) =>
  new Set(style === "written" ? (written?.dropped ?? []).filter((one) => one.replaced).map((one) => one.after) : []);

/** By whom an answer was written, around the model's name. */
export function writerParts(answer, model) {
  const replaced = replacedPlaces(answer).size;
  if (replaced === answer.sentences.length) return ["Quotations in place of what ", model, " wrote"];
  return ["Written by ", model, ", each sentence checked", replaced > 0 && "; what stands in “…” is a quotation instead"].filter(Boolean);
}

/** An answer as plain text with numbered footnotes. */
export function withFootnotes(answer) {
  const replaced = replacedPlaces(answer);
  const words = ({ text }, at) => (replaced.has(at) ? `“${flat(text)}”` : flat(text));
  const sentences = answer.sentences.map((one, at) => `${words(one, at)} ${one.citations.map((n) => `[${n}]`).join("")}`);
  const writer = answer.style === "written" ? `${writerParts(answer, flat(answer.written.model)).join("")}; what it cites:\n` : "";
  const notes = answer.citations.map(
    (one) =>
      `[${one.number}] “${flat(one.quote)}” – ${titled(one.title, one.date)}, report ${flat(one.report_id)}, ${paged(one)}` +
      `characters ${one.start}–${one.end}, sha256 ${String(one.sha256).slice(0, 12)}`,
  );
  return `${sentences.join(" ")}\n\n${writer}${notes.join("\n")}\n`;
}

/** The characters of a text between two of the server's offsets. */
export function between(text, start, end) {
  const offsets = new Offsets(text);
  return text.slice(offsets.units(start), offsets.units(end));
}
