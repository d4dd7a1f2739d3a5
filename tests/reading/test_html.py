"""The text of HTML: all that a page shows, in order, and nothing of what it hides."""

import pytest

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.readers.html import read
from tests.reading.fidelity import compared, known
from tests.reading.fidelity import read as read_known
from tests.reading.reference import LANGUAGES, REFERENCE, Reference
from tests.reading.soundness import faults


def page(body: str) -> Content:
    return read(f"<!doctype html><meta charset=utf-8><body>{body}".encode())


def headings(content: Content) -> list[str]:
    return [content.text[one.start : one.end] for one in content.headings]


@pytest.mark.parametrize("reference", [REFERENCE, LANGUAGES], ids=["reference", "languages"])
def test_a_known_document_comes_back_word_for_word(reference: Reference) -> None:
    content = read_known(".html", reference)
    recall, precision = compared(known(".html", reference), content.text)
    assert min(recall, precision) >= 0.99
    assert headings(content) == [reference.title, *(section.heading for section in reference.sections)]
    assert list(faults(content)) == []


SHOWN = [
    ("<p>One\n   two&nbsp;three</p><p>four</p>", "One two three\n\nfour"),
    ("<div>One<div>two</div>three</div>", "One\n\ntwo\n\nthree"),
    ("One<br>two<br><br>three", "One\ntwo\n\nthree"),
    ("<p>fe<b>a</b>r<wbr>less, <i>so</i>&shy;called</p>", "fearless, socalled"),
    ("<p>&lt;b&gt; &amp; &eacute;&#233;&#xE9; &#150; &bogus;</p>", "<b> & ééé – &bogus;"),
    ("<p>e\u0301</p>", "é"),
    ("<pre>  a\n  b\n\nc</pre>", "a\nb\n\nc"),
    ("<ul><li>one<li>two<ul><li>deep</ul><li>three</ul>", "• one\n• two\n• deep\n• three"),
    ("<ol start=3><li>one<li>two</ol>", "3. one\n4. two"),
    ("<ol type=a><li>one<li>(b) two</ol>", "• one\n(b) two"),
    ("<ul><li><p>one<p>more</ul>", "• one\n\nmore"),
    ("<dl><dt>Term<dd>meaning<dt>Next<dd>other</dl>", "Term\nmeaning\n\nNext\nother"),
    ("<figure><img src=x alt=Logo><figcaption>The bridge</figcaption></figure>", "The bridge"),
    ("<blockquote>Said <q>so</q></blockquote>after", "Said so\n\nafter"),
    ("<p>10<sup>6</sup> people<sup>12</sup>, the 19<sup>th</sup>, m<sup>-2</sup></p>", "10⁶ people¹², the 19th, m⁻²"),
    ("<details><summary>More</summary>hidden until asked</details>", "More\n\nhidden until asked"),
    ("<center><font size=2>Old</font></center><p>page", "Old\n\npage"),
    ("<p>a</p stray></div></table><p>b", "a\n\nb"),
    ("<p>right \u200f\u05e9\u05dc\u05d5\u05dd</p>", "right \u200f\u05e9\u05dc\u05d5\u05dd"),
]


@pytest.mark.parametrize(("body", "text"), SHOWN)
def test_what_is_shown_is_read(body: str, text: str) -> None:
    assert page(body).text == text


HIDDEN = (
    "<script>secret()</script>",
    "<style>secret{}</style>",
    "<!-- secret -->",
    "<template>secret</template>",
    "<noscript>secret</noscript>",
    "<p hidden>secret</p>",
    "<p style='color:red; display : none'>secret</p>",
    "<p style='visibility:hidden'>secret</p>",
    "<span style='mso-hide:all'>secret</span>",
    "<span style='font-size:0px'>secret</span>",
    "<span class='x sr-only'>secret</span>",
    "<p aria-hidden=true>secret</p>",
    "<dialog>secret</dialog>",
    "<form><select><option>secret</select><button>secret</button><textarea>secret</textarea></form>",
    "<svg><text>secret</text></svg>",
    "<iframe>secret</iframe>",
    "<img alt=secret>",
    "<ruby><rt>secret</rt></ruby>",
)


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("around", ["<p>Seen.</p>{}<p>And this.</p>", "<table><tr><th>Seen.<td>And this.{}</table>"])
def test_what_is_hidden_is_not(hidden: str, around: str) -> None:
    text = page(around.format(hidden)).text
    assert ("secret" in text, "Seen." in text, "And this." in text) == (False, True, True)


def test_a_page_that_was_saved_behind_its_dialogue_is_read() -> None:
    words = "The treaty was signed in spring. " * 30
    content = page(f"<div id=app aria-hidden=true><p>{words}</p></div><div role=dialog>Accept cookies?</div>")
    assert content.text == words.strip()


HEADED = [
    ("<h1>One</h1><p>text<h3>Two <em>three</em></h3>more", ["One", "Two three"]),
    ("<h2>One<br>line</h2>text", ["One line"]),
    ("<h1><a href=/><img src=x alt='The title'></a></h1><p>text", ["The title"]),
    ("<h1>Words <img src=x alt=picture></h1><p>text", ["Words"]),
    ("<h1></h1><p>text", []),
    ("<p><b>Key findings</b></p><p>text", ["Key findings"]),
    ("<div style='font-weight:700'>Key findings</div><p>text", ["Key findings"]),
    ("<b>Key findings</b><br><br>text", ["Key findings"]),
    ("<p><b>We found nothing.</b></p><p>text", []),
    ("<p><b>Note:</b></p><p>text", []),
    ("<p><b>Findings</b> were few</p><p>text", []),
    ("<ul><li><b>Findings</b></ul><p>text", []),
    ("<p><b>" + "long " * 30 + "</b></p><p>text", []),
    ("<p><b><span style='font-weight:normal'>Not bold</span></b></p><p>text", []),
    ("<h2>" + "never closed " * 60, []),
]


@pytest.mark.parametrize(("body", "found"), HEADED)
def test_headings_are_those_marked_and_short_lines_in_bold(body: str, found: list[str]) -> None:
    assert headings(page(body)) == found


def test_a_plain_text_that_a_page_only_wraps_is_headed_as_one() -> None:
    content = page("<pre>An Act\n\nTo deter and punish, in this country.\n\nTITLE I\n\nA text.</pre>")
    assert headings(content) == ["An Act", "TITLE I"]


PAGES = (
    "<p>The figures were given by the ministry,</p><p>{number}</p><hr style='page-break-after:always'>"
    "<p>which has kept them since 1990.</p>"
)


@pytest.mark.parametrize("number", ["12", "- 12 -", "Page 3 of 40", "F-7", "iv", "&nbsp;"])
def test_the_number_of_a_printed_page_goes_and_the_sentence_that_it_cut_is_joined(number: str) -> None:
    content = page(PAGES.format(number=number))
    assert content.text == "The figures were given by the ministry, which has kept them since 1990."


@pytest.mark.parametrize("style", ["page-break-before:always", "break-before: page"])
def test_a_page_may_begin_at_any_element(style: str) -> None:
    text = page(f"<p>One went</p><p>7</p><p><br clear=all style='{style}'></p><p>home.</p><p>8</p><p>Two.").text
    assert text == "One went home.\n\n8\n\nTwo."


def test_where_no_page_ends_numbers_stay_and_nothing_is_joined() -> None:
    assert page("<p>The sum is</p><p>12</p><p>in all.</p>").text == "The sum is\n\n12\n\nin all."


@pytest.mark.parametrize("body", ["", "<script>x</script>", "<p> &nbsp; </p>", "<img src=x alt=Logo>"])
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(ReportUnreadable, match="no text"):
        page(body)


def test_what_is_no_html_is_refused() -> None:
    with pytest.raises(ReportUnreadable, match="binary"):
        read(bytes(range(1, 32)) * 40)


def test_xhtml_may_close_any_element_at_once() -> None:
    html = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head>'
    assert read(f"{html}<body><p>One<a id='x'/> two</p><br/>three</body></html>".encode()).text == "One two\n\nthree"
