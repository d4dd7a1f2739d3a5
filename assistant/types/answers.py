"""What is asked, what is found for it, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.types.reports import Passage

Verdict = Literal["pending", "answered", "not_found"]
Style = Literal["quotes", "written"]
State = Literal["intact", "moved", "changed", "gone", "unreadable"]

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Vote:
    """What one stage (`words`, `vectors`, `fused`, `rerank`) gave a passage. rank is 1-based."""

    stage: str
    rank: int
    contribution: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question; higher scores are better, ties are broken by passage id."""

    passage: Passage
    score: float
    votes: tuple[Vote, ...] = ()

    def vote(self, stage: str) -> Vote | None:
        """The vote of one stage, or None when it did not see this passage."""
        return next((vote for vote in self.votes if vote.stage == stage), None)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which reports a question is asked of; empty for all.

    A report is taken when it is one of `reports` (if any are named), when its date may lie between `first_date` and
    `last_date` (year, month or day, both included), and when for each column of `metadata` it has one of the values.
    """

    reports: tuple[str, ...] = ()
    first_date: str = ""
    last_date: str = ""
    metadata: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.reports or self.first_date or self.last_date or self.metadata)

    def to_dict(self) -> dict[str, Any]:
        """The filters as JSON values, {} when there are none."""
        values = {
            "from": self.first_date,
            "to": self.last_date,
            "reports": list(self.reports),
            "metadata": {column: list(wanted) for column, wanted in self.metadata.items()},
        }
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier exchange of the same conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands: `quote == report.text[start:end]`; `sha256` is that of the report's file.

    `speaker` is the label of the turn that the quotation comes from, in minutes whose label is not in the quotation.
    """

    number: int
    report_id: str
    title: str
    date: str
    page: int
    start: int
    end: int
    quote: str
    sha256: str
    speaker: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The citation as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the numbers of the citations that back it, never none."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search went through: how many reports and passages, and from which to which date."""

    reports: int
    passages: int
    first_date: str
    last_date: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that a model wrote and that is not shown as supported, and why in plain words.

    `after` is how many sentences of the answer stand before its place. With `replaced`, the quotation nearest to it
    stands there instead.
    """

    text: str
    reasons: tuple[str, ...]
    after: int
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What a chat model wrote for an answer, whole, and what became of it.

    `prompt` is the version of what it was told. Tokens are as the model's provider counts them, 0 when it does not.
    `problem` says why nothing of it is shown; "" otherwise.
    """

    model: str
    prompt: str
    parameters: Mapping[str, str | int | float]
    text: str = ""
    dropped: tuple[Dropped, ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    problem: str = ""

    def to_dict(self) -> dict[str, Any]:
        """What was written, as JSON values."""
        return {
            "model": self.model,
            "prompt": self.prompt,
            "parameters": dict(self.parameters),
            "text": self.text,
            "dropped": [
                {"text": one.text, "reasons": list(one.reasons), "after": one.after, "replaced": one.replaced}
                for one in self.dropped
            ],
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "problem": self.problem,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question.

    `asked` is the question as understood, standing alone. `searched` is what `filters` left to search, and `index` the
    fingerprint of all there was. `notes` names whatever was left out or degraded. A `pending` verdict is only seen in a
    stream, before its last part. The sentences of a `written` one are a model's, each of them checked against what it
    cites; `written` keeps all that the model wrote, also when `style` is "quotes" because nothing of it could be shown.
    """

    question: str
    asked: str
    verdict: Verdict
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    searched: Searched
    index: str
    notes: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    filters: Filters = field(default_factory=Filters)
    style: Style = "quotes"
    written: Written | None = None

    def to_dict(self) -> dict[str, Any]:
        """The documented JSON form, schema 1; everything except `timings_ms` is the same on every run."""
        return {
            "schema": SCHEMA,
            "question": self.question,
            "asked": self.asked,
            "verdict": self.verdict,
            "sentences": [{"text": s.text, "citations": list(s.citations)} for s in self.sentences],
            "citations": [citation.to_dict() for citation in self.citations],
            "hits": [hit_to_dict(hit) for hit in self.hits],
            "searched": {name: getattr(self.searched, name) for name in Searched.__slots__},
            "filters": self.filters.to_dict(),
            "notes": list(self.notes),
            "index": self.index,
            "timings_ms": dict(self.timings_ms),
            "style": self.style,
            "written": self.written.to_dict() if self.written else None,
        }


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    """A hit as JSON values: where it stands and its score, without its text."""
    place = hit.passage
    return {"report_id": place.report_id, "start": place.start, "end": place.end, "score": round(hit.score, 6)}


@dataclass(frozen=True, slots=True)
class Check:
    """What `verify` found for one citation; start and end tell where a moved quotation stands now.

    `reason` says why a report is `unreadable`, "" for any other state.
    """

    number: int
    state: State
    report_id: str
    start: int
    end: int
    reason: str = ""
