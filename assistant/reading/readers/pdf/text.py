"""Blocks of a PDF -> its text, and for every char of it the place on the page."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from assistant.reading.readers.pdf.layout import Line
from assistant.reading.readers.pdf.paragraphs import Block
from assistant.reading.readers.pdf.signs import UNKNOWN
from assistant.reading.readers.pdf.words import Word
from assistant.types import Heading

_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_BARE = re.compile(r"[^\w-]+")
_COMPOUND = ("self-", "well-", "half-", "quasi-", "vice-", "non-")
_OPEN_COMPOUND = ("ex-", "cross-", "all-", "anti-", "post-")  # words that are one begin with them, too
_BULLET = re.compile(r"[●○◦▪■□▫‣⁃∙·➢➤✓✔❖◆♦\uf000-\uf8ff]|o(?=$)")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")  # pictures in a font of the file's own
_LINED = ("item", "row")


@dataclass(frozen=True, slots=True)
class Placed:
    """Chars of the text from `start` on that are those of a word from `first` on."""

    start: int
    end: int
    word: Word
    first: int


@dataclass(slots=True)
class Composed:
    """A text under construction. `pages` are the numbers of its pages, with where each begins."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    placed: list[Placed] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.parts)

    def add(self, text: str, word: Word | None = None, first: int = 0) -> None:
        """Add chars: those of a word, or some that stand nowhere on the page."""
        text = _PRIVATE.sub(UNKNOWN, text)
        if word is not None and text:
            if not self.pages or word.page > self.pages[-1][0]:
                self.pages.append((word.page, self.length))
            self.placed.append(Placed(self.length, self.length + len(text), word, first))
        self.parts.append(text)
        self.length += len(text)

    def over(self, start: int, end: int) -> Iterator[tuple[Word, int, int]]:
        """Words of the span, with the chars of each that lie in it."""
        at = max(0, bisect_right(self.placed, start, key=lambda placed: placed.start) - 1)
        for placed in self.placed[at:]:
            if placed.start >= end:
                return
            low, high = max(start, placed.start), min(end, placed.end)
            if low < high:
                yield placed.word, placed.first + low - placed.start, placed.first + high - placed.start


def composed(blocks: Sequence[Block]) -> Composed:
    """The text of blocks as they follow each other, those that go on over a column or page joined."""
    vocabulary = _vocabulary(blocks)
    out = Composed()
    before = ""
    for block in _continued(blocks):
        if out.length:
            out.add("\n" if block.kind in _LINED and before == block.kind else "\n\n")
        start = out.length
        if block.kind == "row":
            _add_row(out, block, vocabulary)
        else:
            _add_lines(out, block.lines, vocabulary, marked=block.kind == "item")
        if block.kind == "heading":
            out.headings.append(Heading(start, out.length))
        before = block.kind
    return out


def _vocabulary(blocks: Sequence[Block]) -> set[str]:
    """The words of a report, but for those that lines part."""
    found: set[str] = set()
    for block in blocks:
        parted = False
        for line in block.lines:
            whole = line.words[1:] if parted else line.words
            parted = line.words[-1].text.endswith("-")
            found.update(_BARE.sub("", word.text).lower() for word in (whole[:-1] if parted else whole))
    return found


def _continued(blocks: Sequence[Block]) -> list[Block]:
    """Blocks, each that goes on in a later one joined with it; asides between them come before or after both."""
    out: list[Block] = []
    last = -1  # where the last block of the flow is in `out`
    for block in blocks:
        if not block.aside and last >= 0 and _goes_on(out[last], block):
            between = out[last + 1 :]
            whole = replace(out[last], lines=(*out[last].lines, *block.lines), room=block.room)
            earlier = [aside for aside in between if aside.pages[1] <= whole.pages[0]]
            later = [aside for aside in between if aside.pages[0] >= whole.pages[1]]
            if len(earlier) + len(later) == len(between):
                out[last:] = [*earlier[: len(between)], whole, *later[: len(between) - len(earlier)]]
                last += min(len(earlier), len(between))
                continue
        out.append(block)
        if not block.aside:
            last = len(out) - 1
    return out


def _goes_on(block: Block, following: Block) -> bool:
    """Whether a block that a column or page ends is continued by another."""
    if block.kind not in ("paragraph", "item") or following.kind != "paragraph":
        return False
    line, after = block.lines[-1], following.lines[0]
    moved = after.words[0].page != line.words[0].page or after.base < line.base
    if not moved or abs(line.size - after.size) > 0.05 * line.size or line.bold != after.bold:
        return False
    if _ENDS.search(line.text):
        return False
    first = after.words[0]
    filled = block.room < first.right - first.left + 0.5 * line.size
    return after.text[0].islower() or _hyphen(line, after) or (filled and not following.indented)


def _hyphen(line: Line, after: Line) -> bool:
    """Whether a line ends with a hyphen within a word."""
    text = line.words[-1].text
    return len(text) > 1 and text[-1] == "-" and text[-2].isalnum() and after.words[0].text[0].isalnum()


def _add_lines(out: Composed, lines: Sequence[Line], vocabulary: set[str], *, marked: bool = False) -> None:
    """Add lines joined to one; the first word of `marked` ones is the mark of a list's item."""
    for line, after in zip_longest(lines, lines[1:]):
        for place, word in enumerate(line.words):
            text = _mark(word.text) if marked and line is lines[0] and place == 0 else word.text
            if place < len(line.words) - 1:
                out.add(text, word)
                out.add("" if _touches(word, line.words[place + 1]) else " ")
            elif after is None:
                out.add(text, word)
            else:
                kept, between = _joint(line, after, vocabulary)
                out.add(text if kept else text[:-1], word)
                out.add(between)


def _touches(word: Word, after: Word) -> bool:
    """Whether a stop or bracket closes a word that it is parted from by its size alone, as behind a raised figure."""
    closes = after.text[0] in ",.;:)]!?%" and not after.text.startswith("..")
    return closes and -0.5 * after.size < after.left - word.right < 0.1 * after.size


def _mark(text: str) -> str:
    return f"•{text[1:]}" if _BULLET.match(text) else text


def _joint(line: Line, after: Line, vocabulary: set[str]) -> tuple[bool, str]:
    """Whether a line's last sign is kept, and what comes between it and the next line.

    A hyphen before a small letter is dropped, unless the report writes the word with one elsewhere, or its first part
    is one that compounds begin with. Before a capital or figure it is the word's own.
    """
    last, first = line.words[-1].text, after.words[0].text
    if _hyphen(line, after):
        if not first[0].islower() or not last[-2].isalpha():
            return True, ""
        head, tail = _BARE.sub("", last).lower(), _BARE.sub("", first).lower()
        whole, apart = head[:-1] + tail, head + tail
        compound = head in _COMPOUND or (head in _OPEN_COMPOUND and tail in vocabulary)
        own = whole not in vocabulary and (apart in vocabulary or compound or "-" in head[:-1])
        return own, ""
    if len(last) > 1 and last[-1] in "—/" and last[-2].isalnum():
        return True, ""
    return True, "" if _is_unspaced(last[-1]) and _is_unspaced(first[0]) else " "


def _is_unspaced(char: str) -> bool:
    """Whether a sign is of a script that sets no space between words."""
    return unicodedata.east_asian_width(char) in "WF" and not "\uac00" <= char <= "\ud7a3"


def _add_row(out: Composed, block: Block, vocabulary: set[str]) -> None:
    """A table's row as a line that carries its header: "Country: Belarus; Year: 1994."."""
    told = ""
    for cell, name in zip_longest(block.cells, block.header[: len(block.cells)], fillvalue=()):
        if not cell:
            continue
        out.add(" " if told.endswith(":") else "; " if told else "")
        told = " ".join(line.text for line in cell)
        if name and [line.text for line in name] != [line.text for line in cell]:
            _add_lines(out, name, vocabulary)
            out.add(" " if name[-1].text.endswith(":") else ": ")
        _add_lines(out, cell, vocabulary)
    out.add("" if told[-1:] in ".!?…" else ".")
