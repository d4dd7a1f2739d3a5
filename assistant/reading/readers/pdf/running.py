"""Lines that stand at the same height on page after page, with the same words and, but for page numbers, figures."""

import re
import statistics
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from assistant.reading.readers.pdf.layout import Line
from assistant.reading.readers.pdf.words import Sheet

NUMBER = re.compile(r"[-–—\s|]*(?:(?:page|seite|p\.)\s*)?(\d{1,4})(?:\s*(?:/|of|von|de)\s*\d{1,4})?[-–—\s|.]*", re.I)
"""A line that holds but a page's number."""

ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
"""The end of a line that a sentence ends with."""

_PAGE = re.compile(rf"\b(?:page|seite|p\.)\s*\d|^{NUMBER.pattern}$", re.I)
_LARGE = 1.3  # times the usual size
_REACH = 60  # pages
_SAME_HEIGHT = 5  # points
_FIGURE = re.compile(r"\d{1,9}|\b(?=[ivxlc])c{0,3}(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3})(?!\w)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_MASK = "\0"
_BARE = f"{_MASK} #|-–—"
_Figures = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A line where it stands: its words without figures, and the figures before, within and behind them.

    `large` tells that it is set larger than most of its page; `counts` that a figure may be the page's number, as in a
    sentence or a large heading it may not.
    """

    key: str
    figures: tuple[_Figures, _Figures, _Figures]
    page: int
    base: float
    large: bool
    counts: bool


def seen(line: Line, sheet: Sheet) -> Seen:
    """A line of a page, as it is compared with those of other pages."""
    text = line.text.lower()
    masked = _FIGURE.sub(_MASK, text)
    values = [_value(figure) for figure in _FIGURE.findall(text)]
    first = masked[: len(masked) - len(masked.lstrip(_BARE))].count(_MASK)
    key = masked.strip(_BARE)
    last = first + key.count(_MASK)
    large = line.size > _LARGE * statistics.median(word.size for word in sheet.words)
    counts = bool(_PAGE.search(text)) or not (large or ENDS.search(text))
    figures = (tuple(values[:first]), tuple(values[first:last]), tuple(values[last:]))
    return Seen(key, figures, sheet.number, line.base, large, counts)


def _value(figure: str) -> int:
    """What a figure says, which may be a Roman one."""
    if figure[0] not in _ROMAN:
        return int(figure)
    digits = [*(_ROMAN[sign] for sign in figure), 0]
    return sum(-digit if digit < after else digit for digit, after in pairwise(digits))


def before_and_behind(one: Seen, same: Sequence[Seen]) -> tuple[int, int]:
    """On how many pages nearby the line has stood before without change, and on how many it still will.

    `same` are all lines with its key, by page.
    """
    first = bisect_left(same, one.page - _REACH, key=_page)
    end = bisect_left(same, one.page + _REACH, key=_page)
    level = [other for other in same[first:end] if abs(other.base - one.base) < _SAME_HEIGHT]
    at = level.index(one)
    before = takewhile(_agree, pairwise(level[at::-1]))
    behind = takewhile(_agree, pairwise(level[at:]))
    return len({other.page for _, other in before} - {one.page}), len({other.page for _, other in behind} - {one.page})


def _page(one: Seen) -> int:
    return one.page


def _agree(pair: tuple[Seen, Seen]) -> bool:
    """Whether lines with the same key have the same figures, or such as go up as the pages do.

    Left out altogether they may be at a line's ends, as where every other page is numbered.
    """
    one, other = pair
    step = other.page - one.page
    ends = [
        (mine, theirs) for mine, theirs in zip(one.figures[::2], other.figures[::2], strict=True) if mine and theirs
    ]
    counts = one.counts and other.counts
    return all(
        len(mine) == len(theirs)
        and all(
            after == figure or (counts and after - figure == step) for figure, after in zip(mine, theirs, strict=True)
        )
        for mine, theirs in (*ends, (one.figures[1], other.figures[1]))
    )
