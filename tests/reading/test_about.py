"""What a report says about itself: which of its places is trusted, and that no guess is told as a fact."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.about import about
from assistant.reading.about.dates import iso
from assistant.reading.content import Content
from assistant.reading.formats import read_content
from assistant.reading.text import front_matter, plain_headings
from assistant.types import Origin, Page
from tests.reading.languages import TEXTS

Row = Mapping[str, str]
ROW: Row = {}
VALUES = st.dictionaries(
    st.sampled_from(["title", "date", "authors", "place", "source", "language", "created", "kind"]),
    st.text(max_size=30) | st.sampled_from(["16 June", "1994", "2019-01-02T10:11:12", "en-US", "A; B", "x " * 400]),
)


def content(text: str, **said: str) -> Content:
    """A document with properties."""
    return Content(text, (Page(1, 0, len(text)),), plain_headings(text, 0), said)


def plain(text: str) -> Content:
    """A plain text, maybe with front matter."""
    said, body = front_matter(text)
    pages = (Page(1, 0, len(text)),)
    return Content(text, pages, plain_headings(text, body), said, body, stated_in="front matter")


def told(read: Content, name: str, row: Row = ROW, stem: str = "notes") -> tuple[str, str, str]:
    """A value, where it stands and how sure it is; empty when it is not known."""
    known = about(read, row, stem).get(name)
    return (known.value, known.origin.where, known.origin.sure) if known else ("", "", "")


def test_front_matter_is_trusted_before_the_table_and_the_table_before_properties() -> None:
    row = {"title": "Table", "date": "1994", "kind": "note"}
    assert told(plain("---\ntitle: Own\ndate: 16 June\n---\nText."), "title", row) == ("Own", "front matter", "stated")
    assert told(plain("---\ntitle: Own\ndate: 16 June\n---\nText."), "date", row) == (
        "16 June",
        "front matter",
        "stated",
    )
    assert told(plain("---\ntitle: Own\n---\nText."), "date", row) == ("1994", "metadata.csv", "stated")
    assert told(content("Text.", title="Own", date="1995-01-02"), "title", row) == ("Table", "metadata.csv", "stated")
    assert told(content("Text.", kind="memo"), "kind", row) == ("note", "metadata.csv", "stated")
    assert told(content("Text.", kind="memo"), "kind", {"kind": ""}) == ("memo", "properties", "stated")
    assert told(plain("---\nkind:\n---\nText."), "kind", row) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Author: Ana Kos.", "Ana Kos"),
        ("Author: Ana K.", "Ana K."),
        ("Author: Harbour Works Ltd.", "Harbour Works Ltd."),
        ("Author: Ana Kos <ana@kos.example>", "Ana Kos <ana@kos.example>"),
        ("> Author: Ana Kos", "Ana Kos"),
    ],
)
def test_an_author_is_told_without_the_stop_of_a_row_and_with_all_of_the_address(text: str, authors: str) -> None:
    assert told(content(f"{text}\n\nThe harbour was closed."), "authors") == (authors, "text", "stated")


def test_a_title_that_the_text_shows_is_no_property() -> None:
    styled = rb"{\rtf1{\stylesheet{\s1 Title;}}{\pard\s1 The plan\par}{\pard It is deep.\par}}"
    assert told(read_content(".rtf", styled), "title") == ("The plan", "text", "likely")
    page = b"<h1>The plan</h1><p>It is deep."
    assert told(read_content(".html", page), "title") == ("The plan", "text", "likely")
    named = b"<title>Harbour news</title><h1>The plan</h1><h1>The cost</h1><p>It is deep."
    assert told(read_content(".html", named), "title") == ("Harbour news", "properties", "stated")


def test_properties_are_trusted_before_the_text_and_the_text_before_the_name() -> None:
    text = "MINSK, 16 June 2021 (TASS) – The ministers met."
    stem = "2020-05-04-talks"
    assert told(content(text, date="2021-06-17T09:00:00Z"), "date", stem=stem) == ("2021-06-17", "properties", "stated")
    assert told(content(text), "date", stem=stem) == ("2021-06-16", "text", "likely")
    assert told(content(f"Date: 15 June 2021\n\n{text}"), "date", stem=stem) == ("2021-06-15", "text", "stated")
    assert told(content("The ministers met."), "date", stem=stem) == ("2020-05-04", "file name", "likely")
    assert told(content(text, source="Agency"), "source") == ("Agency", "properties", "stated")
    assert told(content(text), "source") == ("TASS", "text", "likely")
    assert told(content(text), "place") == ("Minsk", "text", "likely")
    assert told(content("Place: Brest\n\n" + text), "place") == ("Brest", "text", "stated")


@pytest.mark.parametrize(
    ("text", "stem", "created", "expected"),
    [
        ("MINSK, 16 June (TASS) – They met.", "notes", "", ("XXXX-06-16", "text", "likely")),
        ("MINSK, 16 June (TASS) – They met.", "2022-06-16-minsk", "", ("2022-06-16", "text", "likely")),
        ("MINSK, 16 June (TASS) – They met.", "minsk 2022", "", ("2022-06-16", "text", "likely")),
        ("MINSK, 16 June (TASS) – They met.", "2022-07-01", "", ("XXXX-06-16", "text", "likely")),
        ("MINSK, 16 June (TASS) – They met.", "notes", "2022-06-18T10:00:00", ("2022-06-16", "text", "likely")),
        ("MINSK, 30 December (TASS) – They met.", "notes", "2023-01-02", ("2022-12-30", "text", "likely")),
        ("MINSK, 16 June (TASS) – They met.", "notes", "2022-09-01", ("XXXX-06-16", "text", "likely")),
        ("MINSK, 29 February (TASS) – They met.", "minsk 2022", "", ("XXXX-02-29", "text", "likely")),
        ("Date: 16 June\n\nThey met.", "minsk 2022", "", ("2022-06-16", "text", "likely")),
        ("Date: 12/05/1995\n\nThey met.", "1995-05-12", "", ("1995-05-12", "text", "likely")),
        ("Date: 12/05/1995\n\nThey met.", "notes", "", ("1995", "text", "stated")),
        ("They met.", "minsk-talks-16-june", "", ("XXXX-06-16", "file name", "likely")),
        (
            "Meeting of 14-16 June 1994\n\nThey met, and nobody knew.",
            "1994 review v2",
            "",
            ("1994-06-14/1994-06-16", "text", "likely"),
        ),
        ("Meeting of 14 June 1993\n\nThey met.", "1994 review", "", ("1994", "file name", "likely")),
    ],
)
def test_a_partial_date_stays_partial_until_a_surer_place_completes_it(
    text: str, stem: str, created: str, expected: tuple[str, str, str]
) -> None:
    assert told(content(text, created=created), "date", stem=stem) == expected


@pytest.mark.parametrize(
    ("text", "stem", "expected"),
    [
        ("They met.", "notes", ("2021-06-18?", "properties", "guess")),
        ("They met in June 2020.", "notes", ("2021-06-18?", "properties", "guess")),
        ("They met in 1975.", "notes", ("", "", "")),
        ("They met in 2023 and in 2024.", "notes", ("", "", "")),
        ("They met on 3 July 2021 and on 5 August 2021.", "notes", ("", "", "")),
        ("They met.", "minutes-1994", ("1994", "file name", "likely")),
        ("They met in 1996 and in 1997.", "minutes-1994", ("1994?", "file name", "guess")),
        ("3 July 1994\n\nThey met.", "notes", ("1994-07-03", "text", "likely")),
        ("3 July 1994\n\nThey met in 1996 and in 1997.", "notes", ("1994-07-03?", "text", "guess")),
        ("Vienna, 3 July 1994\n\nThey met in 1996 and in 1997.", "notes", ("1994-07-03", "text", "likely")),
        ("Minutes of a session, Moscow, May 2015\n\nThey met.", "notes", ("2015-05?", "text", "guess")),
        ("Minutes of a session, Moscow, May 2015\n\nThey met.", "2015-05-07", ("2015-05-07", "file name", "likely")),
    ],
)
def test_a_date_that_may_be_of_something_else_is_a_guess(text: str, stem: str, expected: tuple[str, str, str]) -> None:
    assert told(content(text, created="2021-06-18T10:11:12"), "date", stem=stem) == expected


def test_when_a_file_was_made_is_kept_as_that_and_front_matter_has_its_own_meaning() -> None:
    assert told(content("They met.", created="2021-06-18"), "created") == ("2021-06-18", "properties", "stated")
    assert told(plain("---\ncreated: 2021-06-18\n---\nThey met."), "date") == ("", "", "")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The plan", ("The plan", "properties", "stated")),
        ("Plan", ("Plan", "properties", "stated")),
        ("Microsoft Word - draft.doc", ("The harbour", "text", "likely")),
        ("untitled", ("The harbour", "text", "likely")),
        ("draft_v3.docx", ("The harbour", "text", "likely")),
        ("Draft-V3", ("The harbour", "text", "likely")),
        ("PowerPoint Presentation", ("The harbour", "text", "likely")),
        ("…", ("The harbour", "text", "likely")),
        ("", ("The harbour", "text", "likely")),
    ],
)
def test_a_useless_title_yields_to_the_first_heading(said: str, expected: tuple[str, str, str]) -> None:
    assert told(content("The harbour\n\nIt is deep.", title=said), "title", stem="draft-v3") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour\n\nIt is deep.", ("The harbour", "text", "likely")),
        ("Paris, 21 November 1990\n\nThe harbour\n\nIt is deep.", ("The harbour", "text", "likely")),
        ("Date: 21 November 1990\n\nThe harbour\n\nIt is deep.", ("The harbour", "text", "likely")),
        ("It is deep.\n\nThe harbour\n\nIt is wide.", ("River plan 2", "file name", "guess")),
        ("Table of contents\n\nThe harbour\n\nIt is deep.", ("River plan 2", "file name", "guess")),
        ("It is deep.", ("River plan 2", "file name", "guess")),
        ("Title: The harbour\n\nIt is deep.", ("The harbour", "text", "stated")),
    ],
)
def test_without_a_title_the_first_heading_is_one_or_else_the_name(text: str, expected: tuple[str, str, str]) -> None:
    assert told(plain(text), "title", stem="river_plan-2") == expected


@pytest.mark.parametrize("stem", [" ", "---", "_", "a\nb", "\u2028", ".x"])
def test_there_is_a_title_whatever_the_name(stem: str) -> None:
    value = told(plain("It is deep."), "title", stem=stem)[0]
    assert value.strip() == value != "" and value.splitlines() == [value]


def test_the_language_is_what_is_stated_unless_the_text_is_in_another() -> None:
    english, german = TEXTS["English"] * 3, TEXTS["German"] * 3
    assert told(content(english, language="en-US"), "language") == ("en", "properties", "stated")
    assert told(content(german, language="en-US"), "language") == ("de", "text", "likely")
    assert told(content(german), "language") == ("de", "text", "likely")
    assert told(content("Ja.", language="German"), "language") == ("de", "properties", "stated")
    assert told(content("Ja.", language="plain"), "language") == ("", "", "")
    assert told(content("Ja."), "language") == ("", "", "")
    assert told(plain(f"---\nlanguage: English\n---\n{german}"), "language") == ("en", "front matter", "stated")
    assert told(plain(f"---\nlanguage: en; de\n---\n{german}"), "language") == ("en; de", "front matter", "stated")


def test_what_is_known_comes_in_one_order() -> None:
    read = content("MINSK, 16 June (TASS) – They met.", kind="note", language="be", authors="A", subject="x")
    assert list(about(read, {"country": "Peru"}, "a")) == [
        "title", "date", "authors", "place", "source", "language", "country", "kind", "subject",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "end"), [("x" * 2000, "x…"), ("Anna Gil; " * 200, "Anna Gil…"), ("word " * 300, "word…")]
)
def test_a_long_value_is_cut_between_two_parts_and_says_so(value: str, end: str) -> None:
    found = told(content("They met.", participants=value), "participants")[0]
    assert len(found) <= 500 and found.endswith(end) and value.startswith(found[:-1])


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=120) | st.sampled_from(["MINSK, 16 June (TASS) – They met.", "Paris, 3 July 1994\n\nText."]),
    said=VALUES,
    row=VALUES,
    stem=st.text(min_size=1, max_size=20) | st.just("1994-12-06"),
    by_hand=st.booleans(),
)
def test_every_value_is_one_line_and_every_guess_of_a_date_is_marked(
    text: str, said: dict[str, str], row: dict[str, str], stem: str, by_hand: bool
) -> None:
    where = "front matter" if by_hand else "properties"
    read = Content(text, (Page(1, 0, len(text)),), plain_headings(text, 0), said, stated_in=where)
    known = about(read, row, stem)
    assert next(iter(known)) == "title"
    for name, one in known.items():
        assert one.value.splitlines() == [one.value] and one.value.strip() and len(one.value) <= 500
        if one.origin == Origin("metadata.csv", "stated"):
            assert row[name].strip()
        assert one.origin.where in ("text", "file name", "metadata.csv", where)
    date = known.get("date")
    if date and date.origin.where not in ("front matter", "metadata.csv"):
        assert iso(date.value) == date.value
        assert date.value.endswith("?") == (date.origin.sure == "guess")
