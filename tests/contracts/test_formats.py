"""Every format in the table keeps one contract: a known document comes back, with its places."""

import unicodedata
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.indexing.passages import cut
from assistant.reading.apart import Apart, Limits
from assistant.reading.content import Content
from assistant.reading.formats import FORMATS, READABLE, page_text, read_content
from assistant.reading.kinds import kind_of
from assistant.reading.source import Source, read_source
from tests.reading.fidelity import AS_WRITTEN as PLAIN
from tests.reading.fidelity import FIRST_PAGE, SHEETS, compared, fidelity, known, read, references, row
from tests.reading.made import MADE
from tests.reading.reference import REFERENCE, Reference, Section
from tests.reading.soundness import faults

TITLED = tuple(suffix for suffix in READABLE if suffix not in (".txt", ".md", ".csv", ".tsv"))
UNMARKED = (".csv", ".tsv", ".msg")
"""Formats in which nothing is a heading: tables, and mail of plain text."""

MARKED = (".pdf", ".docx", ".docm", ".doc", ".msg", ".rtf", ".odt", ".pptx", ".epub", ".xlsx", ".xlsm")
every = pytest.mark.parametrize("suffix", READABLE)


@cache
def content(suffix: str) -> Content:
    """The first known document, as it is read."""
    return read(suffix, references(suffix)[0])


@every
def test_a_known_document_comes_back_word_for_word_in_order(suffix: str) -> None:
    recall, precision = fidelity(suffix)
    assert recall >= 0.99 and precision >= 0.99


def test_the_measure_sees_what_is_lost_added_and_moved() -> None:
    assert compared("one two three four", "one two • three four") == (1, 1)
    assert compared("one two three four", "one three four") == (3 / 4, 1)
    assert compared("one two three four", "one two and three four") == (1, 4 / 5)
    assert compared("one two three four", "three four one two") == (2 / 4, 2 / 4)
    assert compared("one two", "onetwo") == (0, 0)


@every
def test_its_headings_are_found(suffix: str) -> None:
    text, places = content(suffix).text, content(suffix).headings
    found = [text[place.start : place.end].strip("# ") for place in places]
    sections = references(suffix)[0].sections
    if suffix in SHEETS:
        assert found == ["Texts", *(section.heading[:31] for section in sections if section.table)]
    elif suffix in UNMARKED:
        assert found == []
    else:
        assert [name for name in found if name != references(suffix)[0].title] == [part.heading for part in sections]


@pytest.mark.parametrize("suffix", FIRST_PAGE)
def test_a_section_that_begins_a_page_stands_on_it(suffix: str) -> None:
    report = read_source(Source(f"a{suffix}", {}), MADE[suffix](references(suffix)[0])).reports[0]
    sections = references(suffix)[0].sections
    for number, section in enumerate(sections, FIRST_PAGE[suffix]):
        for words in (section.heading, section.paragraphs[0], section.paragraphs[-1]):
            assert report.page_at(report.text.index(words)) == number
    assert [page.number for page in report.pages] == list(range(1, FIRST_PAGE[suffix] + len(sections)))


@pytest.mark.parametrize("suffix", SHEETS)
def test_a_sheet_is_a_page(suffix: str) -> None:
    text, pages = content(suffix).text, content(suffix).pages
    assert [page.number for page in pages] == [1, 2]
    assert "Vukovar" in text[pages[1].start :] and "Vukovar" not in text[: pages[1].start]


@every
def test_text_and_places_are_sound(suffix: str) -> None:
    for reference in references(suffix):
        assert list(faults(read(suffix, reference))) == []


@every
def test_text_that_is_written_in_parts_of_characters_is_joined(suffix: str) -> None:
    def apart(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    section = Section(apart("Où est l'été?"), (apart("Die Städte übergaben größere Häfen; żółć, Mohács."),))
    found = read(suffix, Reference("Plain", (section,)))
    assert list(faults(found)) == []
    assert "Die Städte übergaben größere Häfen; żółć, Mohács." in found.text


@every
def test_its_title_is_what_it_says(suffix: str) -> None:
    reference = references(suffix)[0]
    assert content(suffix).metadata.get("title", "") == (reference.title if suffix in TITLED else "")
    report = read_source(Source(f"name{suffix}", {}), MADE[suffix](reference)).reports[0]
    assert report.title == ("Name" if suffix in (".csv", ".tsv") else reference.title)


@every
def test_a_row_is_cited_with_its_header(suffix: str) -> None:
    report = read_source(Source(f"a{suffix}", {}), MADE[suffix](references(suffix)[0])).reports[0]
    tables = [section.table for section in references(suffix)[0].sections if section.table]
    wanted = {row(table[0], line) for table in tables for line in table[1:]}
    if suffix in (".csv", ".tsv"):
        wanted = {row(("Heading", "Text"), line) for line in references(suffix)[0].rows()}
    lines = [line for passage in cut(report, min_words=60, max_words=130) for line in passage.text.split("\n")]
    assert suffix in PLAIN or wanted <= set(lines)


@every
def test_it_is_read_the_same_again_and_in_another_process(suffix: str) -> None:
    data = MADE[suffix](references(suffix)[0])
    with Apart(Limits(60, 1500)) as apart:
        assert read_content(suffix, data) == read_content(suffix, data) == apart(read_content, suffix, data)


@pytest.mark.parametrize("suffix", MARKED)
@pytest.mark.parametrize("named", [".txt", ".pdf", ".docx", ".html", ".eml", ".csv"])
def test_what_it_is_its_content_tells_and_not_its_name(suffix: str, named: str) -> None:
    data = MADE[suffix](references(suffix)[0])
    if suffix not in READABLE:
        with pytest.raises(ReportUnreadable, match=r"convert it to \.docx"):
            read_content(named, data)
    elif FORMATS[named].module == FORMATS[suffix].module:
        assert read_content(named, data) == replace(content(suffix), kind=named)
    else:
        found = read_content(named, data)
        assert found.text == content(suffix).text
        assert found.notes[0].startswith(f"read as what it holds, {FORMATS[kind_of(data)].name}")


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_file_is_told_of(suffix: str) -> None:
    with pytest.raises(ReportUnreadable, match="empty"):
        read_content(suffix, b"")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_without_words_is_told_of_and_no_empty_report(suffix: str) -> None:
    with pytest.raises(ReportUnreadable):
        read_content(suffix, b" \n\n\t\n")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_place_is_called_by_what_its_pages_are(suffix: str) -> None:
    units = {".pptx": "slide", ".ppt": "slide", ".epub": "chapter", ".xls": "sheet", ".xlsx": "sheet", ".xlsm": "sheet"}
    assert page_text(f"sub/a{suffix.upper()}", 3) == f"{units.get(suffix, 'page')} 3"
    paged = suffix in units or suffix == ".pdf"
    assert page_text(f"sub/a{suffix}", 1) == (f"{units.get(suffix, 'page')} 1" if paged else "")


# Signs that mean something in one format or another, among letters of several scripts.
_LETTERS = "aeinrstAENT0123456789éßłщЖω"
_WORD = st.text(_LETTERS, min_size=1, max_size=9)
_SIGNS = st.sampled_from([*"<>&\\{}\"'%$@*_`|;:,=()[]~^", "&amp;", "]]>", "\\par"])
_ODD = st.builds("{}{}{}".format, _WORD, _SIGNS, _WORD)
_SENTENCE = st.lists(_WORD | _ODD, min_size=4, max_size=12).map(lambda told: f"The {' '.join(told)} end.")


_MARKS = "The <b>bold</b> &amp; {\\b brave} \"quoted\" 'one', a|b, 5 < 6 > 4; 100% of $3 end."


def _same(suffix: str, paragraphs: list[str]) -> None:
    sections = (Section("First part", (REFERENCE.sections[0].paragraphs[0], *paragraphs)), REFERENCE.sections[2])
    document = Reference("Signs", sections)
    found = read(suffix, document).text
    assert compared(known(suffix, document), found) == (1, 1), found


@every
def test_marks_of_other_formats_are_only_text(suffix: str) -> None:
    _same(suffix, [_MARKS])


@pytest.mark.parametrize("suffix", [suffix for suffix in READABLE if suffix != ".pdf"])  # whose fonts take their time
@settings(max_examples=15)
@given(paragraphs=st.lists(_SENTENCE, min_size=1, max_size=4))
def test_whatever_signs_a_text_has_come_back(suffix: str, paragraphs: list[str]) -> None:
    _same(suffix, paragraphs)
