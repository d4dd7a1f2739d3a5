"""What the page and programs ask for: answers, passages, reports, checks. No door's own types; each door adds those."""

import threading
from collections.abc import AsyncIterator, Generator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from anyio import to_thread

from assistant.answering.verify import verify as verified
from assistant.errors import ModelUnavailable, QuestionInvalid
from assistant.indexing.index import Index
from assistant.retrieval.filters import filters_from
from assistant.types import Answer, Check, Hit, Style, Turn, hit_to_dict
from assistant.web.corpus.listing import View, listed, whole
from assistant.web.desk import Answering
from assistant.web.house import House
from assistant.web.people.limiting import network
from assistant.web.schema import (
    AnswerJson,
    CheckJson,
    FiltersJson,
    FoundJson,
    HitJson,
    ReportJson,
    ReportsJson,
    StreamedJson,
)
from assistant.web.warm import Warm

_MOST_HITS = 200
_MOST_SHOWN = 40
_STYLES: Mapping[str, Style | None] = {"": None, "quotes": "quotes", "written": "written"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the user who is signed in, "" when nobody has to, and the address that the request came from."""

    user: str = ""
    address: str = ""

    @property
    def payer(self) -> str:
        """Whose minute a question or an upload counts in: the user's, or else the network's."""
        return self.user or network(self.address)


def caller_of(scope: Mapping[str, Any]) -> Caller:
    """Who sent a request, from its ASGI scope, where the guard has put it."""
    state = scope.get("state", {})
    return Caller(state.get("user", ""), state.get("client", ""))


class Endpoints:
    """What can be asked of the page by programs. Each docstring is what they are shown."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def stream(  # noqa: PLR0913 - what a program may ask for, by name
        self,
        caller: Caller,
        question: str,
        history: list[str] | None = None,
        filters: FiltersJson | None = None,
        conversation: str = "",
        alone: bool = False,
        style: str = "",
    ) -> AsyncIterator[StreamedJson]:
        """Answer a question from the reports, as a growing answer: found passages first, then sentence by sentence.

        Args:
            question: what to ask, in plain words
            history: the questions asked before it, oldest first
            filters: {"from", "to", "reports", "metadata"}, each optional: which reports to ask
            conversation: id of a stored conversation that it belongs to; its questions are the history
            alone: whether the question is to be understood by itself, whatever came before
            style: "quotes", or "written" by the chat model and checked, or "" as the settings say
        """
        turns = await self._turns(caller, history, conversation, alone=alone)
        async for given in self._answers(caller, _Question(question, turns, filters, style)):
            place = 0
            if conversation and given.verdict != "pending":
                keep = partial(self._house.conversations.add_turn, alone=alone)
                place = await to_thread.run_sync(keep, caller.user, conversation, given.to_dict())
            yield StreamedJson(**_json(given), place=place)

    async def ask(
        self,
        caller: Caller,
        question: str,
        history: list[str] | None = None,
        filters: FiltersJson | None = None,
        style: str = "",
    ) -> AnswerJson:
        """Answer a question from the reports; every sentence cites quotations, or the verdict is not_found.

        Args:
            question: what to ask, in plain words
            history: the questions asked before it, oldest first
            filters: {"from", "to", "reports", "metadata"}, each optional: which reports to ask
            style: "quotes", or "written" by the chat model and checked, or "" as the settings say
        """
        turns = [Turn(one, "") for one in history or ()]
        *_, last = [one async for one in self._answers(caller, _Question(question, turns, filters, style))]
        return _json(last)

    async def search(
        self,
        caller: Caller,
        question: str,
        top: int = 10,
        filters: FiltersJson | None = None,
    ) -> list[FoundJson]:
        """Find the passages of the reports that fit a question best, best first.

        Args:
            question: what to look for, in plain words
            top: how many passages
            filters: {"from", "to", "reports", "metadata"}, each optional: which reports to search
        """
        self._house.limits.take("questions", caller.payer)
        assistant, wanted = self._house.warm.assistant, filters_from(filters or {})
        if not 1 <= top <= _MOST_HITS:
            raise QuestionInvalid(f"From 1 to {_MOST_HITS} passages can be asked for ({top} were).")

        def found() -> Generator[FoundJson, None, None]:
            for hit in assistant.search(question, filters=wanted, top=top):
                report = assistant.report(hit.passage.report_id)
                title, date = (report.title, report.date) if report else ("", "")
                yield FoundJson(**_place(hit), title=title, date=date, text=hit.passage.text)

        return [one async for one in self._house.desk.each(Answering(found()))]

    async def reports(  # noqa: PLR0913 - what a program may ask for, by name
        self,
        caller: Caller,
        find: str = "",
        sort: str = "date",
        descending: bool = True,
        offset: int = 0,
        limit: int = 50,
        filters: FiltersJson | None = None,
    ) -> ReportsJson:
        """List the reports, with their state and the choices by which the list can be narrowed.

        Args:
            find: words in title, date, path or metadata, all of which must be there
            sort: title, date, source, characters or state
            descending: whether the last comes first
            offset: how many reports to pass over
            limit: how many reports at most, up to 500
            filters: {"from", "to", "reports", "metadata"}, each optional
        """
        view = View(find, sort, descending, offset, limit)
        return await to_thread.run_sync(lambda: listed(self._index(), view, filters_from(filters or {})))

    async def report(self, caller: Caller, report_id: str) -> ReportJson:
        """Give a report whole: text, pages, headings, and what is known about it.

        Args:
            report_id: the report's path under the corpus folder
        """
        return await to_thread.run_sync(lambda: whole(self._index(), report_id))

    async def verify(self, caller: Caller, answer: dict[str, Any]) -> list[CheckJson]:
        """Check the citations of an answer against the files of the reports as they are now.

        Args:
            answer: an answer as `ask` gave it
        """
        async with self._house.desk.seat():  # it may have to read every file
            checks = await to_thread.run_sync(verified, answer, self._house.settings)
        return [_checked(check) for check in checks]

    def _index(self) -> Index:
        """The live index; called in a thread, as a new one may have to be opened."""
        return self._house.warm.assistant.engine().index

    async def _turns(self, caller: Caller, history: list[str] | None, conversation: str, *, alone: bool) -> list[Turn]:
        if alone:
            return []
        kept_for = self._house.conversations.history
        kept = await to_thread.run_sync(kept_for, caller.user, conversation) if conversation else ()
        return [*kept, *(Turn(one, "") for one in history or ())]

    async def _answers(self, caller: Caller, asked: "_Question") -> AsyncIterator[Answer]:
        warm, left = self._house.warm, threading.Event()
        assistant, wanted, style = warm.assistant, filters_from(asked.filters or {}), _style(asked.style, warm)
        self._house.limits.take("questions", caller.payer)
        parts = assistant.stream(asked.text, asked.history, filters=wanted, style=style, cancelled=left.is_set)
        answering = Answering(parts, quick=1, model_next=_is_model_next, cancel=left.set)
        async for answer in self._house.desk.each(answering):
            yield answer


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    history: list[Turn]
    filters: FiltersJson | None
    style: str


def _is_model_next(answer: Answer) -> bool:
    return answer.verdict == "pending" and answer.style == "written"


def _style(wanted: str, warm: Warm) -> Style | None:
    """How to answer, None as the settings say. Raises QuestionInvalid, ModelUnavailable."""
    if wanted not in _STYLES:
        raise QuestionInvalid(f"There is no style {wanted[:_MOST_SHOWN]!r}. There are: quotes, written.")
    if wanted == "written" and warm.no_chat_model:
        raise ModelUnavailable(warm.no_chat_model)
    return _STYLES[wanted]


def _json(answer: Answer) -> AnswerJson:
    return answer.to_dict()  # type: ignore[return-value]


def _checked(check: Check) -> CheckJson:
    return asdict(check)  # type: ignore[return-value]


def _place(hit: Hit) -> HitJson:
    return hit_to_dict(hit)  # type: ignore[return-value]
