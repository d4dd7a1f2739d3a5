/** The field in which questions are written, and the examples beside it. */

import { $, button, el, isWide } from "./dom.js";

const field = $("#question");
const fault = $("#question-fault");

let most; // characters
let ask;

/** `onask` asks a question, and gives whether it did. */
export function setUpQuestion({ max_question_chars, examples }, onask) {
  [most, ask] = [max_question_chars, onask];
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
  showExamples(examples);
}

export function showExamples(questions) {
  $("#examples").replaceChildren(...questions.map((question) => el("li", {}, button(question, () => ask(question), { dir: "auto" }))));
  $("#examples-label").hidden = !questions.length;
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
  if (ask(field.value.trim())) writeQuestion("");
  if (isWide()) field.focus();
  else field.blur(); // so that the keyboard makes room for the answer
}
