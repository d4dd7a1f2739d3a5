"""One file's bytes -> its reports: those attached have ids, limits and reasons of their own."""

import base64
import hashlib
import io
import zipfile
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import ReadingStopped, ReportUnreadable
from assistant.reading.apart import Apart, Limits
from assistant.reading.formats import FORMATS
from assistant.reading.source import Reading, Source, data_of, read_source
from assistant.types import Origin
from tests.reading.hostile_parts import valid
from tests.reading.soundness import faults_in

TEXT = b"The ministers met in spring and signed nothing."
Files = Sequence[tuple[str, bytes]]


def letter(files: Files, text: str = "Dear colleagues, the papers are attached.", date: str = "") -> bytes:
    """A mail with files attached, whatever their names."""
    body = f"--=b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n" if text else ""
    for name, data in files:
        body += (
            f"--=b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment; filename*=utf-8''{quote(name, safe='')}\r\n\r\n"
            f"{base64.encodebytes(data).decode()}\r\n"
        )
    head = 'Subject: Papers\r\nFrom: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="=b"'
    sent = f"Date: {date}\r\n" if date else ""
    return f"{head}\r\n{sent}\r\n{body}--=b--\r\n".encode()


def nested(depth: int) -> bytes:
    """A mail in a mail in a mail, each but the innermost with a text beside it."""
    data = letter([])
    for level in range(depth, 0, -1):
        data = letter([(f"text {level}.txt", TEXT), (f"mail {level}.eml", data)])
    return data


def read(data: bytes, name: str = "sub/letter.eml") -> Reading:
    reading = read_source(Source(name, {}), data)
    assert faults_in(reading) == []
    return reading


def ids(reading: Reading) -> list[str]:
    return [report.id.removeprefix("sub/letter.eml") for report in reading.reports]


def test_what_is_attached_follows_what_it_is_attached_to() -> None:
    data = letter([("annex.txt", TEXT), ("inner.eml", letter([("deep.md", b"# Deep\n\nText.")])), ("b.txt", TEXT)])
    reading = read(data)
    assert ids(reading) == ["", "/annex.txt", "/inner.eml", "/inner.eml/deep.md", "/b.txt"]
    assert [report.part_of.removeprefix("sub/") for report in reading.reports] == [
        "",
        "letter.eml",
        "letter.eml",
        "letter.eml/inner.eml",
        "letter.eml",
    ]
    deep = reading.report("sub/letter.eml/inner.eml/deep.md")
    assert deep is not None and (deep.title, deep.text) == ("Deep", "# Deep\n\nText.")
    assert reading.report("sub/letter.eml/inner.eml/none.md") is None


@pytest.mark.parametrize("suffix", [suffix for suffix, known in FORMATS.items() if known.module != "doc"])
def test_a_file_of_any_format_can_be_attached(suffix: str) -> None:
    reading = read(letter([(f"paper{suffix}", valid(suffix))]))
    assert ids(reading)[1] == f"/paper{suffix}" and reading.skipped == ()
    assert reading.reports[1].text == read_source(Source(f"paper{suffix}", {}), valid(suffix)).reports[0].text
    assert reading.reports[1].sha256 == hashlib.sha256(valid(suffix)).hexdigest()


def test_the_bytes_of_each_report_are_found_again() -> None:
    source, data = Source("sub/letter.eml", {}), nested(3)
    for report in read(data).reports:
        assert hashlib.sha256(data_of(source, data, report.id)).hexdigest() == report.sha256


@pytest.mark.parametrize("name", ["mail 1.eml/none.txt", "text 1.txt/a", "text 2.txt", "text 1.tx", "", "../x"])
def test_an_id_of_nothing_attached_is_told_of(name: str) -> None:
    with pytest.raises(ReportUnreadable):
        data_of(Source("sub/letter.eml", {}), nested(2), f"sub/letter.eml/{name}")


def test_what_lies_too_deep_is_told_of() -> None:
    reading = read(nested(6))
    assert ids(reading)[-1] == "/mail 1.eml/mail 2.eml/mail 3.eml"
    assert [skip.path.rpartition("/")[2] for skip in reading.skipped] == ["text 4.txt", "mail 4.eml"]
    assert {skip.reason for skip in reading.skipped} == {"attached more than 3 deep; save it as a file of its own"}


@pytest.mark.parametrize("count", [200, 201, 230])
def test_of_very_many_the_first_two_hundred_are_read(count: int) -> None:
    reading = read(letter([(f"{number}.txt", TEXT) for number in range(count)]))
    assert len(reading.reports) == 201
    told = [f"{count - 200} more attachments, of which 200 are read; save them apart"] * (count > 200)
    assert [skip.reason for skip in reading.skipped] == told


def test_the_two_hundred_are_those_of_all_mails_in_one() -> None:
    inner = letter([(f"{number}.txt", TEXT) for number in range(150)])
    reading = read(letter([("one.eml", inner), ("two.eml", inner), ("three.eml", inner)]))
    assert len(reading.reports) == 201
    assert [skip.path for skip in reading.skipped] == ["sub/letter.eml/two.eml/…", "sub/letter.eml/…"]
    assert [skip.reason.split()[0] for skip in reading.skipped] == ["102", "1"]


NAMES = (
    (["a.txt", "a.txt", "A.TXT", "a 2.txt"], ["a.txt", "a 2.txt", "A 3.TXT", "a 2 2.txt"]),
    (["../../etc/passwd.txt"], ["passwd.txt"]),
    (["C:\\papers\\plan.txt"], ["plan.txt"]),
    (["two\nlines\x00.txt"], ["two lines.txt"]),
    (["\u202etxt.evil.txt"], ["txt.evil.txt"]),
    (["x" * 500 + ".txt"], ["x" * 120 + ".txt"]),
    (["Протокол №5 (ß).txt"], ["Протокол 5 (ß).txt"]),
    (["<b>&amp;</b>.txt"], ["b.txt"]),
)


@pytest.mark.parametrize(("names", "fit"), NAMES)
def test_names_of_attachments_are_made_fit(names: list[str], fit: list[str]) -> None:
    assert ids(read(letter([(name, TEXT) for name in names])))[1:] == [f"/{name}" for name in fit]


@settings(max_examples=60)
@given(st.lists(st.text(max_size=30) | st.sampled_from(["a", "A", "a 2", "..", "a/b", "\\"]), min_size=1, max_size=6))
def test_whatever_their_names_attachments_have_ids_that_are_safe_and_different(stems: list[str]) -> None:
    names = [f"{stem}.txt" for stem in stems]
    reading = read(letter([(name.encode("utf-8", "replace").decode(), TEXT) for name in names]))
    found = [*ids(reading)[1:], *(skip.path.removeprefix("sub/letter.eml") for skip in reading.skipped)]
    assert len({name.casefold() for name in found}) == len(found) == len(names)
    for name in found:
        assert name.startswith("/") and name.count("/") == 1 and "\\" not in name
        assert name.isprintable() and 1 < len(name) < 140 and not name.startswith("/.")


def test_what_is_attached_and_cannot_be_read_is_told_of_and_the_rest_is_read() -> None:
    files = [
        ("table.xyz", b"no known format"),
        ("broken.docx", valid(".docx")[:500]),
        ("empty.txt", b""),
        ("blank.txt", b" \n "),
        ("old.doc", valid(".doc")),
        ("noise.pdf", b"%PDF-1.7"),
        ("front.md", b"---\ntitle: A\n---\n"),
        ("good.txt", TEXT),
    ]
    reading = read(letter(files))
    assert ids(reading) == ["", "/good.txt"]
    assert [skip.path for skip in reading.skipped] == [f"sub/letter.eml/{name}" for name, _ in files[:-1]]
    reasons = ("not a format", "damaged", "empty", "no text", "convert it", "damaged", "no text")
    for reason, skip in zip(reasons, reading.skipped, strict=True):
        assert reason in skip.reason


def test_a_file_whose_name_tells_nothing_is_read_as_what_it_is() -> None:
    reading = read(letter([("scan", valid(".pdf")), ("plan.txt", valid(".docx")), ("text", TEXT)]))
    assert ids(reading) == ["", "/scan", "/plan.txt"]
    assert reading.reports[2].notes[0].startswith("read as what it holds, Word document")
    assert [skip.path for skip in reading.skipped] == ["sub/letter.eml/text"]


def test_a_mail_without_words_is_kept_for_what_is_attached_or_else_told_of() -> None:
    reading = read(letter([("good.txt", TEXT)], text=""))
    assert [report.text != "" for report in reading.reports] == [False, True]
    with pytest.raises(ReportUnreadable, match=r"no attachment that can be read; a\.xyz: not a format"):
        read(letter([("a.xyz", b"x")], text=""))


@pytest.mark.parametrize(
    ("data", "reason"), [(b"---\na: b\n---\n \n", "nothing but front matter"), (b" \n", "no text")]
)
def test_a_file_without_words_is_told_of(data: bytes, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        read_source(Source("a.md", {}), data)


def test_what_the_table_says_is_of_the_file_and_not_of_what_is_attached() -> None:
    source = Source("letter.eml", {"place": "Geneva"})
    mail, annex = read_source(source, letter([("annex.txt", TEXT)])).reports
    assert mail.metadata["place"] == "Geneva" and mail.origins["place"] == Origin("metadata.csv", "stated")
    assert "place" not in annex.metadata


def dates(data: bytes, **row: str) -> list[tuple[str, Origin | None]]:
    return [(one.date, one.origins.get("date")) for one in read_source(Source("letter.eml", row), data).reports]


def test_what_is_attached_and_tells_no_date_may_be_of_the_day_of_its_mail() -> None:
    inner = letter([("b.txt", TEXT)], date="Tue, 7 Jun 1994 12:00:00 +0000")
    silent = letter([("c.txt", TEXT)])
    files = [("a.txt", TEXT), ("1994-05-30 plan.txt", TEXT), ("inner.eml", inner), ("silent.eml", silent)]
    (day, sent), *parts = dates(letter(files, date="Thu, 16 Jun 1994 12:00:00 +0000"))
    assert day == "1994-06-16" and sent is not None and sent.where == "properties"
    guess = ("1994-06-16?", Origin("mail", "guess"))
    assert parts[0] == guess
    assert parts[1][0] == "1994-05-30"
    assert [date for date, _ in parts[2:4]] == ["1994-06-07", "1994-06-07?"]
    assert parts[4:] == [guess, guess]


def test_a_mail_without_a_date_gives_none_and_one_in_words_gives_none_either() -> None:
    assert dates(letter([("a.txt", TEXT)])) == [("", None), ("", None)]
    assert dates(letter([("a.txt", TEXT)]), date="in spring") == [
        ("in spring", Origin("metadata.csv", "stated")),
        ("", None),
    ]
    assert dates(letter([("a.txt", TEXT)]), date="June 1994?")[1] == ("1994-06?", Origin("mail", "guess"))


def test_want_of_memory_for_what_is_attached_is_not_told_as_damage() -> None:
    packed, end, noise = io.BytesIO(), b"</body>", hashlib.shake_256(b"").hexdigest(10_000).encode()
    with zipfile.ZipFile(io.BytesIO(valid(".epub"))) as book, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in book.namelist():
            padding = b"<!--" + noise * 2_000 + b"-->" if "c1" in name else b""
            new.writestr(name, book.read(name).replace(end, padding + end))
    with Apart(Limits(60, 100)) as apart, pytest.raises(ReadingStopped, match="needs more than 100 MB"):
        apart(read_source, Source("letter.eml", {}), letter([("book.epub", packed.getvalue())]))


def test_other_paths_are_named_only_of_the_bytes_that_stand_there() -> None:
    digest = hashlib.sha256(TEXT).hexdigest()
    assert read_source(Source("a.txt", {}, digest, ("b.txt",)), TEXT).reports[0].also_at == ("b.txt",)
    assert read_source(Source("a.txt", {}, digest, ("b.txt",)), TEXT + b".").reports[0].also_at == ()
