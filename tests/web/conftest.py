import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant import Settings, rebuild
from assistant.models.protocols import Embedder
from tests.web.letters import filled
from tests.web.pages import opened
from tests.web.serving import ROOT, served
from tests.web.writing import Writer, small, written

expect.set_options(timeout=20_000)  # ms; two cores may be busy with other tests
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


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


@pytest.fixture(scope="module")
def writer() -> Iterator[Writer]:
    """A chat model on loopback that writes what a test says."""
    made = Writer()
    yield made
    made.server.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Settings:
    """The two reports that the model writes about."""
    return small(tmp_path_factory.mktemp("written"), embedder)


@pytest.fixture(scope="module")
def door(reports: Settings, writer: Writer) -> Iterator[str]:
    """The page over the two reports with the model connected."""
    with written(reports, writer) as address:
        yield address


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
