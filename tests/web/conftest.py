import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant import Settings, rebuild
from assistant.models.protocols import Embedder
from tests.web.letters import filled
from tests.web.pages import opened

expect.set_options(timeout=20_000)  # ms; two cores may be busy with other tests
ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(settings: Settings, *, ready: bool = True, **variables: str) -> Iterator[str]:
    """The address of the page over these settings, served as people serve it; `variables` are further settings."""
    port = free_port()
    places = ["--corpus", str(settings.corpus_dir), "--index", str(settings.index_dir)]
    environment = {**os.environ, **{f"ASSISTANT_{name.upper()}": value for name, value in variables.items()}}
    environment.setdefault("ASSISTANT_WEB_QUESTIONS_PER_MINUTE", "10000")
    command = [sys.executable, "app.py", "--port", str(port), *places]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}/"
        health(address, server, wanted="ready" if ready else "")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def health(address: str, server: "subprocess.Popen[bytes] | None" = None, *, wanted: str = "") -> dict[str, object]:
    """What the page says of its health, once it says so, and is as wanted."""
    for _ in range(600):
        assert server is None or server.poll() is None, "the server ended before it served"
        try:
            with urllib.request.urlopen(f"{address}health") as answer:  # noqa: S310
                said: dict[str, object] = json.load(answer)
            if not wanted or said["state"] == wanted:
                return said
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server is not {wanted or 'up'}")


@pytest.fixture(scope="session")
def address(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page over the sample corpus, which it must not change."""
    with served(
        sample_settings, web_edit_corpus="nobody", web_data_dir=str(tmp_path_factory.mktemp("conversations"))
    ) as url:
        yield url


@pytest.fixture
def few(settings: Settings, embedder: Embedder) -> Settings:
    """A corpus of three reports, indexed."""
    for name in ("minsk-lavrov-makei-talks.md", "1990-11-19-cfe-treaty.md", "1987-12-08-inf-treaty.md"):
        shutil.copy(ROOT / "corpus" / name, settings.corpus_dir)
    rebuild(settings, embedder=embedder)
    return settings


@pytest.fixture(scope="session")
def paged(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Settings:
    """A corpus of PDFs and letters, indexed."""
    corpus = filled(tmp_path_factory.mktemp("paged"))
    settings = Settings(corpus_dir=corpus, index_dir=tmp_path_factory.mktemp("paged-index"))
    rebuild(settings, embedder=embedder)
    return settings


@pytest.fixture(scope="session")
def paged_address(paged: Settings) -> Iterator[str]:
    """The page over the PDFs and letters."""
    with served(paged) as url:
        yield url


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
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield opened(context.new_page(), address)
    context.close()
