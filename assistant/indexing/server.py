"""A Chroma server: where it is, whose collections are whose, and what becomes of one that does not answer."""

import re
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

from assistant.errors import AssistantError, IndexMissing, StoreUnreachable
from assistant.settings import Settings

EMBEDDED = ""
COLLECTION = "passages"
OWNER = "COLLECTIONS"
_ID = re.compile(r"[0-9a-f]{12}")
_TRIES = 3
_PAUSE_S = 0.5
_PATIENCE_S = 30.0
_PASSING = {408, 425, 429}
_SHOWN_CHARS = 200
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Server:
    """Where a Chroma server is and how to speak to it. No text of it, and no error, shows the token.

    `tls` is "verify", "off", or a file with the certificates to trust.
    """

    url: str
    token: SecretStr
    tls: str

    @property
    def address(self) -> str:
        """Scheme, host, port and path, as Chroma's client takes them."""
        return self.url.partition("?")[0]

    @property
    def verify(self) -> bool | str:
        """Whether certificates are checked, or the file to check them with."""
        return {"verify": True, "off": False}.get(self.tls, self.tls)

    def named(self, part: str, default: str) -> str:
        """The `tenant` or `database` that the URL asks for."""
        return parse_qs(urlsplit(self.url).query).get(part, [default])[0]

    def headers(self) -> dict[str, str]:
        """The token under both names by which Chroma servers and proxies before them ask for it."""
        token = self.token.get_secret_value()
        return {"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else {}

    def asked(self, call: Callable[[], _T], *, tries: int = _TRIES, patience_s: float = _PATIENCE_S) -> _T:
        """What `call` returns; tried again, a little later, when the server is away or overloaded.

        A call may thus be carried out twice. Raises IndexMissing when the server has no such collection, otherwise
        StoreUnreachable.
        """
        for attempt in range(1, tries + 1):
            done = _begun(call)
            try:
                error = done.exception(patience_s)
            except TimeoutError:  # asking a silent server again would only double the wait
                raise self._unreachable(f"it did not answer within {patience_s:g} s") from None
            if error is None:
                return done.result()
            if isinstance(error, AssistantError) or not _passes(error) or attempt == tries:
                raise self._told(error, attempt) from None  # what led to it may hold the token
            time.sleep(_PAUSE_S * 2 ** (attempt - 1))
        raise ValueError(f"tries must be positive ({tries})")

    def _told(self, error: BaseException, attempt: int) -> AssistantError:
        """An error of Chroma's client as one of ours."""
        if isinstance(error, AssistantError):
            return error
        status, reason = _status(error), self._readable(error)
        if type(error).__name__ == "NotFoundError":
            return IndexMissing(f"{self.url} does not hold what was asked for ({reason}). Run: assistant rebuild")
        if status in (401, 403):
            cure = "Set ASSISTANT_CHROMA_TOKEN to a token that it takes."
            return StoreUnreachable(f"The Chroma server {self.url} refuses this token, or the lack of one. {cure}")
        if "CERTIFICATE" in reason:
            cure = "Set ASSISTANT_CHROMA_TLS to the file of the authority that signed its certificate."
            return StoreUnreachable(f"The certificate of {self.url} cannot be verified ({reason}). {cure}")
        return self._unreachable(reason if attempt == 1 else f"{reason}; tried {attempt} times")

    def _unreachable(self, reason: str) -> StoreUnreachable:
        return StoreUnreachable(
            f"The Chroma server {self.url} does not serve ({reason}). Start it, or mend ASSISTANT_CHROMA_URL; "
            "nothing is lost, and the live index stays as it is."
        )

    def _readable(self, error: BaseException) -> str:
        text = next((str(one) for one in _chain(error) if _of_transport(one)), str(error))
        token = self.token.get_secret_value()
        text = " ".join((text.replace(token, "***") if token else text).split())
        return text[:_SHOWN_CHARS] or type(error).__name__


def server_of(settings: Settings) -> Server | None:
    """The server that the settings name, None when vectors are kept in the index folder."""
    return Server(settings.chroma_url, settings.chroma_token, settings.chroma_tls) if settings.chroma_url else None


def _begun(call: Callable[[], _T]) -> "Future[_T]":
    """A call under way in a thread of its own: Chroma's client waits for a silent server for ever."""
    done: Future[_T] = Future()

    def run() -> None:
        try:
            done.set_result(call())
        except Exception as error:  # noqa: BLE001 - the client raises bare Exception for replies that it does not know
            done.set_exception(error)

    Thread(target=run, name="chroma-server", daemon=True).start()  # a daemon, so that a stuck one holds up no exit
    return done


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it was raised from, the last one first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _of_transport(error: BaseException) -> bool:
    """Whether an error is about the connection, no answer having come."""
    return type(error).__module__.startswith("httpx") and not hasattr(error, "response")


def _status(error: BaseException) -> int | None:
    """The HTTP status behind an error of Chroma's client, None when there was none."""
    for one in _chain(error):
        if callable(code := getattr(one, "code", None)):  # a ChromaError
            return int(code())
        if (response := getattr(one, "response", None)) is not None:
            return int(response.status_code)
    return None


def _passes(error: BaseException) -> bool:
    """Whether the same request may fare better in a moment."""
    if (status := _status(error)) is None:
        return any(_of_transport(one) for one in _chain(error))
    return status >= 500 or status in _PASSING


@dataclass(frozen=True, slots=True)
class Home:
    """Where a generation's collection is: in its own folder, or at a server under a name of its own."""

    server: Server | None = None
    collection: str = COLLECTION

    @property
    def place(self) -> str:
        """What the manifest says of it: the server's URL, or EMBEDDED."""
        return self.server.url if self.server else EMBEDDED


def home_of(settings: Settings, generation: Path) -> Home:
    """Where the settings put the collection of a new generation."""
    server = server_of(settings)
    return Home(server, f"{prefix(settings.index_dir)}{generation.name}") if server else Home()


def prefix(index_dir: Path) -> str:
    """What the names of this index's collections begin with; the random part is made when it is first asked for.

    It belongs to the folder's path: a copy of the folder gets another, lest its sweep remove the original's.
    """
    file, path = index_dir / OWNER, str(index_dir.resolve())
    try:
        known, _, owner = file.read_text(encoding="utf-8").strip().partition("\n")
    except (OSError, UnicodeDecodeError):
        known, owner = "", ""
    if owner != path or not _ID.fullmatch(known):
        known = secrets.token_hex(6)
        fresh = file.with_name(f"{OWNER}.new")
        fresh.write_text(f"{known}\n{path}\n", encoding="utf-8")
        fresh.replace(file)
    return f"report-assistant-{known}-"


def where(place: str) -> str:
    """A place in words."""
    return f"the Chroma server {place}" if place else "the index folder"
