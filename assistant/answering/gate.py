"""Whether the reports answer a question at all: a small logistic model over scores and coverage."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files

from assistant.indexing.words import STOP_WORDS
from assistant.retrieval.fusion import logistic

_TOKEN = re.compile(r"\w[\w’'.-]*\w|\w")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the gate looks at. Scores are logits of the reranker; the others are shares in [0, 1].

    `coverage` is the share of the question's words, weighted by rarity, that the evidence holds; `names` the share of
    its names and numbers that are there (1 when it has none).
    """

    sentence: float
    passage: float
    coverage: float
    names: float


def coefficients() -> dict[str, float]:
    """The fitted weights, by feature, and `bias`; kept in a file that people can read."""
    values: dict[str, float] = json.loads((files("assistant.answering") / "gate.json").read_text(encoding="utf-8"))
    return values


def probability(evidence: Evidence, weights: dict[str, float]) -> float:
    """How probable it is that the evidence answers: logistic(bias + weights . features), in (0, 1)."""
    return logistic(weights["bias"] + sum(weights[name] * value for name, value in asdict(evidence).items()))


def rarity(frequency: int, total: int) -> float:
    """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), as in BM25 (Robertson and Zaragoza, 2009)."""
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))


def coverage(frequencies: Mapping[str, int], held: set[str], total: int) -> float:
    """The share of the terms, weighted by rarity among `total` passages, that are in `held`; 1 without terms."""
    weights = {term: rarity(frequency, total) for term, frequency in frequencies.items()}
    whole = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in held) / whole if whole else 1.0


def names_in(question: str) -> list[str]:
    """Words of a question that name something: capitalised after its first word, in capitals, or with a digit."""
    found = []
    for place, word in enumerate(_TOKEN.findall(question.replace("’s", "").replace("'s", ""))):
        capital = word[0].isupper() and (place > 0 or word.isupper() or word[1:] != word[1:].lower())
        if (capital or any(char.isdigit() for char in word)) and word.lower() not in STOP_WORDS:
            found.append(word)
    return found
