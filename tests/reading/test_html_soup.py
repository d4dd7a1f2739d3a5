"""Any bytes and any tag soup are read or refused; no depth and no length costs more than it should."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart, Limits
from assistant.reading.formats import read_content
from assistant.reading.readers.html.nesting import shallow
from tests.reading.soundness import faults, is_reason

WORDS = "The treaty was signed in spring."


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(Limits(timeout_s=60, memory_mb=1500)) as one:
        yield one


def depth(html: str) -> int:
    deepest, stack = 0, [(LexborHTMLParser(html).root, 0)]
    while stack:
        node, level = stack.pop()
        if node is not None:
            deepest = max(deepest, level)
            stack += [(node.next, level), (node.first_child, level + 1)]
    return deepest


OPENINGS = (
    "<div>",
    "<div/>",
    "<b>",
    "<i><p>x</p>",
    "<ul><li>",
    "<dl><dd>",
    "<table><tr><td>",
    "<div><table><td></div>",
    "<div></x>",
    "<john@example.org>",
    "<div title=it's>",
    '<div title=="><p>',
    "<!--><section>",
    "<blockquote><!-- <div> --></p>",
    "<svg><g>",
    "<fieldset><legend>",
)


@pytest.mark.parametrize("opening", OPENINGS)
def test_a_tree_is_never_deep_and_no_text_is_lost(opening: str) -> None:
    html = shallow(opening * 3000 + "inner</div>" + "<h2>after")
    assert depth(html) < 1500
    assert "inner" in html
    assert html.endswith("after")


SOUND = (
    "<table>" + "<tr><td><font size=1><div>never closed</td></tr>" * 3000 + "</table><h2>after</h2>",
    "<a name=x>" * 3000 + "<h2>after</h2>",
    "<p>one<li>two" * 3000,
    "<div>one</div>" * 3000,
    "<!--" + "<div>" * 3000 + "-->",
    "<script>" + "<div>" * 3000 + "</script>",
)


@pytest.mark.parametrize("html", SOUND, ids=range(len(SOUND)))
def test_what_is_only_long_stays_as_it_is(html: str) -> None:
    assert shallow(html) == html


def test_after_what_is_too_deep_closes_the_rest_stands_as_it_did() -> None:
    html = shallow("<div>" * 3000 + "</div>" * 3000 + "<table><tr><td>a</table>")
    assert html.endswith("<table><tr><td>a</table>")


LARGE = {
    "deep blocks": "<div>" * 10_000,
    "deep tables": "<table><tr><td>" * 10_000,
    "one row of cells": "<table><tr>" + "<td>ab" * 100_000 + "</table>",
    "rows of one cell": "<table>" + "<tr><td>ab" * 50_000 + "</table>",
    "rows that reach down": "<table>" + "<tr><td rowspan=65000>ab<td>x" * 10_000 + "</table>",
    "one line": "word " * 1_000_000,
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(50_000)) + ">x</p>",
    "tags that never end": "<a " * 500_000,
    "quotes that never end": "<a b='" * 100_000,
    "hidden paragraphs": f"<p aria-hidden=true>{'x' * 600}</p>" * 5000,
    "menus in menus": "<ul>" + "<li><a href=x>a</a>" * 3 + "<li><ul><li>" * 150 + "<a href=x>a</a>" * 10_000,
    "breaks": "<br>" * 200_000,
    "blank lines": "<pre>" + "\n " * 500_000 + "x</pre>",
    "dividers in a title": "<title>" + "x - " * 200_000 + "</title>",
    "characters that need a guess": ("<p>" + "Министр заявил. " * 9).encode("cp1251").decode("latin-1") * 10_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_large_pages_are_read(apart: Apart, name: str) -> None:
    data = f"<p>{WORDS}</p>{LARGE[name]}".encode("latin-1", "replace")
    assert apart(read_content, ".html", data).text.startswith(WORDS)


def outcome(data: bytes) -> str:
    """What is read, or why it is not."""
    try:
        content = read_content(".html", data)
    except ReportUnreadable as error:
        assert is_reason(str(error))
        return ""
    assert list(faults(content)) == []
    return content.text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    outcome(data)


NAMES = "div p b table tr td th ul ol li dl dt dd h1 h2 pre a br hr sup nav main article svg math title script form x:y"
ATTRIBUTES = (
    "",
    " hidden",
    " class=nav",
    " id='menu",
    ' style="page-break-after:always"',
    " style='font-weight:bold'",
    " rowspan=3 colspan=99",
    " href=/",
    " aria-hidden=true",
    " role=main",
    "/",
)
TAGS = st.builds(
    "<{}{}{}>".format, st.sampled_from(["", "/"]), st.sampled_from(NAMES.split()), st.sampled_from(ATTRIBUTES)
)
SOUP = st.lists(
    TAGS | st.sampled_from(["a word", "12", "\n\n", "<", "&#x80;", "<!--", "-->", "<![CDATA["]), max_size=60
)


@settings(max_examples=300, deadline=None)
@given(SOUP)
def test_any_tag_soup_is_read_or_refused(parts: list[str]) -> None:
    outcome("".join(parts).encode())


VISIBLE = st.sampled_from(
    "div p b i em section blockquote ul ol li dl dt dd center font table tr td th h1 h3 pre".split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(VISIBLE, st.booleans()), max_size=40))
def test_every_word_of_any_visible_soup_is_read(tags: list[tuple[str, bool]]) -> None:
    html = "".join(f"<{'/' * closes}{name}>w{number} " for number, (name, closes) in enumerate(tags))
    shown = LexborHTMLParser(f"w {html}").body
    assert shown is not None
    wanted = [word for word in shown.text(separator=" ").split() if word.startswith("w")]
    found = outcome(f"w {html}".encode())
    assert set(wanted) - set(re.findall(r"w\d*", found)) == set()
