import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.reading.readers.odt import read
from tests.reading.made_zip import XML, changed, odt, odt_of, unzipped, zipped
from tests.reading.odt_parts import cell, content, items, note, p, row, style, table, text
from tests.reading.reference import REFERENCE, Reference, Section
from tests.reading.written import as_written, headings, paged

COVERED = "<table:covered-table-cell/>"
HEADER = f"<table:table-header-rows>{row('Port', 'Vessels')}</table:table-header-rows>"


def test_rows_carry_the_names_of_their_columns() -> None:
    made = text(p("before") + table(HEADER, row("Ruse", "twelve"), row("Vidin", "")) + p("after"))
    assert made == "before\n\nPort: Ruse; Vessels: twelve.\nVidin.\n\nafter"


def test_cells_that_span_columns_and_rows() -> None:
    heads = row(cell(""), cell("Traffic", 'table:number-columns-spanned="2"'), COVERED) + row("Port", "1994", "1995")
    made = text(
        table(
            f"<table:table-header-rows>{heads}</table:table-header-rows>",
            row(cell("Ruse", 'table:number-rows-spanned="2"'), "1", "2"),
            row(COVERED, "3", "4"),
            row(cell("Both", 'table:number-columns-spanned="2"'), COVERED, "5"),
        )
    )
    assert made == (
        "Port: Ruse; Traffic 1994: 1; Traffic 1995: 2.\nPort: Ruse; Traffic 1994: 3; Traffic 1995: 4.\n"
        "Port: Both; Traffic 1995: 5."
    )


def test_cells_and_rows_that_repeat_stand_as_often_as_they_are_seen() -> None:
    made = text(
        table(HEADER, row(cell("0", 'table:number-columns-repeated="2"'), more='table:number-rows-repeated="3"'))
    )
    assert made == "\n".join(["Port: 0; Vessels: 0."] * 3)


@pytest.mark.parametrize("kind", ["columns", "rows"])
def test_what_repeats_without_end_is_bounded(kind: str) -> None:
    often = f'table:number-{kind}-repeated="999999999"'
    cells = cell("again", often if kind == "columns" else "") + cell("once")
    made = text(table(*[row(cells, more=often if kind == "rows" else "")] * 20))
    assert len(made) < 2_000_000
    assert made.count("once") >= 20


def test_an_empty_row_that_repeats_is_none() -> None:
    empty = row("", cell("", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"')
    assert text(table(row("1", "2"), empty, row("3", "4"))) == "1; 2.\n3; 4."


def test_rows_that_are_not_seen_are_left_out() -> None:
    assert text(table(row("1", "2"), row("3", "4", more='table:visibility="collapse"'))) == "1; 2."


def test_a_table_within_a_table_follows_it() -> None:
    inner = f"<table:table-cell>{p('1')}{table(row('a', '4'))}{p('2')}</table:table-cell>"
    assert text(table(row(inner, "3")) + p("end")) == "1 2; 3.\na; 4.\n\nend"


def test_a_frame_of_one_cell_is_its_text() -> None:
    held = f"<text:h>Heading</text:h>{items(p('item'))}"
    made = content(table(row(f"<table:table-cell>{held}</table:table-cell>")))
    assert made.text == "Heading\n\n• item"
    assert headings(made) == ["Heading"]


def test_notes_follow_their_paragraph() -> None:
    body = p(f"one{note(p('first') + p('more'))} two{note(p('last'), 'i', 'endnote')}{note(p('* own'), '*')}.") + p(
        "three"
    )
    assert text(body) == "one two.\n\nNote 1: first\nmore\n\nEndnote i: last\n\nNote: * own\n\nthree"


def test_notes_in_a_table_and_in_a_heading_follow_them() -> None:
    made = text(f"<text:h>Head{note(p('a'))}</text:h>" + table(row(f"1{note(p('b'), '2')}", "2"), row("3", "4")))
    assert made == "Head\n\nNote 1: a\n\n1; 2.\n3; 4.\n\nNote 2: b"


def test_text_boxes_follow_their_paragraph() -> None:
    box = f"<draw:frame><draw:text-box>{p('boxed', 'Paged')}{items(p('item'))}</draw:text-box></draw:frame>"
    shape = f"<draw:g><draw:custom-shape>{p('shape')}</draw:custom-shape></draw:g>"
    made = content(p(f"one {box}two") + items(p(f"three{shape}"), p("four")) + f"<draw:frame>{box}</draw:frame>")
    assert made.text == "one two\n\nboxed\n\n• item\n• three\n\nshape\n\n• four\n\nboxed\n\n• item"
    assert len(made.pages) == 1


SOFT = "<text:soft-page-break/>"
AFTER = style("Last", '<style:paragraph-properties fo:break-after="page"/>')
MASTER = style("First", more='style:master-page-name="Standard"') + style(
    "Second", more='style:parent-style-name="First"'
)
PAGED = {
    "before a paragraph": (p("a", "Paged") + p("b", "Paged") + p("c"), {1: "a", 2: "b\n\nc"}),
    "after a paragraph": (p("a", "Last") + p("b"), {1: "a", 2: "b"}),
    "after one and before the next": (p("a", "Last") + p("b", "Paged"), {1: "a", 2: "b"}),
    "a kind of page": (p("a", "First") + p("b", "Second"), {1: "a", 2: "b"}),
    "between paragraphs": (p("a") + SOFT + p("b"), {1: "a", 2: "b"}),
    "within a paragraph, whose page is where it began": (p(f"a{SOFT}b") + p("c"), {1: "ab", 2: "c"}),
    "at the beginning of a paragraph": (p("a") + p(f"{SOFT}b"), {1: "a", 2: "b"}),
    "noted where the writer set it": (p("a") + p(f"{SOFT}b", "Paged") + p(f"c{SOFT}") + p("d"), {1: "a", 2: "b\n\nc",
                                                                                                3: "d"}),
    "noted before what the writer set": (p("a") + SOFT + p("b", "Paged"), {1: "a", 2: "b"}),
    "between rows": (table(row("1", "2"), SOFT, row("3", "4")), {1: "1; 2.", 2: "3; 4."}),
    "within a row": (table(row(f"1{SOFT}", "2"), row("3", "4")), {1: "1; 2.", 2: "3; 4."}),
    "by an empty paragraph": (p("a") + p("", "Paged") + p("b"), {1: "a", 2: "b"}),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), PAGED.values(), ids=PAGED)
def test_pages_begin_where_the_writer_or_the_program_began_them(body: str, expected: dict[int, str]) -> None:
    assert paged(content(body, AFTER + MASTER)) == expected


def test_what_the_file_says_of_itself() -> None:
    meta = (
        "<dc:title>Trade</dc:title><dc:creator>Bo</dc:creator><meta:initial-creator>Ana; user</meta:initial-creator>"
        "<dc:subject>Rivers</dc:subject><dc:language>fr</dc:language><meta:creation-date>1996-03-14T10:00:00</meta:creation-date>"
    )
    data = odt_of(p("words"), "Untitled")
    part = unzipped(data)["meta.xml"].replace(b"<dc:title>Untitled</dc:title>", meta.encode())
    assert read(data).metadata == {}
    assert read(changed(data, {"meta.xml": part})).metadata == {
        "title": "Trade", "authors": "Ana", "subject": "Rivers", "language": "fr", "created": "1996-03-14T10:00:00"
    }  # fmt: skip


MADE = odt(REFERENCE)
ENTITY = '<!DOCTYPE x [<!ENTITY e "words">]>'
REFUSED = {
    "cut short": (MADE[:-200], "damaged"),
    "no zip": (b"words", "its content is no OpenDocument text"),
    "no content": (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "content.xml.*missing"),
    "content that is no XML": (changed(MADE, {"content.xml": "<office"}), "not valid XML"),
    "another kind of document": (changed(MADE, {"content.xml": f"{XML}<office/>"}), "no OpenDocument text"),
    "an entity": (odt_of(p("&e;"), before=ENTITY), "declares entities"),
    "an entity among the styles": (changed(MADE, {"styles.xml": f"{XML}{ENTITY}<x/>"}), "declares entities"),
    "encrypted": (changed(MADE, {"META-INF/manifest.xml": "<encryption-data/>"}), "encrypted"),
    "no words": (odt_of(p("")), "no text"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        read(data)


PLAIN = st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=6), PLAIN)
def test_whatever_is_written_is_read(paragraphs: list[str], title: str) -> None:
    reference = Reference(title, (Section("Heading", tuple(paragraphs)),))
    assert read(odt(reference)).text == as_written(reference)


def within(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Parts in something that holds parts."""
    held = st.lists(inner, max_size=3).map("".join)
    cells = held.map(lambda parts: f"<table:table-cell>{parts}</table:table-cell>")
    return st.one_of(
        held.map(items),
        st.lists(inner, max_size=3).map(lambda parts: items(*parts)),
        cells.map(lambda one: table(row(one))),
        cells.map(lambda one: table(row(one, "2"))),
        held.map(lambda parts: f"<text:section>{parts}</text:section>"),
        held.map(lambda parts: p(f"<draw:frame><draw:text-box>{parts}</draw:text-box></draw:frame>")),
    )


@settings(max_examples=80, deadline=None)
@given(st.recursive(st.just(p("word")), within, max_leaves=12))
def test_however_parts_lie_within_one_another_every_word_comes_once(body: str) -> None:
    assert text(body + p("end")).count("word") == body.count("word")
