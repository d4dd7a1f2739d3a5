/** The evidence panel: a whole report, opened at the quoted characters. */

import { $, copyText, el, isWide, label, say } from "./dom.js";
import { report, run } from "./reports.js";
import { ReportText } from "./report-text.js";
import * as find from "./find.js";
import { aboutLines, aboutParts } from "./about.js";
import { leavePages, offerPages, setUpPages, showing as showsPages } from "./pages.js";
import { hide as hideTooltip } from "./tooltip.js";
import { flat, quotation, readable, visible } from "./text.js";

const panel = $("#panel");
const scroller = $("#panel-scroller");
const host = $("#panel-text");
const listeners = [];

/** items: {report_id, start, end, number, quote, title, date, sha256} each; a report that is just read has no start. */
let shown = { items: [], at: 0, opener: null, answer: null };
let drawn = null; // {report, text} of the report that is drawn
let gone = false; // whether the report was removed
let latest = 0;

/** Told of each change with the open item, or null when the panel is closed. */
export const onPanel = (listener) => listeners.push(listener);

export const isOpen = () => !panel.hidden;

let touched = false;

/** Whether the reader has used the panel since `leavePanel`: then nothing else may change it. */
export const panelTouched = () => touched;

export const leavePanel = () => (touched = false);

/** The item that is open, or null. */
export const openItem = () => (isOpen() ? (shown.items[shown.at] ?? null) : null);

/** Open one of several places; `answer` is the one that they are cited by, if any. */
export async function openPanel({ items, at = 0, opener = null, answer = null, quiet = false }) {
  shown = { items, at, opener, answer };
  touched ||= !quiet;
  hideTooltip(); // what it says is now in the panel
  const wasOpen = isOpen();
  panel.hidden = false;
  document.body.dataset.panel = "open";
  if (!isWide()) coverPage(wasOpen);
  await showItem(quiet);
}

export function closePanel() {
  if (!isOpen()) return false;
  const hadFocus = panel.contains(document.activeElement);
  panel.hidden = true;
  delete document.body.dataset.panel;
  uncoverPage();
  offerPages(null, null);
  listeners.forEach((listener) => listener(null));
  if (hadFocus && shown.opener?.isConnected) shown.opener.focus({ preventScroll: true });
  hideTooltip(); // the focus that came back to a mark asks for no explanation
  if (history.state?.sheet) history.back();
  return true;
}

/** Step to the next (1) or previous (-1) place; nothing happens at the ends. */
export function stepPanel(by) {
  const at = shown.at + by;
  if (!isOpen() || at < 0 || at >= shown.items.length) return;
  shown.at = at;
  touched = true;
  showItem();
}

/** On a phone the panel covers everything: the rest is out of reach, and Back closes it. */
function coverPage(wasOpen) {
  for (const part of document.querySelectorAll("body > :not(#panel, #status, #toast, dialog, script)")) part.inert = true;
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-modal", "true");
  if (!history.state?.sheet) history.pushState({ sheet: true }, "");
  if (!wasOpen) $("#panel-close").focus();
}

function uncoverPage() {
  for (const part of document.querySelectorAll("body > [inert]")) part.inert = false;
  panel.setAttribute("role", "complementary");
  panel.removeAttribute("aria-modal");
}

async function showItem(quiet = false) {
  const mine = (latest += 1);
  const item = shown.items[shown.at];
  listeners.forEach((listener) => listener(item));
  panel.dataset.reportId = item.report_id;
  writeSteps(item);
  if (drawn?.report.id !== item.report_id) clear(item);
  try {
    const found = await report(item.report_id, item.sha256);
    if (mine !== latest) return;
    if (found.missing) return showGone(item);
    if (drawn?.report !== found) begin(item, found);
    const place = await placeNow(item, found);
    if (mine !== latest) return;
    showPlace(item, place);
    if (!quiet) say(announcement(item));
  } catch (error) {
    if (mine === latest) note(error.message);
  }
}

const announcement = (item) => [$("#panel-position").textContent, flat(item.title)].filter(Boolean).join(": ");

function clear(item) {
  drawn = null;
  gone = false;
  find.forget();
  offerPages(null, null);
  host.replaceChildren();
  note("");
  $(".title", panel).textContent = flat(item.title || item.report_id);
  $(".about", panel).textContent = "";
  $("#panel-more").hidden = true;
  $("#panel-find-form").hidden = true;
  for (const id of ["#panel-earlier", "#panel-later"]) $(id).hidden = true;
}

function writeSteps({ start, number: cited }) {
  const kind = cited ? "Citation" : "Passage";
  $("#panel-steps").hidden = start === undefined;
  $("#panel-steps").setAttribute("aria-label", `${kind}s`);
  $("#panel-position").replaceChildren(el("span", {}, `${kind} `), `${shown.at + 1} of ${shown.items.length}`);
  $("#panel-previous").disabled = shown.at === 0;
  $("#panel-next").disabled = shown.at === shown.items.length - 1;
  for (const [id, which] of [["#panel-previous", "Previous"], ["#panel-next", "Next"]])
    $(id).setAttribute("aria-label", `${which} ${kind.toLowerCase()}`);
  nameCopy();
}

function note(words) {
  $("#panel-note").textContent = words;
  $("#panel-note").hidden = !words;
}

function showGone(item) {
  clear(item);
  gone = true;
  nameCopy();
  note(`This report is no longer among the reports.${item.quote ? " The quotation as it was cited:" : ""}`);
  const sha256 = item.sha256 && `sha256 ${item.sha256.slice(0, 12)}`;
  const about = [readable(item.date), flat(item.report_id), sha256].filter(Boolean);
  $(".about", panel).replaceChildren(...about.map((part) => el("span", { dir: "auto" }, part)));
  host.replaceChildren(visible(item.quote ?? ""));
}

/** Where an item's characters stand today: null when its report was changed and no longer has them. */
async function placeNow(item, found) {
  if (item.start === undefined) return null;
  if (!item.quote || charactersBetween(item.start, item.end) === item.quote) return [item.start, item.end];
  const checks = shown.answer ? await run("verify", shown.answer) : [];
  const check = checks.find((one) => one.number === item.number);
  return check?.state === "moved" && check.report_id === found.id ? [check.start, check.end] : null;
}

const charactersBetween = (start, end) => drawn.report.text.slice(drawn.text.units(start), drawn.text.units(end));

function begin(item, found) {
  clear(item);
  drawn = { report: found, text: new ReportText(found) };
  $("#panel-find-form").hidden = false;
  writeAbout(found);
}

function showPlace(item, place) {
  drawn.item = item;
  drawn.place = place;
  $(".about", panel).replaceChildren(...aboutParts(drawn.report, place));
  if (item.start === undefined) note("");
  else if (!place) note(`The report was changed since this answer; it no longer has these words: “${flat(item.quote)}”`);
  else note(place[0] === item.start ? "" : "The report was changed since this answer; the quotation now stands here.");
  if (place) drawn.text.reach(...place.map(drawn.text.units));
  redraw();
  offerPages(drawn.report, place);
  toPlace();
}

function toPlace() {
  const here = !showsPages() && $("mark.here", host);
  if (here) scrollTo(here);
  else scroller.scrollTop = 0;
}

function writeAbout(found) {
  $(".title", panel).textContent = flat(found.title || found.id);
  const open = (id) => openPanel({ items: [{ report_id: id }], opener: shown.opener });
  $("#panel-more dl").replaceChildren(...aboutLines(found, open));
  $("#panel-more").hidden = false;
}

/** The marks of what is drawn: the open one first, for it wins where they overlap. */
function marks() {
  const { item, place, report: found, text } = drawn;
  const stands = (one) => one.report_id === found.id && charactersBetween(one.start, one.end) === one.quote;
  const others = item.number ? shown.items.filter((one) => one !== item && stands(one)) : [];
  const here = place ? [{ ...item, start: place[0], end: place[1], here: true }] : [];
  return [...here, ...others].map((one) => ({ start: text.units(one.start), end: text.units(one.end), make: () => markElement(one) }));
}

function markElement({ number: cited, here }) {
  const kind = [here && "here", !cited && "passage"].filter(Boolean).join(" ");
  return el("mark", { class: kind || null, "data-number": cited });
}

function redraw() {
  drawn.text.draw(host, marks());
  $("#panel-earlier").hidden = drawn.text.first <= drawn.text.body;
  $("#panel-later").hidden = drawn.text.last >= drawn.text.text.length;
  find.paint();
}

/** Bring an element or range to a third of the panel's height. */
function scrollTo(what) {
  const top = what.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  scroller.scrollTop += top - scroller.clientHeight / 3;
}

function showEarlier() {
  const below = scroller.scrollHeight - scroller.scrollTop;
  drawn.text.earlier();
  redraw();
  scroller.scrollTop = scroller.scrollHeight - below;
}

/** What would be copied: the selected characters if there are any, else those that are cited. */
function toCopy() {
  if (!drawn) return shown.items[shown.at]; // the report was removed: as it was cited
  const { item, place, report: found, text } = drawn;
  const own = selectedPlace();
  const [start, end] = own ? own.map(text.points) : (place ?? [item.start, item.end]);
  if (!own && !place) return item; // the report was changed: the citation says where it was
  return { report_id: found.id, title: found.title, date: found.date, sha256: found.sha256, start, end, quote: charactersBetween(start, end) };
}

function selectedPlace() {
  const selection = getSelection();
  if (!drawn || selection.isCollapsed || !selection.rangeCount || !host.contains(selection.anchorNode)) return null;
  return drawn.text.selected(selection.getRangeAt(0));
}

function nameCopy() {
  const item = shown.items[shown.at];
  const own = selectedPlace() !== null;
  const cited = item?.number ? " quotation" : " passage";
  $("#panel-copy").hidden = !own && (item?.start === undefined || (gone && !item.quote));
  label($("#panel-copy"), "", "Copy", own ? " selection" : cited);
}

/** Go to a citation by its mark in the text. */
function openMark(event) {
  const mark = event.target.closest("mark[data-number]:not(.here)");
  if (!mark || !getSelection().isCollapsed) return;
  shown.at = shown.items.findIndex((item) => item.number === Number(mark.dataset.number));
  showItem();
}

export function setUpPanel() {
  $("#panel-close").addEventListener("click", closePanel);
  $("#panel-previous").addEventListener("click", () => stepPanel(-1));
  $("#panel-next").addEventListener("click", () => stepPanel(1));
  $("#panel-copy").addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  $("#panel-copy").addEventListener("click", () => (drawn || openItem()?.quote) && copyText(quotation(toCopy()), "Quotation copied"));
  document.addEventListener("selectionchange", () => isOpen() && nameCopy());
  host.addEventListener("click", openMark);
  for (const use of ["pointerdown", "keydown"]) panel.addEventListener(use, () => (touched = true));
  $("#panel-earlier").addEventListener("click", showEarlier);
  $("#panel-later").addEventListener("click", () => {
    drawn.text.later();
    redraw();
  });
  addEventListener("popstate", (event) => isOpen() && !isWide() && !event.state?.sheet && closePanel());
  matchMedia("(min-width: 760px)").addEventListener("change", () => isOpen() && (isWide() ? uncoverPage() : coverPage(true)));
  setUpPages(toPlace);
  $("#panel-find").addEventListener("input", leavePages);
  find.setUpFind({ text: () => drawn?.text, redraw, scrollTo });
}
