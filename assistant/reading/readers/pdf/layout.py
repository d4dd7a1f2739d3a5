"""Words of a page -> its regions in the order in which one reads them, each a run of lines.

A region is parted where a strip without ink, at least three lines high, has prose on both sides (after the XY-cut of
Nagy and Seth 1984, with the white rectangles of Breuel 2002 as its cuts). Rows of a table look like columns, too; they
are told apart because their cells are short and stand on common lines.
"""

import statistics
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.reading.readers.pdf.words import Word

_FEWEST_LINES = 3
_NARROW_CHARS = 18.0
_MOST_STRIPS = 40  # that are looked at for one cut
_BAND = 4.0  # of the size of the type
_MOST_CUTS = 12  # one within another


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line, in the order of reading. `size` and `bold` are those of most of its signs."""

    words: tuple[Word, ...]
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        """The words, a space between each."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class _Cut:
    x: float
    top: float
    bottom: float


def regions(words: Sequence[Word], depth: int = 0) -> Iterator[list[Line]]:
    """Lines of each region, top down; regions in the order of reading."""
    if not words:
        return
    cut = _best_cut(words) if depth < _MOST_CUTS else None
    if cut is None:
        yield lines(words)
        return
    above = [word for word in words if (word.top + word.bottom) / 2 < cut.top]
    below = [word for word in words if (word.top + word.bottom) / 2 > cut.bottom]
    within = [word for word in words if cut.top <= (word.top + word.bottom) / 2 <= cut.bottom]
    left = [word for word in within if (word.left + word.right) / 2 < cut.x]
    right = [word for word in within if (word.left + word.right) / 2 >= cut.x]
    for part in (above, left, right, below):
        yield from regions(part, depth + 1)


def lines(words: Sequence[Word]) -> list[Line]:
    """Words gathered into lines, top down; first those of about the usual size, between which all others then stand.

    A raised or large sign must not make one line of two.
    """
    usual = statistics.median(word.size for word in words) if words else 1.0
    rows = _rows([word for word in words if 0.8 * usual <= word.size <= 1.35 * usual])
    tops = [row[0].top for row in rows]
    others: list[Word] = []
    for word in words:
        if 0.8 * usual <= word.size <= 1.35 * usual:
            continue
        near = range(bisect_left(tops, word.top - 2.5 * usual), bisect_left(tops, word.bottom))
        common = {at: share for at in near if (share := _common(rows[at][0], word)) > 0.5}
        if not common:
            others.append(word)
        elif word.size > usual:
            rows[min(common)].append(word)
        else:
            rows[max(common, key=lambda at: common[at])].append(word)
    return sorted((line_of(row) for row in (*rows, *_rows(others))), key=lambda line: (line.base, line.left))


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand at the same height, top down."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.bottom + word.top, word.left)):
        row = next((row for row in rows[:-4:-1] if _common(row[0], word) > 0.5), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return sorted(rows, key=lambda row: row[0].top)


def _common(one: Word, other: Word) -> float:
    """The share of the lower one's height at which the other one stands, too."""
    least = min(one.bottom - one.top, other.bottom - other.top)
    return (min(one.bottom, other.bottom) - max(one.top, other.top)) / max(least, 0.1)


def is_leftward(words: Sequence[Word]) -> bool:
    """Whether most signs are of a script that runs from right to left."""
    leftward = sum(len(word.text) for word in words if "\u0590" <= word.text[0] <= "\u08ff")
    return 2 * leftward > sum(len(word.text) for word in words)


def line_of(words: Sequence[Word]) -> Line:
    """Words as one line."""
    row = sorted(words, key=lambda word: word.left)
    chars = sum(len(word.text) for word in row)
    if is_leftward(row):
        row.reverse()
    weights: dict[float, int] = {}
    for word in row:
        weights[word.size] = weights.get(word.size, 0) + len(word.text)
    size = max(weights, key=lambda size: (weights[size], size))
    main = [word for word in row if word.size == size]
    return Line(
        words=tuple(row),
        left=min(word.left for word in row),
        top=min(word.top for word in row),
        right=max(word.right for word in row),
        bottom=max(word.bottom for word in row),
        base=statistics.median_low([word.base for word in main]),
        size=size,
        bold=2 * sum(len(word.text) for word in row if word.bold) > chars,
    )


def _best_cut(words: Sequence[Word]) -> _Cut | None:
    """The highest white strip between columns, None when the words are one column."""
    size = statistics.median(word.size for word in words)
    west, east = min(word.left for word in words), max(word.right for word in words)
    north, south = min(word.top for word in words), max(word.bottom for word in words)
    if east - west < 12 * size or south - north < _FEWEST_LINES * size or len(words) < 2 * _FEWEST_LINES:
        return None
    step = max(size / 3, (south - north) / 1000)
    grain = max(1.0, (east - west) / 1500)
    ink = _ink(words, (west, north), (grain, step))
    wide = max(2, round(0.8 * size / grain))
    runs = _white_runs(ink, wide, round(2.2 * _FEWEST_LINES))
    for first, last, column in sorted(runs, key=lambda run: run[0] - run[1])[:_MOST_STRIPS]:
        cut = _Cut(west + (column + wide / 2) * grain, north + first * step, north + last * step)
        if _parts_columns(words, cut):
            return _trimmed(words, cut, size)
    return None


def _ink(words: Sequence[Word], origin: tuple[float, float], cell: tuple[float, float]) -> np.ndarray:
    """out[y, x]: whether a word covers the cell; of its height only the middle part, since lines may touch."""
    west, north = origin
    grain, step = cell
    places = np.array([(word.left, word.top, word.right, word.bottom) for word in words])
    high = places[:, 3] - places[:, 1]
    x0 = np.maximum(((places[:, 0] - west) / grain).astype(int), 0)
    x1 = np.ceil((places[:, 2] - west) / grain).astype(int)
    y0 = np.maximum(((places[:, 1] + 0.25 * high - north) / step).astype(int), 0)
    y1 = np.ceil((places[:, 3] - 0.2 * high - north) / step).astype(int)
    ink = np.zeros((int(y1.max()) + 1, int(x1.max()) + 1), dtype=bool)
    for left, top, right, bottom in zip(x0.tolist(), y0.tolist(), x1.tolist(), y1.tolist(), strict=True):
        ink[top:bottom, left:right] = True
    return ink


def _white_runs(ink: np.ndarray, wide: int, least: int) -> list[tuple[int, int, int]]:
    """(first row, end row, column) of the white strips that are so wide and at least so high, each but once."""
    total = np.zeros((ink.shape[0], ink.shape[1] + 1), dtype=np.int32)
    np.cumsum(ink, axis=1, out=total[:, 1:])
    white = total[:, wide:] == total[:, :-wide]
    edged = np.zeros((white.shape[0] + 2, white.shape[1]), dtype=np.int8)
    edged[1:-1] = white
    turns = np.diff(edged, axis=0).T
    columns, firsts = np.nonzero(turns == 1)
    _, ends = np.nonzero(turns == -1)
    strips: dict[tuple[int, int], list[list[int]]] = {}
    for column, first, end in zip(columns.tolist(), firsts.tolist(), ends.tolist(), strict=True):
        if end - first < least:
            continue
        same = strips.setdefault((first, end), [])
        if same and column == same[-1][-1] + 1:
            same[-1].append(column)
        else:
            same.append([column])
    return [(*ends, places[len(places) // 2]) for ends, same in strips.items() for places in same]


def _parts_columns(words: Sequence[Word], cut: _Cut) -> bool:
    """Whether the strip has prose, or lines of their own, on both sides: no mere cells of a table."""
    within = [word for word in words if cut.top <= (word.top + word.bottom) / 2 <= cut.bottom]
    sides = [
        lines([word for word in within if (word.left + word.right) / 2 < cut.x]),
        lines([word for word in within if (word.left + word.right) / 2 >= cut.x]),
    ]
    if min(len(side) for side in sides) < _FEWEST_LINES:
        return False
    lengths = [statistics.mean(len(line.text) for line in side) for side in sides]
    if min(lengths) >= _NARROW_CHARS and all(_is_prose(side) for side in sides):
        return True
    if min(lengths) >= _NARROW_CHARS / 2 and all(_runs_on(side) for side in sides):
        return True
    few, many = sorted(sides, key=len)
    bases = sorted(line.base for line in many)
    near = 0.15 * statistics.median(line.size for line in many)
    level = sum(1 for line in few if _near(bases, line.base, near))
    return level < 0.6 * len(few) and min(lengths) > (3 if _is_prose(many) else _NARROW_CHARS / 2)


def _is_prose(side: Sequence[Line]) -> bool:
    """Whether most lines are filled by their words, without the gaps that a table's row has."""
    gaps = sum(any(after.left - word.right > 2 * line.size for word, after in pairwise(line.words)) for line in side)
    width = max(line.right for line in side) - min(line.left for line in side)
    filled = statistics.mean(line.right - line.left for line in side)
    return gaps <= 0.3 * len(side) and filled > 0.45 * width


def _trimmed(words: Sequence[Word], cut: _Cut, size: float) -> _Cut:
    """The strip down to the first wide band without ink, and without a heading on its left of what comes below it."""
    within = sorted((word for word in words if cut.top <= (word.top + word.bottom) / 2 <= cut.bottom), key=_top)
    bottom, end = cut.top, cut.bottom
    for word in within:
        if word.top - bottom > _BAND * size and bottom > cut.top:
            end = (bottom + word.top) / 2
            break
        bottom = max(bottom, word.bottom)
    right = max((word.bottom for word in within if word.left > cut.x and word.top < end), default=cut.top)
    below = min((word.top for word in words if (word.top + word.bottom) / 2 > end), default=0.0)
    left = lines([word for word in within if word.right < cut.x and word.top < end])
    for line, above in pairwise(left[: -_FEWEST_LINES - 1 : -1]):
        apart = line.top > right and line.top - above.bottom > below - line.bottom > 0
        if not apart or not (line.bold or line.size > 1.1 * size):
            break
        end = below = line.top - 0.1
    return _Cut(cut.x, cut.top, end)


def _top(word: Word) -> float:
    return word.top


def _runs_on(side: Sequence[Line]) -> bool:
    """Whether most lines begin within a sentence, as those of a table's cells do not."""
    return sum(line.text[0].islower() for line in side[1:]) > 0.5 * len(side)


def _near(values: Sequence[float], value: float, within: float) -> bool:
    at = bisect_left(values, value)
    return any(abs(near - value) <= within for near in values[max(0, at - 1) : at + 1])
