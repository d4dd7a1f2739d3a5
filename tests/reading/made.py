"""One known document in every format that can be read."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from tests.reading.made_markup import html, html_body, rtf
from tests.reading.made_word import word_document
from tests.reading.made_zip import dated, epub, odt, with_footnote, with_macros
from tests.reading.reference import Reference

FONTS = Path("/usr/share/fonts/truetype/dejavu")
HAS_FONT = (FONTS / "DejaVuSans.ttf").is_file()
_MADE_AT = datetime(1996, 3, 14, 10, tzinfo=UTC)


def pdf(reference: Reference, *, plain: bool = False) -> bytes:
    """Title and text in a column; a section begins a page. A plain one is not packed, and brings no fonts."""
    from fpdf import FPDF

    document = FPDF()
    bullet, fonts = ("•", True) if HAS_FONT and not plain else ("-", False)
    document.set_compression(not plain)
    document.set_creation_date(_MADE_AT)
    family = "dejavu" if fonts else "Helvetica"
    if fonts:
        document.add_font("dejavu", "", FONTS / "DejaVuSans.ttf")
        document.add_font("dejavu", "B", FONTS / "DejaVuSans-Bold.ttf")
    document.set_title(reference.title)

    def write(text: str, size: int, style: str = "", after: float = 4) -> None:
        document.set_font(family, style, size)
        document.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        document.ln(after)

    for number, section in enumerate(reference.sections):
        document.add_page()
        if number == 0:
            write(reference.title, 22, "B")
        write(section.heading, 16, "B")
        for text in section.paragraphs:
            write(text, 11)
        for text in section.items:
            write(f"{bullet} {text}", 11, after=1)
        if section.table:
            document.ln(4)
            with document.table() as table:
                for row in section.table:
                    table.row(row)
    return bytes(document.output())


def docx(reference: Reference) -> bytes:
    """Heading styles, list styles, a table; a section begins a page."""
    from docx import Document

    document = Document()
    document.core_properties.title = reference.title
    document.add_heading(reference.title, 0)
    for number, section in enumerate(reference.sections):
        if number:
            document.add_page_break()
        document.add_heading(section.heading, 1)
        for text in section.paragraphs:
            document.add_paragraph(text)
        for text in section.items:
            document.add_paragraph(text, style="List Bullet")
        if section.table:
            table = document.add_table(0, len(section.table[0]))
            for row in section.table:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pptx(reference: Reference) -> bytes:
    """A slide with the title, and one for each section."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.core_properties.title = reference.title
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = reference.title
    for section in reference.sections:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = section.heading
        slide.placeholders[1].text = "\n".join((*section.paragraphs, *section.items))
        if section.table:
            size = len(section.table), len(section.table[0])
            table = slide.shapes.add_table(*size, Inches(1), Inches(5), Inches(8), Inches(2)).table
            for down, row in enumerate(section.table):
                for across, text in enumerate(row):
                    table.cell(down, across).text = text
    out = io.BytesIO()
    deck.save(out)
    return dated(out.getvalue())


def xlsx(reference: Reference) -> bytes:
    """A sheet of headings and texts, and one for each table, called by its section's heading."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title = reference.title
    book.active.title = "Texts"
    for row in (("Heading", "Text"), *reference.rows()):
        book.active.append(row)
    for section in reference.sections:
        if section.table:
            sheet = book.create_sheet(section.heading[:31])
            for row in section.table:
                sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return dated(out.getvalue())


def eml(reference: Reference) -> bytes:
    """A mail whose subject is the title, in HTML."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = reference.title, "a@example.org", "b@example.org"
    mail["Date"] = "Thu, 14 Mar 1996 10:00:00 +0000"
    mail.set_content(f"<html><body>{html_body(reference)}</body></html>", subtype="html", cte="base64")
    return mail.as_bytes()


def _separated(reference: Reference, between: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=between).writerows((("Heading", "Text"), *reference.rows()))
    return out.getvalue().encode()


def markdown(reference: Reference) -> bytes:
    """Headings with marks, items with hyphens; rows as in a sentence."""
    lines = [f"# {reference.title}"]
    for section in reference.sections:
        lines += [f"## {section.heading}", *section.paragraphs, *(f"- {text}" for text in section.items)]
        lines += ["\n".join(f"| {' | '.join(row)} |" for row in section.table)] * bool(section.table)
    return ("\n\n".join(lines) + "\n").encode()


def text(reference: Reference) -> bytes:
    """The same without marks."""
    lines = [reference.title]
    for section in reference.sections:
        rows = ("\n".join("  ".join(row) for row in section.table),) * bool(section.table)
        lines += [section.heading, *section.paragraphs, *section.items, *rows]
    return ("\n\n".join(lines) + "\n").encode()


def _docx(reference: Reference) -> bytes:
    return with_footnote(docx(reference), reference.note) if reference.note else docx(reference)


def _msg(reference: Reference) -> bytes:
    """An Outlook mail whose subject is the title."""
    from tests.reading.made_msg import msg

    return msg(subject=reference.title, body=text(reference).decode().removeprefix(f"{reference.title}\n\n"))


MADE: dict[str, Callable[[Reference], bytes]] = {
    ".txt": text,
    ".md": markdown,
    ".pdf": pdf,
    ".docx": _docx,
    ".docm": lambda reference: with_macros(_docx(reference)),
    ".doc": word_document,
    ".html": html,
    ".htm": html,
    ".eml": eml,
    ".msg": _msg,
    ".rtf": rtf,
    ".odt": odt,
    ".pptx": pptx,
    ".epub": epub,
    ".xlsx": xlsx,
    ".xlsm": lambda reference: with_macros(xlsx(reference)),
    ".csv": lambda reference: _separated(reference, ","),
    ".tsv": lambda reference: _separated(reference, "\t"),
}
