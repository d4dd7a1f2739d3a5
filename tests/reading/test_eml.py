"""Mail as it was sent."""

import base64
from email.header import Header
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.readers.mail import eml
from assistant.reading.readers.mail.body import ENCRYPTED
from assistant.reading.source import Source, read_source
from tests.reading.fidelity import fidelity
from tests.reading.hostile_parts import valid
from tests.reading.languages import TEXTS

_HEAD = b"From: Ana Novak <ana@example.org>\r\nSubject: The talks\r\nDate: Thu, 14 Mar 1996 23:30:00 -0500\r\n"
_TALKS = b"The talks ended in the spring."


def _mail(body: bytes, *fields: bytes) -> bytes:
    return _HEAD + b"".join(field + b"\r\n" for field in fields) + b"\r\n" + body


def _part(body: bytes, kind: bytes = b"text/plain", *fields: bytes) -> bytes:
    return b"\r\n".join((b"Content-Type: " + kind, *fields, b"", body))


def _several(kind: bytes, *parts: bytes, mark: bytes = b"b") -> bytes:
    body = b"".join(b"--%b\r\n%b\r\n" % (mark, part) for part in parts)
    return b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n%b--%b--\r\n' % (kind, mark, body, mark)


def _read(entity: bytes) -> Content:
    """A mail whose last header field is the entity's."""
    return eml.read(_HEAD + entity)


def test_a_known_document_comes_back_word_for_word() -> None:
    recall, precision = fidelity(".eml")
    assert recall >= 0.99
    assert precision >= 0.99


def test_the_header_is_metadata() -> None:
    fields = (b"To: =?utf-8?q?Bor_Ko=C5=A1?= <bor@example.org>, cy@example.org", b'Cc: "Lee, clerk" <lee@example.org>')
    assert dict(eml.read(_mail(_TALKS, *fields)).metadata) == {
        "title": "The talks",
        "date": "1996-03-14",
        "sent": "1996-03-14T23:30:00-05:00",
        "authors": "Ana Novak",
        "from": "Ana Novak <ana@example.org>",
        "to": "Bor Koš <bor@example.org>; cy@example.org",
        "cc": "Lee, clerk <lee@example.org>",
    }


def test_without_a_date_it_is_the_day_on_which_it_was_first_received() -> None:
    fields = (
        b"Date: soon",
        b"Received: by b.example; Sat, 16 Mar 1996 09:00:00 +0000",
        b"Received: by a.example; Fri, 15 Mar 1996 09:00:00 +0000",
    )
    content = eml.read(b"Subject: x\r\n" + b"\r\n".join(fields) + b"\r\n\r\n" + _TALKS)
    assert content.metadata["date"] == "1996-03-15"


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(TEXTS)),
    st.sampled_from(["base64", "quoted-printable", "8bit"]),
    st.sampled_from(["plain", "html"]),
)
def test_text_in_any_language_and_encoding_comes_back(language: str, encoding: str, kind: str) -> None:
    mail = EmailMessage()
    mail.set_content(f"<p>{TEXTS[language]}</p>" if kind == "html" else TEXTS[language], subtype=kind, cte=encoding)
    subject = Header(TEXTS[language][:60], "utf-8").encode()
    content = eml.read(f"Subject: {subject}\n".encode() + mail.as_bytes())
    assert content.text.split() == TEXTS[language].split()
    assert content.metadata["title"] == TEXTS[language][:60].strip()


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("Žádné výsledky.", "iso-8859-2"),
        ("Нет итогов.", "koi8-r"),
        ("結果なし。", "iso-2022-jp"),
        ("“No” – €", "us-ascii"),
    ],
)
def test_text_in_a_charset(data: str, charset: str) -> None:
    written = data.encode("cp1252" if charset == "us-ascii" else charset)
    content = eml.read(_mail(written, b"Content-Type: text/plain; charset=" + charset.encode()))
    assert content.text == data


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_mail_that_was_saved_in_another_encoding(encoding: str) -> None:
    content = eml.read(_mail("Die Gespräche endeten.".encode(), b"X-A: b").decode().encode(encoding))
    assert (content.text, content.metadata["title"]) == ("Die Gespräche endeten.", "The talks")


def test_a_line_before_the_header_is_passed_over() -> None:
    assert eml.read(b"From ana@example.org Thu Mar 14 10:00:00 1996\r\n" + _mail(_TALKS)).text == _TALKS.decode()


def test_further_mails_of_a_mailbox_are_attached() -> None:
    between = b"\r\n\r\nFrom bor@example.org Fri Mar 15 10:00:00 1996\r\n"
    content = eml.read(
        _mail(_TALKS) + between + b"Subject: Once more\r\n\r\nThey began again." + between + b"X-Cut: off"
    )
    assert content.text == _TALKS.decode()
    assert [(file.name, file.data) for file in content.attachments] == [
        ("Once more.eml", b"Subject: Once more\r\n\r\nThey began again.")
    ]


def test_of_two_that_say_the_same_the_plain_one_is_read() -> None:
    assert _read(_several(b"alternative", _part(b"Plain."), _part(b"<p>HTML.</p>", b"text/html"))).text == "Plain."


@pytest.mark.parametrize("plain", [b"", b"Please view this mail in an HTML-capable program.", b"Hello"])
def test_html_is_read_where_the_plain_text_says_less(plain: bytes) -> None:
    html = _part(b"<p>Hello. The talks ended in the spring.</p>", b"text/html")
    assert _read(_several(b"alternative", _part(plain), html)).text == "Hello. The talks ended in the spring."


def test_texts_of_a_mixed_mail_follow_each_other_and_named_ones_are_attached() -> None:
    note = _part(b"A note.", b"text/plain; name=note.txt", b"Content-Disposition: inline")
    content = _read(_several(b"mixed", _part(b"One."), _part(b"<p>Two.</p>", b"text/html"), note, _part(b"Three.")))
    assert content.text == "One.\n\nTwo.\n\nThree."
    assert [(file.name, file.data) for file in content.attachments] == [("note.txt", b"A note.")]


def test_pictures_are_noted() -> None:
    picture = _part(b"GIF89a", b"image/gif; name=logo.gif", b"Content-ID: <a>")
    content = _read(_several(b"related", _part(b"<p>Hello.</p><img src='cid:a'>", b"text/html"), picture))
    assert (content.text, content.notes) == ("Hello.", ("1 picture not read: logo.gif",))


@pytest.mark.parametrize(
    "disposition",
    [
        b'attachment; filename="Protok\xc3\xb3\xc5\x82.docx"',
        b"attachment; filename*=utf-8''Protok%C3%B3%C5%82.docx",
        b"attachment; filename*0*=utf-8''Protok%C3%B3; filename*1*=%C5%82.docx",
        b'attachment; filename="=?utf-8?b?UHJvdG9rw7PFgi5kb2N4?="',
        b'attachment; filename="C:\\\\papers\\\\Protok\xc3\xb3\xc5\x82.docx"',
    ],
)
def test_attachments_are_reports_of_their_own(disposition: bytes) -> None:
    fields = (b"Content-Transfer-Encoding: base64", b"Content-Disposition: " + disposition)
    file = _part(base64.encodebytes(valid(".docx")), b"application/octet-stream", *fields)
    whole, part = read_source(Source("a/x.eml", {}), _HEAD + _several(b"mixed", _part(_TALKS), file)).reports
    assert (whole.id, whole.part_of, whole.text) == ("a/x.eml", "", _TALKS.decode())
    assert (part.id, part.part_of) == ("a/x.eml/Protokół.docx", "a/x.eml")
    assert "eleven delegations" in part.text


def test_a_mail_within_is_kept_byte_for_byte() -> None:
    inner = _mail(b"  Inner  text.\r\n\r\n--\r\nAna", b"X-Long:   folded\r\n   value")
    content = _read(_several(b"mixed", _part(_TALKS), _part(inner, b"message/rfc822")))
    assert [(file.name, file.data) for file in content.attachments] == [("The talks.eml", inner)]


def test_a_digest_holds_mails() -> None:
    content = _read(_several(b"digest", b"\r\nSubject: One\r\n\r\nFirst.", b"\r\nSubject: Two\r\n\r\nSecond."))
    assert [file.name for file in content.attachments] == ["One.eml", "Two.eml"]


_OIDS = {"signed": "2a864886f70d010702", "enveloped": "2a864886f70d010703", "data": "2a864886f70d010701"}


def _ber(tag: int, *within: bytes, open_ended: bool = False) -> bytes:
    data = b"".join(within)
    if open_ended:
        return bytes((tag, 0x80)) + data + b"\0\0"
    return bytes((tag, 0x84)) + len(data).to_bytes(4) + data


def _cms(kind: str, octets: bytes, *, open_ended: bool) -> bytes:
    oid, data = (_ber(6, bytes.fromhex(_OIDS[name])) for name in (kind, "data"))
    held = _ber(0xA0, octets, open_ended=open_ended)
    inner = _ber(
        0x30, b"\x02\x01\x01", _ber(0x31), _ber(0x30, data, held, open_ended=open_ended), open_ended=open_ended
    )
    return _ber(0x30, oid, _ber(0xA0, inner, open_ended=open_ended), open_ended=open_ended)


def _smime(data: bytes, kind: bytes = b"application/pkcs7-mime; name=smime.p7m") -> bytes:
    return _part(base64.encodebytes(data), kind, b"Content-Transfer-Encoding: base64")


@pytest.mark.parametrize("open_ended", [False, True])
def test_what_is_signed_and_not_encrypted_is_read(open_ended: bool) -> None:
    signed = b"Content-Type: text/plain\r\n\r\nThe talks ended."
    halves = _ber(0x24, _ber(4, signed[:20]), _ber(4, signed[20:]), open_ended=open_ended)
    for octets in (_ber(4, signed), halves):
        assert _read(_smime(_cms("signed", octets, open_ended=open_ended))).text == "The talks ended."


def test_a_signed_file_is_attached_without_its_signature() -> None:
    file = _smime(_cms("signed", _ber(4, valid(".pdf")), open_ended=False), b"application/pkcs7-mime; name=act.pdf.p7m")
    content = _read(_several(b"mixed", _part(_TALKS), file))
    assert [(file.name, file.data) for file in content.attachments] == [("act.pdf", valid(".pdf"))]


def test_an_encrypted_mail_is_refused_and_an_encrypted_part_noted() -> None:
    encrypted = _smime(_cms("enveloped", b"", open_ended=False))
    with pytest.raises(ReportUnreadable, match=ENCRYPTED):
        _read(encrypted)
    content = _read(_several(b"mixed", _part(_TALKS), encrypted))
    assert (content.text, content.notes) == (_TALKS.decode(), ("a part of it is encrypted, and not read",))


def test_a_file_packed_by_uuencode_is_attached() -> None:
    body = b"See below.\nbegin 644 a b.txt\n#0V%T\n`\nend\nRegards\nbegin 644 unfinished\n"
    content = eml.read(_mail(body))
    assert content.text == "See below.\nRegards\nbegin 644 unfinished"
    assert [(file.name, file.data) for file in content.attachments] == [("a b.txt", b"Cat")]


def test_what_a_list_writes_under_base64_is_kept() -> None:
    text = b"The talks ended in the spring, and everyone was glad of it, as the minutes tell us.\r\n"
    body = base64.encodebytes(text) + b"_______\nTo leave the list, write to us, please; no reason is asked for.\n"
    content = eml.read(_mail(body, b"Content-Transfer-Encoding: base64"))
    assert content.text.startswith(text.decode().strip())
    assert content.text.endswith("no reason is asked for.")


@pytest.mark.parametrize(
    "data",
    [
        _HEAD + _several(b"mixed", _part(_TALKS)).replace(b"--b--\r\n", b""),
        _HEAD + _several(b"mixed", _part(_TALKS)).replace(b'; boundary="b"', b""),
        _HEAD + _several(b"mixed", _part(_TALKS)).replace(b'boundary="b"', b'boundary="other"'),
        _HEAD + _several(b"mixed", _several(b"alternative", _part(_TALKS))),
        _HEAD + b"Content-Type: multipart/mixed; boundary=c\r\n\r\n" + _TALKS,
        _HEAD.replace(b"\r\n", b"\n") + b" \n" + _TALKS,
        _HEAD.replace(b"\r\n", b"\r") + b"\r" + _TALKS,
        _mail(_TALKS, b"Content-Transfer-Encoding: base64"),
        _mail(_TALKS, b"Content-Type: text", b"X-Folded: a", b" ", b" b"),
        _mail(_TALKS, b'Content-Type: text/plain; charset="utf-8"Content-Transfer-Encoding: 8bit'),
    ],
    ids="open unnamed misnamed twice none blank carriage plain folded glued".split(),
)
def test_what_is_badly_put_together_is_read(data: bytes) -> None:
    assert eml.read(data).text == _TALKS.decode()


@pytest.mark.parametrize("data", [b"\r\n  \r\n", b"Dear all,\r\n\r\nthe talks ended.", b"Note: x\r\n\r\nNo mail."])
def test_what_is_no_mail_is_refused(data: bytes) -> None:
    with pytest.raises(ReportUnreadable, match=r"no text|no mail"):
        eml.read(data)
