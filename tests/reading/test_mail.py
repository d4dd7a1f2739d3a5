"""A mail's header words, names, and what it quotes."""

from email.header import Header

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.reading.blocks import clean
from assistant.reading.readers.mail.body import ENCRYPTED, File, Mail, Section, content, file_name
from assistant.reading.readers.mail.charsets import decoded
from assistant.reading.readers.mail.header import header_metadata, listed, people, sent, words
from tests.reading.languages import ENCODINGS, written
from tests.reading.soundness import faults

_PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=80)
_WRITTEN = (
    "|> |>> a|> b|a b.|-- |On 1 May 1996 at 10:00 Ana wrote:|From: Ana|To: Bor|Sent: 1.5.|Subject: x|"
    "----- Original Message -----|________|>From here|Am 1.5. um 10:00 schrieb Ana:"
).split("|")
_LINES = st.lists(st.sampled_from(_WRITTEN), max_size=30)


def _told(section: Section) -> tuple[str, list[str]]:
    """The text of a body, and its headings."""
    read = content(Mail({"title": "x"}, [section]))
    return read.text, [read.text[heading.start : heading.end] for heading in read.headings]


@settings(max_examples=60, deadline=None)
@given(_PLAIN.filter(lambda text: "=?" not in text), st.sampled_from(["utf-8", "utf-16"]))
def test_encoded_words_come_back(text: str, charset: str) -> None:
    encoded = Header(text, charset, maxlinelen=60).encode() if text else ""
    assert words(encoded) == clean(text).replace("\n", " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?iso-8859-1?Q?a_b=E9?=", "a bé"),
        ("=?UTF-8?B?xb0=?= =?UTF-8?B?YWRuw70=?=", "Žadný"),
        ("=?utf-8?b?xQ==?= =?utf-8?b?vQ==?=", "Ž"),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8*en?q?b?=", "b"),
        ("=?no-such?q?caf=C3=A9?=", "café"),
        ("=?utf-8?x?b?=", "=?utf-8?x?b?="),
        ("a\r\n\tb", "a b"),
        ("=?utf-8?q?one=0Atwo?=", "one two"),
    ],
)
def test_words_of_a_header(value: str, text: str) -> None:
    assert words(value) == text


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('"Novak, Ana" <ana@example.org>, bor@example.org', "Novak, Ana <ana@example.org>; bor@example.org"),
        ("\"'Ana'\" <ana@example.org>", "Ana <ana@example.org>"),
        ("'Ana' via List <list@example.org>", "'Ana' via List <list@example.org>"),
        ("ana@example.org <ana@example.org>", "ana@example.org"),
        ("=?utf-8?q?Ana=2C_Nov=C3=A1k?= <ana@example.org>", "Ana, Novák <ana@example.org>"),
        ("", ""),
    ],
)
def test_people(value: str, told: str) -> None:
    assert listed(people([value])) == told


def test_of_many_people_the_first_are_told() -> None:
    told = listed([("", f"a{number}@example.org") for number in range(5000)])
    assert told.startswith("a0@example.org; a1@example.org; ")
    assert told.endswith("; and 4970 more")


def test_comments_within_comments_are_no_people() -> None:
    assert people(["(" * 50_000]) == []


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Thu, 14 Mar 1996 23:30:00 -0500", "1996-03-14T23:30:00-05:00"),
        ("14 Mar 96 10:00 GMT", "1996-03-14T10:00:00+00:00"),
        ("2025-07-29T12:42:06Z", "2025-07-29T12:42:06+00:00"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", ""),
        ("99 Foo 99999 99:99:99 +9999", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_when_it_was_sent(date: str, moment: str) -> None:
    found = sent(date)
    assert (found.isoformat() if found else "") == moment
    assert header_metadata("", date, []).get("date", "") == moment[:10]


def test_no_subject_is_no_title() -> None:
    assert header_metadata("(no subject)", "", [("Ana", "")]) == {"authors": "Ana", "from": "Ana"}


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("a.pdf", "application/octet-stream", "a.pdf"),
        ("..\\b/c.txt", "text/plain", "c.txt"),
        ("", "application/pdf", "attachment-7.pdf"),
        ("", "application/x-unknown", "attachment-7.bin"),
        ("Minutes", "application/msword", "Minutes.doc"),
        ("Minutes v1.2", "application/pdf", "Minutes v1.2.pdf"),
        ("x" * 500 + ".docx", "", "x" * 150 + ".docx"),
        ("a\nb.txt", "text/plain", "a b.txt"),
    ],
)
def test_names_of_files(name: str, kind: str, told: str) -> None:
    assert file_name(name, kind, 7) == told


@pytest.mark.parametrize("charset", ["utf-8", "", "x-none", "zlib", "idna", "unicode_escape", "a\0b", "iso-8859-1"])
def test_text_in_utf_8_is_read_whatever_is_declared(charset: str) -> None:
    assert decoded("Žádné \\u0041 výsledky.".encode(), charset) == "Žádné \\u0041 výsledky."


@pytest.mark.parametrize(
    ("plain", "headings"),
    [
        ("New.\n\nOn 1 May 1996 at 10:00 Ana wrote:\n> Old.\n\nMine.", ["On 1 May 1996 at 10:00 Ana wrote:", "Reply:"]),
        ("New.\n\n> Old.\n>> Older.", ["Quoted message:", "Quoted message:"]),
        ("New.\n\nAm 1.5.1996 um 10:00 schrieb Ana:\n> Alt.", ["Am 1.5.1996 um 10:00 schrieb Ana:"]),
        ("New.\n\n-----Original Message-----\nFrom: Ana\nSent: 1 May\nTo: Bor\nSubject: x\n\nOld.", None),
        ("New.\n\n________\n\nFrom: Ana\nSent: 1 May\nTo: Bor\nSubject: x\n\nOld.", None),
        ("He wrote:\n\nno letters.", []),
        ("A > B and so on.\n\nFrom: the harbour.", []),
        (">From the harbour came news.", []),
    ],
)
def test_what_is_quoted_in_plain_text(plain: str, headings: list[str] | None) -> None:
    text, found = _told(Section(plain))
    if headings is None:
        (headings,) = (found,)
        assert found[0].endswith("From: Ana Sent: 1 May To: Bor Subject: x")
        assert text.endswith("Old.")
    assert found == headings
    assert not any(line.startswith(">") for line in text.splitlines())


_GMAIL = (
    '<div>New.</div><div class="gmail_quote"><div class="gmail_attr">On 1 May 1996 Ana &lt;a@b.c&gt; wrote:<br></div>'
    '<blockquote class="gmail_quote">Old.</blockquote></div><p>Mine.</p>'
)
_MOZILLA = '<p>New.</p><div class="moz-cite-prefix">On 1/5/96 Ana wrote:</div><blockquote type="cite">Old.</blockquote>'
_BARE = '<div>New.<br>On 1 May 1996 Ana wrote:<br><blockquote type="cite"><p>Old.</p></blockquote><p>Mine.</p></div>'
_OUTLOOK = (
    "<p>New.</p><div><div style='border-top:solid'><p><b>From:</b> Ana<br><b>Sent:</b> 1 May<br><b>To:</b> Bor<br>"
    "<b>Subject:</b> x</p></div></div><p>Old.</p><blockquote type='cite'><p>Older.</p></blockquote>"
)


@pytest.mark.parametrize(
    ("html", "text", "headings"),
    [
        (_GMAIL, "New.|Old.|Mine.", ["On 1 May 1996 Ana <a@b.c> wrote:", "Reply:"]),
        (_MOZILLA, "New.|Old.", ["On 1/5/96 Ana wrote:"]),
        (_BARE, "New.|Old.|Mine.", ["On 1 May 1996 Ana wrote:", "Reply:"]),
        (_OUTLOOK, "New.|Old.|Older.", ["From: Ana Sent: 1 May To: Bor Subject: x"]),
        ("<p>New.</p><blockquote>A quotation.</blockquote>", "New.|A quotation.", []),
    ],
    ids="gmail mozilla bare outlook none".split(),
)
def test_what_is_quoted_in_html(html: str, text: str, headings: list[str]) -> None:
    told, found = _told(Section(html=html))
    assert found == headings
    assert [part for part in told.split("\n\n") if part not in headings] == text.split("|")


@settings(max_examples=100, deadline=None)
@given(_LINES)
def test_no_word_of_a_body_is_lost_or_moved(lines: list[str]) -> None:
    text, headings = _told(Section("\n".join(["Begun.", *lines, "Ended."])))
    added = [heading for heading in headings if heading in ("Quoted message:", "Reply:")]
    found = [word for line in text.split("\n") if line not in added for word in line.split() if word.strip("_-")]
    wanted = [word.lstrip(">") for line in ["Begun.", *lines, "Ended."] for word in line.split()]
    assert found == [word for word in wanted if word.strip("_-")]


@settings(max_examples=100, deadline=None)
@given(_LINES, st.booleans(), st.booleans(), _PLAIN)
def test_any_body_gives_a_sound_text(lines: list[str], flowed: bool, delsp: bool, html: str) -> None:
    told = content(Mail({"title": "x"}, [Section("\n".join(lines), html, flowed, delsp), Section(html=html)]))
    assert list(faults(told)) == []


def test_flowed_lines_are_joined() -> None:
    plain = "One line \nthat goes on.\n> Quoted \n> text.\nThe end\n-- \nAna"
    assert _told(Section(plain, flowed=True))[0] == (
        "One line that goes on.\n\nQuoted message:\n\nQuoted text.\n\nReply:\n\nThe end\n\n--\nAna"
    )
    assert _told(Section("結果 \nなし。", flowed=True, delsp=True))[0] == "結果なし。"


def test_what_is_signed_is_read_without_its_armour() -> None:
    plain = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\n\nThe talks\n- - ended.\n-----BEGIN PGP SIGNATURE-----\niQ\n"
    )
    assert _told(Section(f"{plain}-----END PGP SIGNATURE-----\n"))[0] == "The talks\n- ended."


def test_what_is_encrypted_is_refused() -> None:
    with pytest.raises(ReportUnreadable, match=ENCRYPTED):
        _told(Section("-----BEGIN PGP MESSAGE-----\n\nhQ\n"))


def test_a_mail_without_body_is_its_subject_and_one_without_that_nothing() -> None:
    assert content(Mail({"title": "Meeting moved to May"})).text == "Meeting moved to May"
    with pytest.raises(ReportUnreadable, match="no text"):
        content(Mail({}))


def test_what_outlook_packed_is_noted() -> None:
    told = content(Mail({}, [Section("Text.")], [File("winmail.dat", "application/ms-tnef", b"x")]))
    assert (told.attachments, len(told.notes)) == ((), 1)
    assert "winmail.dat" in told.notes[0]


@pytest.mark.parametrize("language", ENCODINGS)
@pytest.mark.parametrize("charset", ["", "us-ascii"])
def test_a_charset_that_is_not_declared_is_guessed(language: str, charset: str) -> None:
    for encoding in ENCODINGS[language].split():
        text, data = written(language, encoding)
        assert decoded(data, charset if encoding != "iso-2022-jp" else encoding) == text
