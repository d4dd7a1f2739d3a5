"""The body of an OpenDocument text as blocks, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from assistant.reading.blocks import Blocks, clean
from assistant.reading.readers.docx.pages import Pages
from assistant.reading.readers.docx.table import Filled, Row, is_frame, spread, write_rows
from assistant.reading.readers.numbering import Counter
from assistant.reading.readers.odt.lists import Lists, Numbering, whole
from assistant.reading.readers.odt.styles import Key, Style
from assistant.reading.readers.odt.table import Copies, rows_of
from assistant.reading.readers.odt.text import (
    TABLE,
    TEXT,
    Box,
    Break,
    Note,
    ParagraphText,
    Token,
    is_box,
    is_unseen,
    words_of,
)

_HEADING, _PARAGRAPH, _LIST, _TABLE = f"{TEXT}h", f"{TEXT}p", f"{TEXT}list", f"{TABLE}table"
_ITEM, _LOOSE_ITEM = f"{TEXT}list-item", f"{TEXT}numbered-paragraph"
_PASSED = frozenset(f"{TEXT}{name}" for name in (
    "table-of-content-source", "illustration-index-source", "table-index-source", "object-index-source",
    "user-index-source", "alphabetical-index-source", "bibliography-source", "tracked-changes", "number",
    "sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls",
))  # fmt: skip
_LONGEST_HEADING = 250
_CALLED = {"footnote": "Note", "endnote": "Endnote"}


@dataclass(slots=True)
class _Item:
    """The item at hand: its mark, that of the first of its paragraphs that is written."""

    mark: str
    bare: bool
    written: bool = False


@dataclass(slots=True)
class _Held:
    """What the cells of a table hold besides their text, and the pages that began in the row at hand."""

    hung: list[Note | Box] = field(default_factory=list)
    tables: list[etree._Element] = field(default_factory=list)
    row: etree._Element | None = None
    after: int = 0


class Body:
    """Writes the body of a text into blocks; `title` is then what stands in the style of a title."""

    def __init__(self, blocks: Blocks, styles: Mapping[Key, Style], numbering: Numbering | None = None) -> None:
        known = numbering or Numbering()
        self.title = ""
        self._blocks = blocks
        self._styles = styles
        self._text = ParagraphText(styles)
        self._pages = Pages(blocks)
        self._lists = Lists(known.lists)
        self._headings = Counter(known.headings)
        self._item: _Item | None = None
        self._copies = Copies()

    def write(self, body: etree._Element) -> None:
        """All of it."""
        self._children(body)

    def _children(self, parent: etree._Element) -> None:
        for child in parent:
            if not is_unseen(child) and child.tag not in _PASSED:
                self._child(child)

    def _child(self, child: etree._Element) -> None:
        if child.tag in (_PARAGRAPH, _HEADING):
            self._paragraph(child)
        elif child.tag == f"{TEXT}soft-page-break":
            self._pages.rendered(within=False)
        elif child.tag in (_LIST, _LOOSE_ITEM):
            self._list(child)
        elif child.tag == _ITEM:
            self._list_item(child)
        elif child.tag == _TABLE:
            self._table(child)
        elif is_box(child):
            self._hang([Box(child)])
        elif not self._style("section", child).hidden:
            self._children(child)

    def _style(self, family: str, element: etree._Element) -> Style:
        space = TABLE if family == "table" else TEXT
        return self._styles.get((family, element.get(f"{space}style-name", "")), Style())

    def _list(self, element: etree._Element) -> None:
        """A list; or a paragraph that says itself which item of which list it is."""
        if element.tag == _LOOSE_ITEM:
            level = min(max(whole(element, "level") or 1, 1), 10)
            for _ in range(level):
                self._lists.begin(element)
            self._list_item(element)
            for _ in range(level):
                self._lists.end()
            return
        self._lists.begin(element)
        self._children(element)
        self._lists.end()

    def _list_item(self, element: etree._Element) -> None:
        outer, self._item = self._item, None
        first = next(iter(element.iterchildren(_PARAGRAPH, _HEADING)), None)
        if first is not None and self._lists.depth:
            said = element.findtext(f"{TEXT}number", "").strip()
            counted = self._lists.mark(whole(element, "start-value"))
            self._item = _Item(said or counted, self._lists.bare and not said)
        self._children(element)
        self._item = outer

    def _paragraph(self, paragraph: etree._Element) -> None:
        style = self._style("paragraph", paragraph)
        if style.page_before:
            self._pages.before_paragraph()
        words, hung = "", []
        for token in [] if style.hidden else self._text.tokens(paragraph):
            if isinstance(token, str):
                words += token
                if token.strip():
                    self._pages.written()
            elif token is Break.SOFT:
                self._pages.rendered(within=bool(words.strip()))
            elif isinstance(token, Note | Box):
                hung.append(token)
        self._block(paragraph, words, style)
        self._hang(hung)
        self._pages.begin_due()
        if style.page_after:
            self._pages.willed()

    def _block(self, paragraph: etree._Element, words: str, style: Style) -> None:
        item, text = self._item, words.strip()
        if not text:
            return
        heading = paragraph.tag == _HEADING or style.title
        leading = item if item and not item.written else None
        mark = leading.mark if leading else ""
        if leading:
            leading.written = True
        if heading and len(text) <= _LONGEST_HEADING:
            mark = mark or self._heading_mark(paragraph)
            self._blocks.heading(f"{mark} {text}")
            self.title = self.title or (clean(text) if style.title else "")
        elif leading is None or leading.bare:
            self._blocks.paragraph(text)
        else:
            self._blocks.item(text, mark)

    def _heading_mark(self, heading: etree._Element) -> str:
        """The number that a heading is seen with; "" when it has none."""
        said = str(heading.findtext(f"{TEXT}number", "")).strip()
        if heading.tag != _HEADING or self._item or heading.get(f"{TEXT}is-list-header") == "true":
            return said
        level = whole(heading, "outline-level") or 1
        start = whole(heading, "start-value") if heading.get(f"{TEXT}restart-numbering") == "true" else None
        return said or self._headings.mark(level - 1, start)

    def _hang(self, hung: list[Note | Box]) -> None:
        """Write notes and text boxes, which turn no page."""
        for one in hung:
            with self._pages.kept():
                if isinstance(one, Box):
                    around = self._item, self._lists
                    self._item, self._lists = None, Lists(self._lists.known)
                    self._children(one.element)
                    self._item, self._lists = around
                else:
                    self._note(one.element)

    def _note(self, note: etree._Element) -> None:
        called = _CALLED.get(note.get(f"{TEXT}note-class", ""), "Note")
        citation, body = note.find(f"{TEXT}note-citation"), note.find(f"{TEXT}note-body")
        if citation is not None:
            number = "".join(citation.itertext()).strip()
            called = f"{called} {number}" if number.isalnum() else called
        paragraphs = () if body is None else body.iter(_PARAGRAPH, _HEADING)
        text = clean("\n".join(words_of(self._tokens(line)) for line in paragraphs))
        if text:
            self._blocks.paragraph(f"{called}: {text}")

    def _tokens(self, paragraph: etree._Element) -> list[Token]:
        return [] if self._style("paragraph", paragraph).hidden else self._text.tokens(paragraph)

    def _table(self, table: etree._Element) -> None:
        style = self._style("table", table)
        if style.page_before:
            self._pages.before_paragraph()
        rows = rows_of(table, self._copies)
        item, self._item = self._item, None
        if is_frame(rows):
            for cell in (cell.element for row in rows for cell in row.cells if cell.element is not None):
                self._children(cell)
        else:
            self._rows(rows)
        self._item = item
        if style.page_after:
            self._pages.willed()

    def _rows(self, rows: list[Row]) -> None:
        """Write a table's rows; what its cells hold besides text comes after it."""
        held = _Held()
        filled = [self._filled(row, held) for row in rows]
        write_rows(self._blocks, rows, filled, self._pages.turn)
        self._hang(held.hung)
        for inner in held.tables:
            self._table(inner)

    def _filled(self, row: Row, held: _Held) -> Filled:
        held.after = 0
        cells = [cell.element for cell in row.cells]
        before = self._begun(cells, held)
        texts = ["" if cell is None else clean("\n".join(self._lines(cell, held))) for cell in cells]
        if any(texts):
            self._pages.written()
        return Filled(spread(row, texts), before, held.after)

    def _begun(self, cells: Sequence[etree._Element | None], held: _Held) -> int:
        """How many pages begin with a row: one at most, and that not again by the writer's will."""
        row = next((cell.getparent() for cell in cells if cell is not None), None)
        if row is None or row is held.row:  # which is said to repeat
            return 0
        held.row, before = row, row.getprevious()
        softly = before is not None and before.tag == f"{TEXT}soft-page-break"
        return int(softly and not self._pages.matched(1))

    def _lines(self, parent: etree._Element, held: _Held) -> list[str]:
        """The paragraphs of a cell."""
        lines: list[str] = []
        for child in parent:
            if is_unseen(child) or child.tag in _PASSED:
                continue
            if child.tag in (_PARAGRAPH, _HEADING):
                tokens = self._tokens(child)
                held.hung += [token for token in tokens if isinstance(token, Note | Box)]
                held.after = max(held.after, int(Break.SOFT in tokens))
                lines.append(words_of(tokens))
            elif child.tag == _TABLE:
                held.tables.append(child)
            elif is_box(child):
                held.hung.append(Box(child))
            else:
                lines += self._lines(child, held)
        return lines
