"""The page of docs/scale.md: the figures, how each cost grows, and the plot of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import numpy as np

from tests.benchmarks.bench import Figure, as_table

TOP = 10


@dataclass(frozen=True)
class Cost:
    """What an index of `passages` costs: times in ms but for `rewrite_s`; `exact` is Chroma's share of the true top."""

    passages: int
    rewrite_s: float
    disk_mb: float
    open_ms: float
    retrieval_ms: float
    answer_ms: float
    answer_p95_ms: float
    exact: float


def exponent(costs: Sequence[Cost], name: str) -> float:
    """b in cost = a * passages ** b, by least squares on the logarithms."""
    sizes, values = [one.passages for one in costs], [getattr(one, name) for one in costs]
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


SHOWN = {
    "rewrite_s": "rewriting the index, s",
    "disk_mb": "on the disk, MB",
    "open_ms": "cold process to its first answer, ms",
    "retrieval_ms": "finding and fusing, ms",
    "answer_ms": "answer, median, ms",
    "answer_p95_ms": "answer, 95th percentile, ms",
    "exact": "share of the true top 10 in Chroma's",
}


def page(figures: Sequence[Figure], costs: Sequence[Cost], old: str) -> str:
    """The page's text: the figures, how they grow, and what follows for many more reports."""
    ordered = sorted(costs, key=lambda one: one.passages)
    head = ["| passages |", *(f" {one.passages:,} |" for one in ordered), " grows as n to the power of |"]
    lines = ["".join(head), "|---" * (len(ordered) + 2) + "|"]
    for name, label in SHOWN.items():
        power = "" if name == "exact" else f"{exponent(ordered, name):.2f}"
        cells = (f"{getattr(one, name):.4g}" for one in ordered)
        lines.append(f"| {label} | " + " | ".join(cells) + f" | {power} |")
    prose = old[old.index(PROSE) :] if PROSE in old else f"{PROSE}\n"
    return f"{HEAD}\n{as_table(figures)}\n\n{GROWTH}\n" + "\n".join(lines) + f"\n\n{prose}"


HEAD = """# What it costs, and how that grows

Written by `make scale SPEECHES=ungdc.tar.gz`: all speeches of the UN General Debate Corpus on the machine that
measured, without a GPU.
"""
GROWTH = """## From a thousand passages on

![Costs against the number of passages](scale.svg)
"""
PROSE = "## Many more reports"


def plot(costs: Sequence[Cost], file: Path) -> None:
    """Draw each cost against the number of passages, both on logarithmic axes."""
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "scale"
    from matplotlib import pyplot

    ordered = sorted(costs, key=lambda one: one.passages)
    figure, axes = pyplot.subplots(figsize=(6, 4.5))
    for name, label in SHOWN.items():
        if name != "exact":
            axes.loglog([one.passages for one in ordered], [getattr(one, name) for one in ordered], "o-", label=label)
    axes.set(xlabel="passages")
    axes.legend(frameon=False, fontsize=8)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
