"""What a report says about itself, where that stands, and how sure it is."""

import re
from collections.abc import Iterator, Mapping

from assistant.reading.about.dated import Evidence, date_of
from assistant.reading.about.datelines import Dateline, dateline_of, is_heading_line
from assistant.reading.about.known import Known, Where, known
from assistant.reading.about.labelled import bare, head_lines, is_labelled, labelled
from assistant.reading.about.languages import alike, code_of, language_of
from assistant.reading.composed import composed
from assistant.reading.content import Content
from assistant.types import Origin

_LONGEST = 500
_READ_CHARS = 100_000
_FEWEST_TO_OVERRULE = 300  # characters
_FIRST_HEADINGS = 3
_FIRST = ("title", "date", "authors", "place", "source", "language")
_BY_HAND = ("front matter", "metadata.csv")
_USELESS = re.compile(
    r"(?:microsoft )?(?:word|powerpoint|excel)(?: -|:) .*|untitled.*|document ?\d*|presentation ?\d*|slide ?\d*|"
    r"powerpoint[ -]presentation|new document|[\W\d_]*|"
    r".*\.(?:docx?|pdf|pptx?|xlsx?|rtf|od[tsp]|txt|html?|indd|qxd|dvi|tex|wpd|pages|eml|msg)",
    re.IGNORECASE,
)

_OVER_PARTS = re.compile(r"(?:table of )?contents|abstract|introduction|(?:page|slide) \d+", re.IGNORECASE)


def about(content: Content, row: Mapping[str, str], stem: str) -> Mapping[str, Known]:
    """What is known about a report: its title always, then date, authors, place, source, language, then the rest.

    Front matter is trusted before `row`, its row of metadata.csv; then come the document's own properties, its text
    and `stem`, its file's name without suffix. What the first two say is kept as it is written, but for the name of a
    language.
    """
    text = content.text[content.body : content.body + _READ_CHARS]
    lines = head_lines(text)
    said, labels, stated = dateline_of(text, lines), labelled(lines), dict(_stated(content, row))
    found: dict[str, Known | None] = {**_in_text(said, labels), **stated}
    title = found["title"] = _title(content, found.get("title"), stem)
    found["date"] = _date(content, stated.get("date"), Evidence(text, stem, title, said, labels.get("date")))
    found["language"] = _language(content, found.get("language"))
    order = dict.fromkeys((*_FIRST, *found))
    return {name: Known(_line(one.value), one.origin) for name in order if (one := found.get(name))}


def _stated(content: Content, row: Mapping[str, str]) -> Iterator[tuple[str, Known]]:
    """What the file and the table say. Front matter wins even where it leaves something empty, properties never do."""
    by_hand = content.stated_in == "front matter"
    where: Where = "front matter" if by_hand else "properties"
    for name in dict.fromkeys((*row, *content.metadata)):
        table, own = (_line(values.get(name, "")) for values in (row, content.metadata))
        if own and (by_hand or not table):
            shown = name == "title" and content.title_in_text
            yield name, Known(own, Origin("text", "likely") if shown else Origin(where, "stated"))
        elif table and not (by_hand and name in content.metadata):
            yield name, Known(table, Origin("metadata.csv", "stated"))


def _in_text(said: Dateline, labels: Mapping[str, tuple[str, bool]]) -> dict[str, Known | None]:
    """What the text says by its dateline and its labels; labels are the surer ones."""
    found = {"place": known(said.place, "text", "likely"), "source": known(said.source, "text", "likely")}
    return found | {
        name: known(value, "text", "stated" if sure else "likely") for name, (value, sure) in labels.items()
    }


def _title(content: Content, stated: Known | None, stem: str) -> Known:
    if stated and (stated.origin.where in _BY_HAND or not _is_useless(stated.value, stem)):
        return stated
    return known(_first_heading(content), "text", "likely") or Known(_spoken(stem), Origin("file name", "guess"))


def _is_useless(title: str, stem: str) -> bool:
    """Whether a title is what a program made up, or the name of a file."""
    return _USELESS.fullmatch(title) is not None or (" " not in title and title.casefold() == stem.casefold())


def _first_heading(content: Content) -> str:
    """The words of the heading that the report begins with, "" when it begins with text.

    Lines that say when, where or by whom it was written are neither.
    """
    start = content.body
    for heading in content.headings[:_FIRST_HEADINGS]:
        if not all(_is_furniture(line) for line in content.text[start : heading.start].split("\n")):
            return ""
        words = content.text[heading.start : heading.end].split("\n")[0].strip("# \t")
        if not _is_furniture(words):
            return "" if _OVER_PARTS.fullmatch(words) else words
        start = heading.end
    return ""


def _is_furniture(line: str) -> bool:
    words = bare(line)
    return not words or is_labelled(words) or is_heading_line(words)


def _spoken(stem: str) -> str:
    """A file's stem as a title."""
    words = " ".join(composed(stem).replace("_", " ").replace("-", " ").split()) or " ".join(stem.split()) or "Untitled"
    return words[0].upper() + words[1:]


def _date(content: Content, stated: Known | None, evidence: Evidence) -> Known | None:
    if stated and stated.origin.where in _BY_HAND:
        return stated
    created = content.metadata.get("created", "") if content.stated_in == "properties" else ""
    return date_of(stated.value if stated else "", created, evidence)


def _language(content: Content, stated: Known | None) -> Known | None:
    """The language as ISO 639-1 code: as stated, unless a text that is long enough is in another."""
    code = code_of(stated.value) if stated else ""
    if stated and stated.origin.where in _BY_HAND:
        return Known(code or stated.value, stated.origin)
    text = content.text[content.body :]
    found, _ = language_of(text)
    if stated and code and (not found or alike(found, code) or len(text) < _FEWEST_TO_OVERRULE):
        return Known(code, stated.origin)
    return known(found, "text", "likely")


def _line(value: str) -> str:
    """One line, cut between two values or words where it is too long."""
    flat = " ".join(value.split())
    if len(flat) <= _LONGEST:
        return flat
    start = flat[: _LONGEST - 1]
    cut = start.rfind("; ") if "; " in start else start.rfind(" ")
    return (start[:cut] if cut > _LONGEST / 2 else start).rstrip() + "…"
