"""Vectors of a generation: a Chroma collection, and the same rows as an exact matrix.

Chroma keeps passages, vectors and metadata together, for this program and for any other Chroma client. Its search is
approximate and it writes to its folder even to open it, so up to EXACT_ROWS passages are compared exactly, in a
memory-mapped matrix (n, d); beyond, Chroma proposes candidates and the matrix re-scores them.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from assistant.models.protocols import Vectors
from assistant.types import Passage, Report

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

COLLECTION = "passages"
MATRIX_FILE = "vectors.f32"
EXACT_ROWS = 200_000
_OVERSAMPLE = 4
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "num_threads": 1}


def _client(folder: Path) -> "ClientAPI":
    import chromadb  # imported late: costs 1.5 s, and a question rarely needs it
    from chromadb.config import Settings as ChromaSettings

    return chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))


class VectorWriter:
    """Fills the collection and the matrix of a new generation, batch by batch, in row order."""

    def __init__(self, folder: Path) -> None:
        self._chroma = _client(folder / "chroma")
        # Without embedding_function=None Chroma would fetch a model of its own.
        self._collection = self._chroma.create_collection(
            COLLECTION, embedding_function=None, configuration=cast("Any", {"hnsw": _HNSW})
        )
        self._largest = self._chroma.get_max_batch_size()
        self._matrix = (folder / MATRIX_FILE).open("wb")

    def add(self, passages: Sequence[tuple[Report, Passage]], keys: Sequence[str], vectors: Vectors) -> None:
        """Store passages with their vectors (n, d) and the keys under which these may be used again."""
        for start in range(0, len(passages), self._largest):
            part = slice(start, start + self._largest)
            self._collection.add(
                ids=[passage.id for _, passage in passages[part]],
                embeddings=vectors[part],
                documents=[passage.text for _, passage in passages[part]],
                metadatas=[_row(*both, key) for both, key in zip(passages[part], keys[part], strict=True)],
            )
        self._matrix.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())

    def close(self) -> None:
        """Bring everything to the disk."""
        self._matrix.close()
        cast("Any", self._chroma).close()


def _row(report: Report, passage: Passage, key: str) -> dict[str, Any]:
    """What Chroma keeps beside a passage's words."""
    return {
        "report_id": report.id,
        "title": report.title,
        "date": report.date,
        "start": passage.start,
        "end": passage.end,
        "heading": passage.heading,
        "page": passage.page,
        "key": key,
    }


def wipe_unused(folder: Path) -> None:
    """Zero what Chroma's graph files hold beyond their last element.

    hnswlib writes out memory that it allocated and never filled, in which any text that this process handled, that of
    a removed report too, may still lie. The header: version, offset, capacity, count, bytes an element.
    """
    for header in (folder / "chroma").glob("*/header.bin"):
        version, _, capacity, count, size = struct.unpack_from("<i4Q", header.read_bytes())
        data = header.with_name("data_level0.bin")
        if version == 1 and count <= capacity and data.stat().st_size == capacity * size:
            with data.open("r+b") as stream:
                stream.seek(count * size)
                stream.write(bytes((capacity - count) * size))


class VectorReader:
    """The vectors of a live generation; `ids[row]` names the passage of a row."""

    def __init__(self, folder: Path, ids: Sequence[str], dimensions: int, *, exact_rows: int = EXACT_ROWS) -> None:
        self._folder = folder
        self._ids = ids
        self._exact_rows = exact_rows
        self._client: ClientAPI | None = None
        self._row_of: dict[str, int] = {}
        shape = (len(ids), dimensions)
        self._matrix: Vectors = np.memmap(folder / MATRIX_FILE, dtype="<f4", mode="r", shape=shape)

    def nearest(self, vector: Sequence[float], top: int) -> list[tuple[int, float]]:
        """The `top` rows with the highest cosine to a unit vector: (row, cosine), best first, ties by row."""
        query = np.asarray(vector, dtype=np.float32)
        rows, matrix = np.arange(len(self._ids)), self._matrix
        if len(rows) > self._exact_rows:
            rows = np.array(sorted(self._proposed(query, top * _OVERSAMPLE)), dtype=int)
            matrix = self._matrix[rows]
        cosines = np.einsum("ij,j->i", matrix, query)  # unlike BLAS, sums in the same order on every machine
        order = np.lexsort((rows, -cosines))[:top]
        return [(int(rows[index]), float(cosines[index])) for index in order]

    def candidates(self, vector: Sequence[float] | Vectors, top: int) -> list[str]:
        """Passage ids that Chroma's approximate search proposes, best first."""
        query = np.asarray(vector, dtype=np.float32)
        found = self._opened().query(
            query_embeddings=cast("Any", [query]), n_results=min(top, len(self._ids)), include=[]
        )
        return list(found["ids"][0])

    def _proposed(self, query: Vectors, top: int) -> list[int]:
        self._row_of = self._row_of or {passage_id: row for row, passage_id in enumerate(self._ids)}
        return [self._row_of[passage_id] for passage_id in self.candidates(query, top)]

    def stored(self) -> int:
        """How many rows Chroma holds."""
        return self._opened().count()

    def _opened(self) -> "Collection":
        if self._client is None:
            self._client = _client(self._folder / "chroma")
        return self._client.get_collection(COLLECTION, embedding_function=None)

    def close(self) -> None:
        """Let go of Chroma, when it was needed at all."""
        if self._client is not None:
            cast("Any", self._client).close()
            self._client = None

    def row(self, index: int) -> Vectors:
        """The unit vector of one row, (d,)."""
        return np.array(self._matrix[index])
