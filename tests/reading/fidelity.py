"""How much of a known document comes back from a file of a format, word for word and in order."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from assistant.reading.content import Content
from assistant.reading.formats import FORMATS
from tests.reading.made import HAS_FONT, MADE
from tests.reading.reference import EUROPEAN, LANGUAGES, LATIN, REFERENCE, Reference

AS_WRITTEN = (".txt", ".md", ".msg")
"""Formats whose tables are kept as they were written."""

SHEETS = (".xlsx", ".xlsm")
ROWS = (*SHEETS, ".csv", ".tsv")
"""Formats that are nothing but tables."""

NOTED = (".docx", ".docm", ".odt", ".rtf")
FIRST_PAGE = {".pdf": 1, ".docx": 1, ".docm": 1, ".odt": 1, ".rtf": 1, ".epub": 1, ".pptx": 2}
"""The page on which the first section stands, in formats whose sections begin pages."""


def references(suffix: str) -> tuple[Reference, ...]:
    """The documents that a file of this format can hold."""
    if suffix != ".pdf":
        return REFERENCE, LANGUAGES
    return (REFERENCE, EUROPEAN) if HAS_FONT else (LATIN,)


def words(text: str) -> list[str]:
    """What stands between white space, marks that have neither letter nor figure left out: bullets, rules, bars."""
    return [word for word in text.split() if any(sign.isalnum() for sign in word)]


def row(header: tuple[str, ...], cells: tuple[str, ...]) -> str:
    """A table's row that makes sense alone, as reports have it."""
    line = "; ".join(f"{name}: {cell}" for name, cell in zip(header, cells, strict=True))
    return line if line[-1] in ".!?…" else f"{line}."


def known(suffix: str, reference: Reference) -> str:
    """The text that a file of this format, made from the document, is to give."""
    return "\n".join(_cells(suffix, reference) if suffix in ROWS else _lines(suffix, reference))


def _lines(suffix: str, reference: Reference) -> Iterator[str]:
    if suffix not in (".eml", ".msg"):  # their subject
        yield reference.title
    for section in reference.sections:
        yield from (section.heading, *section.paragraphs, *section.items)
        if suffix in AS_WRITTEN:
            yield from (" ".join(line) for line in section.table)
        else:
            yield from (row(section.table[0], line) for line in section.table[1:])
    if suffix in NOTED and reference.note:
        yield f"Note 1: {reference.note}"


def _cells(suffix: str, reference: Reference) -> Iterator[str]:
    sheets = suffix in SHEETS
    if sheets:
        yield "Texts"
    yield from (row(("Heading", "Text"), line) for line in reference.rows())
    for section in reference.sections:
        if sheets and section.table:
            yield section.heading[:31]
            yield from (row(section.table[0], line) for line in section.table[1:])


def compared(wanted: str, found: str) -> tuple[float, float]:
    """(recall, precision) of the words that two texts have in common in the same order.

    These are counted from the longest stretch that is the same outward, which is never more than there are.
    """
    left, right = words(wanted), words(found)
    blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    same = sum(block.size for block in blocks)
    return same / len(left), same / len(right)


def fidelity(suffix: str) -> tuple[float, float]:
    """(recall, precision) of the words of all known documents in a format."""
    wanted, found = [], []
    for reference in references(suffix):
        wanted.append(known(suffix, reference))
        found.append(read(suffix, reference).text)
    return compared("\n".join(wanted), "\n".join(found))


def read(suffix: str, reference: Reference) -> Content:
    """What is read of a document in a format."""
    return FORMATS[suffix](MADE[suffix](reference))
