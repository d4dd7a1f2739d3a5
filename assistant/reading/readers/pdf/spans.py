"""Where the characters of a PDF's text stand, kept small for the files that were looked at last."""

import hashlib
import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.reading.readers.pdf.open import opened
from assistant.reading.readers.pdf.places import Box
from assistant.reading.readers.pdf.report import sheets_of, text_of
from assistant.reading.readers.pdf.text import Composed

_MOST_FILES = 4
_MOST_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """Where chars of a word stand, as words do."""

    page: int
    turn: int
    box: Box


@dataclass(frozen=True, slots=True)
class Spans:
    """The places of a text's chars. Words and their sides are in arrays, as objects of their own take tenfold memory.

    Of word i, `starts` and `ends` are those of its chars in the text, and those of their sides begin at sides[i].
    """

    starts: "array[int]" = field(default_factory=lambda: array("i"))
    ends: "array[int]" = field(default_factory=lambda: array("i"))
    sides: "array[int]" = field(default_factory=lambda: array("i"))
    pages: "array[int]" = field(default_factory=lambda: array("i"))
    turns: "array[int]" = field(default_factory=lambda: array("b"))
    heights: "array[float]" = field(default_factory=lambda: array("f"))  # top and bottom of each word
    lefts: "array[float]" = field(default_factory=lambda: array("f"))
    rights: "array[float]" = field(default_factory=lambda: array("f"))

    def over(self, start: int, end: int) -> Iterator[Part]:
        """The chars of each word that lie in text[start:end]."""
        for at in range(max(0, bisect_right(self.starts, start) - 1), len(self.starts)):
            if self.starts[at] >= end:
                return
            first, last = max(start, self.starts[at]), min(end, self.ends[at])
            if first < last:
                by = self.sides[at] - self.starts[at]
                left, right = min(self.lefts[first + by : last + by]), max(self.rights[first + by : last + by])
                top, bottom = self.heights[2 * at : 2 * at + 2]
                yield Part(self.pages[at], self.turns[at], (left, top, right, bottom))

    @property
    def size(self) -> int:
        """In bytes."""
        every = (self.starts, self.ends, self.sides, self.pages, self.turns, self.heights, self.lefts, self.rights)
        return sum(len(one) * one.itemsize for one in every)


def spans_of(text: Composed) -> Spans:
    """The places of a text's chars."""
    out = Spans()
    for placed in text.placed:
        word, last = placed.word, placed.first + placed.end - placed.start
        out.starts.append(placed.start)
        out.ends.append(placed.end)
        out.sides.append(len(out.lefts))
        out.pages.append(word.page)
        out.turns.append(word.turn)
        out.heights.extend((word.top, word.bottom))
        out.lefts.extend(word.lefts[placed.first : last])
        out.rights.extend(word.rights[placed.first : last])
    return out


class Kept:
    """What was made of the files that were asked for last, by what they hold; their bytes are not kept."""

    def __init__(self, most_files: int = _MOST_FILES, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_files, most_bytes
        self._lock = threading.Lock()
        self._kept: dict[bytes, Spans] = {}

    def __call__(self, data: bytes) -> Spans:
        """The places of the text of a file. Raises ReportUnreadable."""
        key = hashlib.sha256(data).digest()
        with self._lock:
            found = self._kept.pop(key, None)
        if found is None:
            with opened(data) as document:
                found = spans_of(text_of(sheets_of(document)[0]))
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > 1 and self._is_full():
                del self._kept[next(iter(self._kept))]
        return found

    def _is_full(self) -> bool:
        files, size = self._most
        return len(self._kept) > files or sum(one.size for one in self._kept.values()) > size


spans = Kept()
