"""Lines of a region -> the tables among them.

Lines are rows where wide gaps part them, and the gaps of several lines stand one above the other. Rules that are drawn
between cells are not looked at.
"""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.reading.readers.pdf.layout import Line, is_leftward, line_of
from assistant.reading.readers.pdf.words import Word
from assistant.reading.tables import Row, rows_of, shape

Cell = tuple[Line, ...]
Column = tuple[float, float]

_GAP = 0.9  # of the size of the type: wider than a space between words gets
_FAR = 3.5  # of the size: what stands so far below belongs to another table
_NEAR = 2.0
_FIGURE = re.compile(r"[^\w]*\d[\d\s.,:/%€$£+-]*[^\w]*")
_MARK = re.compile(r"[^\w\s]|o|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\[\d{1,3}\]")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Table:
    """Lines [start, end) of a region. A row has a cell for each column, some of them empty; `header` may be ().

    Or rows are `pairs`, a label and its value each.
    """

    start: int
    end: int
    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    pairs: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A line, with the parts of it that stand in each column."""

    line: Line
    cells: list[list[Line]]

    @property
    def filled(self) -> list[int]:
        """The numbers of the columns in which something stands."""
        return [place for place, cell in enumerate(self.cells) if cell]


def tables(region: Sequence[Line]) -> list[Table]:
    """The tables of a region, top down."""
    pieces = [_pieces(line) for line in region]
    out: list[Table] = []
    place = 0
    while place < len(region):
        end = _end_of_run(region, pieces, place)
        if table := _table(region, pieces, place, end):
            out.append(table)
        place = max(end, place + 1)
    return out


def _pieces(line: Line) -> list[Line]:
    """Parts of a line between wide gaps, from left to right; a list's item is one with its mark."""
    words = sorted(line.words, key=lambda word: word.left)
    parts: list[list[Word]] = [[]]
    edge = words[0].right
    for word in words:
        if word.left - edge > _GAP * line.size:
            parts.append([])
        parts[-1].append(word)
        edge = max(edge, word.right)
    marked = len(parts) == 2 and len(parts[0]) == 1 and _MARK.fullmatch(parts[0][0].text)
    return [line] if marked or len(parts) == 1 else [line_of(part) for part in parts]


def _end_of_run(region: Sequence[Line], pieces: Sequence[Sequence[Line]], start: int) -> int:
    """Behind the last of the lines from `start` on that may be those of one table; `start` when there is none."""
    if len(pieces[start]) < 2:
        return start
    last = start  # the last line with gaps
    end = start + 1
    for place in range(start + 1, len(region)):
        line, before = region[place], region[place - 1]
        step = line.base - before.base
        if not 0 <= step < _FAR * max(line.size, before.size):
            break
        if len(pieces[place]) > 1:
            last, end = place, place + 1
        elif not any(abs(line.left - piece.left) < 0.6 * line.size for piece in pieces[last][1:]):
            if place - last > 1 or step > _NEAR * line.size:
                break
        elif end == place and step < 1.6 * line.size:  # the end of a cell
            end = place + 1
    return end


def _table(region: Sequence[Line], pieces: Sequence[Sequence[Line]], start: int, end: int) -> Table | None:
    """The table that a run of lines makes, if it does make one."""
    parted = [row for row in pieces[start:end] if len(row) > 1]
    if len(parted) < 2:
        return None
    columns = _columns(parted, statistics.median(line.size for line in region[start:end]))
    if len(columns) < 2:
        return None
    split = [[part for piece in row for part in _split(piece, columns)] for row in pieces[start:end]]
    rows = [_Row(line, _in_columns(row, columns)) for line, row in zip(region[start:end], split, strict=True)]
    order = -1 if is_leftward([word for line in region[start:end] for word in line.words]) else 1
    named = _header_length(rows, order)
    header = _over_columns([piece for row in split[:named] for piece in row], columns)
    joined = [row[::order] for row in _joined(rows[named:])]
    pairs = not header and shape(_placed(joined)).pairs
    if len(joined) < (1 if header else 2 if pairs else 3):
        return None
    return Table(start, end, header[::order], tuple(joined), pairs)


def _columns(rows: Sequence[Sequence[Line]], size: float) -> list[Column]:
    """(left, right) of each column: they are parted by strips into which at most a few rows reach."""
    pieces = [piece for row in rows for piece in row]
    edges = sorted([(piece.left, 1) for piece in pieces] + [(piece.right, -1) for piece in pieces])
    few = len(rows) // 6
    columns: list[Column] = []
    over, begun = 0, 0.0
    for place, turn in edges:
        if over == few and turn > 0:
            begun = place
        elif over == few + 1 and turn < 0:
            if columns and begun - columns[-1][1] < 0.5 * size:
                begun = columns.pop()[0]
            columns.append((begun, place))
        over += turn
    return columns


def _split(piece: Line, columns: Sequence[Column]) -> list[Line]:
    """A piece parted also where a gap that is but a little wider than a space falls between two columns."""
    words = sorted(piece.words, key=lambda word: word.left)
    parts = [[words[0]]]
    for before, word in pairwise(words):
        gap = word.left - before.right
        strips = any(before.right < right and left < word.left for (_, left), (right, _) in pairwise(columns))
        if gap > 0.4 * piece.size and strips:
            parts.append([])
        parts[-1].append(word)
    return [line_of(part) for part in parts] if len(parts) > 1 else [piece]


def _in_columns(pieces: Sequence[Line], columns: Sequence[Column]) -> list[list[Line]]:
    """The pieces in each column; one over several stands in the first."""
    cells: list[list[Line]] = [[] for _ in columns]
    for piece in pieces:
        over = [place for place, column in enumerate(columns) if _overlaps(piece, column)]
        cells[over[0] if over else _nearest(piece, columns)].append(piece)
    return cells


def _over_columns(pieces: Sequence[Line], columns: Sequence[Column]) -> tuple[Cell, ...]:
    """What stands over each column; a piece over several stands over each of them. () when there is nothing."""
    if not pieces:
        return ()
    cells: list[list[Line]] = [[] for _ in columns]
    for piece in pieces:
        for place in [place for place, column in enumerate(columns) if _overlaps(piece, column)] or [
            _nearest(piece, columns)
        ]:
            cells[place].append(piece)
    return tuple(map(tuple, cells))


def _overlaps(piece: Line, column: Column) -> bool:
    common = min(piece.right, column[1]) - max(piece.left, column[0])
    return common > 0.3 * min(piece.right - piece.left, column[1] - column[0])


def _nearest(piece: Line, columns: Sequence[Column]) -> int:
    return min(
        range(len(columns)), key=lambda place: max(columns[place][0] - piece.right, piece.left - columns[place][1])
    )


def _header_length(rows: Sequence[_Row], order: int) -> int:
    """How many lines on top name the columns: those in bold type, or else those apart, or the first; 0 for none."""
    bold = next((place for place, row in enumerate(rows) if not row.line.bold), len(rows))
    steps = [after.line.base - row.line.base for row, after in pairwise(rows)]
    apart = next((place for place, step in enumerate(steps[:4]) if step > 1.3 * min(steps)), 0)
    lines = apart + 1 if apart and max(steps[:apart]) < 1.5 * rows[0].line.size else 1
    lines = bold if 0 < bold < len(rows) else lines
    if not lines < len(rows):
        return 0
    if not _is_over(rows[:lines], rows[lines:]):
        return 0
    head, *below = _placed([_one(rows[:lines]), *_joined(rows[lines:])], order)
    found = shape([replace(head, bold=bold == lines), *below])
    used = {column for row in below for column in row.cells}
    if found.titles or not found.heads or not head.cells.keys() <= used:
        return 0
    return lines if max(map(len, head.cells.values())) <= _LONGEST_NAME else 0


def _is_over(head: Sequence[_Row], below: Sequence[_Row]) -> bool:
    """Whether names are over their columns alone: all but the first have one, or each stands in line with its own."""
    if all(any(row.cells[place] for row in head) for place in range(1, len(head[0].cells))):
        return True
    for row in head:
        for place in row.filled:
            under = [piece for other in below for piece in other.cells[place]]
            if under and not _in_line(row.cells[place], under):
                return False
    return True


def _in_line(name: Sequence[Line], under: Sequence[Line]) -> bool:
    left, right = min(piece.left for piece in name), max(piece.right for piece in name)
    first, last = min(piece.left for piece in under), max(piece.right for piece in under)
    offs = (left - first, right - last, (left + right - first - last) / 2)
    return min(map(abs, offs)) < 0.3 * name[0].size


def _placed(rows: Sequence[Sequence[Cell]], order: int = 1) -> list[Row]:
    """Rows of cells in the order in which they are read."""
    texts = [[" ".join(piece.text for piece in cell) for cell in row[::order]] for row in rows]
    return [row for row in rows_of(texts) if row.cells]


def _one(rows: Sequence[_Row]) -> tuple[Cell, ...]:
    """Lines as one row."""
    return tuple(tuple(piece for row in rows for piece in row.cells[place]) for place in range(len(rows[0].cells)))


def _joined(rows: Sequence[_Row]) -> list[tuple[Cell, ...]]:
    """The rows, lines that are of one row joined."""
    groups: list[list[_Row]] = []
    for place, row in enumerate(rows):
        after = rows[place + 1] if place + 1 < len(rows) else None
        if groups and _continues(groups[-1], row, after):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [_one(group) for group in groups]


def _continues(group: Sequence[_Row], row: _Row, after: _Row | None) -> bool:
    """Whether a line is of the row whose lines so far are given; `after` is the line that comes next."""
    size = row.line.size
    step = row.line.base - group[-1].line.base
    filled = {place for line in group for place in line.filled}
    if step < 0.7 * size:  # cells of one row, not all set at the same height
        return len(filled & set(row.filled)) < 2
    if step > 1.6 * size:
        return False
    if 0 not in filled:  # the ends of long cells stand above the middle of short ones
        return True
    if not row.cells[0]:
        figures = any(_FIGURE.fullmatch(piece.text) for cell in row.cells for piece in cell)
        nearer = after is not None and after.line.base - row.line.base < step - 0.15 * size
        return not nearer and not (figures and len(row.filled) > 1) and set(row.filled) <= filled
    return row.filled == [0] and row.cells[0][0].text[0].islower() and bool(group[-1].cells[0])
