"""Which rows of a table name its columns, in whatever format it stands; whether its rows are labels with their values.

What the file says counts first. Otherwise it is weighed, and in doubt a table has no names: a bare row says less than
it could, a wrong name says what is not so.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from statistics import median_low

from assistant.reading.cells import are_names, is_counted, is_label, is_name, is_value, kind, may_label

SAMPLE = 50
"""How many rows tell what a table is like."""

_LONGEST_NAME = 120
_SENTENCE = 60
_DEEPEST_HEADER = 20  # rows of titles before it
_MOST_COVERED = 1000  # columns of one joined cell that are followed


@dataclass(frozen=True, slots=True)
class Row:
    """A row's filled cells by their columns, in order; rows that are not filled are missing from the numbers.

    `named` when the file says that they name the columns; `bold` when all are; `wide` are the cells that reach over
    several columns, with the last of these; `label` when the first alone is bold, or marked as its row's header.
    """

    number: int
    cells: Mapping[int, str]
    named: bool = False
    bold: bool = False
    wide: Mapping[int, int] = field(default_factory=dict)
    label: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How many rows stand before a table, and how many after these name its columns; or its rows are `pairs`."""

    titles: int = 0
    heads: int = 0
    pairs: bool = False


def rows_of(texts: Sequence[Sequence[str]]) -> list[Row]:
    """Rows of texts, one a column."""
    return [
        Row(number, {place: text for place, text in enumerate(row) if text.strip()}) for number, row in enumerate(texts)
    ]


def shape(rows: Sequence[Row]) -> Shape:
    """How the rows of one table are to be read."""
    if (said := _said(rows)) is not None:
        return said
    at = None if _are_labels(rows) and not _is_heavy(rows, 0) else _header_at(rows)
    if at is None:
        titles = next((place for place, row in enumerate(rows) if len(row.cells) > 1), 0)
        return Shape(titles, pairs=_are_labels(rows) or _differ(rows))
    return _grown(rows, at, at + 1)


def _said(rows: Sequence[Row]) -> Shape | None:
    """The header that the file names, if it leaves rows below; a title that it counts to it stands before it."""
    left = min((min(row.cells) for row in rows), default=0)
    marked = [place for place, row in enumerate(rows) if row.named and (len(row.cells) > 1 or left not in row.cells)]
    if not marked:
        return None
    end = marked[0] + len(list(takewhile(lambda row: row.named, rows[marked[0] :])))
    return _grown(rows, marked[0], end) if end < len(rows) else None


def _grown(rows: Sequence[Row], first: int, end: int) -> Shape:
    """A header with the names of groups that stand above or below it."""
    while first and _groups(rows[first - 1]):
        first -= 1
    while end < len(rows) - 1 and _is_below(rows, end):
        end += 1
    return Shape(first, end - first)


def _header_at(rows: Sequence[Row]) -> int | None:
    """Where the row is that names the columns: the first full one if it looks so."""
    usual = median_low([len(row.cells) for row in rows[:SAMPLE]] or [0])
    for place, row in enumerate(rows[:_DEEPEST_HEADER]):
        below = rows[place + 1 : place + 1 + SAMPLE]
        corner = len(row.cells) == 1 and not row.wide and 0 not in row.cells
        if (len(row.cells) < 2 and not corner) or is_labelled(row):
            continue
        if len(row.cells) < usual and not _covers(row, below):
            continue
        if is_header(rows, place):
            return place
        if not row.wide:
            return None
    return None


def is_header(rows: Sequence[Row], place: int = 0) -> bool:
    """Whether a row looks as if it named the columns of the rows below."""
    row, below = rows[place], rows[place + 1 : place + 1 + SAMPLE]
    texts = list(row.cells.values())
    if not below or max(map(len, texts), default=0) > _LONGEST_NAME or not _covers(row, below):
        return False
    if _is_heavy(rows, place):
        return True
    if any(map(_is_no_name, texts)) or _are_labels(rows[place:]) or _differ(rows[place:]):
        return False
    if values := [column for column, text in row.cells.items() if is_value(text)]:
        return _are_periods(row, values, below)
    return any(_is_of_one_kind(column, below) for column in row.cells) or _are_likely(row, below)


def _is_no_name(text: str) -> bool:
    return "://" in text or "@" in text or is_counted(text) or (len(text) > _SENTENCE and text.endswith("."))


def _is_heavy(rows: Sequence[Row], place: int) -> bool:
    """Whether a row alone is bold, and of words."""
    row, below = rows[place], rows[place + 1 : place + 2]
    bold = row.bold and len(row.cells) > 1 and not any(other.bold for other in below)
    return bold and not any(kind(text) == "number" for text in row.cells.values())


def _covers(row: Row, below: Sequence[Row]) -> bool:
    """Whether a row has something above the columns that are in use below, but for a corner, one, or one of five."""
    counts = Counter(column for other in below for column in other.cells)
    used = {column for column, count in counts.items() if count * 3 >= len(below)}
    over = set(row.cells) | {column for first, last in row.wide.items() for column in columns(first, last)}
    bare = used - over
    return bare <= {min(used, default=0)} or len(bare) * 5 <= len(used) or (len(bare) == 1 and len(used) > 2)


def _is_of_one_kind(column: int, below: Sequence[Row]) -> bool:
    """Whether there are values under a name, nearly all of them of one kind."""
    kinds = Counter(kind(text) for other in below if (text := other.cells.get(column)))
    del kinds["missing"]
    most, count = max(kinds.items(), key=lambda item: item[1], default=("text", 0))
    return most != "text" and count * 4 >= kinds.total() * 3


def _are_periods(row: Row, values: Sequence[int], below: Sequence[Row]) -> bool:
    """Whether the values in a row are years and the like that head columns of other figures."""
    if any(kind(row.cells[column]) not in {"period", "date"} for column in values):
        return False
    if len(values) < 2 and len(row.cells) == 2 and not is_name(row.cells[min(row.cells)]):
        return False  # it may as well be a label with its value
    found = [text for other in below for column in values if (text := other.cells.get(column))]
    fit = [text for text in found if kind(text) not in {"text", "period", "date"}]
    labels = [text for other in below for column, text in other.cells.items() if column < min(values)]
    return len(fit) * 2 > len(found) and len(labels) * 2 > len(below)


def _are_likely(row: Row, below: Sequence[Row]) -> bool:
    """Whether words name columns of words: no name twice or again below, and something that tells them apart."""
    texts = list(row.cells.values())
    if len(texts) < 2 or len(set(texts)) < len(texts) or any(any(map(str.isdigit, text)) for text in texts[1:]):
        return False
    if any(other.cells.get(column) == text for column, text in row.cells.items() for other in below):
        return False
    known = sum(map(is_name, texts))
    if known * 2 >= len(texts) and known > 1:
        return True
    if min(row.cells) > min(min(other.cells) for other in below):  # without its corner it may be any row
        return False
    if _contrasts(row, below) or _repeat(row, below) or (len(texts) > 2 and len(below) > 1):
        return True
    return known > 0 and _is_over_prose(row, below)


def _contrasts(row: Row, below: Sequence[Row]) -> bool:
    """Whether names begin with small letters, and what stands below the first with capitals, or the other way."""
    first = min(row.cells)
    under = [text[0] for other in below if (text := other.cells.get(first))]
    if len(under) < 2:
        return False
    heads = [text[0] for text in row.cells.values()]
    small, large = all(map(str.islower, heads)), all(map(str.isupper, heads))
    return (small and all(map(str.isupper, under))) or (large and all(map(str.islower, under)))


def _is_over_prose(row: Row, below: Sequence[Row]) -> bool:
    """Whether a word that names columns stands over several sentences, far longer than itself."""
    for column, text in row.cells.items():
        under = [other.cells[column] for other in below if column in other.cells]
        if is_name(text) and len(under) > 1 and sum(len(words) > _SENTENCE for words in under) * 2 > len(under):
            return True
    return False


def _repeat(row: Row, below: Sequence[Row]) -> bool:
    """Whether the same words come again and again below a name."""
    for column in row.cells:
        under = [text for other in below if (text := other.cells.get(column))]
        if len(under) > 3 and len(set(under)) * 2 <= len(under):
            return True
    return False


def is_labelled(row: Row) -> bool:
    """Whether a row says something of the whole, as "Source: | the board" does."""
    return len(row.cells) == 2 and next(iter(row.cells.values())).rstrip().endswith(":")


def _pairs(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """The labels and values that rows hold in turn; none when they cannot be such."""
    found = [list(row.cells.values()) for row in rows[:SAMPLE] if len(row.cells) > 1]
    pairs = [pair for cells in found for pair in zip(cells[::2], cells[1::2], strict=False)]
    fit = all(len(cells) % 2 == 0 for cells in found) and all(may_label(label) for label, _ in pairs)
    return pairs if fit else []


def _are_labels(rows: Sequence[Row]) -> bool:
    """Whether rows are labels and their values by the labels: with colons, marked as such, or often met."""
    pairs = _pairs(rows)
    if sum(label.rstrip().endswith(":") > value.rstrip().endswith(":") for label, value in pairs) * 2 > len(pairs):
        return True
    labels = [label for label, _ in pairs]
    if not pairs or len(set(labels)) < len(labels) or are_names(*pairs[0]):
        return False
    known = sum(map(is_label, labels))
    if any(len(row.cells) > 2 for row in rows):  # a row of names may hold some labels
        return len(rows) > 1 and known > 2 and known * 4 >= len(labels) * 3
    return (known > 1 and known * 2 >= len(labels)) or (all(row.label for row in rows if len(row.cells) > 1))


def _differ(rows: Sequence[Row]) -> bool:
    """Whether rows are labels and their values by the values, which are now words, now figures or dates."""
    pairs = [] if any(len(row.cells) > 2 for row in rows[:SAMPLE]) else _pairs(rows)
    labels = {label for label, _ in pairs}
    if len(pairs) < 3 or len(labels) < len(pairs) or are_names(*pairs[0]):
        return False
    if len({label[0].isupper() for label in labels}) > 1:
        return False
    first, *rest = (kind(value) for _, value in pairs)
    over = first == "text" or (first == "period" and set(rest) <= {"number", "missing"})  # it may be a name
    kinds = Counter(rest if over else [first, *rest])
    del kinds["missing"]
    count = kinds.total()
    most = max((times for one, times in kinds.items() if one != "text"), default=0)
    figures = count - kinds["text"]
    return len(kinds) > 1 and figures * 5 >= count and most * 4 < count * 3


def _groups(row: Row) -> bool:
    """Whether a row names groups of columns, and is no title over all of them."""
    return bool(row.wide) and (len(row.cells) > 1 or min(row.cells) > 0)


def _is_below(rows: Sequence[Row], place: int) -> bool:
    """Whether a row names the columns of the groups that the one above it names."""
    row, other = rows[place - 1], rows[place]
    under = {column for first, last in row.wide.items() for column in columns(first, last)}
    if not _groups(row) or len(under & set(other.cells)) < 2:
        return False
    if any(kind(text) in {"number", "missing", "truth"} for text in other.cells.values()):
        return False
    beside = [column for column in other.cells if column not in under]
    if any(row.cells.get(column) not in (None, other.cells[column]) for column in beside):
        return False
    return all(column in row.cells for column in beside) or is_header(rows, place)


def columns(first: int, last: int) -> range:
    """The columns that a cell reaches over, as many as are followed."""
    return range(first, min(last, first + _MOST_COVERED) + 1)
