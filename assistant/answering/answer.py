"""question -> Answer, as it grows: what was found, then sentence by sentence, then the checked whole."""

import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.answering import gate
from assistant.answering.choose import choose
from assistant.answering.citations import check, cite
from assistant.answering.copies import copy_notes, earliest_first
from assistant.answering.fitted import Fitted
from assistant.answering.units import Unit, units
from assistant.answering.weigh import READ, Scales, Weighed, weigh
from assistant.answering.wording import NO_REPORT
from assistant.errors import ChatFailed
from assistant.indexing.index import Index
from assistant.models.protocols import Embedder, Reranker
from assistant.retrieval.filters import Scope, scope
from assistant.retrieval.question import forms, tidy
from assistant.retrieval.search import Searcher
from assistant.settings import Settings
from assistant.types import Answer, Citation, Filters, Hit, Report, Searched, Sentence, Style, Turn

if TYPE_CHECKING:
    from assistant.answering.written.author import Author

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
    author: "Author | None" = None

    @property
    def searcher(self) -> Searcher:
        """What finds passages."""
        return Searcher(self.index, self.embedder, self.reranker, self.settings)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what was asked before it, the reports that it is asked of, and the longest answer wanted.

    `style` is what is wanted: sentences chosen from the reports, or written by the chat model. `cancelled` is asked
    again and again while the model is heard, from another thread than the one that knows.
    """

    question: str
    history: Sequence[Turn] = ()
    filters: Filters = field(default_factory=Filters)
    sentences: int = 5
    style: Style = "quotes"
    cancelled: Callable[[], bool] = lambda: False


def answers(engine: Engine, asked: Asked) -> Generator[Answer, None, None]:
    """Growing answers to a question: first what was found (`pending`), then read, the last one checked and final.

    Whenever the model's turn comes, a pending one of style "written" comes before: the next one may take long.
    """
    clock = _Clock()
    question = tidy(asked.question, max_chars=engine.settings.max_question_chars)
    author = replace(engine.author, cancelled=asked.cancelled) if engine.author and asked.style == "written" else None
    within = scope(engine.index, asked.filters)
    if author is not None and asked.history:
        yield replace(_begun(engine, question, question, asked.filters, within), style="written")
    wordings, failed = _wordings(engine, author, question, asked.history)
    found = engine.searcher.find(wordings, within)
    clock.lap("find")
    answer = _begun(engine, question, wordings[0], asked.filters, within)
    yield replace(answer, hits=tuple(engine.searcher.unread(found, engine.settings.rerank_top)))
    hits = engine.searcher.read(found, engine.settings.rerank_top)
    answer = replace(answer, hits=tuple(hits))
    clock.lap("read")
    yield answer
    reports = _reports(engine.index, hits)
    judgement = judge(engine, wordings, hits, reports)
    answered = judgement.probability >= engine.settings.refuse_below
    groups = choose(judgement.weighed, asked.sentences) if answered else []
    groups = earliest_first(groups, engine.index.reports)
    if groups and judgement.probability < _SURE:
        answer = replace(answer, notes=(*answer.notes, UNSURE))
    begun = answer
    clock.lap("choose")
    for group in groups:
        answer = _grown(answer, [one.unit for one in group])
        if author is None:
            yield answer
    answer = replace(answer, verdict="answered" if groups else "not_found")
    if author is not None and groups:
        if failed:
            answer = _unwritten(author, answer, failed)
        else:
            answer = yield from _written(engine, author, replace(asked, question=wordings[0]), begun, answer)
        clock.lap("write")
    notes = (*answer.notes, *copy_notes(answer.citations, engine.index.reports))
    answer = replace(answer, notes=notes, timings_ms=clock.laps())
    check(answer, reports)
    yield answer


def _wordings(
    engine: Engine, author: "Author | None", question: str, history: Sequence[Turn]
) -> tuple[tuple[str, ...], ChatFailed | None]:
    """The wordings to search for, the one to answer first: the model's, where it makes a question stand alone.

    With them why the model failed at it, where it would fail again at writing: nobody waits for that twice.
    """
    wordings = forms(question, history, max_chars=engine.settings.max_question_chars)
    if author is None or len(wordings) == 1:
        return wordings, None
    from assistant.answering.written.rephrase import rephrased

    try:
        whole = rephrased(author, engine.index.words.stems, question, history)
    except ChatFailed as error:
        return wordings, error
    return tuple(dict.fromkeys((whole, *wordings))) if whole else wordings, None


def _unwritten(author: "Author", quoted: Answer, failed: ChatFailed) -> Answer:
    from assistant.answering.written.answering import unwritten

    return unwritten(author, quoted, failed)


def _written(
    engine: Engine, author: "Author", asked: Asked, begun: Answer, quoted: Answer
) -> Generator[Answer, None, Answer]:
    """Growing answers as the model writes them; returns the last one, which is `quoted` when nothing can be shown."""
    from assistant.answering.support import Checker  # imported late, as langchain is: few answers are written
    from assistant.answering.written.answering import Desk, write
    from assistant.answering.written.messages import task

    desk = Desk(author, Checker.with_(engine.reranker), engine.settings.chat.failing)
    given = task(author, asked.question, asked.history, begun.hits, _reports(engine.index, begun.hits))
    yield replace(begun, style="written")
    return (yield from write(desk, given, begun, quoted))


def _begun(engine: Engine, question: str, asked: str, filters: Filters, within: Scope | None) -> Answer:
    """The answer before anything was read."""
    searched = within.searched if within else engine.searched
    notes = () if searched.reports else (NO_REPORT,)
    index = engine.index.manifest.index
    return Answer(question, asked, "pending", (), (), (), searched, index, notes, filters=filters)


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
