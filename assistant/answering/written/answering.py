"""An answer as a chat model writes it: each sentence is checked before it is shown, and what fails is kept apart."""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answering.citations import cite
from assistant.answering.prompts import REFUSAL, WRITE
from assistant.answering.support import Checker, cited
from assistant.answering.units import Unit
from assistant.answering.written.author import Author
from assistant.answering.written.evidence import nearest
from assistant.answering.written.messages import Task, messages
from assistant.answering.written.passages import Given
from assistant.answering.written.sentences import Claim, Cutter
from assistant.errors import ChatFailed
from assistant.models.chat.values import Piece
from assistant.types import Answer, Citation, Dropped, Sentence, Written

Failing = Literal["drop", "strike", "quote"]
_MOST_CLAIMS = 60
_MOST_CHARS = 40_000
_LINK = re.compile(r"https?:|www\.|\]\(|!\[|<\s*(?:a|img|script)\b|data:\S+,", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
NOTHING_LEFT = "nothing that the model wrote is supported by the passages that it cites"
NO_ANSWER = "the model finds no answer in the passages"


@dataclass(frozen=True, slots=True)
class Desk:
    """What writing needs, handed over together; `failing` says what becomes of a sentence that is not supported."""

    author: Author
    checker: Checker
    failing: Failing


@dataclass(frozen=True, slots=True)
class _Draft:
    """How far the answer is: shown sentences, what was dropped, and all that was written."""

    answer: Answer
    written: Written
    refused: bool = False

    def shown(self) -> Answer:
        """The answer as it stands."""
        return replace(self.answer, written=self.written)


def write(desk: Desk, task: Task, begun: Answer, quoted: Answer) -> Generator[Answer, None, Answer]:
    """Growing answers; returns the final one: `begun` with written sentences, or `quoted` when none can be shown.

    `quoted` is the answer without a model. Whatever goes wrong with the model ends in it, and is told in a note.
    """
    author = desk.author
    draft = _Draft(replace(begun, style="written"), Written(author.name, WRITE, author.parameters))
    cutter, problem = Cutter(), ""
    try:
        for piece in author.write(messages(task)):
            draft = _counted(draft, piece)
            for claim in cutter.feed(piece.text):
                draft = _taken(desk, task, draft, claim)
                yield draft.shown()
            if _is_endless(draft):
                problem = "the model did not come to an end"
                break
    except ChatFailed as error:
        problem = str(error)
    else:
        for claim in cutter.finish():
            draft = _finished(desk, task, draft, claim)
    return _final(draft, quoted, problem)


def _counted(draft: _Draft, piece: Piece) -> _Draft:
    """The draft with what was written more, and the tokens used, which the last piece tells."""
    so_far, used = draft.written, piece.usage
    counts = {"tokens_in": so_far.tokens_in + used.input_tokens, "tokens_out": so_far.tokens_out + used.output_tokens}
    return replace(draft, written=replace(so_far, text=so_far.text + piece.text, **counts))


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
        return replace(draft, refused=True)
    if any(claim.text == one.text for one in draft.answer.sentences):
        return _dropped(draft, claim, ("it repeats what is said already",))
    passages = [one for one in task.passages if one.number in claim.numbers]
    reasons = _unfit(claim, task.passages) or _unsupported(desk.checker, claim, passages)
    found = [unit for one in passages for unit in nearest(desk.checker.stems, claim.text, one)]
    if not reasons and found:
        return replace(draft, answer=_grown(draft.answer, claim.text, found))
    reasons = reasons or ("no sentence of the cited passage says it",)
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
    if _LINK.search(claim.text):
        reasons.append("it holds a link")
    return tuple(reasons)


def _unsupported(checker: Checker, claim: Claim, passages: Sequence[Given]) -> tuple[str, ...]:
    found = checker.check(claim.text, [cited(one.report, one.passage) for one in passages])
    return () if found.supported else found.reasons


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
    one = Dropped(claim.text, reasons, len(draft.answer.sentences), replaced)
    return replace(draft, written=replace(draft.written, dropped=(*draft.written.dropped, one)))


def _final(draft: _Draft, quoted: Answer, problem: str) -> Answer:
    """The written answer when anything of it is left, else the quoted one, which says so."""
    answer = draft.answer
    if not answer.sentences:
        problem = problem or (NO_ANSWER if draft.refused else NOTHING_LEFT)
        note = f"These are quotations: {problem}."
        return replace(quoted, written=replace(draft.written, problem=problem), notes=(*quoted.notes, note))
    notes = (*answer.notes, f"The answer stops early: {problem}.") if problem else answer.notes
    return replace(draft.shown(), verdict="answered", notes=notes)
