"""Where a span of a PDF's text stands on its pages, and pictures of the pages with it marked."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from assistant.errors import ReportUnreadable
from assistant.reading.readers.pdf_open import opened
from assistant.reading.readers.pdf_report import sheets_of, text_of
from assistant.reading.readers.pdf_words import Box, Word, turned, unturned

_PEN = (255, 236, 120)
_MOST_PIXELS = 12_000_000
_MOST_SIDE = 8_000


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Boxes of one page, (left, top, right, bottom), as fractions of the upright page from its top left corner."""

    page: int
    boxes: tuple[Box, ...]


def marks(data: bytes, start: int, end: int) -> tuple[PageMarks, ...]:
    """Where text[start:end] of what `read` makes of the same bytes stands: a box for each line, page by page.

    Empty when nothing of it stands on a page. Raises ReportUnreadable.
    """
    with opened(data) as document:
        sheets, _ = sheets_of(document)
        parts = [(word, _part(word, first, last)) for word, first, last in text_of(sheets).over(start, end)]
        frames = {number: _frame(document, number) for number in {word.page for word, _ in parts}}
    by_page: dict[int, list[Box]] = {number: [] for number in sorted(frames)}
    last: tuple[int, int] | None = None
    for word, box in parts:
        boxes = by_page[word.page]
        if last == (word.page, word.turn) and boxes and _on_line(boxes[-1], box):
            boxes[-1] = _joined(boxes[-1], box)
        else:
            boxes.append(box)
        last = (word.page, word.turn)
    return tuple(
        PageMarks(number, tuple(_fraction(box, turn, *frames[number]) for box, turn in boxes))
        for number, boxes in _with_turns(by_page, parts).items()
    )
