"""The rows of workbooks and of separated values -> tables, each row as a line that carries its header."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.reading.blocks import Blocks
from assistant.reading.cells import is_value
from assistant.reading.tables import SAMPLE, Row, is_header, shape
from assistant.reading.told import free, loses, named, named_columns

MOST_CHARACTERS = 50_000_000
"""What is written of one file; what comes after it is left out."""

_LIST = 100  # characters; single cells that are longer are paragraphs


@dataclass(frozen=True, slots=True)
class _Table:
    """Lines without a blank one between: what stands before the header, the header's, and the rows."""

    before: Sequence[Row]
    header: Sequence[Row]
    rows: Sequence[Row]
    names: Mapping[int, str] = field(default_factory=dict)
    corner: str = ""
    pairs: bool = False


def write(blocks: Blocks, lines: Sequence[Row]) -> int:
    """Add lines as tables, and tell how many are left out since there are too many."""
    for table in _tables(lines):
        _write_before(blocks, table)
        written = _write_rows(blocks, table)
        if written < len(table.rows):
            return sum(line.number > table.rows[written - 1].number for line in lines)
    return 0


def _write_before(blocks: Blocks, table: _Table) -> None:
    for line in table.before:
        free(line).write(blocks)
    if loses(table.header, table.names, table.rows):
        for line in table.header:
            blocks.row((), list(line.cells.values()))
    elif table.corner:
        blocks.row((), [table.corner])


def _write_rows(blocks: Blocks, table: _Table) -> int:
    """How many of a table's rows are written."""
    alone = not table.names and _is_free(table.rows)
    for place, line in enumerate(table.rows):
        if blocks.length > MOST_CHARACTERS:
            return place
        if alone:
            blocks.paragraph(next(iter(line.cells.values())))
        else:
            named(line, table.names, pairs=table.pairs).write(blocks)
    return len(table.rows)


def _is_free(rows: Sequence[Row]) -> bool:
    """Whether lines are paragraphs: one cell each, and they are few or long."""
    if any(len(line.cells) > 1 for line in rows):
        return False
    return len(rows) < 3 or any(len(text) > _LIST for line in rows[:SAMPLE] for text in line.cells.values())


def _tables(lines: Sequence[Row]) -> Iterator[_Table]:
    """The tables, those of a sheet one below the other."""
    last: _Table | None = None
    for piece in _pieces(lines):
        table = _table(piece)
        if not table.names and last is not None and last.names and _goes_on(last, piece):
            table = _Table((), (), piece, last.names)
        last = table
        yield table


def _pieces(lines: Sequence[Row]) -> Iterator[list[Row]]:
    """Lines between blank ones; a header that a blank line parts from its rows stays with them."""
    piece: list[Row] = []
    headed = False
    for place, line in enumerate(lines):
        blank = bool(piece) and line.number > piece[-1].number + 1
        if piece and blank and len(piece) == 1 and is_header([*piece, *lines[place : place + SAMPLE]]):
            blank = len(_until_blank(lines[place : place + SAMPLE])) < 2
        if blank or (line.named and headed):
            yield piece
            piece, headed = [], False
        piece.append(line)
        headed = headed or line.named
    if piece:
        yield piece


def _until_blank(lines: Sequence[Row]) -> Sequence[Row]:
    end = next((n for n in range(1, len(lines)) if lines[n].number > lines[n - 1].number + 1), len(lines))
    return lines[:end]


def _table(piece: Sequence[Row]) -> _Table:
    form = shape(piece)
    end = form.titles + form.heads
    header = piece[form.titles : end]
    over, corner = named_columns(header, piece[end:])
    return _Table(piece[: form.titles], header, piece[end:], over, corner, form.pairs)


def _goes_on(table: _Table, rows: Sequence[Row]) -> bool:
    """Whether lines after a blank one are rows of the table before: in the same columns, of the same kinds."""
    earlier, later = _kinds(table.rows), _kinds(rows)
    full = sum(len(line.cells) * 2 >= len(table.names) for line in rows[:SAMPLE])
    if full * 2 < min(len(rows), SAMPLE) or not later.keys() <= table.names.keys():
        return False
    return all(earlier.get(column, kind) == kind for column, kind in later.items())


def _kinds(rows: Sequence[Row]) -> dict[int, bool]:
    """Column -> whether most of what stands there are figures."""
    figures: dict[int, list[bool]] = {}
    for line in rows[:SAMPLE]:
        for column, text in line.cells.items():
            figures.setdefault(column, []).append(bool(is_value(text)))
    return {column: sum(found) * 2 > len(found) for column, found in figures.items()}
