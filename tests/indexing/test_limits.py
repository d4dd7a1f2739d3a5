"""Files that could not be read within the limits, through rebuilds: tried again with others, and else left in peace."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.indexing.cutting import cut_file
from assistant.indexing.gather import ahead
from assistant.indexing.plan import plan_rebuild
from assistant.indexing.rebuild import rebuild
from assistant.reading.apart import Apart, Limits
from assistant.reading.source import Source
from assistant.settings import Settings
from assistant.types import RebuildSummary
from tests.fakes import WordCountEmbedder
from tests.stores import TEXT, write

HEAVY = f"<html><body><p>{TEXT}</p><!--{'x' * 30_000_000}--></body></html>"


@pytest.fixture
def heavy(settings: Settings) -> Settings:
    """A report, and one that takes more than 100 MB to read, twice."""
    write(settings, plain=TEXT)
    for name in ("heavy.html", "twin.html"):
        (settings.corpus_dir / name).write_text(HEAVY, encoding="utf-8")
    return within(settings, memory_mb=100)


def within(settings: Settings, **limits: float) -> Settings:
    return Settings(corpus_dir=settings.corpus_dir, index_dir=settings.index_dir, read=limits)


def built(settings: Settings) -> RebuildSummary:
    return rebuild(settings, embedder=WordCountEmbedder())


def reasons(summary: RebuildSummary) -> list[tuple[str, str]]:
    return [(skip.path, skip.reason.split(" of memory")[0]) for skip in summary.skipped]


def test_a_raised_limit_helps_and_without_one_nothing_changed(heavy: Settings) -> None:
    short = [(name, "needs more than 100 MB") for name in ("heavy.html", "twin.html")]
    first, again = built(heavy), built(heavy)
    assert (reasons(first), first.reports) == (short, 1)
    assert (again.generation, again.skipped, again.plan.changes) == (first.generation, first.skipped, False)
    assert not plan_rebuild(heavy, embedder=WordCountEmbedder()).changes
    raised = within(heavy, memory_mb=1000)
    assert plan_rebuild(raised, embedder=WordCountEmbedder()).added == ("heavy.html", "twin.html")
    summary = built(raised)
    assert (summary.reports, summary.twins, summary.skipped) == (2, 1, ())
    assert built(heavy).generation == summary.generation  # what has been read need not be read again


def test_with_limits_that_do_not_help_either_the_new_reason_is_told_once_and_then_nothing_changed(
    heavy: Settings,
) -> None:
    first, other = built(heavy), within(heavy, memory_mb=101)
    second, third = built(other), built(other)
    assert {reason for _, reason in reasons(second)} == {"needs more than 101 MB"}
    assert first.generation != second.generation == third.generation
    assert (second.skipped, third.plan.changes) == (third.skipped, False)


def test_a_raised_size_helps(settings: Settings) -> None:
    write(settings, plain=TEXT, long=TEXT * 100)
    small = settings.model_copy(update={"max_report_mb": 0.005})
    assert [skip.path for skip in built(small).skipped] == ["long.txt"]
    assert built(small).plan.changes is False
    assert built(settings).plan.added == ("long.txt",)


def test_the_plan_of_a_summary_is_that_of_a_dry_run(heavy: Settings) -> None:
    (heavy.corpus_dir / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    (heavy.corpus_dir / "noise.txt").write_bytes(bytes(range(256)))
    plan = plan_rebuild(heavy, embedder=WordCountEmbedder())
    assert plan == built(heavy).plan
    assert (plan.added, len(plan.skipped)) == (("plain.txt",), 4)


def test_a_line_of_a_million_words_is_cut_within_the_least_memory() -> None:
    with Apart(Limits(60, 100)) as apart:
        (line,) = apart(cut_file, Source("a.txt", {}), b"words " * 1_200_000, 60, 130).cuts
    assert sum(len(passage.text.split()) for passage in line.passages) == 1_200_000


@given(sizes=st.lists(st.integers(0, 120), max_size=12), most=st.integers(1, 5))
def test_no_more_bytes_are_read_ahead_than_may_be(tmp_path_factory: pytest.TempPathFactory, sizes, most: int) -> None:
    folder = tmp_path_factory.mktemp("files")
    files = [folder / str(number) for number in range(len(sizes))]
    for file, size in zip(files, sizes, strict=True):
        file.write_bytes(bytes(size))
    held: list[int] = []

    def begin(file: Path) -> None:
        held.append(file.stat().st_size)
        assert len(held) <= most
        assert sum(held) <= 100 or len(held) == 1

    found = []
    for file, _ in ahead(files, begin, most, 100):
        found.append(file)
        assert held.pop(0) == file.stat().st_size
    assert found == files
