"""Words that change what others say (not, refused, proposed, may), and which words they bear on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.support.words import Text, Word

_TARGETS = 2
_FAR = 9
_REACH = 3
_NEAR = 4
_JOINING = frozenset({"or", "nor"})


@dataclass(frozen=True, slots=True)
class Bearing:
    """A word that bears on others: as written, its lemma and stem, its sentence, and the stems around it.

    `after` are the next two that carry meaning, `before` the last one; `near` up to four on either side, `reach`
    the three that it most likely bears on; `heads` the first one after it with those that "or" joins to it.
    """

    said: str
    lemma: str
    stem: str
    sentence: int
    after: tuple[str, ...]
    before: str
    near: frozenset[str]
    reach: frozenset[str]
    heads: tuple[str, ...]

    def targets(self) -> frozenset[str]:
        """The stems that it bears on: those after it, or the one before it at the end of a clause."""
        return frozenset(self.after or ((self.before,) if self.before else ()))


Lemma = Callable[[Sequence[Word], int], str]
"""The lemma of the word at a place when it is of the kind looked for, else ""."""


def bearings(text: Text, lemma_at: Lemma) -> list[Bearing]:
    """Every word of a text that bears on others, in order."""
    return [one for words in text.by_sentence for one in _in_sentence(words, lemma_at)]


def _in_sentence(words: Sequence[Word], lemma_at: Lemma) -> Iterator[Bearing]:
    for place, word in enumerate(words):
        if lemma := lemma_at(words, place):
            after = _following(words, place)
            before = [one.stem for one in words[:place] if one.content][-_NEAR:]
            near = frozenset([*before, *after[:_NEAR]])
            reach = frozenset(after[:_REACH] or before[-1:])
            last = before[-1] if before else ""
            heads = tuple(_heads(words, place)) or before[-1:]
            told = (tuple(after[:_TARGETS]), last, near, reach, tuple(heads))
            yield Bearing(word.text, lemma, word.stem, word.sentence, *told)


def _following(words: Sequence[Word], place: int) -> list[str]:
    """The stems of the words after a place that carry meaning, up to the end of the clause."""
    found: list[str] = []
    for word in words[place + 1 : place + 1 + _FAR]:
        if word.apart and found:
            break
        if word.content:
            found.append(word.stem)
    return found


def _heads(words: Sequence[Word], place: int) -> Iterator[str]:
    """The stem of the first word after a place that carries meaning, and of those that follow after "or" and "nor"."""
    joined = True
    for word in words[place + 1 : place + 1 + _FAR]:
        if word.content and not joined:
            return
        if word.content:
            yield word.stem
        joined = word.plain in _JOINING or (joined and not word.content)


def coverage(text: Text, stems: frozenset[str]) -> list[float]:
    """For each sentence of a text, the share in [0, 1] of the stems that it has."""
    if not stems:
        return [0.0 for _ in text.sentences]
    return [len(stems.intersection(word.stem for word in words)) / len(stems) for words in text.by_sentence]


def shares_of(sentence: Text, text: Text) -> list[float]:
    """For each sentence of a text, the share in [0, 1] that it has of another's words, numbers and dates left out."""
    return coverage(text, frozenset(word.stem for word in sentence.words if word.content and not word.exact))


def closest(sentence: Text, text: Text, least: float) -> int | None:
    """The place of the first sentence of a text that has most of another's words; None when less than `least`."""
    shares = shares_of(sentence, text)
    best = max(shares, default=0.0)
    return shares.index(best) if best >= least else None
