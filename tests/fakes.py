"""Models that can be computed by hand."""

import math
import re
from collections.abc import Sequence

import numpy as np

VOCABULARY = ("treaty", "tanks", "summit", "minister", "gas", "border", "climate", "agreed")


class WordCountEmbedder:
    """One dimension for each word of VOCABULARY, and one for the rest; rows of length one."""

    name = "fake:word-count"
    dimensions = len(VOCABULARY) + 1

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += texts
        return np.array([self._row(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def embed_query(self, text: str) -> list[float]:
        return self._row(text)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self._row(text) for text in texts]

    def _row(self, text: str) -> list[float]:
        words = re.findall(r"\w+", text.lower())
        counts = [words.count(word) for word in VOCABULARY]
        counts.append(max(1, len(words) - sum(counts)))
        length = math.sqrt(sum(count * count for count in counts))
        return [count / length for count in counts]


class OverlapReranker:
    """Ten times the share of the question's words that a text holds, minus five."""

    name = "fake:overlap"

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        asked = set(re.findall(r"\w+", question.lower()))
        return [10 * len(asked & set(re.findall(r"\w+", text.lower()))) / max(1, len(asked)) - 5 for text in texts]
