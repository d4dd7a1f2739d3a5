"""Dates of a sentence, whole or in part, and whether the cited passages have them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as calendar_date

_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
CALENDAR = frozenset({*_MONTHS, *_WEEKDAYS})
"""The months and the days of the week, in lower case."""

_MONTH = r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|" + (
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![^\W_])"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_FROM = r"(?:(?P<first>[0-3]?\d)(?:st|nd|rd|th)?(?: ?- ?| to | and | or |, )(?:the )?)?"
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d|2100)(?![\d])"
_DAY_FIRST = re.compile(rf"(?<![\w.,]){_FROM}{_DAY}(?: day)?(?: of)? {_MONTH}(?:,? (?:of )?{_YEAR})?")
_MONTH_FIRST = re.compile(rf"(?<!\w){_MONTH} (?:the )?{_FROM}{_DAY}(?![\d%]|[.,:]\d)(?:,? {_YEAR})?")
_MONTH_YEAR = re.compile(rf"(?<!\w){_MONTH},?(?: of)? {_YEAR}")
_MONTH_ALONE = re.compile(rf"(?<!\w){_MONTH}")
_ISO = re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>[0-3]\d))?(?![\w-])")
_FIGURES = re.compile(r"(?<![\w./])(\d{1,2})([./])(\d{1,2})\2(\d{4})(?!\d)")
_DECADE = re.compile(r"(?<![\w.,])(1[0-9]\d0|20\d0)'?s\b")
_SPAN = re.compile(r"(?<![\w.,])(?P<year>1[0-9]\d\d|20\d\d)[-/](?P<short>\d\d)(?![\d-])")
_YEAR_ALONE = re.compile(rf"(?<![\w.,$€£¥-]){_YEAR}(?![%\w]|[.,]\d)")
_AFTER_RANGE = re.compile(rf"(?<=[\da-z]-){_YEAR}(?![%\w-]|[.,]\d)")
_WEEKDAY = re.compile(rf"(?<!\w)(?:{'|'.join(_WEEKDAYS)})(?=s?\b)", re.IGNORECASE)
_MONTH_BEFORE = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|last|next|this|early|late|mid|during|from|to|through|between|and|every|"
    r"on|before|after)|[-,(])[ -]?$",
    re.IGNORECASE,
)
_ALSO_WORDS = frozenset({"may", "march"})


@dataclass(frozen=True, slots=True)
class Date:
    """A date as far as it is told: 0 for a year, month or day that is not; `decade` when any year of it is meant.

    A weekday is told alone: 1 for Monday. `start` and `end` say where it stands.
    """

    said: str
    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = 0
    decade: bool = False


def dates_in(text: str) -> list[Date]:
    """The dates of a text in plain signs, in order; of 05/06/1994 both readings, at one place."""
    found: list[Date] = []
    for form in (_numeric, _worded, _years, _weekdays):
        new = list(form(text))
        for one in new:
            text = text[: one.start] + "#" * (one.end - one.start) + text[one.end :]
        found += new
    return sorted(found, key=lambda one: (one.start, one.month, one.day))


def _numeric(text: str) -> Iterator[Date]:
    for match in _ISO.finditer(text):
        yield _date(match, int(match["year"]), int(match["month"]), int(match["day"] or 0))
    for match in _FIGURES.finditer(text):
        first, dot, second, year = match.groups()
        readings = {(int(second), int(first))} | ({(int(first), int(second))} if dot == "/" else set())
        for month, day in sorted(readings):
            if 1 <= month <= len(_MONTHS):
                yield _date(match, int(year), month, day)


def _worded(text: str) -> Iterator[Date]:
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _MONTH_YEAR, _MONTH_ALONE):
        for match in pattern.finditer(text):
            if pattern is _MONTH_ALONE and not _is_month(text, match):
                continue
            parts = match.groupdict()
            year, month = int(parts.get("year") or 0), _month(match["month"])
            for day in (parts.get("first"), parts.get("day")):
                if day:
                    yield _date(match, year, month, int(day))
            if not parts.get("day"):
                yield _date(match, year, month, 0)
        text = pattern.sub(_blank, text) if pattern is not _MONTH_ALONE else text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _years(text: str) -> Iterator[Date]:
    for match in _DECADE.finditer(text):
        yield Date(match.group(), match.start(), match.end(), int(match[1]), decade=True)
    for match in _SPAN.finditer(text):
        first = int(match["year"])
        last = first - first % 100 + int(match["short"])
        if last > first:
            yield _date(match, first, 0, 0)
            yield _date(match, last, 0, 0)
    for pattern in (_YEAR_ALONE, _AFTER_RANGE):
        for match in pattern.finditer(text):
            yield _date(match, int(match["year"]), 0, 0)


def _weekdays(text: str) -> Iterator[Date]:
    for match in _WEEKDAY.finditer(text):
        day = _WEEKDAYS.index(match.group().lower()) + 1
        yield Date(match.group(), match.start(), match.end(), weekday=day)


def _date(match: re.Match[str], year: int, month: int, day: int) -> Date:
    return Date(match.group(), match.start(), match.end(), year, month, day)


def _month(name: str) -> int:
    return next(number for number, one in enumerate(_MONTHS, 1) if one.startswith(name.lower().rstrip(".")[:3]))


def _is_month(text: str, match: re.Match[str]) -> bool:
    """Whether a month's name alone is one: not "They may" at a sentence's start, nor "March" as an order."""
    name = match["month"]
    if name.lower() not in _ALSO_WORDS:
        return len(name) > 4 or name.lower() in _MONTHS
    return _MONTH_BEFORE.search(text[: match.start()]) is not None


def has(known: Sequence[Date], wanted: Date) -> bool:
    """Whether the known dates tell a date: one of them does, its year maybe told by another one."""
    years = {one.year for one in known if one.year}
    if wanted.weekday:
        return wanted.weekday in {day for one in known if (day := _weekday(one))}
    if wanted.decade:
        return any(wanted.year <= year < wanted.year + 10 for year in years)
    if not wanted.month:
        return wanted.year in years or any(one.decade and one.year == wanted.year for one in known)
    return any(_tells(one, wanted, years) for one in known)


def _tells(known: Date, wanted: Date, years: set[int]) -> bool:
    same_day = known.month == wanted.month and (not wanted.day or known.day == wanted.day)
    return same_day and (not wanted.year or known.year == wanted.year or (not known.year and wanted.year in years))


def _weekday(date: Date) -> int:
    """The day of the week of a whole date, or as it is told; 0 when unknown."""
    if date.weekday or not (date.year and date.month and date.day):
        return date.weekday
    try:
        return calendar_date(date.year, date.month, date.day).isoweekday()
    except ValueError:  # the 31st of June
        return 0


def missing(sentence: str, passages: str, english: bool = True) -> list[str]:
    """The dates of a sentence, as written, that the passages do not tell; both in plain signs.

    In other languages than English only those in figures.
    """
    wanted = dates_in(sentence) if english else list(_numeric(sentence))
    known = dates_in(passages) if wanted else []
    places: dict[tuple[int, int], list[Date]] = {}
    for one in wanted:
        places.setdefault((one.start, one.end), []).append(one)
    return [readings[0].said for readings in places.values() if not _told(known, readings, passages)]


def _told(known: Sequence[Date], readings: Sequence[Date], passages: str) -> bool:
    """Whether one reading of 05/06/1994 is told, or every date of "16 and 17 June"; "2000 tanks" may be no year."""
    told = [has(known, one) or (one.said == str(one.year) and f"{one.year:,}" in passages) for one in readings]
    return any(told) if "/" in readings[0].said else all(told)
