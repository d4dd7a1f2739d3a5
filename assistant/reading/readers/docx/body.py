"""The body of a Word file as blocks, page by page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from assistant.reading.blocks import Blocks, clean
from assistant.reading.readers.docx.lists import Lists
from assistant.reading.readers.docx.pages import Pages
from assistant.reading.readers.docx.styles import VAL, Style, W, stated, unknown
from assistant.reading.readers.docx.table import Filled, Row, is_frame, rows_of, spread, write_rows
from assistant.reading.readers.docx.text import Box, Break, Fields, NoteMark, ParagraphText, Token, fields_of, words_of

_PARAGRAPH, _TABLE = f"{W}p", f"{W}tbl"
_PASSED = frozenset(f"{W}{name}" for name in ("sectPr", "tcPr", "sdtPr", "sdtEndPr", "del", "moveFrom"))
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_LONGEST_HEADING = 250
_CALLED = {"footnote": "Note", "endnote": "Endnote"}

Marks = list[NoteMark | Box]


@dataclass(slots=True)
class _Held:
    """What the cells of a table hold besides their text, in their order, and the breaks of the cell at hand."""

    marks: Marks = field(default_factory=list)
    tables: list[etree._Element] = field(default_factory=list)
    before: int = 0
    after: int = 0


class Body:
    """Writes a Word file's body into blocks; `title` is then what stands in the style of a title."""

    def __init__(
        self,
        blocks: Blocks,
        styles: Mapping[str, Style],
        notes: Mapping[tuple[str, str], etree._Element],
        lists: Lists,
    ) -> None:
        self.title = ""
        self._blocks = blocks
        self._styles = styles
        self._notes = notes
        self._lists = lists
        self._mark: str | None = None  # that of the paragraph at hand in its list, until it is written
        self._numbers = dict.fromkeys(_CALLED, 0)
        self._pages = Pages(blocks)
        self._words: list[str] = []  # of the block at hand
        self._marks: Marks = []
        self._sections: Iterator[str] = iter(())
        self._text = ParagraphText(styles, Fields())

    def write(self, body: etree._Element) -> None:
        """All of it."""
        sections = [section.find(f"{W}type") for section in body.iter(f"{W}sectPr")]
        kinds = ["nextPage" if kind is None else kind.get(VAL, "") for kind in sections]
        self._sections = iter(kinds[1:])  # each says how it begins
        self._text = ParagraphText(self._styles, fields_of(body))
        self._children(body)
        self._end(Style())

    def _children(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == _PARAGRAPH:
                self._paragraph(child)
            elif child.tag == _TABLE:
                self._table(child)
            elif child.tag == f"{W}altChunk":
                self._blocks.note("a file that is embedded as a part of its text was not read")
            elif child.tag == _CHOICE:
                self._children(child[0] if len(child) else child)
            elif isinstance(child.tag, str) and child.tag not in _PASSED:
                self._children(child)

    def _style(self, paragraph: etree._Element) -> Style:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return Style()
        named = properties.find(f"{W}pStyle")
        key = "" if named is None else named.get(VAL, "")
        return stated(properties).over(self._styles.get(key) or (Style() if self._styles else unknown(key)))

    def _paragraph(self, paragraph: etree._Element) -> None:
        style = self._style(paragraph)
        if style.new_page and not self._words:
            self._pages.before_paragraph()
        if not self._words:
            self._mark = self._marked(paragraph, style)
        for token in self._text.tokens(paragraph, hidden=bool(style.hidden)):
            self._take(token, style)
        if not _runs_on(paragraph):
            self._end(style)
        if paragraph.find(f"{W}pPr/{W}sectPr") is not None:
            self._pages.section(next(self._sections, "continuous"))

    def _marked(self, paragraph: etree._Element, style: Style) -> str | None:
        """The mark of a paragraph in a list, "" for a bullet; None when it stands in none, or is seen without any."""
        gone = style.hidden or paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None
        return self._lists.mark(style) if style.item and not gone else None

    def _take(self, token: Token, style: Style) -> None:
        if isinstance(token, str):
            self._words.append(token)
            if token.strip():
                self._pages.written()
        elif token is Break.PAGE:
            self._end(style)
            self._pages.willed()
        elif token is Break.RENDERED:
            self._pages.rendered(within=any(map(str.strip, self._words)))
        elif isinstance(token, NoteMark | Box):
            self._marks.append(token)

    def _end(self, style: Style) -> None:
        """Write what was gathered as one block, then what hangs at it; then begin the pages that are due."""
        text, marks, self._words, self._marks = "".join(self._words).strip(), self._marks, [], []
        mark, self._mark = self._mark, None if text else self._mark
        if style.heading and len(text) <= _LONGEST_HEADING:
            self._blocks.heading(f"{mark or ''} {text}" if text else "")
            self.title = self.title or (clean(text) if style.title else "")
        elif mark is not None:
            self._blocks.item(text, mark)
        else:
            self._blocks.paragraph(text)
        self._hang(marks)
        self._pages.begin_due()

    def _hang(self, marks: Marks) -> None:
        """Write notes and text boxes, which have fields of their own and turn no page."""
        text = self._text
        for mark in marks:
            element = mark.element if isinstance(mark, Box) else self._notes.get((mark.kind, mark.key))
            if element is None:
                continue
            self._text = ParagraphText(self._styles, fields_of(element))
            with self._pages.kept():
                if isinstance(mark, Box):
                    self._children(element)
                    self._end(Style())
                else:
                    self._note(mark, element)
        self._text = text

    def _note(self, mark: NoteMark, note: etree._Element) -> None:
        called = _CALLED[mark.kind]
        if mark.numbered:
            self._numbers[mark.kind] += 1
            called = f"{called} {self._numbers[mark.kind]}"
        text = clean("\n".join(words_of(self._tokens(line)) for line in note.iter(_PARAGRAPH)))
        if text:
            self._blocks.paragraph(f"{called}: {text}")

    def _tokens(self, paragraph: etree._Element) -> list[Token]:
        return self._text.tokens(paragraph, hidden=bool(self._style(paragraph).hidden))

    def _table(self, table: etree._Element) -> None:
        rows = rows_of(table)
        if self._words:
            self._end(Style())
        if not is_frame(rows):
            self._rows(rows)
            return
        for cell in (cell.element for row in rows for cell in row.cells if cell.element is not None):
            self._children(cell)
            self._end(Style())

    def _rows(self, rows: list[Row]) -> None:
        """Write a table's rows; what its cells hold besides text comes after it."""
        held = _Held()
        filled = [self._filled(row, held) for row in rows]
        write_rows(self._blocks, rows, filled, self._pages.turn)
        self._hang(held.marks)
        for inner in held.tables:
            self._table(inner)

    def _filled(self, row: Row, held: _Held) -> Filled:
        before = after = 0
        texts = []
        for cell in row.cells:
            held.before = held.after = 0
            texts.append("" if cell.element is None else clean("\n".join(self._lines(cell.element, held))))
            before, after = max(before, held.before), max(after, held.after)
        if self._pages.matched(before):
            before -= 1
        if any(texts):
            self._pages.written()
        return Filled(spread(row, texts), before, after)

    def _lines(self, parent: etree._Element, held: _Held) -> list[str]:
        """The paragraphs of a cell."""
        lines: list[str] = []
        for child in parent:
            if child.tag == _PARAGRAPH:
                lines.append(self._line(child, held, first=not any(map(str.strip, lines))))
            elif child.tag == _TABLE:
                held.tables.append(child)
            elif child.tag == _CHOICE:
                lines += self._lines(child[0] if len(child) else child, held)
            elif isinstance(child.tag, str) and child.tag not in _PASSED:
                lines += self._lines(child, held)
        return lines

    def _line(self, paragraph: etree._Element, held: _Held, *, first: bool) -> str:
        words, mark = "", self._marked(paragraph, self._style(paragraph))
        for token in self._tokens(paragraph):
            if isinstance(token, str):
                words += token
            elif token is Break.RENDERED and first and not words.strip():
                held.before += 1
            elif token is Break.RENDERED:
                held.after += 1
            elif isinstance(token, NoteMark | Box):
                held.marks.append(token)
        return f"{mark} {words}" if mark else words


def _runs_on(paragraph: etree._Element) -> bool:
    """Whether the next paragraph continues this one: its end was removed, or it is but a large first letter."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return False
    frame, runs = properties.find(f"{W}framePr"), properties.find(f"{W}rPr")
    if frame is not None and frame.get(f"{W}dropCap", "none") != "none":
        return True
    return runs is not None and any(runs.find(f"{W}{name}") is not None for name in ("del", "moveFrom"))
