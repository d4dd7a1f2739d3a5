"""What tests of indexes at a server have in common."""

import chromadb

from assistant.indexing import generations
from assistant.indexing.index import Index, open_live
from assistant.indexing.rebuild import rebuild
from assistant.indexing.server import prefix, server_of
from assistant.settings import Settings
from assistant.types import RebuildSummary
from tests.fakes import WordCountEmbedder
from tests.servers import ChromaServer

TEXT = "The ministers signed a treaty on tanks. The summit agreed on a border. Gas was not discussed by any minister. "


def at(settings: Settings, url: str, **more: object) -> Settings:
    return Settings(corpus_dir=settings.corpus_dir, index_dir=settings.index_dir, chroma_url=url, **more)


def write(settings: Settings, **files: str) -> None:
    for name, text in files.items():
        (settings.corpus_dir / f"{name}.txt").write_text(text, encoding="utf-8")


def build(settings: Settings, embedder: WordCountEmbedder | None = None) -> RebuildSummary:
    return rebuild(settings, embedder=embedder or WordCountEmbedder())


def live(settings: Settings) -> Index:
    return open_live(settings, WordCountEmbedder())


def asking_chroma(settings: Settings) -> Index:
    """The live index, opened as one that is too large to be compared exactly."""
    folder = settings.index_dir / generations.live(settings.index_dir)
    return Index(folder, exact_rows=0, server=server_of(settings))


def live_collection(settings: Settings) -> str:
    return generations.read_manifest(settings.index_dir / generations.live(settings.index_dir)).collection


def client_of(server: ChromaServer) -> "chromadb.api.ClientAPI":
    return chromadb.HttpClient(host="127.0.0.1", port=server.port)


def collections(server: ChromaServer, settings: Settings) -> list[str]:
    names = [one.name for one in client_of(server).list_collections(limit=1000)]
    return sorted(name for name in names if name.startswith(prefix(settings.index_dir)))
