"""An answer as a chat model writes it: each sentence is checked before it is shown, and what fails is kept apart."""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.citations import cite
from assistant.answering.prompts import REFUSAL, WRITE
from assistant.answering.support import Checker
from assistant.answering.units import Unit
from assistant.answering.written.author import Author
from assistant.answering.written.backing import against, quotes_of
from assistant.answering.written.messages import Task, messages
from assistant.answering.written.passages import Given
from assistant.answering.written.sentences import Claim, Cutter
from assistant.answering.written.unfit import unfit
from assistant.errors import ChatFailed
from assistant.models.chat.scrub import without_keys
from assistant.models.chat.values import Finish, Piece
from assistant.types import Answer, Citation, Dropped, Sentence, Written

Failing = Literal["drop", "strike", "quote"]
_MOST_CLAIMS = 60
_MOST_CHARS = 40_000
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
NOTHING_LEFT = "nothing that the model wrote is supported by the passages that it cites"
NO_ANSWER = "the model finds no answer in the passages"
NO_ROOM = "chat.window_tokens leaves no room for a passage beside the question. Raise it, or lower chat.max_tokens"
ENDLESS = "the model did not come to an end"
_ENDS: dict[Finish, str] = {
    "length": "the model had more to write than chat.max_tokens allows",
    "cancelled": "it was stopped",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing needs, handed over together; `failing` says what becomes of a sentence that is not supported.

    `strict` has every word checked, because something that the model read tells it what to write.
    """

    author: Author
    checker: Checker
    failing: Failing
    strict: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    """How far the answer is: shown sentences, what was dropped, all that was written, and how it ended."""

    answer: Answer
    written: Written
    refused: bool = False
    finish: Finish = ""

    def shown(self) -> Answer:
        """The answer as it stands."""
        return replace(self.answer, written=self.written)


def write(desk: Desk, task: Task, begun: Answer, quoted: Answer) -> Generator[Answer, None, Answer]:
    """Growing answers; returns the final one: `begun` with written sentences, or `quoted` when none can be shown.

    `quoted` is the answer without a model. Whatever goes wrong with the model ends in it, and is told in a note.
    """
    author, desk = desk.author, replace(desk, strict=task.ordered)
    draft = _Draft(replace(begun, style="written"), Written(author.name, WRITE, author.parameters))
    if not task.passages:
        return _final(draft, quoted, NO_ROOM)
    cutter, problem = Cutter(), ""
    try:
        for piece in author.write(messages(task)):
            draft = _counted(draft, piece)
            for claim in cutter.feed(piece.text):
                draft = _taken(desk, task, draft, claim)
                yield draft.shown()
            if _is_endless(draft):
                problem = ENDLESS
                break
    except ChatFailed as error:
        problem = _problem(error)
    for claim in cutter.finish():
        draft = _finished(desk, task, draft, claim)
    return _final(draft, quoted, problem)


def unwritten(author: Author, quoted: Answer, failed: ChatFailed) -> Answer:
    """The quoted answer, which says that the model failed before it was asked to write."""
    return _instead(Written(author.name, WRITE, author.parameters), quoted, _problem(failed))


def _counted(draft: _Draft, piece: Piece) -> _Draft:
    """The draft with what was written more, and the tokens used and how it ended, which the last piece tells."""
    so_far, used = draft.written, piece.usage
    written = replace(
        so_far,
        text=without_keys(so_far.text + piece.text),
        tokens_in=so_far.tokens_in + used.input_tokens,
        tokens_out=so_far.tokens_out + used.output_tokens,
    )
    return replace(draft, written=written, finish=piece.finish)


def _is_endless(draft: _Draft) -> bool:
    many = len(draft.answer.sentences) + len(draft.written.dropped)
    return many >= _MOST_CLAIMS or len(draft.written.text) > _MOST_CHARS


def _finished(desk: Desk, task: Task, draft: _Draft, claim: Claim) -> _Draft:
    """The draft with one of the last sentences, which may have been cut off in its middle."""
    if not _ENDED.search(claim.text) and not _refuses(claim):
        return _dropped(draft, claim, ("it was not finished",))
    return _taken(desk, task, draft, claim)


def _taken(desk: Desk, task: Task, draft: _Draft, claim: Claim) -> _Draft:
    """The draft with a sentence more, shown or dropped."""
    if _refuses(claim):
        return _dropped(replace(draft, refused=True), claim, (NO_ANSWER,))
    if any(claim.text == one.text for one in draft.answer.sentences):
        return _dropped(draft, claim, ("it repeats what is said already",))
    passages = [one for one in task.passages if one.number in claim.numbers]
    quotes = quotes_of(desk.checker, claim.text, passages)
    found = [unit for _, units in quotes for unit in units]
    reasons = _unfit(claim, task.passages) or against(desk.checker, claim.text, quotes, strict=desk.strict)
    if not reasons:
        return replace(draft, answer=_grown(draft.answer, claim.text, found))
    if desk.failing == "quote" and found and not _is_shown(draft.answer, found[:1]):
        dropped = _dropped(draft, claim, reasons, replaced=True)
        return replace(dropped, answer=_grown(draft.answer, found[0].text, found[:1]))
    return _dropped(draft, claim, reasons)


def _refuses(claim: Claim) -> bool:
    return claim.text.rstrip(".").casefold() == REFUSAL.rstrip(".").casefold()


def _unfit(claim: Claim, passages: Sequence[Given]) -> tuple[str, ...]:
    """What is wrong with a sentence before anything is compared."""
    known = {one.number for one in passages}
    foreign = [number for number in claim.numbers if number not in known]
    reasons = []
    if not claim.numbers:
        reasons.append("it cites no passage")
    if foreign:
        reasons.append("it cites passages that the model was not given: " + ", ".join(map(str, foreign)))
    if without_keys(claim.text) != claim.text:
        reasons.append("it holds a key")
    return (*reasons, *unfit(claim.text))


def _grown(answer: Answer, text: str, backing: Sequence[Unit]) -> Answer:
    """The answer with one more sentence, backed by these characters; what is cited already keeps its number."""
    citations, numbers = list(answer.citations), []
    for unit in backing:
        known = next((one for one in citations if _place(one) == (unit.report.id, unit.start, unit.end)), None)
        if known is None:
            known = cite(unit, len(citations) + 1)
            citations.append(known)
        numbers.append(known.number)
    sentence = Sentence(text, tuple(dict.fromkeys(numbers)))
    return replace(answer, sentences=(*answer.sentences, sentence), citations=tuple(citations))


def _place(citation: Citation) -> tuple[str, int, int]:
    return citation.report_id, citation.start, citation.end


def _is_shown(answer: Answer, units: Sequence[Unit]) -> bool:
    return any(one.text == unit.text for one in answer.sentences for unit in units)


def _dropped(draft: _Draft, claim: Claim, reasons: tuple[str, ...], *, replaced: bool = False) -> _Draft:
    one = Dropped(without_keys(claim.text), reasons, len(draft.answer.sentences), replaced)
    return replace(draft, written=replace(draft.written, dropped=(*draft.written.dropped, one)))


def _final(draft: _Draft, quoted: Answer, problem: str) -> Answer:
    """The written answer when anything of it is left, else the quoted one, which says so."""
    answer = draft.answer
    problem = problem or _ENDS.get(draft.finish, "")
    if not answer.sentences:
        return _instead(draft.written, quoted, problem or (NO_ANSWER if draft.refused else NOTHING_LEFT))
    notes = (*answer.notes, f"The answer stops early: {problem}.") if problem else answer.notes
    return replace(draft.shown(), verdict="answered", notes=notes)


def _instead(written: Written, quoted: Answer, problem: str) -> Answer:
    """The quoted answer in place of a written one, with the reason in a note."""
    notes = (*quoted.notes, f"These are quotations: {problem}.")
    return replace(quoted, written=replace(written, problem=problem), notes=notes)


def _problem(failed: ChatFailed) -> str:
    """What went wrong, to be followed by a full stop."""
    return str(failed).removesuffix(".")
