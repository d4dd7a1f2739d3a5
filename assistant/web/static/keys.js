/** Keys that work anywhere but in fields. */

import { $ } from "./dom.js";
import { openByNumber } from "./chat.js";
import { closeMenus } from "./dialogs.js";
import { closePanel, stepPanel } from "./panel.js";
import { hide as hideTooltip } from "./tooltip.js";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

const KEYS = {
  "/": () => focusQuestion(),
  "?": () => $("#help-dialog").showModal(),
  n: () => stepPanel(1),
  "]": () => stepPanel(1),
  p: () => stepPanel(-1),
  "[": () => stepPanel(-1),
};

let showAsking;

/** `onask` shows the view with the question. */
export function setUpKeys(onask) {
  showAsking = onask;
  document.addEventListener("keydown", press);
}

export function focusQuestion() {
  showAsking();
  $("#question").focus();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || $("dialog[open]")) return;
  if (event.key === "Escape") return void (hideTooltip() || closeMenus() || $("#veil:not([hidden])")?.click() || closePanel());
  if (event.target.closest?.(TYPING)) return;
  const work = /^[1-9]$/.test(event.key) ? () => openByNumber(Number(event.key)) : KEYS[event.key];
  if (!work) return;
  event.preventDefault();
  work();
}
