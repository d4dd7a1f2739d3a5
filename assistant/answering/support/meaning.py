"""How far the words of a sentence, and what they mean, are in its passages: a few numbers for a logistic model."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from json import loads

from assistant.answering.fitted import total
from assistant.answering.support.words import Text
from assistant.models.protocols import Reranker
from assistant.retrieval.fusion import logistic

_MOST_SENTENCES = 5
_LONGEST_SENTENCE = 600
_MOST_FACTS = 3
_NOTHING = -11.0
"""What the shipped reranker gives to texts that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a sentence being supported.

    `logit` is the reranker's of the sentence with the evidence: the few sentences of the passages that together have
    most of its words, in order. `coverage` is the share in [0, 1] of its content words that the evidence has, or
    what is known about the passages; numbers, dates and names that are all told in some form count as had. `facts`
    counts its numbers, dates and names that the passages do not have, at most three.

    Pairs of neighbours, the longest stretch in common, the best sentence alone, the number of words that are nowhere
    and what the other exact checks found were tried beside these, and added nothing on rows that were not fitted on.
    """

    logit: float
    coverage: float
    facts: float


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


def features_of(reranker: Reranker, sentence: Text, passages: Text, about: Collection[str], facts: int) -> Features:
    """The features of a sentence; one call of the reranker.

    `about` are the stems of what is known about the passages; `facts` is the number of those that they do not have.
    """
    stems = list(dict.fromkeys(word.stem for word in sentence.words if word.content))
    chosen = evidence(passages, stems)
    shown = " ".join(passages.sentences[place][:_LONGEST_SENTENCE] for place in chosen)
    logit = reranker.score(" ".join(sentence.sentences), [shown])[0] if shown else _NOTHING
    held = {word.stem for place in chosen for word in passages.by_sentence[place]}.union(about)
    if not facts:
        held.update(word.stem for word in sentence.words if word.exact or word.text[0].isupper())
    return Features(logit, _share(stems, held), float(min(facts, _MOST_FACTS)))


def evidence(passages: Text, stems: Sequence[str]) -> list[int]:
    """The places, in order, of at most five sentences that together have most of the stems.

    Each in turn adds most of those that are still missing; of equals, the one with most of all, then the first.
    """
    held = [{word.stem for word in words} & set(stems) for words in passages.by_sentence]
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
