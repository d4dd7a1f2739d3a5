"""What a written sentence rests on, and what speaks against it: all checks that need the passages."""

from collections.abc import Sequence

from assistant.answering.support import Checker, Cited, cited
from assistant.answering.units import Unit
from assistant.answering.written.evidence import nearest
from assistant.answering.written.passages import Given
from assistant.answering.written.voice import unattributed

Quotes = Sequence[tuple[Given, Sequence[Unit]]]
"""Passages, each with the sentences of it that would be quoted."""


def quotes_of(checker: Checker, text: str, passages: Sequence[Given]) -> Quotes:
    """Each passage with its one or two sentences that are nearest to a written one."""
    return [(one, nearest(checker.stems, text, one)) for one in passages]


def against(checker: Checker, text: str, quotes: Quotes, *, strict: bool = False) -> tuple[str, ...]:
    """What speaks against a sentence: in the whole passages that it cites, and in what will be quoted of them."""
    found = checker.check(text, [cited(one.report, one.passage) for one, _ in quotes], strict=strict)
    if not found.supported:
        return found.reasons
    quoted = checker.check(text, [_quoted(one, units) for one, units in quotes if units], strict=strict)
    if not quoted.supported:
        return ("no sentence of the cited passage says it",)
    return unattributed(checker.stems, text, [unit for _, units in quotes for unit in units])


def _quoted(one: Given, units: Sequence[Unit]) -> Cited:
    speakers = dict.fromkeys(unit.speaker for unit in units if unit.speaker)
    about = "\n".join((cited(one.report, one.passage).about, *speakers))
    return Cited("\n\n".join(unit.text for unit in units), about)
