/** The list of conversations. */

import { $, calmly, el, iconButton, say } from "./dom.js";
import { change, get } from "./api.js";
import { confirmed } from "./dialogs.js";
import { openConversationId, renamed } from "./chat.js";
import { ago, flat } from "./text.js";

const list = $("#conversations");
const field = $("#conversations-find");
const path = (id) => `/conversations/${encodeURIComponent(id)}`;

let shown = [];
let latest = 0;
let deleted; // told when the open conversation is deleted

export function setUpConversations(ondeleted) {
  deleted = ondeleted;
  field.addEventListener("input", calmly(refresh));
  return refresh();
}

/** Ask for the list again, and give it. */
export async function refresh() {
  const mine = (latest += 1);
  const words = field.value.trim();
  try {
    const found = await get(`/conversations?find=${encodeURIComponent(words)}`);
    if (mine !== latest) return found;
    shown = found;
    draw();
    $("#conversations-empty").textContent = words ? "No conversation has these words." : "Conversations are kept here.";
  } catch (error) {
    $("#conversations-empty").textContent = error.message;
  }
  $("#conversations-empty").hidden = shown.length > 0;
  return shown;
}

/** Draw the list, unless a title is being written in it; what has the focus keeps it. */
export function draw() {
  if ($("form", list)) return;
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const id = focused?.closest("[data-id]")?.dataset.id;
  const part = focused?.matches(".rename, .delete") ? `.${focused.matches(".rename") ? "rename" : "delete"}` : "a";
  list.replaceChildren(...shown.map(item));
  if (focused) focusOn(id, part);
}

const focusOn = (id, part) => $(`[data-id="${CSS.escape(id)}"] ${part}`, list)?.focus();

const nameOf = (one) => flat(one.title) || "Untitled";

function item(one) {
  const name = nameOf(one);
  const current = one.id === openConversationId() ? "page" : null;
  const link = el("a", { href: `#/c/${encodeURIComponent(one.id)}`, "aria-current": current, title: name }, el("span", { class: "name", dir: "auto" }, name), el("span", { class: "date" }, ago(one.updated)));
  const row = el("li", { "data-id": one.id }, link);
  row.append(
    iconButton("rename", `Rename: ${name}`, () => rename(one), { class: "rename", title: "Rename" }),
    iconButton("delete", `Delete: ${name}`, () => remove(one), { class: "delete", title: "Delete" }),
  );
  return row;
}

function rename(one) {
  $("form", list)?.remove(); // one at a time
  draw();
  const input = el("input", { "aria-label": "Title of the conversation", maxlength: 200, dir: "auto" });
  input.value = flat(one.title);
  const cancel = () => {
    $("form", list)?.remove();
    draw();
    focusOn(one.id, ".rename");
  };
  const submit = async (event) => {
    event.preventDefault();
    const title = input.value.trim();
    if (!title || title === one.title) return cancel();
    await attempt(async () => {
      await change("PATCH", path(one.id), { title });
      for (const each of shown) if (each.id === one.id) each.title = title;
      renamed(one.id, title);
      say("Renamed.");
    });
    cancel();
  };
  const onkeydown = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    cancel();
  };
  $(`[data-id="${CSS.escape(one.id)}"]`, list).replaceChildren(el("form", { onsubmit: submit, onkeydown }, input, el("button", { type: "submit" }, "Save")));
  input.select();
}

async function remove(one) {
  const yes = await confirmed({ title: "Delete this conversation?", text: "Its questions and answers cannot be brought back.", names: [nameOf(one)], yes: "Delete" });
  if (!yes) return;
  await attempt(async () => {
    await change("DELETE", path(one.id));
    say("Deleted.");
    if (one.id === openConversationId()) deleted();
    await refresh();
  });
  field.focus();
}

async function attempt(work) {
  try {
    await work();
  } catch (error) {
    say(error.message, { seen: true });
  }
}
