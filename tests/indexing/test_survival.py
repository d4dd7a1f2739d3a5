"""Rebuilds that are killed, and rebuilds under readers. KILLS=100 kills more often than the usual few times."""

import itertools
import json
import multiprocessing
import os
import random
import shutil
import threading
import time
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.errors import IndexBusy
from assistant.indexing import generations
from assistant.indexing.check import faults
from assistant.indexing.index import Index, open_live
from assistant.indexing.rebuild import rebuild
from assistant.indexing.seal import broken
from assistant.settings import Settings
from tests.fakes import VOCABULARY, OverlapReranker, WordCountEmbedder

KILLS = int(os.environ.get("KILLS", "8"))
SEED = 20111
SWAPS = 20
CORPORA = (  # each follows from the one before by adding, changing or removing, or by all three; the last leads on
    {"a": 1, "b": 1, "c": 1},
    {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1},
    {"a": 2, "b": 1, "c": 2, "d": 1, "e": 1},
    {"a": 2, "c": 2, "d": 1},
    {"c": 3, "d": 1, "f": 1},
)

# Forked from a process that has imported everything, a rebuild is killed while it rebuilds, not while it imports.
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["chromadb", "tantivy", __name__])


def text(name: str, version: int, sentences: int = 400) -> str:
    """A report whose every sentence is its own and tells its version."""
    chance = random.Random(f"{name} {version}")  # noqa: S311 - the same on every run
    topics = (" and the ".join(chance.sample(VOCABULARY, 3)) for _ in range(sentences))
    told = (f"sentence {number} tells of the {topic}. " for number, topic in enumerate(topics))
    return "".join(f"In report {name} version{version} {words}" for words in told)


def put(settings: Settings, corpus: dict[str, int]) -> None:
    shutil.rmtree(settings.corpus_dir)
    settings.corpus_dir.mkdir()
    for name, version in corpus.items():
        (settings.corpus_dir / f"{name}.txt").write_text(text(name, version), encoding="utf-8")


def build(settings: Settings) -> str:
    return rebuild(settings, embedder=WordCountEmbedder()).index


@dataclass(frozen=True)
class Contents:
    """Everything that an index can be asked for."""

    name: str
    reports: tuple[tuple[str, str], ...]
    passages: tuple[tuple[str, str, int, int], ...]
    by_words: tuple[tuple[int, float], ...]
    by_vector: tuple[tuple[int, float], ...]


def contents(index: Index) -> Contents:
    ids = index.reports.report_ids()
    reports = [(one, report.text) for one in ids if (report := index.reports.report(one))]
    passages = index.reports.passages(range(index.manifest.passages))
    return Contents(
        index.manifest.index,
        tuple(reports),
        tuple((one.report_id, one.text, one.start, one.end) for one in passages),
        tuple(index.words.best({"version2": 1.0, "treati": 1.0}, 20)),
        tuple(index.vectors.nearest(WordCountEmbedder().embed_query("treaty on tanks"), 20)),
    )


def read(settings: Settings) -> Contents:
    index = open_live(settings, WordCountEmbedder())
    try:
        assert list(dict(contents(index).reports)) == sorted(index.manifest.hashes)
        return contents(index)
    finally:
        index.close()


def started(settings: Settings) -> BaseProcess:
    going = context.Event()
    process = context.Process(target=rebuild_there, args=(settings.corpus_dir, settings.index_dir, going))
    process.start()
    assert going.wait(60)
    return process


def rebuild_there(corpus_dir: Path, index_dir: Path, going: Event) -> None:
    going.set()
    build(Settings(corpus_dir=corpus_dir, index_dir=index_dir))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL and no fork server")
@pytest.mark.timeout(60 + 20 * KILLS)
def test_a_rebuild_killed_at_any_instant_leaves_the_old_or_the_new_index(settings: Settings) -> None:
    known, seconds = [], 0.0
    for corpus in CORPORA:
        put(settings, corpus)
        begun = time.monotonic()
        rebuilding = started(settings)
        rebuilding.join()
        seconds = max(seconds, time.monotonic() - begun)
        assert rebuilding.exitcode == 0
        known.append(read(settings))
    assert len({one.name for one in known}) == len(CORPORA)
    chance = random.Random(SEED)  # noqa: S311 - the same on every run
    killed = 0
    for step in range(KILLS):
        old, new = known[step % len(known) - 1], known[step % len(known)]
        put(settings, CORPORA[step % len(CORPORA)])
        rebuilding = started(settings)
        rebuilding.join(chance.uniform(0, seconds))
        rebuilding.kill()
        rebuilding.join()
        killed += rebuilding.exitcode == -9
        assert read(settings) in (old, new)
        assert build(settings) == new.name
        assert read(settings) == new
        assert [entry.name for entry in settings.index_dir.glob("g*")] == [generations.live(settings.index_dir)]
    assert killed > 0
    sound(settings)


def sound(settings: Settings) -> None:
    folder = settings.index_dir / generations.live(settings.index_dir)
    assert broken(folder) == {}
    index = Index(folder)
    assert faults(index) == []
    index.close()


def wait_in_rebuild(corpus_dir: Path, index_dir: Path, going: Event) -> None:
    class Waiting(WordCountEmbedder):
        def embed_query(self, text: str) -> list[float]:
            going.set()
            time.sleep(60)
            return super().embed_query(text)

    rebuild(Settings(corpus_dir=corpus_dir, index_dir=index_dir), embedder=Waiting())


@pytest.mark.parametrize("before", ["no index", "an index"])
def test_of_two_rebuilds_the_second_is_told_at_once_which_process_is_at_work(settings: Settings, before: str) -> None:
    put(settings, CORPORA[0])
    if before == "an index":
        build(settings)
    spawn = multiprocessing.get_context("spawn")
    going = spawn.Event()
    first = spawn.Process(target=wait_in_rebuild, args=(settings.corpus_dir, settings.index_dir, going))
    first.start()
    try:
        assert going.wait(60)
        with pytest.raises(IndexBusy, match=rf"Process {first.pid} is rebuilding .*Wait for it, or stop it"):
            build(settings)
        first.kill()  # the lock dies with its holder, whose number still stands beside it
        first.join()
        assert build(settings) == read(settings).name
    finally:
        first.kill()
        first.join()


def ask(assistant: Assistant, published: "Synchronized[int]") -> tuple[int, int]:
    """The version that was published before the question, and the one that answered it."""
    least = published.value
    hits = assistant.search("Which version does the summit report tell of?", top=3)
    versions = {next(word for word in hit.passage.text.split() if word.startswith("version")) for hit in hits}
    (version,) = versions  # never a mixture
    return least, int(version.removeprefix("version"))


def read_on(settings: Settings, published: "Synchronized[int]", complaints: list[str], asked: list[int]) -> None:
    try:
        with Assistant.open(settings, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
            while published.value < SWAPS:
                least, found = ask(assistant, published)
                asked.append(found)
                time.sleep(0.01)  # lets the rebuild have the processor
                if found < least:
                    complaints.append(f"version {found} answered after version {least} was live")
    except BaseException as error:
        complaints.append(repr(error))
        raise


def read_in_a_process(corpus_dir: Path, index_dir: Path, published: "Synchronized[int]", report: Path) -> None:
    complaints: list[str] = []
    asked: list[int] = []
    try:
        read_on(Settings(corpus_dir=corpus_dir, index_dir=index_dir), published, complaints, asked)
    finally:
        report.write_text(json.dumps([complaints, asked]), encoding="utf-8")


def test_readers_follow_twenty_swaps_without_an_error_or_a_stale_answer(settings: Settings, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    published = spawn.Value("i", 0)
    (settings.corpus_dir / "a.txt").write_text(text("a", 0, 60), encoding="utf-8")
    build(settings)
    complaints: list[str] = []
    asked: list[list[int]] = [[] for _ in range(8)]
    threads = [threading.Thread(target=read_on, args=(settings, published, complaints, one)) for one in asked]
    places = [tmp_path / f"reader{number}.json" for number in range(2)]
    folders = (settings.corpus_dir, settings.index_dir)
    processes = [spawn.Process(target=read_in_a_process, args=(*folders, published, place)) for place in places]
    for reader in itertools.chain(processes, threads):
        reader.start()
    try:
        for version in range(1, SWAPS + 1):
            (settings.corpus_dir / "a.txt").write_text(text("a", version, 60), encoding="utf-8")
            build(settings)
            published.value = version
    finally:
        published.value = SWAPS
        for reader in itertools.chain(processes, threads):
            reader.join()
    reports = [json.loads(place.read_text(encoding="utf-8")) for place in places]
    assert complaints + [one for found, _ in reports for one in found] == []
    assert all(len(set(one)) > 1 for one in [*asked, *(found for _, found in reports)])
