"""HTML tables -> rows under their headers; tables that only lay out a page are told apart."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from assistant.reading.readers.html.tags import BLOCK, flat, is_out
from assistant.reading.tables import Row, shape
from assistant.reading.told import named_columns

_MOST_COLUMNS = 256  # beyond which no span is followed
_MOST_REPEATED = 200_000  # characters of cells that span rows, written again in each
_LONGEST_CELL = 600  # in a table without header; what is longer is a column of the page
_LAYOUT = frozenset("h1 h2 h3 h4 h5 h6 article section main nav form pre hr table".split())
_BEFORE = frozenset("$ € £ ¥ ( ($ (€ (£".split())
_AFTER = frozenset(") % )% %) ,".split())
_FIGURE = re.compile(r"[($€£¥\s+–—-]*\d[\d.,\s]*[)%]*|[–—-]")
_MARK = re.compile(r"[-*•–—+◦▪·●■○☐☑☒o§\uf0b7]|\d{1,3}[.)]|\([a-z\d]{1,4}\)|[a-z][.)]")

Written = tuple[Sequence[str] | None, Sequence[str]]
"""A row's header and cells; None for a header where the cells are an item's mark and its text, or a title alone."""


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    width: int
    text: str
    is_header: bool


def own_rows(table: LexborNode, out: Collection[int]) -> list[list[LexborNode]]:
    """The cells of each row of this table, not of tables within."""
    rows = []
    for row in _rows(table):
        if row.mem_id not in out and not is_out(row):
            rows.append([cell for cell in row.iter() if cell.tag in {"td", "th"} and not is_out(cell)])
    return rows


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    for part in table.iter():
        if part.tag == "tr":
            yield part
        elif part.tag in {"thead", "tbody", "tfoot"} and not is_out(part):
            yield from (row for row in part.iter() if row.tag == "tr")


def columns(table: LexborNode, rows: Sequence[Sequence[LexborNode]]) -> list[Written] | None:
    """What is to be written of a table of data; None for one that only lays out the page."""
    if (table.attributes.get("role") or "") in {"presentation", "none"}:
        return None
    named = any(cell.tag == "th" for row in rows for cell in row)
    if any(_lays_out(cell, named) for row in rows for cell in row):
        return None
    grid = [glued(row) for row in _placed(rows)]
    grid = [row for row in grid if row]
    if not named and any(len(cell.text) > _LONGEST_CELL for row in grid for cell in row):
        return None
    if all(len(row) < 2 for row in grid):
        return None
    return _written(grid)


def _lays_out(cell: LexborNode, named: bool) -> bool:
    """Whether a cell holds what stands in no table of data: headings, tables, several paragraphs."""
    blocks, stack = 0, [cell.first_child]
    while stack:
        node = stack.pop()
        if node is None:
            continue
        if node.tag in _LAYOUT and not (named and node.tag == "hr"):
            return True
        blocks += node.tag in BLOCK
        stack += [node.next, node.first_child]
    return not named and blocks > 8


def _placed(rows: Sequence[Sequence[LexborNode]]) -> Iterator[list[_Cell]]:
    """Each row's filled cells at their columns, those that reach down from rows above among them."""
    reaching: dict[int, tuple[_Cell, int]] = {}  # by first column: the cell, and how many rows it still covers
    repeated = 0
    for row in rows:
        placed = [cell for cell, _ in reaching.values()]
        repeated += sum(len(cell.text) for cell in placed)
        if repeated > _MOST_REPEATED:
            placed = []
        taken = {column for cell, _ in reaching.values() for column in range(cell.start, cell.start + cell.width)}
        reaching = {start: (cell, left - 1) for start, (cell, left) in reaching.items() if left > 1}
        column = 0
        for node in row:
            while column in taken:
                column += 1
            cell = _Cell(column, _span(node, "colspan", column), flat(node), node.tag == "th")
            rows_down = _span(node, "rowspan", column)
            if rows_down > 1:
                reaching[column] = (cell, rows_down - 1)
            placed.append(cell)
            column += cell.width
        yield sorted((cell for cell in placed if cell.text), key=lambda cell: cell.start)


def _span(node: LexborNode, name: str, column: int) -> int:
    value = (node.attributes.get(name) or "1").strip()
    if column >= _MOST_COLUMNS or not value.isascii() or not value.isdigit():
        return 1
    most = _MOST_COLUMNS - column if name == "colspan" else 65_534
    return max(1, min(int(value[:6]), most))


def glued(row: Sequence[_Cell]) -> list[_Cell]:
    """A row whose signs of currency, brackets and per cents, often in cells of their own, stand with their figures."""
    cells: list[_Cell] = []
    for cell in row:
        last = cells[-1] if cells else None
        if last and _belong(last.text, cell.text):
            width = cell.start + cell.width - last.start
            cells[-1] = _Cell(last.start, width, last.text + cell.text, cell.is_header)
        else:
            cells.append(cell)
    return cells


def _belong(left: str, right: str) -> bool:
    """Whether two neighbouring cells are one figure."""
    return bool((left in _BEFORE and _FIGURE.fullmatch(right)) or (right in _AFTER and _FIGURE.fullmatch(left)))


def _written(grid: list[list[_Cell]]) -> list[Written]:
    placed = [_placed_row(number, row) for number, row in enumerate(grid)]
    form = shape(placed)
    end = form.titles + form.heads
    written: list[Written] = [_before(row) for row in grid[: form.titles]]
    rows = grid[end:]
    over, corner = named_columns(placed[form.titles : end], placed[end:])
    over = {column: name for column, name in over.items() if any(map(str.isalnum, name))}
    written += [((), [corner])] if corner else []
    named = [[_name(over, cell) for cell in row] for row in rows]
    used = {name for row, own in zip(rows, named, strict=True) if not _stands_alone(row) for name in own}
    if unused := [name for name in dict.fromkeys(over.values()) if not any(name in one for one in used)]:
        written.append(((), unused))
    return written + [_row(row, own, pairs=form.pairs) for row, own in zip(rows, named, strict=True)]


def _placed_row(number: int, row: list[_Cell]) -> Row:
    wide = {cell.start: cell.start + cell.width - 1 for cell in row if cell.width > 1}
    heads = [cell.is_header for cell in row]
    label = heads[0] and len(heads) > 1 and not any(heads[1:])
    return Row(number, {cell.start: cell.text for cell in row}, named=all(heads), wide=wide, label=label)


def _before(row: list[_Cell]) -> Written:
    cells = [cell.text for cell in row]
    return (None, cells) if len(cells) == 1 else (cells[:1], cells[1:])


def _row(row: list[_Cell], named: list[str], *, pairs: bool) -> Written:
    cells = [cell.text for cell in row]
    if _stands_alone(row):
        return (), cells
    if len(row) == 2 and not any(named) and _MARK.fullmatch(cells[0]):
        return None, cells
    label = len(row) == 2 and not any(named) and row[0].is_header and not row[1].is_header
    if label or (pairs and len(row) % 2 == 0):
        return cells[::2], cells[1::2]
    return named, cells


def _stands_alone(row: list[_Cell]) -> bool:
    """Whether a row is one cell that is of no column in particular."""
    return len(row) == 1 and (row[0].start == 0 or row[0].width > 1)


def _name(names: dict[int, str], cell: _Cell) -> str:
    """The name over a cell, or the names of all the columns that it spans."""
    over = dict.fromkeys(filter(None, (names.get(at) for at in range(cell.start, cell.start + cell.width))))
    return " / ".join(name for name in over if not any(name in other for other in over if other != name))
