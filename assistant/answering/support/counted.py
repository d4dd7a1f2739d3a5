"""Numbers and what they count: "30,000 tanks" where the passage has 20,000 tanks and 30,000 vehicles."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.support.numbers import Number, numbers_in
from assistant.answering.support.words import FUNCTION_WORDS, folded, stem
from assistant.indexing.words import Stems

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[.,;:!?]")
_MOST = 3
_LEAST = 3  # "one", "two" and "both" stand with too many words
_UNCOUNTING = frozenset({"time", "ordinal", "vague"})
_Counted = Sequence[tuple[Number, tuple[str, ...]]]


def miscounted(stems: Stems, sentence: str, passages: Sequence[str]) -> Iterator[str]:
    """The numbers of a sentence before words that a sentence of the passages has only after another of its numbers.

    All in plain signs.
    """
    said = list(_counting(stems, sentence))
    known = [list(_counting(stems, one)) for one in passages] if said else []
    for number, words in said:
        if _counts(number) and any(_otherwise(number, words, one) for one in known):
            yield f'"{number.said.strip()}" counts something else in the cited passage'


def _otherwise(number: Number, words: Sequence[str], known: _Counted) -> bool:
    """Whether a sentence has these words after other numbers, and other words after this one."""
    mine = {word for other, theirs in known if other.values & number.values for word in theirs}
    others = {word for other, theirs in known if not other.values & number.values for word in theirs}
    return bool(mine) and not others.isdisjoint(set(words) - mine)


def _counts(number: Number) -> bool:
    return number.kind == "part" or (number.kind not in _UNCOUNTING and max(number.values) >= _LEAST)


def _counting(stems: Stems, text: str) -> Iterator[tuple[Number, tuple[str, ...]]]:
    """Each number with the stems of the next words that carry meaning, up to the next number or mark."""
    numbers = numbers_in(text)
    for place, number in enumerate(numbers):
        end = numbers[place + 1].start if place + 1 < len(numbers) else len(text)
        yield number, tuple(_following(stems, text[number.end : end]))


def _following(stems: Stems, text: str) -> Iterator[str]:
    left = _MOST
    for match in _WORD.finditer(text):
        word = folded(match.group())
        if not word[0].isalpha() or not left:
            return
        if word not in FUNCTION_WORDS:
            left -= 1
            yield stem(stems, word)
