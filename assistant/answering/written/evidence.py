"""The characters that back a written sentence: of a passage that it cites, the sentences that say it."""

from assistant.answering.support.orders import orders
from assistant.answering.units import Unit, units
from assistant.answering.written.passages import Given
from assistant.indexing.words import STOP_WORDS, Stems
from assistant.types import Hit

_MOST = 2
_WORTH = 0.2  # of the sentence's words: what a further quotation must add


def nearest(stems: Stems, text: str, one: Given) -> list[Unit]:
    """The one or two sentences of a passage that hold most of a written sentence's words, in reading order.

    Empty when the passage holds none of its words.
    """
    wanted = _words(stems, text)
    left, chosen = set(wanted), list[Unit]()
    offered = _offered(one)
    while left and len(chosen) < _MOST:
        best = max(offered, key=lambda unit: len(left & _words(stems, unit.sentence)), default=None)
        found = left & _words(stems, best.sentence) if best else set[str]()
        if best is None or not found or (chosen and len(found) < _WORTH * len(wanted)):
            break
        chosen.append(best)
        offered = [unit for unit in offered if unit.end <= best.start or best.end <= unit.start]
        left -= found
    return sorted(chosen, key=lambda unit: unit.start)


def _words(stems: Stems, text: str) -> frozenset[str]:
    return frozenset(stem for stem in stems.of(text) if stem not in STOP_WORDS)


def _offered(one: Given) -> list[Unit]:
    """The sentences of a passage but those that speak to whoever answers.

    None is longer than what it says itself: who speaks is in the written sentence.
    """
    first = one.passage.start
    spoken = [(span.start + first, span.end + first) for span in orders(one.passage.text)]
    found = units(one.report, Hit(one.passage, 0.0), one.number - 1)
    apart = [Unit(unit.report, unit.core, unit.core, unit.end, unit.speaker, unit.hit) for unit in found]
    return [unit for unit in apart if not any(start < unit.end and unit.start < end for start, end in spoken)]
