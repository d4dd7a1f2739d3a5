"""Fits the weights of the check of written sentences on WiCE, and measures them by cross-validation.

python tests/quality/train_support.py DATA, where DATA is the folder with wice/: writes weights.json of the check and
its figures in docs/quality.md. A claim counts as supported when all of it is (Kamoi et al., arXiv 2303.01432); the
whole article that it cites is its passage. Logistic regression (Cox, 1958) over
assistant.answering.support.meaning.Features.
"""

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from textwrap import fill

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
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

WEIGHTS = ROOT / "assistant" / "answering" / "support" / "weights.json"
PAGE = ROOT / "docs" / "quality.md"
TITLE = "## Written sentences are checked"
HEADING = "### Claims of Wikipedia against what they cite"
NAMES = [field.name for field in fields(Features)]
COLUMNS = ("supported", "overlap", "passed")
REGULARISATION = 0.1
THRESHOLD = 0.35
"""About the best F1 over these rows, together with the exact checks."""
FOLDS = 10
SEEDS = range(5)
OTHER_THRESHOLDS = (0.2, 0.3, 0.4, 0.5)


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
    lines = list(figures(values, found))
    print("\n".join(lines))
    write_section(HEADING, lines)


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


def figures(values: np.ndarray, found: Sequence[Row]) -> Iterator[str]:
    """The lines of the section: AUROC beside the simple baselines, then precision and recall of being shown."""
    supported, overlaps, passed = (np.array([getattr(row, name) for row in found]) for name in COLUMNS)
    chances = [unseen(values, supported, seed) for seed in SEEDS]
    about = (
        f"`python tests/quality/train_support.py DATA`: {len(supported)} open claims of WiCE, {supported.sum()} of "
        f"them supported in full, {FOLDS} folds, means of {len(SEEDS)} splits. A claim is shown when no "
        "exact check speaks against it and its probability reaches the threshold."
    )
    yield f"{fill(about, 120)}\n"
    yield "| supported against the rest | AUROC | reach |\n|---|---|---|"
    yield f"| the check | {np.mean([roc_auc_score(supported, one) for one in chances]):.3f} | .80 |"
    yield f"| overlap alone (share of words in the evidence) | {roc_auc_score(supported, overlaps):.3f} |  |"
    yield f"| cross-encoder alone | {roc_auc_score(supported, values[:, NAMES.index('logit')]):.3f} |  |"
    yield "\n| shown from | precision | recall |\n|---|---|---|"
    yield f"| exact checks alone | {supported[passed].mean():.3f} | {passed[supported].mean():.3f} |"
    for threshold in sorted({THRESHOLD, *OTHER_THRESHOLDS}):
        shown = [passed & (one >= threshold) for one in chances]
        precision = np.mean([supported[one].mean() for one in shown])
        recall = np.mean([one[supported].mean() for one in shown])
        name = f"{threshold} (shipped)" if threshold == THRESHOLD else f"{threshold}"
        yield f"| {name} | {precision:.3f} | {recall:.3f} |"


def write_section(heading: str, lines: Sequence[str]) -> None:
    """Put one part of the section into docs/quality.md in place of what it was; the section is made at the end."""
    page = PAGE.read_text(encoding="utf-8").rstrip("\n") + "\n"
    if TITLE not in page:
        page += f"\n{TITLE}\n\n{INTRODUCTION}"
    before, _, after = page.partition(TITLE)
    next_title = re.search(r"^## ", after, re.MULTILINE)
    end = next_title.start() if next_title else len(after)
    section, rest = after[:end].rstrip("\n") + "\n", after[end:]
    body = "\n".join([heading, "", *lines]).rstrip("\n") + "\n"
    old = re.compile(rf"^{re.escape(heading)}$.*?(?=^### |\Z)", re.MULTILINE | re.DOTALL)
    section = old.sub(lambda _: body + "\n", section) if old.search(section) else f"{section}\n{body}"
    PAGE.write_text(f"{before}{TITLE}{section.rstrip(chr(10))}\n{chr(10) * bool(rest)}{rest}", encoding="utf-8")


INTRODUCTION = """What a model writes is shown when the passages that it cites support it: see
[the check](../assistant/answering/support/check.py). Written anew by the commands below.
"""


if __name__ == "__main__":
    main()
