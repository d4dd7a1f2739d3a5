"""Everyone can use the page: by keyboard, with a screen reader, in dark and light, on a phone."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Settings
from assistant.web.people.accounts import set_user
from tests.web.pages import NOWHERE, OSCE, TANKS, ask, complete, opened
from tests.web.serving import served

pytestmark = pytest.mark.browser
SIZES = {"wide": (1440, 900), "phone": (390, 844)}


def axe() -> str:
    spec = find_spec("axe_playwright_python")
    assert spec is not None and spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page) -> list[str]:
    """The serious and critical faults that axe-core finds in what is seen now."""
    page.wait_for_timeout(300)  # colours that change slowly have changed
    page.evaluate(axe())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"] or found["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def welcome(page: Page) -> None:
    expect(page.locator("#examples button").first).to_be_visible()


def answered(page: Page) -> None:
    turn = ask(page, OSCE)
    turn.locator(".mark").first.click()
    expect(page.locator("#panel mark.here")).to_be_visible()


def answer_alone(page: Page) -> None:
    turn = ask(page, TANKS)
    ask(page, "and when?").locator(".thumb-up").click()
    turn.locator(".sources summary").click()
    page.keyboard.press("Escape")


def not_found(page: Page) -> None:
    expect(ask(page, NOWHERE).locator(".nearest li .text").first).not_to_be_empty()


def failed(page: Page) -> None:
    page.fill("#question", "?!")
    page.press("#question", "Enter")
    expect(page.locator(".turn .error")).not_to_be_empty(timeout=30_000)


def tooltip(page: Page) -> None:
    mark = ask(page, TANKS).locator(".mark").first
    page.keyboard.press("Escape")
    mark.focus()
    mark.hover()


def filters(page: Page) -> None:
    page.click("#add-filter")
    page.locator("#filters fieldset[data-column='kind'] input[type=checkbox]").first.check()
    page.fill("#filters-from", "x")
    page.press("#filters-from", "Tab")


def chips(page: Page) -> None:
    filters(page)
    page.click("#filters-done")


def found(page: Page) -> None:
    ask(page, TANKS).locator(".mark").first.click()
    page.fill("#panel-find", "treaty")


def help_(page: Page) -> None:
    page.click("#help")


def reports(page: Page) -> None:
    page.click("#view-reports")
    expect(page.locator("#reports-table tbody tr").first).to_be_visible()


def no_reports(page: Page) -> None:
    reports(page)
    page.fill("#reports-find", "no such report")
    expect(page.locator("#reports-empty")).to_be_visible()


def menu(page: Page) -> None:
    ask(page, TANKS)
    if page.locator("#sidebar").is_hidden():
        page.click("#menu")
    page.locator("#conversations li").first.hover()
    page.locator("#conversations li .rename").first.click()


VIEWS: list[Callable[[Page], None]] = [
    *(welcome, answered, answer_alone, not_found, failed, tooltip, filters, chips, found, help_, reports, no_reports),
    menu,
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.__name__)
def test_axe_finds_no_serious_fault(
    browser: Browser, address: str, view: Callable[[Page], None], scheme: Any, size: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = opened(context.new_page(), address)
    view(page)
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_where_reports_are_changed_and_users_sign_in(
    browser: Browser, few: Settings, tmp_path: Path, scheme: Any
) -> None:
    set_user(tmp_path / "users", "anna", "anna likes long words")
    with served(few, web_users_file=str(tmp_path / "users")) as address:
        page = browser.new_page(color_scheme=scheme)
        page.goto(address)
        expect(page.locator("input[name=username]")).to_be_visible()
        assert faults(page) == []
        page.locator("input[name=username]").fill("anna")
        page.locator("input[type=password]").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.locator("[role=alert]")).not_to_be_empty()
        assert faults(page) == []
        page.locator("input[type=password]").fill("anna likes long words")
        page.keyboard.press("Enter")
        expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=30_000)
        page.click("#view-reports")
        (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
        page.set_input_files("#upload", tmp_path / "a.pdf")
        expect(page.locator("#upload-results li")).to_have_count(1, timeout=30_000)
        assert faults(page) == []
        page.locator("#reports-table tbody input").first.check()
        page.click("#remove")
        expect(page.locator("#confirm")).to_be_visible()
        assert faults(page) == []
        page.close()


def test_an_answer_is_reached_read_and_rated_by_keyboard_alone(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type(TANKS)
    page.keyboard.press("Enter")
    turn = complete(page.locator(".turn"))
    page.keyboard.press("Shift+Tab")
    for _ in range(40):
        if turn.locator(".mark").first.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(turn.locator(".mark").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#panel mark.here")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(turn.locator(".mark").first).to_be_focused()
    for _ in range(20):
        if turn.locator(".thumb-up").evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(turn.locator(".thumb-up")).to_have_attribute("aria-pressed", "true")


def test_keys_are_told_of_by_a_question_mark(page: Page) -> None:
    page.locator("#top h1").click()
    page.keyboard.press("?")
    expect(page.locator("#help-dialog")).to_be_visible()
    expect(page.locator("#help-dialog")).to_contain_text("Next citation")
    page.keyboard.press("Escape")
    expect(page.locator("#help-dialog")).to_be_hidden()


def test_what_happens_is_told_to_screen_readers(page: Page) -> None:
    ask(page, TANKS)
    expect(page.locator("#status")).to_contain_text("Answer complete")
    expect(page.locator("#status")).to_have_attribute("aria-live", "polite")


def test_colours_follow_the_system_and_can_be_chosen_and_are_remembered(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = opened(context.new_page(), address)

    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    dark = ground()
    page.click("#theme")
    first = ground()
    page.click("#theme")
    second = ground()
    assert {first, second} != {dark}
    light = first if first != dark else second
    while ground() != light:
        page.click("#theme")
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-state", "ready")
    assert ground() == light
    context.close()


def test_reduced_motion_is_respected(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = opened(context.new_page(), address)
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter((node) => {
          const style = getComputedStyle(node);
          return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01;
        }).length"""
    )
    assert moving == 0
    context.close()
