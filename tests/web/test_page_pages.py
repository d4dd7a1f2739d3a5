"""Reports that come as pages: a quotation shown on its page, and what the file says of itself in the panel."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant import Settings
from assistant.models.protocols import Embedder
from tests.test_any_format import QUESTIONS
from tests.web.letters import GUESSED, LONG
from tests.web.pages import ask, opened
from tests.web.test_page_access import faults

pytestmark = pytest.mark.browser
LEVY, PLAN = QUESTIONS[0][0], "What is kept by the board?"
TOLLS = "How much is a passage with a cart in winter?"
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
ROWS = "#reports-table tbody tr"


@pytest.fixture
def page(browser: Browser, paged_address: str) -> Iterator[Page]:
    yield from visit(browser, paged_address, "wide")


@pytest.fixture(params=SIZES)
def any_page(browser: Browser, paged_address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from visit(browser, paged_address, request.param)


def visit(browser: Browser, address: str, size: str) -> Iterator[Page]:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    yield opened(context.new_page(), address)
    context.close()


def width(page: Page) -> float:
    """How wide the picture is shown, once it is there."""
    picture = page.locator("#panel-pages img").first
    expect(picture).to_be_visible()
    return float(picture.evaluate("one => one.getBoundingClientRect().width"))


def mark_in_view(page: Page) -> bool:
    """Whether the first yellow of the picture lies in the part of the panel that is seen."""
    return bool(
        page.locator("#panel-pages img").first.evaluate(
            """one => {
              const canvas = document.createElement('canvas');
              [canvas.width, canvas.height] = [one.naturalWidth, one.naturalHeight];
              const pen = canvas.getContext('2d');
              pen.drawImage(one, 0, 0);
              const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
              let at = 0;
              while (at < data.length && data[at] - data[at + 2] < 60) at += 4;
              if (at >= data.length) return false;
              const box = one.getBoundingClientRect();
              const frame = document.querySelector('#panel-scroller').getBoundingClientRect();
              const share = box.width / canvas.width;
              const x = box.left + (at / 4 % canvas.width) * share;
              const y = box.top + Math.floor(at / 4 / canvas.width) * share;
              return x >= frame.left && x < frame.right && y >= frame.top && y < frame.bottom;
            }"""
        )
    )


def test_a_quotation_is_shown_on_its_page_and_in_the_text_again(page: Page) -> None:
    ask(page, LEVY).locator(".mark").first.click()
    expect(page.locator("#panel .about")).to_contain_text("page 3 of 3")
    page.click("#panel-view")
    expect(page.locator("#panel-pages figcaption")).to_contain_text("Page 3 of the file")
    expect(page.locator("#status")).to_have_text("Page 3; the quotation is marked")
    assert page.locator("#panel-pages img").evaluate("one => one.naturalWidth") >= 1000
    expect(page.locator("#panel-text")).to_be_hidden()
    assert faults(page) == []
    page.click("#panel-view")
    expect(page.locator("#panel mark.here").first).to_be_in_viewport()


def test_the_mark_is_in_view_and_the_page_can_be_enlarged_by_click_and_key(any_page: Page) -> None:
    page = any_page
    page.set_viewport_size({"width": page.viewport_size["width"], "height": 460})  # the mark is below the fold
    ask(page, TOLLS).locator(".mark").first.click()
    page.click("#panel-view")
    fitted = width(page)
    assert fitted <= page.viewport_size["width"] and mark_in_view(page)
    sheet = page.locator("#panel-pages .sheet")
    sheet.focus()
    for large in (True, False):
        page.keyboard.press("Enter")
        expect(sheet).to_have_attribute("aria-pressed", str(large).lower())
        assert (width(page) >= 1200 if large else width(page) == fitted) and mark_in_view(page)
    sheet.click(position={"x": fitted - 3, "y": 200})
    expect(sheet).to_have_attribute("aria-pressed", "true")
    assert page.locator("#panel-scroller").evaluate("one => one.scrollLeft + one.clientWidth >= one.scrollWidth - 1")


def test_until_the_picture_is_there_it_is_said_that_it_is_being_drawn(page: Page) -> None:
    ask(page, LEVY).locator(".mark").first.click()
    held: list[Route] = []
    page.route("**/picture?*", lambda route: held.append(route))
    page.click("#panel-view")
    expect(page.locator("#panel-pages figure")).to_have_text("Drawing the page…")
    expect(page.locator("#status")).to_have_text("Drawing the page…")
    expect(page.locator("#panel-pages img")).to_have_count(0)
    held[0].continue_()
    expect(page.locator("#panel-pages img")).to_be_visible()
    expect(page.locator("#panel-pages")).not_to_contain_text("Drawing")


def test_a_picture_that_is_no_longer_wanted_is_given_up(page: Page) -> None:
    ask(page, LEVY).locator(".mark").first.click()
    page.route("**/picture?*", lambda route: None)
    page.click("#panel-view")
    expect(page.locator("#panel-pages figure")).to_be_visible()
    with page.expect_event("requestfailed", lambda request: "/picture?" in request.url):
        page.click("#panel-close")


def test_a_file_that_is_wrongly_named_is_shown_as_the_pages_that_it_has(page: Page) -> None:
    ask(page, TOLLS).locator(".mark").first.click()
    expect(page.locator("#panel")).to_have_attribute("data-report-id", "survey.txt")
    page.click("#panel-view")
    assert width(page) > 300


def test_what_has_no_pages_offers_none_and_an_attachment_leads_to_its_mail(page: Page) -> None:
    page.goto(f"{page.url.split('#')[0]}#/reports")
    page.locator(f"{ROWS}[data-report-id='letter.eml/school plan.docx']").locator(".link").click()
    expect(page.locator("#panel-view")).to_be_hidden()
    page.locator("summary", has_text="About this report").click()
    page.locator("#panel-more").get_by_role("button", name="letter.eml").click()
    expect(page.locator("#panel .title")).to_have_text("The plan you asked for")
    expect(page.locator("#panel-more")).to_contain_text("school plan.docx")


def test_a_file_that_changed_is_not_shown_as_what_was_quoted(
    page: Page, paged: Settings, tmp_path: Path, embedder: Embedder
) -> None:
    ask(page, "Which work was postponed until the ice has gone?").locator(".mark").first.click()
    expect(page.locator("#panel")).to_have_attribute("data-report-id", "harbour.pdf")
    kept = shutil.copy(paged.corpus_dir / "harbour.pdf", tmp_path)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/picture?" in request.url else None)
    try:
        (paged.corpus_dir / "harbour.pdf").write_bytes(b"%PDF-1.4 something else")
        page.click("#panel-view")
        expect(page.locator("#panel-pages .unshown")).to_contain_text("has changed since it was indexed")
    finally:
        shutil.copy(kept, paged.corpus_dir)
    expect(page.locator("#panel-pages figcaption")).to_have_count(0)
    expect(page.locator("#status")).to_contain_text("has changed since it was indexed")
    assert len(asked) == 1


def test_a_long_word_in_what_a_file_says_of_itself_widens_nothing(any_page: Page) -> None:
    page = any_page
    page.goto(f"{page.url.split('#')[0]}#/reports")
    page.locator(ROWS, has_text=LONG).locator(".link").click()
    page.locator("summary", has_text="About this report").click()
    expect(page.locator("#panel-more .link")).to_contain_text("Q" * 100)
    assert overflowing(page) == []
    page.locator("#panel-more .link").click()
    expect(page.locator("#panel-more .link")).to_have_text("long.eml")
    assert overflowing(page) == []


def overflowing(page: Page) -> list[str]:
    """What is wider than its place: the page as a whole, or a part of the panel."""
    parts = ["html", "#panel", "#panel > header", "#panel-more dl", "#panel-scroller"]
    return [part for part in parts if page.locator(part).evaluate("one => one.scrollWidth > one.clientWidth")]


def test_the_buttons_of_the_panel_stand_in_one_line(any_page: Page) -> None:
    page = any_page
    ask(page, LEVY).locator(".mark").first.click()
    expect(page.locator("#panel-view")).to_be_visible()
    for _ in range(2):
        boxes = [page.locator(f"#panel-{one}").bounding_box() for one in ("close", "steps", "view", "copy")]
        middles = {round(box["y"] + box["height"] / 2) for box in boxes if box}
        assert len(boxes) == 4 and max(middles) - min(middles) <= 1
        assert all(box and box["height"] < 46 for box in boxes) and overflowing(page) == []
        page.click("#panel-view")
    is_phone = page.viewport_size["width"] < 760
    shown = [" ".join(page.locator(f"#panel-{one}").inner_text().split()) for one in ("view", "copy")]
    assert shown == (["Page", "Copy"] if is_phone else ["Show the page", "Copy quotation"])
    expect(page.get_by_role("button", name="Show the page")).to_be_visible()
    expect(page.get_by_role("button", name="Copy quotation")).to_be_visible()


def test_a_guessed_date_reads_as_a_guess_wherever_it_stands(page: Page) -> None:
    expect(ask(page, "Who won the chess tournament in Havana?").locator(".refusal")).to_contain_text(
        "dated 26 November 1994? to 15 March 1996,"
    )
    page.click("#add-filter")
    note = r"dated 26 November 1994\? to 15 March 1996; “\?” marks a guess; \d without a date are left out"
    expect(page.locator("#filters-dates-note")).to_contain_text(re.compile(note))
    page.click("#filters-done")
    page.click("#view-reports")
    expect(page.locator(ROWS, has_text=GUESSED).locator(".date")).to_have_text("26 November 1994?")


def test_columns_are_named_so_that_none_is_taken_for_a_range_of_dates(page: Page) -> None:
    page.click("#add-filter")
    group = page.locator("#filters fieldset[data-column='to']")
    expect(group.locator("legend")).to_have_text("recipients")
    expect(page.locator("#filters fieldset[data-column='from']")).to_have_count(0)
    group.get_by_label(re.compile("Jan Novak")).check()
    page.click("#filters-done")
    expect(page.locator("#chips .chip")).to_contain_text("recipients: Jan Novak")


def test_only_files_can_be_ticked_for_removal(page: Page) -> None:
    page.goto(f"{page.url.split('#')[0]}#/reports")
    for name, boxes in (("long.eml/broken.pdf", 0), ("letter.eml/school plan.docx", 0), ("harbour.pdf", 1)):
        row = page.locator(f"{ROWS}[data-report-id='{name}']")
        expect(row).to_be_visible()
        expect(row.locator("input")).to_have_count(boxes)
