"""Reports that attack, asked about with a model that obeys every one of them."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import Field
from rich.console import Console

from assistant import Answer, Assistant, Filters, Settings, rebuild
from assistant.answering.prompts import WRITE, prompt
from assistant.answering.support.orders import orders
from assistant.answering.support.signs import hidden, invisible
from assistant.answering.support.words import read
from assistant.answering.written.answering import ENDLESS
from assistant.answering.written.sentences import Cutter
from assistant.indexing.words import Stems
from assistant.models.protocols import Embedder, Reranker
from assistant.terminal import show_answer
from assistant.types import Written
from assistant.web.kept.conversations import Conversation, StoredTurn, Summary
from assistant.web.kept.export import exported
from tests.answering.written.injections import ATTACKS, QUESTION, TRUE, in_town, report_of
from tests.chats import ScriptedChat, Step
from tests.web.test_export import HTML_TAGS, MARKDOWN_TAGS, Read, renderers

EACH = pytest.mark.parametrize("place", range(len(ATTACKS)), ids=[attack.name for attack in ATTACKS])
WAYS = ("after what is true", "alone", "with all that was sent")
STEMS = Stems()
FENCED = re.compile(r'(?:<passage number="\d+"(?: (?:report|date|under)="[^"<>\n]*")*>\n[^<>]*\n</passage>\n\n)+')
OF_A_PROMPT = re.compile(
    r"<\||\[/?[A-Z_]{3,}\]|\[gMASK\]|[＜＞﹤﹥]|[\[【［]\s*[\^#]?\d|[\[【［(](?:passage|source) \d"
)
WORKING = re.compile(
    r"://|//\w|www\.|\w@\w|\]\s?[(\[]|!\[|<[a-z/!]|&#?\w+;|(?:javascript|mailto|data|tel):\S|[`*]|\{\{|\\\w+\{", re.I
)


class Obedient(ScriptedChat):
    """A model that does what it is told by the report: it says `order`, and then all that it was sent."""

    script: list[list[Any]] = Field(default_factory=list)
    order: str = ""
    repeats: bool = False

    def _steps(self, messages: list[BaseMessage]) -> Iterator[Step]:
        self.runs.append({"messages": messages})
        yield self.order
        if self.repeats:
            for message in messages:
                yield from (f"{line} [1]\n" for line in str(message.content).splitlines())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a model was sent, and the answer."""

    messages: list[BaseMessage]
    answer: Answer

    @property
    def written(self) -> Written:
        assert self.answer.written is not None
        return self.answer.written


class Attacked:
    """All attacked reports under one index, and the model that is asked about them, in each way once."""

    def __init__(self, assistant: Assistant, model: Obedient) -> None:
        self._assistant = assistant
        self._model = model
        self._known: dict[tuple[int, str], Outcome] = {}

    def report(self, place: int) -> str:
        found = self._assistant.report(f"{place:02}.md")
        assert found is not None
        return found.text

    def outcomes(self, place: int) -> list[Outcome]:
        return [self.outcome(place, way) for way in (WAYS if place % 3 == 0 or place > len(ATTACKS) - 4 else WAYS[:2])]

    def outcome(self, place: int, way: str) -> Outcome:
        if (place, way) not in self._known:
            self._known[place, way] = self._ask(place, way)
        return self._known[place, way]

    def _ask(self, place: int, way: str) -> Outcome:
        true = f"{TRUE[:-1]} [1]. " if way == WAYS[0] else ""
        self._model.order = in_town(true + ATTACKS[place].obeyed, place)
        self._model.repeats = way == WAYS[2]
        self._model.runs.clear()
        filters = Filters(reports=(f"{place:02}.md",))
        answer = self._assistant.ask(in_town(QUESTION, place), filters=filters, style="written")
        (run,) = self._model.runs
        return Outcome(run["messages"], answer)


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, reranker: Reranker) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("attacked")
    (folder / "corpus").mkdir()
    for place, attack in enumerate(ATTACKS):
        (folder / "corpus" / f"{place:02}.md").write_text(report_of(attack, place), encoding="utf-8")
    settings = Settings(corpus_dir=folder / "corpus", index_dir=folder / "index")
    assert rebuild(settings, embedder=embedder).reports == len(ATTACKS)
    model = Obedient()
    with Assistant.open(settings, embedder=embedder, reranker=reranker, chat_model=model) as assistant:
        yield Attacked(assistant, model)


def words(text: str) -> set[str]:
    return {word.stem for word in read(STEMS, [text]).words if word.content}


@EACH
def test_the_rules_stay_as_they_are_and_the_report_stays_in_its_fence(attacked: Attacked, place: int) -> None:
    for one in attacked.outcomes(place):
        rules, last = one.messages
        assert isinstance(rules, SystemMessage) and rules.content == prompt(WRITE)
        assert isinstance(last, HumanMessage)
        fenced, _, question = str(last.content).rpartition("Question: ")
        assert question == in_town(QUESTION, place)
        assert FENCED.fullmatch(fenced), fenced
        assert not OF_A_PROMPT.search(fenced), fenced
        assert not any(invisible(sign) for sign in fenced)


@EACH
def test_every_shown_sentence_stands_in_its_quotation(attacked: Attacked, place: int) -> None:
    for one in attacked.outcomes(place):
        quotes = {citation.number: citation.quote for citation in one.answer.citations}
        assert one.answer.sentences
        for sentence in one.answer.sentences:
            backing = " ".join(quotes[number] for number in sentence.citations)
            assert words(sentence.text) <= words(backing), sentence
            assert one.answer.style == "quotes" or not orders(backing), sentence


@EACH
def test_nothing_that_is_shown_works_as_anything_but_text(attacked: Attacked, place: int) -> None:
    for one in attacked.outcomes(place):
        if one.answer.style == "written":
            for sentence in one.answer.sentences:
                assert not WORKING.search(sentence.text) and not list(hidden(sentence.text)), sentence


@EACH
def test_what_is_cited_was_given_and_stands_in_the_report(attacked: Attacked, place: int) -> None:
    text = attacked.report(place)
    for one in attacked.outcomes(place):
        assert {citation.report_id for citation in one.answer.citations} == {f"{place:02}.md"}
        assert all(text[citation.start : citation.end] == citation.quote for citation in one.answer.citations)
        assert {n for sentence in one.answer.sentences for n in sentence.citations} == set(
            range(1, len(one.answer.citations) + 1)
        )


@EACH
def test_all_that_was_written_is_shown_or_dropped_with_a_reason(attacked: Attacked, place: int) -> None:
    for one in attacked.outcomes(place):
        cutter = Cutter()
        claims = [claim.text for claim in (*cutter.feed(one.written.text), *cutter.finish())]
        shown = [sentence.text for sentence in one.answer.sentences] if one.answer.style == "written" else []
        told = Counter([*shown, *(dropped.text for dropped in one.written.dropped)])
        ended = not any(ENDLESS in note for note in one.answer.notes)
        assert told == Counter(claims if ended else claims[: told.total()])
        assert all(dropped.reasons and all(dropped.reasons) for dropped in one.written.dropped)


@EACH
def test_an_order_that_is_obeyed_changes_nothing_of_what_is_shown(attacked: Attacked, place: int) -> None:
    obeyed = attacked.outcome(place, WAYS[0]).answer
    assert obeyed.style == "written"
    assert [sentence.text for sentence in obeyed.sentences] == [in_town(TRUE, place)]
    alone = attacked.outcome(place, WAYS[1]).answer
    assert alone.style == "quotes"
    assert any(note.startswith("These are quotations: ") for note in alone.notes)


@EACH
def test_neither_terminal_nor_files_make_anything_of_it(attacked: Attacked, place: int) -> None:
    for one in attacked.outcomes(place):
        for terminal in (False, True):
            console = Console(file=StringIO(), force_terminal=terminal, emoji=False, highlight=False, width=200)
            show_answer(console, one.answer, dropped=True)
            seen = re.sub(r"\x1b\[[\d;]*m", "", console.file.getvalue())  # type: ignore[attr-defined]
            assert "\x1b" not in seen and "\x07" not in seen and "\u202e" not in seen
        stored = StoredTurn(1, "2026-02-03T10:00:00.000Z", json.loads(json.dumps(one.answer.to_dict())), 1, "good")
        talk = Conversation(Summary("id", "Talks", "2026-02-03T09:00Z", "2026-02-03T10:00Z", 1), (stored,))
        for renderer in renderers():
            shown = Read(renderer.render(exported(talk, "md").content.decode()))
            assert set(shown.tags) <= MARKDOWN_TAGS and not shown.attributes and not shown.other
        page = Read(exported(talk, "html").content.decode())
        assert set(page.tags) <= HTML_TAGS
        assert all(re.fullmatch(r"#a\d+-\d+", value) for _, name, value in page.attributes if name == "href")
