"""RTF, read without recursion and in one way through the file, however its groups lie within one another."""

from assistant.reading.blocks import Blocks, clean
from assistant.reading.content import Content
from assistant.reading.readers.docx.pages import Pages
from assistant.reading.readers.docx.styles import Style
from assistant.reading.readers.properties import authors, title
from assistant.reading.readers.rtf.body import Document
from assistant.reading.readers.rtf.html import unwrapped as unwrapped
from assistant.reading.readers.rtf.story import Paragraph, Table, Told
from assistant.reading.readers.rtf.table import is_frame, write_table

_LONGEST_HEADING = 250


def read(data: bytes) -> Content:
    """An RTF file's text as it is seen: changes accepted, comments and hidden text out, notes after their place.

    Pages are those that the writer began. Raises ReportUnreadable.
    """
    document = Document(data)
    document.run()
    blocks = Blocks()
    if document.cut:
        blocks.note("it ends before its text is said to end; the rest may be missing")
    writer = _Writer(blocks, document)
    for told in document.told:
        writer.write(told)
    said = document.metadata
    own = {"title": title(said.get("title", "")), "authors": authors(said.get("authors", ""))}
    return blocks.content({**said, **own}, writer.title)


class _Writer:
    """Writes what a file tells into blocks; `title` is then what stands in the style of a title."""

    def __init__(self, blocks: Blocks, document: Document) -> None:
        self.title = ""
        self._blocks = blocks
        self._styles = document.styles
        self._pages = Pages(blocks)

    def write(self, told: Told) -> None:
        """One thing."""
        if isinstance(told, Paragraph):
            self._paragraph(told)
        elif isinstance(told, Table):
            self._table(told)
        elif told.kind == "page":
            self._pages.willed()
        else:
            self._pages.section(told.kind)

    def _paragraph(self, paragraph: Paragraph) -> None:
        if paragraph.para.new_page:
            self._pages.before_paragraph()
        text = paragraph.text.strip()
        if not text:
            return
        self._pages.written()
        para = paragraph.para
        said = Style(level=para.level, listed=True if paragraph.mark or para.listed else None)
        style = said.over(self._styles.get(str(para.style), Style()))
        if style.heading and len(text) <= _LONGEST_HEADING:
            self._blocks.heading(f"{paragraph.number} {text}")
            self.title = self.title or (clean(text) if style.title else "")
        elif style.item:
            self._blocks.item(text, paragraph.number)
        else:
            self._blocks.paragraph(text)

    def _table(self, table: Table) -> None:
        if is_frame(table):
            for paragraph in (line for row in table.rows for cell in row.cells for line in cell):
                self._paragraph(paragraph)
            return
        first = next((line.para for row in table.rows for cell in row.cells for line in cell), None)
        if first is not None and first.new_page:
            self._pages.before_paragraph()
        write_table(self._blocks, table, self._pages.turn)
        self._pages.written()
