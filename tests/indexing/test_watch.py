"""Watching: each change is followed, an error is told once, and nothing ends it but its reader."""

import shutil
import threading
from collections.abc import Iterator
from queue import Queue

import pytest

from assistant.errors import AssistantError, CorpusInvalid, IndexBusy
from assistant.indexing import generations
from assistant.indexing.rebuild import rebuild
from assistant.indexing.watch import Matters, Outcome, watch
from assistant.settings import Settings
from assistant.types import RebuildSummary
from tests.fakes import WordCountEmbedder


class Watched:
    """A watch in a thread; `next` waits for what it tells."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.told: Queue[Outcome] = Queue()
        self.ended_by: AssistantError | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        embedder = WordCountEmbedder()
        try:
            watch(self.settings, lambda: rebuild(self.settings, embedder=embedder), self.told.put, stop=self._stop)
        except AssistantError as error:
            self.ended_by = error

    def write(self, name: str, text: str) -> None:
        (self.settings.corpus_dir / name).write_text(text, encoding="utf-8")

    def next(self) -> Outcome:
        return self.told.get(timeout=60)

    def rebuilt(self) -> RebuildSummary:
        outcome = self.next()
        assert isinstance(outcome, RebuildSummary)
        return outcome

    def end(self) -> None:
        self._stop.set()
        self.wait()

    def wait(self) -> None:
        self._thread.join(60)
        assert not self._thread.is_alive()


@pytest.fixture
def watched(settings: Settings) -> Iterator[Watched]:
    (settings.corpus_dir / "a.txt").write_text("The summit agreed on a border.", encoding="utf-8")
    inside = settings.model_copy(update={"index_dir": settings.corpus_dir / "index"})
    running = Watched(inside)
    try:
        yield running
    finally:
        running.end()


def test_adding_changing_and_removing_are_followed(watched: Watched) -> None:
    assert watched.rebuilt().plan.added == ("a.txt",)
    watched.write("b.txt", "The minister signed a treaty.")
    assert watched.rebuilt().plan.added == ("b.txt",)
    watched.write("b.txt", "The minister signed no treaty.")
    assert watched.rebuilt().plan.changed == ("b.txt",)
    (watched.settings.corpus_dir / "b.txt").unlink()
    assert watched.rebuilt().plan.removed == ("b.txt",)


def test_an_index_inside_the_folder_starts_no_rebuild(watched: Watched) -> None:
    first = watched.rebuilt()
    watched.write("b.txt", "The minister signed a treaty.")
    second = watched.rebuilt()
    assert second.plan.added == ("b.txt",)
    assert second.generation > first.generation
    assert watched.told.empty()


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("a.txt", True),
        ("sub/a.md", True),
        ("metadata.csv", True),
        ("sub", True),
        (".a.txt.part", False),
        (".git/a.txt", False),
        ("index/CURRENT", False),
        ("index", False),
    ],
)
def test_what_matters(settings: Settings, path: str, matters: bool) -> None:
    inside = settings.model_copy(update={"index_dir": settings.corpus_dir / "index"})
    assert Matters(inside)("modified", str(settings.corpus_dir / path)) is matters


def test_an_unreadable_file_is_told_and_watching_goes_on(watched: Watched) -> None:
    watched.rebuilt()
    watched.write("b.txt", "\x00\x01\x02")
    assert [skip.path for skip in watched.rebuilt().skipped] == ["b.txt"]
    (watched.settings.corpus_dir / "a.txt").unlink()
    error = watched.next()
    assert isinstance(error, CorpusInvalid)
    assert "No report" in str(error)
    watched.write("a.txt", "The summit agreed on a treaty.")
    assert watched.rebuilt().plan.changed == ("a.txt",)


def test_a_busy_index_is_told_once_and_tried_again(watched: Watched) -> None:
    watched.rebuilt()
    with generations.writing(watched.settings.index_dir):
        watched.write("b.txt", "The minister signed a treaty.")
        assert isinstance(watched.next(), IndexBusy)
    assert watched.rebuilt().plan.added == ("b.txt",)


def test_it_ends_when_the_folder_is_gone(watched: Watched) -> None:
    watched.rebuilt()
    shutil.rmtree(watched.settings.corpus_dir)
    assert isinstance(watched.next(), AssistantError)
    watched.wait()
    assert watched.ended_by is not None


def test_a_folder_that_is_not_there_is_an_error_at_once(settings: Settings) -> None:
    settings.corpus_dir.rmdir()
    with pytest.raises(CorpusInvalid, match="missing"):
        watch(settings, lambda: rebuild(settings, embedder=WordCountEmbedder()), lambda _: None)
