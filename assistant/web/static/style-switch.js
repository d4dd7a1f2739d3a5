/** How answers are made: as quotations, or written by the chat model where there is one. */

import { $ } from "./dom.js";
import { get } from "./api.js";
import { whenReady } from "./health.js";
import { always } from "./kept.js";
import { flat } from "./text.js";

const KEY = "style";
const group = $("#styles");

let chat = { model: "", style: "quotes", failing: "drop", problem: "" };
let known = null; // what the server tells once it is ready

group.addEventListener("change", (event) => always(KEY, event.target.value));

/** `told`: {model, style, failing, problem}, the model "" for none, and why there is none. */
export function setUpStyles(told) {
  chat = told;
  const chosen = chosenStyle();
  group.hidden = !chat.model;
  for (const choice of group.querySelectorAll("input")) choice.checked = choice.value === chosen;
  for (const node of document.querySelectorAll("[data-model]")) node.hidden = (node.dataset.model === "any") !== Boolean(chat.model);
  $("#help-dialog .model").textContent = flat(chat.model);
  $("#styles-note").textContent = chat.problem && `Answers are quotations only. ${flat(chat.problem)}`;
  $("#styles-note").hidden = !chat.problem;
}

/** What the server tells of itself once its models are loaded; only then is it sure that one can write. */
export function whenKnown() {
  known ??= whenReady()
    .then(() => get("/me"))
    .then((me) => {
      setUpStyles(me.chat);
      return me;
    });
  known.catch(() => (known = null));
  return known;
}

/** What the switch says; "" without a model. */
export function chosenStyle() {
  if (!chat.model) return "";
  const kept = always(KEY);
  return kept === "quotes" || kept === "written" ? kept : chat.style;
}

/** How a stored answer was asked for: what could not be written was. */
export const styleOf = ({ written }) => (written ? "written" : "quotes");

/** The style to ask with: as wanted, as far as there is a model. */
export async function styleToAsk(wanted) {
  await whenKnown();
  return chat.model ? wanted : "";
}

/** Whether what failed its check is seen struck through, in its place. */
export const strikes = () => chat.failing === "strike";
