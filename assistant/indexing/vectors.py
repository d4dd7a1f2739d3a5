"""Vectors of a generation: a Chroma collection, and the same rows as an exact matrix.

Chroma keeps passages, vectors and metadata together, for this program and for any other Chroma client. Its search is
approximate and it writes to its folder even to open it, so up to EXACT_ROWS passages are compared exactly, in a
memory-mapped matrix (n, d); beyond, Chroma proposes candidates and the matrix re-scores them.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from assistant.errors import IndexMissing
from assistant.indexing.generations import REBUILD
from assistant.models.protocols import Vectors
from assistant.types import Passage, Report

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

COLLECTION = "passages"
CHROMA = "chroma"
MATRIX_FILE = "vectors.f32"
_DATABASE = "chroma.sqlite3"
EXACT_ROWS = 200_000
_OVERSAMPLE = 4
_LENGTH_BYTES = 4
_CHUNK = 10_000
_UNIT = 1e-3
_AS_NEAR = 1e-4
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "num_threads": 1}


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """What Chroma cannot write or read is an OSError, like that of any other file."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise OSError(f"Chroma: {error}") from error


@contextmanager
def _sound() -> Iterator[None]:
    """What goes wrong in a collection that is only read is damage."""
    try:
        with _as_os_errors():
            yield
    except OSError as error:
        raise IndexMissing(f"The index is damaged ({error}). {REBUILD}") from error


def _client(folder: Path) -> "ClientAPI":
    import chromadb  # imported late: costs 1.5 s, and a question rarely needs it
    from chromadb.config import Settings as ChromaSettings

    return chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))


class VectorWriter:
    """Fills the collection and the matrix of a new generation, batch by batch, in row order."""

    def __init__(self, folder: Path) -> None:
        with _as_os_errors():
            self._chroma = _client(folder / CHROMA)
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
            with _as_os_errors():
                self._collection.add(
                    ids=[passage.id for _, passage in passages[part]],
                    embeddings=vectors[part],
                    documents=[passage.text for _, passage in passages[part]],
                    metadatas=[_row(*both, key) for both, key in zip(passages[part], keys[part], strict=True)],
                )
        self._matrix.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())

    def close(self) -> None:
        """Bring everything to the disk."""
        try:
            self._matrix.close()
        finally:
            with _as_os_errors():
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
    for header in (folder / CHROMA).glob("*/header.bin"):
        version, _, capacity, count, size = struct.unpack_from("<i4Q", header.read_bytes())
        for name, width in (("data_level0.bin", size), ("length.bin", _LENGTH_BYTES)):
            data = header.with_name(name)
            if version == 1 and count <= capacity and data.stat().st_size == capacity * width:
                with data.open("r+b") as stream:
                    stream.seek(count * width)
                    stream.write(bytes((capacity - count) * width))


class VectorReader:
    """The vectors of a live generation; `ids[row]` names the passage of a row.

    `chroma` is a copy of the generation's own chroma/, for those who must not let Chroma write to that.
    """

    def __init__(
        self,
        folder: Path,
        ids: Sequence[str],
        dimensions: int,
        *,
        exact_rows: int = EXACT_ROWS,
        chroma: Path | None = None,
    ) -> None:
        self._chroma = chroma or folder / CHROMA
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
        # A generation is swept when another is live; who still holds it has the matrix, and no Chroma to open.
        if len(rows) > self._exact_rows and self._there():
            rows = np.array(sorted(self._proposed(query, top * _OVERSAMPLE)), dtype=int)
            matrix = self._matrix[rows]
        cosines = np.einsum("ij,j->i", matrix, query)  # unlike BLAS, sums in the same order on every machine
        order = np.lexsort((rows, -cosines))[:top]
        return [(int(rows[index]), float(cosines[index])) for index in order]

    def candidates(self, vector: Sequence[float] | Vectors, top: int) -> list[str]:
        """Passage ids that Chroma's approximate search proposes, best first."""
        query = np.asarray(vector, dtype=np.float32)
        with _sound():
            found = self._opened().query(
                query_embeddings=cast("Any", [query]), n_results=min(top, len(self._ids)), include=[]
            )
        return list(found["ids"][0])

    def finds(self, row: int, vector: Sequence[float] | Vectors, top: int) -> bool:
        """Whether Chroma's search for a vector reaches a row, or `top` others that are as near to it."""
        found = self._proposed(np.asarray(vector, dtype=np.float32), top)
        query = np.asarray(vector, dtype=np.float32)
        reach = float(self._matrix[row] @ query) - _AS_NEAR
        if row in found:
            return True
        return len(found) == top and bool((self._matrix[found] @ query >= reach).all())

    def texts(self, rows: Sequence[int]) -> list[str]:
        """The passages' words as Chroma holds them, by row; "" for one that it does not hold."""
        ids = [self._ids[row] for row in rows]
        with _sound():
            found = self._opened().get(ids=ids, include=["documents"])
        known = dict(zip(found["ids"], found["documents"] or (), strict=True))
        return [known.get(one, "") for one in ids]

    def misshapen(self) -> int:
        """How many rows of the matrix are no finite unit vectors."""
        count = 0
        for start in range(0, len(self._ids), _CHUNK):
            part = self._matrix[start : start + _CHUNK]
            lengths = np.sqrt(np.einsum("ij,ij->i", part, part))
            count += int((~(np.abs(lengths - 1) <= _UNIT)).sum())  # NaN is not <= anything
        return count

    def _proposed(self, query: Vectors, top: int) -> list[int]:
        self._row_of = self._row_of or {passage_id: row for row, passage_id in enumerate(self._ids)}
        return [self._row_of[passage_id] for passage_id in self.candidates(query, top)]

    def stored(self) -> int:
        """How many rows Chroma holds."""
        with _sound():
            return self._opened().count()

    def _there(self) -> bool:
        return (self._chroma / _DATABASE).is_file()

    def _opened(self) -> "Collection":
        if self._client is None:
            if not self._there():  # Chroma would make an empty one
                raise IndexMissing(f"{self._chroma / _DATABASE} is missing. {REBUILD}")
            with _sound():
                self._client = _client(self._chroma)
        with _sound():
            return self._client.get_collection(COLLECTION, embedding_function=None)

    def close(self) -> None:
        """Let go of Chroma, when it was needed at all."""
        if self._client is not None:
            cast("Any", self._client).close()
            self._client = None

    def row(self, index: int) -> Vectors:
        """The unit vector of one row, (d,)."""
        return np.array(self._matrix[index])
