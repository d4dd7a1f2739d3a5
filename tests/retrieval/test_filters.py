from itertools import compress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant, Filters
from assistant.errors import QuestionInvalid
from assistant.retrieval.filters import admitted, choices, dated, filters_from, scope, values_of
from assistant.types import Entry

OSCE = "what was agreed about the OSCE"
DAYS = st.dates(min_value=np.datetime64("1000-01-01").item()).map(lambda day: day.isoformat())
PARTIAL = st.builds(lambda day, length: day[:length], DAYS, st.sampled_from((4, 7, 10)))


def entry(name: str = "a.md", date: str = "", **metadata: str) -> Entry:
    return Entry(name, name, date, metadata, 100, 2)


def days_of(date: str) -> tuple[str, str]:
    """The first and last day that a date may mean, by hand."""
    return (date + "-01-01"[len(date) - 4 :])[:10], (date + "-12-31"[len(date) - 4 :])[:10]


@given(report=PARTIAL, first=PARTIAL, last=PARTIAL)
def test_a_report_is_taken_when_its_date_may_lie_in_the_range(report: str, first: str, last: str) -> None:
    earliest, latest = days_of(report)
    may = latest >= days_of(first)[0] and earliest <= days_of(last)[1]
    assert admitted([entry(date=report)], Filters(first_date=first, last_date=last)) == [may]


@pytest.mark.parametrize(
    ("date", "known"),
    [("1994-12-06", "1994-12-06"), ("1994-12", "1994-12"), ("1994", "1994"), ("1994-12-06T10:00", "1994-12-06"),
     ("16 June", ""), ("", ""), ("19941", ""), ("1994-13", ""), ("1994-12-6", "")],
)  # fmt: skip
def test_what_is_a_date(date: str, known: str) -> None:
    assert dated(date) == known


def test_a_report_without_a_date_passes_no_filter_by_date() -> None:
    assert admitted([entry(date="16 June"), entry()], Filters(first_date="1000", last_date="9999")) == [False, False]


def test_columns_must_all_agree_and_one_value_of_each_is_enough() -> None:
    minsk = entry(place="Minsk", participants="Makei; Lavrov")
    for metadata, passes in (
        ({"place": ("Minsk", "Paris")}, True),
        ({"place": ("Minsk",), "participants": ("Lavrov",)}, True),
        ({"place": ("Minsk",), "participants": ("Lukashenko",)}, False),
        ({"place": ("Mins",)}, False),
        ({"source": ("Minsk",)}, False),
    ):
        assert admitted([minsk], Filters(metadata=metadata)) == [passes]


@pytest.mark.parametrize(
    "values",
    [{"since": "1994"}, {"from": "94"}, {"from": 1994}, {"to": "1994-02-31x"}, {"reports": "a.md"}, {"reports": [1]},
     {"metadata": ["place"]}, {"metadata": {"place": "Minsk"}}, {"reports": ["a"] * 3000}],
)  # fmt: skip
def test_filters_that_cannot_be_are_refused_by_name(values: dict[str, object]) -> None:
    with pytest.raises(QuestionInvalid, match="ilter"):
        filters_from(values)


def test_filters_survive_their_json_form() -> None:
    filters = Filters(("a.md", "b.md"), "1992", "1994-12", {"place": ("Minsk",), "source": ("x", "y")})
    assert filters_from(filters.to_dict()) == filters
    assert filters_from({}) == Filters() and not filters_from({"metadata": {"place": []}})


def test_a_filtered_search_finds_what_an_unlimited_one_finds_within(sample: Assistant) -> None:
    engine = sample.engine()
    filters = Filters(metadata={"kind": ("agency report",)})
    within = scope(engine.index, filters)
    assert within is not None
    kept = {one.id for one in compress(engine.index.entries, admitted(engine.index.entries, filters))}
    everything = engine.index.manifest.passages
    terms = dict.fromkeys(engine.index.words.stems.content(OSCE), 1.0)
    whole = engine.index.words.best(terms, everything)
    some = engine.index.words.best(terms, everything, within.stretches)
    rows = set(within.rows.tolist())
    assert [row for row, _ in some] == [row for row, _ in whole if row in rows]
    assert dict(some) == pytest.approx({row: score for row, score in whole if row in rows})
    vector = engine.embedder.embed_query(OSCE)
    nearest = engine.index.vectors.nearest(vector, everything, within.rows)
    assert nearest == [pair for pair in engine.index.vectors.nearest(vector, everything) if pair[0] in rows]
    assert {passage.report_id for passage in engine.index.reports.passages(sorted(rows))} == kept


@given(chosen=st.lists(st.integers(0, 48), max_size=49))
def test_stretches_hold_the_rows_of_the_chosen_reports_and_no_others(sample: Assistant, chosen: list[int]) -> None:
    index = sample.engine().index
    ids = tuple(dict.fromkeys(index.entries[number % len(index.entries)].id for number in chosen))
    within = scope(index, Filters(reports=ids))
    if within is None:
        assert not ids
        return
    held = [row for first, last in within.stretches for row in range(first, last + 1)]
    assert held == within.rows.tolist()
    assert {passage.report_id for passage in index.reports.passages(held)} == set(ids)
    assert within.searched.reports == len(ids) and within.searched.passages == len(held)


def test_an_answer_quotes_only_reports_that_the_filters_leave(sample: Assistant) -> None:
    answer = sample.ask(OSCE, filters=Filters(reports=("minsk-lavrov-makei-talks.md",)))
    assert {citation.report_id for citation in answer.citations} == {"minsk-lavrov-makei-talks.md"}
    assert answer.searched.reports == 1
    assert answer.to_dict()["filters"] == {"reports": ["minsk-lavrov-makei-talks.md"]}


def test_filters_that_leave_nothing_are_answered_by_not_found(sample: Assistant) -> None:
    answer = sample.ask(OSCE, filters=Filters(first_date="1500", last_date="1501"))
    assert answer.verdict == "not_found" and answer.searched.passages == 0 and not answer.hits
    assert sample.search(OSCE, filters=Filters(reports=("nowhere.md",))) == []


def test_counts_say_how_many_reports_a_choice_would_leave(sample: Assistant) -> None:
    entries = sample.entries()
    filters = Filters(first_date="2000", metadata={"kind": ("minutes",), "place": ("Vienna",)})
    for column, values in choices(entries, filters).items():
        for value, count in values:
            metadata = {**filters.metadata, column: (value,)}
            assert sum(admitted(entries, Filters(first_date="2000", metadata=metadata))) == count, (column, value)
    assert {value for one in entries for value in values_of(one, "kind")} >= {"minutes", "briefing"}


def test_the_first_part_of_an_answer_comes_before_anything_is_read(sample: Assistant) -> None:
    first, second, *_ = sample.stream(OSCE)
    assert first.verdict == second.verdict == "pending"
    assert first.hits and all(hit.vote("rerank") is None for hit in first.hits)
    assert {hit.passage.id for hit in first.hits} == {hit.passage.id for hit in second.hits}
    assert any(hit.vote("rerank") for hit in second.hits)
