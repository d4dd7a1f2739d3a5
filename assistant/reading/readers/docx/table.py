"""The rows and cells of a Word table by the columns of its grid."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from assistant.reading.blocks import Blocks, looks_like_header
from assistant.reading.readers.docx.styles import VAL, W, number, switched

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
    """A row's cells from left to right; `header` when the file says that they name the columns."""

    cells: tuple[Cell, ...]
    header: bool


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
        rows.append(Row(tuple(cells), bool(switched(properties, "tblHeader"))))
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


def is_frame(rows: Sequence[Row]) -> bool:
    """Whether a table of one column merely stands around its text."""
    return all(sum(cell.element is not None for cell in row.cells) <= 1 for row in rows)


def spread(row: Row, texts: Sequence[str]) -> list[str]:
    """A row's cells as one text a column: a header's over all that it spans, another's in the first of them."""
    columns: list[str] = []
    for cell, text in zip(row.cells, texts, strict=True):
        columns += [text] * cell.span if row.header else [text, *[""] * (cell.span - 1)]
    return columns


def headers_in(rows: Sequence[Row], filled: Sequence[Filled]) -> int:
    """How many of the first rows name the columns: as many as the file says, else the first if it looks so."""
    said = next((place for place, row in enumerate(rows) if not row.header), len(rows))
    if said or not rows or any(cell.merged for cell in rows[0].cells):
        return said if said < len(rows) else 0
    return int(looks_like_header([row.texts for row in filled if any(row.texts)] or [()]))


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
    write(blocks, whole, headers_in(rows, whole), turn)


def write(blocks: Blocks, rows: Sequence[Filled], headers: int, turn: Callable[[int], None]) -> None:
    """Write rows, of which the first `headers` name the columns; these stand alone too if a name would be lost."""
    header = _joined([row.texts for row in rows[:headers]])
    used = {place for row in rows[headers:] for place, text in enumerate(row.texts) if text}
    lost = any(name and place not in used for place, name in enumerate(header))
    for place, row in enumerate(rows):
        turn(row.before)
        if place >= headers:
            blocks.row(header, row.texts)
        elif lost:
            blocks.row((), row.texts)
        turn(row.after)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """Each column's name of several rows: "Population 1994" of "Population" above "1994"."""
    columns = range(max(map(len, rows), default=0))
    names = [dict.fromkeys(row[place] for row in rows if place < len(row)) for place in columns]
    return [" ".join(name for name in column if name) for column in names]
