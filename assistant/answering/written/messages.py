"""What a chat model is sent: the rules, the conversation as far as it fits, the passages, the question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.answering.prompts import WRITE, prompt
from assistant.answering.written.author import Author
from assistant.answering.written.passages import Given, fenced, given, inert
from assistant.models.chat.window import MESSAGE_TOKENS
from assistant.types import Hit, Report, Turn

_FOR_HISTORY = 0.25  # of the room, at most


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be written about: the question, what was said before it, and the passages."""

    question: str
    history: tuple[Turn, ...]
    passages: tuple[Given, ...]


def task(
    author: Author, question: str, history: Sequence[Turn], hits: Sequence[Hit], reports: Mapping[str, Report]
) -> Task:
    """As much as fits into the model's window: of the conversation the oldest is left out first, of the hits the last.

    Without passages when not even one fits.
    """
    fixed = _cost(author, prompt(WRITE)) + _cost(author, question)
    kept = _latest(author, history, round(_FOR_HISTORY * (author.room - fixed)))
    left = author.room - fixed - sum(_cost(author, turn.question) + _cost(author, turn.answer) for turn in kept)
    return Task(question, kept, given(hits, reports, _fits(author, left)))


def _cost(author: Author, text: str) -> int:
    return author.tokens(text) + MESSAGE_TOKENS


def _fits(author: Author, room: int) -> Callable[[str], bool]:
    return lambda text: _cost(author, text) <= room


def _latest(author: Author, history: Sequence[Turn], room: int) -> tuple[Turn, ...]:
    """The last turns that fit, in their order."""
    kept: list[Turn] = []
    for turn in reversed(history):
        room -= _cost(author, turn.question) + _cost(author, turn.answer)
        if room < 0:
            break
        kept.append(turn)
    return tuple(reversed(kept))


def messages(one: Task) -> list[BaseMessage]:
    """The messages for a model; a conversation's earlier answers are told without their marks."""
    said: list[BaseMessage] = [SystemMessage(prompt(WRITE))]
    for turn in one.history:
        said.append(HumanMessage(turn.question))
        if turn.answer:
            said.append(AIMessage(inert(turn.answer)))
    return [*said, HumanMessage(f"{fenced(one.passages)}\n\nQuestion: {one.question}")]
