"""What a text says about itself in lines such as "Date: 3 July 1994" near its top."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.reading.about.dates import iso
from assistant.reading.about.languages import code_of
from assistant.reading.about.places import is_name, spelt
from assistant.reading.readers.properties import authors as persons

_HEAD_CHARS = 3000
_HEAD_LINES = 40
_LONGEST = 200
_BETWEEN = re.compile(r" \| | {3,}|\t+")
_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
_ROW = re.compile(r"; [^;:]{1,80}: ")
_LABELS = {
    "date": "date|dated|date of report|report date|date of issue|datum|fecha|data|дата",
    "issued": "distributed|distribution date|issued|issue date|date issued|published|publication date|date published|"
    "date of publication|posted|released|release date|for release|дата публикации|опубликовано",
    "authors": "author|authors|author(s)|written by|prepared by|report by|auteur|auteurs|autor|autores|autoren|"
    "verfasser|autore|autori|автор|авторы",
    "place": "place|location|place of issue|dateline|ort|lieu|lugar|luogo|место",
    "source": "source|agency|news agency|publisher|published by|quelle|fuente|fonte|источник|издатель",
    "language": "language|langue|sprache|idioma|lingua|язык",
    "title": "title|titre|titel|título|titolo|название|заголовок",
    "from": "from|von|de|от",
    "to": "to|an|à|para|кому",
    "subject": "subject|re|betreff|objet|asunto|тема",
}
NAMES = {label: name for name, labels in _LABELS.items() for label in labels.split("|")}
"""Label in small letters -> what it is a label of."""

_LABELLED = re.compile(rf"({'|'.join(sorted(map(re.escape, NAMES), key=len, reverse=True))}) ?:\s*(.*)", re.IGNORECASE)
_UNLABELLED = re.compile(r"(?:dated|issued|published|posted|released|distributed)(?: on)? (?=.*\d)", re.IGNORECASE)
_BY = re.compile(r"[Bb][Yy] (.{5,120})")
_STOP = re.compile(r"(?<=\w{3})(?<!\bInc)(?<!\bLtd)(?<!\bCorp)\.$")  # of a table's row as it is written here
_NONE = re.compile(
    r"(?:n/?a|none|tb[acd]|to be (?:announced|confirmed|decided)|unknown|various|online|remote|[-–—?.]+)?", re.I
)
_PARTICLES = frozenset("de van von der den la le al bin ibn da di du del el ten ter zu".split())
_APART = re.compile(r"\s*;\s*|,? (?:and|&|und|et|y|и) ")


def head_lines(text: str) -> list[str]:
    """The lines that a text begins with, without blank ones and the marks of Markdown; columns are lines apart."""
    lines = (part for line in text[:_HEAD_CHARS].split("\n") for part in _BETWEEN.split(line))
    return [flat for line in lines if (flat := bare(line))][:_HEAD_LINES]


def bare(line: str) -> str:
    """A line without the marks of Markdown around it and in it."""
    return " ".join(_MARKS.sub("", line).strip("#|• \t").lstrip("#>|• \t").removeprefix("- ").split())


def labelled(lines: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """What the lines of a head state by name: its value, and whether it is stated or only likely.

    Of what stands there twice nothing is taken: it is of the rows of a table, or of several reports.
    """
    found = list(_pairs(lines))
    counts = Counter(name for name, _ in found)
    once = {name: value for name, value in found if counts[name] == 1 and len(value) <= _LONGEST}
    known = {name: (value, name != "issued") for name, value in _values(once) if value}
    if by := _byline(lines):
        known.setdefault("authors", (by, False))
    if "date" not in known and "issued" in known:
        known["date"] = known["issued"]
    known.pop("issued", None)
    return known


def is_labelled(line: str) -> bool:
    """Whether a line is a label with its value."""
    return _LABELLED.fullmatch(line) is not None or bool(_UNLABELLED.match(line) and _dated(line))


def _pairs(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Labels and what stands beside them, of a date also what stands below."""
    for place, line in enumerate(lines):
        if _UNLABELLED.match(line):
            yield "issued", _dated(line)
        if not (match := _LABELLED.fullmatch(line)) or _ROW.search(line):
            continue
        name, value = NAMES[match[1].casefold()], _STOP.sub("", match[2].strip())
        if not value and name in ("date", "issued"):
            value = next(iter(lines[place + 1 : place + 2]), "")
        yield name, value


def _values(once: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Those of the labels whose values can be what they are said to be."""
    is_memo = "subject" in once and ("from" in once or "to" in once)
    for name, value in once.items():
        if _NONE.fullmatch(value):
            continue
        if name in ("date", "issued"):
            yield name, iso(value)
        elif name == "authors" or (name == "from" and is_memo and "authors" not in once):
            yield "authors", persons(listed(value))
        elif name == "place":
            yield name, spelt(value) if len(value) <= 60 and is_name(value.replace(",", "").replace("/", "")) else ""
        elif name == "language":
            yield name, code_of(value)
        elif name == "title" or (name == "source" and "://" not in value and not value.startswith("www.")):
            yield name, value
        elif name == "subject" and is_memo and "title" not in once:
            yield "title", value


def _dated(line: str) -> str:
    return iso(_UNLABELLED.sub("", line))


def _byline(lines: Sequence[str]) -> str:
    """The persons of the only line like "By Anna Smith and Juan Gil"; "" without one."""
    found = [match[1] for line in lines if (match := _BY.fullmatch(line))]
    names = listed(found[0]).split("; ") if len(found) == 1 else []
    return "; ".join(names) if names and all(map(_is_person, names)) else ""


def listed(names: str) -> str:
    """Persons joined by semicolons. Commas separate them only where each part has a first and a last name."""
    parts = [part.strip() for part in _APART.split(names) if part.strip()]
    commas = [name.strip() for part in parts for name in part.split(",") if name.strip()]
    return "; ".join(commas if all(map(_is_person, commas)) else parts)


def _is_person(name: str) -> bool:
    words = name.split()
    capital = [word for word in words if word[0].isupper()]
    small = [word for word in words if not word[0].isupper()]
    plain = all(word.replace(".", "").replace("-", "").replace("’", "").replace("'", "").isalpha() for word in words)
    return plain and 2 <= len(words) <= 5 and len(capital) >= 2 and all(word in _PARTICLES for word in small)
