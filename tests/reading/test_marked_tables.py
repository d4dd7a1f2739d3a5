"""What a file says of its tables counts before what they look like."""

import io

from docx import Document
from pptx import Presentation

from assistant.reading.formats import read_content
from assistant.reading.readers.docx import read
from assistant.reading.readers.html import read as read_html
from assistant.reading.tables import Row, Shape, rows_of, shape
from assistant.reading.told import names
from tests.reading.docx_parts import cell, p, r, row, table, text
from tests.reading.made_tables import docx, pptx

BOLD = "<w:b/>"


def heavy(words: str) -> str:
    """A cell in bold type."""
    return cell(p(r(words, BOLD)))


def test_bold_names_in_a_word_table_are_a_header_and_bold_labels_are_pairs() -> None:
    named = table(row(heavy("Minister"), heavy("Charge")), row("Ana Kos", "Justice"), row("Ivo Bem", "Health"))
    assert text(named) == "Minister: Ana Kos; Charge: Justice.\nMinister: Ivo Bem; Charge: Health."
    pairs = table(row(heavy("Works"), "Outer mole"), row(heavy("Builder"), "Ana Kos"))
    assert text(pairs) == "Works: Outer mole.\nBuilder: Ana Kos."
    assert text(table(row("Works", "Outer mole"), row("Builder", "Ana Kos"))) == "Works; Outer mole.\nBuilder; Ana Kos."


def test_bold_names_in_the_table_of_a_slide_are_a_header() -> None:
    rows = [["Minister", "Charge"], ["Ana Kos", "Justice"], ["Ivo Bem", "Health"]]
    deck = Presentation(io.BytesIO(pptx(rows)))
    for held in deck.slides[0].shapes[0].table.rows[0].cells:
        held.text_frame.paragraphs[0].runs[0].font.bold = True
    out = io.BytesIO()
    deck.save(out)
    assert read_content(".pptx", out.getvalue()).text.split("\n")[0] == "Minister: Ana Kos; Charge: Justice."
    assert read_content(".pptx", pptx(rows)).text.split("\n")[0] == "Minister; Charge."


def test_a_header_that_is_marked_wins_over_labels() -> None:
    rows = [["Name", "Ana Kos"], ["Date", "12 May 1999"]]
    document = Document(io.BytesIO(docx(rows)))
    document.tables[0].rows[0]._tr.get_or_add_trPr().append(
        document.element.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblHeader", {})
    )
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue()).text == "Name: Date; Ana Kos: 12 May 1999."
    marked = b"<table><tr><th>Name<th>Ana Kos<tr><td>Date<td>12 May 1999</table>"
    assert read_html(marked).text == "Name: Date; Ana Kos: 12 May 1999."


def test_a_title_marked_with_the_names_below_it_is_none_of_them() -> None:
    title = Row(0, {0: "Ports"}, named=True, wide={0: 2})
    head = Row(1, {0: "Port", 1: "in", 2: "out"}, named=True)
    assert shape([title, head, Row(2, {0: "Rab", 1: "3", 2: "4"})]) == Shape(1, 1)


def test_all_rows_marked_are_no_header() -> None:
    assert shape([Row(0, {0: "Rab", 1: "Pula"}, named=True), Row(1, {0: "Lom", 1: "Ruse"}, named=True)]) == Shape()


def test_the_first_row_of_figures_is_not_taken_for_names_of_groups() -> None:
    head = Row(0, {0: "Sales", 1: "2021", 3: "2020"}, wide={1: 2, 3: 4})
    rows = [head, Row(1, {0: "Ruse", 1: "$3", 3: "$5"}), Row(2, {0: "Reni", 1: "7", 3: "9"})]
    assert shape(rows) == Shape(0, 1)
    assert names([head]) == {0: "Sales", 1: "2021", 2: "2021", 3: "2020", 4: "2020"}


def test_words_come_again_and_again_below_a_name() -> None:
    ports = ("Rab", "Pula", "Lom", "Ruse")
    rows = rows_of([["Harbour master", "Standing"], *([port, "open" if port < "P" else "shut"] for port in ports)])
    assert shape(rows) == Shape(0, 1)
    assert shape(rows_of([["Harbour master", "Standing"], *([port, port + "ia"] for port in ports)])) == Shape()


def test_sentences_stand_below_a_name() -> None:
    long = "The harbour stayed closed until the end of May, {} of the delegates said."
    rows = [["Heading", "Text"], ["Works", long.format("one")], ["Traffic", long.format("two")]]
    assert shape(rows_of(rows)) == Shape(0, 1)
    assert shape(rows_of([["Galeb", "Ana Kos"], *rows[1:]])) == Shape()


def test_no_rows_have_no_shape() -> None:
    assert shape([]) == Shape()
    assert shape(rows_of([["Rab", "Pula"]])) == Shape()
