"""Rows of a table -> lines that carry the names of their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.reading.blocks import Blocks
from assistant.reading.cells import is_name, is_value
from assistant.reading.tables import Row, columns, is_labelled, shape


@dataclass(frozen=True, slots=True)
class Told:
    """A row as it is written: its cells, each with its name or ""; or a `title`."""

    names: Sequence[str]
    cells: Sequence[str]
    title: bool = False

    def write(self, blocks: Blocks) -> None:
        """Write it as a line, or as a paragraph."""
        if self.title:
            blocks.paragraph(self.cells[0])
        else:
            blocks.row(self.names, self.cells)


def told(rows: Sequence[Row]) -> list[Told | None]:
    """What is written of each of some filled rows; None for a header whose names all stand in the rows below."""
    form = shape(rows)
    end = form.titles + form.heads
    head, body = rows[form.titles : end], rows[end:]
    over, corner = named_columns(head, body)
    shown: list[Told | None] = [free(row) for row in rows[: form.titles]]
    lost = loses(head, over, body)
    shown += [Told((), list(row.cells.values())) if lost else None for row in head]
    if corner and not lost:
        shown[-1] = Told((), [corner])
    return shown + [named(row, over, pairs=form.pairs) for row in body]


def free(row: Row) -> Told:
    """A row that stands before a table: a title, or something that is said of the whole."""
    cells = list(row.cells.values())
    if is_labelled(row):
        return Told(cells[:1], cells[1:])
    return Told((), cells, title=len(cells) == 1)


def named(row: Row, over: Mapping[int, str], *, pairs: bool = False) -> Told:
    """A row with the names over its columns."""
    cells = list(row.cells.values())
    if pairs and len(cells) % 2 == 0:
        return Told(cells[::2], cells[1::2])
    if is_alone(row, over):
        return Told((), cells)
    return Told([over.get(column, "") for column in row.cells], cells)


def is_alone(row: Row, over: Mapping[int, str]) -> bool:
    """Whether a row is a group's name or a remark rather than a row of the columns that these names stand over."""
    return len(row.cells) == 1 and (next(iter(row.cells)) <= min(over, default=0) or _spans(row, max(over, default=0)))


def _spans(row: Row, last: int) -> bool:
    return any(first == 0 and end >= last for first, end in row.wide.items())


def loses(head: Sequence[Row], over: Mapping[int, str], body: Sequence[Row]) -> bool:
    """Whether a name would be lost, since nothing stands under it."""
    used = {column for row in body if not is_alone(row, over) for column in row.cells}
    return any(used.isdisjoint(columns(first, row.wide.get(first, first))) for row in head for first in row.cells)


def named_columns(head: Sequence[Row], body: Sequence[Row]) -> tuple[dict[int, str], str]:
    """The names of a header, and its corner, or "".

    The corner above the first column is no name when it is but the first of several sections, as "Assets" is of a
    balance; so it is where rows of figures stand below the names of others, unless it is a word that names columns.
    """
    over = names(head)
    left = min(over, default=0)
    corner = next((row.cells[left] for row in reversed(head) if left in row.cells and not row.named), "")
    parts = any(
        len(row.cells) == 1 and left in row.cells and any(map(is_value, list(after.cells.values())[1:]))
        for row, after in pairwise(body)
    )
    if not corner or not parts or is_name(corner):
        return over, ""
    del over[left]
    return over, corner


def names(head: Sequence[Row]) -> dict[int, str]:
    """Column -> its name, from the top row down: "Exports 1994"."""
    found: dict[int, list[str]] = {}
    for row in head:
        for first, text in row.cells.items():
            for column in columns(first, row.wide.get(first, first)):
                above = found.setdefault(column, [])
                above += [text] if text not in above else []
    return {column: " ".join(parts) for column, parts in found.items()}
