/** The field in which questions are written, and the examples beside it. */

import { $, button, el, isWide } from "./dom.js";

const field = $("#question");
const fault = $("#question-fault");

let most; // characters
let ask = null; // until the page knows which conversation it shows
let early = ""; // asked before that

$("#ask-form").addEventListener("submit", (event) => {
  event.preventDefault();
  askTyped();
});
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  askTyped();
});
field.addEventListener("input", fit);
$("#ask").disabled = false;

export function setUpQuestion({ max_question_chars, examples }) {
  most = max_question_chars;
  showExamples(examples);
}

/** From now on `onask` asks a question, and gives whether it did; one that was asked while the page loaded comes first. */
export function takeQuestions(onask) {
  ask = onask;
  if (field.value.endsWith("\n")) early ||= field.value.trim(); // Enter was pressed before this script ran
  if (early && ask(early) && field.value.trim() === early) writeQuestion("");
}

export function showExamples(questions) {
  $("#examples").replaceChildren(...questions.map((question) => el("li", {}, button(question, () => pose(question), { dir: "auto" }))));
  $("#examples-label").hidden = !questions.length;
}

function pose(question) {
  if (ask) return ask(question);
  early = question;
  return false;
}

export function writeQuestion(question) {
  field.value = question;
  fit();
}

/** Put a question back into the field, unless another is being written there. */
export function takeUp(question) {
  if (question && !field.value) writeQuestion(question);
}

/** Whether a question has too many characters, which is then said. */
export function tooLong(question) {
  const length = [...question].length;
  if (length <= most) return false;
  fault.textContent = `The question has ${length} characters; at most ${most} can be asked.`;
  return true;
}

function fit() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
  fault.textContent = "";
}

function askTyped() {
  if (pose(field.value.trim())) writeQuestion("");
  if (isWide()) field.focus();
  else field.blur(); // so that the keyboard makes room for the answer
}
