"""Leaves out what stands on top and at the foot of page after page: running titles and page numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.reading.readers.pdf.layout import Line, lines
from assistant.reading.readers.pdf.running import ENDS, NUMBER, Seen, before_and_behind, seen
from assistant.reading.readers.pdf.words import Sheet, Word

_DEEPEST = 4  # lines
_ZONE = 0.15  # of a page's height
_BEYOND = 0.05  # of it; how much farther a line is looked for that goes on from the zone's last
_FEW = 3  # pages, of which two may have a line in common by chance
_ENOUGH = 3  # pages with the same line, where there are more
_LEADING = 1.8  # times the size; more is a gap
_NEAR = (-3, -2, -1, 1, 2, 3)  # pages


@dataclass(frozen=True, slots=True)
class _Edge:
    """The lines on top of a page, or at its foot, from the outermost inward; the first ones may be no text."""

    sheet: Sheet
    lines: Sequence[Line]
    first: Sequence[Seen]
    top: bool


def without_margins(sheets: Sequence[Sheet]) -> list[list[Word]]:
    """The words of each page, but for running titles and page numbers; all of a page that holds nothing else."""
    if len(sheets) > 1 and len({tuple(word.text for word in sheet.words) for sheet in sheets}) == 1:
        return [sheet.words for sheet in sheets]
    tops = [_edge(sheet, top=True) for sheet in sheets]
    feet = [_edge(sheet, top=False) for sheet in sheets]
    numbers = _numbers([*tops, *feet])
    least = _ENOUGH if len(sheets) > _FEW else 2
    gone = [a | b for a, b in zip(_gone(tops, numbers, least), _gone(feet, numbers, least), strict=True)]
    return [
        [word for word in sheet.words if word not in words] or sheet.words
        for sheet, words in zip(sheets, gone, strict=True)
    ]


def _edge(sheet: Sheet, *, top: bool) -> _Edge:
    depth = (_ZONE + _BEYOND) * sheet.height
    if top:
        found = lines([word for word in sheet.words if word.bottom < depth])
        within = [line for line in found if line.bottom < _ZONE * sheet.height]
    else:
        found = lines([word for word in sheet.words if word.top > sheet.height - depth])[::-1]
        within = [line for line in found if line.top > (1 - _ZONE) * sheet.height]
    return _Edge(sheet, found, [seen(line, sheet) for line in within[:_DEEPEST]], top)


def _numbers(edges: Sequence[_Edge]) -> set[tuple[int, int]]:
    """(page, number) of each line that holds but a number."""
    return {
        (edge.sheet.number, int(number[1]))
        for edge in edges
        for line in edge.lines[: len(edge.first)]
        if (number := NUMBER.fullmatch(line.text))
    }


def _gone(edges: Sequence[_Edge], numbers: set[tuple[int, int]], least: int) -> list[set[Word]]:
    """The words of each page's lines that `least` pages have, from the outermost inward, up to the first of its own.

    An inner or large line is kept where it stands first, for it may be a heading that is carried over pages.
    """
    alike: dict[str, list[Seen]] = defaultdict(list)
    for edge in edges:
        for one in edge.first:
            alike[one.key].append(one)
    return [
        {word for line in edge.lines[: _depth(edge, alike, numbers, least)] for word in line.words} for edge in edges
    ]


def _depth(edge: _Edge, alike: Mapping[str, Sequence[Seen]], numbers: set[tuple[int, int]], least: int) -> int:
    """How many lines are no text: none that the text goes on from, or to."""
    depth = 0
    for line, one in zip(edge.lines, edge.first, strict=False):
        before, behind = before_and_behind(one, alike[one.key])
        number = _is_counted(line, edge.sheet.number, numbers, least) or _is_lone_number(edge, depth)
        kept = not before and (depth or (one.large and not one.counts))
        if not number and (kept or 1 + before + behind < least):
            break
        depth += 1
    while 0 < depth < len(edge.lines):
        outer, inner = edge.lines[depth - 1], edge.lines[depth]
        close = least < _ENOUGH and _is_close(outer, inner)
        if not close and not _goes_on(*((outer, inner) if edge.top else (inner, outer)), edge.sheet):
            break
        depth -= 1
    return depth


def _is_counted(line: Line, page: int, numbers: set[tuple[int, int]], least: int) -> bool:
    """Whether a line holds but a number, and pages nearby have those that come before or after it."""
    number = NUMBER.fullmatch(line.text)
    return number is not None and sum((page + by, int(number[1]) + by) in numbers for by in _NEAR) >= least - 1


def _is_lone_number(edge: _Edge, depth: int) -> bool:
    """Whether a line holds but a page number, well apart from whatever else stands on the page."""
    line, sheet = edge.lines[depth], edge.sheet
    if not NUMBER.fullmatch(line.text) or 0.1 * sheet.height < line.base < 0.9 * sheet.height:
        return False
    outer = {word for one in edge.lines[: depth + 1] for word in one.words}
    others = [word for word in sheet.words if word not in outer]
    gap = min((max(word.top - line.bottom, line.top - word.bottom) for word in others), default=0.0)
    return len(others) > 20 and gap > line.size


def _is_close(line: Line, other: Line) -> bool:
    """Whether no gap parts a line with words from the next; two pages may well begin with the same line of text."""
    leading = abs(other.base - line.base)
    return leading < _LEADING * max(line.size, other.size) and not NUMBER.fullmatch(line.text)


def _goes_on(line: Line, after: Line, sheet: Sheet) -> bool:
    """Whether a line of running text goes on in the next one, within a sentence and at the leading of a paragraph."""
    small = min(line.size, after.size)
    close = after.base - line.base < 1.4 * small and abs(line.size - after.size) < 0.05 * small + 0.1
    if not close or NUMBER.fullmatch(line.text) or NUMBER.fullmatch(after.text) or ENDS.search(line.text):
        return False
    if line.text[-1] == "-" or after.text[0].islower():
        return True
    first = after.words[0]
    room = max(word.right for word in sheet.words) - line.right
    return room < first.right - first.left and all(b.left - a.right < 2 * line.size for a, b in pairwise(line.words))
