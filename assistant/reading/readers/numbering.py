"""The numbers of headings and of list items, which a document counts but does not write down."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Numeral = Literal["1", "01", "a", "A", "i", "I", "bullet", ""]
"""How a number is written; "" where none is seen."""

DEEPEST = 10
_PLACE = re.compile(r"%(\d)")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST = 3999  # beyond which Roman numerals have no signs of their own


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list; in `pattern`, %1 to %9 stand for the numbers of the levels so far."""

    numeral: Numeral = "bullet"
    pattern: str = ""
    start: int = 1
    arabic: bool = False  # whether the numbers of levels above, whatever theirs, are written as figures


BULLETS = Level()


class Counter:
    """Counts the items of one list."""

    def __init__(self, levels: Mapping[int, Level]) -> None:
        self._levels = levels
        self._counts: list[int | None] = [None] * DEEPEST

    def level(self, depth: int) -> Level:
        """What is known of a level, of which the outermost is 0: bullets when nothing is."""
        return self._levels.get(depth, BULLETS)

    def mark(self, depth: int, start: int | None = None) -> str:
        """The mark of the next item at this depth, whose number is `start` when that is given; "" for a bullet."""
        depth = min(max(depth, 0), DEEPEST - 1)
        for above in range(depth):
            if self._counts[above] is None:
                self._counts[above] = self.level(above).start
        count = self._counts[depth]
        if start is None:
            start = self.level(depth).start if count is None else count + 1
        self._counts[depth:] = [start, *[None] * (DEEPEST - 1 - depth)]
        return self._written(depth)

    def _written(self, depth: int) -> str:
        level = self.level(depth)
        if level.numeral == "bullet":
            return ""
        return _PLACE.sub(lambda place: self._numbered(int(place[1]) - 1, level), level.pattern).strip()

    def _numbered(self, depth: int, level: Level) -> str:
        count = self._counts[depth] if 0 <= depth < DEEPEST else None
        kind = self.level(depth).numeral
        if count is None or kind == "bullet":
            return ""
        return numeral(count, "1" if level.arabic and kind else kind)


def numeral(number: int, kind: Numeral) -> str:
    """A number as it is written, in figures where the kind has no signs for it."""
    if kind == "":
        return ""
    if kind == "01":
        return f"{number:02}"
    if kind in ("1", "bullet") or not 0 < number <= _MOST:
        return str(number)
    small = _letters(number) if kind in ("a", "A") else _roman(number)
    return small.upper() if kind.isupper() else small


def _letters(number: int) -> str:
    """a to z, then aa, bb to zz, then aaa."""
    return "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    signs = ""
    for value, sign in _ROMAN:
        signs += sign * (number // value)
        number %= value
    return signs


def pattern(shown: Sequence[int], prefix: str, suffix: str) -> str:
    """A mark of the numbers of some levels, the outermost being 0, with points between."""
    return prefix.replace("%", "") + ".".join(f"%{depth + 1}" for depth in shown) + suffix.replace("%", "")
