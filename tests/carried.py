"""What tests of a Chroma that is carried over have in common."""

import hashlib
import random
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np

from assistant.indexing import check, generations
from assistant.indexing.index import Index
from assistant.indexing.rebuild import rebuild
from assistant.indexing.seal import broken
from assistant.settings import Settings
from assistant.types import RebuildSummary
from tests.fakes import WordCountEmbedder

WORDS = [f"{one}{two}" for one in ("bar", "tel", "mon", "sig", "ver", "dul") for two in ("ta", "nor", "kim", "pes")]
SECRETS = ("Zebracode", "quillonated", "vexilloxyz")


class Apart(WordCountEmbedder):
    """Every text has a direction of its own."""

    name = "fake:apart"
    dimensions = 24

    def _row(self, text: str) -> list[float]:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        row = np.random.default_rng(seed).normal(size=self.dimensions)
        return [float(value) for value in row / np.linalg.norm(row)]


def report(name: str, version: int = 1, sentences: int = 40) -> str:
    chance = random.Random(f"{name} {version}")  # noqa: S311 - the same on every run
    told = (" ".join(chance.choices(WORDS, k=9)) for _ in range(sentences))
    return "".join(f"In report {name} version {version} they {words}. " for words in told)


def names(count: int) -> list[str]:
    return [f"r{number:03}" for number in range(count)]


def build(settings: Settings, embedder: WordCountEmbedder | None = None, *, full: bool = False) -> RebuildSummary:
    return rebuild(settings, embedder=embedder or Apart(), full=full)


def folder_of(settings: Settings) -> Path:
    return settings.index_dir / generations.live(settings.index_dir)


def worn(settings: Settings) -> int:
    return generations.read_manifest(folder_of(settings)).worn


def collection(settings: Settings) -> str:
    """What Chroma calls the live collection; a copy keeps it."""
    with closing(sqlite3.connect(folder_of(settings) / "chroma" / "chroma.sqlite3")) as database:
        return str(database.execute("select id from collections").fetchone()[0])


def passages(settings: Settings, name: str) -> list[str]:
    index = Index(folder_of(settings))
    try:
        return [passage.id for passage, _ in index.reports.passages_of(f"{name}.txt")]
    finally:
        index.close()


def rows(settings: Settings, tmp_path: Path) -> dict[str, tuple[object, ...]]:
    """Everything that the live collection holds, read from a copy: Chroma writes to what it opens."""
    place = tmp_path / f"read{len(list(tmp_path.glob('read*')))}"
    shutil.copytree(folder_of(settings) / "chroma", place)
    client = chromadb.PersistentClient(path=str(place))
    found = client.get_collection("passages", embedding_function=None).get(
        include=["documents", "metadatas", "embeddings"]
    )
    client.close()
    vectors = [np.asarray(one, dtype=np.float32).tobytes() for one in found["embeddings"]]
    about = [tuple(sorted(one.items())) for one in found["metadatas"]]
    return dict(zip(found["ids"], zip(found["documents"], about, vectors, strict=True), strict=True))


def assert_as_a_full_rebuild(settings: Settings, tmp_path: Path) -> None:
    held, index = rows(settings, tmp_path), Index(folder_of(settings))
    assert check.faults(index) == []
    ids, matrix = index.reports.passage_ids(), [index.vectors.row(row) for row in range(len(held))]
    unreached = [row for row in range(len(ids)) if index.vectors.candidates(matrix[row], 1) != [ids[row]]]
    index.close()
    assert unreached == []
    assert broken(folder_of(settings), but="chroma") == {}
    afresh = settings.model_copy(update={"index_dir": tmp_path / f"afresh{len(list(tmp_path.glob('afresh*')))}"})
    build(afresh)
    other = Index(folder_of(afresh))
    assert (ids, held) == (other.reports.passage_ids(), rows(afresh, tmp_path))
    assert np.array_equal(matrix, [other.vectors.row(row) for row in range(len(ids))])
    other.close()


def traces(settings: Settings, words: Sequence[str] = SECRETS) -> list[str]:
    wanted = {form.encode() for word in words for form in (word, word.lower(), word.upper())}
    files = [file for file in settings.index_dir.rglob("*") if file.is_file()]
    return [str(file) for file in files if any(one in file.read_bytes() for one in wanted)]
