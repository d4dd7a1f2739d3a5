"""The cells of a worksheet, read one row after another, as lines of what they show."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from zipfile import ZipFile

from lxml import etree

from assistant.reading.readers.parts import RELATION, elements, parsed, relations, uncoded
from assistant.reading.readers.sheets.book import Book, S, Style, number, text_of
from assistant.reading.tables import Row

_MOST_REPEATED = 2_000_000  # characters of cells that reach over several rows, written again in each
_MOST_JOINED = 100_000  # of these cells
_LAST_COLUMN = 16_384
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ON = frozenset({"1", "true"})
_PLAIN = Style()

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; rows from 1, columns from 0."""


@dataclass(slots=True)
class Sheet:
    """What is read of a sheet. `most` is how many cells may be; `cut` is the row in which they ran out."""

    most: int
    lines: list[Row] = field(default_factory=list)
    cells: int = 0
    cut: int = 0
    last_row: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    unsolved: int = 0
    drawings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Marks:
    """What a sheet says of its rows and columns as a whole."""

    hidden: list[tuple[int, int]] = field(default_factory=list)
    heads: set[int] = field(default_factory=set)
    joined: list[Area] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    filtered: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    cells: dict[int, str]
    bold: bool
    hidden: bool


def sheet(container: ZipFile, part: str, book: Book, most: int) -> Sheet:
    """A worksheet's lines. Raises ReportUnreadable."""
    out, marks, rows = Sheet(most), _Marks(), []
    tags = ("row", "col", "pane", "autoFilter", "mergeCell", "tablePart", "drawing")
    last = 0
    for element in elements(container, part, *(f"{S}{tag}" for tag in tags)):
        if element.tag == f"{S}row":
            last = number(element.get("r")) or last + 1
            row = _row(element, last, book, out)
            rows += [row] if row.cells else []
            out.last_row = row.number if row.cells else out.last_row
            if out.cells >= out.most:
                out.cut = last
                break
        else:
            _take(element, marks, out)
    found = relations(container, part) if marks.tables else {}
    for key in marks.tables:
        _take_table(parsed(container, found[key].target) if key in found else None, marks)
    out.lines = _lines(rows, marks, out)
    return out


def _take(element: etree._Element, marks: _Marks, out: Sheet) -> None:
    """Take note of what is not a row."""
    tag = element.tag.rpartition("}")[2]
    if tag == "col" and element.get("hidden") in _ON and not number(element.get("outlineLevel")):
        marks.hidden.append((number(element.get("min")) - 1, min(number(element.get("max")), _LAST_COLUMN) - 1))
    elif tag == "pane" and element.get("state", "").startswith("frozen"):
        rows = element.get("ySplit", "").removesuffix(".0")
        marks.heads.add(number(rows))
    elif tag == "autoFilter":
        _take_filter(element, marks)
    elif tag == "mergeCell" and len(marks.joined) < _MOST_JOINED:
        marks.joined += [area] if (area := _area(element.get("ref", ""))) else []
    elif tag == "tablePart":
        marks.tables.append(element.get(f"{RELATION}id", ""))
    elif tag == "drawing":
        out.drawings.append(element.get(f"{RELATION}id", ""))


def _take_filter(element: etree._Element, marks: _Marks) -> None:
    area = _area(element.get("ref", ""))
    marks.heads |= {area[0]} if area else set()
    marks.filtered = marks.filtered or len(element) > 0


def _take_table(root: etree._Element | None, marks: _Marks) -> None:
    """Take note of a table that the workbook knows as such."""
    if root is None:
        return
    area = _area(root.get("ref", ""))
    if area and root.get("headerRowCount", "1") != "0":
        marks.heads.add(area[0])
    for element in root.iterfind(f"{S}autoFilter"):
        marks.filtered = marks.filtered or len(element) > 0


def _row(element: etree._Element, place: int, book: Book, out: Sheet) -> _Row:
    cells: dict[int, str] = {}
    bold = True
    column = -1
    for cell in element:
        found = _column(cell.get("r", "").rstrip("0123456789"))
        column = column + 1 if found < 0 else found
        style = book.styles[at] if (at := number(cell.get("s"))) < len(book.styles) else _PLAIN
        text = _shown(cell, style, book, out)
        if text and not text.isspace():
            cells[column] = text
            bold = bold and style.bold
            out.cells += 1
            if out.cells >= out.most:
                break
    hidden = element.get("hidden") in _ON and not number(element.get("outlineLevel"))
    return _Row(place, cells, bold, hidden)


@lru_cache(_LAST_COLUMN)
def _column(letters: str) -> int:
    """The place of a column from 0, -1 for what names none."""
    if not letters.isascii() or not letters.isupper() or len(letters) > 3:
        return -1
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _shown(cell: etree._Element, style: Style, book: Book, out: Sheet) -> str:
    """What a cell shows."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inner = cell.find(f"{S}is")
        return "" if inner is None else text_of(inner)
    value = cell.findtext(f"{S}v") or ""
    if not value:
        out.unsolved += kind != "str" and cell.find(f"{S}f") is not None
        return ""
    if kind == "n":
        return style.format.shown(value, since_1904=book.since_1904)
    if kind == "s":
        place = number(value)
        return book.texts[place] if place < len(book.texts) else ""
    if kind == "b":
        return "TRUE" if value in _ON else "FALSE"
    if kind == "d":
        return value.removesuffix("Z").removesuffix("T00:00:00").replace("T", " ")
    return uncoded(value)


def _area(ref: str) -> Area | None:
    """An area such as "B2:D9"; None for what is none."""
    ends = [_PLACE.fullmatch(end) for end in ref.split(":")]
    if len(ends) > 2 or ends[0] is None or ends[-1] is None:
        return None
    (first, top), (last, bottom) = ends[0].groups(), ends[-1].groups()
    return int(top), _column(first), int(bottom), _column(last)


def _lines(rows: Sequence[_Row], marks: _Marks, out: Sheet) -> list[Row]:
    """The rows that are seen; those hidden by a filter or folded up are, as they come back at a click."""
    hidden = {column for first, last in marks.hidden for column in range(max(first, 0), last + 1)}
    rows = sorted(rows, key=attrgetter("number"))
    wide = _spread(rows, marks.joined)
    gone: set[int] = set()
    lines: list[Row] = []
    for row in rows:
        if row.hidden and not marks.filtered:
            out.hidden_rows += 1
            continue
        gone |= hidden & row.cells.keys()
        cells = {column: row.cells[column] for column in sorted(row.cells.keys() - hidden)}
        if cells:
            named = row.number in marks.heads
            lines.append(Row(row.number - out.hidden_rows, cells, named, row.bold, wide.get(row.number, {})))
    out.hidden_columns = len(gone)
    return lines


def _spread(rows: Sequence[_Row], joined: Sequence[Area]) -> dict[int, dict[int, int]]:
    """Write what joined cells say into each row that they reach over; row -> its cells over several columns."""
    numbers = [row.number for row in rows]
    wide: dict[int, dict[int, int]] = {}
    left = _MOST_REPEATED
    for top, first, bottom, last in joined:
        at = bisect_left(numbers, top)
        text = rows[at].cells.get(first, "") if at < len(rows) and numbers[at] == top else ""
        if text and last > first:
            wide.setdefault(top, {})[first] = last
        for row in islice(rows, at + 1, bisect_right(numbers, bottom)) if text else ():
            left -= len(text)
            if left < 0:
                return wide
            row.cells.setdefault(first, text)
    return wide
