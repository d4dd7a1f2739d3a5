/** What is known about a report: its date, source, place and page in a line, and all of it in a list. */

import { button, el } from "./dom.js";
import { flat, many, pageText, readable } from "./text.js";

export function aboutParts(found, place) {
  const { source, place: where } = found.metadata ?? {};
  const date = found.date && el("time", /^\d{4}(-\d\d){0,2}$/.test(found.date) ? { datetime: found.date } : {}, readable(found.date));
  const parts = [date, flat(source), flat(where), pageOf(found, place), flat(found.id)].filter(Boolean);
  return parts.map((part) => el("span", { dir: "auto" }, part));
}

function pageOf(found, place) {
  const page = place && (found.pages ?? []).find(([, start, end]) => place[0] >= start && place[0] < end);
  const words = page ? pageText(found.id, page[0]) : "";
  return words && found.pages.length > 1 ? `${words} of ${found.pages.at(-1)[0]}` : words;
}

/** The lines of the list; `open` opens another report by its id. */
export function aboutLines(found, open) {
  const origins = found.origins ?? {};
  const own = [["title", found.title], ["date", readable(found.date)], ...Object.entries(found.metadata ?? {})];
  const lines = own.filter(([, value]) => value).map(([name, value]) => line(name, flat(value), originText(origins[name])));
  if (found.part_of) lines.push(line("attached to", link(found.part_of, open)));
  for (const part of found.parts ?? []) lines.push(line("attached", link(part, open, found.id)));
  for (const note of found.notes ?? []) lines.push(line("note", flat(note)));
  if (found.also_at?.length) lines.push(line("also at", flat(found.also_at.join(", "))));
  return [...lines, line("length", many(found.text.length, "character")), line("sha256 of the file", found.sha256)];
}

const line = (name, value, more = "") => el("div", {}, el("dt", {}, flat(name)), el("dd", { dir: "auto" }, value, more && el("span", { class: "origin" }, more)));

const link = (id, open, within = "") => button(flat(within ? id.slice(within.length + 1) : id), () => open(id), { class: "link", dir: "auto" });

const SURE = { stated: "", likely: ", likely", guess: ", a guess" };

const originText = (origin) => (origin ? ` (${{ "file name": "the file's name", text: "its text", properties: "the file's properties" }[origin.where] ?? flat(origin.where)}${SURE[origin.sure] ?? ""})` : "");
