"""question -> Answer, as it grows: what was found, then sentence by sentence, then the checked whole."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering import gate
from assistant.answering.choose import choose
from assistant.answering.citations import check, cite
from assistant.answering.copies import copy_notes, earliest_first
from assistant.answering.fitted import Fitted
from assistant.answering.units import Unit, units
from assistant.answering.weigh import READ, Scales, Weighed, weigh
from assistant.indexing.index import Index
from assistant.models.protocols import Embedder, Reranker
from assistant.retrieval.question import forms, tidy
from assistant.retrieval.search import search
from assistant.settings import Settings
from assistant.types import Answer, Citation, Hit, Report, Searched, Sentence, Turn

_NOTHING_FOUND = -12.0
_SURE = 0.7
UNSURE = "The reports may not answer this; these are the nearest passages. Read them before you rely on them."


@dataclass(frozen=True, slots=True)
class Engine:
    """All that answering needs, handed over together."""

    index: Index
    embedder: Embedder
    reranker: Reranker
    settings: Settings
    searched: Searched
    fitted: Fitted


def answers(engine: Engine, question: str, history: Sequence[Turn], sentences: int) -> Iterator[Answer]:
    """Growing answers to a question: first what was found (`pending`), the last one checked and final."""
    clock = _Clock()
    question = tidy(question, max_chars=engine.settings.max_question_chars)
    wordings = forms(question, history, max_chars=engine.settings.max_question_chars)
    hits = search(engine.index, engine.embedder, engine.reranker, engine.settings, wordings, engine.settings.rerank_top)
    clock.lap("search")
    index = engine.index.manifest.index
    answer = Answer(question, wordings[0], "pending", (), (), tuple(hits), engine.searched, index)
    yield answer
    reports = _reports(engine.index, hits)
    judgement = judge(engine, wordings, hits, reports)
    groups = choose(judgement.weighed, sentences) if judgement.probability >= engine.settings.refuse_below else []
    groups = earliest_first(groups, engine.index.reports)
    if groups and judgement.probability < _SURE:
        answer = replace(answer, notes=(*answer.notes, UNSURE))
    clock.lap("choose")
    for group in groups:
        answer = _grown(answer, [one.unit for one in group])
        yield answer
    notes = (*answer.notes, *copy_notes(answer.citations, engine.index.reports))
    answer = replace(answer, verdict="answered" if groups else "not_found", notes=notes, timings_ms=clock.laps())
    check(answer, reports)
    yield answer


class _Clock:
    """Milliseconds spent on each stage."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Note the time since the last lap under a stage's name."""
        now = time.perf_counter()
        self._laps[stage] = round((now - self._last) * 1000, 1)
        self._last = now

    def laps(self) -> dict[str, float]:
        """Every lap, and `total`."""
        return {**self._laps, "total": round((time.perf_counter() - self._start) * 1000, 1)}


def _reports(index: Index, hits: Sequence[Hit]) -> dict[str, Report]:
    found = (index.reports.report(hit.passage.report_id) for hit in hits)
    return {report.id: report for report in found if report is not None}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Quotations, best first, what speaks for the best one answering, and how probable that is, in [0, 1]."""

    weighed: list[Weighed]
    evidence: gate.Evidence | None
    probability: float


def judge(engine: Engine, wordings: Sequence[str], hits: Sequence[Hit], reports: Mapping[str, Report]) -> Judgement:
    """What the hits offer as an answer to a question in its wordings; no quotation and no evidence without hits."""
    found = [
        unit for place, hit in enumerate(hits[:READ]) for unit in units(reports[hit.passage.report_id], hit, place)
    ]
    scales = Scales(engine.embedder, engine.reranker, engine.index.words, engine.fitted)
    logits = [_logit(hit) for hit in hits]
    weighed = weigh(scales, wordings, found, logits)
    if not weighed:
        return Judgement([], None, 0.0)
    passages = [hit.passage for hit in hits]
    evidence = gate.evidence_for(scales, wordings, weighed[0], passages[weighed[0].unit.hit], logits)
    weighed = gate.on_subject(scales, wordings, weighed, passages)
    return Judgement(weighed, evidence, gate.probability(engine.fitted.gate, evidence))


def _logit(hit: Hit) -> float:
    """The reranker's score of a whole passage."""
    vote = hit.vote("rerank")
    return vote.contribution if vote else _NOTHING_FOUND


def _grown(answer: Answer, group: Sequence[Unit]) -> Answer:
    """The answer with one more sentence, cited from every report that has it."""
    fresh: list[Citation] = [cite(unit, len(answer.citations) + place) for place, unit in enumerate(group, 1)]
    sentence = Sentence(fresh[0].quote, tuple(citation.number for citation in fresh))
    return replace(answer, sentences=(*answer.sentences, sentence), citations=(*answer.citations, *fresh))
