"""Browsing the corpus on the page, adding to it and removing from it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Settings, rebuild
from tests.web.pages import ask, opened
from tests.web.serving import served

pytestmark = pytest.mark.browser
ROWS = "#reports-table tbody tr"


def length(text: str) -> int:
    return int(text.replace(",", ""))


def test_reports_are_listed_and_sorted_by_any_column(page: Page) -> None:
    page.click("#view-reports")
    expect(page.locator(ROWS)).to_have_count(49)
    for column, cell, key in (("Title", "td.title .link", str.casefold), ("Length", "td.characters", length)):
        head = page.locator("#reports-table th", has_text=column)
        seen = set()
        for _ in range(2):
            with page.expect_response("**/run/reports"):
                head.locator("button").click()
            page.wait_for_timeout(100)  # the answer is there; the table is drawn from it at once
            order = head.get_attribute("aria-sort")
            values = [key(text.strip()) for text in page.locator(f"{ROWS} {cell}").all_inner_texts()]
            assert values == sorted(values, reverse=order == "descending")
            seen.add(order)
        assert seen == {"ascending", "descending"}
    for column in ("Date", "Source", "State"):
        head = page.locator("#reports-table th", has_text=column)
        head.locator("button").click()
        expect(head).to_have_attribute("aria-sort", re.compile("ascending|descending"))
        expect(page.locator(ROWS)).to_have_count(49)


def test_reports_are_found_by_words_and_opened(page: Page) -> None:
    page.click("#view-reports")
    page.fill("#reports-find", "eastern partnership prague")
    expect(page.locator(ROWS)).to_have_count(1)
    page.locator(f"{ROWS} .link").click()
    expect(page.locator("#panel")).to_have_attribute("data-report-id", "2009-05-07-prague-eastern-partnership.md")
    expect(page.locator("#panel mark")).to_have_count(0)
    page.fill("#reports-find", "no such report")
    expect(page.locator("#reports-empty")).to_contain_text("No report fits.")


def test_nothing_can_be_changed_where_settings_do_not_allow_it(page: Page) -> None:
    page.click("#view-reports")
    expect(page.locator(ROWS).first).to_be_visible()
    expect(page.locator("#upload-label")).to_be_hidden()
    expect(page.locator(f"{ROWS} input")).to_have_count(0)


def test_reports_are_added_asked_and_removed(browser: Browser, few: Settings, tmp_path: Path) -> None:
    news = tmp_path / "Zagreb seat.md"
    news.write_text("---\ntitle: The seat of the river commission\ndate: 2024-05-03\n---\n"
                    "ZAGREB – The committee chose Zagreb as the seat of the river commission.\n")  # fmt: skip
    picture = tmp_path / "picture.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    with served(few) as address:
        page = opened(browser.new_page(), f"{address}#/reports")
        expect(page.locator(ROWS)).to_have_count(3)
        page.set_input_files("#upload", [news, picture])
        results = page.locator("#upload-results li")
        expect(results).to_have_count(2, timeout=30_000)
        expect(page.locator("#upload-stage")).to_have_text("1 file added, 1 not. There are now 4 reports.")
        expect(results.first).to_have_attribute("data-state", "added")  # it was sent back last
        expect(results.filter(has_text="Zagreb seat.md")).to_have_attribute("data-state", "added")
        expect(results.filter(has_text="picture.txt")).to_have_attribute("data-state", "refused")
        expect(results.filter(has_text="picture.txt")).to_contain_text("image/png")
        expect(page.locator(ROWS)).to_have_count(4)
        page.click("#view-ask")
        turn = ask(page, "Which city is the seat of the river commission?")
        expect(turn.locator(".sentence").first).to_contain_text("chose Zagreb")
        page.click("#view-reports")
        page.locator(ROWS, has_text="river commission").locator("input").check()
        page.click("#remove")
        expect(page.locator("#confirm")).to_contain_text("The seat of the river commission")
        page.click("#confirm-no")
        expect(page.locator(ROWS)).to_have_count(4)
        page.click("#remove")
        page.click("#confirm-yes")
        expect(page.locator(ROWS)).to_have_count(3, timeout=30_000)
        expect(page.locator("#upload-stage")).to_have_text("1 report removed. There are now 3 reports.")
        assert not (few.corpus_dir / "Zagreb seat.md").exists()
        page.click("#view-ask")
        turn.locator(".mark").first.click()
        expect(page.locator("#panel")).to_contain_text("no longer among the reports")
        page.close()


def test_reports_can_be_dropped_on_the_list(browser: Browser, few: Settings) -> None:
    with served(few) as address:
        page = opened(browser.new_page(), f"{address}#/reports")
        expect(page.locator(ROWS)).to_have_count(3)
        dropped = page.evaluate_handle(
            """() => {
              const held = new DataTransfer();
              held.items.add(new File(['SPLIT - The harbour of Split was closed by a strike.'], 'split.txt'));
              return held;
            }"""
        )
        for event in ("dragenter", "dragover", "drop"):
            page.dispatch_event("#reports-view", event, {"dataTransfer": dropped})
        expect(page.locator("#upload-results li[data-state=added]")).to_have_text(
            re.compile(r"split\.txt"), timeout=30_000
        )
        expect(page.locator(ROWS)).to_have_count(4)
        page.close()


def test_unreadable_files_are_listed_with_their_reason(browser: Browser, few: Settings) -> None:
    (few.corpus_dir / "broken.txt").write_bytes(b"ab\0cd" * 100)
    rebuild(few)
    with served(few) as address:
        page = opened(browser.new_page(), f"{address}#/reports")
        row = page.locator(ROWS, has_text="broken.txt")
        expect(row).to_contain_text("Unreadable")
        expect(row).to_contain_text("binary")
        page.close()


@pytest.mark.parametrize("width", [1440, 390])
def test_a_title_of_one_long_word_leaves_the_list_in_its_place(few: Settings, browser: Browser, width: int) -> None:
    (few.corpus_dir / "long.md").write_text(f"# {'W' * 300}\n\nThe ministers met.\n", encoding="utf-8")
    rebuild(few)
    with served(few) as address:
        context = browser.new_context(viewport={"width": width, "height": 844})
        page = opened(context.new_page(), address)
        page.click("#view-reports")
        expect(page.locator(ROWS)).to_have_count(4)
        box = page.locator("#reports-table").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
        context.close()
