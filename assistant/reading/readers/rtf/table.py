"""RTF tables, whose cells are known by where they end, as rows of columns."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.reading.blocks import Blocks, clean
from assistant.reading.readers.docx.table import Cell, Filled, Row, spread, write_rows
from assistant.reading.readers.rtf.story import Paragraph, Table, TableRow

_NEAR = 60  # twentieths of a point, within which edges are meant to be one
_MOST_COLUMNS = 64


def is_frame(table: Table) -> bool:
    """Whether a table of one column merely stands around its text."""
    return all(len(row.cells) <= 1 for row in table.rows)


def write_table(blocks: Blocks, table: Table, turn: Callable[[int], None]) -> None:
    """Write a table's rows."""
    edges = _edges(table.rows)
    placed = [_placed(row, edges) for row in table.rows]
    rows = [row for row, _ in placed]
    filled = [Filled(spread(row, texts)) for row, texts in placed]
    write_rows(blocks, rows, filled, turn)


def _edges(rows: Sequence[TableRow]) -> list[int]:
    """Where the columns of a table end, from its left side on; [] when that cannot be told."""
    if any(len(row.edges) < len(row.cells) for row in rows):
        return []
    found: list[int] = []
    for place in sorted({place for row in rows for place in (row.left, *(edge.right for edge in row.edges))}):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found if len(found) <= _MOST_COLUMNS else []


def _placed(row: TableRow, edges: Sequence[int]) -> tuple[Row, list[str]]:
    """A row by its columns, and the text of each of its cells."""
    texts = [_text(cell) for cell in row.cells]
    if not edges:
        return Row(tuple(Cell(None) for _ in texts), row.header), texts
    cells, kept = [], []
    at = _column(row.left, edges)
    if at:
        cells, kept = [Cell(None, at)], [""]
    for text, edge in zip(texts, row.edges, strict=False):
        right = max(_column(edge.right, edges), at)
        if edge.joined and kept:
            cells[-1] = replace(cells[-1], span=cells[-1].span + right - at)
            kept[-1] = f"{kept[-1]} {text}".strip()
        else:
            cells.append(Cell(None, max(right - at, 1), edge.above or edge.reaching, below=edge.above))
            kept.append("" if edge.above else text)
        at = right
    return Row(tuple(cells), row.header), kept


def _column(place: int, edges: Sequence[int]) -> int:
    return max(bisect_left(edges, place - _NEAR), 0)


def _text(cell: Sequence[Paragraph]) -> str:
    """The paragraphs of a cell, numbers of lists with them."""
    return clean("\n".join(f"{line.number} {line.text}" for line in cell))
