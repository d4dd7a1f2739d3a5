"""When a report was written: the best of what its properties, its text and its file's name say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as calendar_date
from datetime import timedelta

from assistant.reading.about import dates
from assistant.reading.about.datelines import Dateline, last_date
from assistant.reading.about.known import Known, Sure, Where
from assistant.types import Origin

_NO_YEAR = "XXXX"
_SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a report's date may be told from; `label` is that of a line such as "Date: …", and whether it is stated."""

    text: str
    stem: str
    title: Known
    said: Dateline
    label: tuple[str, bool] | None = None


def date_of(stated: str, created: str, evidence: Evidence) -> Known | None:
    """The first date that is no guess, else the first guess, which ends with "?"; None without any.

    `stated` is what the properties say, `created` when the file was made.
    """
    named, made = dates.named(evidence.stem), dates.iso(created)
    found = []
    for date, where, sure in _dates(stated, named, evidence):
        whole = _completed(date, named, made)
        found.append(Known(whole, Origin(where, sure if whole == date or sure == "guess" else "likely")))
    if made and not found and _may_be_when_made(made, evidence.text):
        found.append(Known(made, Origin("properties", "guess")))
    best = next((one for one in found if one.origin.sure != "guess"), found[0] if found else None)
    if best and best.origin.sure == "guess":
        return Known(best.value.rstrip("?") + "?", best.origin)
    return best


def _dates(stated: str, named: str, evidence: Evidence) -> Iterator[tuple[str, Where, Sure]]:
    """Dates in the order in which they are trusted."""
    text, said = evidence.text, evidence.said
    if date := dates.iso(stated):
        yield date, "properties", "guess" if date.endswith("?") else "stated"
    if evidence.label and (date := evidence.label[0]):
        yield date, "text", "guess" if date.endswith("?") else "stated" if evidence.label[1] else "likely"
    if said.date:
        # A day that stands alone on top may be another's when later years are spoken of; plans are for later days.
        alone = not (said.running or said.place)
        yield said.date, "text", "guess" if alone and dates.outlived(said.date[:4], text) else "likely"
    if named and evidence.title.origin.where == "text":
        for one in dates.written(evidence.title.value):
            if one.date.startswith(f"{named}-"):  # the heading says the day of the year that the name says
                yield one.date, "text", "guess" if dates.outlived(one.date, text) else "likely"
    if named:
        yield named, "file name", "guess" if dates.outlived(named, text) else "likely"
    if last := last_date(evidence.title.value):
        yield last.date, evidence.title.origin.where, "guess"


def _completed(date: str, named: str, made: str) -> str:
    """A date with the year, or the day, that the file's name or the day when it was made add to it and agree with."""
    if date.startswith(_NO_YEAR):
        year = named[:4] if named[:4].isdigit() and _agrees(date, named) else _year_made(date, made)
        return dates.iso(date.replace(_NO_YEAR, year)) or date if year else date
    return named if "/" not in date and named.startswith(f"{date}-") else date


def _agrees(date: str, named: str) -> bool:
    """Whether a day without year may be the one in a name, of which maybe only the year or month is given."""
    return date[4:].startswith(named[4:]) if "/" not in named else date[4:] in named


def _year_made(date: str, made: str) -> str:
    """The year of a day that a file was made on or soon after; "" when it was made at another time of the year."""
    try:
        day = calendar_date.fromisoformat(made)
        for year in (day.year, day.year - 1):
            last = calendar_date.fromisoformat(date.rpartition("/")[2].replace(_NO_YEAR, str(year)))
            if timedelta() <= day - last <= timedelta(_SOON_DAYS):
                return str(year)
    except ValueError:  # no day, or a 29 February that there was not
        pass
    return ""


def _may_be_when_made(made: str, text: str) -> bool:
    """Whether a report may be of the day its file was made: it speaks of none later, nor only of years long before."""
    spoken_of = list(dates.years_in(text))
    return not dates.outlived(made, text) and (not spoken_of or max(spoken_of) >= int(made[:4]) - 1)
