"""The way to Chroma: an embedded client on a folder, or a server asked with patience; the only importer of chromadb."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from assistant.errors import IndexMissing, StoreUnreachable
from assistant.indexing.generations import REBUILD
from assistant.indexing.server import Home, Server

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

CHROMA = "chroma"
DATABASE = "chroma.sqlite3"
_PAGE = 100
_CLEARING_S = 5.0
_T = TypeVar("_T")


@contextmanager
def as_os_errors() -> Iterator[None]:
    """What Chroma cannot write or read is an OSError, like that of any other file."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as error:
        raise OSError(f"Chroma: {error}") from error


@contextmanager
def sound() -> Iterator[None]:
    """What goes wrong in a collection that is only read is damage."""
    try:
        with as_os_errors():
            yield
    except OSError as error:
        raise IndexMissing(f"The index is damaged ({error}). {REBUILD}") from error


def _client(folder: Path) -> "ClientAPI":
    import chromadb  # imported late: costs 1.5 s, and a question rarely needs it
    from chromadb.config import Settings as ChromaSettings

    return chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def connected(server: Server) -> "ClientAPI":
    """A client of a server, its every setting given here."""
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


class Door:
    """Chroma as one generation needs it, opened when first asked; a server is asked with patience, within bounds."""

    def __init__(self, chroma: Path, home: Home, told: "Callable[[], AbstractContextManager[None]]") -> None:
        """A door to the folder `chroma`, whose errors are told as `told` does, or to the server of `home`."""
        self._chroma = chroma
        self._home = home
        self._told = told
        self._client: ClientAPI | None = None

    def ask(self, use: "Callable[[ClientAPI], _T]") -> _T:
        """What `use` makes of the client; with a server it may run more than once."""
        if server := self._home.server:
            client = self._opened()
            return server.asked(lambda: use(client))
        with self._told():
            return use(self._opened())

    def ask_collection(self, use: "Callable[[Collection], _T]") -> _T:
        """What `use` makes of the generation's collection; with a server it may run more than once."""
        return self.ask(lambda client: use(client.get_collection(self._home.collection, embedding_function=None)))

    def _opened(self) -> "ClientAPI":
        if self._client is None:
            server = self._home.server
            if server is None and self._told is sound and not (self._chroma / DATABASE).is_file():
                # Chroma would make an empty one.
                raise IndexMissing(f"{self._chroma / DATABASE} is missing. {REBUILD}")
            self._client = _reached(server) if server else _client(self._chroma)
        return self._client

    def close(self) -> None:
        """Let go of Chroma, when it was needed at all."""
        if self._client is not None:
            with self._told() if self._home.server is None else nullcontext():
                cast("Any", self._client).close()
            self._client = None


def _reached(server: Server) -> "ClientAPI":
    """A client of the server. Raises StoreUnreachable."""
    try:
        return server.asked(lambda: connected(server))
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
    door = Door(Path(), home, as_os_errors)
    try:
        names = door.ask(lambda client: [name for name in _names(client) if name.startswith(prefix)])
        unneeded = tuple(sorted(set(names) - {home.collection}))
        for name in unneeded:
            door.ask(lambda client, name=name: delete(client, name))  # type: ignore[misc]
    finally:
        door.close()
    return unneeded


def drop(home: Home) -> None:
    """Delete a half-built collection from its server if that can be done at once; else the next rebuild does it."""
    if (server := home.server) is not None:
        with suppress(StoreUnreachable, IndexMissing):
            server.asked(lambda: _clear(server, home.collection), tries=1, patience_s=_CLEARING_S)


def _clear(server: Server, name: str) -> None:
    client = connected(server)
    try:
        delete(client, name)
    finally:
        cast("Any", client).close()


def _names(client: "ClientAPI") -> list[str]:
    """The names of all collections, read page by page."""
    names: list[str] = []
    while page := client.list_collections(limit=_PAGE, offset=len(names)):
        names += [collection.name for collection in page]
    return names


def delete(client: "ClientAPI", name: str) -> None:
    """Delete a collection, if there is one of this name."""
    from chromadb.errors import NotFoundError

    with suppress(NotFoundError):
        client.delete_collection(name)
