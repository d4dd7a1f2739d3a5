"""The characters that back a written sentence: of a passage that it cites, the sentences that say it."""

import re
from collections.abc import Set
from dataclasses import replace

from assistant.answering.support.orders import gives_orders, orders
from assistant.answering.units import Unit, units
from assistant.answering.written.passages import Given
from assistant.indexing.words import STOP_WORDS, Stems
from assistant.types import Hit

_PRONOUN = re.compile(r"[“\"'‘(]*(?:He|She|They|It|His|Her|Their|Its)\b")
_MOST = 2
_WORTH = 0.2  # of the sentence's words: what a further quotation must add


def nearest(stems: Stems, text: str, one: Given) -> list[Unit]:
    """The one or two sentences of a passage that hold most of a written sentence's words, in reading order.

    One that begins with "He" goes with what stands before it and shows who he is, as does one before which words stand
    that the written sentence has. Empty when the passage holds none of its words.
    """
    wanted = _words(stems, text)
    left, chosen = set(wanted), list[Unit]()
    offered = _offered(one)
    while left and len(chosen) < _MOST:
        best = max(offered, key=lambda unit: len(left & _words(stems, unit.sentence)), default=None)
        found = left & _words(stems, best.sentence) if best else set[str]()
        if best is None or not found or (chosen and len(found) < _WORTH * len(wanted)):
            break
        left -= found
        kept = _with_lead(stems, best, left)
        chosen.append(kept)
        offered = [unit for unit in offered if unit.end <= kept.start or kept.end <= unit.core]
        left -= _words(stems, kept.text)
    return sorted(chosen, key=lambda unit: unit.start)


def _with_lead(stems: Stems, unit: Unit, missing: Set[str]) -> Unit:
    """A sentence with its lead when it begins with "He", or the lead has words that are missing; none gives orders."""
    lead = unit.report.text[unit.start : unit.core]
    wanted = (_PRONOUN.match(unit.sentence) or missing & _words(stems, lead)) and not gives_orders(lead)
    return unit if wanted else replace(unit, start=unit.core)


def _words(stems: Stems, text: str) -> frozenset[str]:
    return frozenset(stem for stem in stems.of(text) if stem not in STOP_WORDS)


def _offered(one: Given) -> list[Unit]:
    """The sentences of a passage but those that speak to whoever answers."""
    first = one.passage.start
    spoken = [(span.start + first, span.end + first) for span in orders(one.passage.text)]
    found = units(one.report, Hit(one.passage, 0.0), one.number - 1)
    return [unit for unit in found if not any(start < unit.end and unit.core < end for start, end in spoken)]
