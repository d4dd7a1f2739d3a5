"""Conversations on the page: kept, found, renamed, deleted, exported, rated."""

import json
import re
import subprocess
import sys
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import Settings
from assistant.answering.verify import verify
from assistant.web.people.accounts import set_user
from tests.web.pages import NOWHERE, OSCE, TANKS, ask, complete, opened
from tests.web.serving import ROOT, served

pytestmark = pytest.mark.browser
LISTED = "#conversations li"


def downloaded(page: Page, link: str, where: Path) -> str:
    with page.expect_download() as coming:
        page.locator(link).first.evaluate("node => node.click()")
    coming.value.save_as(where)
    return where.read_text(encoding="utf-8")


def test_a_conversation_is_kept_over_a_reload_and_a_restart(browser: Browser, few: Settings) -> None:
    with served(few) as address:
        page = opened(browser.new_page(), address)
        sentences = ask(page, TANKS).locator(".sentence").all_inner_texts()
        expect(page.locator(LISTED)).to_have_count(1)
        page.reload()
        assert complete(page.locator(".turn")).locator(".sentence").all_inner_texts() == sentences
        page.close()
    with served(few) as address:
        page = opened(browser.new_page(), address)
        page.locator(f"{LISTED} a").click()
        assert complete(page.locator(".turn")).locator(".sentence").all_inner_texts() == sentences
        page.locator(".turn .mark").first.click()
        expect(page.locator("#panel mark.here")).to_be_in_viewport()
        followed = ask(page, "and when?")
        expect(followed.locator(".asked")).to_contain_text("Understood as: How many tanks")
        page.close()


def test_conversations_are_found_renamed_and_deleted(browser: Browser, few: Settings) -> None:
    with served(few) as address:
        page = opened(browser.new_page(), address)
        for question in (TANKS, OSCE):
            page.click("#new-conversation")
            ask(page, question)
        expect(page.locator(LISTED)).to_have_count(2)
        page.fill("#conversations-find", "TANKS 20,000")
        expect(page.locator(LISTED)).to_have_count(1)
        row = page.locator(LISTED).first
        row.hover()
        row.locator(".rename").click()
        row.locator("input").fill("Limits <b>of</b> the CFE")
        row.locator("input").press("Enter")
        expect(page.locator(LISTED).first).to_contain_text("Limits <b>of</b> the CFE")
        page.fill("#conversations-find", "")
        expect(page.locator(LISTED)).to_have_count(2)
        row = page.locator(LISTED, has_text="Limits")
        row.hover()
        row.locator(".delete").click()
        expect(page.locator("#confirm")).to_contain_text("Limits")
        page.click("#confirm-yes")
        expect(page.locator(LISTED)).to_have_count(1)
        page.reload()
        expect(page.locator(LISTED)).to_have_count(1)
        page.close()


def test_each_user_sees_only_their_own(browser: Browser, few: Settings, tmp_path: Path) -> None:
    for name in ("anna", "bert"):
        set_user(tmp_path / "users", name, f"{name} likes long words")
    with served(few, web_users_file=str(tmp_path / "users")) as address:
        contexts = {name: browser.new_context() for name in ("anna", "bert")}
        pages = {}
        for name, context in contexts.items():
            page = pages[name] = context.new_page()
            page.goto(address)
            expect(page).to_have_url(re.compile("/login"))
            page.locator("input[name=username]").fill(name)
            page.locator("input[type=password]").fill(f"{name} likes long words")
            page.keyboard.press("Enter")
            expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=30_000)
            expect(page.locator("#user")).to_have_text(name)
        ask(pages["anna"], TANKS)
        expect(pages["anna"].locator(LISTED)).to_have_count(1)
        pages["bert"].reload()
        expect(pages["bert"].locator("#welcome")).to_be_visible()
        expect(pages["bert"].locator(LISTED)).to_have_count(0)
        foreign = pages["anna"].url
        pages["bert"].goto(foreign)
        pages["bert"].reload()
        expect(pages["bert"].locator("#welcome")).to_be_visible()
        cookies = {cookie["name"]: cookie for cookie in contexts["anna"].cookies()}
        assert cookies["assistant-session"]["httpOnly"] and cookies["assistant-session"]["sameSite"] == "Strict"
        pages["anna"].click("#sign-out")
        expect(pages["anna"]).to_have_url(re.compile("/login"))
        pages["anna"].goto(address)
        expect(pages["anna"]).to_have_url(re.compile("/login"))
        for context in contexts.values():
            context.close()


def test_a_wrong_password_gets_a_clear_word(browser: Browser, few: Settings, tmp_path: Path) -> None:
    set_user(tmp_path / "users", "anna", "anna likes long words")
    with served(few, web_users_file=str(tmp_path / "users")) as address:
        page = browser.new_page()
        page.goto(address)
        for _ in range(5):
            page.locator("input[name=username]").fill("anna")
            page.locator("input[type=password]").fill("something else entirely")
            page.keyboard.press("Enter")
            expect(page.locator("[role=alert]")).not_to_be_empty()
        expect(page.locator("[role=alert]")).to_contain_text(re.compile(r"\d+ s"))
        page.close()


def test_a_conversation_and_an_answer_are_exported_with_receipts_that_verify(
    browser: Browser, few: Settings, tmp_path: Path
) -> None:
    with served(few) as address:
        page = opened(browser.new_page(accept_downloads=True), address)
        turn = ask(page, TANKS)
        ask(page, NOWHERE)
        quoted = turn.locator(".sentence").first.get_attribute("data-text") or ""
        whole = json.loads(downloaded(page, "#conversation-export a[href$='/json']", tmp_path / "all.json"))
        assert [answer["verdict"] for answer in whole["answers"]] == ["answered", "not_found"]
        assert {check.state for check in verify(whole, few)} == {"intact"}
        one = json.loads(downloaded(page, ".turn .menu a[href$='/json']", tmp_path / "one.json"))
        assert one == whole["answers"][0]
        for form in ("md", "html"):
            text = downloaded(page, f"#conversation-export a[href$='/{form}']", tmp_path / f"all.{form}")
            assert one["citations"][0]["sha256"] in text and one["index"] in text
            assert "do not say" in text
        assert escape(" ".join(quoted.split())) in " ".join(text.split())
        page.close()


def test_feedback_becomes_questions_to_measure_with(browser: Browser, few: Settings, tmp_path: Path) -> None:
    with served(few) as address:
        page = opened(browser.new_page(), address)
        good, missing, poor = (ask(page, question) for question in (TANKS, NOWHERE, OSCE))
        for turn in (good, missing):
            turn.locator(".thumb-up").click()
            expect(turn.locator(".thumb-up")).to_have_attribute("aria-pressed", "true")
        poor.locator(".thumb-down").click()
        poor.locator(".comment").fill("The wrong year <script>")
        poor.locator(".comment-form button").click()
        expect(page.locator("#status")).to_contain_text("Comment saved")
        page.reload()
        expect(page.locator(".turn").nth(2).locator(".thumb-down")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(".turn").nth(2).locator(".comment")).to_have_value("The wrong year <script>")
        page.close()
    command = [sys.executable, "-m", "assistant.cli", "evaluate", "--from-feedback", "--json",
               "--write", tmp_path / "feedback.jsonl", "--corpus", few.corpus_dir, "--index", few.index_dir,
               "--cache", tmp_path / "cache"]  # fmt: skip
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)["feedback"]
    assert figures["n"] == 2 and figures["to_review"] == 1
    lines = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert [line["question"] for line in lines] == [TANKS, NOWHERE, OSCE]
    assert lines[2]["review"] == "The wrong year <script>"
