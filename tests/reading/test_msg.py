"""Outlook mail."""

import struct
from datetime import UTC, datetime

import pytest

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.formats import read_content
from assistant.reading.readers.mail import lzfu, msg
from assistant.reading.readers.mail.body import ENCRYPTED
from assistant.reading.readers.mail.storage import codec
from assistant.reading.source import Source, read_source
from tests.reading.fidelity import fidelity
from tests.reading.hostile_parts import valid
from tests.reading.made_msg import (
    ADDRESS,
    BODY,
    CLASS,
    DATA,
    FILE_NAME,
    HEADER,
    HTML,
    HTML_PAGE,
    METHOD,
    MIME,
    NAME,
    PAGE,
    ROLE,
    RTF,
    SENDER,
    SENDER_NAME,
    SENT,
    SUBJECT,
    Outlook,
    Value,
)

_BASE: dict[int, Value] = {
    SUBJECT: "The talks",
    BODY: "The talks ended in the spring.",
    SENDER_NAME: "Ana Novak",
    SENDER: "ana@example.org",
    SENT: datetime(1996, 3, 14, 10, tzinfo=UTC),
}


def _read(values: dict[int, Value], charset: str = "") -> Content:
    return msg.read(Outlook(values, charset=charset).made())


def test_a_known_document_comes_back_word_for_word() -> None:
    recall, precision = fidelity(".msg")
    assert recall >= 0.99
    assert precision >= 0.99


def test_the_header_is_told_by_properties() -> None:
    people: list[dict[int, Value]] = [
        {NAME: "Bor Kos", ADDRESS: "bor@example.org", ROLE: 1},
        {NAME: 'Lee, "the clerk"', ADDRESS: "/o=Office/cn=lee", ROLE: 1},
        {NAME: "cy@example.org", ADDRESS: "cy@example.org", ROLE: 2},
        {NAME: "Hidden", ADDRESS: "hidden@example.org", ROLE: 3},
    ]
    metadata = msg.read(Outlook(_BASE, people).made()).metadata
    assert dict(metadata) == {
        "title": "The talks",
        "date": "1996-03-14",
        "sent": "1996-03-14T10:00:00+00:00",
        "authors": "Ana Novak",
        "from": "Ana Novak <ana@example.org>",
        "to": 'Bor Kos <bor@example.org>; Lee, "the clerk"',
        "cc": "cy@example.org",
    }


def test_the_header_that_it_was_sent_with_comes_first() -> None:
    header = "From: =?utf-8?q?Ana_Nov=C3=A1k?= <ana@example.org>\r\nDate: Thu, 14 Mar 1996 23:30:00 -0500\r\n"
    metadata = _read({**_BASE, HEADER: header}).metadata
    assert (metadata["from"], metadata["date"]) == ("Ana Novák <ana@example.org>", "1996-03-14")


def test_a_mark_before_the_subject_is_no_part_of_it() -> None:
    assert _read({**_BASE, SUBJECT: "\x01\x05Re: The talks"}).metadata["title"] == "Re: The talks"


@pytest.mark.parametrize(("page", "charset"), [(1251, "cp1251"), (20866, "koi8-r"), (28595, "iso8859-5")])
def test_text_of_a_code_page(page: int, charset: str) -> None:
    content = _read({**_BASE, BODY: "Переговоры окончены.", PAGE: page}, charset)
    assert content.text == "Переговоры окончены."


@pytest.mark.parametrize(
    ("page", "name"),
    [(1250, "cp1250"), (65001, "utf-8"), (28592, "iso8859-2"), (936, "gb18030"), (50220, "iso2022_jp"), (932, "cp932")],
)
def test_code_pages_by_name(page: int, name: str) -> None:
    assert codec(page) == name
    assert b"a".decode(codec(page)) == "a"


def test_html_is_read_in_its_own_code_page() -> None:
    html = "<html><body><p>Переговоры <b>окончены</b>.</p></body></html>".encode("koi8-r")
    content = _read({SUBJECT: "x", HTML: html, HTML_PAGE: 20866})
    assert content.text == "Переговоры окончены."


def test_a_table_in_html_is_read_there_and_not_from_the_plain_text() -> None:
    html = "<p>Traffic</p><table><tr><th>Port<th>Tonnes<tr><td>Ruse<td>88500<tr><td>Mohács<td>41020</table>"
    content = _read(
        {**_BASE, BODY: "Traffic\r\nPort\tTonnes\r\nRuse\t88500\r\n", HTML: html.encode(), HTML_PAGE: 65001}
    )
    assert content.text == "Traffic\n\nPort: Ruse; Tonnes: 88500.\nPort: Mohács; Tonnes: 41020."


def _packed(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def test_a_body_in_rtf_alone() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1252 The talks ended in the caf\'e9.\par And \b so\b0  on.\par}"
    assert _read({SUBJECT: "x", RTF: _packed(rtf)}).text == "The talks ended in the café.\n\nAnd so on."


def test_a_body_in_html_that_rtf_wraps() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 "
        rb"The talks {\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 ended{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0"
        rb" .{\*\htmltag72 </p>}}"
    )
    assert _read({SUBJECT: "x", RTF: _packed(rtf)}).text == "The talks ended."


@pytest.mark.parametrize(
    ("packed", "rtf"),
    [  # the examples of the format's own description
        (
            "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c09002062770 5b06c647d0a800fa0",
            b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
        ),
        ("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0", b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
    ],
)
def test_compressed_rtf(packed: str, rtf: bytes) -> None:
    data = bytes.fromhex(packed.replace(" ", ""))
    assert lzfu.unpacked(data) == rtf
    assert all(rtf.startswith(lzfu.unpacked(data[:end])) for end in range(16, len(data)))


def test_attachments_are_reports_of_their_own() -> None:
    files: list[dict[int, Value]] = [
        {FILE_NAME: "annex.docx", DATA: valid(".docx")},
        {FILE_NAME: "logo.png", MIME: "image/png", DATA: b"\x89PNG"},
        {FILE_NAME: "kept.doc", METHOD: 2},
    ]
    reading = read_source(Source("a/x.msg", {}), Outlook(_BASE, files=files).made())
    assert [(report.id, report.part_of) for report in reading.reports] == [
        ("a/x.msg", ""),
        ("a/x.msg/annex.docx", "a/x.msg"),
    ]
    assert reading.reports[0].notes == (
        "an attachment is not in the mail, which only says where it was kept",
        "1 picture not read: logo.png",
    )


def test_a_mail_within_is_a_report_with_its_own_header_and_attachments() -> None:
    inner = Outlook(
        {**_BASE, SUBJECT: "Über die Häfen", BODY: "Drei Häfen öffnen."},
        [{NAME: "Bor Kos", ADDRESS: "bor@example.org"}],
        [{FILE_NAME: "list.txt", DATA: b"One harbour, two harbours."}],
    )
    data = Outlook(_BASE, mails=[inner]).made()
    whole, mail, file = read_source(Source("x.msg", {}), data).reports
    assert (mail.id, mail.part_of, mail.text) == ("x.msg/Über die Häfen.eml", whole.id, "Drei Häfen öffnen.")
    assert (mail.title, mail.date) == ("Über die Häfen", "1996-03-14")
    assert mail.metadata["to"] == "Bor Kos <bor@example.org>"
    assert (file.part_of, file.text) == (mail.id, "One harbour, two harbours.")


def test_mails_within_mails_end_somewhere() -> None:
    mail = Outlook(_BASE)
    for _ in range(20):
        mail = Outlook(_BASE, mails=[mail])
    reading = read_source(Source("x.msg", {}), mail.made())
    assert len(reading.reports) == 4
    assert "deep" in reading.skipped[0].reason


def test_an_encrypted_mail_is_refused() -> None:
    files: list[dict[int, Value]] = [
        {FILE_NAME: "smime.p7m", DATA: b"\x30\x80\x06\x09" + bytes.fromhex("2a864886f70d010703")}
    ]
    with pytest.raises(ReportUnreadable, match=ENCRYPTED):
        msg.read(Outlook({CLASS: "IPM.Note.SMIME", SUBJECT: "x"}, files=files).made())


def test_a_signed_mail_is_read() -> None:
    signed = b"Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\nThe talks ended.\r\n--b\r\n"
    signed += b"Content-Type: application/pkcs7-signature\r\n\r\nMII\r\n--b--\r\n"
    files: list[dict[int, Value]] = [{FILE_NAME: "smime.p7m", MIME: "multipart/signed", DATA: signed}]
    data = Outlook({CLASS: "IPM.Note.SMIME.MultipartSigned", SUBJECT: "x"}, files=files).made()
    assert msg.read(data).text == "The talks ended."


def test_what_is_no_mail_is_refused() -> None:
    with pytest.raises(ReportUnreadable, match="or no Outlook mail"):
        read_content(".msg", valid(".doc").replace("WordDocument".encode("utf-16-le"), "Other".encode("utf-16-le")))


def test_no_byte_of_it_can_be_cut_off_with_another_outcome_than_a_reason_or_a_text() -> None:
    data = Outlook(_BASE).made()
    for end in range(1536, len(data), 512):
        try:
            text = msg.read(data[:end]).text
        except ReportUnreadable:
            continue
        assert text in ("The talks ended in the spring.", "The talks")
