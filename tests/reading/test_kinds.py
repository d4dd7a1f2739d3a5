"""Files under the names of others, and the reasons of those that cannot be read."""

import pytest

from assistant.errors import ReportUnreadable
from assistant.reading.formats import READABLE, read_content
from tests.reading.docx_parts import document, p
from tests.reading.hostile_parts import valid

_PAGE = "<html><body><p>The harbour was closed.</p></body></html>"
_ARCHIVE = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Location: file:///a.htm\r\n"
    f"Content-Type: text/html\r\n\r\n{_PAGE}\r\n--b--\r\n"
)
_ROWS = b"Port,Ships\nRuse,12\nLom,13\n"


@pytest.mark.parametrize("suffix", [".doc", ".docx", ".xls", ".xlsx", ".rtf", ".pdf", ".ppt"])
@pytest.mark.parametrize("begin", ["", '<?xml version="1.0"?>\n', "<!-- made by hand -->\n", "<!DOCTYPE html>\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_page_saved_under_the_name_of_another_format_is_read(suffix: str, begin: str, encoding: str) -> None:
    content = read_content(suffix, f"{begin}{_PAGE}".encode(encoding))
    assert content.text == "The harbour was closed."
    assert content.notes == ("read as what it holds, HTML, whatever its name says",)
    assert content.kind == ".html"


def test_a_page_in_an_archive_as_word_saves_it_is_read() -> None:
    assert read_content(".doc", _ARCHIVE.encode()).text == "The harbour was closed."


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".xlsm"])
def test_separated_values_under_the_name_of_a_workbook_are_read(suffix: str) -> None:
    content = read_content(suffix, _ROWS)
    assert content.text == "Port: Ruse; Ships: 12.\nPort: Lom; Ships: 13."
    assert content.notes == ("read as what it holds, CSV, whatever its name says",)


def test_a_page_named_as_text_stays_as_it_is_written() -> None:
    assert read_content(".txt", _PAGE.encode()).text == _PAGE


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".odt", ".epub"])
def test_what_is_no_container_at_all_is_not_called_damaged(suffix: str) -> None:
    with pytest.raises(ReportUnreadable, match=r"^its content is no .*; give it the suffix of its real format$"):
        read_content(suffix, b"Some words and no more.")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".odt", ".epub"])
def test_a_container_that_is_cut_short_is_called_damaged(suffix: str) -> None:
    with pytest.raises(ReportUnreadable, match="damaged or cut short"):
        read_content(suffix, valid(suffix)[:900])


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_a_broken_mail_is_called_one_and_no_word_document() -> None:
    with pytest.raises(ReportUnreadable, match="Outlook mail") as refused:
        read_content(".msg", _OLE)
    assert "docx" not in str(refused.value)


def test_an_old_word_document_named_as_a_mail_is_called_one() -> None:
    with pytest.raises(ReportUnreadable, match=r"an old Word document \(\.doc\); convert it"):
        read_content(".msg", valid(".doc"))


@pytest.mark.parametrize(
    ("suffix", "stream", "reason"),
    [
        (".xls", "Workbook", r"an old Excel workbook .* soffice --convert-to xlsx"),
        (".ppt", "PowerPoint Document", "pptx"),
    ],
)
def test_other_old_files_are_told_how_to_convert_them(suffix: str, stream: str, reason: str) -> None:
    entry = f"{stream}\0".encode("utf-16-le")
    with pytest.raises(ReportUnreadable, match=reason):
        read_content(suffix, _OLE[:512] + entry + bytes(512 - len(entry)))
    assert suffix not in READABLE


def test_tables_too_deep_in_tables_are_not_called_invalid() -> None:
    depth = 120
    nested = "<w:tbl><w:tr><w:tc>" * depth + p("Words.") + "</w:tc></w:tr></w:tbl>" * depth
    with pytest.raises(ReportUnreadable, match=r"word/document\.xml is nested too deeply to be read"):
        read_content(".docx", document(nested))
