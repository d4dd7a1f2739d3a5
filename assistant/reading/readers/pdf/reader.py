"""PDF: text in reading order, every char of it with its place on the page."""

import re
from collections.abc import Iterator, Sequence

from assistant.errors import ReportUnreadable
from assistant.reading.blocks import tiled
from assistant.reading.content import Content
from assistant.reading.readers.parts import span
from assistant.reading.readers.pdf.marks import PageMarks, marks, picture
from assistant.reading.readers.pdf.open import metadata, opened
from assistant.reading.readers.pdf.report import sheets_of, text_of
from assistant.reading.readers.pdf.signs import MOST_SIGNS, UNKNOWN
from assistant.reading.readers.pdf.words import Sheet

__all__ = ["PageMarks", "marks", "picture", "read"]

_UNTOLD = re.compile(rf"{UNKNOWN}|(?<=\w)[\ue000-\uf8ff]|[\ue000-\uf8ff](?=\w)")  # alone it is a bullet, or an icon
_MUCH = 20  # signs; fewer are a stamp or a mark across the page


def read(data: bytes) -> Content:
    """A PDF's text; its pages are those of the file, counted from 1. Raises ReportUnreadable."""
    with opened(data) as document:
        sheets, lost = sheets_of(document)
        said = metadata(document)
    bare = [sheet.number for sheet in sheets if not sheet.words and not sheet.aside and sheet.drawn]
    text = text_of(sheets)
    notes = [*_notes(bare, lost), *_smaller_notes(sheets)]
    if not text.length:
        raise ReportUnreadable(_without_text(bare, len(sheets)) if not lost else "; ".join(notes))
    return Content(
        text=text.text,
        pages=tiled(text.pages, text.length),
        headings=tuple(text.headings),
        metadata=said,
        notes=tuple(notes),
    )


def _notes(bare: Sequence[int], lost: Sequence[int]) -> Iterator[str]:
    """What is missing from the text, page by page."""
    if bare:
        yield f"{span(bare, 'page')} no text (scanned?); recognise {_its(bare)} text with OCR first"
    if lost:
        yield f"{span(lost, 'page')} nothing that can be read; the file is damaged there"


def _smaller_notes(sheets: Sequence[Sheet]) -> Iterator[str]:
    """What is missing within pages."""
    if aslant := [sheet.number for sheet in sheets if sheet.aslant >= _MUCH]:
        yield f"{span(aslant, 'page')} words set aslant, which are left out"
    if more := [sheet.number for sheet in sheets if sheet.more]:
        yield f"{span(more, 'page')} more than {MOST_SIGNS} signs, of which the rest is left out"
    untold = {sheet.number: _untold(sheet) for sheet in sheets}
    if unknown := [number for number, count in untold.items() if count]:
        told = "signs of which the file does not say what they are"
        yield f"{span(unknown, 'page')} {told}, {sum(untold.values())} in all; {UNKNOWN} stands for them"


def _untold(sheet: Sheet) -> int:
    return sum(len(_UNTOLD.findall(word.text)) for word in (*sheet.words, *sheet.aside))


def _without_text(bare: Sequence[int], count: int) -> str:
    if not bare:
        return "the file holds no text; its pages are blank"
    whole = "it holds" if len(bare) == count else span(bare, "page")
    return f"{whole} no text (scanned?); recognise {_its(bare)} text with OCR first"


def _its(numbers: Sequence[int]) -> str:
    return "its" if len(numbers) == 1 else "their"
