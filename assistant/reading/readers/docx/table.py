"""The rows and cells of a Word table by the columns of its grid."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from assistant.reading import tables
from assistant.reading.blocks import Blocks
from assistant.reading.readers.docx.styles import VAL, W, number, switched
from assistant.reading.told import told

_MOST_COLUMNS = 64  # Word allows 63
_LONGEST_AGAIN = 80  # characters of a cell that stands again in each row that it reaches down to
_WRAPPERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell over `span` columns; without element where nothing stands, or a cell above reaches down.

    `merged` is such a cell, and the one above it; `below` only such a cell.
    """

    element: etree._Element | None
    span: int = 1
    merged: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells from left to right; `header` when the file says that they name the columns.

    `bold` when all its text is; `label` when that of the first cell alone is.
    """

    cells: tuple[Cell, ...]
    header: bool
    bold: bool = False
    label: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """A row's texts, one a column, and how many pages begin before and after it."""

    texts: Sequence[str]
    before: int = 0
    after: int = 0


def rows_of(table: etree._Element) -> list[Row]:
    """The rows that are seen: none that was removed or hidden."""
    rows = []
    for row in _members(table, f"{W}tr"):
        properties = row.find(f"{W}trPr")
        if properties is not None and (properties.find(f"{W}del") is not None or switched(properties, "hidden")):
            continue
        before = number(None if properties is None else properties.find(f"{W}gridBefore")) or 0
        cells = [Cell(None)] * min(before, _MOST_COLUMNS) + [_cell(cell) for cell in _members(row, f"{W}tc")]
        rows.append(Row(tuple(cells), bool(switched(properties, "tblHeader")), *_weights(cells)))
    return rows


def _members(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of a tag, those too that content controls and the like hold."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _members(child, tag)


def _cell(cell: etree._Element) -> Cell:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return Cell(cell)
    span = min(max(number(properties.find(f"{W}gridSpan")) or 1, 1), _MOST_COLUMNS)
    merges = [properties.find(f"{W}{name}") for name in ("vMerge", "hMerge")]
    kinds = ["" if merge is None else merge.get(VAL, "continue") for merge in merges]
    gone = "continue" in kinds or properties.find(f"{W}cellDel") is not None
    return Cell(None if gone else cell, span, any(kinds), below=kinds[0] == "continue")


def _weights(cells: Sequence[Cell]) -> tuple[bool, bool]:
    """Whether all text of a row is bold, and whether that of its first cell alone is."""
    found = [bold for cell in cells if cell.element is not None and (bold := _is_bold(cell.element)) is not None]
    return bool(found) and all(found), found[:1] == [True] and len(found) > 1 and not any(found[1:])


def _is_bold(cell: etree._Element) -> bool | None:
    """Whether all text in a cell is bold by its own marks; None when there is none."""
    runs = [run for run in cell.iter(f"{W}r") if any((text.text or "").strip() for text in run.iter(f"{W}t"))]
    return all(switched(run.find(f"{W}rPr"), "b") for run in runs) if runs else None


def is_frame(rows: Sequence[Row]) -> bool:
    """Whether a table of one column merely stands around its text."""
    return all(sum(cell.element is not None for cell in row.cells) <= 1 for row in rows)


def spread(row: Row, texts: Sequence[str]) -> list[str]:
    """A row's cells as one text a column, of those that span several in the first of them."""
    return [text for cell, own in zip(row.cells, texts, strict=True) for text in (own, *[""] * (cell.span - 1))]


def reaching(rows: Sequence[Row], filled: Sequence[Filled]) -> list[Filled]:
    """The rows with what reaches down to them from above, when it is short, so that each makes sense alone."""
    found: list[Filled] = []
    above: Sequence[str] = ()
    for row, own in zip(rows, filled, strict=True):
        texts, at = [*own.texts], 0
        for cell in row.cells:
            if cell.below and at < len(above) and len(above[at]) <= _LONGEST_AGAIN:
                texts[at] = above[at]
            at += cell.span
        above = texts
        found.append(replace(own, texts=texts) if any(own.texts) else own)
    return found


def write_rows(blocks: Blocks, rows: Sequence[Row], filled: Sequence[Filled], turn: Callable[[int], None]) -> None:
    """Write rows, each with the names of its columns."""
    whole = reaching(rows, filled)
    placed = [_placed(place, row, own.texts) for place, (row, own) in enumerate(zip(rows, whole, strict=True))]
    shown = [row for row in placed if row.cells]
    lines = dict(zip([row.number for row in shown], told(shown), strict=True))
    for place, own in enumerate(whole):
        turn(own.before)
        if line := lines.get(place):
            line.write(blocks)
        turn(own.after)


def _placed(place: int, row: Row, texts: Sequence[str]) -> tables.Row:
    at, wide = 0, {}
    for cell in row.cells:
        if cell.span > 1 and texts[at]:
            wide[at] = at + cell.span - 1
        at += cell.span
    cells = {column: text for column, text in enumerate(texts) if text}
    return tables.Row(place, cells, row.header, row.bold, wide, row.label)
