/** The open conversation: its turns, and the question that is being answered. */

import { $, button, el, isWide, say } from "./dom.js";
import { change, Fault, get, stream } from "./api.js";
import { exportLinks } from "./dialogs.js";
import { filters } from "./filters.js";
import { whenReady } from "./health.js";
import { closePanel, isOpen, onPanel } from "./panel.js";
import { flat, many } from "./text.js";
import { Turn } from "./turn.js";

const host = $("#turns");
const field = $("#question");
const SLOW_MS = 2000;

let me;
let changed; // told when the list of conversations is out of date; gives the new list
let conversation = null; // {id, title}; null until its first question is asked
let turns = [];
let running = null; // {turn, controller, conversation}
let openTurn = null; // whose evidence is in the panel
let stay = false; // whether the answer stays where it is scrolled to

export function setUpChat(about, onchange) {
  me = about;
  changed = onchange;
  $("#ask-form").addEventListener("submit", (event) => {
    event.preventDefault();
    askTyped();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    askTyped();
  });
  field.addEventListener("input", fitField);
  $("#stop").addEventListener("click", () => running?.controller.abort());
  showExamples(me.examples);
  onPanel(showCurrent);
}

export function showExamples(questions) {
  $("#examples").replaceChildren(...questions.map((question) => el("li", {}, button(question, () => ask(question), { dir: "auto" }))));
  $("#examples-label").hidden = !questions.length;
}

export const openConversationId = () => conversation?.id ?? null;

/** An empty conversation; a question that is being answered goes on and is kept. */
export function begin() {
  leave();
  draw();
}

/** Show a stored conversation. Throws when there is none. */
export async function openConversation(id) {
  const found = await get(`/conversations/${encodeURIComponent(id)}`);
  leave();
  conversation = { id: found.id, title: found.title };
  for (const stored of found.turns) {
    const turn = add(stored.answer.question);
    turn.numbered(stored.place, id);
    turn.finish(stored.answer, stored);
  }
  draw();
  $("#scroller").scrollTop = $("#scroller").scrollHeight;
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
  $("#conversation-export").hidden = !turns.some((turn) => turn.place);
  if (conversation) $("#conversation-export ul").replaceChildren(...exportLinks(`/conversations/${encodeURIComponent(conversation.id)}`));
}

function add(question) {
  const hooks = {
    again: (turn) => ask(turn.question),
    correct: (wording) => ask(wording, { alone: true }),
    opening: (turn, quiet) => {
      openTurn = turn;
      stay = quiet;
    },
  };
  const turn = new Turn(question, hooks);
  turns.push(turn);
  turn.node.dataset.place = turns.length;
  host.append(turn.node);
  return turn;
}

function fitField() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
  $("#question-fault").textContent = "";
}

function askTyped() {
  if (ask(field.value.trim())) {
    field.value = "";
    fitField();
  }
  if (isWide()) field.focus();
  else field.blur(); // so that the keyboard makes room for the answer
}

/** Ask, unless another question is being answered; whether it was asked. */
function ask(question, { alone = false } = {}) {
  if (!question || running) return false;
  const length = [...question].length;
  if (length > me.max_question_chars) {
    $("#question-fault").textContent = `The question has ${length} characters; at most ${me.max_question_chars} can be asked.`;
    return false;
  }
  const turn = add(question);
  running = { turn, controller: new AbortController(), conversation };
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
    await receive(run, alone);
  } catch (error) {
    if (signal.aborted) stopped(turn);
    else failed(run, error);
  }
  if (running === run) running = null;
  showRunning();
}

async function receive(run, alone) {
  const { turn, controller } = run;
  const slow = setTimeout(() => turn.waitFor("Waiting for other questions to be answered…"), SLOW_MS);
  let last = null;
  try {
    for await (last of stream([turn.question, [], filters(), run.conversation.id, alone], controller.signal)) {
      clearTimeout(slow);
      turn.grow(last);
    }
  } finally {
    clearTimeout(slow);
  }
  if (controller.signal.aborted) return stopped(turn);
  if (!last || last.verdict === "pending") throw new Fault("The answer was cut short. Ask again.");
  await completed(run, last);
}

async function newConversation(run) {
  const made = await change("POST", "/conversations");
  if (running === run) {
    conversation = made;
    history.replaceState(null, "", `#/c/${made.id}`);
  }
  return made;
}

async function completed(run, last) {
  const { turn, conversation: asked } = run;
  if (running === run) running = null;
  showRunning();
  turn.numbered(turns.filter((one) => one.place).length + 1, asked.id);
  turn.finish(last);
  const here = turns.includes(turn);
  if (here) {
    say(last.verdict === "answered" ? `Answer complete: ${many(last.sentences.length, "sentence")}.` : "Answer complete: the reports do not say.");
    if (isOpen() && openTurn !== turn && last.verdict !== "answered") closePanel();
    turn.openFirst();
  }
  const listed = (await changed()).find((one) => one.id === asked.id);
  if (here && listed) {
    if (turn.place !== listed.turns) {
      turn.numbered(listed.turns, asked.id); // another window has asked in this conversation too
      turn.drawActions();
    }
    conversation.title = listed.title;
    draw();
  } else if (conversation?.id === asked.id) await openConversation(asked.id);
}

function stopped(turn) {
  turn.stop();
  say("Stopped.");
}

function failed({ turn }, error) {
  const message = error instanceof Fault ? error.message : "Something went wrong on this page. Ask again.";
  if (!(error instanceof Fault)) console.error(error);
  turn.fail(message);
  if (!turns.includes(turn) || field.value) return;
  field.value = turn.question;
  fitField();
  $("#question-fault").textContent = "";
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
