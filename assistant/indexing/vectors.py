"""Vectors of a generation: a Chroma collection, and the same rows as an exact matrix.

Chroma keeps passages, vectors and metadata together, for this program and for any other Chroma client: in the
generation's folder, or at a server. Its search is approximate and it writes to its folder even to open it, so up to
EXACT_ROWS passages are compared exactly, in a memory-mapped matrix (n, d) that stays here in either case; beyond,
Chroma proposes candidates and the matrix re-scores them.
"""

import struct
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from assistant.errors import IndexMissing, StoreUnreachable
from assistant.indexing.server import Home, Server
from assistant.models.protocols import Vectors
from assistant.types import Passage, Report

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

MATRIX_FILE = "vectors.f32"
EXACT_ROWS = 200_000
_OVERSAMPLE = 4
_HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 200, "num_threads": 1}
_PAGE = 100
_SERVER_BATCH = 300  # the most that Chroma Cloud takes at once
_CLEARING_S = 5.0
_T = TypeVar("_T")


def _client(folder: Path) -> "ClientAPI":
    import chromadb  # imported late: costs 1.5 s, and a question rarely needs it
    from chromadb.config import Settings as ChromaSettings

    return chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def _connected(server: Server) -> "ClientAPI":
    import chromadb
    from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT
    from chromadb.config import Settings as ChromaSettings

    given = ChromaSettings(
        anonymized_telemetry=False,
        chroma_server_ssl_verify=server.verify,
        chroma_server_host=None,  # Chroma would take this and what follows from the environment
        chroma_server_http_port=None,
        chroma_client_auth_provider=None,
    )
    return chromadb.HttpClient(
        host=server.address,  # with scheme and port, so that Chroma adds none
        ssl=server.address.startswith("https:"),
        headers=server.headers(),
        settings=given,
        tenant=server.named("tenant", DEFAULT_TENANT),
        database=server.named("database", DEFAULT_DATABASE),
    )


class _Door:
    """Chroma as one generation needs it, opened when first asked; a server is asked with patience, within bounds."""

    def __init__(self, folder: Path, home: Home) -> None:
        self._folder = folder
        self._home = home
        self._client: ClientAPI | None = None

    def ask(self, use: "Callable[[ClientAPI], _T]") -> _T:
        """What `use` makes of the client; with a server it may run more than once."""
        client, server = self._opened(), self._home.server
        return server.asked(lambda: use(client)) if server else use(client)

    def ask_collection(self, use: "Callable[[Collection], _T]") -> _T:
        """What `use` makes of the generation's collection; with a server it may run more than once."""
        return self.ask(lambda client: use(client.get_collection(self._home.collection, embedding_function=None)))

    def _opened(self) -> "ClientAPI":
        if self._client is None:
            server = self._home.server
            self._client = _reached(server) if server else _client(self._folder / "chroma")
        return self._client

    def close(self) -> None:
        """Let go of Chroma, when it was needed at all."""
        if self._client is not None:
            cast("Any", self._client).close()
            self._client = None


def _reached(server: Server) -> "ClientAPI":
    """A client of the server. Raises StoreUnreachable."""
    try:
        return server.asked(lambda: _connected(server))
    except IndexMissing as error:  # not a collection that is missing here, but a tenant, a database or a path
        raise StoreUnreachable(
            f"{server.url} is no place for collections. Mend ASSISTANT_CHROMA_URL. {error}"
        ) from None


def sweep(home: Home, prefix: str) -> tuple[str, ...]:
    """Delete the server's collections that begin with `prefix`, but not the one in `home`; returns their names.

    Raises StoreUnreachable.
    """
    if home.server is None:
        return ()
    door = _Door(Path(), home)
    try:
        names = door.ask(lambda client: [name for name in _names(client) if name.startswith(prefix)])
        unneeded = tuple(sorted(set(names) - {home.collection}))
        for name in unneeded:
            door.ask(lambda client, name=name: _delete(client, name))  # type: ignore[misc]
    finally:
        door.close()
    return unneeded


def drop(home: Home) -> None:
    """Delete a half-built collection from its server if that can be done at once; else the next rebuild does it."""
    if (server := home.server) is not None:
        with suppress(StoreUnreachable, IndexMissing):
            server.asked(lambda: _clear(server, home.collection), tries=1, patience_s=_CLEARING_S)


def _clear(server: Server, name: str) -> None:
    client = _connected(server)
    try:
        _delete(client, name)
    finally:
        cast("Any", client).close()


def _names(client: "ClientAPI") -> list[str]:
    """The names of all collections, read page by page."""
    names: list[str] = []
    while page := client.list_collections(limit=_PAGE, offset=len(names)):
        names += [collection.name for collection in page]
    return names


def _delete(client: "ClientAPI", name: str) -> None:
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        client.delete_collection(name)


class VectorWriter:
    """Fills the collection and the matrix of a new generation, batch by batch, in row order."""

    def __init__(self, folder: Path, home: Home | None = None) -> None:
        self._home = home or Home()
        self._door = _Door(folder, self._home)
        self._collection = self._door.ask(self._created)
        largest = self._door.ask(lambda client: client.get_max_batch_size())
        if self._home.server:  # which need not say what it takes
            largest = min(largest, _SERVER_BATCH) if largest > 0 else _SERVER_BATCH
        self._largest = largest
        self._matrix = (folder / MATRIX_FILE).open("wb")

    def add(self, passages: Sequence[tuple[Report, Passage]], keys: Sequence[str], vectors: Vectors) -> None:
        """Store passages with their vectors (n, d) and the keys under which these may be used again."""
        for start in range(0, len(passages), self._largest):
            part = slice(start, start + self._largest)
            self._add(passages[part], keys[part], vectors[part])
        self._matrix.write(np.ascontiguousarray(vectors, dtype="<f4").tobytes())

    def _created(self, client: "ClientAPI") -> "Collection":
        """The new collection, empty: what an interrupted rebuild left under its name is no part of it."""
        _delete(client, self._home.collection)
        # Without embedding_function=None Chroma would fetch a model of its own.
        return client.create_collection(
            self._home.collection, embedding_function=None, configuration=cast("Any", {"hnsw": _HNSW})
        )

    def _add(self, passages: Sequence[tuple[Report, Passage]], keys: Sequence[str], vectors: Vectors) -> None:
        ids = [passage.id for _, passage in passages]
        texts = [passage.text for _, passage in passages]
        rows = [_row(*both, key) for both, key in zip(passages, keys, strict=True)]
        # Rows that are there already are left as they are, so a server may be sent the same batch twice.
        add = partial(self._collection.add, ids=ids, embeddings=vectors, documents=texts, metadatas=cast("Any", rows))
        self._door.ask(lambda _: add())

    def close(self) -> None:
        """Bring everything to the disk."""
        self._matrix.close()
        self._door.close()


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

    def __init__(
        self,
        folder: Path,
        ids: Sequence[str],
        dimensions: int,
        *,
        exact_rows: int = EXACT_ROWS,
        home: Home | None = None,
    ) -> None:
        self._door = _Door(folder, home or Home())
        self._ids = ids
        self._exact_rows = exact_rows
        self._row_of: dict[str, int] = {}
        shape = (len(ids), dimensions)
        self._matrix: Vectors = np.memmap(folder / MATRIX_FILE, dtype="<f4", mode="r", shape=shape)

    def nearest(self, vector: Sequence[float], top: int) -> list[tuple[int, float]]:
        """The `top` rows with the highest cosine to a unit vector: (row, cosine), best first, ties by row."""
        query = np.asarray(vector, dtype=np.float32)
        rows, matrix = np.arange(len(self._ids)), self._matrix
        if len(rows) > self._exact_rows:
            with suppress(IndexMissing):  # a server's collection, swept since: the matrix, still open, knows every row
                rows = np.array(sorted(self._proposed(query, top * _OVERSAMPLE)), dtype=int)
                matrix = self._matrix[rows]
        cosines = np.einsum("ij,j->i", matrix, query)  # unlike BLAS, sums in the same order on every machine
        order = np.lexsort((rows, -cosines))[:top]
        return [(int(rows[index]), float(cosines[index])) for index in order]

    def candidates(self, vector: Sequence[float] | Vectors, top: int) -> list[str]:
        """Passage ids that Chroma's approximate search proposes, best first."""
        query = np.asarray(vector, dtype=np.float32)
        count = min(top, len(self._ids))
        found = self._door.ask_collection(
            lambda passages: passages.query(query_embeddings=cast("Any", [query]), n_results=count, include=[])
        )
        return list(found["ids"][0])

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
