"""Questions with known answers, asked of an assistant: where the evidence came, and whether refusals were right.

The form, one JSON object a line: `question`; `evidence`, a list of {"report", "quote"} or {"report", "start", "end"} of
which any one answers, empty or missing when the reports do not say; and, if wanted, `id`, `kind` (figures are given for
each), `history`, the earlier questions of the conversation, each a string or {"question", "answer"}, and `filters`, as
the page takes them. A line with `review` is refused: a person has still to say what its evidence is.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.answering.answer import Asked, answers
from assistant.answering.fitted import Fitted
from assistant.assistant import Assistant
from assistant.errors import EvaluationInvalid, QuestionInvalid
from assistant.evaluation.measures import median, refusal
from assistant.evaluation.rows import lines
from assistant.retrieval.filters import filters_from
from assistant.types import Answer, Citation, Filters, Report, Turn

TOP = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Characters [start, end) of a report that answer a question."""

    report_id: str
    start: int
    end: int

    def meets(self, report_id: str, start: int, end: int) -> bool:
        """Whether a stretch of a report shares characters with this one."""
        return report_id == self.report_id and start < self.end and self.start < end


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the places of its evidence, any one of which answers; none when the reports do not say."""

    id: str
    kind: str
    question: str
    history: tuple[Turn, ...]
    evidence: tuple[Place, ...]
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question: the 1-based place of its evidence among hits and citations, 0 when it is not there."""

    question: Question
    answer: Answer
    hit: int
    citation: int

    @property
    def refused(self) -> bool:
        """Whether the answer was "the reports do not say"."""
        return self.answer.verdict == "not_found"


def read_questions(file: Path, report: Callable[[str], Report | None]) -> list[Question]:
    """The questions of a JSONL file, their quotes found in the reports. Raises EvaluationInvalid naming the line."""
    questions = []
    for number, line in enumerate(lines(file), 1):
        if line.strip():
            try:
                questions.append(_question(json.loads(line), f"line {number}", report))
            except (ValueError, KeyError, TypeError, AttributeError, QuestionInvalid) as error:
                what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                raise EvaluationInvalid(f"{file}, line {number}: {what}. Mend that line.") from None
    if not questions:
        raise EvaluationInvalid(f"{file} holds no question.")
    return questions


def _question(row: Mapping[str, Any], name: str, report: Callable[[str], Report | None]) -> Question:
    if "review" in row:
        raise ValueError(
            'it waits for review: give its "evidence", or [] if the reports do not say, and take out "review"'
        )
    places = [place for entry in row.get("evidence") or () for place in _places(entry, report)]
    turns = [
        Turn(turn, "") if isinstance(turn, str) else Turn(turn["question"], turn.get("answer", ""))
        for turn in row.get("history") or ()
    ]
    asked = row["question"]
    if not isinstance(asked, str) or not any(char.isalnum() for char in asked):
        raise ValueError(f"{asked!r} is no question")
    return Question(
        str(row.get("id", name)),
        str(row.get("kind", "")),
        asked,
        tuple(turns),
        tuple(places),
        filters_from(row.get("filters") or {}),
    )


def _places(entry: Mapping[str, Any], report: Callable[[str], Report | None]) -> Iterator[Place]:
    """Every place where the entry's quote stands in its report, or the place that it names."""
    found = report(entry["report"])
    if found is None:
        raise ValueError(f"there is no report {entry['report']!r} in the index")
    if "quote" not in entry:
        start, end = int(entry["start"]), int(entry["end"])
        if not 0 <= start < end <= len(found.text):
            raise ValueError(f"{entry['report']!r} has no characters {start} to {end}")
        yield Place(found.id, start, end)
        return
    start = found.text.find(entry["quote"])
    if start < 0 or not entry["quote"]:
        raise ValueError(f"{entry['report']!r} does not hold the words {entry['quote']!r}")
    while start >= 0:
        yield Place(found.id, start, start + len(entry["quote"]))
        start = found.text.find(entry["quote"], start + 1)


def ask(assistant: Assistant, question: Question, fitted: Fitted | None = None) -> Outcome:
    """Ask one question, and look for its evidence in what came back; `fitted` replaces the shipped weights."""
    engine = assistant.engine()
    engine = replace(engine, fitted=fitted or engine.fitted)
    limit = assistant.settings.answer_sentences
    *_, answer = answers(engine, Asked(question.question, question.history, question.filters, limit))
    hits = [(hit.passage.report_id, hit.passage.start, hit.passage.end) for hit in answer.hits]
    return Outcome(question, answer, _first(question, hits), _first(question, [_spot(one) for one in answer.citations]))


def _spot(citation: Citation) -> tuple[str, int, int]:
    return citation.report_id, citation.start, citation.end


def _first(question: Question, spots: Sequence[tuple[str, int, int]]) -> int:
    met = (place for place, spot in enumerate(spots, 1) if any(one.meets(*spot) for one in question.evidence))
    return next(met, 0)


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Shares in [0, 1] over the outcomes, `n`, and the median time of an answer in ms.

    `top5_hits`, `first_citation` and `any_citation` tell where the evidence of answerable questions came, if there are
    any; refusing one of these counts as not found.
    """
    known = [one for one in outcomes if one.question.evidence]
    precision, recall = refusal([bool(one.question.evidence) for one in outcomes], [one.refused for one in outcomes])
    places = {
        "top5_hits": [0 < one.hit <= TOP for one in known],
        "first_citation": [one.citation == 1 for one in known],
        "any_citation": [one.citation > 0 for one in known],
    }
    return {
        **{name: sum(right) / len(right) for name, right in places.items() if right},
        "refusal_precision": precision,
        "refusal_recall": recall,
        "n": len(outcomes),
        "ms_median": median([one.answer.timings_ms["total"] for one in outcomes]),
    }


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float]]:
    """The figures of each kind of question, kinds in the order of their first question."""
    kinds = dict.fromkeys(one.question.kind for one in outcomes if one.question.kind)
    return {kind: figures([one for one in outcomes if one.question.kind == kind]) for kind in kinds}
