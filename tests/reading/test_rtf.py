import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.readers.rtf import read
from tests.reading.made_markup import rtf
from tests.reading.reference import LATIN, REFERENCE, Reference, Section
from tests.reading.written import as_written, headings, paged

FONTS = (
    r"{\fonttbl{\f0\fnil\fcharset0 Arial;}{\f1\fnil\fcharset204{\*\falt Helv;}CYR;}{\f2\fnil\fcharset238 Arial CE;}"
    r"{\f3\froman\fcharset2 Symbol;}{\f4\fnil\fcharset128 MS Mincho;}{\f5\fnil\fcharset2 Wingdings;}}"
)


def content(body: str, head: str = r"\ansi\ansicpg1252\deff0" + FONTS) -> Content:
    return read((r"{\rtf1" + head + " " + body + "}").encode("latin-1"))


def text(body: str, head: str = r"\ansi\ansicpg1252\deff0" + FONTS) -> str:
    return content(body, head).text


@pytest.mark.parametrize("reference", [REFERENCE, LATIN])
def test_the_known_document_comes_back_word_for_word(reference: Reference) -> None:
    made = read(rtf(reference))
    assert made.text == as_written(reference)
    assert headings(made) == [reference.title, *(section.heading for section in reference.sections)]
    assert [page.splitlines()[0] for page in paged(made).values()] == [
        reference.title, *(section.heading for section in reference.sections[1:])
    ]  # fmt: skip
    assert made.metadata["title"] == reference.title
    assert made.notes == ()


TEXTS = {
    "hexadecimal signs in the document's code page": (r"caf\'e9 \'93q\'94", "café “q”"),
    "signs that are not escaped": ("caf\xe9", "café"),
    "a font's own code page": (r"\'e9 {\f1\'cf\'f0\'e8\'e2\'e5\'f2} \f2\'e8", "é Привет č"),
    "a font in the middle of a word": (r"a{\f1\'e1}c", "aбc"),
    "two bytes a sign": (r"\f4\'93\'fa\'96\'7b\'83A\'83\'5c", "日本アソ"),
    "unicode with a sign in its stead": (r"\u1080?\u-10179?\u-8704?.", "и😀."),
    "unicode with two signs in its stead": (r"\uc2\u8364\'80\'80\u8364 ab.", "€€."),
    "unicode with none": (r"\uc0\u8364.\u8364.", "€.€."),
    "how many, until the group ends": (r"{\uc3\u8364 abc}\u8364?.", "€€."),
    "a control word ends what stands in its stead": (r"\uc3\u8364 a\b bc", "€bc"),
    "a group ends it too": (r"\uc9{\u8364 a}bc", "€bc"),
    "a dash in its stead": (r"\u8212\emdash .", "—."),
    "unicode beyond what RTF has": (r"\u128512?.", "😀."),
    "two forms of one text": (r"{\upr{\'3f\'3f}{\*\ud{\u1080?\u1089?}}}!", "ис!"),
    "signs by name": (r"a\emdash b\endash c\lquote d\rquote\ldblquote e\rdblquote\bullet", "a—b–c‘d’“e”•"),
    "signs by symbol": (r"a\~b\_c\-d\{\\\}", "a b-cd{\\}"),
    "the Symbol font": (r"{\f3 a\'b3\u-3999?}", "α≥α"),
    "breaks of lines and tabs": ("a\\line b\\tab c\\\nd", "a\nb c\n\nd"),
    "line ends of the file": ("on\r\ne wo\nrd", "one word"),
    "raised figures": (r"10{\super 6} of 19{\super th} m\super -2\nosupersub 3\super 4\plain 5", "10⁶ of 19th m⁻²3⁴5"),
    "lowered ones": (r"H{\sub 2}O", "H2O"),
    "hidden text": (r"a{\v b}c\v d\v0 e{\v b\plain f}", "acef"),
    "removed text": (r"a{\deleted b}c{\revised d}", "acd"),
    "headers, footers and pictures": (r"{\header h\par}{\footerf f}{\pict\wmetafile8 0102ff}a", "a"),
    "groups that may be passed by": (r"{\*\generator Word;}{\*\bkmkstart b}a{\*\unknown{x}y}", "a"),
    "comments": (r"a{\*\atnid B}{\*\atnauthor Bo}\chatn{\*\annotation\pard no\par}b", "ab"),
    "a field's result": (r'{\field{\*\fldinst{HYPERLINK "http://x"}}{\fldrslt{\ul here}}} it is', "here it is"),
    "entries of an index": (r"a{\xe{\v b}}{\tc c}{\*\xe d}", "a"),
    "an object's picture in words": (r"{\object\objemb{\*\objclass X}{\*\objdata 01}{\result seen}}", "seen"),
    "binary data": ("a{\\pict\\bin5 }}{\\\\}b", "ab"),
    "a formula": (r"{\mmath{\*\moMath{\mf{\mnum{\mr a}}{\mden{\mr b}}}}{\mmathPict{\pict 00}}}", "a/b"),
    "an escape that is none": (r"a\'zzb", "azzb"),
    "what follows the end": ("a} b {c", "a"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TEXTS.values(), ids=TEXTS)
def test_text_is_read_as_it_is_seen(body: str, expected: str) -> None:
    assert text(body) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (r"\ansi\ansicpg1251", "й"), (r"\ansi\ansicpg1250", "é"), (r"\ansi\ansicpg1253", "ι"), (r"\mac", "È"),
        (r"\pc", "Θ"), (r"\pca", "Ú"), (r"\ansi\ansicpg99999", "é"), (r"\ansi", "é"),
    ],
)  # fmt: skip
def test_what_the_head_says_of_the_encoding(head: str, expected: str) -> None:
    assert text(r"\'e9", head) == expected


def test_utf_8_is_a_code_page_too() -> None:
    assert text(r"\'c3\'a9\'e2\'82\'ac", r"\ansi\ansicpg65001") == "é€"


def test_a_font_that_calls_itself_western_is_not_believed_where_its_words_are_russian() -> None:
    head = r"\ansi\ansicpg1251\deff0{\fonttbl{\f0\fcharset0 Arial;}}"
    assert text(r"caf\'e9, \'cf\'f0\'e8\'e2\'e5\'f2", head) == "cafй, Привет"
    assert text(r"caf\'e9", head) == "café"


def test_headings_by_outline_level_and_by_style() -> None:
    sheet = (
        r"{\stylesheet{\snext0 Normal;}{\s1\outlinelevel0 Kop 1;}{\s2 heading 2;}{\s3\sbasedon2 Own;}{\s4 Title;}"
        r"{\*\cs9 Strong;}{\s5\outlinelevel9 heading 5;}}"
    )
    body = r"\pard one\par\pard\s1 two\par\s2 three\par\pard\s3 four\par\pard\s4 five\par\pard\s5 six\par"
    made = content(f"{sheet}{body}" + r"{\pard\outlinelevel1 seven\par}" + f"{'long ' * 60}" + r"\par\pard eight")
    assert headings(made) == ["two", "three", "four", "five", "seven"]
    assert made.metadata["title"] == "five"


def test_items_with_bullets_and_numbers_as_they_are_seen() -> None:
    body = (
        r"\pard{\pntext\f3\'b7\tab}one\par{\listtext\f5\'a7\tab}two\par{\listtext o\tab}three\par"
        r"{\listtext\pard 1.\tab}\ls1 four\par{\listtext iv)\tab}five\par\pard\ls2 six\par\pard seven"
    )
    assert text(body) == "• one\n• two\n• three\n1. four\niv) five\n• six\n\nseven"


def test_a_numbered_heading_keeps_its_number() -> None:
    made = content(r"\pard\outlinelevel0{\listtext 1.2\tab}Water\par\pard text")
    assert headings(made) == ["1.2 Water"]


def test_pages_begin_at_breaks_at_sections_and_before_paragraphs() -> None:
    body = (
        r"\pard one\par\page two\par\pard\pagebb three\par\pard four\page\par\pard\pagebb five\par"
        r"\sect\sectd\pard six\par\sect\sectd\sbknone seven\par\sect\sectd\sbkodd eight"
    )
    assert paged(content(body)) == {
        1: "one", 2: "two", 3: "three\n\nfour", 4: "five", 5: "six\n\nseven", 7: "eight"
    }  # fmt: skip


def test_notes_follow_their_paragraph() -> None:
    body = (
        r"\pard one{\super\chftn{\footnote\pard\plain{\super\chftn} first\par second}} more{\*\footnote * own}\par "
        r"two\chftn{\footnote\ftnalt\chftn last}{\v hidden{\footnote no}}\par\pard three"
    )
    assert text(body) == "one more\n\nNote 1: first\nsecond\n\nNote: * own\n\ntwo\n\nEndnote 1: last\n\nthree"


def test_text_boxes_follow_their_paragraph_once() -> None:
    shape = (
        r"{\shp{\*\shpinst\shpleft1{\sp{\sn name}{\sv value}}{\shptxt\pard\plain\pagebb boxed\par again\par}}"
        r"{\shprslt{\*\do{\dptxbxtext\pard boxed\par}}}}"
    )
    made = content(rf"\pard one {shape}two\par {{\*\do\dobxpage{{\dptxbxtext old}}}}three\par")
    assert made.text == "one two\n\nboxed\n\nagain\n\nthree\n\nold"
    assert len(made.pages) == 1


def row(*cells: str, ends: tuple[int, ...] = (), marks: tuple[str, ...] = (), head: str = "") -> str:
    """A table's row of cells that end there, each described by control words."""
    ends = ends or tuple(1000 * (place + 1) for place in range(len(cells)))
    marks = marks or ("",) * len(ends)
    shape = "".join(rf"{mark}\cellx{end}" for mark, end in zip(marks, ends, strict=True))
    return rf"\trowd{head}\trleft0{shape}\pard\intbl " + "".join(rf"{cell}\cell " for cell in cells) + r"\row "


def test_rows_carry_the_names_of_their_columns() -> None:
    rows = row("Port", "Vessels", head=r"\trhdr") + row(r"Ruse\par town", "12") + row("Vidin", "")
    assert text(rf"before\par {rows}\pard after") == ("before\n\nPort: Ruse town; Vessels: 12.\nVidin.\n\nafter")


def test_cells_that_span_columns_and_rows() -> None:
    rows = (
        row("", "Traffic", ends=(1000, 3000), head=r"\trhdr")
        + row("Port", "1994", "1995", head=r"\trhdr")
        + row("Ruse", "1", "2", marks=(r"\clvmgf", "", ""))
        + row("", "3", "4", marks=(r"\clvmrg", "", ""))
        + row("Both", "", "5", marks=(r"\clmgf", r"\clmrg", ""))
    )
    assert text(rows) == (
        "Port: Ruse; Traffic 1994: 1; Traffic 1995: 2.\nPort: Ruse; Traffic 1994: 3; Traffic 1995: 4.\n"
        "Port: Both; Traffic 1995: 5."
    )


def test_a_table_within_a_table_follows_it() -> None:
    inner = (
        r"\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
        r"{\nonesttables x\par}\pard\intbl "
    )
    assert text(row("1", f"{inner}2") + row("3", "4") + r"\pard end") == "1; 2.\n3; 4.\na; b.\n\nend"


def test_notes_in_a_table_follow_it() -> None:
    rows = row(r"1{\footnote\chftn first}", "2") + row("3", "4")
    assert (
        text(rows + r"\pard after{\footnote\chftn second}")
        == "1; 2.\n3; 4.\n\nNote 1: first\n\nafter\n\nNote 2: second"
    )


def test_a_frame_of_one_cell_is_its_text() -> None:
    made = content(row(r"\outlinelevel0 Heading\par\pard\intbl words") + r"\pard")
    assert made.text == "Heading\n\nwords"
    assert headings(made) == ["Heading"]


def test_what_the_file_says_of_itself() -> None:
    info = (
        r"{\info{\title Caf\'e9 {\b notes}}{\subject Trade}{\author Ana; user}{\operator Bo}{\doccomm no}"
        r"{\creatim\yr1996\mo3\dy14\hr9\min5}{\revtim\yr2001\mo1\dy1}}"
    )
    assert content(info + "text").metadata == {
        "title": "Café notes", "subject": "Trade", "authors": "Ana", "created": "1996-03-14T09:05:00"
    }  # fmt: skip


@pytest.mark.parametrize("when", [r"\yr1996\mo13\dy1", r"\yr0\mo1\dy1", r"\yr1996", r"\yr99999999999999999999\mo1\dy1"])
def test_a_date_that_is_none_is_not_told(when: str) -> None:
    assert "created" not in content(rf"{{\info{{\creatim{when}}}}}text").metadata


def test_a_file_that_is_cut_short_is_read_and_says_so() -> None:
    made = read(rtf(REFERENCE)[:-700])
    assert made.text.startswith(REFERENCE.title)
    assert any("may be missing" in note for note in made.notes)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"words", "no RTF"), (b"{\\rtf1}", "no text"), (b"{\\rtf1\\par{\\v x}}", "no text"),
        (b"{\\rtf1 " + b"{" * 100_000, "too deep"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        read(data)


def test_groups_may_lie_deep() -> None:
    assert text("{" * 10_000 + "inner" + "}" * 10_000 + " outer") == "inner outer"


WORDS = (
    r"\par|\page|\sect|\cell|\row|\trowd|\cellx900|\intbl|\itap3|\nestcell|\nestrow|\footnote|\shptxt|\listtext|\upr|"
    r"\*|\ud|\v|\pard|\plain|\u8364|\uc3|\'e9|\bin4|\fonttbl|\stylesheet|\info|\title|\s1|"
    r"\f3|{|}|a |;|\|\u-|\bin99999999"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split("|")), max_size=40))
@example([r"\footnote", r"\footnote", "a "])
def test_any_order_of_control_words_keeps_what_stands_before_it(words: list[str]) -> None:
    made = content(r"\pard first\par\pard " + "".join(words))
    assert made.text.startswith("first")
    assert made.pages[-1].end == len(made.text)


PLAIN = st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=6), PLAIN)
def test_whatever_is_written_is_read(paragraphs: list[str], title: str) -> None:
    made = read(rtf(Reference(title, (Section("Heading", tuple(paragraphs)),))))
    assert made.text == as_written(Reference(title, (Section("Heading", tuple(paragraphs)),)))
