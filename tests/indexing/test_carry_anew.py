"""When Chroma is not carried over: what was removed, damage, a worn graph, and copies that fail."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import IndexUnwritable
from assistant.indexing import generations
from assistant.indexing.seal import broken
from assistant.settings import Settings
from tests.carried import (
    Apart,
    assert_as_a_full_rebuild,
    build,
    collection,
    folder_of,
    names,
    passages,
    report,
    worn,
)
from tests.fakes import WordCountEmbedder
from tests.indexing.test_failures import posix, rebuild_elsewhere
from tests.stores import write


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
        assert worn(filled) <= 0.1 * total
        seen.append((collection(filled), worn(filled)))
    replaced = len(passages(filled, "r007"))
    whole = [count for _, count in seen].index(0)
    assert whole > 1
    assert [count for _, count in seen[:whole]] == [replaced * (time + 1) for time in range(whole)]
    assert seen[whole - 1][0] == seen[0][0] != seen[whole][0] == seen[-1][0]


def test_a_full_rebuild_writes_chroma_anew(filled: Settings) -> None:
    before = collection(filled)
    write(filled, r007=report("r007", 2))
    build(filled, full=True)
    assert collection(filled) != before
    assert worn(filled) == 0


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
