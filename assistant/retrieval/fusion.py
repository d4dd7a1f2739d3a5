"""Fusing rankings: pure functions from ranked rows to ranked rows."""

import math
from collections.abc import Sequence

Ranking = Sequence[tuple[int, float]]
"""(row, score) pairs, best first."""


def convex(rankings: Sequence[Ranking]) -> list[tuple[int, float]]:
    """Rows by the mean of their scores over the rankings, each scaled to [0, 1], best first, ties by row.

    A ranking gives 0 to a row that it does not hold, and to its own last. Convex combination of min-max scaled scores:
    Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", arXiv 2210.11934.
    """
    sums: dict[int, float] = {}
    for ranking in rankings:
        for (row, _), score in zip(ranking, scaled([score for _, score in ranking]), strict=True):
            sums[row] = sums.get(row, 0.0) + score / len(rankings)
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def scaled(scores: Sequence[float]) -> list[float]:
    """Scores moved linearly to [0, 1]; all 1 when they are equal."""
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]


def blended(first: Sequence[float], second: Sequence[float], *, weight: float) -> list[float]:
    """Mix: weight * first + (1 - weight) * second, each scaled to [0, 1]. Both (n,) -> (n,)."""
    return [weight * a + (1 - weight) * b for a, b in zip(scaled(first), scaled(second), strict=True)]


def logistic(value: float) -> float:
    """1 / (1 + exp(-value)), without overflow."""
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def rarity(frequency: int, total: int) -> float:
    """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), as in BM25 (Robertson and Zaragoza, 2009)."""
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
