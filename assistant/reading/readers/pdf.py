"""PDF: text in reading order, every char of it with its place on the page."""

from collections.abc import Sequence

from assistant.errors import ReportUnreadable
from assistant.reading.blocks import tiled
from assistant.reading.content import Content
from assistant.reading.readers.pdf_marks import PageMarks, marks, picture
from assistant.reading.readers.pdf_open import metadata, opened
from assistant.reading.readers.pdf_report import sheets_of, text_of

__all__ = ["PageMarks", "marks", "picture", "read"]


def read(data: bytes) -> Content:
    """A PDF's text; its pages are those of the file, counted from 1. Raises ReportUnreadable."""
    with opened(data) as document:
        sheets, lost = sheets_of(document)
        said = metadata(document)
    bare = [sheet.number for sheet in sheets if not sheet.words and not sheet.aside and sheet.drawn]
    text = text_of(sheets)
    notes = []
    if bare:
        notes.append(f"{_pages(bare)} no text (scanned?); recognise {_its(bare)} text with OCR first")
    if lost:
        notes.append(f"{_pages(lost)} nothing that can be read; the file is damaged there")
    if not text.length:
        raise ReportUnreadable(_without_text(bare, len(sheets)) if not lost else "; ".join(notes))
    return Content(
        text=text.text,
        pages=tiled(text.pages, text.length),
        headings=tuple(text.headings),
        metadata=said,
        notes=tuple(notes),
    )


def _without_text(bare: Sequence[int], count: int) -> str:
    if not bare:
        return "the file holds no text; its pages are blank"
    whole = "it holds" if len(bare) == count else _pages(bare)
    return f"{whole} no text (scanned?); recognise {_its(bare)} text with OCR first"


def _its(numbers: Sequence[int]) -> str:
    return "its" if len(numbers) == 1 else "their"


def _pages(numbers: Sequence[int]) -> str:
    """ "page 3 holds", "pages 3, 5-9 hold"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    told = ", ".join("-".join(map(str, ends)) for ends in ranges)
    return f"page {told} holds" if len(numbers) == 1 else f"pages {told} hold"
