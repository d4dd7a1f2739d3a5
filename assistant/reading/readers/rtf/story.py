"""What an RTF file tells in its order: paragraphs, tables and page ends, of the text, of a note or of a text box."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.reading.blocks import clean
from assistant.reading.readers.rtf.machine import PLAIN, Para

_DEEPEST = 20  # of tables within one another


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's text, what is said of it, and its mark in a list."""

    text: str
    para: Para = PLAIN
    mark: str = ""

    @property
    def number(self) -> str:
        """Its mark when that is more than a bullet, such as the o of some fonts, else ""."""
        return self.mark if self.mark != "o" and any(map(str.isalnum, self.mark)) else ""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a page ends: "page", or as the section that follows begins."""

    kind: str


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a cell ends, in twentieths of a point; `joined` to the one before it, or reached over from `above`."""

    right: int
    joined: bool = False
    above: bool = False
    reaching: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row's cells, each of paragraphs, and where they end; `header` when the file says that it names columns."""

    cells: tuple[tuple[Paragraph, ...], ...]
    edges: tuple[Edge, ...]
    left: int
    header: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows."""

    rows: tuple[TableRow, ...]


Told = Paragraph | Turn | Table


def text_of(told: Sequence[Told]) -> str:
    """The text alone, a line for each paragraph."""
    lines = [one.text for one in told if isinstance(one, Paragraph)]
    cells = [cell for one in told if isinstance(one, Table) for row in one.rows for cell in row.cells]
    return clean("\n".join([*lines, *(line.text for cell in cells for line in cell)]))


@dataclass(slots=True)
class RowShape:
    """What is said of the rows to come."""

    edges: list[Edge] = field(default_factory=list)
    left: int = 0
    header: bool = False
    flags: set[str] = field(default_factory=set)  # of the cell that is described


@dataclass(slots=True)
class _Open:
    """A table that is not yet at its end: its rows, the cells of the row at hand, the paragraphs of the cell."""

    rows: list[TableRow] = field(default_factory=list)
    cells: list[tuple[Paragraph, ...]] = field(default_factory=list)
    lines: list[Paragraph] = field(default_factory=list)

    def told(self) -> list["Told"]:
        """The table, once nothing more belongs to it; a row that has no end is one."""
        if self.cells or self.lines:
            self.rows.append(TableRow((*self.cells, tuple(self.lines)), (), 0, header=False))
        return [Table(tuple(self.rows))] if self.rows else []


@dataclass(slots=True)
class Story:
    """Gathers what is told. What hangs in a paragraph or in a table, as notes and text boxes do, comes after it."""

    told: list[Told] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    mark: str = ""
    hung: list[Told] = field(default_factory=list)
    shape: RowShape = field(default_factory=RowShape)
    in_row: bool = False
    section: str = "nextPage"
    _due: bool = False  # a section ended; how the next one begins is yet to come
    _held: list[Told] = field(default_factory=list)  # what hangs in the tables that are open
    _tables: list[_Open] = field(default_factory=list)

    def end_paragraph(self, para: Para) -> None:
        """What was gathered is a paragraph, of a cell when it stands in a table."""
        paragraph = self._taken(para)
        if depth := max(para.table, int(self.in_row)):
            self._table(depth).lines.append(paragraph)
            self._hold()
        else:
            self._end_tables()
            self._tell(paragraph)

    def end_cell(self, depth: int, para: Para) -> None:
        """What was gathered, after the paragraphs before it, is a cell of the table so deep."""
        last = self._taken(para)
        table = self._table(depth)
        table.cells.append((*table.lines, last) if last.text.strip() else tuple(table.lines))
        table.lines = []
        self._hold()

    def end_row(self, depth: int, para: Para) -> None:
        """The cells so far are a row."""
        if self._has_words() or self._table(depth).lines:
            self.end_cell(depth, para)
        table, shape = self._table(depth), self.shape
        if table.cells:
            table.rows.append(TableRow(tuple(table.cells), tuple(shape.edges), shape.left, shape.header))
        table.cells = []
        self.words = []
        self.in_row = False

    def begin_row(self, para: Para) -> None:
        """A row is described, before its cells or after them."""
        if not para.table and not self.in_row:
            self._end_words(para)
            self.in_row = True
        self.shape = RowShape()

    def turn(self, para: Para) -> None:
        """A page ends here; not within a table, whose rows go on."""
        if para.table or self.in_row:
            self.words.append("\n")
            return
        self._end_words(para)
        self._end_tables()
        self._tell(Turn("page"))

    def end_section(self, para: Para) -> None:
        """A section ends here."""
        self._end_words(para)
        self._end_tables()
        self.in_row, self._due = False, True

    def close(self, para: Para) -> list[Told]:
        """All that was told."""
        self._end_words(para if self._tables else para._replace(table=0))
        self._end_tables()
        return self.told

    def _has_words(self) -> bool:
        return any(word.strip() for word in self.words)

    def _end_words(self, para: Para) -> None:
        if self.hung or self._has_words():
            self.end_paragraph(para)
        self.words = []

    def _taken(self, para: Para) -> Paragraph:
        paragraph = Paragraph("".join(self.words), para, self.mark)
        self.words, self.mark = [], ""
        return paragraph

    def _hold(self) -> None:
        self._held += self.hung
        self.hung = []

    def _tell(self, told: Told) -> None:
        if self._due:
            self._due = False
            self.told.append(Turn(self.section))
        self.told += (told, *self.hung)
        self.hung = []

    def _table(self, depth: int) -> _Open:
        """The open table so deep; those within it have come to their end."""
        depth = min(max(depth, 1), _DEEPEST)
        while len(self._tables) < depth:
            self._tables.append(_Open())
        for inner in self._tables[depth:]:
            self._held += inner.told()
        del self._tables[depth:]
        return self._tables[depth - 1]

    def _end_tables(self) -> None:
        """Tell of the open tables, the outermost first, then of what hangs in them."""
        if not self._tables:
            return
        outer, *inner = self._tables
        self._tables = []
        hung, self.hung = self.hung, []
        for table in outer.told():
            self._tell(table)
        self.told += self._held
        for one in inner:
            self.told += one.told()
        self._held, self.hung = [], hung
