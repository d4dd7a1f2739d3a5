"""What a chat model is sent: the rules, the conversation as far as it fits, the passages, the question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.answering.prompts import WRITE, prompt
from assistant.answering.support.orders import gives_orders
from assistant.answering.written.author import Author
from assistant.answering.written.passages import Given, fenced, given, inert
from assistant.types import Hit, Report, Turn

_NOT_KEPT = "(not kept)"  # the chat templates of some models want questions and answers in turn
_FOR_HISTORY = 0.25  # of the room that rules and question leave, at most


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written about: the question, what was said before it, and the passages."""

    question: str
    history: tuple[Turn, ...]
    passages: tuple[Given, ...]

    @property
    def ordered(self) -> bool:
        """Whether a report, or an answer from one, tells the model what to write."""
        given = [text for one in self.passages for text in (one.passage.text, one.passage.heading, one.report.title)]
        return gives_orders(*given, *(turn.answer for turn in self.history))


def task(
    author: Author, question: str, history: Sequence[Turn], hits: Sequence[Hit], reports: Mapping[str, Report]
) -> Task:
    """As much as fits into the model's window: of the conversation the oldest is left out first, of the hits the last.

    All of the conversation is left out before the last passage is. Without passages when not even one fits.
    """
    bare = author.size(_messages(question, (), ""))
    share = round(_FOR_HISTORY * max(0, author.room - bare))
    kept = latest(history, lambda turns: author.size(_said(turns)) <= share)
    for turns in dict.fromkeys((kept, ())):
        before = author.size(_messages(question, turns, "")[:-1])
        found = given(hits, reports, _fits(author, question, author.room - before))
        if found:
            return Task(question, turns, found)
    return Task(question, (), ())


def latest(history: Sequence[Turn], fits: Callable[[Sequence[Turn]], bool]) -> tuple[Turn, ...]:
    """The last turns that fit together, in their order."""
    kept: tuple[Turn, ...] = ()
    for turn in reversed(history):
        if not fits((turn, *kept)):
            break
        kept = (turn, *kept)
    return kept


def messages(one: Task) -> list[BaseMessage]:
    """The messages for a model; nothing in the conversation can pass for a fence or a mark either."""
    return _messages(one.question, one.history, fenced(one.passages))


def _fits(author: Author, question: str, room: int) -> Callable[[str], bool]:
    return lambda passages: author.size([_asked(question, passages)]) <= room


def _messages(question: str, history: Sequence[Turn], passages: str) -> list[BaseMessage]:
    return [SystemMessage(prompt(WRITE)), *_said(history), _asked(question, passages)]


def _said(history: Sequence[Turn]) -> list[BaseMessage]:
    said: list[BaseMessage] = []
    for turn in history:
        said += [HumanMessage(inert(turn.question)), AIMessage(inert(turn.answer) or _NOT_KEPT)]
    return said


def _asked(question: str, passages: str) -> HumanMessage:
    return HumanMessage(f"{passages}\n\nQuestion: {inert(question)}")
