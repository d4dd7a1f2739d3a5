"""Fusing rankings: pure functions from ranked rows to ranked rows."""

import math
from collections.abc import Mapping, Sequence

Ranking = Sequence[tuple[int, float]]
"""(row, score) pairs, best first."""


def reciprocal_ranks(rankings: Mapping[str, Ranking], *, k: int = 60) -> list[tuple[int, float]]:
    """Rows by the sum of 1 / (k + rank) over the rankings they are in, best first, ties by row.

    Reciprocal rank fusion: Cormack, Clarke, Buettcher, SIGIR 2009. Ranks count from 1.
    """
    sums: dict[int, float] = {}
    for ranking in rankings.values():
        for rank, (row, _) in enumerate(ranking, 1):
            sums[row] = sums.get(row, 0.0) + 1 / (k + rank)
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def scaled(scores: Sequence[float]) -> list[float]:
    """Scores moved linearly to [0, 1]; all 1 when they are equal."""
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]


def blended(first: Sequence[float], second: Sequence[float], *, weight: float) -> list[float]:
    """Mix: weight * first + (1 - weight) * second, each scaled to [0, 1]. Both (n,) -> (n,).

    Convex combination: Bruch, Gai, Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", arXiv 2210.11934.
    """
    return [weight * a + (1 - weight) * b for a, b in zip(scaled(first), scaled(second), strict=True)]


def logistic(value: float) -> float:
    """1 / (1 + exp(-value)), without overflow."""
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))
