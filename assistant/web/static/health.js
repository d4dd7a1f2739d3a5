/** Whether the server can answer yet. */

import { $ } from "./dom.js";
import { Fault, get } from "./api.js";

const POLL_MS = 500;
const FAILED_POLL_MS = 3000;

let waiting = [];
let last = { state: "warming", message: "" };

export async function watchHealth() {
  try {
    last = await get("/health");
  } catch (error) {
    last = { state: "failed", message: error.message };
  }
  show(last);
  if (last.state !== "ready") setTimeout(watchHealth, last.state === "failed" ? FAILED_POLL_MS : POLL_MS);
}

function show({ state, message }) {
  document.body.dataset.state = state;
  $("#warming").hidden = state !== "warming";
  $("#failed").hidden = state !== "failed";
  const words = state === "failed" ? message || "The reports cannot be searched." : "";
  if ($("#failed").textContent !== words) $("#failed").textContent = words;
  if (state === "warming") return;
  waiting.forEach(({ ready, failed }) => (state === "ready" ? ready() : failed(new Fault(words))));
  waiting = [];
}

/** Resolves as soon as questions are answered; rejects when that failed or the signal aborts. */
export function whenReady(signal) {
  return new Promise((ready, failed) => {
    if (last.state === "ready") return ready();
    if (last.state === "failed") return failed(new Fault(last.message));
    signal?.addEventListener("abort", () => failed(signal.reason));
    waiting.push({ ready, failed });
  });
}
