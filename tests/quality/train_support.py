"""Fits the weights of the check of written sentences on WiCE, and measures them by cross-validation.

python tests/quality/train_support.py DATA, where DATA is the folder with wice/: writes weights.json of the check and
its figures in docs/quality.md. A claim counts as supported when all of it is (Kamoi et al., arXiv 2303.01432); the
whole article that it cites is its passage. Logistic regression (Cox, 1958) over
assistant.answering.support.meaning.Features.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from textwrap import fill

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answering.support import Checker, Cited
from assistant.answering.support.check import facts_in, told
from assistant.answering.support.meaning import Features, evidence, features_of
from assistant.answering.support.words import Text, read
from assistant.evaluation.rows import rows
from assistant.models.tables import load_reranker
from assistant.settings import Settings
from tests.quality.measure import ROOT
from tests.quality.page import Part, write_part

WEIGHTS = ROOT / "assistant" / "answering" / "support" / "weights.json"
COMMAND = "python tests/quality/train_support.py DATA"
HEADING = "### Claims of Wikipedia against what they cite"
NAMES = [field.name for field in fields(Features)]
COLUMNS = ("supported", "overlap", "passed")
REGULARISATION = 0.1
THRESHOLD = 0.35
"""About the best F1 over these rows, together with the exact checks."""
FOLDS = 10
SEEDS = range(5)
OTHER_THRESHOLDS = (0.2, 0.3, 0.4, 0.5)
GRID = np.arange(0.05, 0.9, 0.025)


@dataclass(frozen=True)
class Row:
    """A claim: whether it is supported in full, its features, the share of its words that the evidence has.

    `passed` tells whether every exact check lets it pass.
    """

    supported: bool
    features: Features
    overlap: float
    passed: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    found = list(judged(Checker.with_(load_reranker(Settings())), parser.parse_args().data / "wice" / "claims.jsonl"))
    values = np.array([astuple(row.features) for row in found])
    supported = np.array([row.supported for row in found])
    WEIGHTS.write_text(json.dumps(weights_of(values, supported), indent=1) + "\n", encoding="utf-8")
    part = part_of(values, found)
    print("\n".join([*map(str, part.rows), *part.lines]))
    write_part(part)


def judged(checker: Checker, file: Path) -> Iterator[Row]:
    """Every claim of the file."""
    for row in rows(file):
        said, known = read(checker.stems, [row["claim"]]), read(checker.stems, ["\n\n".join(row["sentences"])])
        found = list(checker.exact(said, known, told([Cited("\n\n".join(row["sentences"]))])))
        features = features_of(checker.reranker, said, known, (), facts_in(found))
        yield Row(row["label"] == "supported", features, overlap(said, known), not found)


def overlap(said: Text, known: Text) -> float:
    """The share of a claim's content words that the few best sentences have."""
    stems = {word.stem for word in said.words if word.content}
    held = {word.stem for place in evidence(known, sorted(stems)) for word in known.by_sentence[place]}
    return len(stems & held) / max(1, len(stems))


def model():
    return make_pipeline(StandardScaler(), LogisticRegression(C=REGULARISATION, max_iter=5000))


def weights_of(values: np.ndarray, supported: np.ndarray) -> dict[str, object]:
    """What stands in weights.json, for features as they are."""
    fit = model().fit(values, supported)
    scale, last = fit[0], fit[-1]
    coefficients = last.coef_[0] / scale.scale_
    bias = float(last.intercept_[0] - coefficients @ scale.mean_)
    named = zip(["bias", *NAMES], [bias, *coefficients], strict=True)
    return {"weights": {name: round(float(value), 4) for name, value in named}, "threshold": THRESHOLD}


def unseen(values: np.ndarray, supported: np.ndarray, seed: int) -> np.ndarray:
    """The probability of each row by a fit without its fold."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    return cross_val_predict(model(), values, supported, cv=folds, method="predict_proba")[:, 1]


def part_of(values: np.ndarray, found: Sequence[Row]) -> Part:
    """What stands on the page: AUROC beside the simple baselines, then precision and recall of being shown."""
    supported, overlaps, passed = (np.array([getattr(row, name) for row in found]) for name in COLUMNS)
    chances = [unseen(values, supported, seed) for seed in SEEDS]
    about = (
        f"{len(supported)} open claims of WiCE, {supported.sum()} of them supported in full, {FOLDS} folds, means of "
        f"{len(SEEDS)} splits. A claim is shown when no exact check speaks against it and its probability reaches the "
        "threshold. The weights are always fitted without the fold that is measured. The exact checks, the features "
        f"and the shipped threshold were chosen with all these rows in view; “chosen without its fold” takes for each "
        "fold the threshold of the best F1 on the others."
    )
    aurocs = [
        ("the check", float(np.mean([roc_auc_score(supported, one) for one in chances]))),
        ("overlap alone (share of words in the evidence)", float(roc_auc_score(supported, overlaps))),
        ("cross-encoder alone", float(roc_auc_score(supported, values[:, NAMES.index("logit")]))),
    ]
    shown = list(shown_from(values, supported, passed, chances))
    rows_ = [
        (f"WiCE claims, AUROC: {name}", "≥ .80" * (not place), f"{one:.3f}") for place, (name, one) in enumerate(aurocs)
    ]
    rows_ += [
        (f"WiCE claims, precision, recall: shown from {name}", "", f"{precision:.3f}, {recall:.3f}")
        for name, precision, recall in shown
        if name.endswith(")")
    ]
    lines = [
        f"{fill(about, 120)}\n",
        "| shown from | precision | recall |\n|---|---|---|",
        *(f"| {name} | {precision:.3f} | {recall:.3f} |" for name, precision, recall in shown),
    ]
    return Part(COMMAND, HEADING, rows_, lines)


def shown_from(
    values: np.ndarray, supported: np.ndarray, passed: np.ndarray, chances: Sequence[np.ndarray]
) -> Iterator[tuple[str, float, float]]:
    """By thresholds: the precision and recall of what is shown, means over the splits."""
    yield "any probability: exact checks alone", *_quality(supported, [passed])
    for threshold in sorted({THRESHOLD, *OTHER_THRESHOLDS}):
        name = f"{threshold} (shipped)" if threshold == THRESHOLD else f"{threshold}"
        yield name, *_quality(supported, [passed & (one >= threshold) for one in chances])
    yield (
        "a threshold (chosen without its fold)",
        *_quality(supported, [held_out(values, supported, passed, seed) for seed in SEEDS]),
    )


def held_out(values: np.ndarray, supported: np.ndarray, passed: np.ndarray, seed: int) -> np.ndarray:
    """Whether each claim is shown, by weights and a threshold that its fold had no part in."""
    shown = np.zeros(len(supported), bool)
    for known, fold in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(values, supported):
        fit = model().fit(values[known], supported[known])
        within = fit.predict_proba(values[known])[:, 1]
        best = max(GRID, key=lambda least: f1_score(supported[known], passed[known] & (within >= least)))
        shown[fold] = passed[fold] & (fit.predict_proba(values[fold])[:, 1] >= best)
    return shown


def _quality(supported: np.ndarray, shown: Sequence[np.ndarray]) -> tuple[float, float]:
    precision = float(np.mean([supported[one].mean() for one in shown]))
    return precision, float(np.mean([one[supported].mean() for one in shown]))


if __name__ == "__main__":
    main()
