"""The words of a question as the index knows them, with what else its countries are called."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

from assistant.indexing.words import Stems
from assistant.retrieval.fusion import rarity
from assistant.retrieval.places import also_called

_OTHER_NAME_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Terms:
    """Stems of a question, in order; `others[stem]` stand for the same country ("Tallinn": "Estonia")."""

    stems: tuple[str, ...]
    others: Mapping[str, frozenset[str]]

    def weights(self) -> dict[str, float]:
        """What to search for by words: each stem counts whole, each other name of a country half."""
        extra = {other: _OTHER_NAME_WEIGHT for stem in self.stems for other in sorted(self.others.get(stem, ()))}
        return {**extra, **dict.fromkeys(self.stems, 1.0)}

    def alternatives(self, stem: str) -> frozenset[str]:
        """The stem and what stands for the same."""
        return self.others.get(stem, frozenset()) | {stem}


def terms_of(stems: Stems, question: str) -> Terms:
    """The terms of a question."""
    own = stems.content(question)
    others: dict[str, frozenset[str]] = {}
    for mention, names in also_called(question).items():
        # "United" and "States" apart stand for no country: only names of one word count.
        single = (stems.content(name) for name in names)
        called = frozenset(one[0] for one in single if len(one) == 1)
        for stem in stems.content(mention):
            if stem in own:
                others[stem] = others.get(stem, frozenset()) | (called - {stem})
    return Terms(tuple(own), others)


def rarities(terms: Terms, frequency: Callable[[str], int], total: int) -> dict[str, float]:
    """How rare each stem of a question is among `total` passages; another name of a country counts for it."""
    return {stem: rarity(max(map(frequency, terms.alternatives(stem))), total) for stem in terms.stems}


def coverage(terms: Terms, rare: Mapping[str, float], held: Set[str]) -> float:
    """The share in [0, 1] of the stems, by their rarity, that are held, under any name; 1 without stems."""
    return share(rare, (stem for stem in terms.stems if not held.isdisjoint(terms.alternatives(stem))))


def share(rare: Mapping[str, float], found: Iterable[str]) -> float:
    """The share in [0, 1] of all rarity that the found stems have; 1 when there is none."""
    whole = sum(rare.values())
    return sum(rare[stem] for stem in found) / whole if whole else 1.0
