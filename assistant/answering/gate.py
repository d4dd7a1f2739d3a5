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
_LONG = {"US": "United States", "UK": "United Kingdom", "UN": "United Nations", "EU": "European Union"}
_SHORT = re.compile(r"\b(?:US|UK|UN|EU)\b|\b(?:U\.S\.|U\.K\.|U\.N\.|E\.U\.)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the gate looks at. Scores are logits of the reranker.

    `coverage` is the share in [0, 1] of the question's words, weighted by rarity, that the best passage holds; `names`
    is 1 when every name and number of the question is somewhere in its report, else 0.
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


def with_long_forms(text: str) -> str:
    """Text with the long form put after each well-known abbreviation: a report's "U.S." mentions the United States."""
    return _SHORT.sub(lambda found: f"{found.group()} {_LONG[found.group().replace('.', '')]}", text)


def names_in(question: str) -> list[str]:
    """Words of a question that name something: capitalised after its first word, in capitals, or with a digit.

    Well-known abbreviations are given in their long form.
    """
    found = []
    spelled = _SHORT.sub(lambda short: _LONG[short.group().replace(".", "")], question)
    for place, word in enumerate(_TOKEN.findall(spelled.replace("’s", "").replace("'s", ""))):
        capital = word[0].isupper() and (place > 0 or word.isupper() or word[1:] != word[1:].lower())
        if (capital or any(char.isdigit() for char in word)) and word.lower() not in STOP_WORDS:
            found.append(word)
    return found
