"""Takes the README's picture: python tests/web/screenshot.py docs/chat.png (needs an index and chromium)."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.web.conftest import CHROMIUM, QUIET, ROOT, free_port, reachable

QUESTIONS = ("How many tanks may each bloc hold under the CFE treaty?", "what was agreed about the OSCE")


def main(target: Path) -> None:
    port = free_port()
    server = subprocess.Popen([sys.executable, "app.py", "--port", str(port)], cwd=ROOT)
    try:
        url = reachable(f"http://127.0.0.1:{port}/", server)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(url)
            page.wait_for_selector("#ra-question textarea")
            for question in QUESTIONS:
                page.fill("#ra-question textarea", question)
                page.keyboard.press("Enter")
                page.wait_for_timeout(4000)
            page.locator("a.ra-mark").last.click()
            page.wait_for_timeout(1500)
            target.parent.mkdir(exist_ok=True)
            page.screenshot(path=target)
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
