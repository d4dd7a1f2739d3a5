import json
import multiprocessing
import shutil
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from langchain_chroma import Chroma

from assistant.errors import CorpusInvalid, IndexBusy, IndexMismatch, IndexMissing, IndexUnwritable
from assistant.indexing import check
from assistant.indexing.index import Index, open_live
from assistant.indexing.rebuild import rebuild
from assistant.settings import Settings
from assistant.types import Progress
from tests.fakes import WordCountEmbedder
from tests.stores import TEXT, build, live, write


def test_every_part_of_a_generation_holds_the_same_passages(settings: Settings) -> None:
    write(settings, a=TEXT * 20, b="One short report.")
    summary = build(settings)
    index = live(settings)
    total = summary.passages
    assert summary.reports == 2
    assert total == index.manifest.passages == index.vectors.stored() == index.words.stored() > 2
    assert check.faults(index) == []
    for passage in index.reports.passages(range(total)):
        report = index.reports.report(passage.report_id)
        assert report is not None
        assert report.text[passage.start : passage.end] == passage.text


def test_unchanged_passages_are_not_embedded_again_and_the_index_keeps_its_name(settings: Settings) -> None:
    write(settings, a=TEXT * 20, b=TEXT)
    first = build(settings)
    embedder = WordCountEmbedder()
    second = build(settings, embedder)
    assert (second.embedded, second.reused, second.index) == (0, first.passages, first.index)
    assert embedder.embedded == []
    write(settings, b=TEXT + "A new sentence.")
    third = build(settings)
    assert third.embedded == 1
    assert third.index != first.index


def test_reused_vectors_are_those_that_embedding_would_give(settings: Settings) -> None:
    write(settings, a=TEXT * 20)
    build(settings)
    before = np.array([live(settings).vectors.row(row) for row in range(3)])
    write(settings, _0="Put before the others.")
    build(settings)
    assert np.array_equal(np.array([live(settings).vectors.row(row + 1) for row in range(3)]), before)


def test_a_change_of_metadata_changes_the_name_of_the_index(settings: Settings) -> None:
    write(settings, a=TEXT)
    first = build(settings)
    (settings.corpus_dir / "metadata.csv").write_text("path,country\na.txt,Peru\n", encoding="utf-8")
    assert build(settings).index != first.index


@pytest.mark.parametrize("attempt", range(5))
def test_removed_reports_are_gone_with_every_byte(settings: Settings, attempt: int) -> None:
    secret = f"The zebracode {attempt} is unguessable. " * 30
    write(settings, a=TEXT, secret=secret)
    build(settings)
    (settings.corpus_dir / "secret.txt").unlink()
    build(settings)
    assert live(settings).reports.report_ids() == ["a.txt"]
    assert not [file for file in settings.index_dir.rglob("*") if file.is_file() and b"zebracode" in file.read_bytes()]
    assert check.faults(live(settings)) == []


def test_unreadable_files_are_skipped_and_listed(settings: Settings) -> None:
    write(settings, a=TEXT)
    (settings.corpus_dir / "b.txt").write_bytes(bytes(range(256)))
    (settings.corpus_dir / "c.pdf").write_bytes(b"%PDF")
    summary = build(settings)
    assert summary.reports == 1
    assert {skip.path for skip in summary.skipped} == {"b.txt", "c.pdf"}


def test_progress_ends_at_the_whole(settings: Settings) -> None:
    write(settings, **{f"r{number}": TEXT * 15 for number in range(60)})
    titles = "".join(f"r{number}.txt,Report {number}\n" for number in range(60))  # else equal files are one report
    (settings.corpus_dir / "metadata.csv").write_text(f"path,title\n{titles}", encoding="utf-8")
    seen: list[Progress] = []
    rebuild(settings, progress=seen.append, embedder=WordCountEmbedder())
    assert len(seen) > 1
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert seen[-1].done == seen[-1].total
    assert seen[-1].reports == 60


class FailingEmbedder(WordCountEmbedder):
    def embed_passages(self, texts: list[str]) -> np.ndarray:  # type: ignore[override]
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize("spoil", ["nothing readable", "disk full", "no corpus"])
def test_whatever_fails_the_old_generation_serves(settings: Settings, spoil: str) -> None:
    write(settings, a=TEXT)
    old = build(settings)
    embedder = WordCountEmbedder()
    if spoil == "nothing readable":
        (settings.corpus_dir / "a.txt").write_bytes(b"\x00\x01")
    elif spoil == "disk full":
        write(settings, b=TEXT + "New.")
        embedder = FailingEmbedder()
    else:
        shutil.rmtree(settings.corpus_dir)
    with pytest.raises((CorpusInvalid, IndexUnwritable)):
        build(settings, embedder)
    index = live(settings)
    assert index.manifest.index == old.index
    assert [entry.name for entry in settings.index_dir.glob("g*")] == [old.generation]


def test_a_half_written_generation_is_ignored_and_swept(settings: Settings) -> None:
    write(settings, a=TEXT)
    build(settings)
    (settings.index_dir / "g000099").mkdir()
    (settings.index_dir / "g000099" / "reports.sqlite").write_bytes(b"half")
    assert live(settings).folder.name == "g000001"
    write(settings, b=TEXT)
    assert build(settings).generation == "g000100"
    assert [entry.name for entry in settings.index_dir.glob("g*")] == ["g000100"]


@pytest.mark.parametrize("part", ["manifest.json", "reports.sqlite", "vectors.f32", "lexical/meta.json"])
@pytest.mark.parametrize("damage", ["delete", "truncate"])
def test_a_damaged_part_is_one_clear_error_and_a_rebuild_mends_it(settings: Settings, part: str, damage: str) -> None:
    write(settings, a=TEXT * 30)
    folder = settings.index_dir / build(settings).generation
    if damage == "delete":
        (folder / part).unlink()
    else:
        (folder / part).write_bytes((folder / part).read_bytes()[:7])
    with pytest.raises(IndexMissing, match="assistant rebuild"):
        live(settings)
    build(settings)
    assert live(settings).manifest.reports == 1


def test_no_index_names_the_command(settings: Settings) -> None:
    with pytest.raises(IndexMissing, match="Run: assistant rebuild"):
        live(settings)
    settings.index_dir.mkdir()
    (settings.index_dir / "CURRENT").write_text("../elsewhere")
    with pytest.raises(IndexMissing, match="does not name a generation"):
        live(settings)


def test_other_rules_and_other_embedders_are_refused_by_name(settings: Settings) -> None:
    write(settings, a=TEXT)
    build(settings)
    with pytest.raises(IndexMismatch, match="max_words 130 against 200"):
        live(settings.model_copy(update={"passage_max_words": 200}))
    other = WordCountEmbedder()
    other.name = "fake:other"
    with pytest.raises(IndexMismatch, match="fake:other"):
        open_live(settings, other)


class DriftedEmbedder(WordCountEmbedder):
    def embed_query(self, text: str) -> list[float]:
        return super().embed_query(text)[::-1]


def test_an_embedder_that_changed_under_its_name_is_noticed(settings: Settings) -> None:
    write(settings, a=TEXT)
    build(settings)
    with pytest.raises(IndexMismatch, match="no longer gives the vectors"):
        open_live(settings, DriftedEmbedder())


def hold(lock: Path, held: "multiprocessing.synchronize.Event", done: "multiprocessing.synchronize.Event") -> None:
    with FileLock(lock):
        held.set()
        done.wait(30)


def test_a_second_rebuild_is_told_at_once_who_is_at_work(settings: Settings) -> None:
    write(settings, a=TEXT)
    build(settings)
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    (settings.index_dir / "LOCK.pid").write_text("4711")
    other = context.Process(target=hold, args=(settings.index_dir / "LOCK", held, done))
    other.start()
    try:
        assert held.wait(60)
        with pytest.raises(IndexBusy, match="4711"):
            build(settings)
    finally:
        done.set()
        other.join()
    assert build(settings).reports == 1


def test_opening_and_asking_change_no_byte(settings: Settings) -> None:
    write(settings, a=TEXT * 10)
    build(settings)

    def state() -> dict[str, tuple[int, int]]:
        files = [file for file in settings.index_dir.rglob("*") if file.is_file()]
        return {str(file): (file.stat().st_mtime_ns, file.stat().st_size) for file in files}

    before = state()
    index = live(settings)
    index.words.best({"treati": 1.0}, 5)
    index.vectors.nearest(WordCountEmbedder().embed_query("treaty"), 5)
    index.close()
    assert state() == before


@pytest.mark.parametrize("exact_rows", [0, 10**6])
def test_exact_and_approximate_search_agree(settings: Settings, exact_rows: int) -> None:
    write(settings, a=TEXT * 40, b="A treaty on tanks. " * 40, c="Climate at a summit. " * 40)
    folder = settings.index_dir / build(settings).generation
    index = Index(folder, exact_rows=exact_rows)
    query = WordCountEmbedder().embed_query("treaty tanks")
    found = index.vectors.nearest(query, 3)
    every = np.array([index.vectors.row(row) for row in range(index.manifest.passages)]) @ np.array(query)
    assert [score for _, score in found] == pytest.approx(sorted(every, reverse=True)[:3], abs=1e-6)


def test_a_generation_opens_in_plain_langchain_chroma(settings: Settings) -> None:
    write(settings, a="A treaty on tanks. " * 40, b="Climate at a summit. " * 40)
    folder = settings.index_dir / build(settings).generation
    store = Chroma(
        collection_name="passages",
        persist_directory=str(folder / "chroma"),
        embedding_function=WordCountEmbedder(),  # type: ignore[arg-type]
    )
    (document,) = store.similarity_search("climate summit", k=1)
    assert document.metadata["report_id"] == "b.txt"
    start, end = document.metadata["start"], document.metadata["end"]
    assert (settings.corpus_dir / "b.txt").read_text()[start:end] == document.page_content


def test_a_manifest_is_readable_json(settings: Settings) -> None:
    write(settings, a=TEXT)
    summary = build(settings)
    values = json.loads((settings.index_dir / summary.generation / "manifest.json").read_text())
    assert values["reports"] == 1
    assert values["recipe"]["embedder"] == WordCountEmbedder.name


def test_a_passage_without_a_single_word_passes_the_self_check(settings: Settings) -> None:
    write(settings, a=TEXT, long="x" * 50_000, signs="— — — § § §")
    assert build(settings).reports == 3


def test_an_index_inside_the_corpus_is_not_read_as_reports(settings: Settings) -> None:
    inside = settings.model_copy(update={"index_dir": settings.corpus_dir / "index"})
    write(settings, a=TEXT)
    build(inside)
    assert build(inside).skipped == ()
