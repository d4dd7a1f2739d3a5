import random
import sqlite3
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import CorpusInvalid
from assistant.indexing.copies import groups, is_copy, jaccard, shingles, sign
from assistant.indexing.index import Index, open_live
from assistant.indexing.rebuild import rebuild
from assistant.settings import Settings
from assistant.types import RebuildSummary
from tests.fakes import WordCountEmbedder

WORDS = [f"word{number}" for number in range(400)]
AGENCY = " ".join(WORDS[:120]) + "."
PAPER = AGENCY.replace("word50", "edited")
LONGER = AGENCY + "\n\nAdded: " + " ".join(WORDS[200:260]) + "."
OTHER = " ".join(WORDS[300:400]) + "."


def test_shingles_are_runs_of_five_words_whatever_their_case_and_setting() -> None:
    first, second = shingles("One two three four five six."), shingles("one two three\nfour FIVE – seven")
    assert (len(first), len(second)) == (2, 2)
    assert jaccard(first, second) == pytest.approx(1 / 3)
    assert jaccard(first, shingles("«One»: two; three\n\nfour, five (six)")) == 1
    assert jaccard(shingles("one two three four five"), shingles("five four three two one")) == 0


@pytest.mark.parametrize(("text", "number"), [("", 0), ("— §", 0), ("Agreed.", 1), ("a b c d", 1), ("a " * 100, 1)])
def test_short_texts_have_one_shingle_and_those_without_words_none(text: str, number: int) -> None:
    assert len(shingles(text)) == number


@pytest.mark.parametrize(
    ("shared", "first", "second", "expected"),
    [
        (100, 100, 100, True),
        (80, 90, 90, True),  # 80 of 100
        (79, 90, 90, False),
        (95, 100, 150, True),  # a paragraph added
        (100, 100, 170, False),  # whole, but in a much longer one
        (85, 100, 150, False),
        (0, 0, 0, False),
    ],
)
def test_what_counts_as_a_copy(shared: int, first: int, second: int, expected: bool) -> None:
    assert is_copy(shared, first, second) is is_copy(shared, second, first) is expected


def test_signatures_are_the_same_in_every_process_and_for_a_text_in_parts() -> None:
    assert sign(shingles("The ministers agreed on a limit for tanks."))[:3].tolist() == SIGNATURE
    long = shingles(" ".join(str(number) for number in range(20_000)))
    halves = np.minimum(sign(long[:9_000]), sign(long[9_000:]))
    assert sign(long).tolist() == halves.tolist()


SIGNATURE = [1032624066, 1799417071, 1360649147]
texts = st.lists(st.sampled_from(WORDS[:9]), max_size=60).map(" ".join)


@given(texts, texts)
def test_the_index_is_symmetric_and_within_bounds(first: str, second: str) -> None:
    one, other = shingles(first), shingles(second)
    assert jaccard(one, other) == jaccard(other, one)
    assert 0 <= jaccard(one, other) <= 1
    assert jaccard(one, one) == (1 if len(one) else 0)


@st.composite
def reprints(draw: st.DrawFn) -> list[str]:
    """Two or three texts, and versions of them with some words changed, some left out at the end."""
    made = []
    for start in range(draw(st.integers(2, 3))):
        words = WORDS[start * 100 : start * 100 + 80]
        made.append(" ".join(words))
        for _ in range(draw(st.integers(0, 3))):
            version = words[: draw(st.integers(40, 80))]
            for place in draw(st.lists(st.integers(0, 39), max_size=4)):
                version[place] = draw(st.sampled_from(["some", "other", "words"]))
            made.append(" ".join(version))
    return made


def grouped(found: list[str]) -> set[frozenset[str]]:
    """The groups as sets of texts."""
    runs = [shingles(text) for text in found]

    def same(one: int, other: int) -> bool:
        return is_copy(len(np.intersect1d(runs[one], runs[other])), len(runs[one]), len(runs[other]))

    homes = groups(np.array([sign(one) for one in runs]), [len(one) for one in runs], same)
    assert all(homes[first] == first <= row for row, first in homes.items())
    return {frozenset(found[row] for row, home in homes.items() if home == first) for first in homes.values()}


@given(reprints(), st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_and_hold_every_close_pair(found: list[str], chance: random.Random) -> None:
    parts = grouped(found)
    shuffled = chance.sample(found, len(found))
    assert grouped(shuffled) == parts
    for one, other in combinations(dict.fromkeys(found), 2):
        if jaccard(shingles(one), shingles(other)) >= 0.8:
            assert any({one, other} <= part for part in parts)
        if one.split()[39] != other.split()[39] and not set(one.split()) & set(other.split()):
            assert not any({one, other} <= part for part in parts)


def test_a_digest_of_two_texts_does_not_make_copies_of_them() -> None:
    one, other = " ".join(WORDS[:100]), " ".join(WORDS[100:200])
    assert grouped([one, other, f"{one} {other}"]) == set()


def test_pairs_that_others_have_joined_are_not_compared_again() -> None:
    signatures = np.array([sign(shingles(AGENCY))] * 50)
    asked: list[tuple[int, int]] = []
    found = groups(signatures, [116] * 50, lambda one, other: asked.append((one, other)) is None)
    assert set(found.values()) == {0}
    assert len(asked) == 49


def write(settings: Settings, **files: str) -> None:
    for name, text in files.items():
        (settings.corpus_dir / f"{name}.txt").write_text(text, encoding="utf-8")


def build(settings: Settings) -> RebuildSummary:
    return rebuild(settings, embedder=WordCountEmbedder())


def live(settings: Settings) -> Index:
    return open_live(settings, WordCountEmbedder())


def recorded(settings: Settings) -> list[tuple[str, str]]:
    with sqlite3.connect(live(settings).folder / "reports.sqlite") as database:
        return database.execute("select report_id, group_id from copies order by report_id").fetchall()


def test_copies_twins_and_others_are_told_apart(settings: Settings) -> None:
    write(settings, agency=AGENCY, longer=LONGER, other=OTHER, paper=PAPER, twin=AGENCY)
    summary = build(settings)
    reader = live(settings).reports
    assert (summary.reports, summary.twins, summary.copies) == (4, 1, 3)
    assert reader.report_ids() == ["agency.txt", "longer.txt", "other.txt", "paper.txt"]
    assert reader.copies_of("agency.txt") == ("longer.txt", "paper.txt")
    assert reader.copies_of("paper.txt") == ("agency.txt", "longer.txt")
    assert reader.copies_of("other.txt") == reader.copies_of("nowhere.txt") == ()
    twin = reader.report("twin.txt")
    assert twin is not None
    assert (twin.id, twin.also_at) == ("agency.txt", ("twin.txt",))
    assert live(settings).manifest.twins == 1


def test_the_second_path_keeps_the_report_when_the_first_goes(settings: Settings) -> None:
    write(settings, a=AGENCY, b=AGENCY)
    first = build(settings)
    (settings.corpus_dir / "a.txt").unlink()
    second = build(settings)
    report = live(settings).reports.report("b.txt")
    assert report is not None
    assert (report.id, report.also_at) == ("b.txt", ())
    assert live(settings).reports.report("a.txt") is None
    assert (second.reports, second.twins) == (1, 0)
    assert second.index != first.index


def test_a_twin_that_comes_or_goes_changes_the_name_of_the_index_and_embeds_nothing(settings: Settings) -> None:
    write(settings, a=AGENCY)
    first = build(settings)
    write(settings, b=AGENCY)
    second = build(settings)
    assert second.embedded == 0
    assert second.index != first.index
    (settings.corpus_dir / "b.txt").unlink()
    assert build(settings).index == first.index


def test_the_plan_names_files_and_an_index_with_twins_is_kept_when_nothing_changed(settings: Settings) -> None:
    write(settings, a=AGENCY)
    build(settings)
    write(settings, b=AGENCY)
    assert build(settings).plan.added == ("b.txt",)
    again = build(settings)
    assert (again.plan.changes, again.plan.unchanged, again.twins) == (False, ("a.txt", "b.txt"), 1)
    (settings.corpus_dir / "a.txt").unlink()
    gone = build(settings)
    assert (gone.plan.removed, gone.plan.renamed, gone.plan.unchanged) == (("a.txt",), (), ("b.txt",))
    assert live(settings).reports.report_ids() == ["b.txt"]


def test_equal_files_with_different_dates_are_two_reports_of_one_text(settings: Settings) -> None:
    write(settings, a=AGENCY, b=AGENCY)
    (settings.corpus_dir / "metadata.csv").write_text("path,date\na.txt,1994\nb.txt,1995\n", encoding="utf-8")
    summary = build(settings)
    assert (summary.reports, summary.twins, summary.copies) == (2, 0, 2)
    assert len(summary.notes) == 1
    assert live(settings).reports.copies_of("a.txt") == ("b.txt",)


def test_an_incremental_rebuild_finds_the_groups_of_a_full_one(settings: Settings) -> None:
    write(settings, agency=AGENCY, other=OTHER, paper=OTHER + " More words stand here.")
    build(settings)
    assert recorded(settings) == [("other.txt", "other.txt"), ("paper.txt", "other.txt")]
    write(settings, paper=PAPER, longer=LONGER)
    build(settings)
    found = recorded(settings)
    assert found == [("agency.txt", "agency.txt"), ("longer.txt", "agency.txt"), ("paper.txt", "agency.txt")]
    fresh = settings.model_copy(update={"index_dir": settings.index_dir.with_name("fresh")})
    build(fresh)
    assert recorded(fresh) == found


def test_nothing_of_a_removed_report_stays_among_the_signatures(settings: Settings) -> None:
    write(settings, agency=AGENCY, paper=PAPER)
    build(settings)
    (settings.corpus_dir / "paper.txt").unlink()
    build(settings)
    with sqlite3.connect(live(settings).folder / "reports.sqlite") as database:
        assert database.execute("select count(*) from signatures").fetchone() == (1,)
    assert recorded(settings) == []


def test_equal_files_that_cannot_be_read_are_each_listed(settings: Settings) -> None:
    write(settings, a="", b="")
    with pytest.raises(CorpusInvalid, match=r"a\.txt.*b\.txt"):
        build(settings)
    write(settings, c=AGENCY)
    assert [skip.path for skip in build(settings).skipped] == ["a.txt", "b.txt"]
