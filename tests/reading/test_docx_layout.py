import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.reading.readers.docx import read
from tests.reading.docx_parts import PAGE, RENDERED, box, cell, content, document, note, noted, p, r, row, table, text
from tests.reading.made import MADE
from tests.reading.made_zip import WORD, XML, changed, unzipped, zipped
from tests.reading.reference import LATIN
from tests.reading.written import paged

HEADER = "<w:tblHeader/>"


def across(count: int) -> str:
    return f'<w:gridSpan w:val="{count}"/>'


DOWN, BELOW = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
TABLES = {
    "a header that the file names": (
        table(row("Port", "1994", properties=HEADER), row("Ruse", "12"), row("Vidin", "")),
        "Port: Ruse; 1994: 12.\nVidin.",
    ),
    "a header that it does not name": (
        table(row("Port", "Vessels"), row("Ruse", "12"), row("Vidin", "3")),
        "Port: Ruse; Vessels: 12.\nPort: Vidin; Vessels: 3.",
    ),
    "figures alone": (table(row("1", "2"), row("3", "4")), "1; 2.\n3; 4."),
    "headers in two rows": (
        table(
            row("", cell("Traffic", across(2)), properties=HEADER),
            row("Port", "1994", "1995", properties=HEADER),
            row("Ruse", "1", "2"),
        ),
        "Port: Ruse; Traffic 1994: 1; Traffic 1995: 2.",
    ),
    "a cell over two columns": (
        table(row("A", "B", "C"), row(cell("1", across(2)), "2"), row("3", "4", "5")),
        "A: 1; C: 2.\nA: 3; B: 4; C: 5.",
    ),
    "a cell over two rows": (
        table(row("A", "B"), row(cell("x", DOWN), "1"), row(cell("", BELOW), "2"), row("y", "3")),
        "A: x; B: 1.\nA: x; B: 2.\nA: y; B: 3.",
    ),
    "a long one, which does not stand again": (
        table(row("A", "B"), row(cell("long " * 20, DOWN), "1"), row(cell("", BELOW), "2")),
        f"A: {'long ' * 19}long; B: 1.\nB: 2.",
    ),
    "a row that begins further right": (
        table(row("A", "B"), row("1", "2"), row("3", properties='<w:gridBefore w:val="1"/>')), "A: 1; B: 2.\nB: 3.",
    ),
    "rows removed, hidden, added": (
        table(row("1", "2"), row("3", "4", properties="<w:del/>"), row("5", "6", properties="<w:hidden/>"),
              row("7", "8", properties="<w:ins/>")), "1; 2.\n7; 8.",
    ),
    "rows and cells in content controls": (
        table(f"<w:sdt><w:sdtContent>{row('1', f'<w:sdt><w:sdtContent>{cell(chr(50))}</w:sdtContent></w:sdt>')}"
              "</w:sdtContent></w:sdt>"), "1; 2.",
    ),
    "paragraphs of a cell": (table(row(cell(p("1") + p("2")), "3")), "1 2; 3."),
    "a table within, after it": (
        table(row(cell(p("1") + table(row("4", "5")) + p("2")), "3")) + p("end"), "1 2; 3.\n4; 5.\n\nend"
    ),
    "a frame": (table(row(cell(p("a", '<w:outlineLvl w:val="0"/>') + p("b")))), "a\n\nb"),
    "a header alone": (table(row("A", "B", properties=HEADER)), "A; B."),
    "a name of a column without entries": (
        table(row("A", "B", properties=HEADER), row("1", "")), "A; B.\n1."
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TABLES.values(), ids=TABLES)
def test_rows_carry_the_names_of_their_columns(body: str, expected: str) -> None:
    assert text(body) == expected


def test_notes_and_text_boxes_in_a_table_follow_it() -> None:
    body = table(row(cell(p(r("1") + noted(1))), "2"), row(cell(p(r("3") + box(p("boxed")))), "4")) + p("end")
    assert text(body, footnotes=note(1, p("first"))) == "1; 2.\n3; 4.\n\nNote 1: first\n\nboxed\n\nend"


def section(kind: str = "") -> str:
    return f'<w:sectPr><w:type w:val="{kind}"/></w:sectPr>' if kind else "<w:sectPr/>"


PAGED = {
    "breaks": (p("a") + p(PAGE + r("b")) + p(r("c") + PAGE) + p("d"), {1: "a", 2: "b\n\nc", 3: "d"}),
    "a break in the middle": (p(r("a") + PAGE + r("b")), {1: "a", 2: "b"}),
    "breaks that Word noted": (
        p("a") + p(RENDERED + r("b")) + p(r("c") + RENDERED + r("d")) + p("e"), {1: "a", 2: "b\n\ncd", 3: "e"}
    ),
    "breaks that Word noted again": (p(r("a") + PAGE) + p(RENDERED + r("b")) + p("c"), {1: "a", 2: "b\n\nc"}),
    "before a paragraph": (p("a") + p("b", "<w:pageBreakBefore/>") + p("c"), {1: "a", 2: "b\n\nc"}),
    "before a paragraph that a break came before": (
        p("a") + p(PAGE) + p("b", "<w:pageBreakBefore/>"), {1: "a", 2: "b"}
    ),
    "sections": (
        p("a", section()) + p("b", section("continuous")) + p("c", section("oddPage")) + p("d") + section("nextPage"),
        {1: "a\n\nb", 3: "c", 4: "d"},
    ),
    "two breaks": (p("a") + p(PAGE + PAGE + r("b")), {1: "a", 3: "b"}),
    "within a table": (
        table(row("1", "2"), row(cell(p(RENDERED + r("3"))), "4")) + p("end"), {1: "1; 2.", 2: "3; 4.\n\nend"}
    ),
    "within a text box, where there are none": (p(r("a") + box(p(PAGE + r("b")))) + p("c"), {1: "a\n\nb\n\nc"}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), PAGED.values(), ids=PAGED)
def test_pages_begin_where_the_writer_or_word_began_them(body: str, expected: dict[int, str]) -> None:
    assert paged(content(body)) == expected


def test_headers_footers_and_comments_are_left_out() -> None:
    from docx import Document

    made = Document()
    made.sections[0].header.paragraphs[0].text = "HEADER"
    made.sections[0].footer.paragraphs[0].text = "FOOTER"
    paragraph = made.add_paragraph("Seen.")
    made.add_comment(paragraph.runs, text="COMMENT", author="Bo")
    out = io.BytesIO()
    made.save(out)
    assert read(out.getvalue()).text == "Seen."


def test_lists_that_python_docx_writes_have_numbers() -> None:
    from docx import Document

    made = Document()
    for words in ("one", "two"):
        made.add_paragraph(words, style="List Number")
    out = io.BytesIO()
    made.save(out)
    assert read(out.getvalue()).text == "1. one\n2. two"


CORE = "docProps/core.xml"


def properties(**values: str) -> bytes:
    """A document that says this of itself."""
    spaces = (
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    )
    held = "".join(f"<{name.replace('_', ':')}>{value}</{name.replace('_', ':')}>" for name, value in values.items())
    return changed(document(p("words")), {CORE: f"{XML}<cp:coreProperties {spaces}>{held}</cp:coreProperties>"})


def test_what_the_file_says_of_itself() -> None:
    said = properties(dc_title="Trade", dc_creator="Ana; Admin", dc_subject="Rivers", dc_language="fr-FR",
                      dcterms_created="1996-03-14T10:00:00Z")  # fmt: skip
    assert read(said).metadata == {
        "title": "Trade", "authors": "Ana", "subject": "Rivers", "language": "fr-FR", "created": "1996-03-14T10:00:00Z"
    }  # fmt: skip


def test_what_programs_write_of_themselves_is_not_told() -> None:
    said = properties(dc_title="Word Document", dc_creator="python-docx", dcterms_created="2013-12-23T23:15:00Z")
    assert read(said).metadata == {}
    assert read(properties(dcterms_created="yesterday")).metadata == {}


def test_the_namespaces_of_the_strict_form_are_read_as_well() -> None:
    strict = document(p(r("a") + noted(1)), footnotes=note(1, p("b")))
    files = {name: data.replace(WORD.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
             for name, data in unzipped(strict).items()}  # fmt: skip
    assert read(zipped(files)).text == "a\n\nNote 1: b"


def test_a_part_that_is_embedded_as_text_is_told_of() -> None:
    made = content(p("a") + '<w:altChunk r:id="x" xmlns:r="r"/>')
    assert made.text == "a"
    assert any("embedded" in one for one in made.notes)


MADE_WORD = MADE[".docx"](LATIN)
REFUSED = {
    "cut short": (MADE_WORD[:-300], "damaged"),
    "no zip": (b"words", "its content is no Word document"),
    "no text part": (zipped({"[Content_Types].xml": "<Types/>"}), "word/document.xml.*missing"),
    "text that is no XML": (changed(MADE_WORD, {"word/document.xml": "<w:document"}), "not valid XML"),
    "another kind of document": (changed(MADE_WORD, {"word/document.xml": f"{XML}<x/>"}), "no Word document"),
    "no words": (document(p("")), "no text"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        read(data)


def test_a_document_type_is_refused() -> None:
    part = unzipped(document(p("x")))["word/document.xml"].replace(
        XML.encode(), XML.encode() + b'<!DOCTYPE x [<!ENTITY e "y">]>'
    )
    with pytest.raises(ReportUnreadable, match="declares entities"):
        read(changed(document(p("x")), {"word/document.xml": part}))


def within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Parts in something that holds parts."""
    held = st.lists(inner, max_size=3).map("".join)
    cells = held.map(lambda parts: f"<w:tc><w:tcPr/>{parts}{p('')}</w:tc>")
    return st.one_of(
        cells.map(lambda one: table(row(one))),
        cells.map(lambda one: table(row(one, "2"))),
        held.map(lambda parts: f"<w:sdt><w:sdtContent>{parts}</w:sdtContent></w:sdt>"),
        held.map(lambda parts: p(box(parts))),
    )


@settings(max_examples=80, deadline=None)
@given(st.recursive(st.just(p("word")), within, max_leaves=8))
def test_however_parts_lie_within_one_another_every_word_comes_once(body: str) -> None:
    """What is there in two forms is seen once."""
    seen = body
    while (start := seen.rfind("<mc:Fallback>")) >= 0:
        seen = seen[:start] + seen[seen.index("</mc:Fallback>", start) + len("</mc:Fallback>") :]
    assert text(body + p("end")).count("word") == seen.count("word")
