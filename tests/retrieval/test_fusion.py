import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.fusion import blended, logistic, reciprocal_ranks, scaled

RANKINGS = st.dictionaries(
    st.sampled_from(["words", "vectors", "third"]),
    st.lists(st.integers(0, 20), unique=True, max_size=10).map(lambda rows: [(row, 1.0) for row in rows]),
)


def test_reciprocal_ranks_by_hand() -> None:
    fused = reciprocal_ranks({"words": [(7, 9.0), (3, 8.0)], "vectors": [(3, 0.9), (5, 0.1)]}, k=1)
    assert fused == [(3, pytest.approx(1 / 3 + 1 / 2)), (7, pytest.approx(1 / 2)), (5, pytest.approx(1 / 3))]


@given(RANKINGS)
def test_fusing_keeps_every_row_once_best_first_ties_by_row(rankings: dict[str, list[tuple[int, float]]]) -> None:
    fused = reciprocal_ranks(rankings)
    assert {row for row, _ in fused} == {row for ranking in rankings.values() for row, _ in ranking}
    assert fused == sorted(fused, key=lambda pair: (-pair[1], pair[0]))


def test_scaling_and_blending_by_hand() -> None:
    assert scaled([2.0, 4.0, 3.0]) == [0.0, 1.0, 0.5]
    assert scaled([5.0, 5.0]) == [1.0, 1.0]
    assert blended([0.0, 10.0], [4.0, 2.0], weight=0.75) == [0.25, 0.75]


@given(st.floats(-1e6, 1e6))
def test_logistic_is_a_probability_and_symmetric(value: float) -> None:
    assert 0 <= logistic(value) <= 1
    assert logistic(value) + logistic(-value) == pytest.approx(1)
