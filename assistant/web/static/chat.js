/** The open conversation: its turns, and the question that is being answered. */

import { $, button, isWide, say } from "./dom.js";
import { change, Fault, get } from "./api.js";
import { follow, forgetQuestion, keepQuestion, keptQuestion } from "./asking.js";
import { exportLinks } from "./dialogs.js";
import { filters, setFilters } from "./filters.js";
import { whenReady } from "./health.js";
import { chosenStyle, styleOf } from "./style-switch.js";
import { closePanel, isOpen, leavePanel, onPanel, panelTouched } from "./panel.js";
import { setUpQuestion, takeQuestions, takeUp, tooLong, writeQuestion } from "./question.js";
import { flat, many } from "./text.js";
import { Turn } from "./turn.js";

const host = $("#turns");
const path = (id) => `/conversations/${encodeURIComponent(id)}`;

let changed; // told when the list of conversations is out of date
let conversation = null; // {id, title}; null until its first question is asked
let turns = [];
let latest = 0; // counts what was opened
let running = null; // {turn, controller, conversation, filters}
let openTurn = null; // whose evidence is in the panel
let stay = false; // whether the answer stays where it is scrolled to

export function setUpChat(me, onchange) {
  changed = onchange;
  setUpQuestion(me);
  $("#stop").addEventListener("click", () => running?.controller.abort());
  onPanel(showCurrent);
  takeUp(keptQuestion());
}

/** What the address names is shown: questions are asked in it. */
export const openQuestions = () => takeQuestions(ask);

export const openConversationId = () => conversation?.id ?? null;

/** What is still being opened is wanted no more. */
export const keepOpen = () => (latest += 1);

/** An empty conversation; a question that is being answered goes on and is kept. */
export function begin() {
  keepOpen();
  leave();
  draw();
}

/** Show a stored conversation and take its filters, unless another is opened meanwhile. Throws when there is none. */
export async function openConversation(id, { withFilters = true } = {}) {
  const mine = keepOpen();
  if (id === openConversationId()) return;
  try {
    const found = await get(path(id));
    if (mine === latest) show(found, withFilters);
  } catch (error) {
    if (mine === latest) throw error;
  }
}

function show(found, withFilters) {
  leave();
  conversation = { id: found.id, title: found.title };
  found.turns.forEach(insert);
  const last = found.turns.at(-1);
  if (last && withFilters) setFilters(last.answer.filters ?? {});
  draw();
  $("#scroller").scrollTop = $("#scroller").scrollHeight;
}

/** Show a stored turn in its order. */
function insert(stored) {
  const turn = make(stored.answer.question, styleOf(stored.answer));
  const at = turns.findLastIndex((one) => one.place && one.place < stored.place) + 1;
  host.insertBefore(turn.node, turns[at]?.node ?? null);
  turns.splice(at, 0, turn);
  turn.numbered(stored.place, conversation.id);
  turn.finish(stored.answer, stored);
}

/** Add the turns that were stored meanwhile: asked in another window, or left and come back to. */
async function complement(id) {
  const found = await get(path(id));
  if (conversation?.id !== id) return;
  conversation.title = found.title;
  const known = new Set(turns.map((one) => one.place));
  found.turns.filter((one) => !known.has(one.place)).forEach(insert);
  draw();
}

export function renamed(id, title) {
  if (conversation?.id !== id) return;
  conversation.title = title;
  draw();
}

function leave() {
  closePanel();
  conversation = null;
  turns = [];
  running = null;
  openTurn = null;
  host.replaceChildren();
  showRunning();
}

const title = () => flat(conversation?.title || turns[0]?.question);

export function nameWindow() {
  document.title = title() ? `${title()} – Report Assistant` : "Report Assistant";
}

function draw() {
  $("#welcome").hidden = turns.length > 0;
  const head = $("#conversation-head");
  head.hidden = !turns.length;
  $("#conversation-title").textContent = title();
  nameWindow();
  $("#conversation-export").hidden = !conversation || !turns.some((turn) => turn.place);
  if (conversation) $("#conversation-export ul").replaceChildren(...exportLinks(path(conversation.id)));
}

function make(question, style) {
  const hooks = {
    again: (turn) => ask(turn.question, { style: turn.style }),
    correct: (wording, turn) => ask(wording, { alone: true, style: turn.style }),
    opening: (turn, quiet) => {
      openTurn = turn;
      stay = quiet;
    },
  };
  return new Turn(question, style, hooks);
}

function add(question, style) {
  const turn = make(question, style);
  turns.push(turn);
  turn.node.dataset.place = turns.length;
  host.append(turn.node);
  return turn;
}

/** Ask, unless another question is being answered; whether it was asked. */
function ask(question, { alone = false, style = chosenStyle() } = {}) {
  if (!question || running) return false;
  if (tooLong(question)) return false;
  if (!conversation && turns.some((one) => one.place)) begin(); // the conversation was deleted elsewhere
  const turn = add(question, style);
  running = { turn, controller: new AbortController(), conversation, filters: filters() };
  keepQuestion(question);
  leavePanel();
  showRunning();
  draw();
  turn.node.scrollIntoView({ block: "start" });
  answer(running, alone);
  return true;
}

function showRunning() {
  $("#ask").hidden = Boolean(running);
  $("#stop").hidden = !running;
}

/** Follow one question to its end; the run may have been left for another conversation meanwhile. */
async function answer(run, alone) {
  const { turn, controller } = run;
  const { signal } = controller;
  try {
    turn.waitFor(document.body.dataset.state === "warming" ? "Waiting for the models to warm up…" : "Searching…");
    await whenReady(signal);
    turn.waitFor("Searching…");
    run.conversation ??= await newConversation(run);
    const last = await follow(run, alone);
    if (signal.aborted) stopped(run);
    else await completed(run, last);
  } catch (error) {
    if (signal.aborted) stopped(run);
    else await failed(run, error);
  }
}

/** Another question can be asked. */
function settle(run) {
  forgetQuestion(run.turn.question);
  if (running === run) running = null;
  showRunning();
}

/** The address of what is asked in; the list of reports has its own. */
function nameAddress(hash) {
  if (document.body.dataset.view === "ask") history.replaceState(history.state, "", hash);
}

async function newConversation(run) {
  const made = await change("POST", "/conversations");
  if (running === run) {
    conversation = made;
    nameAddress(`#/c/${made.id}`);
  }
  return made;
}

async function completed(run, last) {
  const { turn, conversation: asked } = run;
  settle(run);
  turn.numbered(last.place, asked.id);
  turn.finish(last);
  const here = turns.includes(turn);
  if (here) {
    drop(turns.find((one) => one !== turn && turn.place && one.place === turn.place));
    draw();
    announce(turn, last);
    showEvidence(turn, last);
  }
  const before = Math.max(0, ...turns.map((one) => (one === turn ? 0 : one.place)));
  const whole = here && conversation.title && last.place <= before + 1;
  if (conversation?.id === asked.id && !whole) await complement(asked.id).catch((error) => say(error.message));
  await changed();
}

/** The same turn came here already, from what is stored. */
function drop(turn) {
  if (!turn) return;
  turn.node.remove();
  turns = turns.filter((one) => one !== turn);
}

function announce(turn, answer) {
  const refused = turn.unsearched() ? "no report passes the filters, so nothing was searched." : "the reports do not say.";
  say(`Answer complete: ${answer.verdict === "answered" ? `${many(answer.sentences.length, "sentence")}${howMade(answer)}.` : refused}`);
}

function howMade({ style, written }) {
  const dropped = written?.dropped.length ? `, ${written.dropped.length} dropped` : "";
  return `${style === "written" ? ", written and checked" : ""}${dropped}`;
}

/** The evidence follows the newest answer, unless the reader is busy with other evidence. */
function showEvidence(turn, { verdict }) {
  if (panelTouched()) return;
  if (verdict === "answered") return turn.openFirst();
  if (!isOpen() || openTurn === turn || !isWide()) return;
  closePanel();
  turn.node.scrollIntoView({ block: "start" });
}

function stopped(run) {
  settle(run);
  run.turn.stop();
  say("Stopped.");
}

async function failed(run, error) {
  const { turn } = run;
  settle(run);
  const message = error instanceof Fault ? error.message : "Something went wrong on this page. Ask again.";
  if (!(error instanceof Fault)) console.error(error);
  turn.fail(message);
  if (!turns.includes(turn)) return;
  takeUp(turn.question);
  if (run.conversation && (await isGone(run.conversation.id)) && turns.includes(turn)) offerNew(turn);
}

const isGone = (id) => get(path(id)).then(() => false, (error) => error.status === 404);

/** The conversation was deleted elsewhere: nothing can be added to it any more. */
function offerNew(turn) {
  conversation = null;
  nameAddress("#/");
  draw();
  changed();
  const again = () => ask(turn.question, { style: turn.style }) && writeQuestion("");
  turn.parts.error.append(button("Ask in a new conversation", again));
}

/** Show in the answer which citation is open. */
function showCurrent(item) {
  for (const mark of host.querySelectorAll(".mark[aria-current]")) mark.removeAttribute("aria-current");
  if (!item) return (openTurn = null);
  if (!item.number || !openTurn) return (stay = false);
  for (const mark of openTurn.node.querySelectorAll(`.mark[data-number="${item.number}"]`)) {
    mark.setAttribute("aria-current", "true");
    if (!stay) mark.scrollIntoView({ block: "nearest" });
  }
  stay = false;
}

/** Open a citation by its number: of the answer whose evidence is open, else of the newest. */
export function openByNumber(number) {
  const turn = openTurn ?? turns.findLast((one) => one.answer?.citations.length);
  return turn?.open(number) ?? false;
}
