"""A question that leads on, made to stand alone by the model, where that neither drops nor adds anything."""

from collections.abc import Sequence

from langchain_core.messages import HumanMessage, SystemMessage

from assistant.answering.prompts import REPHRASE, prompt
from assistant.answering.support import names, numbers
from assistant.answering.support.signs import hidden, plain
from assistant.answering.written.author import Author
from assistant.answering.written.passages import inert
from assistant.errors import ChatFailed
from assistant.indexing.words import Stems
from assistant.types import Turn

_TURNS = 4
_LONGEST = 400


def rephrased(author: Author, stems: Stems, question: str, history: Sequence[Turn]) -> str:
    """The question as the model makes it stand alone; "" when it cannot, and when it drops or adds a name or a number.

    What the rewriting may name stands in the question or in the last turns; what the question names it must name.
    """
    told = "\n".join(f"Question: {turn.question}\nAnswer: {inert(turn.answer)}" for turn in history[-_TURNS:])
    request = [SystemMessage(prompt(REPHRASE)), HumanMessage(f"{told}\n\nThe last question: {question}")]
    try:
        written = " ".join("".join(piece.text for piece in author.write(request)).split())
    except ChatFailed:
        return ""
    return written if _keeps(stems, written, question, f"{told}\n{question}") else ""


def _keeps(stems: Stems, written: str, question: str, told: str) -> bool:
    if not written.endswith("?") or len(written) > _LONGEST or any(hidden(written)):
        return False
    said, asked, known = plain(written), plain(question), plain(told)
    added = [*numbers.missing(said, known, True), *names.missing(stems, said, known)]
    lost = [*numbers.missing(asked, said, True), *names.missing(stems, asked, said)]
    return not added and not lost
