"""Choosing the sentences that answer, without a language model."""

import re
from collections.abc import Sequence

from assistant.answering.units import Unit
from assistant.answering.weigh import Weighed

_MARGIN = 8.0
_SAME = 0.8
_NUMBER = re.compile(r"\d[\d,.]*\b")
_DENIAL = re.compile(
    r"\b(?:not|no|never|nobody|nothing|without|neither|nor|refused|rejected)\b|n['’]t\b", re.IGNORECASE
)


def choose(weighed: Sequence[Weighed], limit: int) -> list[list[Weighed]]:
    """At most `limit` sentences, each with its near copies from other reports after it, in reading order.

    The best one comes first, then the rest of its report as it runs, then the other reports by their best sentence.
    """
    ranked = sorted(weighed, key=lambda one: (-one.score, one.unit.report.id, one.unit.core))
    if not ranked:
        return []
    chosen: list[list[Weighed]] = []
    for one in ranked:
        if one.score < ranked[0].score - _MARGIN:
            break
        twin = next((group for group in chosen if says_the_same(group[0], one)), None)
        if any(overlaps(one.unit, other.unit) for group in chosen for other in group):
            continue
        if twin is not None:
            if all(other.unit.report.id != one.unit.report.id for other in twin):
                twin.append(one)
        elif len(chosen) < limit:
            chosen.append([one])
    return in_reading_order(chosen)


def says_the_same(first: Weighed, second: Weighed) -> bool:
    """Whether one quotation may stand for the other: nearly the same words, the same numbers and denials."""
    texts = first.unit.sentence, second.unit.sentence
    numbers, denials = ([bag(pattern, text) for text in texts] for pattern in (_NUMBER, _DENIAL))
    return similar(first.stems, second.stems) and numbers[0] == numbers[1] and denials[0] == denials[1]


def bag(pattern: re.Pattern[str], text: str) -> list[str]:
    """What a pattern finds, in lower case, sorted."""
    return sorted(found.lower() for found in pattern.findall(text))


def similar(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two sentences say the same in nearly the same words (Jaccard, 1901)."""
    return len(first & second) >= _SAME * len(first | second)


def overlaps(first: Unit, second: Unit) -> bool:
    """Whether two units share characters."""
    return first.report.id == second.report.id and first.start < second.end and second.start < first.end


def in_reading_order(chosen: list[list[Weighed]]) -> list[list[Weighed]]:
    """Groups of one report together, reports by their best sentence; within one, the overall best, then as it runs."""
    order: dict[str, int] = {}
    for group in chosen:
        order.setdefault(group[0].unit.report.id, len(order))
    best = chosen[0]
    return sorted(chosen, key=lambda group: (order[group[0].unit.report.id], group is not best, group[0].unit.start))
