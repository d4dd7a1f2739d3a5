/** Adding and removing reports. */

import { $, el, say } from "./dom.js";
import { removeReports, uploadReports } from "./api.js";
import { confirmed } from "./dialogs.js";
import { recount } from "./filters.js";
import { forgetReports, titleOf } from "./reports.js";
import { flat, many, number } from "./text.js";

const MB = 1024 * 1024;
const area = $("#upload-area");
const progress = $("#upload-progress");
const results = $("#upload-results");

let limits;
let selected;
let reload;
let busy = false;

export function setUpChanges(upload, picked, changed) {
  [limits, selected, reload] = [upload, picked, changed];
  const input = $("#upload");
  $("#upload-label").hidden = false;
  input.accept = limits.formats.join(",");
  $("#upload-label").title = `${limits.formats.join(", ")}; at most ${many(limits.max_files, "file")} of ${number(limits.max_mb)} MB`;
  input.addEventListener("change", () => {
    add([...input.files]);
    input.value = "";
  });
  $("#remove").addEventListener("click", remove);
  $("#upload-dismiss").addEventListener("click", () => (area.hidden = true));
  setUpDrop($("#reports-view"));
}

function setUpDrop(view) {
  let depth = 0;
  const hint = (by) => {
    depth = by === 0 ? 0 : depth + by;
    $("#drop-hint").hidden = depth <= 0;
  };
  const withFiles = (work) => (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    work(event);
  };
  view.addEventListener("dragenter", withFiles(() => hint(1)));
  view.addEventListener("dragleave", withFiles(() => hint(-1)));
  view.addEventListener("dragover", withFiles(() => {}));
  view.addEventListener("drop", withFiles((event) => {
    hint(0);
    add([...event.dataTransfer.files]);
  }));
}

async function add(files) {
  if (!files.length) return;
  if (busy) return say("Wait until the last change is done.", { seen: true });
  if (files.length > limits.max_files) return refuse(`At most ${many(limits.max_files, "file")} can be added at once (${number(files.length)} were chosen).`);
  const large = files.filter((file) => file.size > limits.max_mb * MB);
  if (large.length) return refuse(`Files may have at most ${number(limits.max_mb)} MB: ${large.map((file) => flat(file.name)).join(", ")}.`);
  await work(`Adding ${many(files.length, "file")}`, (onprogress) => uploadReports(files, onprogress));
}

/** Reports can be removed once some are selected. */
export function showSelected(ids) {
  $("#remove").hidden = ids.size === 0;
  $("#remove").textContent = `Remove ${number(ids.size)}…`;
  const unseen = [...ids].filter((id) => !$(`#reports-table tr[data-report-id="${CSS.escape(id)}"]`)).length;
  $("#remove-note").textContent = unseen ? `${number(unseen)} selected, not shown here` : "";
}

async function remove() {
  const ids = [...selected];
  const names = ids.map((id) => `${flat(titleOf(id))} (${flat(id)})`);
  const text = "The files are deleted from the folder of reports. Answers that cite them keep their quotations.";
  if (busy || !(await confirmed({ title: `Remove ${many(ids.length, "report")}?`, text, names, yes: "Remove" }))) return;
  $("#reports-view h2").focus(); // the button goes away
  await work(`Removing ${many(ids.length, "report")}`, async (onprogress) => {
    const done = await removeReports(ids, onprogress);
    selected.clear();
    showSelected(selected);
    return done;
  });
}

function begin(title) {
  area.hidden = false;
  results.replaceChildren();
  progress.hidden = false;
  progress.removeAttribute("value");
  $("#upload-dismiss").hidden = true;
  $("#upload-stage").textContent = `${title}…`;
}

function refuse(message) {
  begin("");
  end(message);
}

function end(message) {
  progress.hidden = true;
  $("#upload-dismiss").hidden = false;
  $("#upload-stage").textContent = message;
  say(message);
}

/** Do it and show how far it is. */
async function work(title, change) {
  busy = true;
  begin(title);
  try {
    const { files, reports } = await change((at) => advance(title, at));
    const [done, refused] = [files.filter((file) => file.state !== "refused"), files.filter((file) => file.state === "refused")];
    results.replaceChildren(...[...done, ...refused].map(result));
    end(`${outcome(done, refused)} There are now ${many(reports, "report")}.`);
  } catch (error) {
    end(error.message);
  } finally {
    busy = false;
    forgetReports();
    reload();
    recount();
  }
}

function outcome(done, refused) {
  if (done[0]?.state === "removed") return `${many(done.length, "report")} removed.`;
  return `${many(done.length, "file")} added${refused.length ? `, ${number(refused.length)} not` : ""}.`;
}

function advance(title, { stage, done, total }) {
  $("#upload-stage").textContent = `${title}: ${flat(stage)}…`;
  if (!total) return progress.removeAttribute("value");
  progress.max = total;
  progress.value = done;
}

const result = ({ name, state, reason }) =>
  el("li", { "data-state": state }, el("span", { class: `badge ${state}` }, flat(state)), el("span", { dir: "auto" }, flat(name)), reason && el("span", { class: "quiet", dir: "auto" }, flat(reason)));
