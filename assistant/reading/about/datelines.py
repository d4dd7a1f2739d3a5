"""When, where and by whom a text says that it was written: "MINSK, 16 June (TASS) –", or "Vienna, 3 July 1994"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.reading.about.dates import Written, is_weekday, written
from assistant.reading.about.labelled import bare, is_labelled
from assistant.reading.about.places import is_name, place_of, spelt

_ALONE_CHARS = 800
_FAR_CHARS = 20_000
_TOP_CHARS = 2500
_LONGEST_BEFORE = 100
_LONGEST_LINE = 300
_LONGEST_DATE = 60
_MOST_PARTS = 3
_MOST_WORDS = 3
_LONGEST_INITIALS = 4
_AGENCIES = (
    "AAP|ADN|AFP|AGERPRES|ANSA|AP|APA|ATA|BBC|BelTA|BNS|Bloomberg|BTA|CNA|CNN|CTK|ČTK|DELFI|dpa|EFE|ELTA|EMPA|epd|"
    "EUROPA PRESS|HINA|Interfax|Interfax-Ukraine|IPS|IRNA|ITAR-TASS|Itar-Tass|Jiji|KCNA|KNA|Kyodo|LETA|LUSA|MENA|MTI|"
    "Novosti|PAP|PTI|Reuter|Reuters|RFE/RL|RIA|RIA Novosti|SANA|SDA|SPA|Sputnik|STA|TANJUG|Tanjug|TASS|UNIAN|UPI|"
    "Ukrinform|WAM|Xinhua|Yonhap|БелТА|БЕЛТА|Интерфакс|ИТАР-ТАСС|РИА Новости|Спутник|ТАСС|Укринформ|УНИАН"
)
_NAMES = {name.casefold(): name for name in reversed(_AGENCIES.split("|"))}
_AGENCY = re.compile(r"[.,]?\s*(?:[(\[]([^()\[\]]{2,40})[)\]]|/([^/\n]{2,40})/)")
_DASHED_AGENCY = re.compile(rf"\s*[-–—]+\s*({'|'.join(map(re.escape, _AGENCIES.split('|')))})\s*(?:\.\s|[-–—])")
_ENDS = re.compile(r"\s*(?:\.?\s*[-–—]+|[.:](?=\s|$)|$)")
_PLACE_ALONE = re.compile(r"([^\W\d_][^(\n\d]{2,50}?) (\([^()\n]{2,40}\))\s*[-–—]")
_TIME = re.compile(
    r"\A(?:\s*(?:г(?:\.|ода)?|р(?:\.|оку)|r\.))?"
    r"(?:,?(?: at)? \d{1,2}(?:[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?| ?[ap]\.?m\.?)(?: [A-Z]{2,4})?(?!\w))?"
    r"(?:\s*[-–—|·•]\s*(?:by|press|published|posted|updated)\b.*)?",
    re.IGNORECASE,
)
_COMMA = re.compile("[,،]")
_BEFORE_DAY = re.compile(r"(?:^|[\s,.])(?:le|den|am|el|on|dated|the|de|от)$", re.IGNORECASE)
_FORMS = frozenset(
    "annex appendix article articles briefing bulletin chapter chronology communique communiqué conclusions contents "
    "copyright declaration decision draft edition final introduction issue item letter memorandum minutes month note "
    "part protocol release report resolution section session speech statement summary title treaty update version "
    "volume week year today yesterday".split()
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a line says of a report; each may be "". `running`: the report's text goes on in the same line."""

    date: str = ""
    place: str = ""
    source: str = ""
    running: bool = False


def dateline_of(text: str, lines: Sequence[str]) -> Dateline:
    """What the dateline of a text says; all empty without one. `lines` are those it begins with.

    Where there are several that differ, as in a digest or a chronology, what they do not agree on is left out.
    """
    begins_so = any(one.running for one in _found(_lines(text[:_TOP_CHARS]), text))
    said = _agreed([one for one in _found(_lines(text[:_FAR_CHARS]), text) if one.running] if begins_so else [])
    head = _agreed([one for one in _found(_first(lines), text) if not one.running])
    date, place, source = _full(said.date, head.date), said.place or head.place, said.source or head.source
    return Dateline(date, place, source, running=bool(said.date))


def _lines(text: str) -> Iterator[str]:
    return (flat for line in text.split("\n") if (flat := bare(line[:_LONGEST_LINE])))


def _first(lines: Sequence[str]) -> Iterator[str]:
    """Those of the lines that can stand above a report's text."""
    left = _ALONE_CHARS
    for line in lines:
        yield line
        left -= len(line)
        if left < 0:
            return


def _found(lines: Iterable[str], text: str) -> Iterator[Dateline]:
    return (found for line in lines if not is_labelled(line) and (found := dateline(line, text)))


def _full(date: str, other: str) -> str:
    """The first date, or the other one when it only adds the year or is the only one."""
    return other if not date or (date.startswith("XXXX") and other.endswith(date[4:])) else date


def _agreed(found: Sequence[Dateline]) -> Dateline:
    dates = {one.date for one in found if one.date}
    full = {date for date in dates if not date.startswith("XXXX")}
    if len(full) == 1 and all(next(iter(full)).endswith(date.removeprefix("XXXX")) for date in dates):
        dates = full
    places, sources = ({getattr(one, name) for one in found} - {""} for name in ("place", "source"))
    date, place, source = (next(iter(values)) if len(values) == 1 else "" for values in (dates, places, sources))
    return Dateline(date, place, source)


def dateline(line: str, text: str) -> Dateline | None:
    """What a line, or the one that a paragraph begins with, says as a dateline; None when it is none.

    A place that is not known to be one is taken when an agency follows it, or the text speaks of what is in it.
    """
    head = line[: _LONGEST_BEFORE + _LONGEST_DATE]
    day = next(written(head), None) if any(map(str.isdigit, head)) else None
    if day is None or day.start > _LONGEST_BEFORE:
        return None if day else _undated(line)
    before = _before(line[: day.start])
    source, rest = _source(_TIME.sub("", line[day.end :], count=1))
    ends = _ENDS.match(rest)
    if not ends and not source:
        return None
    running = bool(rest[ends.end() if ends else 0 :].strip())
    agency = _known_agency(before)
    if agency or not before:
        return Dateline(day.date, "", agency or source, running) if agency or not running else None
    found = Dateline(day.date, "", source, running)
    place = _place(before, found, text)
    in_capitals = running and before.isupper() and is_name(before) and not _is_form(before)
    return replace(found, place=place) if place or in_capitals else None


def is_heading_line(line: str) -> bool:
    """Whether a line says nothing but when, and maybe where, a report was written."""
    found = dateline(line, "")
    if not found or found.running:
        return False
    before = _before(line[: next(written(line)).start])
    return not before or bool(found.source) or all(place_of(part) for part in before.split(","))


def _undated(line: str) -> Dateline | None:
    """MINSK, Belarus (AP) – and the like, where the agency is one that is known."""
    match = _PLACE_ALONE.match(line)
    agency = match and _agency(match[2].strip("()"))
    if not match or not agency or agency not in _NAMES.values():
        return None
    place = _place(match[1].strip(), Dateline("", "", agency, running=True), "")
    return Dateline("", place, agency, running=True) if place else None


def _before(words: str) -> str:
    """What stands before a date, without a weekday and the word that leads to a day."""
    words = _BEFORE_DAY.sub("", words.strip(" ,،.(–—-")).strip(" ,،.–—-")
    rest, _, last = words.rpartition(" ")
    return rest.strip(" ,،.–—-") if is_weekday((last or words).strip(".,")) else words


def _source(after: str) -> tuple[str, str]:
    """The agency that is named after a date, "" without one, and what follows."""
    if match := _AGENCY.match(after):
        agency = _agency(match[1] or match[2])
        if agency:
            return agency, after[match.end() :]
    if match := _DASHED_AGENCY.match(after):
        return match[1], " – " + after[match.end() :]
    return "", after.removeprefix(")")


def _agency(words: str) -> str:
    """The name of an agency, "" for what is written in brackets otherwise."""
    flat = " ".join(words.split()).strip(" .,")
    if known := _known_agency(flat):
        return known
    parts = flat.replace("/", " ").replace(",", " ").split()
    named = parts and len(parts) <= 4 and all(part[0].isupper() and not part[-1].isdigit() for part in parts)
    lone = len(parts) == 1 and (is_weekday(parts[0]) or place_of(parts[0]))
    return flat if named and not lone and is_name(" ".join(parts)) else ""


def _known_agency(name: str) -> str:
    """An agency by its name; short names only in their own case or in capitals, as there is a town called Spa."""
    known = _NAMES.get(name.casefold(), "")
    return known if name == known or name.isupper() or len(name) > _LONGEST_INITIALS else ""


def _place(before: str, line: Dateline, text: str) -> str:
    """The place in what stands before a date: the city where a country follows it."""
    parts = [part.strip(" .") for part in _COMMA.split(before) if part.strip(" .")]
    if not parts or len(parts) > _MOST_PARTS or not all(is_name(part.replace("/", " ")) for part in parts):
        return ""
    cities = [place_of(part) for part in re.split(r" ?[/–] ?", parts[0])]
    if all(cities):
        return "; ".join(dict.fromkeys(cities))
    name = spelt(parts[0])
    if place_of(parts[-1]) or len(name.split()) > _MOST_WORDS or _is_form(name):
        return place_of(parts[-1])
    told_of = re.search(rf"\b(?:in|at) {re.escape(name)}\b", text[:_FAR_CHARS]) and not line.date.startswith("XXXX")
    return name if (line.source and line.running) or (told_of and len(parts) == 1) else ""


def _is_form(name: str) -> bool:
    return any(word.casefold().strip(".") in _FORMS for word in name.split())


def last_date(title: str) -> Written | None:
    """The date that a title ends with, after a comma, a dash or in brackets; None without one."""
    whole = title.rstrip(" .)")
    found = next((one for one in written(whole) if one.end == len(whole)), None)
    return found if found and re.search(r"[,(–—:-] ?$|^$", title[: found.start]) else None
