"""What users thought of answers, as questions to measure with.

A thumb up says that a quotation answers, or that the reports do not say. A thumb down does not say what would have been
right: such a question waits, as a line with `review`, until a person gives its `evidence` and takes `review` out.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import EvaluationInvalid
from assistant.evaluation.bench import Bench
from assistant.evaluation.report import own_questions
from assistant.evaluation.rows import Figures
from assistant.types import Report

Row = Mapping[str, Any]
_VERSION = 1  # of the tables, which assistant/web/kept/database.py makes; web and evaluation do not import each other
_LOST = "None of its quotations stands in the reports any longer."
_TURNS = """select conversation, place, turns.question, alone, thumb, comment, case when thumb <> 0 then answer end
            from turns join conversations on id = conversation
            where conversation in (select conversation from turns where thumb <> 0)
            order by created, conversations.rowid, place"""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Lines for assistant/evaluation/questions.py, by conversation: `ready` ones, and those that wait `to_review`."""

    ready: tuple[Row, ...]
    to_review: tuple[Row, ...]

    def standing(self, report: Callable[[str], Report | None]) -> "Feedback":
        """The same, as far as quotations stand in the reports today; a question that lost all of them is to review."""
        kept, lost = [], []
        for row in self.ready:
            evidence = [one for one in row["evidence"] if _stands(one, report)]
            if evidence or not row["evidence"]:
                kept.append({**row, "evidence": evidence})
            else:
                lost.append(_waiting(row, _LOST, row["evidence"]))
        return Feedback(tuple(kept), (*self.to_review, *lost))

    def write(self, file: Path) -> None:
        """Write all lines as JSONL, for a person to complete. Raises EvaluationInvalid when the file exists."""
        try:
            _written(file, (*self.ready, *self.to_review))
        except FileExistsError:
            raise EvaluationInvalid(f"{file} exists, and lines in it may be completed. Name another file.") from None
        except OSError as error:
            raise EvaluationInvalid(f"{file} cannot be written ({error}). Name another file.") from None

    def figures(self, bench: Bench, limit: int | None = None) -> Figures:
        """The figures of the ready questions over the live index, as of a file of them, and how many are `to_review`.

        Raises EvaluationInvalid when none is ready.
        """
        waiting = f"{len(self.to_review)} answer(s) wait for review"
        if not self.ready:
            raise EvaluationInvalid(f"No answer has a thumb up to measure with; {waiting} (see --write FILE).")
        with TemporaryDirectory() as folder:
            file = Path(folder) / "feedback.jsonl"
            _written(file, self.ready)
            return {**own_questions(file, bench, limit), "to_review": len(self.to_review)}


def from_feedback(path: Path) -> Feedback:
    """The feedback of all users in a file of conversations, without their names; the file is only read.

    Raises EvaluationInvalid when there is no such file, or it is of another version.
    """
    ready, waiting = [], []
    for turns in _conversations(path):
        asked: list[str] = []
        for conversation, place, question, alone, thumb, comment, answer in turns:
            if answer is not None:
                known = _row(f"{conversation}:{place}", json.loads(answer), [] if alone else asked)
                if thumb > 0 and known["kind"] in ("answered", "not_found"):
                    ready.append(known)
                else:
                    waiting.append(_waiting(known, comment, known["evidence"]))
            asked.append(question)
    return Feedback(tuple(ready), tuple(waiting))


def standing_feedback(path: Path, bench: Bench) -> Feedback:
    """The feedback in a file of conversations, as far as it holds for the live index. Raises EvaluationInvalid."""
    feedback = from_feedback(path)
    with Assistant(bench.settings, bench.embedder, bench.reranker) as assistant:
        return feedback.standing(assistant.report)


def _conversations(path: Path) -> Iterator[list[tuple[Any, ...]]]:
    """The turns of each conversation in which there is a thumb."""
    if not path.is_file():
        raise EvaluationInvalid(
            f"{path} does not exist: no conversation was kept. Ask in the web page, and rate answers."
        )
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as database:
            (version,) = database.execute("pragma user_version").fetchone()
            if version != _VERSION:
                raise EvaluationInvalid(
                    f"{path} is of version {version}, known is {_VERSION}. Use the program that made it."
                )
            rows = database.execute(_TURNS).fetchall()
    except sqlite3.Error as error:
        raise EvaluationInvalid(f"{path} cannot be read ({error}). Is it a file of conversations?") from None
    for _, turns in groupby(rows, key=lambda row: row[0]):
        yield list(turns)


def _row(name: str, answer: Mapping[str, Any], asked: Sequence[str]) -> dict[str, Any]:
    """The line of a question, its evidence what the answer quoted, every quotation once."""
    quoted = {(one["report_id"], one["quote"]): None for one in answer["citations"]}
    return {
        "id": name,
        "kind": answer["verdict"],
        "question": answer["question"],
        **({"history": list(asked)} if asked else {}),
        **({"filters": answer["filters"]} if answer.get("filters") else {}),
        "evidence": [{"report": report, "quote": quote} for report, quote in quoted],
    }


def _waiting(row: Row, review: str, quoted: Sequence[Row]) -> dict[str, Any]:
    """The line of a question whose evidence is not known; what was quoted stands apart, for whoever reviews it."""
    known = {name: value for name, value in row.items() if name != "evidence"}
    return {**known, "review": review, "quoted": list(quoted)}


def _stands(evidence: Row, report: Callable[[str], Report | None]) -> bool:
    found = report(evidence["report"])
    return found is not None and evidence["quote"] in found.text


def _written(file: Path, rows: Sequence[Row]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    place = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # questions are their users' own
    with os.fdopen(place, "w", encoding="utf-8", newline="\n") as written:
        written.write(lines)
