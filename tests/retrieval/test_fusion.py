import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.fusion import blended, convex, logistic, rarity, scaled

RANKINGS = st.lists(
    st.lists(st.tuples(st.integers(0, 20), st.floats(0, 9)), unique_by=lambda pair: pair[0], max_size=10), max_size=4
)


def test_convex_fusion_by_hand() -> None:
    words, vectors = [(7, 9.0), (3, 8.0), (1, 5.0)], [(3, 0.9), (5, 0.1)]
    assert convex([words, vectors]) == [(3, pytest.approx((0.75 + 1) / 2)), (7, 0.5), (1, 0.0), (5, 0.0)]


@given(RANKINGS)
def test_fusing_keeps_every_row_once_best_first_ties_by_row(rankings: list[list[tuple[int, float]]]) -> None:
    fused = convex(rankings)
    assert {row for row, _ in fused} == {row for ranking in rankings for row, _ in ranking}
    assert fused == sorted(fused, key=lambda pair: (-pair[1], pair[0]))
    assert all(0 <= score <= 1 for _, score in fused)


def test_rarity_by_hand() -> None:
    assert rarity(0, 9) == pytest.approx(2.9957, abs=1e-4)  # ln(1 + 9.5 / 0.5)


def test_scaling_and_blending_by_hand() -> None:
    assert scaled([2.0, 4.0, 3.0]) == [0.0, 1.0, 0.5]
    assert scaled([5.0, 5.0]) == [1.0, 1.0]
    assert blended([0.0, 10.0], [4.0, 2.0], weight=0.75) == [0.25, 0.75]


@given(st.floats(-1e6, 1e6))
def test_logistic_is_a_probability_and_symmetric(value: float) -> None:
    assert 0 <= logistic(value) <= 1
    assert logistic(value) + logistic(-value) == pytest.approx(1)
