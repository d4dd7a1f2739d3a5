/** One question and its answer, as it grows. */

import { $, button, el, isWide, say } from "./dom.js";
import { report, titleOf, titlesOf } from "./reports.js";
import { openItem, openPanel } from "./panel.js";
import { actionsOf } from "./actions.js";
import { filtersText, setFilters } from "./filters.js";
import { droppedList, isProblem, Sentences, writer } from "./sentences.js";
import { between, cut, flat, many, readable, searchedText, visible } from "./text.js";

const NEAREST = 3;
const UNSEARCHED = "No report passes the filters, so nothing was searched."; // as the server notes it too

const PARTS = ["asked", "chosen", "refusal", "writer", "sentences", "dropped", "nearest", "notes", "progress", "error", "sources", "actions"];

/** `style`: how it is to be answered; `hooks`: again(turn), correct(question, turn). */
export class Turn {
  constructor(question, style, hooks) {
    this.question = question;
    this.style = style;
    this.hooks = hooks;
    this.answer = null;
    this.place = null;
    this.parts = Object.fromEntries(PARTS.map((name) => [name, el("div", { class: name, hidden: true })]));
    this.sentences = new Sentences(this.parts.sentences, (number, opener) => this.open(number, opener));
    const heading = el("h3", { class: "question", dir: "auto" }, visible(question));
    this.node = el("article", { class: "turn" }, heading, ...Object.values(this.parts));
  }

  put(name, ...children) {
    const part = this.parts[name];
    part.replaceChildren(...children.flat().filter(Boolean));
    part.hidden = !part.firstChild;
  }

  /** A line that says what is being waited for; "" when nothing is. */
  waitFor(words) {
    if (words && this.parts.progress.textContent === words) return;
    this.put("progress", words && el("p", { class: "pending" }, words));
  }

  numbered(place, conversation) {
    this.place = place;
    this.conversation = conversation;
    if (place) this.node.dataset.place = place;
  }

  grow(answer) {
    this.answer = answer;
    this.drawAsked();
    this.drawChosen();
    if (answer.hits.length && !this.found) this.drawSources();
    this.sentences.draw(answer);
    this.put("writer", writer(answer));
    if (answer.verdict === "pending") this.waitFor(waitingWords(answer));
  }

  /** Which reports were asked; their titles may come a little later. */
  async drawChosen() {
    const { filters } = this.answer;
    const draw = () => {
      const chosen = filtersText(filters);
      this.put("chosen", chosen && el("p", { dir: "auto" }, `Asked of reports with: ${chosen}`));
    };
    draw();
    if (this.titled || !filters?.reports) return;
    this.titled = true;
    await titlesOf(filters.reports).then(draw, () => {}); // else the ids stand there
  }

  finish(answer, feedback = {}) {
    this.grow(answer);
    this.waitFor("");
    const notes = answer.notes.filter((note) => note !== UNSEARCHED && !isProblem(note, answer));
    this.put("notes", notes.map((note) => el("p", { dir: "auto" }, flat(note))));
    this.put("dropped", droppedList(answer));
    if (answer.verdict === "not_found") this.drawRefusal();
    this.foldSources();
    this.drawActions(feedback);
  }

  stop() {
    this.foldSources();
    this.put("progress", el("p", { class: "stopped" }, "Stopped."));
    this.drawActions();
  }

  /** Whether the filters left no report to search. */
  unsearched() {
    return this.answer.searched?.reports === 0 && filtersText(this.answer.filters) !== "";
  }

  fail(message) {
    this.waitFor("");
    this.foldSources();
    this.put("error", el("p", { dir: "auto" }, flat(message)));
    this.drawActions();
  }

  drawActions(feedback) {
    this.put("actions", ...actionsOf(this, feedback));
  }

  drawAsked() {
    const { asked, question } = this.answer;
    if (!asked || asked === question) return this.put("asked");
    if ($("form", this.parts.asked)) return; // being corrected
    const correct = button("Correct", () => this.correctAsked(), { class: "plain" });
    const asWritten = button("Ask as written", () => this.hooks.correct(this.question, this), { class: "plain as-written" });
    this.put("asked", el("span", { dir: "auto" }, `Understood as: ${flat(asked)} `), correct, asWritten);
  }

  correctAsked() {
    const field = el("input", { "aria-label": "Question as it should be understood", dir: "auto" });
    field.value = flat(this.answer.asked);
    const done = () => {
      this.put("asked");
      this.drawAsked();
    };
    const submit = (event) => {
      event.preventDefault();
      const question = field.value.trim();
      if (question && this.hooks.correct(question, this)) done();
    };
    const cancel = () => {
      done();
      $("button", this.parts.asked).focus();
    };
    const onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      cancel();
    };
    const ask = el("button", { type: "submit" }, "Ask");
    this.put("asked", el("form", { onsubmit: submit, onkeydown }, field, ask, button("Cancel", cancel, { class: "plain" })));
    field.focus();
  }

  /** Open a citation; whether there is one with this number. */
  open(number, opener = null, { quiet = false } = {}) {
    const items = this.answer?.citations ?? [];
    const at = items.findIndex((one) => one.number === number);
    if (at < 0) return false;
    this.hooks.opening(this, quiet);
    openPanel({ items, at, opener: opener ?? $(`.mark[data-number="${number}"]`, this.node), answer: this.answer, quiet });
    return true;
  }

  /** Where the reading begins by itself, unless something of this answer is open already. */
  openFirst() {
    const cited = this.answer.citations;
    if (isWide() && document.body.dataset.view === "ask" && cited.length && !cited.includes(openItem())) this.open(cited[0].number, null, { quiet: true });
  }

  drawSources() {
    const { hits } = this.answer;
    const ids = [...new Set(hits.map((hit) => hit.report_id))];
    const summary = el("summary", {}, `Found ${many(hits.length, "passage")} in ${many(ids.length, "report")}`);
    const list = el("ul");
    this.found = el("details", { ontoggle: () => this.found.open && this.fillSources(list, ids) }, summary, list, el("p", { class: "quiet" }, searchedText(this.answer.searched)));
    this.found.open = this.answer.verdict === "pending";
    this.put("sources", this.found);
    if (!this.found.open) return;
    this.fillSources(list, ids);
    say(summary.textContent);
  }

  async fillSources(list, ids) {
    if (list.dataset.titled) return;
    const draw = (titles) =>
      list.replaceChildren(...ids.map((id) => el("li", {}, button(flat(titleOf(id)), (event) => this.openHit(this.answer.hits, id, event.currentTarget), { class: "link", dir: "auto" }), el("span", { class: "date" }, readable(titles?.get(id)?.date)))));
    draw();
    list.dataset.titled = "yes";
    try {
      draw(await titlesOf(ids));
    } catch {
      delete list.dataset.titled; // the ids stand there; the next opening tries again
    }
  }

  foldSources() {
    if (!this.found) return;
    this.found.open = false;
    if (this.answer.verdict === "not_found") $("summary", this.found).textContent = $("summary", this.found).textContent.replace("Found", "Read");
  }

  openHit(hits, id, opener) {
    const items = hits.map((hit) => ({ ...hit, title: titleOf(hit.report_id) }));
    this.hooks.opening(this);
    openPanel({ items, at: items.findIndex((one) => one.report_id === id), opener });
  }

  drawRefusal() {
    if (this.unsearched()) return this.drawUnsearched();
    const { searched, hits, filters } = this.answer;
    const chosen = filtersText(filters);
    const lines = [el("p", { class: "verdict" }, "The reports do not say."), el("p", { class: "quiet" }, searchedText(searched), chosen && " Only reports that pass the filters were searched.")];
    this.put("refusal", lines);
    if (hits.length) this.drawNearest(hits.slice(0, NEAREST));
  }

  drawUnsearched() {
    const clear = () => {
      setFilters({});
      $("#question").focus();
    };
    this.put("refusal", el("p", { class: "verdict" }, UNSEARCHED), button("Clear filters", clear));
  }

  async drawNearest(hits) {
    const list = el("ol");
    this.put("nearest", el("p", { class: "label" }, "Nearest passages, not an answer"), list);
    const [titles, texts] = await Promise.all([titlesOf(hits.map((hit) => hit.report_id)), Promise.all(hits.map(textOf))]).catch(() => [new Map(), []]);
    const items = hits.map((hit, i) => ({ ...hit, ...titles.get(hit.report_id), text: texts[i] ?? "" }));
    const open = (at, opener) => {
      this.hooks.opening(this);
      openPanel({ items, at, opener });
    };
    list.replaceChildren(...items.map((item, at) => el("li", {}, nearestButton(item, (event) => open(at, event.currentTarget)))));
  }
}

function waitingWords({ style, hits, sentences }) {
  if (style === "written") return hits.length ? "Writing…" : "Understanding the question…";
  return sentences.length ? "Choosing sentences…" : "Reading…";
}

async function textOf({ report_id, start, end }) {
  const found = await report(report_id);
  return found.missing ? "" : between(found.text, start, end);
}

const SHOWN = 260;

function nearestButton({ report_id, title, date, text }, onclick) {
  const about = [flat(title || report_id), readable(date)].filter(Boolean).join(" · ");
  return el("button", { type: "button", onclick }, el("span", { class: "about", dir: "auto" }, about), el("span", { class: "text", dir: "auto" }, cut(text, SHOWN)));
}
