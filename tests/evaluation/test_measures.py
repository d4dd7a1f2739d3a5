import pytest

from assistant.evaluation.measures import auroc, median, ranking, refusal, sentence_f1


def test_rankings_by_hand() -> None:
    relevant = {"q1": {"a": 1}, "q2": {"b": 1, "c": 1}, "q3": {"d": 1}}
    ranked = {"q1": ["x", "a"], "q2": ["b", "y", "b"]}
    found = ranking(["hit@5", "mrr@10", "recall@5", "ndcg@10"], relevant, ranked)
    assert found["hit@5"] == pytest.approx(2 / 3)
    assert found["mrr@10"] == pytest.approx((1 / 2 + 1 + 0) / 3)
    assert found["recall@5"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    # DCG of q2 is 1 of an ideal 1 + 1/log2(3); of q1 it is 1/log2(3) of 1 (Jarvelin and Kekalainen, 2002)
    assert found["ndcg@10"] == pytest.approx((0.6309 + 0.6131 + 0) / 3, abs=1e-3)
    assert ranking(["hit@5"], {}, {}) == {"hit@5": 0.0}


def test_area_under_the_curve_by_hand() -> None:
    assert auroc([True, False, True, False], [0.9, 0.8, 0.7, 0.1]) == 0.75  # 3 of 4 pairs in the right order
    assert auroc([True, True], [0.1, 0.2]) == 0.5


def test_sentence_f1_takes_the_annotator_agreed_with_best() -> None:
    assert sentence_f1([0, 1], [[5], [1, 2, 3]]) == pytest.approx(2 * 1 / (2 + 3))
    assert sentence_f1([], [[1]]) == 0.0
    assert sentence_f1([1], []) == 0.0


def test_refusal_by_hand() -> None:
    answerable = [True, True, False, False, False]
    assert refusal(answerable, [True, False, True, True, False]) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert refusal([True], [False]) == (1.0, 1.0)


def test_median() -> None:
    assert median([3, 1, 2]) == 2.0
    assert median([]) == 0.0
