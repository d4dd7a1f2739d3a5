"""The order in which what stands on a slide is read: cut at its gaps, as in Nagy and Seth's X-Y cut (1984)."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

_LEAST = -0.02  # of the slide's size: frames overlap a little where their texts do not
_SIZE = 9_144_000  # of a usual slide, 10 inches in its units
_ALIKE = 0.04  # of the slide's size, by which the tops of what stands side by side may differ
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Box:
    """Where a shape stands, in units of the file, and which of the shapes it is."""

    place: int
    left: int
    top: int
    right: int
    bottom: int


def in_order(boxes: Sequence[Box], depth: int = 0) -> list[Box]:
    """Boxes from top to bottom and left to right; columns that a wide gap parts one after another.

    They are cut at the widest gap, across or down, again and again; what has none goes by rows.
    """
    if len(boxes) < 2 or depth > _DEEPEST:
        return _by_rows(boxes)
    down, rows = _cut(boxes, "top", "bottom")
    across, columns = _cut(boxes, "left", "right")
    if max(down, across) < _LEAST * _SIZE:
        return _by_rows(boxes)
    first, rest = rows if down >= across else columns
    return in_order(first, depth + 1) + in_order(rest, depth + 1)


def _cut(boxes: Sequence[Box], low: str, high: str) -> tuple[float, tuple[list[Box], list[Box]]]:
    """The widest gap in one direction, negative for an overlap, and the boxes before and after it."""
    begin, end = attrgetter(low), attrgetter(high)
    ordered = sorted(boxes, key=lambda box: (begin(box), box.place))
    reach, widest, at = end(ordered[0]), float("-inf"), 1
    for place, box in enumerate(ordered[1:], 1):
        if begin(box) - reach > widest:
            widest, at = begin(box) - reach, place
        reach = max(reach, end(box))
    return widest, (ordered[:at], ordered[at:])


def _by_rows(boxes: Sequence[Box]) -> list[Box]:
    """Boxes by their tops; those whose tops are alike from left to right."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=attrgetter("top", "left", "place")):
        if rows and box.top - rows[-1][0].top <= _ALIKE * _SIZE:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [box for row in rows for box in sorted(row, key=attrgetter("left", "place"))]
