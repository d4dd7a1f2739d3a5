"""The pages of a report as pictures, with what is quoted marked on them."""

import hashlib
from dataclasses import dataclass

from assistant.errors import ReportUnreadable
from assistant.reading.kinds import kind_of
from assistant.reading.source import Source, data_of
from assistant.types import Report

Box = tuple[float, float, float, float]
_PICTURED = ".pdf"
WIDTH = 1200


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a PNG with a quotation marked on it.

    `boxes` (left, top, right, bottom) are where the quotation stands, as shares of width and height, from the top left.
    """

    page: int
    png: bytes
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Characters [start, end) of a report whose file has this hash."""

    report_id: str
    sha256: str
    start: int
    end: int


def has_pictures(report: Report) -> bool:
    """Whether a report's file has pages that can be shown."""
    return report.kind == _PICTURED


def pictures(source: Source, data: bytes, place: Place, width: int, only: int = 0) -> tuple[Picture, ...]:
    """The pages on which characters stand, or of these only the one of a number; to be called in a process apart.

    `data` are the bytes of the file that the report is, or is attached to. Raises ReportUnreadable when the report is
    not what it was, and whatever a library may raise for a broken file.
    """
    from assistant.reading.readers.pdf import marks, picture  # imported late: few need it

    found = data_of(source, data, place.report_id)
    if hashlib.sha256(found).hexdigest() != place.sha256:
        raise ReportUnreadable(f"{place.report_id} has changed since it was indexed; run: assistant rebuild")
    if kind_of(found) != _PICTURED:
        raise ReportUnreadable(f"{place.report_id} has no pages that can be shown; its text is all there is")
    return tuple(
        Picture(one.page, picture(found, one.page, one.boxes, width=width), one.boxes)
        for one in marks(found, place.start, place.end)
        if only in (0, one.page)
    )
