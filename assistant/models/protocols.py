"""What the pipeline asks of a model."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors; also usable wherever langchain asks for `Embeddings`."""

    name: str
    dimensions: int

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, (len(texts), dimensions), in the order given; (0, dimensions) for none."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The rows of embed_passages as lists, as langchain wants them."""
        ...


class Reranker(Protocol):
    """Scores how well texts answer a question."""

    name: str

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One raw score (a logit, higher is better) for each text; each pair is scored on its own."""
        ...


def _no_states() -> Vectors:
    return np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reranker made of a question and a text: its score, and states within its layers, (k,) or (0,)."""

    logit: float
    states: Vectors = field(default_factory=_no_states)


@runtime_checkable
class OpenReranker(Reranker, Protocol):
    """A reranker that also shows its states."""

    def read_open(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """One reading for each text, with the logits that `score` gives."""
        ...
