"""Measures: rankings by ir_measures, the area under the curve by scikit-learn, and the few that neither has."""

import statistics
from collections.abc import Collection, Mapping, Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG
from sklearn.metrics import roc_auc_score

RANKING = {"hit@5": Success @ 5, "mrr@10": RR @ 10, "ndcg@10": nDCG @ 10, "recall@5": R @ 5, "recall@10": R @ 10}


def ranking(
    names: Sequence[str], relevant: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[str]]
) -> dict[str, float]:
    """The measures of RANKING that are named, as means over the questions of `relevant`, each in [0, 1].

    `relevant` grades what is relevant to each question, `ranked` lists what was found, best first. A question without
    anything found counts 0.
    """
    if not relevant:
        return dict.fromkeys(names, 0.0)
    judged = [
        ir_measures.Qrel(asked, one, grade) for asked, grades in relevant.items() for one, grade in grades.items()
    ]
    found = [
        ir_measures.ScoredDoc(asked, one, -float(place))
        for asked, ids in ranked.items()
        for place, one in enumerate(dict.fromkeys(ids))
    ]
    values = ir_measures.calc_aggregate([RANKING[name] for name in names], judged, found)
    return {name: float(values[RANKING[name]]) for name in names}


def auroc(positive: Sequence[bool], scores: Sequence[float]) -> float:
    """The chance that a positive row scores higher than another one; 0.5 when there is only one kind of row."""
    if len(set(positive)) < 2:
        return 0.5
    return float(roc_auc_score(positive, scores))


def sentence_f1(chosen: Collection[int], annotators: Sequence[Collection[int]]) -> float:
    """F1 of the chosen sentence numbers against the annotator they agree with best; 0 without annotators."""
    return max((_f1(set(chosen), set(gold)) for gold in annotators), default=0.0)


def _f1(chosen: set[int], gold: set[int]) -> float:
    shared = len(chosen & gold)
    return 2 * shared / (len(chosen) + len(gold)) if shared else 0.0


def refusal(answerable: Sequence[bool], refused: Sequence[bool]) -> tuple[float, float]:
    """Precision and recall of refusing: refusals that were right, and unanswerable questions refused.

    Each is 1 when there was nothing to get wrong (no refusal; no unanswerable question).
    """
    right = sum(not can and no for can, no in zip(answerable, refused, strict=True))
    refusals, unanswerable = sum(refused), len(answerable) - sum(answerable)
    return (right / refusals if refusals else 1.0, right / unanswerable if unanswerable else 1.0)


def median(values: Sequence[float]) -> float:
    """The median, 0 of nothing."""
    return float(statistics.median(values)) if values else 0.0
