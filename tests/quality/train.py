"""Fits the gate on open rows and writes its weights and a plot of its reliability.

python tests/quality/train.py DATA, where DATA is the folder with clapnq/ and ungdc.tar.gz; then run `make quality`.

One logistic regression (Cox, 1958) over assistant.answering.gate.Evidence serves every kind of question. Rows: ClapNQ
(the passage is given), and the questions of this folder on corpus/ and on UN speeches (everything is searched).
"""

import argparse
import json
from dataclasses import asdict, fields
from pathlib import Path

import matplotlib
import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant import Assistant
from assistant.answering import gate
from assistant.answering.answer import judge
from assistant.evaluation.bench import Bench
from assistant.evaluation.given import Given, judged
from assistant.evaluation.questions import read_questions
from assistant.evaluation.rows import rows
from assistant.retrieval.question import forms
from assistant.retrieval.search import search
from tests.quality.measure import ROOT, bench_of, speeches

WEIGHTS = ROOT / "assistant" / "answering" / "weights.json"
PLOT = ROOT / "docs" / "reliability.svg"
NAMES = [field.name for field in fields(gate.Evidence)]
REGULARISATION = 0.3
SET_WEIGHT = {"clapnq": 2.0, "corpus": 1.0, "speeches": 1.0}
"""How much each set counts in all."""
ANSWERABLE_WEIGHT = {"clapnq": 1.0, "corpus": 2.0, "speeches": 2.0}
"""Cost of a wrong refusal over that of a wrong answer: a quotation that is beside the point shows it."""
SHIFT = 0.1
"""Added to the bias, so that the shipped setting refuse_below = 0.5 refuses a little less than the fit would."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--fresh", action="store_true", help="weigh every question again, after a change of the pipeline"
    )
    options = parser.parse_args()
    bench = bench_of()
    kept = bench.cache / "evidence.json"
    if options.fresh or not kept.exists():
        write_weights({name: gate_weights().get(name, 0.0) for name in ["bias", *NAMES]})  # a new feature begins at 0
        kept.write_text(json.dumps(extracted(bench, options.data)), encoding="utf-8")
    found = json.loads(kept.read_text(encoding="utf-8"))
    values = np.array([[one[name] for name in NAMES] for pairs in found.values() for one, _ in pairs])
    answers = np.array([answers for pairs in found.values() for _, answers in pairs])
    weights = np.concatenate([sample_weights(name, [answers for _, answers in pairs]) for name, pairs in found.items()])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=REGULARISATION, max_iter=5000))
    model.fit(values, answers, logisticregression__sample_weight=weights)
    write(model)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    chances = cross_val_predict(
        model, values, answers, cv=folds, method="predict_proba", params={"logisticregression__sample_weight": weights}
    )[:, 1]
    plot(answers, 1 / (1 + np.exp(-(np.log(chances / (1 - chances)) + SHIFT))))


def extracted(bench: Bench, data: Path) -> dict[str, list[tuple[dict[str, float], bool]]]:
    """For each set, the evidence of every question and whether it is answerable."""
    found = {
        "clapnq": given_rows(bench, data / "clapnq" / "questions.jsonl"),
        "corpus": asked_rows(bench, ROOT / "corpus", ROOT / "tests" / "quality" / "questions.jsonl"),
        "speeches": asked_rows(bench, speeches(data, bench.cache), ROOT / "tests" / "quality" / "speeches.jsonl"),
    }
    return {name: [(asdict(evidence), answers) for evidence, answers in pairs] for name, pairs in found.items()}


def given_rows(bench: Bench, file: Path) -> list[tuple[gate.Evidence, bool]]:
    """Evidence and whether it answers, for questions that come with their passage."""
    known = {row["id"]: row for row in rows(file)}
    given = [Given(row["id"], row["question"], row["title"], row["sentences"]) for row in known.values()]
    found: list[tuple[gate.Evidence, bool]] = []

    def use(one: Given, judgement) -> None:
        if judgement.evidence is not None:
            found.append((judgement.evidence, bool(known[one.id]["answerable"])))

    judged(bench, file, given, use)
    return found


def asked_rows(bench: Bench, corpus: Path, file: Path) -> list[tuple[gate.Evidence, bool]]:
    """Evidence and whether the reports answer, for questions on a whole folder of reports."""
    found = []
    with bench.over(corpus) as assistant:
        for question in read_questions(file, assistant.report):
            evidence = evidence_of(assistant, question.question, question.history)
            if evidence is not None:
                found.append((evidence, bool(question.evidence)))
    return found


def evidence_of(assistant: Assistant, question: str, history) -> gate.Evidence | None:
    engine = assistant.engine()
    wordings = forms(question, history)
    hits = search(engine.index, engine.embedder, engine.reranker, engine.settings, wordings, engine.settings.rerank_top)
    reports = {hit.passage.report_id: engine.index.reports.report(hit.passage.report_id) for hit in hits}
    return judge(engine, wordings, hits, reports).evidence


def sample_weights(name: str, answers: list[bool]) -> np.ndarray:
    """Each kind of row counts as a whole, however many there are, times what an error of its kind costs."""
    share = sum(answers) / len(answers)
    kinds = np.where(answers, ANSWERABLE_WEIGHT[name] / share, 1 / (1 - share))
    return kinds * SET_WEIGHT[name] * 100 / len(answers)


def write(model) -> None:
    """Put the coefficients, for features as they are, into the weights file."""
    scale, logistic = model[0], model[-1]
    coefficients = logistic.coef_[0] / scale.scale_
    bias = float(logistic.intercept_[0] - (coefficients * scale.mean_).sum()) + SHIFT
    fitted = {n: round(float(v), 4) for n, v in zip(NAMES, coefficients, strict=True)}
    write_weights({"bias": round(bias, 4), **fitted})


def gate_weights() -> dict[str, float]:
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))["gate"]


def write_weights(gate_: dict[str, float]) -> None:
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    weights["gate"] = gate_
    WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def plot(answers: np.ndarray, chances: np.ndarray) -> None:
    """Draw how often rows of each predicted probability (by cross-validation) really were answerable."""
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "reliability"
    from matplotlib import pyplot

    real, predicted = calibration_curve(answers, chances, n_bins=8, strategy="quantile")
    figure, axes = pyplot.subplots(figsize=(5, 4))
    axes.plot([0, 1], [0, 1], ":", color="gray", label="perfectly calibrated")
    axes.plot(predicted, real, "o-", color="#2a5d9f", label=f"the gate, {len(answers)} open rows")
    axes.set(
        xlabel="predicted probability that the evidence answers",
        ylabel="share of rows answered",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.legend(frameon=False)
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})


if __name__ == "__main__":
    main()
