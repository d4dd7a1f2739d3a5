"""Measures everything and writes docs/quality.md: python tests/quality/quality.py [DATA] (run by `make quality`).

DATA is the folder with the public data sets; without it only the questions on corpus/ are measured and nothing is
written.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from assistant.answering.fitted import Fitted, fitted
from assistant.evaluation.bench import Bench
from assistant.evaluation.questions import Question, ask, by_kind, figures, read_questions
from assistant.evaluation.report import evaluate
from assistant.retrieval.question import standalone
from tests.quality.ablation import Row, ablation
from tests.quality.measure import FOLDS, OWN, ROOT, SPEECH_QUESTIONS, bench_of, fold_of, fold_weights, speeches
from tests.quality.page import section
from tests.quality.train import fit, fitted_already

TABLE = ROOT / "docs" / "quality.md"
SETS = ("qmsum", "scifact", "mtrag_un", "clapnq", "wice")
REACH = {
    ("qmsum", "hit@5"): 0.87, ("qmsum", "mrr@10"): 0.77, ("scifact", "ndcg@10"): 0.735, ("mtrag_un", "recall@5"): 0.92,
    ("clapnq", "auroc"): 0.93, ("clapnq", "refusal_precision"): 0.82, ("clapnq", "refusal_recall"): 0.80,
    ("clapnq", "sentence_f1"): 0.70, ("corpus", "first_citation"): 0.90, ("corpus", "any_citation"): 0.96,
    ("corpus", "refusal_precision"): 0.92, ("corpus", "refusal_recall"): 0.92, ("speeches", "top5_hits"): 0.85,
    ("speeches", "first_citation"): 0.72, ("speeches", "refusal_precision"): 0.80, ("speeches", "refusal_recall"): 0.80,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--sets", default=",".join(SETS), help="the public sets to measure; the others' rows are kept")
    options = parser.parse_args()
    bench = bench_of()
    if options.data:
        bench = replace(bench, fitted=unseen(bench, options.data))
    parts, others = [HEAD], section()
    for part in measured(bench, options.data, options.sets.split(",")):
        print(part, flush=True)
        parts.append(part)
        if options.data:
            TABLE.write_text("\n".join([*parts, f"\n{others}"]), encoding="utf-8")


def measured(bench: Bench, data: Path | None, sets: Sequence[str]) -> Iterator[str]:
    """The parts of the page, one by one, so that what is measured is not lost."""
    kept = TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []
    yield own_part("corpus", ROOT / "corpus", OWN, bench)
    if data:
        yield own_part("speeches", speeches(data, bench.cache), SPEECH_QUESTIONS, bench)
        yield from sets_part(data, bench, sets, kept)


def unseen(bench: Bench, data: Path) -> Callable[[str], Fitted]:
    """For the id of a row, weights fitted without it, which are fitted first where that was not done for these rows."""
    if not fitted_already(bench, data):
        fit(bench, data)
    folds = []
    for folder in (fold_weights(bench.cache, fold) for fold in range(FOLDS)):
        files = (folder / "weights.json", folder / "readouts.json")
        folds.append(fitted(*(json.loads(file.read_text(encoding="utf-8")) for file in files)))
    return lambda row: folds[fold_of(row)]


HEAD = """# How good the answers are

Written by `make quality DATA=…`, where DATA is the folder with the public data sets. Shares are in [0, 1]; ms is the
median on the machine that measured, for a search (qmsum, scifact, mtrag_un) or an answer. One set of settings serves
every set. `reach` is what we aim at. The [gate](../assistant/answering/weights.json) and the
[readouts](../assistant/answering/readouts.json) are fitted on open rows of clapnq, mtrag_un, corpus and speeches. Every
row is measured here with a gate and readouts fitted without it (five folds by question), so that `assistant evaluate`,
which uses the shipped ones, shows more. A few numbers set by hand (the weights of a sentence, the margin, the strength
of regularisation) were chosen with all open rows in view. The gate's reliability, by the same folds, is plotted in
[reliability.svg](reliability.svg).
"""


def sets_part(data: Path, bench: Bench, sets: Sequence[str], kept: Sequence[str]) -> Iterator[str]:
    """The public sets, a row a figure, each with its command; rows of sets that are not measured are kept."""
    head = "| set | n | measure | measured | reach | ms | command |"
    yield f"## Public data sets\n\n{head}\n|---|---|---|---|---|---|---|"
    for name in SETS:
        if name not in sets:
            yield "\n".join(line for line in kept if line.startswith(f"| {name} |"))
            continue
        ((_, found),) = evaluate([data / name], bench)
        count, ms = found.pop("n"), found.pop("ms_median")
        yield "\n".join(
            f"| {name} | {count:.0f} | {measure} | {value:.3f} | {reach(name, measure)} | {ms:.0f} | "
            f"`assistant evaluate DATA/{name}` |"
            for measure, value in found.items()
        )


def reach(name: str, measure: str) -> str:
    aim = REACH.get((name, measure))
    return f"{aim:.3g}" if aim else ""


def own_part(name: str, corpus: Path, file: Path, bench: Bench) -> str:
    """Questions of our own on one folder of reports: answers, refusals, kinds, follow-ups, and the ablation."""
    with bench.over(corpus) as assistant:
        questions = read_questions(file, assistant.report)
        outcomes = [ask(assistant, question, bench.fitted and bench.fitted(question.id)) for question in questions]
        steps = list(ablation(assistant, questions))
    found = figures(outcomes)
    ms = found.pop("ms_median")
    del found["n"]
    source = file.relative_to(ROOT)
    lines = [
        f"## {len(questions)} questions on {name}\n",
        f"`assistant evaluate {source} --corpus {name} --index …`, median {ms:.0f} ms an answer\n",
        "| measure | measured | reach |", "|---|---|---|",
        *(f"| {measure} | {value:.3f} | {reach(name, measure)} |" for measure, value in found.items()),
        *(f"| {what} | {value:.3f} | 1 |" for what, value in understood(questions)),
        "\n| kind | n | top 5 hits | first citation | any citation | refused |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for kind, kept in by_kind(outcomes).items():
        refused = sum(one.refused for one in outcomes if one.question.kind == kind) / kept["n"]
        shares = [f"{kept[key]:.2f}" if key in kept else "" for key in ("top5_hits", "first_citation", "any_citation")]
        lines.append(f"| {kind} | {kept['n']:.0f} | {' | '.join(shares)} | {refused:.2f} |")
    return "\n".join([*lines, "", *ablation_lines(steps)])


def understood(questions: Sequence[Question]) -> Iterator[tuple[str, float]]:
    """How often a question that stands alone is left as it is after a foreign one, and a follow-up is carried on."""
    alone = [question for question in questions if not question.history]
    led = [question for question in questions if question.history]
    foreign = [replace(one, history=other.history) for one, other in zip(alone, cycle(led), strict=False)]
    kept = [standalone(one.question, one.history) == one.question for one in foreign]
    carried = [standalone(one.question, one.history) != one.question for one in led]
    yield f"standing alone, left as asked after another conversation ({len(kept)})", sum(kept) / len(kept)
    yield f"follow-ups read with what came before ({len(carried)})", sum(carried) / len(carried)


def ablation_lines(steps: Sequence[Row]) -> list[str]:
    return [
        "| search | evidence in the first passage | in the first five | ms |", "|---|---|---|---|",
        *(f"| {one.name} | {one.first:.3f} | {one.top5:.3f} | {one.ms:.0f} |" for one in steps), "",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
