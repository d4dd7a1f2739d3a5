/** The dialog in which filters are chosen. */

import { $, el, calmly } from "./dom.js";
import { noteTitle, run } from "./reports.js";
import { flat, many, number, readable } from "./text.js";
import { chooseDate, chooseReport, chooseValue, columnName, filters, onFilters, setFilters, validDate } from "./filters.js";

const SHOWN = 8;
const REPORTS_SHOWN = 6;
const dialog = $("#filters");
const wordsFound = new Map(); // column -> what is typed in its find box

let counts = null;
let latest = 0;

export function setUpFilterDialog() {
  $("#add-filter").addEventListener("click", open);
  for (const id of ["#filters-close", "#filters-done"]) $(id).addEventListener("click", () => dialog.close());
  $("#filters-clear").addEventListener("click", () => {
    setFilters({});
    $("#filters-body").querySelectorAll("input[name]").forEach((field) => (field.value = ""));
  });
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close()); // a search field would take it to empty itself
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  onFilters(() => dialog.open && refresh());
}

async function open() {
  wordsFound.clear();
  dialog.showModal();
  $("#filters-body").replaceChildren(el("p", { class: "quiet" }, "Counting…"));
  await refresh();
  $("#filters-from")?.focus();
}

/** Count again; an answer that comes after a newer one was asked for is dropped. */
async function refresh() {
  const mine = (latest += 1);
  try {
    const found = await run("reports", "", "title", false, 0, 1, filters());
    if (mine !== latest) return;
    counts = found;
    draw();
  } catch (error) {
    $("#filters-count").textContent = error.message;
  }
}

function draw() {
  $("#filters-count").textContent = `${number(counts.total)} of ${many(counts.in_all, "report")}`;
  $("#filters-count").classList.toggle("fault", counts.total === 0);
  const body = $("#filters-body");
  if (!$("#filters-from", body)) {
    const columns = Object.keys(counts.columns).map((column) => el("fieldset", { "data-column": column }));
    body.replaceChildren(datesGroup(), ...columns, reportsGroup());
    findReports("");
  }
  for (const group of body.querySelectorAll("fieldset[data-column]")) fillColumn(group);
  for (const box of body.querySelectorAll("#filters-titles [type=checkbox]")) box.checked = Boolean(filters().reports?.includes(box.value));
}

function datesGroup() {
  const { first, last, undated } = counts.dates;
  const known = first ? `Reports are dated ${readable(first)} to ${readable(last)}` : "No report has a date";
  const guessed = /\?$/m.test(`${first}\n${last}`) && "“?” marks a guess";
  const without = undated > 0 && `${number(undated)} without a date are left out when a date is set`;
  return el(
    "fieldset",
    {},
    el("legend", {}, "Date"),
    el("div", { class: "dates" }, dateField("from", "From"), dateField("to", "To")),
    el("p", { class: "quiet", id: "filters-dates-note" }, `${[known, guessed, without].filter(Boolean).join("; ")}.`),
  );
}

function dateField(end, label) {
  const fault = el("span", { class: "fault", id: `filters-${end}-fault`, role: "alert" });
  const field = el("input", { id: `filters-${end}`, name: end, placeholder: "YYYY-MM-DD", autocomplete: "off", inputmode: "numeric", size: 12, "aria-describedby": `filters-${end}-fault filters-dates-note` });
  field.value = filters()[end] ?? "";
  const take = () => {
    const date = field.value.trim();
    const valid = validDate(date);
    field.setAttribute("aria-invalid", String(!valid));
    fault.textContent = valid ? "" : "Write 1994, 1994-12 or 1994-12-06.";
    if (valid && date !== (filters()[end] ?? "")) chooseDate(end, date);
  };
  field.addEventListener("change", take);
  field.addEventListener("keydown", (event) => event.key === "Enter" && take());
  return el("div", {}, el("label", { for: field.id }, label), field, fault);
}

/** A column's choices, drawn anew without losing the focus. */
function fillColumn(group) {
  const column = group.dataset.column;
  const values = counts.columns[column] ?? [];
  const typed = wordsFound.get(column) ?? "";
  const chosen = new Set(filters().metadata?.[column]);
  const fitting = values.filter(({ value }) => chosen.has(value) || flat(value).toLowerCase().includes(typed.toLowerCase()));
  const kept = [...fitting.filter(({ value }) => chosen.has(value)), ...fitting.filter(({ value }) => !chosen.has(value))].slice(0, Math.max(SHOWN, chosen.size));
  const focused = group.contains(document.activeElement) ? document.activeElement.value : null;
  if (!group.firstChild) group.append(el("legend", {}, columnName(column)), ...findBox(column, values.length, group), el("ul", { class: "choices" }));
  const items = kept.map(({ value, count }) => choice(value, count, chosen.has(value), (on) => chooseValue(column, value, on)));
  const hidden = fitting.length - kept.length;
  if (hidden > 0) items.push(el("li", { class: "quiet" }, `and ${number(hidden)} more`));
  $(".choices", group).replaceChildren(...items);
  if (focused === null) return;
  [...group.querySelectorAll("input[type=checkbox]")].find((box) => box.value === focused)?.focus();
}

function findBox(column, size, group) {
  if (size <= SHOWN) return [];
  const field = el("input", { type: "search", placeholder: `Find among ${number(size)}`, "aria-label": `Find ${columnName(column)}`, autocomplete: "off" });
  field.addEventListener("input", () => {
    wordsFound.set(column, field.value);
    fillColumn(group);
  });
  return [field];
}

function choice(value, count, on, choose, label = flat(value)) {
  const box = el("input", { type: "checkbox", value, onchange: (event) => choose(event.target.checked) });
  box.checked = on;
  return el("li", {}, el("label", {}, box, el("span", { dir: "auto" }, label), count === null ? null : el("span", { class: "count" }, number(count))));
}

function reportsGroup() {
  const field = el("input", { type: "search", id: "filters-reports", placeholder: "Find reports", "aria-label": "Find reports by title, date or name", autocomplete: "off" });
  field.addEventListener("input", calmly(() => findReports(field.value)));
  return el("fieldset", { id: "filters-titles" }, el("legend", {}, "Reports"), field, el("ul", { class: "choices" }));
}

async function findReports(words) {
  const { reports: chosen = [], ...others } = filters();
  try {
    const found = await run("reports", words, "title", false, 0, REPORTS_SHOWN, others);
    found.reports.forEach(noteTitle);
    const rows = found.reports.map(({ id, title, date }) => reportChoice(id, title, date, chosen.includes(id)));
    const none = el("li", { class: "quiet" }, "No report has these words.");
    $("#filters-titles .choices").replaceChildren(...(rows.length ? rows : [none]));
  } catch (error) {
    $("#filters-count").textContent = error.message;
  }
}

const reportChoice = (id, title, date, on) =>
  choice(id, null, on, (wanted) => chooseReport(id, wanted), date ? `${flat(title)} (${readable(date)})` : flat(title));
