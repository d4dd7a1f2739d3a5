import pytest

from assistant.reading.readers.rtf import read, unwrapped
from tests.reading.made_markup import rtf
from tests.reading.reference import REFERENCE

HEAD = (
    rb"{\rtf1\ansi\ansicpg1251\fromhtml1 \deff0{\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset238 Arial CE;}}"
    rb"{\colortbl\red0\green0\blue0;}\uc1\pard\plain\f0 "
)


def html(body: bytes) -> str | None:
    return unwrapped(HEAD + body + b"}")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (rb"{\*\htmltag64 <p>}one{\*\htmltag72 </p>}", "<p>one</p>"),
        (rb"{\*\htmltag18 <a href=\'22x\'22 style='\{b\}'>\par \tab }", "<a href=\"x\" style='{b}'>\r\n\t"),
        (rb"a\htmlrtf {\b \htmlrtf0 b\htmlrtf }\htmlrtf0 c", "abc"),
        (rb"a{\htmlrtf b}c\htmlrtf1 d\htmlrtf0 e", "ace"),
        (rb"\htmlrtf a{\*\htmltag1 <br>}b\htmlrtf0 c", "<br>c"),
        (rb"{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0 {\*\mhtmltag84 <img 1>}{\*\htmltag84 <img>}", "&nbsp;<img>"),
        (rb"\'cf\f1\'e8\f0{\*\htmltag1 <b title=\'cf>}", "Пč<b title=П>"),
        (rb"\u8364?\u-10179?\u-8704?\lquote\~\_x", "€😀‘\u00a0\u00adx"),
        (rb"{\pntext 1.\tab}{\*\unknown no}a\line b\par", "a\r\nb\r\n"),
    ],
)  # fmt: skip
def test_tags_and_the_text_between_are_unwrapped(body: bytes, expected: str) -> None:
    assert html(body) == expected


def test_the_same_file_read_as_rtf_shows_its_text_without_tags() -> None:
    tagged = rb"{\*\htmltag64 <p>}\htmlrtf {\b \htmlrtf0 One\htmlrtf }\htmlrtf0 two{\*\htmltag72 </p>}"
    body = tagged + rb"\htmlrtf\par\htmlrtf0 three}"
    assert read(HEAD + body).text == "Onetwo\n\nthree"


@pytest.mark.parametrize("data", [b"", b"<p>fromhtml1</p>", rtf(REFERENCE), b"\\fromhtml1", rb"{\rtf1\fromtext one}"])
def test_what_wraps_no_html_gives_none(data: bytes) -> None:
    assert unwrapped(data) is None


def test_groups_beyond_any_use_give_none() -> None:
    assert html(b"{" * 50_000) is None


def test_what_is_cut_short_gives_what_there_is() -> None:
    assert unwrapped(HEAD + rb"{\*\htmltag64 <p>}one{\*\htmlt") == "<p>one"
