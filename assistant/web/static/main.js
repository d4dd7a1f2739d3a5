/** The page: its parts are set up here, and the address says which of them is seen. */

import { $, icon, say } from "./dom.js";
import { change, get } from "./api.js";
import { begin, keepOpen, nameWindow, openConversation, openConversationId, openQuestions, setUpChat } from "./chat.js";
import * as conversations from "./conversations.js";
import { loadReports, setUpCorpus } from "./corpus.js";
import { setUpFilterDialog } from "./filter-dialog.js";
import { placeFilterBar, restoreFilters } from "./filters.js";
import { watchHealth } from "./health.js";
import { always, forgetWindow } from "./kept.js";
import { focusQuestion, setUpKeys } from "./keys.js";
import { closePanel, setUpPanel } from "./panel.js";
import { showExamples } from "./question.js";
import { run } from "./reports.js";
import { closeDrawer, isRoomy, setUpSidebar } from "./sidebar.js";
import { setUpStyles, whenKnown } from "./style-switch.js";
import { many, readable } from "./text.js";

async function start() {
  watchHealth();
  setUpTheme();
  setUpSidebar();
  setUpPanel();
  setUpFilterDialog();
  setUpKeys(showAsking);
  setUpHelp();
  setUpDrops();
  const me = await get("/me");
  setUpUser(me);
  $("#version").textContent = `Report Assistant ${me.version}`;
  setUpStyles(me.chat);
  setUpChat(me, conversations.refresh);
  setUpCorpus(me);
  conversations.setUpConversations(startConversation);
  $("#view-ask").addEventListener("click", (event) => {
    event.preventDefault();
    showAsking();
  });
  $("#new-conversation").addEventListener("click", startConversation);
  addEventListener("hashchange", () => route());
  await route({ withFilters: !restoreFilters() });
  openQuestions();
  describeReports().catch((error) => say(error.message));
}

/** Show what the address names: a conversation, the reports, or an empty conversation. */
async function route({ withFilters = true } = {}) {
  const [, view, id] = location.hash.split("/");
  keepOpen();
  if (view === "reports") return showReports();
  showView("ask");
  if (view === "c") await showConversation(decodeURIComponent(id ?? ""), withFilters);
  else if (openConversationId()) begin();
  else $("#welcome").hidden = Boolean($("#turns").firstChild);
  conversations.draw();
  if (isRoomy()) $("#question").focus({ preventScroll: true });
}

async function showConversation(id, withFilters) {
  try {
    await openConversation(id, { withFilters });
    closeDrawer();
  } catch (error) {
    begin();
    history.replaceState(null, "", "#/");
    say(error.message, { seen: true });
  }
}

function showReports() {
  showView("reports");
  loadReports();
}

function showView(view) {
  if (document.body.dataset.view !== view) closePanel();
  document.body.dataset.view = view;
  for (const name of ["ask", "reports"]) {
    $(`#${name}-view`).hidden = name !== view;
    if (name === view) $(`#view-${name}`).setAttribute("aria-current", "page");
    else $(`#view-${name}`).removeAttribute("aria-current");
  }
  $("#view-ask").href = askingHash();
  if (view === "ask") nameWindow();
  else document.title = "Reports – Report Assistant";
  placeFilterBar(view);
}

const askingHash = () => (openConversationId() ? `#/c/${encodeURIComponent(openConversationId())}` : "#/");

function showAsking() {
  if (document.body.dataset.view === "ask") return;
  history.pushState(null, "", askingHash());
  showView("ask");
}

function startConversation() {
  begin();
  showView("ask");
  history.pushState(null, "", "#/");
  conversations.draw();
  closeDrawer();
  $("#question").focus();
}

/** What can be asked, once the server knows its reports. */
async function describeReports() {
  showExamples((await whenKnown()).examples);
  const { in_all, dates } = await run("reports", "", "date", true, 0, 1, {});
  const dated = dates.first ? ` dated ${readable(dates.first)} to ${readable(dates.last)}` : "";
  $("#welcome-about").prepend(`Answers come from ${many(in_all, "report")}${dated}. `);
}

const THEMES = { auto: "automatic", light: "light", dark: "dark" };

function setUpTheme() {
  const show = () => {
    const theme = document.documentElement.dataset.theme;
    const label = `Colours: ${THEMES[theme]}`;
    $("#theme").replaceChildren(icon(theme));
    $("#theme").setAttribute("aria-label", label);
    $("#theme").title = label;
  };
  $("#theme").addEventListener("click", () => {
    const names = Object.keys(THEMES);
    const next = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
    document.documentElement.dataset.theme = next;
    always("theme", next);
    show();
    say(`Colours: ${THEMES[next]}`);
  });
  if (!(document.documentElement.dataset.theme in THEMES)) document.documentElement.dataset.theme = "auto";
  show();
}

/** What is dropped beside the reports must not take the place of the page. */
function setUpDrops() {
  for (const what of ["dragover", "drop"])
    addEventListener(what, (event) => {
      const words = !event.dataTransfer?.types.includes("Files");
      if (event.defaultPrevented || (words && event.target.closest?.("input, textarea"))) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "none";
    });
}

function setUpHelp() {
  const dialog = $("#help-dialog");
  $("#help").addEventListener("click", () => dialog.showModal());
  $("#help-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  $("#skip").addEventListener("click", (event) => {
    event.preventDefault();
    focusQuestion();
  });
}

function setUpUser({ user, users }) {
  $("#user").textContent = user;
  $("#user").hidden = !user;
  $("#sign-out").hidden = !users;
  $("#sign-out").addEventListener("click", async () => {
    await change("POST", "/logout");
    forgetWindow(); // whoever signs in next in this window finds nothing of it
    location.assign("/login");
  });
}

start().catch((error) => {
  $("#failed").textContent = error.message;
  $("#failed").hidden = false;
});
