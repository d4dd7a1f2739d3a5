"""What once went wrong on the page: windows, switches and reloads at a bad moment, words that were not found, paper."""

import re
import string

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant import Settings, rebuild
from assistant.models.protocols import Embedder
from tests.web.calls import called, got
from tests.web.pages import NOWHERE, OSCE, TANKS, ask, complete, opened
from tests.web.serving import served

pytestmark = pytest.mark.browser


def later(page: Page, url: str, seconds: float) -> None:
    """Let the answers of these requests come later."""

    def wait(route: Route) -> None:
        page.wait_for_timeout(seconds * 1000)
        route.continue_()

    page.route(url, wait)


def test_any_sign_can_be_found_in_a_report(browser: Browser, settings: Settings, embedder: Embedder) -> None:
    (settings.corpus_dir / "signs.txt").write_text(
        "The Euro-Atlantic co-operation was agreed in Split on Monday.\n\n"
        + "".join(f"Here is x{sign}y alone.\n\n" for sign in string.punctuation),
        encoding="utf-8",
    )
    rebuild(settings, embedder=embedder)
    with served(settings) as address:
        page = opened(browser.new_page(), f"{address}#/reports")
        page.locator("#reports-table .link").first.click()
        expect(page.locator("#panel-text")).to_contain_text("Euro-Atlantic")
        for words in ("euro-atlantic", *(f"x{sign}y" for sign in string.punctuation)):
            page.fill("#panel-find", words)
            expect(page.locator("#panel-find-count")).to_have_text(re.compile(r"1 of 1\b"))
        page.close()


def test_two_windows_in_one_conversation_keep_their_places(page: Page, address: str) -> None:
    ask(page, TANKS)
    other = opened(page.context.new_page(), page.url)
    complete(other.locator(".turn"))
    ask(other, OSCE)
    turn = ask(page, "Who chaired the Budapest summit?")
    expect(page.locator(".turn")).to_have_count(3)  # what was asked in the other window is seen too
    mine = page.locator(".turn", has=page.locator(".question", has_text="Budapest"))
    expect(mine).to_have_attribute("data-place", "3")
    complete(mine).locator(".thumb-up").click()
    expect(mine.locator(".thumb-up")).to_have_attribute("aria-pressed", "true")
    identity = page.url.rsplit("/", 1)[1]
    for _ in range(50):
        turns = got(f"{address}conversations/{identity}")[1]["turns"]
        if any(one["thumb"] for one in turns):
            break
        page.wait_for_timeout(100)
    assert [(one["answer"]["question"], one["thumb"]) for one in turns] == [
        (TANKS, 0),
        (OSCE, 0),
        ("Who chaired the Budapest summit?", 1),
    ]
    expect(turn).to_be_visible()
    other.close()


def test_of_two_conversations_opened_quickly_the_last_is_seen(page: Page) -> None:
    ask(page, TANKS)
    first = page.url.rsplit("/", 1)[1]
    page.click("#new-conversation")
    ask(page, OSCE)
    second = page.url.rsplit("/", 1)[1]
    page.click("#new-conversation")
    later(page, f"**/conversations/{first}", 1.0)
    page.locator(f"#conversations li[data-id='{first}'] a").click()
    page.locator(f"#conversations li[data-id='{second}'] a").click()
    expect(page.locator(".turn .question")).to_have_text([OSCE])
    page.wait_for_timeout(1500)
    expect(page.locator(".turn .question")).to_have_text([OSCE])
    assert page.url.endswith(second)


def test_a_search_of_conversations_leaves_the_answer_alone(page: Page) -> None:
    page.fill("#conversations-find", "zzzz")
    turn = ask(page, TANKS)
    expect(page.locator("#panel mark.here")).to_be_visible()
    page.wait_for_timeout(800)
    expect(page.locator("#panel mark.here")).to_be_visible()
    expect(turn.locator(".sentence").first).to_be_visible()


def test_the_filters_are_those_of_the_moment_of_asking(page: Page) -> None:
    later(page, "**/conversations", 1.5)
    page.fill("#question", TANKS)
    page.press("#question", "Enter")
    page.click("#add-filter")
    page.fill("#filters-from", "2020")
    page.press("#filters-from", "Tab")
    page.click("#filters-done")
    turn = complete(page.locator(".turn"))
    expect(turn.locator(".chosen")).to_be_hidden()
    expect(turn.locator(".sentence").first).to_contain_text("20,000 tanks")


def test_filters_that_leave_nothing_are_told_of_and_cleared_by_a_click(page: Page) -> None:
    page.click("#add-filter")
    page.fill("#filters-from", "2050")
    page.press("#filters-from", "Tab")
    page.click("#filters-done")
    turn = ask(page, TANKS)
    expect(turn.locator(".refusal")).to_contain_text("No report passes the filters, so nothing was searched.")
    expect(turn).not_to_contain_text("The reports do not say.")
    turn.get_by_role("button", name="Clear filters").click()
    expect(page.locator("#chips .chip")).to_have_count(0)


def test_filters_stay_over_a_reload(page: Page) -> None:
    page.click("#add-filter")
    page.fill("#filters-from", "1990")
    page.press("#filters-from", "Tab")
    page.click("#filters-done")
    ask(page, TANKS)
    page.reload()
    complete(page.locator(".turn"))
    expect(page.locator("#chips .chip")).to_have_count(1)
    expect(page.locator("#chips .chip")).to_contain_text("1990")


def test_a_reload_in_the_middle_of_an_answer_keeps_the_question(page: Page) -> None:
    page.fill("#question", "what was agreed about the OSCE and " * 30)
    page.press("#question", "Enter")
    expect(page.locator(".turn .sources li").first).to_be_visible()
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    expect(page.locator("#question")).to_have_value(re.compile("what was agreed about the OSCE and"))
    expect(page.locator("#conversations li", has_text="Untitled")).to_have_count(0)


def test_a_refusal_does_not_take_away_what_is_being_read(page: Page) -> None:
    turn = ask(page, TANKS)
    turn.locator(".mark").first.click()
    page.locator("#panel-text").click()
    page.focus("#question")
    page.keyboard.type(NOWHERE)
    page.keyboard.press("Enter")
    page.locator("#panel-scroller").press("PageDown")
    complete(page.locator(".turn").nth(1))
    expect(page.locator("#panel")).to_be_visible()


def test_asking_in_a_conversation_that_is_gone_goes_on_in_a_new_one(page: Page, address: str) -> None:
    ask(page, TANKS)
    called(f"{address}conversations/{page.url.rsplit('/', 1)[1]}", method="DELETE")
    page.fill("#question", OSCE)
    page.press("#question", "Enter")
    expect(page.locator(".turn").nth(1).locator(".error")).not_to_be_empty()
    page.get_by_role("button", name="Ask in a new conversation").click()
    expect(complete(page.locator(".turn").last).locator(".sentence").first).to_be_visible()
    assert len(got(f"{address}conversations/{page.url.rsplit('/', 1)[1]}")[1]["turns"]) == 1


def test_the_evidence_of_a_report_that_is_gone_can_still_be_copied(browser: Browser, few: Settings) -> None:
    with served(few) as address:
        context = browser.new_context()
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = opened(context.new_page(), address)
        turn = ask(page, TANKS)
        report = page.locator("#panel").get_attribute("data-report-id") or ""
        called(f"{address}corpus/remove", {"ids": [report]})
        page.reload()
        complete(page.locator(".turn"))
        turn.locator(".mark").first.click()
        expect(page.locator("#panel")).to_contain_text("no longer among the reports")
        expect(page.locator("#panel-find")).to_be_hidden()
        page.click("#panel-copy")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert report in copied and "sha256" in copied
        context.close()


def test_a_question_can_be_asked_as_it_is_written(page: Page) -> None:
    ask(page, OSCE)
    turn = ask(page, "and when?")
    turn.get_by_role("button", name="Ask as written").click()
    expect(page.locator(".turn")).to_have_count(3)
    expect(complete(page.locator(".turn").nth(2)).locator(".asked")).to_be_hidden()


def test_an_answer_can_be_printed(page: Page) -> None:
    ask(page, TANKS)
    page.emulate_media(media="print")
    expect(page.locator(".turn .sentence").first).to_be_visible()
    assert page.locator("#scroller").evaluate("node => node.getBoundingClientRect().height") > 100
    for hidden in ("#ask-form", "#sidebar", "#panel", "#top"):
        expect(page.locator(hidden)).to_be_hidden()
    assert len(page.pdf()) > 5000


def test_a_file_dropped_beside_the_list_does_not_leave_the_page(page: Page) -> None:
    left = page.evaluate(
        """() => {
          const event = new DragEvent('drop', {bubbles: true, cancelable: true, dataTransfer: new DataTransfer()});
          document.querySelector('#ask-view').dispatchEvent(event);
          return !event.defaultPrevented;
        }"""
    )
    assert not left


def test_a_title_is_not_lost_while_it_is_typed(page: Page) -> None:
    ask(page, TANKS)
    row = page.locator("#conversations li").first
    row.hover()
    row.locator(".rename").click()
    row.locator("input").fill("A title half")
    page.fill("#question", OSCE)
    page.press("#question", "Enter")
    complete(page.locator(".turn").nth(1))
    expect(page.locator("#conversations li input")).to_have_value("A title half")
