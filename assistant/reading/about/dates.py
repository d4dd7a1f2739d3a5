"""Dates as they are written -> ISO 8601, or EDTF where that cannot say it."""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

SPOKEN = ("en", "fr", "de", "es", "it", "pt", "nl", "ru", "uk", "be", "pl", "ar")
_LONGEST = 80
_YEARS = range(1000, 2101)
_NAMED_FROM = "1800"  # a smaller number in a file's name is of something else
_NO_YEAR = "XXXX"

_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
_MONTH = r"([^\W\d_]{3,12})\.?"
_TO = r" ?[-–—] ?"
_OF = r"(?: of| del?)?"
_YEAR = rf"(?:,?{_OF} (\d{{4}}))?"
_DAY_FIRST = re.compile(rf"{_DAY}(?:{_TO}{_DAY})?{_OF} {_MONTH}{_YEAR}")
_MONTH_FIRST = re.compile(rf"{_MONTH} {_DAY}(?:{_TO}{_DAY})?{_YEAR}")
_MONTH_ALONE = re.compile(rf"{_MONTH},?{_OF} (\d{{4}})")
_TWO_MONTHS = re.compile(rf"{_DAY}{_OF} {_MONTH}{_YEAR}{_TO}{_DAY}{_OF} {_MONTH}{_YEAR}")
_EDTF = re.compile(r"(\d{4}|xxxx)(?:-(\d\d)(?:-(\d\d))?)?")
_TIMED = re.compile(r"(\d{4}-\d\d-\d\d)[t ]\d\d:?\d\d.*")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})([./-]?)(\d\d?)\2(\d\d?)")
_CLOCK = re.compile(r",?(?: at)? \d{1,2}[:.]\d\d(?!\d).*$")
_ERA = re.compile(r",? ?(?:г(?:\.|ода)?|р(?:\.|оку)|r\.)$")
_WEEKDAY = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)?)\.?,? (?:den )?(?=\w)")

WRITTEN = (
    r"(?:\d{1,2}(?:st|nd|rd|th|er|\.)?(?: ?[-–—] ?\d{1,2}\.?)?(?: of| de)? [^\W\d_]{3,12}\.?(?:,?(?: del?)? \d{4})?"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?(?: ?[-–—] ?\d{1,2})?(?:,? \d{4})?"
    r"|[^\W\d_]{3,12}\.?,?(?: de)? \d{4}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d)(?!\w)"
)
"""A pattern of what may be a date; `iso` tells whether it is one."""

_CANDIDATE = re.compile(rf"(?<!\w){WRITTEN}")
_ALONE = re.compile(r"(?<![\w.,/-])(1[89]\d\d|20\d\d)(?![\w/-]|[.,]\d)")
_NAME_DAY = re.compile(r"(?<!\d)((?:1[89]|20|21)\d\d([-_. ]?)\d\d\2\d\d)(?!\d)")
_NAME_DAY_LAST = re.compile(r"(?<!\d)(\d{1,2}([-_. ])\d{1,2}\2(?:1[89]|20)\d\d)(?!\d)")
_NAME_MONTH = re.compile(r"(?<!\d)((?:1[89]|20|21)\d\d)[-_. ](\d\d)(?![-_.]?\d)")
_NAME_YEAR = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(?!\d)")
_MADE_BY_MACHINE = re.compile(r"(?:scan|img|image|photo|screenshot|whatsapp|dsc|pxl)", re.IGNORECASE)


def iso(text: str) -> str:
    """A date as precise as it is written: 1994-06-16, 1994-06, 1994, XXXX-06-16 without a year, or an interval.

    "" for what is no date, or none that there has been or soon will be. Of 05/06/1994 only the year is sure, so that
    is what comes back; 05.06.1994 is the fifth of June wherever dots are written. A "?" at the end stays.
    """
    words = " ".join(text.split()).casefold().strip(" ,;")
    if len(words) > _LONGEST:
        return ""
    doubt = "?" if words.endswith("?") else ""
    words = words.rstrip("? ")
    date = next((date for form in _FORMS if (date := form(words))), "")
    return date and date + doubt


def _edtf(words: str) -> str:
    """What is in ISO 8601 or EDTF already, a time of day left out."""
    if timed := _TIMED.fullmatch(words):
        words = timed[1]
    start, slash, end = words.partition("/")
    return _interval(_one_edtf(start), _one_edtf(end)) if slash else _one_edtf(start)


def _one_edtf(words: str) -> str:
    match = _EDTF.fullmatch(words)
    return _date(match[1], int(match[2] or 0), int(match[3] or 0)) if match else ""


def _in_figures(words: str) -> str:
    """16.06.1994, 06/16/1994, 1994/06/16, 19940616."""
    if match := _YEAR_FIRST.fullmatch(words):
        return _date(match[1], int(match[3]), int(match[4])) if match[2] or len(words) == 8 else ""
    match = _YEAR_LAST.fullmatch(words)
    if not match:
        return ""
    one, other, year = int(match[1]), int(match[3]), match[4]
    day_first, month_first = _date(year, other, one), _date(year, one, other)
    if match[2] == "." or not (day_first and month_first) or day_first == month_first:
        return day_first or month_first
    return _date(year)


def _in_words(words: str) -> str:
    """16 June 1994, June 16, 16–18 June, 30 June – 2 July 1994, June 1994, with a weekday or without."""
    words = _ERA.sub("", _CLOCK.sub("", words))
    if not any(char.isdigit() for char in words):
        return ""
    return _bare(words) or ((day := _WEEKDAY.match(words)) and is_weekday(day[1]) and _bare(words[day.end() :])) or ""


def _bare(words: str) -> str:
    if match := _MONTH_ALONE.fullmatch(words):
        number = _month(match[1])
        return _date(match[2], number) if number else ""
    if match := _TWO_MONTHS.fullmatch(words):
        first, month, year, last, other, final = match.groups()
        return _interval(_day(year or final, month, first), _day(final, other, last))
    if match := _DAY_FIRST.fullmatch(words):
        first, last, month, year = match.groups()
    elif match := _MONTH_FIRST.fullmatch(words):
        month, first, last, year = match.groups()
    else:
        return ""
    return _interval(_day(year, month, first), _day(year, month, last)) if last else _day(year, month, first)


_FORMS: tuple[Callable[[str], str], ...] = (_edtf, _in_figures, _in_words)


def _day(year: str | None, month: str, day: str) -> str:
    number = _month(month)
    return _date(year or _NO_YEAR, number, int(day)) if number and int(day) else ""


def _interval(start: str, end: str) -> str:
    """Both ends, one of them when they are the same, "" when they make no interval."""
    if not start or not end or start > end or start.startswith(_NO_YEAR) != end.startswith(_NO_YEAR):
        return ""
    return start if start == end else f"{start}/{end}"


def _date(year: str, month: int = 0, day: int = 0) -> str:
    """The date, "" when there is no such day. 29 February is one when the year is not known."""
    if year.casefold() == _NO_YEAR.casefold():
        known, number = _NO_YEAR, 2000
        if not day:
            return ""
    else:
        number = int(year)
        known = f"{number:04d}"
    if number not in _YEARS or month > 12 or (day and (not month or day > calendar.monthrange(number, month)[1])):
        return ""
    return "-".join([known, *(f"{part:02d}" for part in (month, day) if part)])


@cache
def _calendar() -> tuple[dict[str, int], frozenset[str]]:
    """Names of months with their numbers, and names of weekdays; no name of a month means two (CLDR 47)."""
    from babel import Locale  # costs 90 ms with these languages, and most reports state their date in figures

    months: dict[str, int] = {}
    weekdays: set[str] = set()
    for locale in map(Locale, SPOKEN):
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months |= {name.casefold().rstrip("."): number for number, name in locale.months[form][width].items()}
                weekdays |= {name.casefold().rstrip(".") for name in locale.days[form][width].values()}
    return months, frozenset(weekdays)


def _month(word: str) -> int:
    """1 to 12, or 0 when the word is no month."""
    return _calendar()[0].get(word.casefold().rstrip("."), 0)


def is_weekday(word: str) -> bool:
    """Whether a word is the name of a weekday, maybe a short one."""
    return word.casefold().rstrip(".") in _calendar()[1]


def named(stem: str) -> str:
    """The date in a file's name, "" without one or with two; its day, if there is one, before a month or a year.

    What a scanner, a camera or a telephone calls a file says when that file was made.
    """
    if _MADE_BY_MACHINE.match(stem):
        return ""
    spoken = re.sub(r"[\W_]+", " ", stem)
    days = {iso(re.sub(r"[-_. ]", "-", match[1])) for match in _NAME_DAY.finditer(stem)}
    days |= {iso(re.sub(r"[-_. ]", "/", match[1])) for match in _NAME_DAY_LAST.finditer(stem)}
    months = {_named_month(match[1], match[2]) for match in _NAME_MONTH.finditer(stem)}
    for found in (
        days,
        {one.date for one in written(spoken)},
        months,
        {match[1] for match in _NAME_YEAR.finditer(stem)},
    ):
        dates = {date for date in found if date and (date >= _NAMED_FROM or date.startswith(_NO_YEAR))}
        if dates:
            return dates.pop() if len(dates) == 1 else ""
    return ""


def _named_month(year: str, month: str) -> str:
    """The month, or only the year where 2009-10 may as well be two years."""
    return year if int(month) == (int(year) + 1) % 100 else iso(f"{year}-{month}")


@dataclass(frozen=True, slots=True)
class Written:
    """A date and where it is written: from `start` to `end`."""

    start: int
    end: int
    date: str


def written(text: str) -> Iterator[Written]:
    """The dates in a text, in its order; a weekday before one is not part of it."""
    match = _CANDIDATE.search(text)
    while match:
        date = iso(match.group())
        if date:
            yield Written(match.start(), match.end(), date)
        # "section 16 June": what is no date may hide the beginning of one.
        match = _CANDIDATE.search(text, match.end() if date else match.start() + 1)


def outlived(date: str, text: str) -> bool:
    """Whether a text that is said to be of `date` speaks of several later years or days, so that it may well be later.

    One is no sign, nor is the next year, nor one that can be divided by five: plans speak of them, and people are
    counted in round numbers. A day without a year is taken to be of the same year. False for a date without a year.
    """
    last = date.rpartition("/")[2].rstrip("?")
    if not last[:4].isdigit():
        return False
    year = int(last[:4])
    if len({one for one in years_in(text) if one > year + 1 and one % 5}) > 1:
        return True
    days = (one.date.rpartition("/")[2].replace(_NO_YEAR, last[:4]) for one in written(text))
    return len(last) > 4 and len({day for day in days if day[:4] == last[:4] and day[: len(last)] > last}) > 1


def years_in(text: str) -> Iterator[int]:
    """The years from 1800 on that stand in a text, also those of its dates."""
    return (int(match[1]) for match in _ALONE.finditer(text))
