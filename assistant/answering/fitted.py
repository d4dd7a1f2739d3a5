"""What was fitted on open rows or tuned by hand: the weights of quotations and of the gate, and the readouts.

A readout is a linear probe (Alain and Bengio, arXiv 1610.01644) of what the reranker made of a question and a text
within its layers: trained to order passages, it knows more than its one score tells about whether a text answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from json import loads
from typing import Any

import numpy as np

from assistant.models.protocols import Reading, Vectors


@dataclass(frozen=True, slots=True)
class Readout:
    """bias + logit . the reranker's logit + weights . states[start:]: how probable an answer is, as a logit."""

    bias: float
    logit: float
    start: int
    weights: Vectors

    def of(self, reading: Reading) -> float:
        """The readout of one reading; 0 for one that weighs nothing."""
        part = reading.states[self.start : self.start + len(self.weights)]
        if not len(part):
            return 0.0
        return self.bias + self.logit * reading.logit + float(np.einsum("i,i->", part, self.weights))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights by the names of the features they belong to, and the readouts of a passage and of a sentence."""

    sentence: Mapping[str, float]
    gate: Mapping[str, float]
    of_passage: Readout
    of_sentence: Readout


def fitted(weights: Mapping[str, Any], readouts: Mapping[str, Any]) -> Fitted:
    """What two JSON objects, in the form of weights.json and readouts.json, tell of the reranker named there."""
    return Fitted(
        sentence=weights["sentence"],
        gate=weights["gate"],
        of_passage=_readout(**readouts["passage"]),
        of_sentence=_readout(**readouts["sentence"]),
    )


def _readout(*, bias: float, logit: float, start: int, weights: Sequence[float]) -> Readout:
    return Readout(bias, logit, start, np.asarray(weights, dtype=np.float32))


@cache
def shipped(reranker: str) -> Fitted:
    """What this version answers with, given the name of its reranker.

    The readouts are of one reranker. For any other, whose states are closed or unknown, weights serve that were fitted
    without them.
    """
    folder = files("assistant.answering")
    weights, readouts = (
        loads((folder / name).read_text(encoding="utf-8")) for name in ("weights.json", "readouts.json")
    )
    if reranker == readouts["reranker"]:
        return fitted(weights, readouts)
    nothing = _readout(bias=0.0, logit=0.0, start=0, weights=())
    return Fitted(weights["closed"]["sentence"], weights["closed"]["gate"], nothing, nothing)


def total(weighing: Mapping[str, float], values: Any) -> float:
    """bias + weights . values, over the fields of a dataclass of numbers."""
    return weighing["bias"] + sum(weighing[name] * float(value) for name, value in asdict(values).items())
