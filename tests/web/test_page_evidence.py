"""The evidence panel: marks land on the exact characters, in any report, every time."""

import re

import pytest
from playwright.sync_api import Page, expect

from assistant import Assistant
from assistant.types import Report
from tests.web.pages import NOWHERE, OSCE, TANKS, ask

pytestmark = pytest.mark.browser
QUESTIONS = (OSCE, TANKS, "Who chaired the Budapest summit?", "What did the minutes say about observers?",
             "Why did Belarus suspend its part in the Eastern Partnership?")  # fmt: skip


def marked(page: Page) -> str:
    """The characters that are marked as the open citation, joined over the elements that hold them."""
    return "".join(page.locator("#panel mark.here").all_text_contents())


def test_each_citation_opens_at_its_exact_characters(page: Page, sample: Assistant) -> None:
    seen = 0
    for question in QUESTIONS:
        page.click("#new-conversation")
        turn = ask(page, question)
        for citation in sample.ask(question).citations:
            turn.locator(f".mark[data-number='{citation.number}']").first.click()
            here = page.locator("#panel mark.here").first
            expect(here).to_have_attribute("data-number", str(citation.number))
            expect(page.locator("#panel")).to_have_attribute("data-report-id", citation.report_id)
            assert marked(page) == citation.quote
            expect(here).to_be_in_viewport()
            seen += 1
    assert seen >= 10


def cited(assistant: Assistant, question: str) -> Report:
    """The report that an answer cites first."""
    report = assistant.report(assistant.ask(question).citations[0].report_id)
    assert report is not None
    return report


def test_the_panel_says_what_the_report_is(page: Page, sample: Assistant) -> None:
    ask(page, TANKS)
    report, panel = cited(sample, TANKS), page.locator("#panel")
    expect(panel.locator(".title")).to_have_text(report.title)
    for known in (report.date[:4], report.metadata["source"], report.metadata["place"], report.id):
        expect(panel.locator(".about")).to_contain_text(known)
    panel.locator("summary", has_text="About this report").click()
    expect(panel.locator("#panel-more")).to_contain_text("sha256")


def test_the_whole_report_is_there_and_its_front_matter_is_not(page: Page, sample: Assistant) -> None:
    ask(page, TANKS)
    report = cited(sample, TANKS)
    text = page.locator("#panel-text").text_content() or ""
    assert "".join(text.split()) == "".join(report.text[report.body :].split())


def test_previous_and_next_step_through_the_citations_by_button_and_by_key(page: Page) -> None:
    turn = ask(page, OSCE)
    many = turn.locator(".mark").count()
    turn.locator(".mark").first.click()
    expect(page.locator("#panel-position")).to_contain_text(f"1 of {many}")
    expect(page.locator("#panel-previous")).to_be_disabled()
    page.click("#panel-next")
    expect(page.locator("#panel mark.here").first).to_have_attribute("data-number", "2")
    page.locator("#panel-text").click()
    for key, number in (("n", "3"), ("]", "4"), ("p", "3"), ("[", "2")):
        page.keyboard.press(key)
        expect(page.locator("#panel mark.here").first).to_have_attribute("data-number", number)
        expect(page.locator("#panel mark.here").first).to_be_in_viewport()


def test_number_keys_open_citations_but_not_while_typing(page: Page) -> None:
    ask(page, OSCE)
    page.locator("#top h1").click()
    page.keyboard.press("2")
    expect(page.locator("#panel mark.here").first).to_have_attribute("data-number", "2")
    page.focus("#question")
    page.keyboard.type("3")
    assert page.input_value("#question") == "3"
    expect(page.locator("#panel mark.here").first).to_have_attribute("data-number", "2")


def test_escape_closes_the_panel_and_gives_the_focus_back(page: Page) -> None:
    turn = ask(page, OSCE)
    mark = turn.locator(".mark").nth(1)
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_be_visible()
    page.focus("#panel-scroller")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(mark).to_be_focused()


def test_hovering_and_focusing_a_mark_show_the_quotation(page: Page, sample: Assistant) -> None:
    turn = ask(page, TANKS)
    mark = turn.locator(".mark").first
    mark.hover()
    expect(page.locator("#tooltip")).to_be_visible()
    expect(page.locator("#tooltip")).to_contain_text("20,000 tanks")
    expect(page.locator("#tooltip")).to_contain_text(cited(sample, TANKS).title)
    page.locator("#top h1").hover()
    expect(page.locator("#tooltip")).to_be_hidden()
    page.keyboard.press("Tab")
    mark.focus()
    expect(page.locator("#tooltip")).to_be_visible()


def test_a_mark_of_an_earlier_answer_brings_its_evidence_back(page: Page, sample: Assistant) -> None:
    first = ask(page, TANKS)
    ask(page, "How many missiles were eliminated under the INF treaty?")
    expect(page.locator("#panel")).to_have_attribute("data-report-id", re.compile("inf"))
    first.locator(".mark").first.click()
    expect(page.locator("#panel")).to_have_attribute("data-report-id", cited(sample, TANKS).id)
    assert "20,000 tanks" in marked(page)


def test_words_are_found_in_the_report(page: Page, sample: Assistant) -> None:
    ask(page, TANKS)
    report = cited(sample, TANKS)
    times = report.text[report.body :].lower().count("treaty")
    page.fill("#panel-find", "TREATY")
    expect(page.locator("#panel-find-count")).to_have_text(re.compile(rf"\b1 of {times}\b"))
    page.press("#panel-find", "Enter")
    expect(page.locator("#panel-find-count")).to_have_text(re.compile(rf"\b2 of {times}\b"))
    page.click("#panel-find-previous")
    expect(page.locator("#panel-find-count")).to_have_text(re.compile(rf"\b1 of {times}\b"))
    page.fill("#panel-find", "no such words here")
    expect(page.locator("#panel-find-count")).to_have_text(re.compile("not found|0|no", re.IGNORECASE))


def test_a_quotation_is_copied_with_its_place(page: Page) -> None:
    ask(page, TANKS)
    page.click("#panel-copy")
    expect(page.locator("#status")).to_contain_text("copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"“.*20,000 tanks.*” \(.*characters \d+–\d+, sha256 [0-9a-f]{12}\)", copied.strip())


def test_other_citations_of_the_answer_are_marked_in_the_same_report(page: Page) -> None:
    turn = ask(page, "What limits did the CFE treaty set for tanks, artillery and aircraft?")
    numbers = turn.locator(".mark").evaluate_all("marks => marks.map(mark => mark.dataset.number)")
    turn.locator(".mark").first.click()
    expect(page.locator("#panel mark.here").first).to_be_visible()
    assert set(page.locator("#panel mark").evaluate_all("all => all.map(mark => mark.dataset.number)")) <= set(numbers)


def test_nothing_is_quoted_for_what_was_not_found(page: Page) -> None:
    ask(page, NOWHERE)
    expect(page.locator("#panel mark")).to_have_count(0)


def test_on_a_phone_the_evidence_covers_the_page_and_goes_back(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    turn = ask(page, TANKS)
    expect(page.locator("#panel")).to_be_hidden()
    turn.locator(".mark").first.click()
    expect(page.locator("#panel mark.here").first).to_be_in_viewport()
    box = page.locator("#panel").bounding_box()
    assert box is not None and box["width"] == 390 and box["height"] == 844
    page.go_back()
    expect(page.locator("#panel")).to_be_hidden()
    expect(turn.locator(".mark").first).to_be_visible()
