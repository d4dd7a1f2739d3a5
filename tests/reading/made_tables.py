"""One table in every format that can hold it. A cell "=" goes on from the one on its left."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from docx import Document
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from tests.reading import odt_parts
from tests.reading.made_pdf import Setter
from tests.reading.made_zip import odt_of

Rows = Sequence[Sequence[str]]
ON = "="


def rows_of(text: str) -> list[list[str]]:
    """Rows that slashes part, of cells that bars part."""
    return [row.split("|") for row in text.split(" / ")]


def _spans(row: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """Each cell's column, text, and how many columns it reaches over."""
    for place, text in enumerate(row):
        if text != ON:
            yield place, text, 1 + len(list(takewhile(lambda cell: cell == ON, row[place + 1 :])))


def html(rows: Rows) -> bytes:
    """Without a marked header."""
    lines = ("".join(f"<td colspan={span}>{text}" for _, text, span in _spans(row)) for row in rows)
    return f"<!doctype html><meta charset=utf-8><table>{''.join(f'<tr>{line}' for line in lines)}</table>".encode()


def docx(rows: Rows) -> bytes:
    """As python-docx makes it."""
    document = Document()
    table = document.add_table(len(rows), len(rows[0]))
    for down, row in enumerate(rows):
        for place, text, span in _spans(row):
            cell = table.cell(down, place)
            (cell.merge(table.cell(down, place + span - 1)) if span > 1 else cell).text = text
    return _saved(document)


def odt(rows: Rows) -> bytes:
    """Written by hand."""
    covered = "<table:covered-table-cell/>"
    lines = (
        "".join(
            odt_parts.cell(text, f'table:number-columns-spanned="{span}"') + covered * (span - 1)
            for _, text, span in _spans(row)
        )
        for row in rows
    )
    return odt_of(odt_parts.table(*(f"<table:table-row>{line}</table:table-row>" for line in lines)))


def rtf(rows: Rows) -> bytes:
    """Written by hand."""
    lines = ""
    for row in rows:
        cells = list(_spans(row))
        ends = "".join(rf"\cellx{1000 * (place + span)}" for place, _, span in cells)
        lines += rf"\trowd\trleft0{ends}\pard\intbl " + "".join(rf"{text}\cell " for _, text, _ in cells) + r"\row "
    return rf"{{\rtf1\ansi {lines}\pard}}".encode("ascii")


def pptx(rows: Rows) -> bytes:
    """As PowerPoint begins every table: its first row set apart."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    size = len(rows), len(rows[0])
    table = slide.shapes.add_table(*size, Inches(1), Inches(1), Inches(8), Inches(4)).table
    for down, row in enumerate(rows):
        for place, text, span in _spans(row):
            table.cell(down, place).text = text
            if span > 1:
                table.cell(down, place).merge(table.cell(down, place + span - 1))
    return _saved(deck)


def xlsx(rows: Rows) -> bytes:
    """Figures as numbers."""
    book = Workbook()
    for down, row in enumerate(rows, 1):
        for place, text, span in _spans(row):
            book.active.cell(down, place + 1).value = int(text) if text.isdigit() else text or None
            if span > 1:
                book.active.merge_cells(start_row=down, end_row=down, start_column=place + 1, end_column=place + span)
    return _saved(book)


def separated(rows: Rows) -> bytes:
    """Cells that go on are empty."""
    out = io.StringIO()
    csv.writer(out).writerows([["" if cell == ON else cell for cell in row] for row in rows])
    return out.getvalue().encode()


def pdf(rows: Rows) -> bytes:
    """Without rules, each column at its place; a cell over several stands in their middle."""
    setter = Setter()
    setter.page()
    for down, row in enumerate(rows):
        for place, text, span in _spans(row):
            if text:
                setter.at(20 + 40 * place + 20 * (span - 1), 30 + 6 * down, text)
    return setter.made()


def _saved(made: object) -> bytes:
    out = io.BytesIO()
    made.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


TABLED: dict[str, Callable[[Rows], bytes]] = {
    ".docx": docx,
    ".odt": odt,
    ".rtf": rtf,
    ".html": html,
    ".pptx": pptx,
    ".xlsx": xlsx,
    ".csv": separated,
    ".pdf": pdf,
}
