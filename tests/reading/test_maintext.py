"""Which part of a web page is read: its main text whole, and nothing of what surrounds it."""

import pytest

from assistant.reading.readers.html import read

STORY = "".join(
    f"<p>Sentence {number} of the report says what was found at the river by those who came to see it in spring.</p>"
    for number in range(12)
)
LINKS = "".join(f"<li><a href=/{name}>{name} noise</a>" for name in ("Home", "News", "About", "Contact"))
TITLE = "<h1>The report</h1>"


def text(body: str) -> str:
    return read(f"<!doctype html><meta charset=utf-8><title>x</title><body>{body}".encode()).text


def whole(found: str) -> bool:
    """Whether each sentence of the story is there, once and in order."""
    places = [found.find(f"Sentence {number} of") for number in range(12)]
    return -1 not in places and places == sorted(places) and found.count("Sentence") == 12


SURROUNDINGS = (
    f"<nav><ul>{LINKS}</ul></nav>",
    f"<ul>{LINKS}</ul>",
    f"<div class='site-menu'>{LINKS}</div>",
    f"<table><tr><td>{LINKS}</td></tr></table>",
    "<div role=navigation>noise</div>",
    "<header><p>noise</p></header>",
    "<div role=banner>noise</div>",
    "<footer><p>noise</p></footer>",
    "<div id=footer><a href=/>noise</a></div>",
    "<aside>noise</aside>",
    "<div class='cookie-banner'>noise</div>",
    "<div id='cookieConsent'>noise</div>",
    "<div class='socialShareBar'>noise</div>",
    "<section class='comments-area'><h3>Comments</h3><p>noise</p></section>",
    "<div class='related-articles'><h3>More</h3><p>noise</p></div>",
    "<div class='breadcrumb'><a href=/>noise</a></div>",
    "<div role=search><p>noise</p></div>",
    "<div class=newsletter-signup>noise</div>",
)
FRAMES = (
    "{before}{title}{story}{after}",
    "{before}<main>{title}{story}</main>{after}",
    "<div>{before}<div role=main><article>{title}{story}</article></div></div>{after}",
    "{before}{title}<div class='post-content'>{story}</div>{after}",
    "<table><tr><td>{before}<td>{title}{story}<td>{after}</table>",
)


@pytest.mark.parametrize("noise", SURROUNDINGS)
def test_the_story_is_whole_and_its_surroundings_are_not_read(noise: str) -> None:
    for frame in FRAMES:
        for before, after in ((noise, ""), ("", noise)):
            found = text(frame.format(before=before, after=after, title=TITLE, story=STORY))
            assert found.startswith("The report\n\n")
            assert whole(found)
            assert "noise" not in found


NAMED_LIKE_NOISE = (
    "<div class=sidebar>{}</div>",
    "<div class='comments'>{}</div>",
    "<aside>{}</aside>",
    "<footer>{}</footer>",
    "<nav>{}</nav>",
    "<div id=menu><div class='ads'>{}</div></div>",
    "<div class='has-sidebar no-footer layout-nav'>{}</div>",
    "<form class=search-form>{}</form>",
    "<header><h1>The report</h1>{}</header>",
    "<h2 id=social>On social policy</h2>{}",
)


@pytest.mark.parametrize("frame", NAMED_LIKE_NOISE)
def test_nothing_that_holds_most_of_the_prose_is_left_out_whatever_it_is_called(frame: str) -> None:
    assert whole(text(frame.format(STORY)))
    assert whole(text(f"<nav>{LINKS}</nav>{frame.format(STORY)}<footer>noise</footer>"))


KEPT = (
    "<section id=social-policy><h2>Social policy</h2><p>A kept word.</p></section>",
    "<p>See <a href=/a>the first</a>, <a href=/b>the second</a> and <a href=/c>the third</a>: a kept word.</p>",
    "<ul><li><a href=/a>The first of the annexes to the report, which is a kept word</a></ul>",
    "<pre><code><span class=hljs-comment>// a kept word</span></code></pre>",
    "<article><header><h2>A kept word</h2></header><footer>By a kept word</footer></article>",
    "<blockquote>A kept word<footer>said so</footer></blockquote>",
    "<table><tr><th>Head<td>A kept word</table>",
    "<h2 class=related>A kept word</h2>",
    "<p class='lead'>A kept word.</p>",
)


@pytest.mark.parametrize("kept", KEPT)
def test_what_only_looks_like_surroundings_stays(kept: str) -> None:
    for frame in ("{0}{1}{0}", "<main>{0}{1}</main>", "<article>{1}{0}</article>"):
        assert "kept word" in text(TITLE + frame.format(kept, STORY)).lower()


def test_articles_side_by_side_are_all_read() -> None:
    other = STORY.replace("Sentence", "Phrase")
    found = text(f"<article><h2>One</h2>{STORY}</article><article><h2>Two</h2>{other}</article>")
    assert whole(found)
    assert found.count("Phrase") == 12


def test_prose_beside_the_main_element_is_read_unless_it_is_little() -> None:
    assert "Phrase 5" in text(f"<main>{STORY}</main><div>{STORY.replace('Sentence', 'Phrase')}</div>")
    assert text(f"<main>{STORY}</main><div>Call us.</div>") == text(f"<main>{STORY}</main>")


def test_a_page_that_is_a_list_of_links_keeps_them() -> None:
    found = text(f"<h1>Reports by year</h1><ul>{LINKS}</ul>")
    assert found == "Reports by year\n\n• Home noise\n• News noise\n• About noise\n• Contact noise"
