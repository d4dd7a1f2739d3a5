"""One small index for all that is written here."""

from pathlib import Path

import pytest

from assistant import Settings, rebuild
from assistant.models.protocols import Embedder, Reranker
from tests.answering.written.talks import REPORT


@pytest.fixture(scope="session")
def talks(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Settings:
    """A corpus of one report, indexed."""
    folder: Path = tmp_path_factory.mktemp("talks")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "talks.md").write_text(REPORT, encoding="utf-8")
    settings = Settings(corpus_dir=folder / "corpus", index_dir=folder / "index")
    rebuild(settings, embedder=embedder)
    return settings


@pytest.fixture(scope="session")
def models(embedder: Embedder, reranker: Reranker) -> tuple[Embedder, Reranker]:
    return embedder, reranker
