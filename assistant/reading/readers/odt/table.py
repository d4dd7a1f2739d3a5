"""The rows and cells of an OpenDocument table."""

import re
from collections.abc import Iterator

from lxml import etree

from assistant.reading.readers.docx.table import Cell, Row
from assistant.reading.readers.odt.text import TABLE

_MOST_COLUMNS = 64
_LONGEST_COPY = 1000  # characters of what is said to repeat
_GROUPS = frozenset(f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group"))
_CELL, _COVERED = f"{TABLE}table-cell", f"{TABLE}covered-table-cell"
_MOST_COPIES = 20_000


class Copies:
    """Counts down how many cells of a file are written again because it says that they repeat."""

    def __init__(self) -> None:
        self._left = _MOST_COPIES

    def times(self, element: etree._Element, kind: str, most: int, cells: int = 1) -> int:
        """How often a cell or a row of so many cells stands there, of the most that there is room for."""
        said = min(_count(element, f"number-{kind}-repeated"), most)
        if said == 1 or _is_long(element):
            return 1
        taken = min(said, 1 + self._left // cells)
        self._left -= (taken - 1) * cells
        return taken


def rows_of(table: etree._Element, copies: Copies) -> list[Row]:
    """The rows that are seen; an empty one stands for all that are said to follow it."""
    rows: list[Row] = []
    for row, header in _rows(table, header=False):
        cells = _cells(row, copies)
        filled = any(cell.element is not None and _is_filled(cell.element) for cell in cells)
        times = copies.times(row, "rows", _MOST_COPIES, len(cells)) if filled else 1
        rows += [Row(tuple(cells), header)] * times
    return rows


def _rows(parent: etree._Element, *, header: bool) -> Iterator[tuple[etree._Element, bool]]:
    for child in parent:
        if child.tag in _GROUPS:
            yield from _rows(child, header=header or child.tag == f"{TABLE}table-header-rows")
        elif child.tag == f"{TABLE}table-row" and child.get(f"{TABLE}visibility", "visible") == "visible":
            yield child, header


def _cells(row: etree._Element, copies: Copies) -> list[Cell]:
    cells: list[Cell] = []
    columns = 0
    covered = 0  # columns that the last cell reaches over
    for element in row.iterchildren(_CELL, _COVERED):
        room = max(_MOST_COLUMNS - columns, 1)
        if element.tag == _COVERED:
            beyond = min(_count(element, "number-columns-repeated"), room + covered) - covered
            covered = max(-beyond, 0)
            cells += [Cell(None, merged=True, below=True)] * max(beyond, 0)
            columns += max(beyond, 0)
            continue
        span = min(_count(element, "number-columns-spanned"), room)
        times = copies.times(element, "columns", room) if span == 1 else 1
        cells += [Cell(element, span, merged=_count(element, "number-rows-spanned") > 1)] * times
        columns += span * times
        covered = span - 1
    return cells


def _count(element: etree._Element, name: str) -> int:
    value = element.get(f"{TABLE}{name}", "1").strip()
    return max(int(value), 1) if re.fullmatch(r"\d{1,9}", value) else 1


def _is_filled(element: etree._Element) -> bool:
    return any(text.strip() for text in element.itertext())


def _is_long(element: etree._Element) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > _LONGEST_COPY:
            return True
    return False
