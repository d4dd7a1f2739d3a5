"""A question that leads on, made to stand alone by the model, where that neither drops nor adds anything."""

import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant.answering.prompts import REPHRASE, prompt
from assistant.answering.support import dates, names, numbers
from assistant.answering.support.signs import hidden, plain
from assistant.answering.written.author import Author
from assistant.answering.written.messages import latest
from assistant.answering.written.passages import inert
from assistant.answering.written.unfit import unfit
from assistant.errors import ChatFailed
from assistant.indexing.words import Stems
from assistant.models.chat.failures import LASTING
from assistant.types import Turn

_TURNS = 4
_LONGEST = 400
_NOT = re.compile(r"\b(?:not|never|cannot)\b|n't\b", re.IGNORECASE)


def rephrased(author: Author, stems: Stems, question: str, history: Sequence[Turn]) -> str:
    """The question as the model makes it stand alone; "" when it cannot, or drops or adds a name, number or date.

    What the rewriting may name stands in the question or in the last turns that fit into the model's window; what the
    question names it must name. Raises ChatFailed where the model would fail again at once.
    """
    turns = latest(history[-_TURNS:], lambda some: author.size(_request(some, question)) <= author.room)
    if not turns:
        return ""
    try:
        written = " ".join("".join(piece.text for piece in author.write(_request(turns, question))).split())
    except ChatFailed as error:
        if error.reason in LASTING:
            raise
        return ""
    return written if _keeps(stems, written, question, f"{_told(turns)}\n{question}") else ""


def _request(turns: Sequence[Turn], question: str) -> list[BaseMessage]:
    asked = f"{_told(turns)}\n\nThe last question: {inert(question)}"
    return [SystemMessage(prompt(REPHRASE)), HumanMessage(asked)]


def _told(turns: Sequence[Turn]) -> str:
    return "\n".join(f"Question: {inert(turn.question)}\nAnswer: {inert(turn.answer)}" for turn in turns)


def _keeps(stems: Stems, written: str, question: str, told: str) -> bool:
    """Whether a rewriting is one plain question of what was said before."""
    plainly = len(written) <= _LONGEST and written == inert(written) and not any(hidden(written))
    if not plainly or not written.endswith("?") or unfit(written.removesuffix("?")):
        return False
    said, asked, known = plain(written), plain(question), plain(told)
    return (
        not _lacks(stems, said, known) and not _lacks(stems, asked, said) and not (_denies(said) and not _denies(known))
    )


def _lacks(stems: Stems, said: str, known: str) -> list[str]:
    """The numbers, dates and names of a text that another does not have."""
    return [*numbers.missing(said, known, True), *dates.missing(said, known), *names.missing(stems, said, known)]


def _denies(text: str) -> bool:
    return _NOT.search(text) is not None
