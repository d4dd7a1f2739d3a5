"""Excel workbooks (.xlsx, .xlsm), read cell by cell: libraries give values without the formats that show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zipfile import ZipFile

from assistant.reading import archive
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers.parts import RELATION, parsed, properties, relations, span
from assistant.reading.readers.pptx.charts import CHART, title_of
from assistant.reading.readers.pptx.text import plain
from assistant.reading.readers.sheets.book import book
from assistant.reading.readers.sheets.sheet import Sheet, sheet
from assistant.reading.readers.sheets.tables import write

MOST_CELLS = 1_000_000
"""How many cells of one workbook are read."""

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"


@dataclass(slots=True)
class _Missing:
    """What is not in the text: sheets by their names or numbers, and sentences on parts of others."""

    hidden: list[str] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def notes(self) -> list[str]:
        """What is to be said of it."""
        told = list(self.parts)
        if self.hidden:
            names = ", ".join(f"“{name}”" for name in self.hidden[:10]) + ", …" * (len(self.hidden) > 10)
            told.append(f"hidden sheets were left out; show them in Excel to have them: {names}")
        if self.empty:
            told.append(f"{span(self.empty, 'sheet')} no text")
        if self.lost:
            told.append(f"{span(self.lost, 'sheet')} nothing that can be read; the file is damaged there")
        return told


def read(data: bytes) -> Content:
    """A workbook's text, a page a sheet: its name, then its rows, each as a line that carries its header.

    Cells as they are shown, but dates as ISO 8601; what is hidden is left out. Raises ReportUnreadable.
    """
    with archive.opened(data, what="Excel workbook") as container:
        return _content(container)


def _content(container: ZipFile) -> Content:
    blocks, missing, whole = Blocks(), _Missing(), book(container)
    left = MOST_CELLS
    seen = [part for part in whole.sheets if not part.hidden and not part.kind.endswith("acrosheet")]
    missing.hidden = [part.name for part in whole.sheets if part not in seen]
    for number, part in enumerate(seen, 1):
        blocks.page(number)
        if not part.part:
            missing.lost.append(number)
        elif not left:
            missing.parts.append(
                f"sheet {number} was left out: the workbook holds more than {MOST_CELLS} cells; split it"
            )
        else:
            found = sheet(container, part.part, whole, left)
            left -= found.cells
            drawn = list(_drawn(container, part.part, found.drawings))
            if not found.lines and not drawn:
                missing.empty.append(number)
                continue
            blocks.heading(part.name)
            missing.parts += _partly(number, found, write(blocks, found.lines))
            for text in drawn:
                blocks.paragraph(text)
    for note in missing.notes():
        blocks.note(note)
    return blocks.content(properties(container))


def _partly(number: int, found: Sheet, unwritten: int) -> Iterator[str]:
    """What is to be said of a sheet of which a part is missing."""
    if found.cut or unwritten:
        row = found.cut or found.last_row - unwritten
        yield f"sheet {number} was read up to row {row}, as it holds too much; split it"
    if found.unsolved:
        yield f"sheet {number}: formulas without a result ({found.unsolved}); open and save it in Excel to have them"
    for count, what in ((found.hidden_rows, "rows"), (found.hidden_columns, "columns")):
        if count:
            yield f"sheet {number}: hidden {what} were left out ({count}); show them in Excel to have them"


def _drawn(container: ZipFile, part: str, keys: Sequence[str]) -> Iterator[str]:
    """The texts of a sheet's text boxes and the titles of its charts; their values are the sheets' own."""
    found = relations(container, part) if keys else {}
    for name in dict.fromkeys(found[key].target for key in keys if key in found):
        drawing, related = parsed(container, name), relations(container, name)
        for element in () if drawing is None else drawing.iter(f"{_DRAWN}txBody", CHART):
            if element.tag == CHART:
                relation = related.get(element.get(f"{RELATION}id", ""))
                chart = parsed(container, relation.target) if relation else None
                text = "" if chart is None else title_of(chart)
            else:
                text = plain(element)
            if text.strip():
                yield text
