"""Filters -> the reports and rows that a question is asked of, and how many each further choice would leave."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, groupby

import numpy as np
from numpy.typing import NDArray

from assistant.errors import QuestionInvalid
from assistant.indexing.index import Index
from assistant.types import Entry, Filters, Searched

_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_DATED = re.compile(rf"({_DATE.pattern})(?![\d-])")
_KEYS = ("from", "to", "reports", "metadata")
_CHOICES = 2000
_NO_CHOICES = {"created", "sent", "identifier", "from"}  # "from" says what authors say, with addresses


def filters_from(values: Mapping[str, object]) -> Filters:
    """Filters from their JSON form, every key optional. Raises QuestionInvalid, naming what is wrong."""
    if unknown := sorted(set(values) - set(_KEYS)):
        raise QuestionInvalid(f"Unknown filters: {', '.join(unknown)}. Known are {', '.join(_KEYS)}.")
    metadata = values.get("metadata") or {}
    if not isinstance(metadata, Mapping):
        raise QuestionInvalid('The filter metadata must be like {"place": ["Minsk"]}.')
    chosen = {str(column): _texts(f"metadata.{column}", wanted) for column, wanted in metadata.items()}
    first, last = _date("from", values.get("from") or ""), _date("to", values.get("to") or "")
    if first and last and first > _latest(last):
        raise QuestionInvalid(f"The filter from ({first}) is later than the filter to ({last}).")
    return Filters(
        reports=_texts("reports", values.get("reports") or []),
        first_date=first,
        last_date=last,
        metadata={column: wanted for column, wanted in sorted(chosen.items()) if wanted},
    )


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value) or len(value) > _CHOICES:
        raise QuestionInvalid(f"The filter {name} must be a list of at most {_CHOICES} texts.")
    return tuple(dict.fromkeys(value))


def _date(name: str, value: object) -> str:
    if value and not (isinstance(value, str) and _DATE.fullmatch(value)):
        raise QuestionInvalid(f"The filter {name} must be a date like 1994, 1994-12 or 1994-12-06 ({value!r} is none).")
    return str(value)


def admitted(entries: Iterable[Entry], filters: Filters) -> list[bool]:
    """Whether each report passes the filters. One that does not say its date passes no filter by date."""
    named = frozenset(filters.reports)
    return [(not named or entry.id in named) and _admits(filters, entry) for entry in entries]


def _admits(filters: Filters, entry: Entry) -> bool:
    return _in_time(filters, entry.date) and all(
        not set(wanted).isdisjoint(values_of(entry, column)) for column, wanted in filters.metadata.items()
    )


def _in_time(filters: Filters, date: str) -> bool:
    """Whether a date, maybe only a year or a month or a stretch from one to another, may lie in the range."""
    if not (filters.first_date or filters.last_date):
        return True
    known, until = dated(date), dated(date.partition("/")[2])
    first, last = filters.first_date or "0", filters.last_date or "9"
    return bool(known) and _latest(until or known) >= first and known <= _latest(last)


def dated(date: str) -> str:
    """The ISO date that a report's date is or begins with (1994, 1994-12, 1994-12-06), "" when it is none."""
    found = _DATED.match(date)
    return found[1] if found else ""


def _latest(date: str) -> str:
    """A text that no day within a year, month or day comes after, and no later day before."""
    return date + "~"


def values_of(entry: Entry, column: str) -> list[str]:
    """The values of a report in a column of its metadata; lists are stored joined by semicolons."""
    return [value for value in entry.metadata.get(column, "").split("; ") if value]


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows that filters leave, ascending (n,), the stretches [first, last] that they form, and what they are."""

    rows: NDArray[np.intp]
    stretches: list[tuple[int, int]]
    searched: Searched


def scope(index: Index, filters: Filters) -> Scope | None:
    """What filters leave of an index, None without filters."""
    if not filters:
        return None
    taken = admitted(index.entries, filters)
    rows = [row for row, number in enumerate(index.report_numbers) if taken[number]]
    return Scope(np.array(rows, dtype=np.intp), _stretches(rows), searched(compress(index.entries, taken)))


def _stretches(rows: Sequence[int]) -> list[tuple[int, int]]:
    found = []
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        found.append((run[0], run[-1]))
    return found


def searched(entries: Iterable[Entry]) -> Searched:
    """How many reports and passages these are, and from which dates."""
    kept = list(entries)
    return Searched(len(kept), sum(entry.passages for entry in kept), *first_and_last(kept))


def first_and_last(entries: Iterable[Entry]) -> tuple[str, str]:
    """The first and the last date among reports, "" without any; one that none but a guess gives ends with "?"."""
    dates = sorted((date, entry.date.endswith("?")) for entry in entries if (date := dated(entry.date)))
    if not dates:
        return "", ""
    (first, guessed), (last, _) = dates[0], dates[-1]
    return first + "?" * guessed, last + "?" * ((last, False) not in dates)


def choices(entries: Sequence[Entry], filters: Filters) -> dict[str, list[tuple[str, int]]]:
    """For each column of the metadata its values, the most frequent first, with the reports that each would leave.

    A column's own choice does not count against its other values, since they would be added to it. A column in which no
    two reports have the same value is no choice, nor are moments and whatever else names a single report.
    """
    found = {}
    for column in _columns(entries) | filters.metadata.keys():
        others = replace(filters, metadata={name: kept for name, kept in filters.metadata.items() if name != column})
        left = compress(entries, admitted(entries, others))
        counts = Counter(value for entry in left for value in set(values_of(entry, column)))
        counts.update(dict.fromkeys(filters.metadata.get(column, ()), 0))
        found[column] = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(sorted(found.items()))


def _columns(entries: Iterable[Entry]) -> set[str]:
    """The columns in which a value recurs."""
    once: set[tuple[str, str]] = set()
    recurring: set[str] = set()
    for entry in entries:
        for column in entry.metadata.keys() - _NO_CHOICES - recurring:
            values = {(column, value) for value in values_of(entry, column)}
            if not once.isdisjoint(values):
                recurring.add(column)
            once |= values
    return recurring


SORTS: Mapping[str, Callable[[Entry], tuple[object, ...]]] = {
    "title": lambda entry: (entry.title.casefold(),),
    "date": lambda entry: (dated(entry.date) != "", dated(entry.date), entry.date),
    "source": lambda entry: (entry.metadata.get("source", "").casefold(),),
    "characters": lambda entry: (entry.characters,),
}
