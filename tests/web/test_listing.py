"""The list of reports: which columns narrow it, how sure its dates are, and what is attached to what."""

from collections.abc import Iterator

import pytest

from assistant import Assistant, Filters, Settings
from assistant.models.protocols import Embedder, Reranker
from assistant.retrieval.filters import choices, first_and_last
from assistant.types import Entry
from assistant.web.corpus.listing import View, listed, whole
from assistant.web.schema import ReportsJson
from tests.web.letters import GUESSED


@pytest.fixture(scope="module")
def letters(paged: Settings, embedder: Embedder, reranker: Reranker) -> Iterator[Assistant]:
    with Assistant.open(paged, embedder=embedder, reranker=reranker) as assistant:
        yield assistant


@pytest.fixture
def everything(letters: Assistant) -> ReportsJson:
    return listed(letters.engine().index, View(), Filters())


def entry(date: str = "", **metadata: str) -> Entry:
    return Entry("a.md", "A", date, metadata, 10, 1)


@pytest.mark.parametrize(
    ("dates", "first", "last"),
    [
        ((), "", ""),
        (("", "16 June"), "", ""),
        (("1994-06?",), "1994-06?", "1994-06?"),
        (("1994", "1996-11-26?"), "1994", "1996-11-26?"),
        (("1994?", "1994-05", "1996"), "1994?", "1996"),
        (("1994?", "1994", "1996?", "1996"), "1994", "1996"),
        (("1994-06-14/1994-06-16?", "1995"), "1994-06-14?", "1995"),
    ],
)
def test_a_guess_at_either_end_is_told_as_one(dates: tuple[str, ...], first: str, last: str) -> None:
    assert first_and_last([entry(date) for date in dates]) == (first, last)


def test_a_guess_is_told_as_one_in_the_list_and_with_what_was_searched(
    everything: ReportsJson, letters: Assistant
) -> None:
    assert everything["dates"]["first"] == letters.searched.first_date == "1994-11-26?"
    assert {one["id"]: one["date"] for one in everything["reports"]}[GUESSED] == "1994-11-26?"
    assert everything["dates"]["undated"] == sum(not one["date"] for one in everything["reports"] if one["passages"])


def test_columns_that_narrow_nothing_are_no_choices(everything: ReportsJson) -> None:
    columns = everything["columns"]
    assert columns["to"] == [{"value": "Jan Novak <jan@example.org>", "count": 2}]
    assert columns["authors"] == [{"value": "Anna Weiss", "count": 3}]
    assert not {"from", "sent", "created"} & set(columns)
    once = [entry(subject="tolls", place="Split; Zagreb"), entry(subject="levies", place="Zagreb")]
    assert set(choices(once, Filters())) == {"place"}
    numbered = [entry(identifier="x", place="Split"), entry(identifier="x", place="Split")]
    assert set(choices(numbered, Filters())) == {"place"}


def test_what_is_chosen_stays_a_choice(everything: ReportsJson) -> None:
    wanted = Filters(metadata={"subject": ("tolls",)})
    assert choices([entry(subject="tolls"), entry(subject="levies")], wanted)["subject"][0] == ("levies", 1)


def test_an_attachment_that_cannot_be_read_is_part_of_its_mail(everything: ReportsJson) -> None:
    parts = {one["id"]: one["part_of"] for one in everything["reports"] if one["state"] == "unreadable"}
    assert parts == {"long.eml/broken.pdf": "long.eml"}


def test_pages_are_offered_by_what_a_file_is_and_not_by_its_name(letters: Assistant) -> None:
    index = letters.engine().index
    offered = {one.id: whole(index, one.id)["pictured"] for one in letters.entries()}
    assert {report_id for report_id, pictured in offered.items() if pictured} == {"harbour.pdf", "survey.txt"}
