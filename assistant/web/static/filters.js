/** Which reports are asked: the choice itself, and its chips. */

import { $, calmly, el, icon } from "./dom.js";
import { here } from "./kept.js";
import { run, titleOf, titlesOf } from "./reports.js";
import { flat, many, number, readable } from "./text.js";

const KEY = "filters";
const listeners = [];
let chosen = {};

/** The filters as the server takes them; {} when all reports are asked. */
export const filters = () => structuredClone(chosen);

export const onFilters = (listener) => listeners.push(listener);

export function setFilters(values) {
  const { from, to, reports = [], metadata = {} } = values;
  chosen = {};
  if (from) chosen.from = from;
  if (to) chosen.to = to;
  if (reports.length) chosen.reports = [...reports];
  const columns = Object.entries(metadata).filter(([, wanted]) => wanted.length);
  if (columns.length) chosen.metadata = Object.fromEntries(columns);
  here(KEY, JSON.stringify(chosen));
  drawChips();
  nameChips();
  recount();
  listeners.forEach((listener) => listener());
}

/** Take up what was chosen before a reload; whether something was. */
export function restoreFilters() {
  const kept = here(KEY);
  if (kept) setFilters(JSON.parse(kept));
  return kept !== "";
}

/** The titles of chosen reports may not be known yet. */
async function nameChips() {
  const ids = chosen.reports ?? [];
  if (ids.every((id) => titleOf(id) !== id)) return;
  await titlesOf(ids).then(drawChips, () => {}); // else the ids stand there
}

const share = $("#filters-share");
let latest = 0;

async function count() {
  const mine = (latest += 1);
  const { total, in_all } = await run("reports", "", "title", false, 0, 1, filters()).catch(() => ({}));
  if (mine !== latest || share.hidden || total === undefined) return;
  share.textContent = `Asks ${number(total)} of ${many(in_all, "report")}`;
  share.classList.toggle("fault", total === 0);
}

const countCalmly = calmly(count, 50);

/** Say how many reports the filters leave. */
export function recount() {
  latest += 1;
  share.hidden = !Object.keys(chosen).length;
  share.textContent = "";
  if (!share.hidden) countCalmly();
}

const toggled = (list = [], value, on) => [...list.filter((one) => one !== value), ...(on ? [value] : [])];

export const chooseReport = (id, on) => setFilters({ ...chosen, reports: toggled(chosen.reports, id, on) });

export function chooseValue(column, value, on) {
  const metadata = { ...chosen.metadata };
  metadata[column] = toggled(metadata[column], value, on);
  setFilters({ ...chosen, metadata });
}

export const chooseDate = (end, date) => setFilters({ ...chosen, [end]: date });

const NAMES = new Map([["to", "recipients"]]); // "To" would read as the end of a range of dates

export const columnName = (column) => NAMES.get(column) ?? flat(column).replace(/_/g, " ");

/** Each active filter as [words, how to take it away]. */
function parts(values) {
  const found = [];
  if (values.from) found.push([`From ${readable(values.from)}`, () => chooseDate("from", "")]);
  if (values.to) found.push([`To ${readable(values.to)}`, () => chooseDate("to", "")]);
  for (const [column, wanted] of Object.entries(values.metadata ?? {}))
    for (const value of wanted) found.push([`${columnName(column)}: ${flat(value)}`, () => chooseValue(column, value, false)]);
  for (const id of values.reports ?? []) found.push([flat(titleOf(id)), () => chooseReport(id, false)]);
  return found;
}

/** The filters of a question as one line. */
export const filtersText = (values) => parts(values ?? {}).map(([words]) => words).join(" · ");

function chip([words, remove]) {
  const press = () => {
    remove();
    ($("#chips .chip button") ?? $("#add-filter")).focus();
  };
  const cross = el("button", { type: "button", "aria-label": `Remove filter: ${words}`, title: "Remove", onclick: press }, icon("close"));
  return el("li", { class: "chip" }, el("span", { dir: "auto" }, words), cross);
}

function drawChips() {
  $("#chips").replaceChildren(...parts(chosen).map(chip));
}

/** One bar serves both views: it stands above the question, or beside the search for reports. */
export function placeFilterBar(view) {
  const bar = $("#filter-bar");
  if (view === "reports") $("#reports-tools").append(bar);
  else $("#ask-bar").prepend(bar);
}

/** Whether a date can be a filter; "" can. */
export const validDate = (date) => /^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$/.test(date);
