"""The rows of workbooks and of separated values -> tables, each row as a line that carries its header."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from assistant.reading.blocks import Blocks

MOST_CHARACTERS = 50_000_000
"""What is written of one file; what comes after it is left out."""

_LONGEST_NAME = 120
_SAMPLE = 50  # lines that tell what a table is like
_DEEPEST_HEADER = 20  # lines of titles before it
_LIST = 100  # characters; single cells that are longer are paragraphs
_SENTENCE = 60
_MOST_COVERED = 1000  # columns of one joined cell that are followed
_FIGURE = re.compile(r"\W*\d[\d\s.,:/%€$£+–-]*(?:E[+-]?\d+)?\W*|TRUE|FALSE")
_PERIOD = re.compile(r"(?:1[5-9]|20)\d\d(?:\s?[/–-]\s?\d{1,4})?(?:-\d\d)?")
_ADDRESS = re.compile(r"\S@\S|://")


@dataclass(frozen=True, slots=True)
class Line:
    """A row's filled cells by their columns, in order; rows that are not filled are missing from the numbers.

    `named` when the file says that they name the columns; `bold` when all are; `wide` are the cells that reach over
    several columns, with the last of these.
    """

    number: int
    cells: Mapping[int, str]
    named: bool = False
    bold: bool = False
    wide: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Table:
    """Lines without a blank one between: what stands before the header, the header's, and the rows."""

    before: Sequence[Line]
    header: Sequence[Line]
    rows: Sequence[Line]
    names: Mapping[int, str] = field(default_factory=dict)


def write(blocks: Blocks, lines: Sequence[Line]) -> int:
    """Add lines as tables, and tell how many are left out since there are too many."""
    for table in _tables(lines):
        _write_before(blocks, table)
        written = _write_rows(blocks, table)
        if written < len(table.rows):
            return sum(line.number > table.rows[written - 1].number for line in lines)
    return 0


def _write_before(blocks: Blocks, table: _Table) -> None:
    for line in table.before:
        _write_free(blocks, line)
    first = min(table.names, default=0)
    used = {place for line in table.rows for place in line.cells if not _is_alone(line, first)}
    if any(place not in used for line in table.header for place in line.cells):  # its name would be lost
        for line in table.header:
            blocks.row((), list(line.cells.values()))


def _write_rows(blocks: Blocks, table: _Table) -> int:
    """How many of a table's rows are written."""
    free = not table.names and _is_free(table.rows)
    pairs = not table.names and _is_pairs(table.rows)
    first = min(table.names, default=0)
    for place, line in enumerate(table.rows):
        if blocks.length > MOST_CHARACTERS:
            return place
        cells = list(line.cells.values())
        if free:
            blocks.paragraph(cells[0])
        elif pairs and len(cells) > 1:
            blocks.row(cells[:1], ["", *cells[1:]][1:])
        elif _is_alone(line, first):
            blocks.row((), cells)
        else:
            blocks.row([table.names.get(column, "") for column in line.cells], cells)
    return len(table.rows)


def _is_alone(line: Line, first: int) -> bool:
    """Whether a line is a group's name or a remark rather than a row of the table whose first column this is."""
    return len(line.cells) == 1 and next(iter(line.cells)) <= first


def _write_free(blocks: Blocks, line: Line) -> None:
    cells = list(line.cells.values())
    if len(cells) == 1:
        blocks.paragraph(cells[0])
    elif _is_label(line):
        blocks.row(cells[:1], cells[1:])
    else:
        blocks.row((), cells)


def _is_label(line: Line) -> bool:
    """Whether a line says something of the whole, as "Source: | the board" does."""
    return len(line.cells) == 2 and next(iter(line.cells.values())).rstrip().endswith(":")


def _is_free(rows: Sequence[Line]) -> bool:
    """Whether lines are paragraphs: one cell each, and they are few or long."""
    if any(len(line.cells) > 1 for line in rows):
        return False
    return len(rows) < 3 or any(len(text) > _LIST for line in rows[:_SAMPLE] for text in line.cells.values())


def _is_pairs(rows: Sequence[Line]) -> bool:
    """Whether lines are a label and its value each, as in "Start: | 1 May 1994"."""
    sample = [list(line.cells.values()) for line in rows[:_SAMPLE] if len(line.cells) > 1]
    if not sample or any(len(cells) > 2 or _FIGURE.fullmatch(cells[0]) for cells in sample):
        return False
    if sum(cells[0].rstrip().endswith(":") for cells in sample) * 2 > len(sample):
        return True
    figures = sum(bool(_FIGURE.fullmatch(cells[1])) for cells in sample[1:])
    labels = {cells[0] for cells in sample}
    return len(labels) == len(sample) > 2 and len(sample) <= 5 * figures <= 4 * len(sample)


def _tables(lines: Sequence[Line]) -> Iterator[_Table]:
    """The tables, those of a sheet one below the other."""
    last: _Table | None = None
    for piece in _pieces(lines):
        table = _table(piece)
        if not table.names and last is not None and last.names and _goes_on(last, piece):
            table = _Table((), (), piece, last.names)
        last = table
        yield table


def _pieces(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines between blank ones; a header that a blank line parts from its rows stays with them."""
    piece: list[Line] = []
    headed = False
    for place, line in enumerate(lines):
        blank = bool(piece) and line.number > piece[-1].number + 1
        if piece and blank and len(piece) == 1 and _is_header([*piece, *lines[place : place + _SAMPLE]], 0):
            blank = len(_until_blank(lines[place : place + _SAMPLE])) < 2
        if blank or (line.named and headed):
            yield piece
            piece, headed = [], False
        piece.append(line)
        headed = headed or line.named
    if piece:
        yield piece


def _until_blank(lines: Sequence[Line]) -> Sequence[Line]:
    end = next((n for n in range(1, len(lines)) if lines[n].number > lines[n - 1].number + 1), len(lines))
    return lines[:end]


def _table(piece: Sequence[Line]) -> _Table:
    at = _header_at(piece)
    if at is None:
        titles = next((place for place, line in enumerate(piece) if len(line.cells) > 1), 0)
        return _Table(piece[:titles], (), piece[titles:])
    first, end = at, at + 1
    while first and _groups(piece[first - 1]):
        first -= 1
    while end < len(piece) - 1 and _is_below(piece[end - 1], piece[end]):
        end += 1
    header = piece[first:end]
    return _Table(piece[:first], header, piece[end:], _names(header))


def _header_at(piece: Sequence[Line]) -> int | None:
    """Where the line is that names the columns: where the file says so, else the first full one if it looks so."""
    named = next((place for place, line in enumerate(piece[:-1]) if line.named and len(line.cells) > 1), None)
    if named is not None:
        return named
    usual = median_low(len(line.cells) for line in piece[:_SAMPLE])
    for place, line in enumerate(piece[:_DEEPEST_HEADER]):
        below = piece[place + 1 : place + 1 + _SAMPLE]
        if len(line.cells) < 2 or (len(line.cells) < usual and not _covers(line, below)) or _is_label(line):
            continue
        if _is_header(piece, place):
            return place
        if not line.wide:
            return None
    return None


def _is_header(piece: Sequence[Line], place: int) -> bool:
    """Whether a line looks as if it named the columns of the lines below."""
    line, below = piece[place], piece[place + 1 : place + 1 + _SAMPLE]
    texts = list(line.cells.values())
    if not below or len(texts) < 2 or max(map(len, texts)) > _LONGEST_NAME or not _covers(line, below):
        return False
    if line.bold and not below[0].bold:
        return True
    if len(set(texts)) < len(texts) and not (place and piece[place - 1].wide):
        return False
    if any(_ADDRESS.search(text) or (len(text) > _SENTENCE and text.endswith(".")) for text in texts):
        return False
    if _is_pairs(piece[place:]):
        return False
    figures = [column for column, text in line.cells.items() if _FIGURE.fullmatch(text)]
    if figures:
        return _are_periods(line, figures, below)
    return not any(other.cells.get(column) == text for column, text in line.cells.items() for other in below)


def _covers(line: Line, below: Sequence[Line]) -> bool:
    """Whether a line has something above the columns that are in use below, but for a corner or one of five."""
    counts = Counter(column for other in below for column in other.cells)
    used = {column for column, count in counts.items() if count * 3 >= len(below)}
    over = set(line.cells) | {column for first, last in line.wide.items() for column in _columns(first, last)}
    bare = used - over
    return bare <= {min(used, default=0)} or len(bare) * 5 <= len(used)


def _are_periods(line: Line, figures: Sequence[int], below: Sequence[Line]) -> bool:
    """Whether the figures in a line are years and the like that head columns of other figures."""
    if not all(_PERIOD.fullmatch(line.cells[column]) for column in figures):
        return False
    values = [text for other in below for column in figures if (text := other.cells.get(column))]
    fit = [text for text in values if _FIGURE.fullmatch(text) and not _PERIOD.fullmatch(text)]
    labels = [text for other in below for column, text in other.cells.items() if column < min(figures)]
    return len(fit) * 2 > len(values) and len(labels) * 2 > len(below)


def _groups(line: Line) -> bool:
    """Whether a line names groups of columns, and is no title over all of them."""
    return bool(line.wide) and (len(line.cells) > 1 or min(line.cells) > 0)


def _is_below(line: Line, other: Line) -> bool:
    """Whether a line names the columns of the groups that the one above it names."""
    under = {column for first, last in line.wide.items() for column in _columns(first, last)}
    if not _groups(line) or not under & set(other.cells):
        return False
    return all(column in under or line.cells.get(column) in (None, text) for column, text in other.cells.items())


def _columns(first: int, last: int) -> range:
    return range(first, min(last, first + _MOST_COVERED) + 1)


def _names(header: Sequence[Line]) -> dict[int, str]:
    """Column -> its name, from the top line down: "Exports 1994"."""
    names: dict[int, str] = {}
    for line in header:
        for first, text in line.cells.items():
            for column in _columns(first, line.wide.get(first, first)):
                above = names.get(column, "")
                names[column] = above if text in above.split("\n") else f"{above}\n{text}".strip()
    return {column: name.replace("\n", " ") for column, name in names.items()}


def _goes_on(table: _Table, rows: Sequence[Line]) -> bool:
    """Whether lines after a blank one are rows of the table before: in the same columns, of the same kinds."""
    earlier, later = _kinds(table.rows), _kinds(rows)
    full = sum(len(line.cells) * 2 >= len(table.names) for line in rows[:_SAMPLE])
    if full * 2 < min(len(rows), _SAMPLE) or not later.keys() <= table.names.keys():
        return False
    return all(earlier.get(column, kind) == kind for column, kind in later.items())


def _kinds(rows: Sequence[Line]) -> dict[int, bool]:
    """Column -> whether most of what stands there are figures."""
    figures: dict[int, list[bool]] = {}
    for line in rows[:_SAMPLE]:
        for column, text in line.cells.items():
            figures.setdefault(column, []).append(bool(_FIGURE.fullmatch(text)))
    return {column: sum(found) * 2 > len(found) for column, found in figures.items()}
