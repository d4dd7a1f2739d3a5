"""Chroma carried over: a copy with a few rows changed holds what a collection written anew would, and no more."""

import random
from pathlib import Path

import pytest

from assistant.indexing import check
from assistant.indexing.index import Index
from assistant.settings import Settings
from tests.carried import (
    SECRETS,
    assert_as_a_full_rebuild,
    build,
    collection,
    folder_of,
    names,
    passages,
    report,
    traces,
    worn,
)
from tests.stores import write


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
