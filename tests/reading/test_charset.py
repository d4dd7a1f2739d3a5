"""The bytes of a web page, whatever says how they are encoded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.readers.charset import codec, decode
from tests.reading.languages import ENCODINGS, TEXTS, written

PAIRS = [(language, encoding) for language, names in ENCODINGS.items() for encoding in names.split()]
MENU = "".join(f'<li class="menu-item"><a href="/p/{number}.html">{number}</a></li>' for number in range(60))


def page(text: str, head: str = "") -> str:
    body = f"<body><ul>{MENU}</ul><p align=left>{text}</p></body>"
    return f"<html><head>{head}<style>p{{color:red}}</style></head>{body}</html>"


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_a_page_that_declares_nothing_is_read(language: str, encoding: str) -> None:
    text, _ = written(language, encoding)
    assert decode(page(text).encode(encoding)) == page(text)


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
@pytest.mark.parametrize(
    "declaration",
    [
        "<meta charset={}>",
        '<meta http-equiv="Content-Type" content="text/html; charset={}">',
        "<!--" + "x" * 3000 + "--><META CharSet = ' {}'>",
    ],
)
def test_a_page_that_declares_its_encoding_is_read_however_short(
    language: str, encoding: str, declaration: str
) -> None:
    text, _ = written(language, encoding, 20)
    whole = page(text, declaration.format(encoding))
    assert decode(whole.encode(encoding)) == whole


def test_xhtml_declares_it_on_top() -> None:
    whole = '<?xml version="1.0" encoding="windows-1251"?><html><p>Да</p></html>'
    assert decode(whole.encode("cp1251")) == whole


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_unicode_is_told_by_its_mark_or_its_zeros_whatever_is_declared(encoding: str) -> None:
    whole = page(TEXTS["Russian"], "<meta charset=iso-8859-1>")
    assert decode(whole.encode(encoding)) == whole


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "utf-16", "x-nowhere", "gb2312", "cp037", "utf-7"])
def test_what_is_utf_8_is_read_as_that_whatever_is_declared(declared: str) -> None:
    whole = page(TEXTS["French"], f"<meta charset={declared}>")
    assert decode(whole.encode()) == whole


def test_what_is_declared_as_utf_8_and_is_not_is_guessed() -> None:
    whole = page(TEXTS["Polish"].replace("€", ""), "<meta charset=utf-8>")
    assert decode(whole.encode("cp1250")) == whole


def test_utf_8_with_a_few_broken_characters_stays_utf_8() -> None:
    whole = page(TEXTS["Russian"])
    assert decode(whole.encode() + b"\xff\x93") == whole + "\ufffd\ufffd"


@pytest.mark.parametrize("declared", ["iso-8859-1", "iso-8859-2", "latin1"])
def test_the_signs_of_windows_are_read_in_pages_that_declare_an_iso_encoding(declared: str) -> None:
    assert decode(f"<meta charset={declared}>".encode() + b"<p>\x93so\x94 \x96").endswith("<p>“so” –")


NAMES = {
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso8859-8",
    "windows-874": "cp874",
    "x-cp1251": "cp1251",
    "win-1251": "cp1251",
    " 'UTF8'": "utf-8",
    "gb2312": "gb18030",
    "ISO-8859-1": "cp1252",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "zlib_codec": "",
    "rot13": "",
    "idna": "",
    "punycode": "",
    "unicode_escape": "",
    "undefined": "",
    "../../etc/passwd": "",
    "": "",
}


@pytest.mark.parametrize(("name", "encoding"), NAMES.items())
def test_names_mean_what_browsers_take_them_for(name: str, encoding: str) -> None:
    assert codec(name) == encoding


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-7", "hz", "iso-2022-kr", "euc-jp", "idna", "cp037"]))
def test_any_bytes_are_text(data: bytes, declared: str) -> None:
    assert "text" in decode(f"<meta charset={declared}><p>text ".encode() + data)


@given(st.text(max_size=60))
def test_any_text_comes_back(text: str) -> None:
    whole = f"<p>{text}".encode("utf-8", "replace").decode()
    assert decode(whole.encode("utf-8-sig")) == decode(whole.encode("utf-16")) == whole


@given(st.text(max_size=60))
def test_any_name_is_an_encoding_or_none(name: str) -> None:
    found = codec(name)
    assert found == "" or b"text".decode(found, "replace")
