"""Vectors of a generation: a Chroma collection, and the same rows as an exact matrix.

Chroma keeps passages, vectors and metadata together, for this program and for any other Chroma client: in the
generation's folder, or at a server. Its search is approximate and it writes to its folder even to open it, so up to
EXACT_ROWS passages are compared exactly, in a memory-mapped matrix (n, d) that stays here in either case; beyond,
Chroma proposes candidates and the matrix re-scores them.
"""

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexMissing
from assistant.indexing.door import CHROMA, DATABASE, Door, as_os_errors, delete, sound
from assistant.indexing.held import Held, row_of
from assistant.indexing.server import Home
from assistant.models.protocols import Vectors
from assistant.types import Passage, Report

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

MATRIX_FILE = "vectors.f32"
EXACT_ROWS = 200_000
_OVERSAMPLE = 4
_CHUNK = 10_000
_UNIT = 1e-3
_AS_NEAR = 1e-4
HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "num_threads": 1}
_SERVER_BATCH = 300  # the most that Chroma Cloud takes at once


class VectorWriter:
    """Fills the collection and the matrix of a new generation, batch by batch, in row order.

    Where the folder has a copy of another generation's collection, `held` knows what that holds.
    """

    def __init__(self, folder: Path, home: Home | None = None, held: Held | None = None) -> None:
        self._home = home or Home()
        self._held = held
        self._door = Door(folder / CHROMA, self._home, as_os_errors)
        with ExitStack() as failed:
            # Chroma would give the next client of this folder what a client that was left open holds.
            failed.callback(self._door.close)
            self._collection = self._door.ask(self._copied if held else self._created)
            self._largest = self._most()
            self._matrix = (folder / MATRIX_FILE).open("wb")
            failed.pop_all()

    def _most(self) -> int:
        """How many rows the collection takes at once."""
        most = self._door.ask(lambda client: client.get_max_batch_size())
        if self._home.server:  # which need not say what it takes
            most = min(most, _SERVER_BATCH) if most > 0 else _SERVER_BATCH
        return most

    def add(
        self,
        passages: Sequence[tuple[Report, Passage]],
        keys: Sequence[str],
        vectors: Vectors,
        carried: Sequence[bool] = (),
    ) -> None:
        """Store passages with their vectors (n, d) and the keys under which these may be used again.

        Those that were `carried` over are in a copied collection already.
        """
        places = list(range(len(passages)))
        if self._held is not None:
            places = self._held.differing(passages, keys, carried)
            self._delete([passages[place][1].id for place in places])
        for start in range(0, len(places), self._largest):
            part = places[start : start + self._largest]
            self._add([passages[place] for place in part], [keys[place] for place in part], vectors[part])
        self._matrix.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())

    def finish(self) -> int:
        """How many rows were deleted from a copied collection in all, those that nothing asked for included."""
        if self._held is None:
            return 0
        self._delete(self._held.rest())
        return self._held.deleted

    def _delete(self, ids: Sequence[str]) -> None:
        found = self._held.deleting(ids) if self._held else []
        for start in range(0, len(found), self._largest):
            delete_rows = partial(self._collection.delete, ids=found[start : start + self._largest])
            self._door.ask(lambda _: delete_rows())  # noqa: B023 - asked at once

    def _copied(self, client: "ClientAPI") -> "Collection":
        return client.get_collection(self._home.collection, embedding_function=None)

    def _created(self, client: "ClientAPI") -> "Collection":
        """The new collection, empty: what an interrupted rebuild left under its name is no part of it."""
        delete(client, self._home.collection)
        # Without embedding_function=None Chroma would fetch a model of its own.
        return client.create_collection(
            self._home.collection, embedding_function=None, configuration=cast("Any", {"hnsw": HNSW})
        )

    def _add(self, passages: Sequence[tuple[Report, Passage]], keys: Sequence[str], vectors: Vectors) -> None:
        ids = [passage.id for _, passage in passages]
        texts = [passage.text for _, passage in passages]
        rows = [row_of(*both, key) for both, key in zip(passages, keys, strict=True)]
        # Rows that are there already are left as they are, so a server may be sent the same batch twice.
        add = partial(self._collection.add, ids=ids, embeddings=vectors, documents=texts, metadatas=cast("Any", rows))
        self._door.ask(lambda _: add())

    def close(self) -> None:
        """Bring everything to the disk."""
        try:
            self._matrix.close()
        finally:
            self._door.close()


def _products(matrix: Vectors, query: Vectors) -> Vectors:
    """out[i] = matrix[i] · query; unlike BLAS, einsum sums in the same order on every machine."""
    cosines: Vectors = np.einsum("ij,j->i", matrix, query)
    return cosines


def _best(rows: NDArray[np.intp], cosines: Vectors, top: int) -> list[tuple[int, float]]:
    order = np.lexsort((rows, -cosines))[:top]
    return [(int(rows[index]), float(cosines[index])) for index in order]


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
        home: Home | None = None,
        chroma: Path | None = None,
    ) -> None:
        self._chroma = chroma or folder / CHROMA
        self._local = home is None or home.server is None
        self._door = Door(self._chroma, home or Home(), sound)
        self._ids = ids
        self._exact_rows = exact_rows
        self._row_of: dict[str, int] = {}
        shape = (len(ids), dimensions)
        self._matrix: Vectors = np.memmap(folder / MATRIX_FILE, dtype="<f4", mode="r", shape=shape)

    def nearest(
        self, vector: Sequence[float], top: int, within: NDArray[np.intp] | None = None
    ) -> list[tuple[int, float]]:
        """The `top` rows with the highest cosine to a unit vector: (row, cosine), best first, ties by row.

        `within` are the only rows to be searched, in order; they are compared exactly, however many they are.
        """
        query = np.asarray(vector, dtype=np.float32)
        if within is not None:
            return _best(within, self._cosines(within, query), top)
        rows, matrix = np.arange(len(self._ids)), self._matrix
        # A generation is swept when another is live; who still holds it has the matrix, and no Chroma to open.
        if len(rows) > self._exact_rows and (not self._local or (self._chroma / DATABASE).is_file()):
            with suppress(IndexMissing):  # a server's collection, swept since: the matrix, still open, knows every row
                rows = np.array(sorted(self._proposed(query, top * _OVERSAMPLE)), dtype=int)
                matrix = self._matrix[rows]
        return _best(rows, _products(matrix, query), top)

    def _cosines(self, rows: NDArray[np.intp], query: Vectors) -> Vectors:
        """The cosines of these rows, (n,); a part at a time, as picking rows copies them."""
        parts = (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))
        return np.concatenate([_products(self._matrix[part], query) for part in parts] or [np.empty(0, np.float32)])

    def candidates(self, vector: Sequence[float] | Vectors, top: int) -> list[str]:
        """Passage ids that Chroma's approximate search proposes, best first."""
        query = np.asarray(vector, dtype=np.float32)
        count = min(top, len(self._ids))
        found = self._door.ask_collection(
            lambda passages: passages.query(query_embeddings=cast("Any", [query]), n_results=count, include=[])
        )
        return list(found["ids"][0])

    def finds(self, row: int, vector: Sequence[float] | Vectors, top: int) -> bool:
        """Whether Chroma's search for a vector reaches a row, or none but others that are as near to it."""
        found = self._proposed(np.asarray(vector, dtype=np.float32), top)
        query = np.asarray(vector, dtype=np.float32)
        reach = float(self._matrix[row] @ query) - _AS_NEAR
        if row in found:
            return True
        return bool(found) and bool((self._matrix[found] @ query >= reach).all())

    def texts(self, rows: Sequence[int]) -> list[str]:
        """The passages' words as Chroma holds them, by row; "" for one that it does not hold with its vector."""
        ids = [self._ids[row] for row in rows]
        found = self._door.ask_collection(lambda passages: passages.get(ids=ids, include=["documents", "embeddings"]))
        texts = dict(zip(found["ids"], found["documents"] or (), strict=True))
        vectors = dict(zip(found["ids"], cast("Any", found["embeddings"]), strict=True))
        return [
            texts[one] if one in texts and np.allclose(vectors[one], self._matrix[row], atol=_UNIT) else ""
            for one, row in zip(ids, rows, strict=True)
        ]

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
        return self._door.ask_collection(lambda passages: passages.count())

    def close(self) -> None:
        """Let go of Chroma, when it was needed at all."""
        self._door.close()

    def row(self, index: int) -> Vectors:
        """The unit vector of one row, (d,)."""
        return np.array(self._matrix[index])
