"""Fits the readouts and the gate on open rows, writes their weights and a plot of the gate's reliability.

python tests/quality/train.py DATA, where DATA is the folder with clapnq/, mtrag_un/ and ungdc.tar.gz; then run
`make quality`.

First the readouts (assistant.answering.fitted), by logistic regression (Cox, 1958) on the pairs of tests.quality.pairs.
Then the gate, by logistic regression over assistant.answering.gate.Evidence of every question. All is fitted once on
all rows, which is what ships, and once for each of FOLDS folds without its rows, which is what `make quality` measures
those rows with. The weights of a reranker that shows no states (`closed`) stay as they were fitted before it had any.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answering import gate
from assistant.answering.answer import judge
from assistant.answering.fitted import fitted
from assistant.evaluation.bench import Bench
from assistant.evaluation.given import Given, judged
from assistant.evaluation.questions import read_questions
from assistant.evaluation.rows import rows
from assistant.indexing.generations import digest
from assistant.retrieval.question import forms
from assistant.settings import Settings
from tests.quality.measure import FOLDS, OWN, ROOT, SPEECH_QUESTIONS, bench_of, fold_of, fold_weights, speeches
from tests.quality.pairs import Pair, pairs

FOLDER = ROOT / "assistant" / "answering"
PLOT = ROOT / "docs" / "reliability.svg"
STAMP = "stamp"
NAMES = [field.name for field in fields(gate.Evidence)]
STATES = {"passage": slice(0, 768), "sentence": slice(768, 1152)}
"""The first tokens of both layers tell most of a passage, the mean token of the first layer of a sentence."""
READOUT_REGULARISATION = {"passage": 0.01, "sentence": 0.001}
REGULARISATION = 0.3
SET_WEIGHT = {"clapnq": 2.0, "corpus": 1.0, "speeches": 1.0}
"""How much each set counts in all."""
ANSWERABLE_WEIGHT = {"clapnq": 1.0, "corpus": 2.0, "speeches": 2.0}
"""Cost of a wrong refusal over that of a wrong answer: a quotation that is beside the point shows it."""
SHIFT = 0.1
"""Added to the bias, so that the shipped setting refuse_below = 0.5 refuses a little less than the fit would."""
Row = tuple[str, str, gate.Evidence, bool]
"""The set, the question's id, its evidence, and whether it is answerable."""
Fit = tuple[dict[str, Any], dict[str, Any]]
"""What stands in weights.json, and in readouts.json."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data, bench = parser.parse_args().data, bench_of()
    fits, evidence = fit(bench, data)
    write(FOLDER, *fits[None])
    plot(evidence, fits)


def fit(bench: Bench, data: Path) -> tuple[dict[int | None, Fit], list[Row]]:
    """What is fitted without the rows of each fold, and, for None, on all of them; the evidence of every question.

    The former are left in the cache for `make quality`.
    """
    found = pairs(bench, data)
    known = json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))
    known["gate"] = {name: known["gate"].get(name, 0.0) for name in ["bias", *NAMES]}  # a new feature begins at 0
    readouts: dict[int | None, Any] = {None: readouts_of(found.passages, found.sentences)}
    for fold in range(FOLDS):
        others = [[one for one in kind if fold_of(one.row) != fold] for kind in (found.passages, found.sentences)]
        readouts[fold] = readouts_of(*others)
    without = {fold: fitted(known, readouts[fold]) for fold in range(FOLDS)}
    evidence = list(every_row(replace(bench, fitted=lambda row: without[fold_of(row)]), data))
    fits = {}
    for fold, values in readouts.items():
        weights = gate_of([row for row in evidence if fold is None or fold_of(row[1]) != fold])
        fits[fold] = {**known, "gate": weights}, values
        if fold is not None:
            write(fold_weights(bench.cache, fold), *fits[fold])
    (bench.cache / "folds" / STAMP).write_text(stamp(data), encoding="utf-8")
    return fits, evidence


def fitted_already(bench: Bench, data: Path) -> bool:
    """Whether the cache holds weights for every fold of these rows."""
    stamped = bench.cache / "folds" / STAMP
    return stamped.exists() and stamped.read_text(encoding="utf-8") == stamp(data)


def stamp(data: Path) -> str:
    """The digest of the rows that are fitted on, and of the weights of a sentence, which are not fitted."""
    files = [OWN, SPEECH_QUESTIONS, data / "clapnq" / "questions.jsonl", data / "mtrag_un" / "turns.jsonl"]
    known = json.loads((FOLDER / "weights.json").read_text(encoding="utf-8"))["sentence"]
    return digest([*(file.read_text(encoding="utf-8") for file in files), known])


def readouts_of(passages: Sequence[Pair], sentences: Sequence[Pair]) -> dict[str, Any]:
    """Both readouts, as they stand in readouts.json."""
    found = {name: readout_of(name, rows_) for name, rows_ in (("passage", passages), ("sentence", sentences))}
    return {"reranker": Settings.model_fields["reranker"].default, **found}


def readout_of(name: str, found: Sequence[Pair]) -> dict[str, Any]:
    part = STATES[name]
    values = np.array([[one.reading.logit, *one.reading.states[part]] for one in found])
    answers = np.array([one.answers for one in found])
    weights = balanced([one.name for one in found], answers)
    coefficients, bias = logistic(values, answers, weights, READOUT_REGULARISATION[name])
    return {
        "bias": rounded(bias),
        "logit": rounded(coefficients[0]),
        "start": part.start,
        "weights": [rounded(value) for value in coefficients[1:]],
    }


def balanced(names: Sequence[str], answers: np.ndarray) -> np.ndarray:
    """Every set counts alike, and in it what answers as much as what does not; the mean weight is 1."""
    weights = np.ones(len(names))
    for name in set(names):
        rows_ = np.array(names) == name
        share = answers[rows_].mean()
        weights[rows_] = np.where(answers[rows_], 0.5 / share, 0.5 / (1 - share)) / rows_.sum()
    return weights * len(names) / weights.sum()


def every_row(bench: Bench, data: Path) -> Iterator[Row]:
    """The evidence of every question, each with the readouts that `bench` has for it."""
    yield from given_rows(bench, data / "clapnq" / "questions.jsonl")
    yield from asked_rows(bench, "corpus", ROOT / "corpus", OWN)
    yield from asked_rows(bench, "speeches", speeches(data, bench.cache), SPEECH_QUESTIONS)


def given_rows(bench: Bench, file: Path) -> list[Row]:
    """Questions that come with their passage."""
    known = {row["id"]: row for row in rows(file)}
    given = [Given(row["id"], row["question"], row["title"], row["sentences"]) for row in known.values()]
    found: list[Row] = []

    def use(one: Given, judgement) -> None:
        if judgement.evidence is not None:
            found.append(("clapnq", one.id, judgement.evidence, bool(known[one.id]["answerable"])))

    judged(bench, file, given, use)
    return found


def asked_rows(bench: Bench, name: str, corpus: Path, file: Path) -> Iterator[Row]:
    """Questions on a whole folder of reports."""
    with bench.over(corpus) as assistant:
        for question in read_questions(file, assistant.report):
            engine = replace(assistant.engine(), fitted=bench.fitted(question.id))
            wordings, top = forms(question.question, question.history), engine.settings.rerank_top
            hits = engine.searcher.hits(wordings, top)
            reports = {hit.passage.report_id: assistant.report(hit.passage.report_id) for hit in hits}
            evidence = judge(engine, wordings, hits, reports).evidence
            if evidence is not None:
                yield name, question.id, evidence, bool(question.evidence)


def gate_of(evidence: Sequence[Row]) -> dict[str, float]:
    """The gate's weights, for features as they are."""
    values = np.array([[getattr(one, name) for name in NAMES] for _, _, one, _ in evidence])
    answers = np.array([answerable for *_, answerable in evidence])
    weights = costs([name for name, *_ in evidence], answers)
    coefficients, bias = logistic(values, answers, weights, REGULARISATION)
    named = zip(NAMES, (round(float(value), 4) for value in coefficients), strict=True)
    return {"bias": round(bias + SHIFT, 4), **dict(named)}


def costs(names: Sequence[str], answers: np.ndarray) -> np.ndarray:
    """Each kind of row counts as a whole, however many there are, times what an error of its kind costs."""
    weights = np.zeros(len(names))
    for name, count in SET_WEIGHT.items():
        rows_ = np.array(names) == name
        share = answers[rows_].mean()
        kinds = np.where(answers[rows_], ANSWERABLE_WEIGHT[name] / share, 1 / (1 - share))
        weights[rows_] = kinds * count * 100 / rows_.sum()
    return weights


def logistic(
    values: np.ndarray, answers: np.ndarray, weights: np.ndarray, regularisation: float
) -> tuple[np.ndarray, float]:
    """Coefficients (k,) and bias for values (n, k) as they are, fitted on them scaled to unit variance."""
    model = make_pipeline(StandardScaler(), LogisticRegression(C=regularisation, max_iter=5000))
    model.fit(values, answers, logisticregression__sample_weight=weights)
    scale, fit = model[0], model[-1]
    coefficients = fit.coef_[0] / scale.scale_
    return coefficients, float(fit.intercept_[0] - coefficients @ scale.mean_)


def rounded(value: float) -> float:
    """Five significant digits."""
    return float(f"{value:.5g}")


def write(folder: Path, weights: dict[str, Any], readouts: dict[str, Any]) -> None:
    """Put both files where `fitted` expects them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.json").write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
    (folder / "readouts.json").write_text(json.dumps(readouts) + "\n", encoding="utf-8")


def plot(evidence: Sequence[Row], fits: dict[int | None, Fit]) -> None:
    """Draw how often rows of each predicted probability (by cross-validation) really were answerable."""
    answers = np.array([answerable for *_, answerable in evidence])
    chances = np.array([gate.probability(fits[fold_of(row)][0]["gate"], one) for _, row, one, _ in evidence])
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
