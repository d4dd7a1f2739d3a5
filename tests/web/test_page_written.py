"""Written answers on the page: told apart from quotations, checked in sight, and kept, copied and exported as such."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assistant import Settings
from assistant.web.kept.conversations import Conversations
from tests.chat_server import KEY
from tests.hostile import HOSTILE
from tests.web.calls import got
from tests.web.pages import ask, complete, opened
from tests.web.serving import health, served
from tests.web.test_page_access import SIZES, faults
from tests.web.test_page_hostile import alive
from tests.web.writing import AGREED, FALSE, GOOD, HIRED, MODEL, QUESTION, TALE, Writer, written

pytestmark = pytest.mark.browser
BY = f"Written by {MODEL}, each sentence checked"


@pytest.fixture
def desk(browser: Browser, door: str, writer: Writer) -> Iterator[Page]:
    """The page with a model connected that writes two good sentences and two bad ones."""
    writer.says(GOOD)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield opened(context.new_page(), door)
    context.close()


def texts(turn: Locator) -> list[str]:
    """The sentences of an answer without their marks."""
    return [re.sub(r"[\s\xa0]*(\[\d+\]\s*)+$", "", one) for one in turn.locator(".sentence").all_inner_texts()]


def test_a_written_answer_is_marked_checked_and_kept(desk: Page, door: str) -> None:
    turn = ask(desk, QUESTION)
    expect(turn.locator(".writer")).to_have_text(BY)
    assert texts(turn) == [f"{AGREED}.", f"{HIRED}."]
    assert turn.locator(".source, q, blockquote, del").count() == 0
    expect(desk.locator("#status")).to_contain_text("2 sentences, written and checked, 2 dropped")
    turn.locator(".mark").nth(1).click()
    expect(desk.locator("#panel mark.here")).to_contain_text(HIRED)
    expect(turn.locator(".mark").nth(1)).to_have_attribute("aria-current", "true")

    dropped = turn.locator(".dropped")
    expect(dropped.locator("summary")).to_have_text("2 sentences were dropped")
    expect(dropped.locator("li").first).to_be_hidden()
    dropped.locator("summary").focus()
    desk.keyboard.press("Enter")
    expect(dropped.locator(".text")).to_have_text([f"{FALSE}.", f"{TALE}."])
    expect(dropped.locator(".why").first).to_contain_text('"99" is not in the cited passage')
    assert dropped.locator("button, a").count() == 0

    turn.locator(".copy").click()
    expect(desk.locator("#status")).to_contain_text("copied")
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert f"{BY}; what it cites:\n[1] “{AGREED}.”" in copied and FALSE not in copied
    turn.locator(".thumb-up").click()
    turn.locator(".actions .menu summary").click()
    with desk.expect_download() as download:
        turn.locator(".actions .menu a", has_text="Markdown").click()
    kept = Path(download.value.path()).read_text(encoding="utf-8")
    assert "Written by writer-1, each sentence checked" in kept and KEY not in kept + desk.content()

    desk.reload()
    again = complete(desk.locator(".turn"))
    expect(again.locator(".writer")).to_have_text(BY)
    expect(again.locator(".dropped summary")).to_have_text("2 sentences were dropped")
    expect(again.locator(".thumb-up")).to_have_attribute("aria-pressed", "true")
    desk.emulate_media(media="print")
    expect(again.locator(".writer")).to_be_visible()
    expect(desk.locator("#styles")).to_be_hidden()


def test_the_switch_is_a_group_of_radios_that_is_remembered(desk: Page, writer: Writer) -> None:
    group = desk.get_by_role("group", name="How the answer is made")
    quotes, written_ = group.get_by_label("Quotations"), group.get_by_label("Written")
    expect(written_).to_be_checked()
    turn = ask(desk, QUESTION)
    written_.focus()
    desk.keyboard.press("ArrowLeft")
    expect(quotes).to_be_checked()
    before = writer.asked
    quoted = ask(desk, QUESTION)
    expect(quoted.locator(".source").first).to_be_visible()
    assert writer.asked == before and quoted.locator(".writer p, .dropped summary").count() == 0
    desk.reload()
    expect(desk.get_by_label("Quotations")).to_be_checked()

    expect(desk.locator(".turn")).to_have_count(2)
    desk.locator(".turn .again").first.click()  # asked again, it is answered as it was
    expect(desk.locator(".turn")).to_have_count(3)
    again = complete(desk.locator(".turn").last)
    expect(again.locator(".writer")).to_have_text(BY)
    assert texts(again) == texts(turn)
    desk.locator(".turn .again").nth(1).click()
    expect(desk.locator(".turn")).to_have_count(4)
    expect(complete(desk.locator(".turn").last).locator(".source").first).to_be_visible()
    follow = ask(desk, "and when?")  # by the switch
    assert follow.locator(".writer p").count() == 0

    desk.keyboard.press("Escape")
    desk.locator("#top h1").click()
    desk.keyboard.press("?")
    expect(desk.locator("#help-dialog")).to_contain_text("or was written by a chat model and checked")
    expect(desk.locator("#help-dialog")).to_contain_text(f"go to {MODEL}")


def test_while_the_model_writes_it_is_said_and_can_be_stopped(desk: Page, door: str, writer: Writer) -> None:
    writer.says(f"{AGREED} {{talks}}. The customs service ", 20.0)
    desk.fill("#question", QUESTION)
    desk.press("#question", "Enter")
    turn = desk.locator(".turn")
    expect(turn.locator(".progress")).to_have_text("Writing…")
    expect(turn.locator(".sentence")).to_have_text(re.compile(re.escape(AGREED)))
    expect(turn.locator(".writer")).to_have_text(BY)
    desk.click("#stop")
    expect(turn).to_contain_text("Stopped.")
    for _ in range(100):
        if health(door)["answering"] == 0:
            break
        desk.wait_for_timeout(50)
    assert health(door)["answering"] == 0  # long before the model would have gone on
    assert got(f"{door}conversations/{desk.url.rsplit('/', 1)[1]}")[1]["turns"] == []


def test_nothing_left_standing_is_said_above_the_quotations(desk: Page, writer: Writer) -> None:
    writer.says(f"{FALSE} {{talks}}.")
    turn = ask(desk, QUESTION)
    expect(turn.locator(".writer")).to_contain_text("These are quotations: nothing that the model wrote is supported")
    assert turn.inner_text().count("These are quotations") == 1
    expect(turn.locator(".source").first).to_be_visible()
    expect(turn.locator(".dropped summary")).to_have_text("1 sentence was dropped")


def test_hostile_words_of_a_model_stay_words(desk: Page, writer: Writer) -> None:
    said = [text for text in HOSTILE if text.strip() and "\n" not in text and len(text) < 300]
    for begin in range(0, len(said), 20):
        writer.says(f"{AGREED} {{talks}}.\n", *[f"{text} {{talks}}.\n" for text in said[begin : begin + 20]])
        turn = ask(desk, QUESTION)
        assert texts(turn)[0] == f"{AGREED}."
        turn.locator(".dropped summary").click()
        assert turn.locator(".dropped li").count() > 3
        assert alive(desk) == [] and turn.locator(".dropped :is(a, img, button), .sentences :is(a, img)").count() == 0
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f]", turn.inner_text())
        assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_no_serious_fault_in_written_answers(browser: Browser, door: str, writer: Writer) -> None:
    schemes: tuple[Any, ...] = ("light", "dark")
    for scheme, (width, height) in [(scheme, size) for scheme in schemes for size in SIZES.values()]:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        page = opened(context.new_page(), door)
        writer.says(GOOD)
        ask(page, QUESTION).locator(".dropped summary").click()
        writer.says(f"{FALSE} {{talks}}.")
        ask(page, QUESTION)
        page.locator("#styles input:checked").focus()
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        context.close()


def test_struck_sentences_stand_in_their_places_and_say_why(
    browser: Browser, reports: Settings, writer: Writer
) -> None:
    writer.says(GOOD)
    with written(reports, writer, chat_failing="strike") as address:
        page = opened(browser.new_page(color_scheme="dark"), address)
        turn = ask(page, QUESTION)
        assert turn.locator("del").all_inner_texts() == [f"{FALSE}.", f"{TALE}."]
        places = turn.locator(".prose > *").evaluate_all("all => all.map((one) => one.className)")
        assert places == ["sentence written", "struck", "sentence written", "struck"]
        expect(turn.locator(".struck .why").first).to_have_text(re.compile('^Dropped: "99" is not in'))
        assert turn.locator(".struck :is(button, a)").count() == turn.locator(".dropped li").count() == 0
        assert faults(page) == []
        writer.says(f"{FALSE} {{talks}}.")
        lost = ask(page, QUESTION)  # among quotations it has no place
        assert lost.locator("del").count() == 0
        expect(lost.locator(".dropped summary")).to_have_text("1 sentence was dropped")
        page.close()


def test_quotations_stand_for_what_failed_and_old_answers_open(
    browser: Browser, reports: Settings, writer: Writer, tmp_path: Path
) -> None:
    writer.says(f"{FALSE} {{talks}}. {HIRED} {{crossings}}. {TALE} {{talks}}.")
    with written(reports, writer, chat_failing="quote", web_data_dir=str(tmp_path)) as address:
        page = opened(browser.new_page(), address)
        turn = ask(page, QUESTION)
        expect(turn.locator(".writer")).to_have_text(f"{BY}; what stands in “…” is a quotation instead")
        expect(turn.locator(".replaced").first).to_contain_text(f"“{AGREED}.”")
        replaced = turn.locator(".dropped .why", has_text="replaced by the nearest quotation")
        assert replaced.count() == turn.locator(".replaced").count() > 0
        writer.says(f"{FALSE} {{talks}}.")
        expect(ask(page, QUESTION).locator(".writer")).to_have_text(f"Quotations in place of what {MODEL} wrote")

        identity = page.url.rsplit("/", 1)[1]
        stored = got(f"{address}conversations/{identity}")[1]["turns"][0]["answer"]
        old = {name: value for name, value in stored.items() if name not in ("style", "written")}
        kept = Conversations(tmp_path / "conversations.sqlite")
        before = kept.create("").id
        kept.add_turn("", before, old)
        kept.close()
        page.goto(f"{address}#/c/{before}")
        expect(page.locator(".turn .source").first).to_be_visible()
        assert page.locator(".turn :is(.writer p, .dropped summary)").count() == 0
        for form in ("md", "html", "json"):
            status, text = got(f"{address}conversations/{before}/export/{form}")
            assert status == 200 and "Written by" not in json.dumps(text)
        page.close()


def test_without_a_model_there_is_no_switch(page: Page) -> None:
    expect(page.locator("#examples button").first).to_be_visible()
    expect(page.locator("#styles")).to_be_hidden()
    expect(page.locator("#styles-note")).to_be_hidden()
    page.click("#help")
    expect(page.locator("#help-dialog")).to_contain_text("Each sentence of an answer is a quotation, and its number")
    assert "chat model" not in page.locator("#help-dialog").inner_text()


def test_a_model_that_cannot_be_loaded_is_told_of_once(browser: Browser, reports: Settings) -> None:
    with served(reports, ready=False, chat_model="fireworks:m") as address:
        page = browser.new_page()
        page.goto(address)
        ask(page, QUESTION)  # asked before it is known
        expect(page.locator("#styles")).to_be_hidden()
        expect(page.locator("#styles-note")).to_have_text(
            re.compile(r"^Answers are quotations only\. The package langchain-fireworks is not installed\. Run: ")
        )
        expect(page.locator(".turn .source").first).to_be_visible()
        page.close()
