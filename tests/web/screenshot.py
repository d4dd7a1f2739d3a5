"""Takes the four pictures of the page for the documents: python tests/web/screenshot.py docs (needs chromium)."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from assistant import Settings, rebuild
from tests.web.conftest import CHROMIUM, QUIET
from tests.web.pages import OSCE, TANKS, ask, opened
from tests.web.serving import ROOT, served

SIZES = {"wide": (1440, 900), "phone": (390, 844)}
SCHEMES: tuple[Any, ...] = ("light", "dark")


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(corpus_dir=ROOT / "corpus", index_dir=Path(folder))
        rebuild(settings)
        with served(settings) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            for scheme in SCHEMES:
                for size in SIZES:
                    picture(browser, address, size, scheme, target)


def picture(browser: Browser, address: str, size: str, scheme: Any, target: Path) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = opened(context.new_page(), address)
    ask(page, TANKS)
    turn = ask(page, OSCE)
    if size == "wide":
        turn.locator(".mark").nth(3).click()
        page.locator("#panel mark.here").wait_for()
        page.locator("#question").focus()
        page.mouse.move(5, height - 5)
    page.wait_for_timeout(600)
    page.screenshot(path=target / f"page-{size}-{scheme}.png")
    context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
