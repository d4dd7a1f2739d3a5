"""Hostile strings in questions, reports, titles, names, metadata, exports: shown as text, and nothing else happens."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Settings, rebuild
from assistant.models.protocols import Embedder
from tests.hostile import HOSTILE
from tests.web.pages import ask, complete, opened
from tests.web.serving import served

pytestmark = pytest.mark.browser
SENT = [text for text in HOSTILE if text.strip() and text.encode("utf-8", "ignore").decode() == text]
BAD = (
    "script, img, iframe, object, embed, base, meta, style, form[action], video, audio, math, a[href^='java' i], "
    "a[href^='data:' i], a[href^='vbscript' i], a[href^='http' i], [onerror], [onload], [onclick]"
)
PARTS = "#turns, #panel, #reports-table, #conversations, #chips, #filters, #tooltip, #status"
ALIVE = """([parts, bad]) => {
  const found = [...document.querySelectorAll(parts)].flatMap((part) => [...part.querySelectorAll(bad)]);
  const ran = ['hacked', 'pwned'].filter((name) => window[name] !== undefined);
  return found.map((node) => node.outerHTML).concat(ran);
}"""


def alive(page: Page) -> list[str]:
    """What of a hostile string came to life on the page."""
    found: list[str] = page.evaluate(ALIVE, [PARTS, BAD])
    return found


def seen_as(text: str) -> str:
    """How a string reads on the page: white space as one space, direction marks as a sign."""
    marks = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
    return " ".join(text.translate(marks).split())


def printable(text: str) -> str:
    """A question as the assistant reads it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Settings:
    """A corpus of one report for each string, which stands in its title, its metadata and its text."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(corpus_dir=folder / "corpus", index_dir=folder / "index")
    settings.corpus_dir.mkdir()
    lines = [json.dumps(" ".join(text.split()) or "empty") for text in SENT]
    every = f"---\nplace: [{', '.join(line for line in lines if len(line) < 300)}]\n---\n"  # so that each recurs
    (settings.corpus_dir / "every.md").write_text(f"{every}The lion was seen everywhere.\n", encoding="utf-8")
    for number, (text, line) in enumerate(zip(SENT, lines, strict=True)):
        about = f"---\ntitle: {line}\nplace: {line}\nsource: {line}\n---\n"
        words = text.replace("\0", "")  # with one it is no text, and refused
        body = f"The zebra of village {number} was counted by the harbour master.\n\nHe wrote: {words} and signed.\n"
        (settings.corpus_dir / f"r{number:03}.md").write_text(about + body, encoding="utf-8", newline="")
    for name in ('"><img src=x onerror=hacked=1>.md', "[x](javascript:hacked=1).md", "a\u202egnp.md", "<b>.txt"):
        place = settings.corpus_dir / name.replace("/", "-")
        place.write_text(f"A giraffe is kept at {len(name)} Main Street in the file of a strange name.\n")
    rebuild(settings, embedder=embedder)
    return settings


@pytest.fixture(scope="module")
def hostile_page(hostile: Settings, browser: Browser) -> Iterator[Page]:
    with served(hostile, rerank_top="4") as address:  # the more is read, the slower, and nothing else
        context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
        yield opened(page, address)
        assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
        context.close()


def test_there_are_enough_of_them() -> None:
    assert len(SENT) >= 40 and len(set(SENT)) == len(SENT)


def test_in_questions(hostile_page: Page) -> None:
    page = hostile_page
    page.click("#new-conversation")
    for number, text in enumerate(SENT):
        if number % 12 == 0:
            page.click("#new-conversation")
        before = page.locator(".turn").count()
        page.fill("#question", text)
        page.press("#question", "Enter")
        expect(page.locator("#stop")).to_be_hidden(timeout=30_000)
        if page.locator(".turn").count() == before:
            assert not printable(text) or len(text) > 2000, text
            continue
        turn = page.locator(".turn").nth(before)
        expect(turn.locator(".again")).to_be_visible()
        shown = " ".join(turn.locator(".question").inner_text().split())
        assert shown == seen_as(text.strip()) or printable(shown) == printable(seen_as(text)), text
        assert alive(page) == [], text
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), text


def test_in_reports_titles_metadata_and_tooltips(hostile_page: Page, hostile: Settings) -> None:
    page = hostile_page
    for number in range(len(SENT)):
        if number % 20 == 0:
            page.click("#new-conversation")
        turn = ask(page, f"By whom was the zebra of village {number} counted?")
        assert turn.locator(".mark, .nearest button").count() > 0
        turn.locator(".mark, .nearest button").first.click()
        expect(page.locator("#panel .title")).not_to_be_empty()
        page.locator(".turn .mark").last.hover() if page.locator(".turn .mark").count() else None
        assert alive(page) == [], SENT[number]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), SENT[number]


def test_in_the_whole_text_of_reports(hostile_page: Page) -> None:
    page = hostile_page
    page.click("#view-reports")
    for number, text in enumerate(SENT):
        page.fill("#reports-find", f"r{number:03}")
        row = page.locator(f"#reports-table tr[data-report-id='r{number:03}.md']")
        row.locator(".link").click()
        expect(page.locator("#panel")).to_have_attribute("data-report-id", f"r{number:03}.md")
        expect(page.locator("#panel-text")).to_contain_text("harbour master")
        body = "".join((page.locator("#panel-text").text_content() or "").split())
        stored = unicodedata.normalize("NFC", seen_as(text))  # as every report is
        assert "".join(stored.split())[:200] in body or not text.isprintable(), text
        assert alive(page) == [], text
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), text
    page.keyboard.press("Escape")
    page.fill("#reports-find", "")
    page.click("#view-ask")


def test_in_file_names(hostile_page: Page) -> None:
    page = hostile_page
    page.click("#new-conversation")
    turn = ask(page, "Where is the giraffe kept?")
    for mark in turn.locator(".mark, .nearest button").all():
        mark.click()
        expect(page.locator("#panel .about")).not_to_be_empty()
        assert alive(page) == []


def test_in_filters(hostile_page: Page) -> None:
    page = hostile_page
    page.click("#add-filter")
    boxes = page.locator("#filters fieldset[data-column='place'] input[type=checkbox]")
    expect(boxes.first).to_be_visible()
    for place in range(3):
        boxes.nth(place).check()
    assert alive(page) == []
    page.click("#filters-done")
    assert page.locator("#chips .chip").count() >= 1
    turn = ask(page, "By whom was the zebra counted?")
    expect(turn).to_contain_text("place")
    assert alive(page) == []
    while page.locator("#chips .chip button").count():
        page.locator("#chips .chip button").first.click()


def test_in_titles_of_conversations_and_their_exports(hostile_page: Page, tmp_path: Path) -> None:
    page = hostile_page
    page.click("#new-conversation")
    for text in [one for one in SENT if len(one) < 300 and printable(one)][:40]:
        page.fill("#question", text)
        page.press("#question", "Enter")
        expect(page.locator("#stop")).to_be_hidden(timeout=30_000)
    complete(page.locator(".turn").last)
    with page.expect_download() as coming:
        page.locator("#conversation-export a[href$='/html']").evaluate("node => node.click()")
    assert "/" not in coming.value.suggested_filename and ".." not in coming.value.suggested_filename
    exported = tmp_path / "export.html"
    coming.value.save_as(exported)
    other = page.context.new_page()
    other.goto(exported.as_uri())
    assert other.locator(BAD.replace("meta, style, ", "")).count() == 0 and other.evaluate("window.hacked") is None
    assert other.locator("article").count() >= 30
    other.close()
