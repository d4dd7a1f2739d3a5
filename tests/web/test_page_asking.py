"""Asking on the page, over the sample corpus, with the real models, in a real browser."""

import re
import time

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from assistant import Assistant, Settings
from tests.web.pages import NOWHERE, OSCE, TANKS, ask, complete, opened
from tests.web.serving import health, served

pytestmark = pytest.mark.browser


def test_an_answer_grows_from_its_sources_to_its_sentences(page: Page) -> None:
    page.evaluate(
        """() => {
          window.seen = [];
          const look = () => {
            const turn = document.querySelector('.turn');
            if (!turn) return;
            const sources = Boolean(turn.querySelector('.sources li'));
            window.seen.push([sources, turn.querySelectorAll('.sentence').length]);
          };
          new MutationObserver(look).observe(document.getElementById('turns'), {childList: true, subtree: true});
        }"""
    )
    turn = ask(page, OSCE)
    seen = page.evaluate("window.seen")
    assert [True, 0] in seen, "sources are seen before any sentence"
    counts = [sentences for _, sentences in seen]
    assert counts == sorted(counts) and counts[-1] == turn.locator(".sentence").count() >= 3
    expect(turn.locator(".sources summary")).to_contain_text(re.compile(r"Found \d+ passages in \d+ reports"))


def test_every_sentence_carries_its_marks(page: Page) -> None:
    turn = ask(page, TANKS)
    first = turn.locator(".sentence").first
    expect(first).to_contain_text("20,000 tanks")
    expect(first.locator(".mark")).to_have_text("[1]")
    for sentence in turn.locator(".sentence").all():
        assert sentence.locator(".mark").count() >= 1


def test_stop_ends_the_answer_here_and_its_work_there(page: Page, address: str) -> None:
    page.fill("#question", "what was agreed about the OSCE and " * 40)
    page.press("#question", "Enter")
    expect(page.locator("#stop")).to_be_visible()
    expect(page.locator(".turn .sources li").first).to_be_visible()
    assert health(address)["answering"] == 1
    page.click("#stop")
    expect(page.locator(".turn")).to_contain_text("Stopped.")
    expect(page.locator("#ask")).to_be_visible()
    for _ in range(100):
        if health(address)["answering"] == 0:
            break
        time.sleep(0.05)
    assert health(address)["answering"] == 0
    complete(ask(page, TANKS))


def test_what_was_asked_can_be_asked_again(page: Page) -> None:
    turn = ask(page, TANKS)
    turn.locator(".again").click()
    expect(page.locator(".turn")).to_have_count(2)
    second = complete(page.locator(".turn").last)
    assert second.locator(".sentence").all_inner_texts() == turn.locator(".sentence").all_inner_texts()


def test_an_example_is_a_question_that_is_asked_by_a_click(page: Page) -> None:
    expect(page.locator("#examples button")).to_have_count(4)
    page.locator("#examples button").first.click()
    expect(complete(page.locator(".turn").last).locator(".sentence").first).to_be_visible()
    expect(page.locator("#welcome")).to_be_hidden()


def test_a_follow_up_shows_how_it_was_understood_and_can_be_corrected(page: Page) -> None:
    ask(page, OSCE)
    turn = ask(page, "and when?")
    expect(turn.locator(".asked")).to_contain_text(f"Understood as: {OSCE}, and when?")
    turn.locator(".asked button", has_text="Correct").click()
    field = turn.locator(".asked input")
    assert field.input_value() == f"{OSCE}, and when?"
    field.fill("When was the Charter of Paris signed?")
    field.press("Enter")
    expect(page.locator(".turn")).to_have_count(3)
    corrected = complete(page.locator(".turn").last)
    expect(corrected.locator(".asked")).to_be_hidden()
    expect(corrected.locator(".question")).to_have_text("When was the Charter of Paris signed?")


def test_a_correction_is_understood_by_itself_whatever_came_before(page: Page) -> None:
    ask(page, OSCE)
    turn = ask(page, "and when?")
    turn.locator(".asked button", has_text="Correct").click()
    turn.locator(".asked input").fill("When?")
    turn.locator(".asked input").press("Enter")
    expect(page.locator(".turn")).to_have_count(3)
    expect(complete(page.locator(".turn").last).locator(".asked")).to_be_hidden()


def test_what_is_not_found_says_what_was_searched_and_what_comes_nearest(page: Page) -> None:
    turn = ask(page, NOWHERE)
    expect(turn.locator(".refusal")).to_contain_text("The reports do not say.")
    expect(turn.locator(".refusal")).to_contain_text(re.compile(r"Searched 49 reports dated .*, 317 passages"))
    expect(turn.locator(".nearest li")).to_have_count(3)
    expect(turn.locator(".nearest li .text").first).not_to_be_empty()
    expect(turn.locator(".sentence")).to_have_count(0)
    turn.locator(".nearest li button").first.click()
    expect(page.locator("#panel mark.here")).to_be_in_viewport()
    expect(page.locator("#panel")).to_contain_text("Passage 1 of 3")


def test_a_bad_question_gets_one_clear_line_and_can_be_mended(page: Page) -> None:
    page.fill("#question", " ?!")
    page.press("#question", "Enter")
    expect(page.locator(".turn .error")).to_have_text(re.compile(r"^The question is empty\."))
    assert page.input_value("#question") == "?!"
    page.fill("#question", "x" * 2001)
    page.press("#question", "Enter")
    expect(page.locator("#question-fault")).to_contain_text("at most 2000")
    assert len(page.input_value("#question")) == 2001


def test_shift_enter_begins_a_new_line(page: Page) -> None:
    page.focus("#question")
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    assert page.input_value("#question") == "one\ntwo"
    expect(page.locator(".turn")).to_have_count(0)


def test_an_answer_is_copied_with_its_footnotes(page: Page, sample: Assistant) -> None:
    turn = ask(page, TANKS)
    turn.locator(".copy").click()
    expect(page.locator("#status")).to_contain_text("copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "20,000 tanks" in copied and "[1]" in copied
    for citation in sample.ask(TANKS).citations:
        place = (
            f"report {citation.report_id}, characters {citation.start}–{citation.end}, sha256 {citation.sha256[:12]}"
        )
        assert re.search(rf"\n\[{citation.number}\] “.*” – .*, {re.escape(place)}\n", copied)


def test_a_question_asked_while_the_models_warm_is_answered_when_they_are_ready(
    browser: Browser, sample_settings: Settings
) -> None:
    with served(sample_settings, ready=False) as address:
        page = browser.new_page()
        page.goto(address)
        page.fill("#question", TANKS)
        page.press("#question", "Enter")
        expect(complete(page.locator(".turn")).locator(".sentence").first).to_contain_text("20,000 tanks")
        page.close()


@pytest.mark.parametrize("late", ["me", "static/question.js"])
def test_a_question_asked_while_the_page_loads_is_answered(browser: Browser, address: str, late: str) -> None:
    page = browser.new_page()
    held: list[Route] = []
    page.route(f"{address}{late}", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.fill("#question", TANKS)
    if late == "me":
        expect(page.locator("#ask")).to_be_enabled()
    page.press("#question", "Enter")
    assert held
    for route in held:
        route.continue_()
    page.unroute(f"{address}{late}")
    expect(complete(page.locator(".turn")).locator(".sentence").first).to_contain_text("20,000 tanks")
    assert page.locator(".turn").count() == 1
    assert page.input_value("#question") == ""
    page.close()


def test_too_many_questions_get_a_clear_word(browser: Browser, few: Settings) -> None:
    with served(few, web_questions_per_minute="1") as address:
        page = opened(browser.new_page(), address)
        ask(page, TANKS)
        page.fill("#question", TANKS)
        page.press("#question", "Enter")
        expect(page.locator(".turn").nth(1).locator(".error")).to_contain_text("Go on in")
        assert page.input_value("#question") == TANKS
        page.close()


def test_a_server_that_is_gone_gets_a_clear_word(browser: Browser, few: Settings) -> None:
    with served(few) as address:
        page = opened(browser.new_page(), address)
    page.fill("#question", TANKS)
    page.press("#question", "Enter")
    expect(page.locator(".turn .error")).not_to_be_empty()
    assert page.input_value("#question") == TANKS
    page.close()
