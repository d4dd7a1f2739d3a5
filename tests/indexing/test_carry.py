"""Chroma carried over: a copy with a few rows changed holds what a collection written anew would, and no more."""

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
import pytest

from assistant.errors import IndexUnwritable
from assistant.indexing import check, generations
from assistant.indexing.index import Index
from assistant.indexing.rebuild import rebuild
from assistant.indexing.seal import broken
from assistant.settings import Settings
from assistant.types import RebuildSummary
from tests.fakes import WordCountEmbedder
from tests.indexing.test_failures import posix, rebuild_elsewhere
from tests.stores import write

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


@pytest.fixture
def filled(settings: Settings) -> Settings:
    """Thirty reports and their index."""
    write(settings, **{name: report(name) for name in names(30)})
    build(settings)
    return settings


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


def test_a_changed_and_an_added_report_end_where_a_full_rebuild_ends(filled: Settings, tmp_path: Path) -> None:
    before, replaced = collection(filled), len(passages(filled, "r007"))
    write(filled, r007=report("r007", 2), r0075=report("r0075"))
    summary = build(filled)
    assert (collection(filled), worn(filled)) == (before, replaced)
    assert summary.embedded == len(passages(filled, "r007")) + len(passages(filled, "r0075"))
    assert_as_a_full_rebuild(filled, tmp_path)


def test_reports_that_were_only_added_wear_nothing(filled: Settings, tmp_path: Path) -> None:
    before = collection(filled)
    write(filled, a=report("a"))
    build(filled)
    assert (collection(filled), worn(filled)) == (before, 0)
    assert_as_a_full_rebuild(filled, tmp_path)


def test_a_renamed_report_is_carried(filled: Settings, tmp_path: Path) -> None:
    before, replaced = collection(filled), len(passages(filled, "r003"))
    (filled.corpus_dir / "r003.txt").rename(filled.corpus_dir / "renamed.txt")
    build(filled)
    assert (collection(filled), worn(filled)) == (before, replaced)
    assert traces(filled, ["r003.txt"]) == []
    assert_as_a_full_rebuild(filled, tmp_path)


def test_a_title_that_changed_is_replaced_under_the_same_ids(filled: Settings, tmp_path: Path) -> None:
    (filled.corpus_dir / "metadata.csv").write_text("path,title\nr004.txt,Zebracode\n", encoding="utf-8")
    build(filled)
    before, ids = collection(filled), passages(filled, "r004")
    (filled.corpus_dir / "metadata.csv").write_text("path,title\nr004.txt,Harmless\n", encoding="utf-8")
    build(filled)
    assert (collection(filled), passages(filled, "r004"), worn(filled)) == (before, ids, 2 * len(ids))
    assert traces(filled) == []
    assert_as_a_full_rebuild(filled, tmp_path)


def test_equal_files_that_stay_wear_nothing(filled: Settings, tmp_path: Path) -> None:
    write(filled, twin=report("r001"))  # joins r001, which has another path from now on
    build(filled)
    before = collection(filled)
    write(filled, a=report("a"))
    build(filled)
    assert (collection(filled), worn(filled)) == (before, 0)
    assert_as_a_full_rebuild(filled, tmp_path)


@pytest.mark.parametrize("count", [30, 150])  # rows in Chroma's queue alone, and more than that: in its graph files too
@pytest.mark.parametrize("changed", ["first", "last"])
def test_of_what_was_changed_no_byte_is_left_however_often(settings: Settings, count: int, changed: str) -> None:
    name = {"first": "a", "last": "z"}[changed]
    write(settings, **{one: report(one) for one in names(count)}, **{name: f"{' '.join(SECRETS)}. " + report(name)})
    build(settings)
    before = collection(settings)
    assert traces(settings)
    secret = ""
    for version in range(2, 5):
        gone, secret = [*SECRETS, secret or SECRETS[0]], f"Unrepeated{version}word"
        write(settings, **{name: report(name, version) + f"Then {secret} was told."}, added=report("added", version))
        build(settings)
        assert traces(settings, gone) == []
        assert traces(settings, [secret])
    if count > 30:
        assert collection(settings) == before
        assert next((folder_of(settings) / "chroma").glob("*/data_level0.bin")).is_file()
    index = Index(folder_of(settings))
    assert check.faults(index, samples=200) == []
    index.close()


def test_where_a_report_was_removed_chroma_is_written_anew(filled: Settings, tmp_path: Path) -> None:
    write(filled, r007=report("r007", 2))
    build(filled)
    before = collection(filled)
    (filled.corpus_dir / "r008.txt").unlink()
    build(filled)
    assert collection(filled) != before
    assert worn(filled) == 0
    assert_as_a_full_rebuild(filled, tmp_path)


def test_where_a_report_turns_out_to_be_none_chroma_is_written_anew(filled: Settings, tmp_path: Path) -> None:
    before = collection(filled)
    write(filled, a=report("a"))
    (filled.corpus_dir / "r008.txt").write_bytes(bytes(range(256)))
    summary = build(filled)
    assert summary.plan.removed == ("r008.txt",)
    assert summary.embedded == len(passages(filled, "a"))  # once
    assert collection(filled) != before
    assert_as_a_full_rebuild(filled, tmp_path)


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


@pytest.mark.parametrize("damage", [flip, Path.unlink, lambda file: os.truncate(file, 5000)])
def test_a_damaged_chroma_is_not_carried_over(filled: Settings, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    damage(folder_of(filled) / "chroma" / "chroma.sqlite3")
    write(filled, r007=report("r007", 2))
    build(filled)
    assert worn(filled) == 0
    assert broken(folder_of(filled)) == {}
    assert_as_a_full_rebuild(filled, tmp_path)


def test_where_much_is_added_chroma_is_written_anew(filled: Settings) -> None:
    before = collection(filled)
    write(filled, **{f"s{name}": report(f"s{name}") for name in names(20)})
    build(filled)
    assert collection(filled) != before


def test_a_worn_graph_is_written_anew(filled: Settings) -> None:
    seen = []
    for version in range(2, 7):
        write(filled, r007=report("r007", version))
        total = build(filled).passages
        seen.append((collection(filled), worn(filled)))
        assert worn(filled) <= 0.1 * total
    assert len({one for one, _ in seen}) == 2
    assert sorted(seen[:3]) == sorted(seen[:3], key=lambda one: one[1])
    assert 0 in [count for _, count in seen]


def test_a_full_rebuild_writes_chroma_anew(filled: Settings) -> None:
    before = collection(filled)
    write(filled, r007=report("r007", 2))
    build(filled, full=True)
    assert collection(filled) != before
    assert worn(filled) == 0


def test_twenty_small_rebuilds_leave_chroma_whole_and_its_rows_in_reach(settings: Settings, tmp_path: Path) -> None:
    write(settings, **{name: report(name, sentences=20) for name in names(60)})
    build(settings)
    chance, kinds = random.Random(7), set()  # noqa: S311 - the same on every run
    for version in range(2, 22):
        before = collection(settings)
        name = chance.choice(names(60))
        write(settings, **{name: report(name, version, 20), f"more{version}": report("more", version, 20)})
        build(settings)
        kinds.add(collection(settings) == before)
    assert kinds == {True, False}
    assert_as_a_full_rebuild(settings, tmp_path)


class Damaging(Apart):
    """Takes away what the generation in the making has of Chroma, so many times."""

    def __init__(self, index_dir: Path, times: int) -> None:
        super().__init__()
        self._index_dir, self._times = index_dir, times

    def embed_query(self, text: str) -> list[float]:
        for folder in self._index_dir.glob("g*"):
            made = (folder / "lexical").exists() and not (folder / "manifest.json").exists()
            if self._times and made:
                self._times -= 1
                (folder / "chroma" / "chroma.sqlite3").unlink(missing_ok=True)
        return super().embed_query(text)


def test_a_copy_that_fails_its_check_is_followed_by_a_whole_generation(filled: Settings, tmp_path: Path) -> None:
    before = collection(filled)
    write(filled, r007=report("r007", 2))
    summary = build(filled, Damaging(filled.index_dir, times=1))
    assert summary.embedded == len(passages(filled, "r007"))  # once
    assert collection(filled) != before
    assert [entry.name for entry in filled.index_dir.glob("g*")] == [folder_of(filled).name]
    assert_as_a_full_rebuild(filled, tmp_path)


def test_when_the_whole_generation_fails_too_the_old_one_serves(filled: Settings) -> None:
    before, summary = collection(filled), generations.live(filled.index_dir)
    write(filled, r007=report("r007", 2))
    with pytest.raises(IndexUnwritable, match=r"failed its self-check .*the old one still serves"):
        build(filled, Damaging(filled.index_dir, times=9))
    assert (collection(filled), [entry.name for entry in filled.index_dir.glob("g*")]) == (before, [summary])
    assert not (filled.index_dir / "embedding.journal").exists()
    write(filled, r007=report("r007", 3))
    build(filled)
    assert collection(filled) == before


@posix
@pytest.mark.parametrize("largest", [10_000, 150_000])  # of which no copy of Chroma's files can be made
def test_a_disk_that_is_full_for_the_copy_is_one_clear_error(settings: Settings, largest: int) -> None:
    write(settings, **{name: report(name) for name in names(30)})
    old = build(settings, WordCountEmbedder())
    size = (folder_of(settings) / "chroma" / "chroma.sqlite3").stat().st_size
    assert size > largest
    write(settings, r007=report("r007", 2))
    told = rebuild_elsewhere(settings, f"resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest}))")
    assert told.startswith("8 The index")
    assert "Free space" in told
    assert [entry.name for entry in settings.index_dir.glob("g*")] == [old.generation]
    before = collection(settings)
    build(settings, WordCountEmbedder())
    assert collection(settings) == before
    assert worn(settings) > 0
