"""Lines of a region -> paragraphs, headings and list items, by leading, indent, size and weight."""

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import Literal

from assistant.reading.readers.pdf.layout import Line
from assistant.reading.readers.pdf.tables import Cell, Table, tables

Kind = Literal["paragraph", "heading", "item", "row"]

BULLETS = "•●○◦▪■□▫‣⁃∙·–—-*➢➤✓✔❖◆♦"
_PRIVATE = re.compile(r"[\uf000-\uf8ff]")  # where symbol fonts keep their bullets
_NUMBERED = re.compile(
    r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\[\d{1,3}\]|\d{1,3}(?:\.\d{1,3}){2,6}[.:]?|\d{1,3}\.\d{1,3}[.:]"
)
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*\d{0,3}$")
_SECTION = re.compile(r"(?:\d+\.)*\d+\.? |[A-Z]\.? |[IVX]+\. ")
_CAPTION = re.compile(r"(?i)(?:fig(?:ure|\.)?|table|tab\.|chart|abb(?:ildung|\.)|tabelle|tableau|source) ?\d*")
_LEADS = re.compile(r"(?:[.·…] ?){5,}\s*\w{1,6}$")  # dots that lead to a page number, in a table of contents
_NOTE = re.compile(r"\d{1,3}|[*∗†‡§¶]{1,3}")
_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Block:
    """What is set apart in the text. `aside` stands outside the flow: a footnote, a caption, a note in the margin.

    `room` is what its last line leaves of the column's width, which matters when a column or page ends with it;
    `indented` tells that its first line is set in. `cells` and `header` are those of a table's row, which has no more
    headers than cells.
    """

    kind: Kind
    lines: tuple[Line, ...]
    aside: bool = False
    room: float = inf
    indented: bool = False
    header: tuple[Cell, ...] = ()
    cells: tuple[Cell, ...] = ()

    @property
    def pages(self) -> tuple[int, int]:
        """The first and the last."""
        return self.lines[0].words[0].page, self.lines[-1].words[-1].page


@dataclass(frozen=True, slots=True)
class Body:
    """How most of a report's text is set."""

    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Measure:
    """A region's margins and usual leading; `hanging` when its paragraphs begin to the left of their other lines."""

    left: float
    right: float
    leading: float
    hanging: bool


def body_of(regions: Sequence[Sequence[Line]]) -> Body:
    """Size and weight of most signs."""
    sizes: Counter[float] = Counter()
    bold = 0
    for region in regions:
        for line in region:
            chars = sum(len(word.text) for word in line.words)
            sizes[line.size] += chars
            bold += chars if line.bold else 0
    size = max(sizes, key=lambda size: (sizes[size], -size), default=10.0)
    return Body(size, 2 * bold > sizes.total())


def blocks(region: Sequence[Line], body: Body) -> list[Block]:
    """The blocks of a region, top down."""
    out: list[Block] = []
    place = 0
    for table in tables(region):
        out += _in_prose(region[place : table.start], body)
        out += _rows(table)
        place = table.end
    return _with_asides([*out, *_in_prose(region[place:], body)], body)


def _rows(table: Table) -> list[Block]:
    """A table's rows; they stand outside the flow, for a paragraph may go on behind them."""
    out = []
    for cells in table.rows:
        lines = tuple(line for cell in cells for line in cell)
        header, told = table.header, cells
        if table.pairs and all(cells) and len(cells) % 2 == 0:
            header, told = cells[::2], cells[1::2]
        out.append(Block("row", lines, aside=True, header=header, cells=told))
    return out


def _in_prose(region: Sequence[Line], body: Body) -> list[Block]:
    """The blocks of lines without tables."""
    if not region:
        return []
    measure = _measure(region)
    groups: list[list[Line]] = [[region[0]]]
    for place in range(1, len(region)):
        following = region[place + 1] if place + 1 < len(region) else None
        if _parted(groups[-1], region[place], following, measure):
            groups.append([])
        groups[-1].append(region[place])
    return [_block(group, measure, body) for group in groups]


def is_marked(line: Line) -> bool:
    """Whether a line begins with the mark of a list's item."""
    first = line.words[0].text
    alone = len(line.words) > 1 and (first in BULLETS or bool(_PRIVATE.fullmatch(first)) or first == "o")
    return alone or (len(line.words) > 1 and bool(_NUMBERED.fullmatch(first))) or first[0] in "•●▪‣➢➤❖"


def _measure(region: Sequence[Line]) -> _Measure:
    lefts = sorted(line.left for line in region)
    left = lefts[len(lefts) // 20]
    rights = sorted(line.right for line in region)
    right = rights[-1 - len(rights) // 20]
    steps = [
        after.base - line.base
        for line, after in pairwise(region)
        if abs(after.size - line.size) < 0.6 and after.base > line.base
    ]
    size = statistics.median(line.size for line in region)
    tight = [step for step in steps if step < 2.2 * size]
    indented = sum(1 for line in region if 0.8 * size < line.left - left < 6 * size)
    hanging = len(region) >= 4 and 0.5 * len(region) < indented < len(region) - 1
    usual = statistics.mode(round(step, 0) for step in tight) if tight else 1.2 * size
    return _Measure(left, right, usual, hanging)


def _parted(group: Sequence[Line], line: Line, following: Line | None, measure: _Measure) -> bool:
    """Whether a line begins a block of its own."""
    last = group[-1]
    small = min(line.size, last.size)
    step = line.base - last.base
    if abs(line.size - last.size) > max(0.6, 0.08 * small) and not _is_odd(last, line):
        return True
    if line.bold != last.bold and _changes_weight(group, line, measure):
        return True
    if step > max(1.3 * measure.leading, 1.35 * small) or step < -small:
        return True
    if _LEADS.search(last.text):
        return True
    if _is_note(line) and (_is_note(group[0]) or _ENDS.search(last.text)):
        return True
    if is_marked(line) and (is_marked(group[0]) or _ENDS.search(last.text) or line.left > last.left + 0.5 * small):
        return True
    return _is_indent(group, line, following, measure) or _stops_short(group, line, measure)


def _is_odd(last: Line, line: Line) -> bool:
    """Whether one of two lines is a short end in which signs of another size are most."""
    return min(len(last.text), len(line.text)) < 12 and last.bold == line.bold and abs(last.size - line.size) < 3


def _changes_weight(group: Sequence[Line], line: Line, measure: _Measure) -> bool:
    """Whether bold lines end or begin here, and not merely bold words within a sentence."""
    last = group[-1]
    within = not _ENDS.search(last.text) and line.text[0].islower()
    if not line.bold:
        return not within and all(word.bold for row in group for word in row.words)
    full = not _ENDS.search(last.text) and last.right > measure.right - 3 * last.size
    return not within and not full and not last.words[-1].bold and all(word.bold for word in line.words)


def _is_note(line: Line) -> bool:
    """Whether a line begins with the raised mark of a footnote."""
    mark = line.words[0]
    return len(line.words) > 1 and mark.base < line.base - 0.15 * line.size and bool(_NOTE.fullmatch(mark.text))


def _is_indent(group: Sequence[Line], line: Line, following: Line | None, measure: _Measure) -> bool:
    """Whether a line's left side tells that a paragraph begins."""
    last = group[-1]
    em = 0.8 * line.size
    ends = bool(_ENDS.search(last.text)) or not line.text[0].islower()
    if measure.hanging or is_marked(group[0]):
        return (ends or measure.hanging) and line.left < group[min(1, len(group) - 1)].left - em
    deeper = line.left - last.left
    if deeper > em and line.bold and last.bold and not _ENDS.search(last.text):  # a numbered heading goes on
        return False
    if deeper > em:
        back = following is None or following.left < line.left - em or abs(following.left - line.left) < em
        return (
            back
            and (len(group) > 1 or bool(_ENDS.search(last.text)) or deeper < 6 * em)
            and last.left < measure.left + 6 * em
        )
    return ends and len(group) > 2 and -deeper > em and abs(group[-2].left - last.left) < em  # of a block set in


def _stops_short(group: Sequence[Line], line: Line, measure: _Measure) -> bool:
    """Whether the next line's first word would have had room on the last line, which ends as a paragraph does."""
    last, first = group[-1], line.words[0]
    room = measure.right - last.right - (first.right - first.left)
    if room < 2 * last.size or last.text[-1] == "-":
        return False
    if _ENDS.search(last.text):
        return True
    much = (0.25 if is_marked(group[0]) else 0.4) * (measure.right - measure.left)
    return room > much and (first.text[0].isupper() or first.text[0].isdigit())


def _block(group: Sequence[Line], measure: _Measure, body: Body) -> Block:
    last = group[-1]
    kind: Kind = "item" if is_marked(group[0]) else "paragraph"
    if _is_heading(group, body):
        kind = "heading"
    return Block(
        kind,
        tuple(group),
        room=measure.right - last.right if len(group) > 1 else inf,
        indented=group[0].left > measure.left + 0.8 * last.size,
    )


def _is_heading(group: Sequence[Line], body: Body) -> bool:
    """Whether lines stand out from the body by size or weight, and read like a heading."""
    text = " ".join(line.text for line in group)
    letters = sum(1 for char in text if char.isalpha())
    if len(group) > 3 or len(text) > _LONGEST_HEADING or letters < 3 or 2 * letters < len(text) or text[-1] in ",;-–":
        return False
    if text[0].islower() or group[0].words[0].text in BULLETS:
        return False
    large = min(line.size for line in group) >= max(1.15 * body.size, body.size + 1)
    if large:
        return not (len(text) > 80 and text[-1] == ".")
    bold = not body.bold and all(word.bold for line in group for word in line.words)
    return bold and group[0].size >= 0.95 * body.size and text[-1] not in ".:" and not _CAPTION.match(text)


def _with_asides(found: list[Block], body: Body) -> list[Block]:
    """The blocks, those marked that are set small, at the region's end or as a caption."""
    marked = list(found)
    for place in range(len(marked) - 1, -1, -1):
        if marked[place].lines[0].size > 0.93 * body.size:
            break
        marked[place] = replace(marked[place], aside=True)
    return [
        replace(block, aside=True)
        if block.kind == "paragraph" and (_CAPTION.match(block.lines[0].text) and len(block.lines) < 8)
        else block
        for block in marked
    ]
