"""question -> Answer, as it grows: what was found, then sentence by sentence, then the checked whole."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering import gate
from assistant.answering.choose import Scored, choose
from assistant.answering.citations import check, cite
from assistant.answering.units import Unit, units
from assistant.indexing.index import Index
from assistant.indexing.words import about
from assistant.models.protocols import Embedder, Reranker
from assistant.retrieval.question import standalone, tidy
from assistant.retrieval.search import search
from assistant.settings import Settings
from assistant.types import Answer, Citation, Hit, Report, Searched, Sentence, Turn

_SECOND_LOOK = 16
_NOTHING_FOUND = -12.0
_TITLED_WEIGHT = 0.6
_GAIN_WEIGHT = 0.5
_PASSAGE_WEIGHT = 0.3
_COVERAGE_WEIGHT = 3.0


@dataclass(frozen=True, slots=True)
class Engine:
    """All that answering needs, handed over together."""

    index: Index
    embedder: Embedder
    reranker: Reranker
    settings: Settings
    searched: Searched


def answers(engine: Engine, question: str, history: Sequence[Turn], sentences: int) -> Iterator[Answer]:
    """Growing answers to a question: first what was found (`pending`), the last one checked and final."""
    clock = _Clock()
    question = tidy(question, max_chars=engine.settings.max_question_chars)
    asked = standalone(question, history)[: engine.settings.max_question_chars]
    hits = search(engine.index, engine.embedder, engine.reranker, engine.settings, asked, engine.settings.rerank_top)
    clock.lap("search")
    answer = Answer(question, asked, "pending", (), (), tuple(hits), engine.searched, engine.index.manifest.index)
    yield answer
    reports = _reports(engine.index, hits)
    scored = _scored(engine, asked, hits, reports)
    groups = choose(scored, sentences) if _answered(engine, asked, hits, scored) else []
    clock.lap("choose")
    for group in groups:
        answer = _grown(answer, [one.unit for one in group])
        yield answer
    answer = replace(answer, verdict="answered" if groups else "not_found", timings_ms=clock.laps())
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


def _scored(engine: Engine, asked: str, hits: Sequence[Hit], reports: dict[str, Report]) -> list[Scored]:
    """The most promising units of the hits, with the scores that they are chosen by.

    Every sentence is scored alone; the best again with its report's title before it, which names what it is about, and
    with the sentence before it, whose gain counts when the two together answer better than either.
    """
    found = [unit for place, hit in enumerate(hits) for unit in units(reports[hit.passage.report_id], hit, place)]
    score = engine.reranker.score
    alone = score(asked, [unit.sentence for unit in found])
    passages = [_PASSAGE_WEIGHT * _logit(hits[unit.hit]) for unit in found]
    order = sorted(range(len(found)), key=lambda place: (-alone[place] - passages[place], place))[:_SECOND_LOOK]
    titled = score(asked, [f"{found[place].report.title}. {found[place].sentence}" for place in order])
    joined = score(asked, [found[place].in_context for place in order])
    words, total = engine.index.words, engine.index.manifest.passages
    terms = {term: words.frequency(term) for term in words.stems.content(asked)}
    scored = []
    for place, with_title, with_context in zip(order, titled, joined, strict=True):
        unit = found[place]
        before = alone[place - 1] if place and found[place - 1].hit == unit.hit else alone[place]
        logit = (1 - _TITLED_WEIGHT) * alone[place] + _TITLED_WEIGHT * with_title
        gain = max(0.0, with_context - max(alone[place], before))
        covered = gate.coverage(terms, set(words.stems.of(f"{unit.report.title} {unit.in_context}")), total)
        worth = logit + _GAIN_WEIGHT * gain + passages[place] + _COVERAGE_WEIGHT * covered
        scored.append(Scored(unit, logit, worth, frozenset(words.stems.content(unit.sentence))))
    return scored


def _logit(hit: Hit) -> float:
    """The reranker's score of a whole passage."""
    vote = hit.vote("rerank")
    return vote.contribution if vote else _NOTHING_FOUND


def _answered(engine: Engine, asked: str, hits: Sequence[Hit], scored: Sequence[Scored]) -> bool:
    """Whether the gate lets an answer through."""
    if not scored:
        return False
    evidence = evidence_for(engine, asked, hits, scored)
    return gate.probability(evidence, gate.coefficients()) >= engine.settings.refuse_below


def evidence_for(engine: Engine, asked: str, hits: Sequence[Hit], scored: Sequence[Scored]) -> gate.Evidence:
    """What speaks for the best unit answering: scores, and how much of the question its passage covers."""
    words = engine.index.words
    best = max(scored, key=lambda one: (one.score, -one.unit.hit, -one.unit.start))
    hit = hits[best.unit.hit]
    known = about(best.unit.report, hit.passage)
    body = best.unit.report.text[best.unit.report.body :]
    terms = {term: words.frequency(term) for term in words.stems.content(asked)}
    held = set(words.stems.of(f"{known}\n{hit.passage.text}"))
    names = words.stems.of(" ".join(gate.names_in(asked)))
    return gate.Evidence(
        sentence=best.logit,
        passage=_logit(hit),
        coverage=gate.coverage(terms, held, engine.index.manifest.passages),
        names=float(set(names) <= set(words.stems.of(gate.with_long_forms(f"{known}\n{body}")))),
    )


def _grown(answer: Answer, group: Sequence[Unit]) -> Answer:
    """The answer with one more sentence, cited from every report that has it."""
    fresh: list[Citation] = [cite(unit, len(answer.citations) + place) for place, unit in enumerate(group, 1)]
    sentence = Sentence(fresh[0].quote, tuple(citation.number for citation in fresh))
    return replace(answer, sentences=(*answer.sentences, sentence), citations=(*answer.citations, *fresh))
