"""The page in a real browser, over the sample corpus, with the real models."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
TANKS = "How many tanks may each bloc hold under the CFE treaty?"
OSCE = "what was agreed about the OSCE"


def ask(page: Page, question: str) -> None:
    """Ask and wait for the answer to be complete."""
    before = page.locator(".ra-sentence, .ra-refusal").count()
    field = page.locator("#ra-question textarea")
    field.fill(question)
    for _ in range(50):  # while an answer is still coming, a question stays in the field
        field.press("Enter")
        page.wait_for_timeout(200)
        if field.input_value() == "":
            break
    page.wait_for_function(
        "before => document.querySelectorAll('.ra-sentence, .ra-refusal').length > before", arg=before, timeout=30_000
    )
    expect(page.locator("#ra-chat .ra-note", has_text="Reading")).to_have_count(0)


def test_an_answer_shows_marks_and_the_report_with_the_sentence_marked_in_place(page: Page) -> None:
    ask(page, TANKS)
    first = page.locator(".ra-sentence").first
    expect(first).to_contain_text("20,000 tanks")
    expect(first.locator("a.ra-mark")).to_have_text("[1]")
    marked = page.locator("#ra-evidence mark").first
    expect(marked).to_contain_text("20,000 tanks")
    quoted = first.inner_text().removesuffix("[1]").strip()
    assert re.sub(r"\s+", " ", marked.inner_text()).strip() == re.sub(r"\s+", " ", quoted)
    expect(page.locator("#ra-evidence .ra-card h3").first).to_be_visible()


def test_clicking_a_mark_brings_its_quotation_into_view(page: Page) -> None:
    ask(page, OSCE)
    marks = page.locator("a.ra-mark")
    assert marks.count() >= 3
    marks.nth(2).click()
    here = page.locator("mark.ra-here")
    expect(here).to_have_count(1)
    expect(here).to_have_attribute("data-number", "3")
    expect(here).to_be_in_viewport()


def test_a_mark_of_an_earlier_answer_brings_its_evidence_back(page: Page) -> None:
    ask(page, TANKS)
    ask(page, "How many missiles were eliminated under the INF treaty?")
    expect(page.locator(".ra-evidence")).to_have_attribute("data-turn", "1")
    page.locator("a.ra-mark[href='#ra-0-1']").click()
    expect(page.locator(".ra-evidence")).to_have_attribute("data-turn", "0")
    expect(page.locator("mark.ra-here")).to_contain_text("20,000 tanks")


def test_keys_open_citations(page: Page) -> None:
    ask(page, OSCE)
    page.locator("#ra-head").click()
    page.keyboard.press("2")
    expect(page.locator("mark.ra-here")).to_have_attribute("data-number", "2")


def test_a_follow_up_shows_how_it_was_understood(page: Page) -> None:
    ask(page, OSCE)
    ask(page, "and when?")
    expect(page.locator("#ra-chat .ra-note").first).to_have_text(f"Understood as: {OSCE}, and when?")


def test_what_is_not_found_says_what_was_searched(page: Page) -> None:
    ask(page, "Who won the chess tournament in Havana?")
    expect(page.locator(".ra-refusal")).to_have_text("The reports do not say.")
    expect(page.locator("#ra-chat .ra-note").first).to_contain_text("Searched")
    expect(page.locator(".ra-nearest li")).to_have_count(3)
    expect(page.locator("#ra-evidence mark")).to_have_count(0)


def test_an_empty_and_a_long_question_get_one_clear_line(page: Page) -> None:
    page.fill("#ra-question textarea", "   ?!")
    page.keyboard.press("Enter")
    expect(page.locator("#ra-chat")).to_contain_text("The question is empty.")


def test_a_new_conversation_starts_empty(page: Page) -> None:
    ask(page, TANKS)
    page.click("#ra-clear")
    expect(page.locator(".ra-sentence")).to_have_count(0)
    expect(page.locator("#ra-evidence mark")).to_have_count(0)


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>window.hacked = 1</script> tanks",
        "<img src=x onerror='window.hacked=1'> OSCE",
        "[click](javascript:window.hacked=1) OSCE",
        "![x](http://192.0.2.1/x.png) OSCE",
        "**bold** `code` # title | table | OSCE",
        "\u202eesrever OSCE",
        "$x^2$ OSCE &lt;b&gt;",
    ],
)
def test_markup_in_a_question_is_shown_as_text(page: Page, hostile: str) -> None:
    ask(page, hostile)
    shown = page.locator("#ra-chat").inner_text()
    assert hostile.replace("\u202e", "\ufffd") in " ".join(shown.split())
    assert page.evaluate("window.hacked") is None
    assert page.locator("#ra-chat a[href^='javascript'], #ra-chat img[src^='http://192'], #ra-chat strong").count() == 0


def test_no_request_leaves_the_machine(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("#ra-question textarea")
    ask(page, OSCE)
    assert len(asked) > 5
    assert [
        url for url in asked if not url.startswith((address, "data:", "blob:", address.replace("http", "ws")))
    ] == []


def test_the_page_fits_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    ask(page, TANKS)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("a.ra-mark").first.click()
    expect(page.locator("mark.ra-here")).to_be_in_viewport()
