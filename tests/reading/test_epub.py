"""Books: their chapters in the order of the spine, and what they say of themselves."""

import re
from collections.abc import Mapping

import pytest

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.readers.epub import read
from tests.reading.made_zip import XML, changed, epub_of, unzipped, zipped

OPF = "OEBPS/c.opf"
CHAPTERS = {f"c{number}.xhtml": f"<h1>Part {number}</h1><p>Text of part {number}.</p>" for number in (1, 2, 3)}


def book(chapters: Mapping[str, str] = CHAPTERS, **replaced: str) -> bytes:
    """A book of these chapters; `replaced` are pairs of what is in its package and what stands there instead."""
    data = epub_of(chapters, "A book")
    package = unzipped(data)[OPF].decode()
    for name, new in replaced.items():
        old = {
            "spine": r"<spine>.*</spine>",
            "guide": r"(?=</package>)",
            "metadata": r"(?<=<dc:language>en</dc:language>)",
            "manifest": r"(?=</manifest>)",
        }[name]
        assert re.search(old, package)
        package = re.sub(old, lambda _, new=new: new, package)
    return changed(data, {OPF: package})


def spine(*marks: str) -> str:
    return f"<spine>{''.join(f'<itemref {mark}/>' for mark in marks)}</spine>"


def pages(content: Content) -> list[tuple[int, str]]:
    return [(page.number, content.text[page.start : page.end].strip()) for page in content.pages]


def told(number: int) -> str:
    return f"Part {number}\n\nText of part {number}."


def test_chapters_are_pages_in_the_order_of_the_spine_each_once() -> None:
    marks = [f"idref='i{place}'" for place in (2, 0, 1, 0)]
    content = read(book(spine=spine(*marks)))
    assert pages(content) == [(1, told(3)), (2, told(1)), (3, told(2))]
    assert [content.text[one.start : one.end] for one in content.headings] == ["Part 3", "Part 1", "Part 2"]


def test_tables_of_contents_are_left_out_but_not_the_chapter_in_which_one_stands() -> None:
    links = "".join(f'<p><a href="c{number}.xhtml">The chapter of part {number}</a></p>' for number in range(1, 9))
    chapters = {"toc.xhtml": f"<h1>Contents</h1>{links}", **CHAPTERS}
    marks = spine("idref='nav'", *(f"idref='i{place}'" for place in range(4)))
    guide = '<guide><reference type="toc" href="{}#top"/></guide>'
    content = read(book(chapters, spine=marks, guide=guide.format("toc.xhtml")))
    assert pages(content) == [(3, told(1)), (4, told(2)), (5, told(3))] and content.notes == ()
    assert told(1) in read(book(chapters, spine=marks, guide=guide.format("c1.xhtml"))).text


def test_what_stands_beside_the_text_is_left_out_and_told_but_notes_are_kept() -> None:
    note = (
        '<section epub:type="footnotes"><aside epub:type="footnote" id="n1"><p>1. See the annex.</p></aside></section>'
    )
    chapters = {
        "a.xhtml": "<p>The text.<a href='n.xhtml#n1'>1</a></p>",
        "b.xhtml": "<p>An advertisement.</p>",
        "n.xhtml": note,
    }
    marks = spine("idref='i0'", "idref='i1' linear='no'", "idref='i2' linear='no'")
    content = read(book(chapters, spine=marks))
    assert pages(content) == [(1, "The text.1"), (3, "1. See the annex.")]
    assert content.notes == ("chapter 2 holds what stands beside the text, as the book says, and was left out",)


def test_missing_chapters_and_those_of_pictures_are_told_but_not_a_cover() -> None:
    picture = '<div><img src="x.jpg" alt=""/></div>'
    chapters = {"a.xhtml": picture, "b.xhtml": "<p>The text.</p>", "c.xhtml": picture, "d.xhtml": picture}
    marks = spine("idref='i0'", "idref='i1'", "idref='gone'", "idref='i2'", "idref='i3'")
    content = read(book(chapters, spine=marks))
    assert pages(content) == [(2, "The text.")]
    assert content.notes == (
        "chapter 3 holds nothing that can be read; the file is damaged there",
        "chapters 4-5 hold no text (pictures?)",
    )


def test_names_are_found_however_they_are_written() -> None:
    data = book({"my chapter.xhtml": "<p>The text.</p>"})
    package = unzipped(data)[OPF].replace(b"my chapter.xhtml", b"./MY%20chapter.xhtml")
    assert read(changed(data, {OPF: package})).text == "The text."
    bare = {name: part for name, part in unzipped(data).items() if not name.startswith("META-INF")}
    assert read(zipped(bare)).text == "The text."


def test_a_picture_of_a_chapter_may_name_a_text_to_be_read_instead() -> None:
    item = '<item id="p" href="p.svg" media-type="image/svg+xml" fallback="{}"/>'
    marks = spine("idref='p'", "idref='i1'")
    assert pages(read(book(manifest=item.format("i0"), spine=marks))) == [(1, told(1)), (2, told(2))]
    circle = read(book(manifest=item.format("p"), spine=marks))
    assert pages(circle) == [(2, told(2))] and "chapter 1 holds nothing" in circle.notes[0]


def test_what_is_no_valid_xml_is_read_as_browsers_do() -> None:
    broken = "<p>One & two<img src=x> three<p>An &eacute;clair <i>and <b>more</i></b><title/><p>The end."
    assert read(book({"a.xhtml": broken})).text == "One & two three\n\nAn éclair and more\n\nThe end."
    declared = epub_of({"a.xhtml": "<p>The text.</p>"}, before="<!DOCTYPE html [<!ENTITY a 'b'><!ENTITY c '>d'>]>")
    assert read(declared).text == "The text."


def test_it_tells_of_itself() -> None:
    people = (
        "<dc:creator id='a'>Anna Weiss</dc:creator><dc:creator id='b'>Boris Lom</dc:creator>"
        "<dc:creator id='c'>Clara Ruse</dc:creator><meta refines='#c' property='role'>ill</meta>"
        "<dc:publisher>River Press</dc:publisher><dc:date>1996-03-14T00:00:00Z</dc:date>"
    )
    said = read(book(metadata=people)).metadata
    expected = {"title": "A book", "authors": "Anna Weiss; Boris Lom", "source": "River Press", "language": "en"}
    assert said == {**expected, "identifier": "urn:x", "created": "1996-03-14"}


@pytest.mark.parametrize(
    ("date", "changed", "expected"),
    [
        ("2009-07", "", "date"),
        ("2009-07-01", "", "created"),
        ("2009-07-01", "2009-07-01T10:00:00Z", "created"),
        ("2009-07-01", "2015-01-02T10:00:00Z", "date"),
    ],
)
def test_a_date_alone_is_of_publication_unless_it_may_be_of_the_file(date: str, changed: str, expected: str) -> None:
    last = f"<meta property='dcterms:modified'>{changed}</meta>" if changed else ""
    said = read(book(metadata=f"<dc:date>{date}</dc:date>{last}")).metadata
    assert {name: said[name] for name in ("date", "created") if name in said} == {expected: date}


@pytest.mark.parametrize(("title", "kept"), [("1984", "1984"), ("Untitled document", None), ("Presentation1", None)])
def test_a_title_that_programs_give_is_none(title: str, kept: str | None) -> None:
    assert read(epub_of(CHAPTERS, title)).metadata.get("title") == kept


@pytest.mark.parametrize(
    ("event", "expected"), [("publication", "date"), ("creation", "created"), ("modification", ""), ("", "created")]
)
def test_a_date_is_what_it_is_said_to_be(event: str, expected: str) -> None:
    mark = f" xmlns:opf='http://www.idpf.org/2007/opf' opf:event='{event}'" if event else ""
    said = read(book(metadata=f"<dc:date{mark}>1996-03-14</dc:date>")).metadata
    assert {name for name in ("date", "created") if name in said} == {expected} - {""}


def locked(name: str, method: str) -> bytes:
    data = (
        f"{XML}<encryption xmlns='urn:oasis:names:tc:opendocument:xmlns:container'>"
        f"<EncryptedData xmlns='http://www.w3.org/2001/04/xmlenc#'><EncryptionMethod Algorithm='{method}'/>"
        f"<CipherData><CipherReference URI='{name}'/></CipherData></EncryptedData></encryption>"
    )
    return changed(book(), {"META-INF/encryption.xml": data})


def test_one_that_is_locked_is_refused_but_its_fonts_may_be_disguised() -> None:
    with pytest.raises(ReportUnreadable, match="DRM"):
        read(locked("OEBPS/c2.xhtml", "http://www.w3.org/2001/04/xmlenc#aes128-cbc"))
    assert read(locked("OEBPS/font.otf", "http://www.idpf.org/2008/embedding")).text
    assert read(locked("OEBPS/cover.jpg", "http://www.w3.org/2001/04/xmlenc#aes128-cbc")).text


@pytest.mark.parametrize(
    ("files", "reason"),
    [({OPF: f"{XML}<package/>"}, "names no documents"), ({OPF: "<broken"}, "not valid XML"), ({OPF: ""}, "missing")],
)
def test_a_damaged_one_is_refused_with_a_reason(files: dict[str, str], reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        read(changed(book(), files))
