"""Finds what stands on top and at the foot of page after page: running titles and page numbers."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

from assistant.reading.readers.pdf.layout import Line, lines
from assistant.reading.readers.pdf.words import Sheet, Word

_DEEPEST = 4  # lines
_ZONE = 0.15  # of a page's height
_REACH = 60  # pages
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"(?i)[ivxlc]+")
_NUMBER = re.compile(r"[-–—\s|]*(?:(?:page|seite|p\.)\s*)?(\d{1,4})(?:\s*(?:/|of|von|de)\s*\d{1,4})?[-–—\s|.]*", re.I)
_Edge = list[Line]


def without_margins(sheets: Sequence[Sheet]) -> list[list[Word]]:
    """The words of each page, but for running titles and page numbers."""
    edges = [_edges(sheet) for sheet in sheets]
    dropped: list[set[Word]] = [set() for _ in sheets]
    if len({tuple(word.text for word in sheet.words) for sheet in sheets}) > 1 or len(sheets) == 1:
        for side in (0, 1):
            _drop([edge[side] for edge in edges], sheets, dropped)
    return [[word for word in sheet.words if word not in gone] for sheet, gone in zip(sheets, dropped, strict=True)]


def _edges(sheet: Sheet) -> tuple[_Edge, _Edge]:
    """The lines in the zone on top, from the outermost inward, and those at the foot."""
    top = lines([word for word in sheet.words if word.bottom < _ZONE * sheet.height])
    foot = lines([word for word in sheet.words if word.top > (1 - _ZONE) * sheet.height])
    return top[:_DEEPEST], foot[::-1][:_DEEPEST]


def _drop(edges: Sequence[_Edge], sheets: Sequence[Sheet], dropped: list[set[Word]]) -> None:
    """Add to `dropped` the words of lines that repeat, from the outermost inward, up to the first that does not.

    An inner line is kept where it stands first, for it may be a heading that is carried over pages.
    """
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    steps: Counter[int] = Counter()
    for index, edge in enumerate(edges):
        for line in edge:
            places[_key(line)].append((index, line.base))
            if number := _NUMBER.fullmatch(line.text):
                steps[int(number[1]) - index] += 1
    for index, edge in enumerate(edges):
        for depth, line in enumerate(edge):
            number = _NUMBER.fullmatch(line.text)
            counted = number is not None and steps[int(number[1]) - index] > 1
            same = places[_key(line)]
            if not counted and depth and same[0][0] == index:
                break
            if not (
                counted or _repeats(same, index, line, len(sheets)) or _is_lone_number(edge[depth:], sheets[index])
            ):
                break
            dropped[index].update(line.words)


def _key(line: Line) -> str:
    """A line's words in small letters, figures as "#", those at its ends left out as page numbers."""
    words = ["#" if _ROMAN.fullmatch(word) else _DIGITS.sub("#", word.lower()) for word in line.text.split()]
    inner = " ".join(words).strip("# |-–—")
    return inner or "#"


def _repeats(same: Sequence[tuple[int, float]], index: int, line: Line, pages: int) -> bool:
    """Whether lines of one key, (index of the page, base) each, stand at the same height on enough pages nearby."""
    first, end = bisect_left(same, (index - _REACH,)), bisect_left(same, (index + _REACH,))
    near = {at for at, base in same[first:end] if abs(base - line.base) < 5}
    return len(near) >= (3 if pages > 3 else 2)


def _is_lone_number(lines_: Sequence[Line], sheet: Sheet) -> bool:
    """Whether the first of some lines holds but a page number, well apart from whatever else stands on the page."""
    line = lines_[0]
    if not _NUMBER.fullmatch(line.text) or 0.1 * sheet.height < line.base < 0.9 * sheet.height:
        return False
    own = set(line.words)
    others = [word for word in sheet.words if word not in own]
    gap = min((max(word.top - line.bottom, line.top - word.bottom) for word in others), default=0.0)
    return len(others) > 20 and gap > line.size
