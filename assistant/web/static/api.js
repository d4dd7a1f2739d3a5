/** Everything that is asked of the server. */

export const GRADIO = "/gradio_api";

/** What went wrong, in one line that can be shown; `status` is 0 when nothing came back. */
export class Fault extends Error {
  constructor(message, status = null) {
    super(message);
    this.status = status;
  }
}

let unreachable = () => {};

/** `listener` is told when the server did not answer, or could not. */
export const onUnreachable = (listener) => (unreachable = listener);

function lost(message) {
  unreachable();
  return new Fault(message, 0);
}

async function send(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw lost("The server does not answer. Is it still running?");
  }
  if (response.status === 401 && location.pathname !== "/login") {
    location.assign("/login");
    throw new Fault("Sign in first.");
  }
  if (response.status === 503) unreachable();
  if (!response.ok) throw new Fault(await reason(response), response.status);
  return response;
}

async function reason(response) {
  const busy = response.status === 503 ? "Too many questions are waiting; ask again in a moment." : "";
  try {
    const body = await response.json();
    return body.error || busy || `The server refused (status ${response.status}).`;
  } catch {
    return busy || `The server refused (status ${response.status}).`;
  }
}

const asJson = (method, body, signal) => ({
  method,
  signal,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

export const get = async (path) => (await send(path)).json();

/** The picture of a page as an address that it can be shown from, and where its mark begins, in shares of its sides. */
export async function picture(wanted, signal) {
  const response = await send(`/picture?${new URLSearchParams(wanted)}`, { signal });
  const mark = response.headers.get("X-Mark").split(" ").map(Number);
  return { address: await asAddress(await response.blob()), mark };
}

const asAddress = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(new Fault("The picture came in pieces. Ask for it again."));
    reader.readAsDataURL(blob);
  });

export const change = async (method, path, body = {}) => {
  const text = await (await send(path, asJson(method, body))).text();
  return text ? JSON.parse(text) : null;
};

/** Growing answers, the last one final. Aborting ends the work on the server too. */
export async function* stream(data, signal) {
  const queued = await send(`${GRADIO}/call/stream`, asJson("POST", { data }, signal));
  const { event_id } = await queued.json();
  const response = await send(`${GRADIO}/call/stream/${event_id}`, { signal, headers: { Accept: "text/event-stream" } });
  for await (const { event, data: value } of events(response)) {
    if (event === "error") throw new Fault(wording(value));
    if (event !== "heartbeat" && value?.[0]) yield value[0];
    if (event === "complete") return;
  }
}

const wording = (value) => (typeof value === "string" ? value : value?.error) || "The answer failed. Ask again.";

async function* events(response) {
  for await (const block of pieces(response, /\r?\n\r?\n/)) {
    const found = { event: "message", data: "" };
    for (const line of block.split(/\r?\n/)) {
      const [, name, value] = /^(event|data): ?(.*)$/.exec(line) ?? [];
      if (name === "event") found.event = value;
      if (name === "data") found.data += value;
    }
    yield { event: found.event, data: found.data ? JSON.parse(found.data) : null };
  }
}

/** The pieces of a streamed text, as they arrive. */
async function* pieces(response, between) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const parts = (rest + value).split(between);
      rest = parts.pop();
      yield* parts.filter(Boolean);
    }
    if (rest.trim()) yield rest;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw lost("The connection to the server broke off.");
  }
}

/** Send files, or ids to remove; `onprogress` gets each stage, and the list of what became of each is returned. */
export async function changeCorpus(path, options, onprogress) {
  const response = await send(path, { method: "POST", ...options });
  let last = {};
  for await (const line of pieces(response, /\r?\n/)) {
    last = JSON.parse(line);
    if (!last.finished) onprogress(last);
  }
  if (last.error) throw new Fault(last.error);
  if (!last.finished) throw new Fault("The server stopped before it was done.");
  return last;
}

export const uploadReports = (files, onprogress) => {
  const body = new FormData();
  for (const file of files) body.append("files", file, file.name);
  return changeCorpus("/corpus/upload", { body }, onprogress);
};

export const removeReports = (ids, onprogress) => changeCorpus("/corpus/remove", asJson("POST", { ids }), onprogress);
