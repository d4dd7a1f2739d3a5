"""Where a span of a PDF's text stands on its pages, and pictures of the pages with it marked."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from assistant.errors import ReportUnreadable
from assistant.reading.readers.pdf.open import opened
from assistant.reading.readers.pdf.places import Box, turned, unturned
from assistant.reading.readers.pdf.spans import Part, spans

_PEN = (255, 236, 120)
_MOST_PIXELS = 12_000_000
_MOST_SIDE = 8_000


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Boxes of one page, (left, top, right, bottom), as shares of the page as it is shown, from its top left corner."""

    page: int
    boxes: tuple[Box, ...]


def marks(data: bytes, start: int, end: int) -> tuple[PageMarks, ...]:
    """Where text[start:end] of what `read` makes of the same bytes stands: a box for each line, page by page.

    Empty when nothing of it stands on a page. Raises ReportUnreadable.
    """
    parts = sorted(spans(data).over(start, end), key=lambda part: part.page)
    with opened(data) as document:
        return tuple(
            PageMarks(number, tuple(_shares(_joined(found), document[number - 1])))
            for number, found in groupby(parts, key=lambda part: part.page)
        )


def picture(data: bytes, number: int, boxes: Iterable[Box], *, width: int) -> bytes:
    """A page as a PNG, `width` pixels wide unless that makes it too large, with boxes, shares of it, marked.

    Raises ReportUnreadable.
    """
    with opened(data) as document:
        try:
            page = document[number - 1]
            across, down = page.get_size()
            if not (across > 0 and down > 0):
                raise ReportUnreadable(f"page {number} has no size that could be shown")
            scale = min(width / across, _MOST_SIDE / max(across, down), (_MOST_PIXELS / (across * down)) ** 0.5)
            image = page.render(scale=scale).to_pil().convert("RGB")
        except pdfium.PdfiumError as error:
            raise ReportUnreadable(f"page {number} cannot be shown ({error})") from None
    out = io.BytesIO()
    _marked(image, boxes).save(out, "PNG")
    return out.getvalue()


def _joined(parts: Iterable[Part]) -> list[Part]:
    """Parts of a page, those that follow each other on a line made one."""
    out: list[Part] = []
    for part in parts:
        if out and out[-1].turn == part.turn and _on_line(out[-1].box, part.box):
            pairs = list(zip(out.pop().box, part.box, strict=True))
            (left, top, right, bottom) = (*map(min, pairs[:2]), *map(max, pairs[2:]))
            part = Part(part.page, part.turn, (left, top, right, bottom))
        out.append(part)
    return out


def _on_line(before: Box, box: Box) -> bool:
    """Whether a box follows another on its line, no farther than words do."""
    high = min(before[3] - before[1], box[3] - box[1])
    common = min(before[3], box[3]) - max(before[1], box[1])
    gap = max(box[0] - before[2], before[0] - box[2])
    return common > 0.5 * high and gap < 2 * high


def _shares(parts: Sequence[Part], page: pdfium.PdfPage) -> Iterator[Box]:
    """Boxes on the page as it is shown, which may be turned; what juts out is cut off."""
    bounds: Box = page.get_bbox()
    across, down = page.get_size()
    quarters = page.get_rotation() // 90
    for part in parts:
        left, top, right, bottom = turned(unturned(part.box, bounds, part.turn), bounds, quarters)
        yield _share(left, across), _share(top, down), _share(right, across), _share(bottom, down)


def _share(place: float, whole: float) -> float:
    return round(min(max(place / whole, 0.0), 1.0), 5) if whole > 0 else 0.0


def _marked(image: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """The picture as if the boxes were marked with a pen, which leaves dark what is dark."""
    sheet = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(sheet)
    for left, top, right, bottom in boxes:
        corners = (left * image.width, top * image.height, right * image.width, bottom * image.height)
        pen.rectangle(corners, fill=_PEN)
    return ImageChops.multiply(image, sheet)
