import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.readers.docx import read
from tests.reading.docx_parts import box, content, document, note, noted, p, r, style, styled, text
from tests.reading.made import MADE
from tests.reading.made_zip import unzipped, zipped
from tests.reading.reference import LATIN, REFERENCE, Reference, Section
from tests.reading.written import as_written, headings, paged


@pytest.mark.parametrize("suffix", [".docx", ".docm"])
@pytest.mark.parametrize("reference", [REFERENCE, LATIN])
def test_the_known_document_comes_back_word_for_word(reference: Reference, suffix: str) -> None:
    made = read(MADE[suffix](reference))
    assert made.text == as_written(reference)
    assert headings(made) == [reference.title, *(section.heading for section in reference.sections)]
    assert [page.splitlines()[0] for page in paged(made).values()] == [
        reference.title, *(section.heading for section in reference.sections[1:])
    ]  # fmt: skip
    assert made.metadata["title"] == reference.title


def field(code: str, result: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{mark}"/></w:r>' for mark in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{result}{marks[2]}"


def form(data: str) -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    return begin + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def formula(above: str, below: str) -> str:
    up, down = (f"<m:r><m:t>{one}</m:t></m:r>" for one in (above, below))
    return f"<m:oMath><m:f><m:num>{up}</m:num><m:den>{down}</m:den></m:f></m:oMath>"


RAISED, LOW, BY_STYLE = *(f'<w:vertAlign w:val="{one}script"/>' for one in ("super", "sub")), '<w:rStyle w:val="Up"/>'
SEEN, UNSEEN, GONE = '<w:vanish w:val="0"/>', "<w:vanish/>", '<w:rStyle w:val="Gone"/>'
STYLES = (
    '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>'
    + '<w:style w:type="character" w:styleId="Up"><w:name w:val="Up"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
    "</w:style>" + style("Away", "Away", "<w:rPr><w:vanish/></w:rPr>")
)  # fmt: skip
TEXTS = {
    "breaks, tabs and hyphens": (
        "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:cr/></w:r>",
        "a\nb c-d",
    ),
    "inserted and moved here": (f"{r('a')}<w:ins>{r('b')}</w:ins><w:moveTo>{r('c')}</w:moveTo>", "abc"),
    "removed and moved away": (
        f"{r('a')}<w:del><w:r><w:delText>b</w:delText></w:r></w:del><w:moveFrom>{r('c')}</w:moveFrom>{r('d')}", "ad"
    ),
    "hidden characters": (r("a") + r("b", UNSEEN) + r("c", SEEN), "ac"),
    "hidden by a style": (r("a") + r("b", GONE) + r("c"), "ac"),
    "raised figures": (
        r("10") + r("6", RAISED) + r(" of 19") + r("th", RAISED) + r(" m") + r("-2", BY_STYLE), "10⁶ of 19th m⁻²"
    ),
    "lowered ones": (r("H") + r("2", LOW) + r("O"), "H2O"),
    "a comment's place": (f'{r("a")}<w:commentRangeStart/><w:r><w:commentReference w:id="0"/></w:r>{r("b")}', "ab"),
    "links and content controls": (
        f"<w:hyperlink>{r('a')}</w:hyperlink><w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{r('b')}</w:sdtContent>"
        f"</w:sdt><w:smartTag>{r('c')}</w:smartTag><w:fldSimple>{r('d')}</w:fldSimple>", "abcd",
    ),
    "a field's result": (r("a") + field(" DATE ", r("May")) + r("b"), "aMayb"),
    "a field within the code of a field": (r("a") + field(field("PAGE", r("1")), r("May")) + r("b"), "aMayb"),
    "a field without end": (f'{r("a")}<w:r><w:fldChar w:fldCharType="begin"/></w:r>{r("b")}', "ab"),
    "a form's choice": (
        form('<w:ddList><w:result w:val="1"/><w:listEntry w:val="yes"/><w:listEntry w:val="no"/></w:ddList>'), "no"
    ),
    "a form's box": (form('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'), "☒"),
    "signs of Symbol and Wingdings": (
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
        + r("\uf061", '<w:rFonts w:ascii="Symbol"/>'), "≥✓α",
    ),
    "a formula": (formula("a", "b"), "a/b"),
    "how a sign is read": (
        f"<w:r><w:ruby><w:rt>{r('kan')}</w:rt><w:rubyBase>{r('漢')}</w:rubyBase></w:ruby></w:r>", "漢"
    ),
    "one thing in two forms": (
        f"<mc:AlternateContent><mc:Choice>{r('a')}</mc:Choice><mc:Fallback>{r('a')}</mc:Fallback></mc:AlternateContent>",
        "a",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TEXTS.values(), ids=TEXTS)
def test_text_is_read_as_it_is_seen(body: str, expected: str) -> None:
    assert text(p(body), styles=STYLES) == expected


def test_hidden_paragraphs_are_left_out() -> None:
    assert text(p("a") + styled("b", "Away") + p("c"), styles=STYLES) == "a\n\nc"


def test_a_paragraph_whose_end_was_removed_goes_on() -> None:
    assert text(p("a ", "<w:rPr><w:del/></w:rPr>") + p("b") + p("c")) == "a b\n\nc"


def test_a_large_first_letter_belongs_to_its_word() -> None:
    assert text(p("O", '<w:framePr w:dropCap="drop"/>') + p("nce upon")) == "Once upon"


def test_headings_by_level_by_name_and_by_what_a_style_rests_on() -> None:
    styles = (
        style("Titel", "Title") + style("Kop1", "heading 1") + style("Own", "Own", base="Kop1")
        + style("Out", "Out", '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>') + style("Body", "Body", base="Out")
        + style("No", "heading 2", '<w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
    )  # fmt: skip
    body = "".join(
        styled(name, key) for name, key in (("a", "Titel"), ("b", "Kop1"), ("c", "Own"), ("d", "Body"), ("e", "No"))
    )
    made = content(
        body + p("f", '<w:outlineLvl w:val="0"/>') + styled("long " * 60, "Kop1") + styled("", "Kop1"), styles=styles
    )
    assert headings(made) == ["a", "b", "c", "d", "f"]
    assert made.metadata["title"] == "a"


def test_headings_without_a_part_of_styles_go_by_their_id() -> None:
    files = unzipped(document(styled("a", "Heading1") + styled("b", "ListBullet") + styled("c", "Normal")))
    del files["word/styles.xml"]
    made = read(zipped(files))
    assert headings(made) == ["a"]
    assert made.text == "a\n\n• b\n\nc"


def test_notes_follow_their_paragraph() -> None:
    body = p(r("one") + noted(1) + r(" more") + noted(2, more='w:customMarkFollows="1"') + r("*") + noted(1, "endnote"))
    notes = note(-1, p("line")).replace("<w:footnote ", '<w:footnote w:type="separator" ') + note(
        1, p(" first") + p("second")
    )
    made = text(body + p("two"), footnotes=notes + note(2, p("* own")), endnotes=note(1, p("last"), "endnote"))
    assert made == "one more*\n\nNote 1: first\nsecond\n\nNote: * own\n\nEndnote 1: last\n\ntwo"


def test_text_boxes_follow_their_paragraph_once() -> None:
    assert (
        text(p(r("one ") + box(p("boxed") + p("again")) + r("two")) + p("three"))
        == "one two\n\nboxed\n\nagain\n\nthree"
    )


PLAIN = st.text(st.characters(exclude_categories=["C", "Z", "M"]), min_size=1, max_size=12)


@settings(max_examples=10, deadline=None)
@given(st.lists(PLAIN, min_size=1, max_size=6), PLAIN)
def test_whatever_is_written_is_read(paragraphs: list[str], title: str) -> None:
    reference = Reference(title, (Section("Heading", tuple(paragraphs)),))
    assert read(MADE[".docx"](reference)).text == as_written(reference)
