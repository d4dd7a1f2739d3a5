"""Sets that give the passage: whether it answers, and which of its sentences do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from assistant.answering.answer import Engine, Judgement, judge
from assistant.answering.choose import choose
from assistant.evaluation.bench import Bench
from assistant.evaluation.measures import auroc, refusal, sentence_f1
from assistant.evaluation.rows import Figures, Timer, rows, spread
from assistant.types import Hit, Passage, Vote

_GAP = "\n\n"
_MOST_SENTENCES = 6
_WINDOW = 3
_WINDOWS_READ = 8


@dataclass(frozen=True, slots=True)
class Given:
    """A question and the text that it is asked of: a title and its sentences."""

    id: str
    question: str
    title: str
    sentences: Sequence[str]


def judged(
    bench: Bench,
    source: Path,
    given: Sequence[Given],
    use: Callable[[Given, Judgement], None],
    limit: int | None = None,
) -> Timer:
    """Call `use` with what each text offers as an answer, or `limit` of them, evenly spread.

    The texts together, all of them, are the corpus that tells rare words.

    A text of many sentences is read by its likeliest windows of a few sentences, a short one whole.
    """
    timer = Timer()
    corpus, ids = bench.written(source, [(one.title, _GAP.join(one.sentences)) for one in given])
    with bench.over(corpus) as assistant:
        for one, report_id in spread(list(zip(given, ids, strict=True)), limit):
            engine = assistant.engine()
            if bench.fitted:
                engine = replace(engine, fitted=bench.fitted(one.id))
            use(one, timer(partial(_judgement, engine, one, report_id)))
    return timer


def _judgement(engine: Engine, given: Given, report_id: str) -> Judgement:
    report = engine.index.reports.report(report_id)
    if report is None or not given.sentences:
        return Judgement([], None, 0.0)
    passages = [
        Passage(f"{report.id}:{start}", report.id, start, end, report.text[start:end], "", 1)
        for start, end in _windows(engine.index.words.stems.content, given, spans(given.sentences))
    ]
    logits = engine.reranker.score(given.question, [f"{report.title}\n{passage.text}" for passage in passages])
    hits = [
        Hit(passage, logit, (Vote("rerank", 1, logit),))
        for passage, logit in sorted(zip(passages, logits, strict=True), key=lambda pair: (-pair[1], pair[0].start))
    ]
    return judge(engine, (given.question,), hits, {report.id: report})


def spans(sentences: Sequence[str]) -> list[tuple[int, int]]:
    """Where each sentence stands in the text that `judged` makes of them: [start, end)."""
    found, position = [], 0
    for sentence in sentences:
        found.append((position, position + len(sentence)))
        position += len(sentence) + len(_GAP)
    return found


def _windows(
    content: Callable[[str], list[str]], given: Given, places: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The whole text when it is short, else the windows that share most words with the question."""
    if len(places) <= _WINDOW * _WINDOWS_READ:
        return [(places[0][0], places[-1][1])]
    asked = set(content(given.question))
    starts = range(0, len(places), _WINDOW)
    shared = {start: len(asked & set(content(" ".join(given.sentences[start : start + _WINDOW])))) for start in starts}
    best = sorted(starts, key=lambda start: (-shared[start], start))[:_WINDOWS_READ]
    return [(places[start][0], places[min(start + _WINDOW, len(places)) - 1][1]) for start in sorted(best)]


def clapnq(folder: Path, bench: Bench, limit: int | None) -> Figures:
    """AUROC of "is it answered here?", refusal at the shipped setting, and F1 of the sentences with an annotator."""
    found = rows(folder / "questions.jsonl")
    by_id = {row["id"]: row for row in found}
    answerable: list[bool] = []
    chances: list[float] = []
    scores: list[float] = []

    def use(one: Given, judgement: Judgement) -> None:
        chances.append(judgement.probability)
        row = by_id[one.id]
        answerable.append(bool(row["answerable"]))
        if row["answerable"]:
            groups = choose(judgement.weighed, _MOST_SENTENCES)
            quoted = [(unit.unit.core, unit.unit.end) for group in groups for unit in group]
            chosen = [
                number
                for number, (start, end) in enumerate(spans(one.sentences))
                if any(start < last and first < end for first, last in quoted)
            ]
            scores.append(sentence_f1(chosen, row["selected"]))

    given = [Given(row["id"], row["question"], row["title"], row["sentences"]) for row in found]
    timer = judged(bench, folder / "questions.jsonl", given, use, limit)
    precision, recall = refusal(answerable, [chance < bench.settings.refuse_below for chance in chances])
    return {
        "auroc": auroc(answerable, chances),
        "refusal_precision": precision,
        "refusal_recall": recall,
        "sentence_f1": sum(scores) / len(scores) if scores else 0.0,
        **timer.figures(),
    }


def wice(folder: Path, bench: Bench, limit: int | None) -> Figures:
    """AUROC of "supported" against the rest, when a claim is asked of the article that it cites."""
    found = rows(folder / "claims.jsonl")
    label_of = {row["id"]: row["label"] for row in found}
    supported: list[bool] = []
    chances: list[float] = []

    def use(one: Given, judgement: Judgement) -> None:
        supported.append(label_of[one.id] == "supported")
        chances.append(judgement.probability)

    given = [Given(row["id"], row["claim"], "", row["sentences"]) for row in found]
    timer = judged(bench, folder / "claims.jsonl", given, use, limit)
    return {"auroc": auroc(supported, chances), **timer.figures()}
