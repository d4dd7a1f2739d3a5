import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from assistant import Settings

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def address(sample_settings: Settings) -> Iterator[str]:
    """The page over the sample corpus, served as people serve it."""
    port = free_port()
    places = ["--corpus", str(sample_settings.corpus_dir), "--index", str(sample_settings.index_dir)]
    server = subprocess.Popen([sys.executable, "app.py", "--port", str(port), *places], cwd=ROOT)
    try:
        yield reachable(f"http://127.0.0.1:{port}/", server)
    finally:
        server.terminate()
        server.wait(30)


def reachable(url: str, server: "subprocess.Popen[bytes]") -> str:
    for _ in range(600):
        assert server.poll() is None, "the server ended before it served"
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310
                assert answer.status == 200
                return url
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        assert not os.environ.get("REQUIRE_BROWSER"), "chromium is required here"
        pytest.skip("no chromium on this machine; install it (Debian: apt-get install chromium) to run these tests")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    fresh = context.new_page()
    fresh.goto(address)
    fresh.wait_for_selector("#ra-question textarea")
    yield fresh
    context.close()
