"""What PDFs give: the words of their pages in the order in which one reads them, and what is missing from them."""

import io
from collections.abc import Callable

import pytest
from fpdf import FPDF
from fpdf.enums import VAlign
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.readers.pdf import read
from tests.reading.fidelity import compared, fidelity
from tests.reading.languages import written
from tests.reading.made import HAS_FONT
from tests.reading.made_pdf import Setter, in_columns
from tests.reading.soundness import faults

LANGUAGES = ("English", "French", "German", "Spanish", "Italian", "Portuguese", "Swedish", "Danish")
PARAGRAPHS = [text.strip() for name in LANGUAGES for text in [written(name, "iso-8859-1", 1000)[0]] * 4]
TITLE = "Annual survey of the river commission"
WORDS = "the commission met in Ruse and heard eleven delegations while nobody signed a border treaty".split()
every_script = pytest.mark.skipif(not HAS_FONT, reason="DejaVu fonts are not installed")


def set_in(*lines: str, size: float = 10) -> Content:
    """What is read of lines that follow each other in one column."""
    setter = Setter(size=size)
    setter.page()
    setter.at(20, 30, *lines)
    return sound(setter.made())


def sound(data: bytes) -> Content:
    content = read(data)
    assert list(faults(content)) == []
    return content


def headings(content: Content) -> list[str]:
    return [content.text[one.start : one.end] for one in content.headings]


def on_pages(content: Content) -> dict[int, str]:
    return {page.number: content.text[page.start : page.end].strip() for page in content.pages}


def test_the_known_document_comes_back_word_for_word_in_order() -> None:
    recall, precision = fidelity(".pdf")
    assert recall >= 0.99 and precision >= 0.99


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_hyphens_running_titles_and_page_numbers(columns: int) -> None:
    content = sound(in_columns(PARAGRAPHS, columns, title=TITLE))
    recall, precision = compared("\n".join(PARAGRAPHS), content.text)
    assert recall >= 0.99 and precision >= 0.99
    kept = [text for text in content.text.split("\n\n") if text in PARAGRAPHS]
    assert len(kept) >= 0.9 * len(PARAGRAPHS)
    assert TITLE not in content.text and "rights reserved" not in content.text and "Page" not in content.text
    assert [page.number for page in content.pages] == [1, 2, 3]


@settings(max_examples=15)
@given(
    st.lists(st.lists(st.sampled_from(WORDS), min_size=30, max_size=90).map(" ".join), min_size=2, max_size=9),
    st.integers(1, 3),
)
def test_no_word_is_lost_or_moved_whatever_the_columns_hold(paragraphs: list[str], columns: int) -> None:
    said = [f"{text[0].upper()}{text[1:]}." for text in paragraphs]
    content = sound(in_columns(said, columns))
    assert "".join(content.text.split()).replace("-", "") == "".join(said).replace(" ", "")


def test_hyphens_at_line_ends_go_where_they_part_a_word_and_stay_where_they_join_two() -> None:
    content = set_in(
        "The well-",
        "known delegates of sixteen states dis-",
        "cussed the long-term costs of the so-called reform and self-",
        "government; the reform was, in the long-",
        "term, for twenty-two cities of North-",
        "Eastern Europe, and 1994-",
        "1996 brought more ex-",
        "pected losses.",
    )
    assert content.text == (
        "The well-known delegates of sixteen states discussed the long-term costs of the so-called reform and"
        " self-government; the reform was, in the long-term, for twenty-two cities of North-Eastern Europe, and"
        " 1994-1996 brought more expected losses."
    )


@every_script
def test_ligatures_are_resolved_accents_composed_and_hebrew_is_read_from_right_to_left() -> None:
    setter = Setter(every_script=True)
    setter.page()
    setter.at(20, 30, "An eﬃcient oﬀer of ﬁve ﬂags to the Bu\u0308rgermeister.")
    lines = ["השר הודיע כי ההסכם הושג בחיפה לאחר משא ומתן", "ארוך על הגבול בשנת 1994 והוא נחתם היום."]
    for place, line in enumerate(lines):
        shown = line[::-1].replace("4991", "1994")
        setter.at(180 - setter.pdf.get_string_width(shown), 60 + 6 * place, shown)
    said, hebrew = sound(setter.made()).text.split("\n\n")
    assert said == "An efficient offer of five flags to the Bürgermeister."
    assert hebrew == " ".join(lines)


def test_a_paragraph_goes_on_over_the_page_and_the_footnote_below_it_stands_apart() -> None:
    setter = Setter()
    setter.page()
    y = setter.at(20, 30, "The commission met in Ruse and heard eleven delegations, whose number", "had grown since")
    setter.at(20, y, "the last session, which took place before the locks were closed for the")
    setter.font(7)
    setter.at(20, 270, "1 Ukraine took part as an observer throughout.")
    setter.font()
    setter.page()
    setter.at(20, 30, "repairs that everyone had asked for.", "", "Nobody objected to the plan.")
    content = sound(setter.made())
    assert content.text.count("closed for the repairs that everyone") == 1
    assert (
        "Ukraine took part as an observer throughout." in content.text.split("\n\n")[0] + content.text.split("\n\n")[1]
    )
    assert on_pages(content)[2].startswith("repairs that everyone")


def test_headings_are_known_by_size_or_weight_and_lists_by_their_marks() -> None:
    setter = Setter()
    setter.page()
    setter.font(18, "B")
    y = setter.at(20, 30, "What remains", "to be done")
    setter.font()
    y = setter.at(20, y + 4, *setter.broken(" ".join(PARAGRAPHS[:2]), 150))
    setter.font(style="B")
    y = setter.at(20, y + 3, "Locks and buoys")
    setter.font()
    y = setter.at(20, y, *setter.broken(PARAGRAPHS[4], 150))
    y = setter.at(
        25, y, "1. dredging between the two kilometres", "2. new buoys, lit at night", "3. a school for pilots"
    )
    setter.at(20, y + 3, *setter.broken(PARAGRAPHS[8], 150))
    content = sound(setter.made())
    assert headings(content) == ["What remains to be done", "Locks and buoys"]
    items = "1. dredging between the two kilometres\n2. new buoys, lit at night\n3. a school for pilots"
    assert content.text.split("\n\n")[-2:] == [items, PARAGRAPHS[8]]


TABLE = (
    ("Port", "Vessels", "What was done"),
    ("Ruse", "1204", "Two locks were closed for repairs, which took until the end of the month of May"),
    ("Vukovar", "310", "Nothing"),
    ("Mohács", "655", "New buoys"),
)


@pytest.mark.parametrize("placed", [VAlign.T, VAlign.M], ids=["top", "middle"])
def test_a_table_s_rows_carry_its_header_and_cells_keep_their_lines_together(placed: VAlign) -> None:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=11)
    document.multi_cell(0, text=PARAGRAPHS[0], new_x="LMARGIN", new_y="NEXT")
    document.ln(6)
    with document.table(col_widths=(30, 25, 50), width=150, line_height=5, padding=1, v_align=placed) as table:
        for row in TABLE:
            table.row(row)
    document.ln(6)
    document.multi_cell(0, text=PARAGRAPHS[4])
    content = sound(bytes(document.output()))
    assert content.text.split("\n\n")[1].split("\n") == [
        "Port: Ruse; Vessels: 1204; What was done: Two locks were closed for repairs, which took until the end of the"
        " month of May.",
        "Port: Vukovar; Vessels: 310; What was done: Nothing.",
        "Port: Mohács; Vessels: 655; What was done: New buoys.",
    ]


def test_columns_of_figures_have_years_as_header_and_no_header_where_none_is() -> None:
    setter = Setter()
    setter.page()
    for x, cells in ((20, ("Tonnes", "Ruse", "Vukovar")), (60, ("1995", "88", "97")), (90, ("1996", "102", "11"))):
        setter.at(x, 30, *cells)
    for x, cells in ((20, ("200.01", "400.01", "600.01")), (60, ("1", "3", "5"))):
        setter.at(x, 90, *cells)
    assert sound(setter.made()).text == (
        "Tonnes: Ruse; 1995: 88; 1996: 102.\nTonnes: Vukovar; 1995: 97; 1996: 11.\n200.01; 1.\n400.01; 3.\n600.01; 5."
    )


def test_what_repeats_on_pages_is_dropped_and_a_title_carried_over_them_is_kept_once() -> None:
    setter = Setter()
    for number in range(1, 6):
        setter.page()
        setter.at(20, 12, "River commission")
        setter.at(20, 20, "Exhibit of closed locks")
        setter.at(
            20, 40, *setter.broken(PARAGRAPHS[4 * number], 150), "", f"In 199{number} it was", "", f"{number + 10}"
        )
        setter.at(100, 288, f"- {number + 6} -")
    text = sound(setter.made()).text
    assert "River commission" not in text and text.count("Exhibit of closed locks") == 1
    assert all(f"In 199{number} it was" in text and f"\n{number + 10}" in text for number in range(1, 6))
    assert not any(f"- {number} -" in text for number in range(7, 12))


def test_words_that_run_up_the_margin_come_after_the_page_and_those_set_aslant_are_told_of() -> None:
    setter = Setter()
    setter.page()
    setter.at(20, 30, *setter.broken(PARAGRAPHS[0], 150))
    with setter.pdf.rotation(90, 10, 200):
        setter.at(10, 200, "Printed in Vienna in 1996")
    with setter.pdf.rotation(30, 60, 200):
        setter.at(60, 200, "A poster that shows something else")
    content = sound(setter.made())
    assert content.text == f"{PARAGRAPHS[0]}\n\nPrinted in Vienna in 1996"
    assert content.notes == ("page 1 holds words set aslant, which are left out",)


def scanned(*pages: str) -> bytes:
    """Pages of words, of a picture where there are none, or of nothing where there is but a space."""
    image = io.BytesIO()
    Image.new("L", (60, 80), 200).save(image, "PNG")
    setter = Setter()
    for text in pages:
        setter.page()
        if text:
            setter.at(20, 40, text)
        else:
            setter.pdf.image(image, x=10, y=10, w=150)
    return setter.made()


@pytest.mark.parametrize(
    ("pages", "note"),
    [
        (("First.", "", "Third."), "page 2 holds no text (scanned?); recognise its text with OCR first"),
        (
            ("First.", "", "", "Fourth.", ""),
            "pages 2-3, 5 hold no text (scanned?); recognise their text with OCR first",
        ),
    ],
)
def test_scanned_pages_are_told_one_by_one(pages: tuple[str, ...], note: str) -> None:
    content = sound(scanned(*pages))
    assert content.notes == (note,)
    assert on_pages(content) == {number: text for number, text in enumerate(pages, start=1) if text}


def locked(**passwords: str) -> bytes:
    setter = Setter()
    setter.pdf.set_encryption(owner_password="owner", **passwords)  # noqa: S106 - made up
    setter.page()
    setter.at(20, 40, "Nobody signed.")
    return setter.made()


REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("scanned", lambda: scanned("", ""), r"^it holds no text \(scanned\?\); recognise their text with OCR first$"),
    ("scanned and blank", lambda: scanned("", " "), r"^page 1 holds no text \(scanned\?\); recognise its text"),
    ("blank", lambda: scanned(" ", " "), "^the file holds no text; its pages are blank$"),
    ("locked", lambda: locked(user_password="user"), "^it is encrypted with a password; save it without one$"),  # noqa: S106
    ("cut short", lambda: scanned("First.")[:300], "^it is damaged"),
]


@pytest.mark.parametrize(("data", "reason"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_holds_no_text_or_cannot_be_opened_is_refused_with_the_cure(
    data: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        read(data())


def test_a_file_that_only_its_owner_may_change_is_read() -> None:
    assert read(locked()).text == "Nobody signed."


def test_the_properties_are_told_where_they_say_something() -> None:
    setter = Setter()
    setter.page()
    setter.at(20, 40, "Nobody signed.")
    setter.pdf.set_title("  The river\tcommission ")
    setter.pdf.set_author("Ada Lovelace; Mary Somerville")
    said = read(setter.made()).metadata
    assert (said["title"], said["authors"]) == ("The river commission", "Ada Lovelace; Mary Somerville")
    setter = Setter()
    setter.page()
    setter.at(20, 40, "Nobody signed.")
    setter.pdf.set_title("Microsoft Word - draft.doc")
    setter.pdf.set_author("Administrator")
    assert read(setter.made()).metadata.keys() <= {"created"}
