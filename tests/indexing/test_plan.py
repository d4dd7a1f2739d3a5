"""Only what changed: the plan, and that an incremental rebuild ends where a full one would."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assistant.errors import CorpusInvalid
from assistant.indexing import generations, journal
from assistant.indexing.index import Index, open_live
from assistant.indexing.plan import plan_rebuild
from assistant.indexing.rebuild import rebuild
from assistant.settings import Settings
from assistant.types import Plan, RebuildSummary
from tests.fakes import WordCountEmbedder

TEXT = "The ministers signed a treaty on tanks. The summit agreed on a border. Gas was not discussed by any minister. "


def write(settings: Settings, **files: str) -> None:
    for name, text in files.items():
        (settings.corpus_dir / f"{name}.txt").write_text(text, encoding="utf-8")


def build(settings: Settings, embedder: WordCountEmbedder | None = None, *, full: bool = False) -> RebuildSummary:
    return rebuild(settings, embedder=embedder or WordCountEmbedder(), full=full)


def state(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(one): (one.stat().st_mtime_ns, one.stat().st_size) for one in [folder, *folder.rglob("*")]}


def spoil_everything(settings: Settings) -> None:
    """One report of each kind, after a first rebuild over a, b, c, d."""
    write(settings, b=TEXT + "More.", e=TEXT + "Added.")
    (settings.corpus_dir / "c.txt").rename(settings.corpus_dir / "z.txt")
    (settings.corpus_dir / "d.txt").unlink()
    (settings.corpus_dir / "f.txt").write_bytes(bytes(range(256)))


def test_the_plan_names_each_kind(settings: Settings) -> None:
    write(settings, a=TEXT, b=TEXT + "B.", c=TEXT + "C.", d=TEXT + "D.")
    first = build(settings).plan
    assert first == Plan(added=("a.txt", "b.txt", "c.txt", "d.txt"), anew="there is no index yet, or it cannot be read")
    spoil_everything(settings)
    told: list[Plan] = []
    summary = rebuild(settings, embedder=WordCountEmbedder(), on_plan=told.append)
    (skip,) = summary.skipped
    assert skip.path == "f.txt"
    assert summary.plan == Plan(
        added=("e.txt",),
        changed=("b.txt",),
        renamed=(("c.txt", "z.txt"),),
        unchanged=("a.txt",),
        removed=("d.txt",),
        skipped=(skip,),
    )
    assert [plan.added for plan in told] == [("e.txt", "f.txt")]  # not read yet, so not yet known to be unreadable


def test_a_dry_run_gives_the_plan_of_the_rebuild_and_writes_nothing(settings: Settings) -> None:
    write(settings, a=TEXT, b=TEXT + "B.", c=TEXT + "C.", d=TEXT + "D.")
    assert plan_rebuild(settings, embedder=WordCountEmbedder()).added == ("a.txt", "b.txt", "c.txt", "d.txt")
    assert not settings.index_dir.exists()
    build(settings)
    spoil_everything(settings)
    before = state(settings.index_dir)
    embedder = WordCountEmbedder()
    plan = plan_rebuild(settings, embedder=embedder)
    assert state(settings.index_dir) == before
    assert embedder.embedded == []
    assert plan == build(settings).plan
    assert not plan_rebuild(settings, embedder=embedder).changes
    assert plan_rebuild(settings, embedder=embedder, full=True).anew == "asked for by --full"


def test_when_nothing_changed_the_live_generation_is_kept(settings: Settings) -> None:
    write(settings, a=TEXT * 20)
    (settings.corpus_dir / "b.txt").write_bytes(bytes(range(256)))
    first = build(settings)
    folder = settings.index_dir / first.generation
    before = state(folder)
    embedder = WordCountEmbedder()
    second = build(settings, embedder)
    assert state(folder) == before
    assert embedder.embedded == []
    assert (second.generation, second.index, second.skipped) == (first.generation, first.index, first.skipped)
    assert (second.embedded, second.reused, second.reports) == (0, first.passages, 1)
    assert second.plan == Plan(unchanged=("a.txt",), skipped=first.skipped)
    os.utime(settings.corpus_dir / "a.txt", (0, 0))  # a clock set back, or a file touched, is no change
    assert build(settings).generation == first.generation


def test_a_row_of_metadata_csv_is_a_change_of_its_report_alone(settings: Settings) -> None:
    write(settings, a=TEXT, b=TEXT)
    first = build(settings)
    (settings.corpus_dir / "metadata.csv").write_text("path,country\nb.txt,Peru\n", encoding="utf-8")
    second = build(settings)
    assert (second.plan.changed, second.plan.unchanged) == (("b.txt",), ("a.txt",))
    assert second.index != first.index
    report = open_live(settings, WordCountEmbedder()).reports.report("b.txt")
    assert report is not None
    assert report.metadata["country"] == "Peru"


def test_what_is_left_out_counts_as_a_change(settings: Settings) -> None:
    write(settings, a=TEXT)
    first = build(settings)
    (settings.corpus_dir / "c.pdf").write_bytes(b"%PDF")
    second = build(settings)
    assert second.generation != first.generation
    assert second.plan.anew == "what is left out of it changed"
    assert [skip.path for skip in second.skipped] == ["c.pdf"]
    assert build(settings).generation == second.generation
    (settings.corpus_dir / "c.pdf").unlink()
    assert build(settings).skipped == ()


def test_a_report_that_became_unreadable_is_removed_and_skipped(settings: Settings) -> None:
    write(settings, a=TEXT, b=TEXT)
    build(settings)
    (settings.corpus_dir / "b.txt").write_bytes(bytes(range(256)))
    plan = build(settings).plan
    assert plan.removed == ("b.txt",)
    assert [skip.path for skip in plan.skipped] == ["b.txt"]
    write(settings, b=TEXT)
    assert build(settings).plan.added == ("b.txt",)


def test_copies_of_one_text_are_renamed_pair_by_pair(settings: Settings) -> None:
    write(settings, a=TEXT, b=TEXT, keep="Keep.")
    build(settings)
    for old, new in (("a", "x"), ("b", "y")):
        (settings.corpus_dir / f"{old}.txt").rename(settings.corpus_dir / f"{new}.txt")
    write(settings, z=TEXT)
    plan = build(settings).plan
    assert plan.renamed == (("a.txt", "x.txt"), ("b.txt", "y.txt"))
    assert (plan.added, plan.removed) == (("z.txt",), ())


def test_a_full_rebuild_uses_no_vector_again(settings: Settings) -> None:
    write(settings, a=TEXT * 20)
    first = build(settings)
    embedder = WordCountEmbedder()
    second = build(settings, embedder, full=True)
    assert second.generation != first.generation
    assert (second.index, second.embedded, second.reused) == (first.index, first.passages, 0)
    assert len(embedder.embedded) >= first.passages


def test_other_rules_and_damage_make_the_index_anew_though_no_report_changed(settings: Settings) -> None:
    write(settings, a=TEXT * 20)
    build(settings)
    shorter = settings.model_copy(update={"passage_max_words": 100})
    assert "max_words 130 against 100" in build(shorter).plan.anew
    (settings.index_dir / build(settings).generation / "vectors.f32").write_bytes(b"short")
    mended = build(settings)
    assert mended.plan.anew.startswith("it is damaged")
    assert mended.reused == 0
    assert open_live(settings, WordCountEmbedder()).manifest.passages == mended.passages


def test_an_unchanged_rebuild_clears_away_what_an_interrupted_one_left(settings: Settings) -> None:
    write(settings, a=TEXT)
    live = build(settings).generation
    (settings.index_dir / "g000007").mkdir()
    (settings.index_dir / journal.FILE).write_bytes(b"half a header")
    build(settings)
    assert sorted(entry.name for entry in settings.index_dir.iterdir()) == ["CURRENT", "LOCK", live]


def test_half_built_generations_go_before_the_next_is_built(settings: Settings) -> None:
    write(settings, a=TEXT)
    for name in ("g000002", "g000003"):
        (settings.index_dir / name).mkdir(parents=True)
    (settings.corpus_dir / "a.txt").write_bytes(b"\x00\x01")
    with pytest.raises(CorpusInvalid):
        build(settings)
    assert list(settings.index_dir.glob("g*")) == []


NAMES = ("a", "b", "sub/c", "d")
TEXTS = (TEXT, TEXT * 12, "---\ntitle: Own\n---\n" + TEXT * 3, "Short.", "\x00\x01\x02 binary")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(NAMES), st.sampled_from(TEXTS)),
        st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
        st.tuples(st.just("remove"), st.sampled_from(NAMES), st.just("")),
        st.tuples(st.just("describe"), st.sampled_from(NAMES), st.sampled_from(("Peru", "Chad"))),
    ),
    min_size=1,
    max_size=6,
)


def take(step: tuple[str, str, str], corpus: Path) -> None:
    kind, name, value = step
    file = corpus / f"{name}.txt"
    if kind == "write":
        file.write_text(value, encoding="utf-8")
    elif kind == "describe":
        (corpus / "metadata.csv").write_text(f"path,title\n{name}.txt,{value}\n", encoding="utf-8")
    elif kind == "rename" and file.exists():
        file.rename(corpus / f"{value}.txt")
    elif kind == "remove":
        file.unlink(missing_ok=True)


def content(settings: Settings) -> tuple[object, ...]:
    index = Index(settings.index_dir / generations.live(settings.index_dir))
    ids = index.reports.passage_ids()
    vectors = [index.vectors.row(row).tobytes() for row in range(len(ids))]
    manifest = index.manifest
    index.close()
    return manifest.index, ids, vectors, manifest.hashes, manifest.marks, manifest.skipped


@hypothesis_settings(max_examples=12)
@given(batches=st.lists(STEPS, min_size=1, max_size=3))
def test_any_changes_end_where_a_full_rebuild_ends(batches: list[list[tuple[str, str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        settings = Settings(corpus_dir=Path(place) / "corpus", index_dir=Path(place) / "index")
        (settings.corpus_dir / "sub").mkdir(parents=True)
        write(settings, keep=TEXT * 5, a=TEXT)
        build(settings)
        for steps in batches:
            for step in steps:
                take(step, settings.corpus_dir)
            summary = build(settings)
            told = {*summary.plan.added, *summary.plan.changed, *summary.plan.unchanged}
            told |= {new for _, new in summary.plan.renamed}
            assert told == set(open_live(settings, WordCountEmbedder()).manifest.hashes)
        afresh = settings.model_copy(update={"index_dir": Path(place) / "afresh"})
        assert build(afresh, full=True).reused == 0
        assert content(settings) == content(afresh)
