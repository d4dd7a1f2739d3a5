"""An open PDF -> its text with places, the steps in their order."""

from collections.abc import Sequence

import pypdfium2 as pdfium

from assistant.reading.readers.pdf.layout import regions
from assistant.reading.readers.pdf.margins import without_margins
from assistant.reading.readers.pdf.paragraphs import Block, blocks, body_of
from assistant.reading.readers.pdf.text import Composed, composed
from assistant.reading.readers.pdf.words import Sheet, sheet


def sheets_of(document: pdfium.PdfDocument) -> tuple[list[Sheet], list[int]]:
    """What stands on each page, and the numbers of pages that cannot be opened."""
    sheets: list[Sheet] = []
    lost: list[int] = []
    for index in range(len(document)):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            lost.append(index + 1)
            continue
        try:
            sheets.append(sheet(page, index + 1))
        except pdfium.PdfiumError:
            lost.append(index + 1)
        finally:
            page.close()
    return sheets, lost


def text_of(sheets: Sequence[Sheet]) -> Composed:
    """The text of pages, in reading order."""
    pages = [list(regions(words)) for words in without_margins(sheets)]
    body = body_of([region for page in pages for region in page])
    found: list[Block] = []
    for sheet_, page in zip(sheets, pages, strict=True):
        for region in page:
            found.extend(blocks(region, body))
        found.extend(_asides(sheet_, body.size))
    return composed(found)


def _asides(sheet_: Sheet, size: float) -> list[Block]:
    """What runs otherwise than most of a page does, such as a note along its edge."""
    out: list[Block] = []
    for turn in dict.fromkeys(word.turn for word in sheet_.aside):
        for region in regions([word for word in sheet_.aside if word.turn == turn]):
            out.extend(Block("paragraph", (line,), aside=True) for line in region)
    return out
