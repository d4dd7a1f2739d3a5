"""How far the words of a sentence, and what they mean, are in its passages: a few numbers for a logistic model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from json import loads

from assistant.answering.fitted import total
from assistant.answering.support.words import Text
from assistant.models.protocols import Reranker
from assistant.retrieval.fusion import logistic

_MOST_SENTENCES = 5
_LONGEST_SENTENCE = 600
_MOST_WRONG = 3


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence being supported.

    `logit` is the reranker's of the sentence with the evidence: the few sentences of the passages that together have
    most of its words, in order. Of its content words, `coverage` is the share in [0, 1] that the evidence has,
    `single` that the best sentence alone has, `missed` the number that no sentence has (at most ten, over ten);
    `bigrams` is the share of its pairs of neighbours that the evidence has, `run` the longest stretch of its words
    that stands in the evidence as it is, over all of them. `wrong` counts what the exact checks found, at most three.
    `length` is the number of its content words, over ten.
    """

    logit: float
    coverage: float
    single: float
    missed: float
    bigrams: float
    run: float
    wrong: float
    length: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights by the names of the features, and the probability from which on a sentence counts as supported."""

    weights: Mapping[str, float]
    threshold: float


@cache
def shipped() -> Fitted:
    """What this version checks with, fitted by tests/quality/train_support.py."""
    values = loads((files("assistant.answering.support") / "weights.json").read_text(encoding="utf-8"))
    return Fitted(values["weights"], values["threshold"])


def probability(fitted: Fitted, features: Features) -> float:
    """How probable it is that the passages support the sentence, in (0, 1)."""
    return logistic(total(fitted.weights, features))


def features_of(reranker: Reranker, sentence: Text, passages: Text, wrong: int) -> Features:
    """The features of a sentence; `wrong` is the number of exact checks that it failed. One call of the reranker."""
    stems = list(dict.fromkeys(word.stem for word in sentence.words if word.content))
    chosen = evidence(passages, stems)
    shown = " ".join(passages.sentences[place][:_LONGEST_SENTENCE] for place in chosen)
    (logit,) = reranker.score(" ".join(sentence.sentences), [shown]) if shown else (0.0,)
    held = {word.stem for word in passages.words if word.sentence in set(chosen)}
    everywhere = {word.stem for word in passages.words}
    return Features(
        logit=logit,
        coverage=_share(stems, held),
        single=max((_share(stems, one) for one in _by_sentence(passages)), default=0.0),
        missed=min(10, sum(stem not in everywhere for stem in stems)) / 10,
        bigrams=_bigrams(sentence, passages, chosen),
        run=_run([word.stem for word in sentence.words], passages, chosen),
        wrong=float(min(wrong, _MOST_WRONG)),
        length=len(stems) / 10,
    )


def _by_sentence(text: Text) -> list[set[str]]:
    held: list[set[str]] = [set() for _ in text.sentences]
    for word in text.words:
        held[word.sentence].add(word.stem)
    return held


def evidence(passages: Text, stems: Sequence[str]) -> list[int]:
    """The places, in order, of at most five sentences that together have most of the stems.

    Each in turn adds most of those that are still missing; of equals, the one with most of all, then the first.
    """
    held = [one & set(stems) for one in _by_sentence(passages)]
    chosen: list[int] = []
    missing = set(stems)
    for _ in range(min(_MOST_SENTENCES, len(held))):
        left = [place for place in range(len(held)) if place not in chosen]
        best = max(left, key=lambda place: (len(held[place] & missing), len(held[place]), -place))
        if not held[best]:
            break
        chosen.append(best)
        missing -= held[best]
    return sorted(chosen)


def _share(stems: Sequence[str], held: set[str]) -> float:
    return sum(stem in held for stem in stems) / len(stems) if stems else 0.0


def _bigrams(sentence: Text, passages: Text, chosen: Sequence[int]) -> float:
    """The share of pairs of neighbouring content words that stand together in the evidence."""
    said = set(pairwise(word.stem for word in sentence.words if word.content))
    known = {
        pair
        for place in chosen
        for pair in pairwise(word.stem for word in passages.of(place) if word.content)
    }
    return len(said & known) / len(said) if said else 0.0


def _run(said: Sequence[str], passages: Text, chosen: Sequence[int]) -> float:
    """The longest stretch of words in both, over the sentence's length; the table of common suffixes, row by row."""
    best = 0
    for place in chosen:
        before = [0] * (len(said) + 1)
        for word in passages.of(place):
            row = [0] * (len(said) + 1)
            for column, stem in enumerate(said, 1):
                if stem == word.stem:
                    row[column] = before[column - 1] + 1
            best = max(best, *row)
            before = row
    return best / len(said) if said else 0.0
