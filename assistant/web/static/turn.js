/** One question and its answer, as it grows. */

import { $, button, el, isWide, say } from "./dom.js";
import { report, titleOf, titlesOf } from "./reports.js";
import { openItem, openPanel } from "./panel.js";
import { actionsOf } from "./actions.js";
import { filtersText, setFilters } from "./filters.js";
import { explain } from "./tooltip.js";
import { between, cut, flat, many, readable, searchedText, visible } from "./text.js";

const NEAREST = 3;
const LONG_WORD = 24;
const TOGETHER = 3;
const UNSEARCHED = "No report passes the filters, so nothing was searched."; // as the server notes it too

/** `hooks`: again(turn), correct(question). */
export class Turn {
  constructor(question, hooks) {
    this.question = question;
    this.hooks = hooks;
    this.answer = null;
    this.place = null;
    this.written = 0; // sentences on the page
    this.parts = Object.fromEntries(
      ["asked", "chosen", "refusal", "sentences", "nearest", "notes", "progress", "error", "sources", "actions"].map((name) => [name, el("div", { class: name, hidden: true })]),
    );
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
    this.drawSentences();
    if (answer.verdict === "pending") this.waitFor(answer.sentences.length ? "Choosing sentences…" : "Reading…");
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
    this.put("notes", answer.notes.filter((note) => note !== UNSEARCHED).map((note) => el("p", { dir: "auto" }, flat(note))));
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
    const asWritten = button("Ask as written", () => this.hooks.correct(this.question), { class: "plain as-written" });
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
      if (question && this.hooks.correct(question)) done();
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

  /** Sentences are only added while an answer grows; if one was changed, all are written again. */
  drawSentences() {
    const { sentences } = this.answer;
    const host = this.parts.sentences;
    const kept = [...host.querySelectorAll(".sentence")].every((node, i) => node.dataset.text === sentences[i]?.text);
    if (!kept) {
      host.replaceChildren();
      this.written = 0;
    }
    for (const sentence of sentences.slice(this.written)) host.append(...this.sentenceParts(sentence));
    this.written = sentences.length;
    host.hidden = !sentences.length;
  }

  sentenceParts({ text, citations }) {
    const [first, ...others] = citations.map((cited) => this.answer.citations.find((one) => one.number === cited)).filter(Boolean);
    const last = this.parts.sentences.lastElementChild;
    const marks = [first, ...others].filter(Boolean).map((citation) => this.mark(citation));
    const speaker = first?.speaker && el("span", { class: "speaker" }, flat(first.speaker), " ");
    const [, words, end] = /^(.* )?(\S*)$/.exec(flat(text));
    const tail = el("span", { class: end.length <= LONG_WORD && "tail" }, end, "\u00a0", marks.slice(0, TOGETHER)); // no mark begins a line
    const sentence = el("p", { class: "sentence", dir: "auto", "data-text": text, "data-source": first?.report_id }, speaker, words, tail, marks.slice(TOGETHER));
    if (!first || last?.dataset.source === first.report_id) return [sentence];
    const title = el("span", { dir: "auto" }, flat(first.title || first.report_id));
    const date = first.date && el("span", { class: "date" }, readable(first.date));
    return [el("p", { class: "source" }, title, date), sentence];
  }

  mark(citation) {
    const { number, title, date } = citation;
    const label = `Citation [${number}]: ${[flat(title), readable(date)].filter(Boolean).join(", ")}`;
    const open = (event) => this.open(number, event.currentTarget);
    const mark = el("button", { type: "button", class: "mark", "data-number": number, "aria-label": label, onclick: open }, `[${number}]`);
    explain(mark, citation);
    return mark;
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

async function textOf({ report_id, start, end }) {
  const found = await report(report_id);
  return found.missing ? "" : between(found.text, start, end);
}

const SHOWN = 260;

function nearestButton({ report_id, title, date, text }, onclick) {
  const about = [flat(title || report_id), readable(date)].filter(Boolean).join(" · ");
  return el("button", { type: "button", onclick }, el("span", { class: "about", dir: "auto" }, about), el("span", { class: "text", dir: "auto" }, cut(text, SHOWN)));
}
