"""Presentations: what a slide shows, in the order in which it is read."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.readers.pptx import read
from assistant.reading.readers.pptx.order import Box, in_order
from tests.reading.made_zip import changed, unzipped

TITLE_AND_BODY, TITLE_ONLY, BLANK = 1, 5, 6


def deck_of(*writers: Callable[[Slide], None], layout: int = BLANK) -> bytes:
    """A presentation of as many slides as there are functions that write them."""
    deck: Deck = Presentation()
    for write in writers:
        write(deck.slides.add_slide(deck.slide_layouts[layout]))
    return saved(deck)


def saved(deck: Deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def box(slide: Slide, text: str, left: float, top: float, width: float = 2, height: float = 1) -> None:
    shapes = slide.shapes if isinstance(slide, Slide) else slide
    shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height)).text_frame.text = text


def order(content: Content) -> list[str]:
    return content.text.split("\n\n")


def headings(content: Content) -> list[str]:
    return [content.text[one.start : one.end] for one in content.headings]


def test_raised_figures_are_no_part_of_the_number_before_them() -> None:
    def write(slide: Slide) -> None:
        paragraph = slide.shapes.add_textbox(0, 0, 9, 9).text_frame.paragraphs[0]
        for text, baseline in (("10", "0"), ("6", "30000"), (" of H", "0"), ("2", "-25000"), ("O", "0")):
            run = paragraph.add_run()
            run.text = text
            run.font._element.set("baseline", baseline)

    assert read(deck_of(write)).text == "10⁶ of H2O"


def test_texts_stand_from_top_to_bottom_and_left_to_right_whatever_was_drawn_first() -> None:
    def write(slide: Slide) -> None:
        box(slide, "last", 1, 6)
        box(slide, "right", 5, 2.02)
        box(slide, "left", 1, 2)
        box(slide, "first", 1, 0.5)

    assert order(read(deck_of(write))) == ["first", "left", "right", "last"]


def test_columns_that_a_wide_gap_parts_stand_one_after_another() -> None:
    def write(slide: Slide) -> None:
        for column, left in enumerate((0.5, 5.5)):
            for row, top in enumerate((2, 3.1, 4.2)):
                box(slide, f"{column}{row}", left, top)

    assert order(read(deck_of(write))) == ["00", "01", "02", "10", "11", "12"]


def test_what_is_grouped_stays_together_and_a_hidden_shape_is_not_seen() -> None:
    def write(slide: Slide) -> None:
        group = slide.shapes.add_group_shape()
        box(group.shapes, "below in the group", 1, 3)
        box(group.shapes, "above in the group", 1, 1)
        box(slide, "beside the group", 5, 2)
        box(slide, "hidden", 1, 6)
        slide.shapes[-1]._element.nvSpPr.cNvPr.set("hidden", "1")

    assert order(read(deck_of(write))) == ["above in the group", "below in the group", "beside the group"]


def test_a_title_is_a_heading_and_the_first_one_the_title_unless_the_properties_have_one() -> None:
    def write(slide: Slide) -> None:
        slide.shapes.title.text = "Locks and\vports"
        slide.placeholders[1].text = "one"

    content = read(deck_of(write, layout=TITLE_AND_BODY))
    assert headings(content) == ["Locks and ports"] and content.metadata["title"] == "Locks and ports"
    deck = Presentation(io.BytesIO(deck_of(write, layout=TITLE_AND_BODY)))
    deck.core_properties.title, deck.core_properties.author = "Annual survey", "Anna Weiss; Admin"
    deck.core_properties.comments = ""
    said = read(saved(deck)).metadata
    assert (said["title"], said["authors"]) == ("Annual survey", "Anna Weiss") and said["created"]


def test_what_python_pptx_says_of_itself_is_not_taken_for_the_reports_own() -> None:
    assert read(deck_of(lambda slide: box(slide, "text", 1, 1))).metadata == {}


def test_levels_numbers_and_paragraphs_are_told_apart() -> None:
    def write(slide: Slide) -> None:
        slide.shapes.title.text = "Agenda"
        frame = slide.placeholders[1].text_frame
        frame.text = "ports"
        for text, level, mark in (
            ("of the sea", 1, ""),
            ("opening", 0, '<a:buAutoNum type="arabicPeriod" startAt="3"/>'),
            ("closing", 0, '<a:buAutoNum type="arabicPeriod" startAt="3"/>'),
            ("no mark", 0, "<a:buNone/>"),
        ):
            paragraph = frame.add_paragraph()
            paragraph.text, paragraph.level = text, level
            if mark:
                properties = paragraph._p.get_or_add_pPr()
                properties.append(parse_xml(mark.replace("/>", f" {nsdecls('a')}/>")))

    text = read(deck_of(write, layout=TITLE_AND_BODY)).text
    assert text == "Agenda\n\n• ports\n– of the sea\n3. opening\n4. closing\n\nno mark"


def test_dates_footers_and_numbers_that_all_slides_have_are_left_out() -> None:
    kinds = (("dt", "14 March"), ("ftr", "Confidential"), ("sldNum", "7"))

    def write(slide: Slide) -> None:
        box(slide, "The text.", 1, 1)
        for kind, text in kinds:
            box(slide, text, 1, 6)
            slide.shapes[-1]._element.nvSpPr.nvPr.append(parse_xml(f'<p:ph type="{kind}" {nsdecls("p")}/>'))

    assert read(deck_of(write)).text == "The text."


def test_a_tables_rows_carry_its_header_and_joined_cells_are_said_in_each() -> None:
    def write(slide: Slide) -> None:
        table = slide.shapes.add_table(4, 3, Inches(1), Inches(1), Inches(6), Inches(3)).table
        rows = ("Country", "Port", "Tonnes"), ("Romania", "Galați", "88500"), ("", "Tulcea", "120"), ("Total", "", "9")
        for down, row in enumerate(rows):
            for across, text in enumerate(row):
                table.cell(down, across).text = text
        table.cell(1, 0).merge(table.cell(2, 0))

    assert read(deck_of(write)).text == (
        "Country: Romania; Port: Galați; Tonnes: 88500.\nCountry: Romania; Port: Tulcea; Tonnes: 120.\n"
        "Country: Total; Tonnes: 9."
    )


def test_a_table_of_figures_has_no_header_though_its_style_shows_one() -> None:
    def write(slide: Slide) -> None:
        table = slide.shapes.add_table(2, 2, Inches(1), Inches(1), Inches(6), Inches(3)).table
        for place in range(4):
            table.cell(place // 2, place % 2).text = str(place)

    assert read(deck_of(write)).text == "0; 1.\n2; 3."


def test_a_charts_title_and_values_are_read_as_they_are_shown() -> None:
    def write(slide: Slide) -> None:
        data = CategoryChartData(number_format="0%")
        data.categories = ["1994", "1995"]
        data.add_series("Exports", (0.25, 0.5))
        data.add_series("Imports", (0.75, None))
        size = Inches(1), Inches(1), Inches(6), Inches(4)
        chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = "Trade by year"

    assert read(deck_of(write)).text == "Trade by year\n\n1994; Exports: 25%; Imports: 75%.\n1995; Exports: 50%."


def diagram(model: str) -> bytes:
    """A slide with a diagram of this data model."""
    space = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    frame = (
        f'<p:graphicFrame {nsdecls("p", "a", "r")}><p:nvGraphicFramePr><p:cNvPr id="9" name="d"/>'
        "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
        '<p:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></p:xfrm>'
        f'<a:graphic><a:graphicData uri="{space}"><d:relIds xmlns:d="{space}" r:dm="rIdD" r:lo="x" r:qs="x" r:cs="x"/>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )
    data = deck_of(lambda slide: slide.shapes._spTree.append(parse_xml(frame)))
    links = "ppt/slides/_rels/slide1.xml.rels"
    relation = '<Relationship Id="rIdD" Type="x/diagramData" Target="../diagrams/data1.xml"/></Relationships>'
    named = unzipped(data)[links].replace(b"</Relationships>", relation.encode())
    root = f'<d:dataModel xmlns:d="{space}" {nsdecls("a")}>{model}</d:dataModel>'
    return changed(data, {links: named, "ppt/diagrams/data1.xml": root})


def point(key: str, text: str = "", kind: str = "node") -> str:
    return f'<d:pt modelId="{key}" type="{kind}"><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>'


def test_a_diagrams_texts_are_read_from_the_top_down_even_when_they_run_in_a_circle() -> None:
    points = point("1", "leaf") + point("2", "branch") + point("3", "second") + point("0", "", "doc")
    pairs = (("0", "3", 1), ("0", "2", 0), ("2", "1", 0), ("1", "2", 0), ("3", "0", 0))
    links = "".join(f'<d:cxn srcId="{top}" destId="{low}" srcOrd="{place}"/>' for top, low, place in pairs)
    content = read(diagram(f"<d:ptLst>{points}</d:ptLst><d:cxnLst>{links}</d:cxnLst>"))
    assert content.text == "• branch\n– leaf\n• second"


def test_notes_come_after_the_slides_text_and_are_marked() -> None:
    def write(slide: Slide) -> None:
        slide.notes_slide.notes_text_frame.text = "Say thanks.\nThen begin."
        box(slide, "What is shown.", 1, 5)

    content = read(deck_of(write, lambda slide: box(slide, "The second.", 1, 1)))
    assert content.text == "What is shown.\n\nNotes: Say thanks.\nThen begin.\n\nThe second."
    assert [page.number for page in content.pages] == [1, 2]


def test_hidden_slides_and_those_without_text_are_told_and_keep_their_numbers() -> None:
    def hidden(slide: Slide) -> None:
        box(slide, "secret", 1, 1)
        slide._element.set("show", "0")

    def bare(slide: Slide) -> None:
        del slide

    content = read(deck_of(bare, hidden, bare, bare, lambda slide: box(slide, "The text.", 1, 1)))
    assert content.text == "The text." and [page.number for page in content.pages] == [5]
    assert content.notes == (
        "slide 2 holds hidden content, which was left out; show it in PowerPoint to have it",
        "slides 1, 3-4 hold no text (a picture?)",
    )
    with pytest.raises(ReportUnreadable, match="no text"):
        read(deck_of(bare))


def test_slides_come_in_the_order_in_which_they_are_shown() -> None:
    deck = Presentation(io.BytesIO(deck_of(*(lambda slide, n=n: box(slide, f"made as {n}", 1, 1) for n in range(3)))))
    slides = deck.slides._sldIdLst
    slides.append(slides[0])
    assert order(read(saved(deck))) == ["made as 1", "made as 2", "made as 0"]


def test_the_strict_variant_is_read_as_well() -> None:
    data = deck_of(lambda slide: box(slide, "The text.", 1, 1))
    usual, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    parts = {
        name: part.replace(usual + b"presentationml/2006/main", strict + b"presentationml/main")
        .replace(usual + b"drawingml/2006/main", strict + b"drawingml/main")
        .replace(usual + b"officeDocument/2006/relationships", strict + b"officeDocument/relationships")
        for name, part in unzipped(data).items()
        if name.endswith((".xml", ".rels"))
    }
    assert read(changed(data, parts)).text == "The text."


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(-(10**7), 10**7)] * 4), max_size=30))
def test_every_box_is_read_once_wherever_it_stands(places: list[tuple[int, int, int, int]]) -> None:
    boxes = [
        Box(place, left, top, left + abs(width), top + abs(height))
        for place, (left, top, width, height) in enumerate(places)
    ]
    assert sorted(one.place for one in in_order(boxes)) == list(range(len(boxes)))


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(12)))
def test_the_order_does_not_depend_on_what_was_drawn_first(drawn: list[int]) -> None:
    grid = [Box(n, n % 3 * 2_000_000, n // 3 * 1_500_000, n % 3 * 2_000_000 + 9, n // 3 * 1_500_000 + 9) for n in drawn]
    assert [one.place for one in in_order(grid)] == [one.place for one in in_order(sorted(grid, key=lambda b: b.place))]
