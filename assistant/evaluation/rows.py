"""Rows of data files, and how long asking took."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import EvaluationInvalid
from assistant.evaluation.measures import median

Figures = dict[str, float]
_Result = TypeVar("_Result")


def rows(file: Path, limit: int | None = None) -> list[dict[str, Any]]:
    """The rows of a JSONL file, or `limit` of them, evenly spread. Raises EvaluationInvalid naming the line."""
    found = []
    for number, line in enumerate(lines(file), 1):
        if line.strip():
            try:
                found.append(json.loads(line))
            except ValueError as error:
                raise EvaluationInvalid(f"{file}, line {number}: {error}. Mend that line.") from None
    return spread(found, limit)


def lines(file: Path) -> list[str]:
    """The lines of a UTF-8 file. Raises EvaluationInvalid when it is none."""
    try:
        return file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationInvalid(f"{file} cannot be read as UTF-8 text ({error}). Save it as UTF-8.") from None


def spread(found: list[_Result], limit: int | None) -> list[_Result]:
    """At most `limit` of the rows, evenly spread over all of them."""
    if limit is None or len(found) <= limit:
        return found
    return [found[place * len(found) // limit] for place in range(limit)]


class Timer:
    """Runs calls and keeps how long each took, in ms."""

    def __init__(self) -> None:
        self.ms: list[float] = []

    def __call__(self, call: Callable[[], _Result]) -> _Result:
        """What the call returns."""
        started = time.perf_counter()
        result = call()
        self.ms.append((time.perf_counter() - started) * 1000)
        return result

    def figures(self) -> Figures:
        """`n` and `ms_median`."""
        return {"n": len(self.ms), "ms_median": median(self.ms)}
