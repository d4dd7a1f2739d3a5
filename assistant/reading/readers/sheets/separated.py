"""Separated values (.csv, .tsv): by commas, semicolons, tabs or bars, whichever the file shows.

Not by Python's own csv: an opening quotation mark that is none costs it the rest of the file, and its limit on a
field's length is one for the whole program.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import dropwhile, islice

from assistant.errors import ReportUnreadable
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers.sheets.tables import write
from assistant.reading.tables import Row
from assistant.reading.text import decoded

MOST_CELLS = 1_000_000
"""How many cells of one file are read."""

_MARK = '"'
_NOTHING = "\0"  # which is in no decoded text
_SIGNS = "\t;,|"  # the likeliest first, where two fit alike
_SPACES = re.compile(" *")
_LONGEST = 10_000_000  # characters of one cell
_PREAMBLE = 20  # records before the table, which may have one cell
_SAMPLE = 200  # records that show what is between their cells
_SAMPLE_CHARACTERS = 200_000
_LIKELY = 0.5
_DOUBT = 0.1  # where the first records have one cell: these may be the header, and the sign a decimal comma
_DECLARED = "sep="


def read(data: bytes) -> Content:
    """The rows of a file, each as a line that carries its header; a file of one column as its lines.

    Raises ReportUnreadable.
    """
    whole = decoded(data)
    text = whole.text
    between, start = _declared(text)
    if not between:
        between = _likeliest(text[:_SAMPLE_CHARACTERS])
    blocks = Blocks()
    for note in whole.notes:
        blocks.note(note)
    lines: list[Row] = []
    left = MOST_CELLS
    number = 0
    for number, cells in enumerate(records(text, between, start), 1):
        filled = {column: cell for column, cell in enumerate(cells[:left]) if cell and not cell.isspace()}
        left -= len(filled)
        if filled:
            lines.append(Row(number, filled))
        if left <= 0:
            break
    unwritten = write(blocks, lines)
    if left <= 0 or unwritten:
        blocks.note(f"read up to row {number - unwritten}, as it holds too many cells; split it")
    return blocks.content()


def is_table(data: bytes) -> bool:
    """Whether a file seems to be one of separated values: a text that something parts into cells."""
    try:
        text = decoded(data).text[:_SAMPLE_CHARACTERS]
    except ReportUnreadable:
        return False
    return bool(_declared(text)[0]) or _likeliest(text) != _NOTHING


def _declared(text: str) -> tuple[str, int]:
    """What a first line "sep=;" says, which Excel reads, and where the next begins; ("", 0) without one."""
    end = text.find("\n")
    line = text[:end].strip('"\ufeff').lower()
    if end > 0 and line.startswith(_DECLARED) and len(line) <= len(_DECLARED) + 1:
        return line[len(_DECLARED) :] or "\t", end + 1
    return "", 0


def records(text: str, between: str, start: int = 0) -> Iterator[Sequence[str]]:
    """The cells of each row, as many as are read of a file; blank rows among them.

    A cell may be in quotation marks, two of which stand for one within; a mark that no other closes is a sign as any.
    """
    while start < len(text):
        end = _line_end(text, start)
        line = text[start:end]
        if '"' in line:
            cells, end = _record(text, between, start)
            yield cells
        else:
            yield line.split(between, MOST_CELLS)[:MOST_CELLS]
        start = end + 1


def _record(text: str, between: str, start: int) -> tuple[list[str], int]:
    """The cells of a row with quotation marks, and where it ends."""
    cells: list[str] = []
    line_end = _line_end(text, start)
    while True:
        cell, end = _quoted(text, between, start) or ("", -1)
        if end > line_end:
            line_end = _line_end(text, end)
        elif end < 0:
            end = text.find(between, start, line_end)
            end = line_end if end < 0 else end
            cell = text[start:end]
        cells.append(cell)
        if end >= line_end or len(cells) == MOST_CELLS:
            return cells, line_end
        start = end + 1


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _quoted(text: str, between: str, start: int) -> tuple[str, int] | None:
    """A cell in quotation marks, and where it ends; None where there is none."""
    start = _after_spaces(text, start)
    if not text.startswith(_MARK, start):
        return None
    at = text.find(_MARK, start + 1, start + _LONGEST)
    while at >= 0 and text.startswith(_MARK, at + 1):
        at = text.find(_MARK, at + 2, start + _LONGEST)
    if at < 0:
        return None
    cell = text[start + 1 : at].replace(_MARK * 2, _MARK)
    end = _after_spaces(text, at + 1)
    return (cell, end) if text[end : end + 1] in ("", "\n", between) else None


def _after_spaces(text: str, start: int) -> int:
    found = _SPACES.match(text, start)
    return found.end() if found else start


def _likeliest(text: str) -> str:
    """What stands between the cells: what parts most records into the same number of them; NOTHING for none."""
    best = max(_SIGNS, key=lambda sign: _score(text, sign))
    return best if _score(text, best) >= _LIKELY else _NOTHING


def _score(text: str, sign: str) -> float:
    """How likely a sign stands between the cells, 0 to 1."""
    found = [cells for cells in islice(records(text, sign), _SAMPLE) if len(cells) > 1 or cells[0].strip()]
    every = len(found)
    found = list(dropwhile(lambda cells: len(cells) < 2, found[:_PREAMBLE])) + found[_PREAMBLE:]
    parted = [cells for cells in found if len(cells) > 1]
    if not parted:
        return 0.0
    spaced = sum(cell[:1] == " " for cells in parted for cell in cells[1:]) * 2 > sum(map(len, parted)) - len(parted)
    widths = Counter(map(len, parted))
    fit = widths.most_common(1)[0][1]
    if not spaced:  # in prose a space follows; else short rows are rows as well
        fit = max(fit, sum(count for width, count in widths.items() if width <= len(parted[0])))
    if spaced and len(found) == 1:
        return 0.0
    return fit / len(found) * (1 - _DOUBT + _DOUBT * len(found) / every)
