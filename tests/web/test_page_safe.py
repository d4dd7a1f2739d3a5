"""The page and other machines: nothing leaves this one, and no other site gets in."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.calls import got
from tests.web.pages import NOWHERE, OSCE, ask, opened

pytestmark = pytest.mark.browser


def test_no_request_leaves_the_machine(browser: Browser, address: str) -> None:
    context = browser.new_context()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = opened(context.new_page(), address)
    ask(page, OSCE).locator(".mark").first.click()
    ask(page, NOWHERE)
    page.click("#add-filter")
    page.click("#filters-done")
    page.click("#help")
    page.click("#help-close")
    page.click("#view-reports")
    expect(page.locator("#reports-table tbody tr").first).to_be_visible()
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    assert page.evaluate(
        "performance.getEntriesByType('resource').every((one) => one.name.startsWith(location.origin))"
    )
    context.close()


def test_the_page_breaks_none_of_its_own_rules(browser: Browser, address: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    opened(page, address)
    ask(page, OSCE)
    page.click("#view-reports")
    expect(page.locator("#reports-table tbody tr").first).to_be_visible()
    assert said == []
    page.close()


def test_scripts_of_other_making_do_not_run(page: Page) -> None:
    page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.hacked = 1';
          document.body.append(script);
          const holder = document.createElement('div');
          holder.innerHTML = '<img src=x onerror="window.hacked = 2">';
          document.body.append(holder);
        }"""
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None


def test_another_site_can_neither_post_nor_frame_the_page(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(body="<p>evil</p>", content_type="text/html"))
    page.goto("http://evil.example/")
    before = got(f"{address}conversations")[1]
    outcome = page.evaluate(
        """async (address) => {
          const post = (path, init) => fetch(address + path, {method: 'POST', mode: 'no-cors', ...init}).catch(String);
          await post('conversations');
          await post('gradio_api/run/ask', {body: JSON.stringify({data: ['OSCE', null, null, '']})});
          await post('corpus/remove', {body: JSON.stringify({ids: ['minsk-lavrov-makei-talks.md']})});
          return await fetch(address + 'conversations').then((one) => one.text()).catch((error) => 'refused');
        }""",
        address,
    )
    assert outcome == "refused"
    assert got(f"{address}conversations")[1] == before
    page.evaluate(
        "address => { const f = document.createElement('iframe'); f.src = address; document.body.append(f) }", address
    )
    page.wait_for_timeout(1000)
    frame = page.frames[-1]
    assert "Report Assistant" not in (frame.content() if not frame.is_detached() else "")
    page.close()
