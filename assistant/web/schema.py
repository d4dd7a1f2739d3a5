"""The JSON of the page's endpoints, as types; clients see them in the schema of each endpoint."""

from typing import Any

from pydantic import ConfigDict
from typing_extensions import TypedDict  # pydantic, by which MCP describes them, takes no other before Python 3.12

FiltersJson = TypedDict(
    "FiltersJson",
    {"from": str, "to": str, "reports": list[str], "metadata": dict[str, list[str]]},
    total=False,
)

# A filter that is misspelt would otherwise be dropped in silence, and every report asked.
FiltersJson.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]


class SentenceJson(TypedDict):
    """A sentence of an answer and the numbers of the citations that back it."""

    text: str
    citations: list[int]


class CitationJson(TypedDict):
    """A quotation: characters [start, end) of the report's text; sha256 is that of the report's file."""

    number: int
    report_id: str
    title: str
    date: str
    page: int
    start: int
    end: int
    quote: str
    sha256: str
    speaker: str


class HitJson(TypedDict):
    """A passage that was found: characters [start, end) of the report's text."""

    report_id: str
    start: int
    end: int
    score: float


class FoundJson(HitJson):
    """A passage that was found, with its words and its report's title and date."""

    title: str
    date: str
    text: str


class SearchedJson(TypedDict):
    """What was searched."""

    reports: int
    passages: int
    first_date: str
    last_date: str


class DroppedJson(TypedDict):
    """A sentence that a chat model wrote and that is not shown as supported, and why.

    `after` is how many sentences stand before its place; when `replaced`, the nearest quotation stands there.
    """

    text: str
    reasons: list[str]
    after: int
    replaced: bool


class WrittenJson(TypedDict):
    """All that a chat model wrote, and what became of it; `problem` says why nothing of it is shown, "" otherwise."""

    model: str
    prompt: str
    parameters: dict[str, str | int | float]
    text: str
    dropped: list[DroppedJson]
    tokens_in: int
    tokens_out: int
    problem: str


class AnswerJson(TypedDict):
    """An answer, schema 1; the verdict is `pending` in all parts of a stream but the last.

    `style` is `quotes`, or `written` by a chat model; a pending one that is `written` says that the model is at work.
    """

    schema: int
    question: str
    asked: str
    verdict: str
    sentences: list[SentenceJson]
    citations: list[CitationJson]
    hits: list[HitJson]
    searched: SearchedJson
    filters: FiltersJson
    notes: list[str]
    index: str
    timings_ms: dict[str, float]
    style: str
    written: WrittenJson | None


class StreamedJson(AnswerJson):
    """A part of an answer that grows; `place` is its turn in the stored conversation, 0 while it has none."""

    place: int


class ListedJson(TypedDict):
    """A report in a list. `state` is `indexed`, `copy` (a near-copy of another) or `unreadable`; `note` says why.

    `part_of` is the report that it is attached to, "" for most.
    """

    id: str
    title: str
    date: str
    source: str
    place: str
    characters: int
    passages: int
    state: str
    note: str
    part_of: str
    metadata: dict[str, str]


class ChoiceJson(TypedDict):
    """A value of a column of the metadata and how many reports it would leave."""

    value: str
    count: int


class DatesJson(TypedDict):
    """The first and last date among all reports, with a "?" when it is a guess, and how many have none."""

    first: str
    last: str
    undated: int


class ReportsJson(TypedDict):
    """A part of the list of reports. `total` are those found, `in_all` all there are."""

    total: int
    in_all: int
    reports: list[ListedJson]
    columns: dict[str, list[ChoiceJson]]
    dates: DatesJson


class OriginJson(TypedDict):
    """Where something that is known about a report stands, and how sure it is: stated, likely or guess."""

    where: str
    sure: str


class ReportJson(TypedDict):
    """A report whole; what is to be read begins at `body`. `missing` when there is none of this id.

    `part_of` is the report that it is attached to, `parts` are those attached to it; `pictured` when its pages can be
    shown.
    """

    id: str
    title: str
    date: str
    sha256: str
    text: str
    body: int
    pages: list[list[int]]
    headings: list[list[int]]
    metadata: dict[str, str]
    also_at: list[str]
    origins: dict[str, OriginJson]
    part_of: str
    parts: list[str]
    notes: list[str]
    pictured: bool
    missing: bool


class CheckJson(TypedDict):
    """What became of a citation: `intact`, `moved` (start and end say where to), `changed`, `gone`, or `unreadable`.

    `reason` says why its report is unreadable, "" for the others.
    """

    number: int
    state: str
    report_id: str
    start: int
    end: int
    reason: str


Json = dict[str, Any]
