"""A sentence laid beside the passage's sentence that it is nearly a copy of: what stands in place of what."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.answering.support.bearings import closest
from assistant.answering.support.words import Text, Word

_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Change:
    """Words of a sentence, and those that stand in their place in the passage; either may be empty.

    `after` is the word before them in both, None at the beginning.
    """

    said: tuple[Word, ...]
    known: tuple[Word, ...]
    after: Word | None


def changes(sentence: Text, passages: Text) -> list[Change]:
    """What is different, in order, from the passage's sentence that has most of the words.

    None when no sentence has at least three fifths of them. Moved words count as left out here and put in there.
    """
    best = closest(sentence, passages, _ALIKE)
    if best is None:
        return []
    said, known = sentence.words, passages.by_sentence[best]
    matcher = SequenceMatcher(None, _stems(said), _stems(known), autojunk=False)
    return [
        Change(said[a:b], known[c:d], said[a - 1] if a and c else None)
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]


def _stems(words: Sequence[Word]) -> list[str]:
    return [word.stem for word in words]
