/** The reports themselves, as a table. */

import { $, button, calmly, el } from "./dom.js";
import { noteTitle, run } from "./reports.js";
import { filters, onFilters } from "./filters.js";
import { onPanel, openPanel } from "./panel.js";
import { setUpChanges, showSelected } from "./corpus-changes.js";
import { flat, many, number, readable } from "./text.js";

const PAGE = 50;
const COLUMNS = [["title", "Title"], ["date", "Date"], ["source", "Source"], ["characters", "Length"], ["state", "State"]];
const UP_FIRST = ["title", "source", "state"]; // others begin with the newest or longest

const view = { sort: "date", descending: true, offset: 0 };
const selected = new Set();
let edit = false;
let found = null;
let latest = 0;

export function setUpCorpus(me) {
  edit = me.edit;
  $("#reports-find").addEventListener("input", calmly(fromStart));
  $("#pages-previous").addEventListener("click", () => turnPage(-PAGE));
  $("#pages-next").addEventListener("click", () => turnPage(PAGE));
  onFilters(() => !$("#reports-view").hidden && fromStart());
  onPanel(showOpen);
  if (edit) setUpChanges(me.upload, selected, loadReports);
}

/** Show in the table which report is open. */
function showOpen(item) {
  for (const line of document.querySelectorAll("#reports-table tbody tr")) line.classList.toggle("open", line.dataset.reportId === item?.report_id);
}

function fromStart() {
  view.offset = 0;
  return loadReports();
}

function turnPage(by) {
  view.offset = Math.max(0, view.offset + by);
  $("#reports-scroller").scrollTop = 0;
  loadReports();
}

export async function loadReports() {
  const mine = (latest += 1);
  const { sort, descending, offset } = view;
  if (!found) showEmpty("Loading the list…");
  try {
    const answer = await run("reports", $("#reports-find").value.trim(), sort, descending, offset, PAGE, filters());
    if (mine !== latest) return;
    found = answer;
    found.reports.forEach(noteTitle);
    draw();
  } catch (error) {
    if (mine === latest) showEmpty(error.message);
  }
}

function draw() {
  drawHead();
  $("#reports-table tbody").replaceChildren(...found.reports.map(row));
  if (edit) showSelected(selected);
  const { total, in_all, reports } = found;
  $("#reports-count").textContent = total === in_all ? many(in_all, "report") : `${number(total)} of ${many(in_all, "report")}`;
  const last = view.offset + reports.length;
  $("#reports-pages").hidden = total <= PAGE;
  $("#pages-at").textContent = `${number(view.offset + 1)}–${number(last)} of ${number(total)}`;
  $("#pages-previous").disabled = view.offset === 0;
  $("#pages-next").disabled = last >= total;
  showEmpty(reports.length ? "" : emptyText(in_all));
}

function emptyText(in_all) {
  if (in_all) return "No report fits. Take a filter away or find other words.";
  return edit ? "There are no reports yet. Add some: documents, mails or text files, dropped here or chosen with “Add reports”." : "There are no reports yet.";
}

function showEmpty(words) {
  $("#reports-empty").textContent = words;
  $("#reports-empty").hidden = !words;
  $("#reports-table").hidden = Boolean(words);
}

/** The head is made once, so that a sort button keeps the focus. */
function drawHead() {
  const head = $("#reports-table thead");
  if (!head.firstChild) {
    const cells = COLUMNS.map(([key, name]) => el("th", { scope: "col", class: key, "data-key": key }, button(name, () => sortBy(key))));
    const pick = el("td", { class: "pick" }, el("span", { class: "offscreen" }, "Select"));
    head.append(el("tr", {}, edit && pick, cells));
  }
  for (const cell of head.querySelectorAll("th")) {
    const direction = view.descending ? "descending" : "ascending";
    cell.setAttribute("aria-sort", cell.dataset.key === view.sort ? direction : "none");
  }
}

function sortBy(key) {
  view.descending = view.sort === key ? !view.descending : !UP_FIRST.includes(key);
  view.sort = key;
  fromStart();
}

const STATES = { indexed: "Indexed", copy: "Copy", unreadable: "Unreadable" };

function row(report) {
  const { id, title, date, source, place, characters, state, note, part_of } = report;
  const name = flat(title || id);
  const open = (opener) => openPanel({ items: [{ report_id: id, title, date }], opener });
  const opens = state !== "unreadable";
  const link = opens ? button(name, (event) => open(event.currentTarget), { class: "link", dir: "auto" }) : el("span", { dir: "auto" }, name);
  const badge = () => el("span", { class: `badge ${state}` }, STATES[state] ?? flat(state));
  const about = [flat(place), name === flat(id) ? "" : flat(id)].filter(Boolean).join(" · ");
  const cells = [
    el("td", { class: "title" }, link, el("span", { class: "about", dir: "auto" }, about), state !== "indexed" && el("span", { class: "narrow" }, badge())),
    el("td", { class: "date" }, readable(date)),
    el("td", { class: "source", dir: "auto" }, flat(source)),
    el("td", { class: "characters" }, opens ? number(characters) : ""),
    el("td", { class: "state" }, badge(), note && el("span", { class: "about", dir: "auto" }, flat(note))),
  ];
  const line = el("tr", { "data-report-id": id }, edit && (part_of ? el("td", { class: "pick" }) : pickCell(id, name)), cells);
  line.addEventListener("click", (event) => opens && !event.target.closest("button, input, label") && !String(getSelection()) && open($(".link", line)));
  return line;
}

function pickCell(id, name) {
  const onchange = (event) => {
    if (event.target.checked) selected.add(id);
    else selected.delete(id);
    showSelected(selected);
  };
  const box = el("input", { type: "checkbox", "aria-label": `Select ${name}`, onchange });
  box.checked = selected.has(id);
  return el("td", { class: "pick" }, el("label", {}, box));
}
