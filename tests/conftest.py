import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from assistant import Assistant, Settings, rebuild
from assistant.models.protocols import Embedder, Reranker
from assistant.models.tables import load_embedder, load_reranker
from tests.servers import ChromaServer

ROOT = Path(__file__).parents[1]
hypothesis_settings.register_profile("project", deadline=None, derandomize=True, max_examples=60)
hypothesis_settings.load_profile("project")


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return load_embedder(Settings())


@pytest.fixture(scope="session")
def reranker() -> Reranker:
    return load_reranker(Settings())


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Settings:
    """The sample corpus, indexed by the real models."""
    settings = Settings(corpus_dir=ROOT / "corpus", index_dir=tmp_path_factory.mktemp("index"))
    rebuild(settings, embedder=embedder)
    return settings


@pytest.fixture(scope="session")
def sample(sample_settings: Settings, embedder: Embedder, reranker: Reranker) -> Assistant:
    return Assistant.open(sample_settings, embedder=embedder, reranker=reranker)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty corpus folder and a place for an index."""
    (tmp_path / "corpus").mkdir()
    return Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index")


@pytest.fixture
def minsk(settings: Settings) -> Settings:
    """A corpus of one report: the talks in Minsk."""
    shutil.copy(ROOT / "corpus" / "minsk-lavrov-makei-talks.md", settings.corpus_dir)
    return settings


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server for all tests that leave it alive."""
    server = ChromaServer(tmp_path_factory.mktemp("chroma") / "data").start()
    yield server
    server.kill()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[ChromaServer]:
    """A Chroma server of one test's own, to be killed."""
    server = ChromaServer(tmp_path / "mortal").start()
    yield server
    server.kill()


@pytest.fixture
def remote(settings: Settings, chroma: ChromaServer) -> Settings:
    """An empty corpus folder and a place for an index whose vectors live in a server."""
    return Settings(corpus_dir=settings.corpus_dir, index_dir=settings.index_dir, chroma_url=chroma.url)
