"""Narrowing by date, report and metadata on the page."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant import Assistant, Filters
from assistant.retrieval.filters import choices
from tests.web.pages import OSCE, ask

pytestmark = pytest.mark.browser


def choose(page: Page, column: str, value: str) -> None:
    """Tick a value of a column in the open dialog, found by its name where there are many."""
    group = page.locator(f"#filters fieldset[data-column='{column}']")
    group.get_by_role("searchbox").fill(value)
    group.locator("li", has_text=re.compile(rf"^{re.escape(value)}\d*$")).get_by_role("checkbox").check()


def counted(page: Page, value: str, count: int) -> Locator:
    """The choice of this value with this count beside it."""
    group = page.locator("#filters fieldset[data-column='kind']")
    return group.locator("li", has_text=re.compile(rf"^{re.escape(value)}{count}$"))


def test_choices_stand_with_the_reports_that_each_would_leave(page: Page, sample: Assistant) -> None:
    page.click("#add-filter")
    dialog = page.locator("#filters")
    expect(dialog).to_be_visible()
    for value, count in choices(sample.entries(), Filters())["kind"][:8]:
        expect(counted(page, value, count)).to_have_count(1)
    choose(page, "place", "Minsk")
    for value, count in choices(sample.entries(), Filters(metadata={"place": ("Minsk",)}))["kind"][:8]:
        expect(counted(page, value, count)).to_have_count(1)


def test_a_filter_is_a_chip_limits_the_answer_and_can_be_taken_away(page: Page) -> None:
    page.click("#add-filter")
    choose(page, "place", "Minsk")
    page.click("#filters-done")
    expect(page.locator("#chips .chip")).to_have_count(1)
    expect(page.locator("#chips .chip")).to_contain_text("Minsk")
    turn = ask(page, OSCE)
    expect(turn).to_contain_text("place")
    for mark in turn.locator(".mark").all():
        mark.click()
        expect(page.locator("#panel .about")).to_contain_text("Minsk")
    page.locator("#chips .chip button").click()
    expect(page.locator("#chips .chip")).to_have_count(0)
    expect(ask(page, OSCE).locator(".chosen")).to_be_hidden()


def test_a_range_of_dates_limits_what_is_searched(page: Page) -> None:
    page.click("#add-filter")
    first, last = page.locator("#filters-from"), page.locator("#filters-to")
    first.fill("1990-13")
    first.press("Tab")
    expect(page.locator("#filters-from-fault")).to_have_text("Write 1994, 1994-12 or 1994-12-06.")
    first.fill("1990")
    last.fill("1994-12")
    last.press("Tab")
    page.click("#filters-done")
    turn = ask(page, "Who won the chess tournament in Havana?")
    expect(turn.locator(".refusal")).to_contain_text("Searched 6 reports dated 19 November 1990 to")


def test_one_report_can_be_asked_alone(page: Page) -> None:
    page.click("#add-filter")
    page.fill("#filters-reports", "talks with Lavrov")
    page.locator("#filters").get_by_label(re.compile("Makei sums up")).check()
    page.click("#filters-done")
    turn = ask(page, OSCE)
    turn.locator(".mark").first.click()
    expect(page.locator("#panel")).to_have_attribute("data-report-id", "minsk-lavrov-makei-talks.md")


def test_the_dialog_works_by_keyboard(page: Page) -> None:
    page.focus("#add-filter")
    page.keyboard.press("Enter")
    expect(page.locator("#filters")).to_be_visible()
    assert page.evaluate("document.getElementById('filters').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("#add-filter")).to_be_focused()
