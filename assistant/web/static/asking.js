/** A question on its way to the server and back. */

import { Fault, get, stream } from "./api.js";
import { here } from "./kept.js";
import { styleToAsk } from "./style-switch.js";

const SLOW_MS = 2000;
const KEY = "question";

let leaving = false; // whether the page goes away: what it breaks off then has not failed
addEventListener("pagehide", () => (leaving = true));
addEventListener("pageshow", () => (leaving = false));

/** The last answer that comes, each being shown as it grows. */
export async function follow({ turn, controller, conversation, filters }, alone) {
  const stop = sayWhenSlow(turn);
  let last = null;
  try {
    const style = await styleToAsk(turn.style);
    for await (last of stream([turn.question, [], filters, conversation.id, alone, style], controller.signal)) {
      stop();
      turn.grow(last);
    }
  } finally {
    stop();
  }
  if (!controller.signal.aborted && (!last || last.verdict === "pending")) throw new Fault("The answer was cut short. Ask again.");
  return last;
}

/** Until it is stopped: say now and then what is waited for. */
function sayWhenSlow(turn) {
  let over = false;
  const look = async () => {
    const { waiting } = await get("/health").catch(() => ({ waiting: 0 }));
    if (over) return;
    turn.waitFor(waiting > 0 ? "Waiting for other questions to be answered…" : "Still waiting for the server…");
    timer = setTimeout(look, SLOW_MS);
  };
  let timer = setTimeout(look, SLOW_MS);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

/** The question that is being answered is kept in this window, so that a reload does not lose it. */
export const keepQuestion = (question) => here(KEY, question);

export function forgetQuestion(question) {
  if (!leaving && keptQuestion() === question) here(KEY, "");
}

export const keptQuestion = () => here(KEY);
