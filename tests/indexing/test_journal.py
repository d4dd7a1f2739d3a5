"""Interrupted at any point, the next rebuild goes on: at most one batch of embedding is done twice."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.indexing import journal
from assistant.indexing.index import open_live
from assistant.indexing.journal import Journal
from assistant.indexing.passages import vector_key
from assistant.indexing.rebuild import rebuild
from assistant.settings import Settings
from tests.fakes import VOCABULARY, WordCountEmbedder

ROOT = Path(__file__).parents[2]
BATCH = 128
KEYS = [vector_key(text) for text in ("one", "two", "three")]
ROWS = np.eye(3, WordCountEmbedder.dimensions, dtype=np.float32)


def kept(settings: Settings, embedder: WordCountEmbedder | None = None, *, afresh: bool = False) -> list[str]:
    """The keys of KEYS that a journal opened anew holds, each with its right vector."""
    opened = Journal(settings.index_dir, embedder or WordCountEmbedder(), afresh=afresh)
    found = {key: opened.vector(key) for key in KEYS}
    opened.close()
    assert all(np.array_equal(row, ROWS[KEYS.index(key)]) for key, row in found.items() if row is not None)
    return [key for key, row in found.items() if row is not None]


@pytest.fixture
def file(settings: Settings) -> Path:
    """A journal of three vectors."""
    settings.index_dir.mkdir()
    opened = Journal(settings.index_dir, WordCountEmbedder())
    opened.add(KEYS[:2], ROWS[:2])
    opened.add(KEYS[2:], ROWS[2:])
    opened.close()
    return settings.index_dir / journal.FILE


def test_what_was_added_is_found_by_the_next(settings: Settings, file: Path) -> None:
    assert kept(settings) == KEYS


@pytest.mark.parametrize("torn", [1, 4, 20, 55])
def test_a_torn_last_record_is_ignored_and_the_next_is_written_in_its_place(
    settings: Settings, file: Path, torn: int
) -> None:
    file.write_bytes(file.read_bytes()[:-torn])
    opened = Journal(settings.index_dir, WordCountEmbedder())
    assert opened.vector(KEYS[2]) is None
    opened.add(KEYS[2:], ROWS[2:])
    opened.close()
    assert kept(settings) == KEYS


def test_a_record_with_a_flipped_byte_ends_the_journal(settings: Settings, file: Path) -> None:
    content = bytearray(file.read_bytes())
    record = 16 + 4 * WordCountEmbedder.dimensions + 4
    content[-2 * record + 20] ^= 1
    file.write_bytes(content)
    assert kept(settings) == KEYS[:1]


class DriftedEmbedder(WordCountEmbedder):
    def embed_query(self, text: str) -> list[float]:
        return super().embed_query(text)[::-1]


def renamed() -> WordCountEmbedder:
    embedder = WordCountEmbedder()
    embedder.name = "fake:other"
    return embedder


@pytest.mark.parametrize("other", [DriftedEmbedder(), renamed()], ids=["drifted", "renamed"])
def test_another_embedder_s_vectors_are_not_taken(settings: Settings, file: Path, other: WordCountEmbedder) -> None:
    assert kept(settings, other) == []
    assert kept(settings) == []  # the journal is the other one's now


@pytest.mark.parametrize("content", [b"", b"\n", b"[]\n", b'{"version": 1, "embed', b"\xff" * 3000])
def test_a_journal_with_a_torn_header_is_begun_anew(settings: Settings, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert kept(settings) == []


def test_afresh_forgets(settings: Settings, file: Path) -> None:
    assert kept(settings, afresh=True) == []


REBUILD = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from assistant.errors import AssistantError
from assistant.indexing.rebuild import rebuild
from assistant.settings import Settings
from tests.fakes import WordCountEmbedder
corpus, index, log, batches, pause = sys.argv[1:]

class Slow(WordCountEmbedder):
    def embed_passages(self, texts):
        with open(log, "a") as stream:
            stream.write(f"{len(texts)}\\n")
        self.calls = getattr(self, "calls", 0) + 1
        if self.calls > int(batches):
            time.sleep(float(pause))
        return super().embed_passages(texts)

try:
    rebuild(Settings(corpus_dir=corpus, index_dir=index), embedder=Slow())
except KeyboardInterrupt:
    sys.exit(130)
"""


def text(number: int) -> str:
    """A report of many passages, no two of which have the same counts of words."""
    chance = random.Random(number)  # noqa: S311 no secret depends on it
    sentences = (" ".join(chance.choices(VOCABULARY, chance.sample(range(1, 90), 8), k=9)) for _ in range(600))
    return " ".join(f"In matter {number}.{day} they say {words}." for day, words in enumerate(sentences))


def interrupted(settings: Settings, log: Path, how: signal.Signals, pause: float) -> list[int]:
    """The batches that a rebuild in another process had begun to embed when it was interrupted in its fourth."""
    command = [sys.executable, "-c", REBUILD, settings.corpus_dir, settings.index_dir, log, "3", str(pause)]
    log.write_text("")
    process = subprocess.Popen(list(map(str, command)), cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        deadline = time.monotonic() + 120
        while len(log.read_text().splitlines()) < 4:
            assert process.poll() is None, "the rebuild ended before it was interrupted"
            assert time.monotonic() < deadline, "the rebuild never came to its fourth batch"
            time.sleep(0.02)
        process.send_signal(how)
        assert process.wait(60) in (-signal.SIGKILL, 130)
    finally:
        process.kill()
    return [int(line) for line in log.read_text().splitlines()]


def half_built(settings: Settings, live: str) -> list[str]:
    return [entry.name for entry in settings.index_dir.glob("g*") if entry.name != live]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_next_rebuild_goes_on_and_embeds_at_most_one_batch_twice(
    settings: Settings, tmp_path: Path, how: signal.Signals
) -> None:
    (settings.corpus_dir / "old.txt").write_text("The old report on gas.", encoding="utf-8")
    old = rebuild(settings, embedder=WordCountEmbedder())
    for number in range(20):
        (settings.corpus_dir / f"{number}.txt").write_text(text(number), encoding="utf-8")
    begun = interrupted(settings, tmp_path / "log", how, 60 if how == signal.SIGKILL else 1)
    assert max(begun) <= BATCH
    assert open_live(settings, WordCountEmbedder()).manifest.index == old.index
    assert len(half_built(settings, old.generation)) == (1 if how == signal.SIGKILL else 0)
    embedder = WordCountEmbedder()
    summary = rebuild(settings, embedder=embedder)
    assert summary.passages - 1 > 5 * BATCH
    assert len(embedder.embedded) <= summary.embedded + 8  # the self-check embeds a few again
    assert summary.embedded <= summary.passages - 1 - sum(begun) + BATCH
    assert summary.embedded + summary.reused == summary.passages
    assert half_built(settings, summary.generation) == []
    assert not (settings.index_dir / journal.FILE).exists()
    afresh = settings.model_copy(update={"index_dir": tmp_path / "afresh"})
    assert rebuild(afresh, embedder=WordCountEmbedder()).index == summary.index
    one, two = (open_live(each, WordCountEmbedder()) for each in (settings, afresh))
    rows = range(summary.passages)
    assert all(np.array_equal(one.vectors.row(row), two.vectors.row(row)) for row in rows)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_kill_after_kill_before_there_is_any_index_leaves_one_half_built_generation(
    settings: Settings, tmp_path: Path
) -> None:
    for number in range(20):
        (settings.corpus_dir / f"{number}.txt").write_text(text(number), encoding="utf-8")
    first = interrupted(settings, tmp_path / "log", signal.SIGKILL, 60)
    second = interrupted(settings, tmp_path / "log", signal.SIGKILL, 60)
    assert len(half_built(settings, "")) == 1
    summary = rebuild(settings, embedder=WordCountEmbedder())
    assert summary.embedded <= summary.passages - sum(first) - sum(second) + 2 * BATCH


def test_the_journal_holds_no_text(settings: Settings, tmp_path: Path) -> None:
    for number in range(3):
        (settings.corpus_dir / f"{number}.txt").write_text(text(number) + " Zebracode.", encoding="utf-8")

    class Stopping(WordCountEmbedder):
        def embed_passages(self, texts: list[str]) -> np.ndarray:  # type: ignore[override]
            if len(self.embedded) >= BATCH:
                raise KeyboardInterrupt
            return super().embed_passages(texts)

    with pytest.raises(KeyboardInterrupt):
        rebuild(settings, embedder=Stopping())
    content = (settings.index_dir / journal.FILE).read_bytes()
    assert len(content) > BATCH * 4 * WordCountEmbedder.dimensions
    assert b"ebracode" not in content
    assert b"ministers" not in content
    assert half_built(settings, "") == []
