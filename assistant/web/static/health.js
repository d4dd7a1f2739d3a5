/** Whether the server can answer yet. */

import { $ } from "./dom.js";
import { Fault, get, onUnreachable } from "./api.js";

const POLL_MS = 500;
const FAILED_POLL_MS = 3000;

let waiting = [];
let last = { state: "warming", message: "" };
let watching = false;

/** Ask until the server is ready; once it no longer answers, this begins anew. */
export function watchHealth() {
  onUnreachable(watchHealth);
  if (watching) return;
  watching = true;
  look();
}

async function look() {
  try {
    last = await get("/health");
  } catch (error) {
    last = { state: "failed", message: error.message };
  }
  watching = last.state !== "ready";
  if (watching) setTimeout(look, last.state === "failed" ? FAILED_POLL_MS : POLL_MS);
  show(last);
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
    const settled = (settle) => (value) => {
      signal?.removeEventListener("abort", aborted);
      settle(value);
    };
    const aborted = () => failed(signal.reason);
    signal?.addEventListener("abort", aborted);
    waiting.push({ ready: settled(ready), failed: settled(failed) });
  });
}
