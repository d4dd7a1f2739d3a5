"""Reports that come as pages: a quotation shown on its page, and what the file says of itself in the panel."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Assistant, Settings, rebuild
from assistant.models.protocols import Embedder
from tests.reading.made import MADE
from tests.test_any_format import HARBOUR, QUESTIONS, mail
from tests.web.conftest import served
from tests.web.pages import ask, opened

pytestmark = pytest.mark.browser
LEVY, PLAN = QUESTIONS[0][0], QUESTIONS[2][0]


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Settings:
    corpus = tmp_path_factory.mktemp("paged")
    (corpus / "harbour.pdf").write_bytes(MADE[".pdf"](HARBOUR))
    (corpus / "letter.eml").write_bytes(mail())
    settings = Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("paged-index"))
    rebuild(settings, embedder=embedder)
    return settings


@pytest.fixture(scope="module")
def place(paged: Settings) -> Iterator[str]:
    with served(paged) as url:
        yield url


@pytest.fixture
def page(browser: Browser, place: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield opened(context.new_page(), place)
    context.close()


def loaded(page: Page) -> int:
    """The width of the picture in pixels, once it is there."""
    picture = page.locator("#panel-pages img")
    expect(picture).to_be_visible()
    page.wait_for_function("document.querySelector('#panel-pages img')?.naturalWidth > 0")
    return int(picture.evaluate("one => one.naturalWidth"))


def test_a_quotation_is_shown_on_its_page_and_in_the_text_again(page: Page) -> None:
    ask(page, LEVY).locator(".mark").first.click()
    expect(page.locator("#panel .about")).to_contain_text("page 3 of 3")
    page.click("#panel-view")
    assert loaded(page) >= 1000
    expect(page.locator("#panel-pages figcaption")).to_have_text("Page 3 of the file")
    expect(page.locator("#panel-text")).to_be_hidden()
    page.click("#panel-view")
    expect(page.locator("#panel mark.here").first).to_be_in_viewport()


def test_what_has_no_pages_offers_none_and_an_attachment_leads_to_its_mail(page: Page) -> None:
    ask(page, PLAN).locator(".mark").first.click()
    expect(page.locator("#panel")).to_have_attribute("data-report-id", "letter.eml/school plan.docx")
    expect(page.locator("#panel-view")).to_be_hidden()
    page.locator("summary", has_text="About this report").click()
    page.locator("#panel-more").get_by_role("button", name="letter.eml").click()
    expect(page.locator("#panel .title")).to_have_text("The plan you asked for")
    expect(page.locator("#panel-more")).to_contain_text("school plan.docx")


def test_a_file_that_changed_is_not_shown_as_what_was_quoted(
    page: Page, paged: Settings, tmp_path: Path, embedder: Embedder
) -> None:
    ask(page, LEVY).locator(".mark").first.click()
    kept = shutil.copy(paged.corpus_dir / "harbour.pdf", tmp_path)
    try:
        (paged.corpus_dir / "harbour.pdf").write_bytes(b"%PDF-1.4 something else")
        page.click("#panel-view")
        expect(page.locator("#panel-pages .unshown")).to_contain_text("has changed since it was indexed")
    finally:
        shutil.copy(kept, paged.corpus_dir)


@pytest.mark.parametrize(
    ("wanted", "status", "words"),
    [
        ({"report_id": "harbour.pdf", "page": "x", "start": "0", "end": "9"}, 422, "whole numbers"),
        ({"report_id": "harbour.pdf"}, 422, "report_id, page, start and end"),
        ({"report_id": "../harbour.pdf", "page": "1", "start": "0", "end": "9"}, 404, "There is no report"),
        ({"report_id": "letter.eml", "page": "1", "start": "0", "end": "9"}, 409, "no pages that can be shown"),
        ({"report_id": "harbour.pdf", "page": "2", "start": "0", "end": "9"}, 404, "do not stand on page 2"),
        ({"report_id": "harbour.pdf", "page": "1", "start": "-5", "end": str(10**30)}, 200, ""),
    ],
)
def test_a_picture_that_cannot_be_made_says_why(place: str, wanted: dict[str, str], status: int, words: str) -> None:
    answer = httpx.get(f"{place}picture", params=wanted)
    assert answer.status_code == status
    assert words in (answer.json()["error"] if status != 200 else "")


def test_a_picture_that_is_known_is_not_sent_again(place: str, paged: Settings, embedder: Embedder) -> None:
    with Assistant.open(paged, embedder=embedder) as assistant:
        cited = assistant.ask(LEVY).citations[0]
    wanted = {"report_id": cited.report_id, "page": cited.page, "start": cited.start, "end": cited.end}
    first = httpx.get(f"{place}picture", params=wanted)
    assert first.headers["content-type"] == "image/png" and first.content.startswith(b"\x89PNG")
    again = httpx.get(f"{place}picture", params=wanted, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
