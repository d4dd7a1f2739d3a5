"""Finds what stands on top and at the foot of page after page: running titles and page numbers."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from assistant.reading.readers.pdf_layout import Line, lines
from assistant.reading.readers.pdf_words import Sheet, Word

_DEEPEST = 4  # lines
_ZONE = 0.15  # of a page's height
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
    """Add to `dropped` the words of lines that repeat, from the outermost inward, up to the first that does not."""
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    steps: Counter[int] = Counter()
    for index, edge in enumerate(edges):
        for line in edge:
            places[_key(line)].append((index, line.base))
            if number := _NUMBER.fullmatch(line.text):
                steps[int(number[1]) - index] += 1
    for index, edge in enumerate(edges):
        for depth, line in enumerate(edge):
            here = [at for at, base in places[_key(line)] if abs(base - line.base) < 5 and abs(at - index) < 60]
            number = _NUMBER.fullmatch(line.text)
            counted = number is not None and steps[int(number[1]) - index] > 1
            if counted or _repeats(len(set(here)), len(sheets)) or _is_lone_number(line, edge[depth + 1 :], sheets[index]):
                dropped[index].update(line.words)
            else:
                break


def _key(line: Line) -> str:
    text = _DIGITS.sub("#", line.text)
    return " ".join("#" if _ROMAN.fullmatch(word) else word.lower() for word in text.split())


def _repeats(times: int, pages: int) -> bool:
    return times >= (3 if pages > 3 else 2)


def _is_lone_number(line: Line, further: Sequence[Line], sheet: Sheet) -> bool:
    """Whether a line holds but a page number, well apart from whatever else stands on the page."""
    if not _NUMBER.fullmatch(line.text) or 0.1 * sheet.height < line.base < 0.9 * sheet.height:
        return False
    others = [word for word in sheet.words if word not in set(line.words)]
    gap = min((max(word.top - line.bottom, line.top - word.bottom) for word in others), default=0.0)
    return len(others) > 20 and gap > line.size
