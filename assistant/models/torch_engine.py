"""Embedder and reranker on sentence-transformers, for a GPU or any other model. Importing this takes seconds."""

from collections.abc import Sequence

import numpy as np
from sentence_transformers import CrossEncoder, SentenceTransformer

from assistant.errors import ModelUnavailable
from assistant.models import weights
from assistant.models.protocols import Vectors

_BUNDLED = {"all-MiniLM-L6-v2": weights.MINILM_TORCH}


class TorchEmbedder:
    """Any sentence-transformers model, by the name of a bundled one, a folder, or (when allowed) a hub name."""

    def __init__(self, model: str, *, allow_download: bool) -> None:
        self.name = f"sentence-transformers:{model}"
        bundled = _BUNDLED.get(model)
        source = str(weights.locate(bundled)) if bundled else model
        try:
            self._model = SentenceTransformer(source, local_files_only=not allow_download)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(_missing("embedder", model, error)) from None
        self.dimensions = len(self.embed_query("probe"))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, (len(texts), dimensions)."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        rows = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        row = self._model.encode_query([text], normalize_embeddings=True, show_progress_bar=False)[0]
        return [float(value) for value in row]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The rows of embed_passages as lists, as langchain wants them."""
        return [[float(value) for value in row] for row in self.embed_passages(texts)]


class TorchReranker:
    """Any sentence-transformers CrossEncoder with one output, by folder or (when allowed) hub name."""

    def __init__(self, model: str, *, allow_download: bool) -> None:
        self.name = f"sentence-transformers:{model}"
        try:
            self._model = CrossEncoder(model, local_files_only=not allow_download, num_labels=1)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(_missing("reranker", model, error)) from None

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better; one pair a run, so that companions cannot move a score."""
        pairs = [(question, text) for text in texts]
        return [float(value) for value in self._model.predict(pairs, batch_size=1, show_progress_bar=False)]


def _missing(role: str, model: str, error: Exception) -> str:
    reason = str(error).strip().split("\n")[0]
    return (
        f"The {role} {model!r} is not on this disk or not usable ({reason}). Give its folder, or allow the download "
        "once with ASSISTANT_ALLOW_DOWNLOAD=true."
    )
