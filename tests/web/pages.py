"""What tests do on the page, as a reader would."""

from playwright.sync_api import Locator, Page, expect

TANKS = "How many tanks may each bloc hold under the CFE treaty?"
OSCE = "what was agreed about the OSCE"
NOWHERE = "Who won the chess tournament in Havana?"


def ask(page: Page, question: str) -> Locator:
    """Ask, and give the turn once its answer is complete."""
    before = page.locator(".turn").count()
    page.fill("#question", question)
    page.press("#question", "Enter")
    expect(page.locator(".turn")).to_have_count(before + 1)
    return complete(page.locator(".turn").nth(before))


def complete(turn: Locator) -> Locator:
    """The turn, once its answer is complete and can be judged."""
    expect(turn.locator(".thumb-up")).to_be_visible(timeout=30_000)
    return turn


def opened(page: Page, url: str) -> Page:
    """The page, once its models are ready."""
    page.goto(url)
    expect(page.locator("body")).to_have_attribute("data-state", "ready", timeout=30_000)
    return page
