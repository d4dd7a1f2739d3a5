/** What can be done with an answer: copy, export, judge, ask again. */

import { copyText, el, icon, iconButton, say } from "./dom.js";
import { change } from "./api.js";
import { exportLinks } from "./dialogs.js";
import { withFootnotes } from "./text.js";

export function actionsOf(turn, feedback = {}) {
  const { answer, place } = turn;
  const again = iconButton("again", "Ask again", () => turn.hooks.again(turn), { class: "again" });
  const copy = answer?.sentences.length > 0 && iconButton("copy", "Copy with footnotes", () => copyText(withFootnotes(answer), "Answer copied with footnotes"), { class: "copy" });
  const row = el("div", { class: "row" }, copy, again);
  if (!place) return [row];
  const path = `/conversations/${encodeURIComponent(turn.conversation)}/turns/${place}`;
  const save = el("details", { class: "menu" }, el("summary", { "aria-label": "Export this answer", title: "Export" }, icon("export")), el("ul", {}, exportLinks(path)));
  row.append(save, ...thumbs(`${path}/feedback`, { thumb: 0, comment: "", ...feedback }));
  return [row];
}

function thumbs(path, feedback) {
  const send = async (words) => {
    try {
      await change("PUT", path, feedback);
      say(words, { seen: true });
    } catch (error) {
      say(error.message, { seen: true });
    }
  };
  const [up, down] = [["up", 1, "Good answer"], ["down", -1, "Poor answer"]].map(([way, thumb, label]) =>
    iconButton(`thumb-${way}`, label, () => press(thumb), { class: `thumb-${way}` }),
  );
  const form = commentForm(feedback, () => send("Comment saved"));
  const show = () => {
    up.setAttribute("aria-pressed", String(feedback.thumb === 1));
    down.setAttribute("aria-pressed", String(feedback.thumb === -1));
    form.hidden = feedback.thumb === 0;
  };
  const press = (thumb) => {
    feedback.thumb = feedback.thumb === thumb ? 0 : thumb;
    show();
    send(feedback.thumb ? "Thank you" : "Taken back");
  };
  show();
  return [up, down, form];
}

function commentForm(feedback, save) {
  const field = el("input", { class: "comment", "aria-label": "Comment (optional)", placeholder: "Comment (optional)", maxlength: 2000 });
  field.value = feedback.comment;
  const submit = (event) => {
    event.preventDefault();
    feedback.comment = field.value.trim();
    save();
  };
  return el("form", { class: "comment-form", onsubmit: submit }, field, el("button", { type: "submit" }, "Save"));
}
