"""Numbers, days and names that stand where the passage has others, though it may have them elsewhere."""

from collections.abc import Sequence

from assistant.answering.support.aligned import Change
from assistant.answering.support.dates import CALENDAR
from assistant.answering.support.number_words import single
from assistant.answering.support.words import FUNCTION_WORDS, Word
from assistant.retrieval.places import also_called

_LEADING = frozenset("for in of by from to with at on into against".split())


def swapped(changes: Sequence[Change]) -> list[str]:
    """Each word of these kinds with another of its kind in its place, in plain words."""
    pairs = [(one.said[0], one.known[0]) for one in changes if one.said and one.known and _in_place(one)]
    return [
        f'"{said.text}" is not what the passage says ("{known.text}")'
        for said, known in pairs
        if _numbers(said, known) or _days(said, known) or _names(said, known)
    ]


def _in_place(one: Change) -> bool:
    """Whether the first words stand in each other's place: alone, or after the same small word ("signed for …")."""
    alone = len(one.said) == len(one.known) == 1
    return alone or (len(one.said) == 1 and one.after is not None and one.after.plain in _LEADING)


def _numbers(said: Word, known: Word) -> bool:
    one, other = single(said.plain), single(known.plain)
    return one is not None and other is not None and one != other


def _days(said: Word, known: Word) -> bool:
    return said.plain in CALENDAR and known.plain in CALENDAR and said.text[0].isupper() and known.text[0].isupper()


def _names(said: Word, known: Word) -> bool:
    """Whether both are names within a sentence, and not two of one country or in one another."""
    if any(word.opens or not word.text[0].isupper() or word.plain in FUNCTION_WORDS for word in (said, known)):
        return False
    one, other = said.plain, known.plain
    initials = min(len(one), len(other)) == 1 and one[0] == other[0]
    return not (initials or one in CALENDAR or other in CALENDAR or said.text.isupper() or known.text.isupper()) and (
        other not in _called(said.text) and one not in _called(known.text)
    )


def _called(name: str) -> set[str]:
    """What else a country is called, in lower case."""
    return {other.lower() for names in also_called(name).values() for other in names}
