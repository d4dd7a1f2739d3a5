"""What a web page states about itself."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.readers.html import read
from assistant.reading.readers.html.stated import iso_date


def stated(head: str, body: str = "<p>Text.", html: str = "<html>") -> dict[str, str]:
    return dict(read(f"<!doctype html>{html}<head><meta charset=utf-8>{head}</head><body>{body}".encode()).metadata)


def meta(name: str, content: str, key: str = "name") -> str:
    return f'<meta {key}="{name}" content="{content}">'


def linked(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values)


SITE = meta("og:site_name", "River Watch", "property")
TITLES = [
    ("<title>The report</title>", "", "The report"),
    ("<title> The\n report </title>", "", "The report"),
    ("<title>The report | River Watch</title>" + SITE, "", "The report"),
    ("<title>River Watch – The report</title>" + SITE, "", "The report"),
    ("<title>The report - part two</title>" + SITE, "", "The report - part two"),
    ("<title>Other</title>" + meta("og:title", "The report", "property"), "", "The report"),
    (meta("dc.title", "The report"), "", "The report"),
    ("<title>The report: all of it – River Watch</title>", "<h1>The report: all of it</h1>", "The report: all of it"),
    ("<title>The report</title>", "<h1>River Watch</h1>", "The report"),
    ("<title>The report</title>", "<h1>One report</h1><h1>Two</h1>", "The report"),
    ("", "<h1>The report</h1>", "The report"),
    ("<title>x-10k_2021.htm</title>", "<h1>The report</h1>", "The report"),
    ("<title>Untitled Document</title>", "<h1>The report</h1>", "The report"),
    ("<title></title>", "", None),
    ("<svg><title>Logo</title></svg><title>The report</title>", "", "The report"),
]


@pytest.mark.parametrize(("head", "body", "title"), TITLES)
def test_the_title_is_the_page_s_own_without_the_site_s(head: str, body: str, title: str | None) -> None:
    assert stated(head, f"{body}<p>Text.").get("title") == title


DATES = [
    (meta("article:published_time", "1996-03-14T10:00:00+01:00", "property"), "1996-03-14"),
    (meta("date", "1996-03"), "1996-03"),
    (meta("DC.Date", "1996"), "1996"),
    (meta("citation_date", "1996/3/14"), "1996-03-14"),
    (meta("pubdate", "19960314"), "1996-03-14"),
    (meta("date", "14 March 1996"), "1996-03-14"),
    (meta("date", "Thu, 14 Mar 1996 10:00:00 GMT"), "1996-03-14"),
    (meta("datePublished", "1996-03-14", "itemprop"), "1996-03-14"),
    (linked({"@type": "NewsArticle", "datePublished": "1996-03-14"}), "1996-03-14"),
    (linked({"@graph": [{"@type": "Person"}, {"@type": ["Report"], "datePublished": "1996-03-14"}]}), "1996-03-14"),
    (linked({"@type": "Event", "datePublished": "1996-03-14"}), None),
    (meta("date", "1996-02-31"), None),
    (meta("date", "soon"), None),
    (meta("article:modified_time", "2001-01-01", "property"), None),
]


@pytest.mark.parametrize(("head", "date"), DATES)
def test_the_date_is_when_it_was_published_as_precise_as_it_is_stated(head: str, date: str | None) -> None:
    assert stated(head).get("date") == date


TIMES = [
    ("<time datetime=1996-03-14>last week</time>", "1996-03-14"),
    ("<time pubdate datetime=1996-03-14></time><time datetime=2001-01-01></time>", "1996-03-14"),
    ("<span itemprop=datePublished>14 March 1996</span>", "1996-03-14"),
    ("<time datetime=1996-03-14></time><time datetime=2001-01-01></time>", None),
]


@pytest.mark.parametrize(("body", "date"), TIMES)
def test_a_time_in_the_text_is_the_date_when_it_says_so_or_is_the_only_one(body: str, date: str | None) -> None:
    assert stated("", f"<p>Text.{body}").get("date") == date


AUTHORS = [
    (meta("author", "Ana Ilić"), "Ana Ilić"),
    (meta("citation_author", "Ana Ilić") + meta("citation_author", "Bo Ek") * 2, "Ana Ilić; Bo Ek"),
    (linked({"@type": "Article", "author": [{"name": "Ana Ilić"}, {"name": "Bo Ek"}]}), "Ana Ilić; Bo Ek"),
    (linked({"@type": "Article", "author": "Ana Ilić"}) + meta("author", "Editor"), "Ana Ilić"),
    (meta("article:author", "https://example.org/ana", "property"), None),
    (meta("twitter:creator", "@ana"), None),
]


@pytest.mark.parametrize(("head", "authors"), AUTHORS)
def test_the_authors_are_names(head: str, authors: str | None) -> None:
    assert stated(head).get("authors") == authors


def test_source_language_and_subject() -> None:
    assert stated(SITE).get("source") == "River Watch"
    assert stated(linked({"@type": "Article", "publisher": {"name": "River Watch"}})).get("source") == "River Watch"
    assert stated("", html="<html lang=sr-Latn>").get("language") == "sr-Latn"
    assert stated('<meta http-equiv="content-language" content="sr">').get("language") == "sr"
    assert stated(meta("keywords", "river, ships")).get("subject") == "river, ships"


BROKEN = (
    "{",
    "[" * 100_000,
    '"' + "x" * 2_000_000 + '"',
    "[]" * 9,
    "1e999",
    '{"@graph": [[[{"@type": {}}]]]}',
    "\ud800",
)


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_linked_data_that_is_broken_is_passed_over(data: str) -> None:
    script = f'<script type="application/ld+json">{data}</script>'.encode("utf-8", "replace")
    assert read(script + b"<title>The report</title><p>Text.").metadata == {"title": "The report"}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text("ab\n\x85\u2028<", max_size=9)
    | st.just("Article"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "author", "name", "publisher", "datePublished"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON, st.text(max_size=20))
def test_whatever_a_page_states_gives_lines_of_text(value: object, text: str) -> None:
    for said in stated(linked(value) + meta("date", text), "<p>Text." * 99).values():
        assert said.splitlines() == [said]


@given(st.dates())
def test_any_date_is_read_as_it_is_written(day: object) -> None:
    for written in (f"{day}", f"{day}T10:00:00Z", f"{day}".replace("-", "/"), f"{day}".replace("-", "")):
        assert iso_date(written) == f"{day}"
