"""The guard before the page: who is let in, from which site, with how much; and what browsers are told about it."""

import logging
import re
import socket
import sqlite3
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError, SettingsError
from assistant.settings import CONFIG_FILE, Settings
from assistant.web.people.accounts import Sessions, Users, basic
from assistant.web.people.limiting import SignIn, TooMany

COOKIE = "assistant-session"
_OPEN = ("/health", "/login", "/logout")  # and /static/
_SMALL_BYTES = 1_000_000
_LARGEST_REPORTS = 4  # of the largest size, in one upload
_LONGEST_PATH = 2000
_LOCAL_HOST = re.compile(r"(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_UNUSED = (
    "accelerometer autoplay camera display-capture encrypted-media geolocation gyroscope hid idle-detection "
    "magnetometer microphone midi payment publickey-credentials-get screen-wake-lock serial usb xr-spatial-tracking"
)
_TOLD = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED.split()),
}
_log = logging.getLogger(__name__)


class Refused(AssistantError):
    """A request that is not let in, with the HTTP status and headers that say so."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Who may come in. Without users everybody may, and nobody signs in."""

    settings: Settings
    users: Users | None = None
    sessions: Sessions | None = None
    sign_in: SignIn | None = None

    @classmethod
    def of(cls, settings: Settings, data: Path) -> "Gatekeeper":
        """The one that settings ask for, with its sessions in a folder. Raises SettingsError."""
        check_address(settings)
        if settings.web.users_file is None:
            return cls(settings)
        users = Users.read(settings.web.users_file)
        return cls(settings, users, Sessions(data, users), SignIn(users))

    async def user(self, connection: HTTPConnection) -> str:
        """Who sends a request, "" when nobody signs in. Raises Refused, TooMany, SettingsError."""
        if self.sessions is None or self.sign_in is None:
            return ""
        token = connection.cookies.get(COOKIE, "")
        try:
            user = await run_in_threadpool(self.sessions.user_of, token) if token else None
        except sqlite3.Error as error:
            raise SettingsError(f"the sessions cannot be read ({error})") from None
        if user is not None:
            return user
        given = basic(connection.headers.get("authorization", ""))
        if given is None:
            raise _not_signed_in(connection)
        user = await self.sign_in.check(*given, address_of(connection))
        if user is None:
            raise Refused(401, "Wrong name or password.")
        return user


class Guard:
    """ASGI middleware around the whole page. It buffers nothing, so streams and disconnects pass."""

    def __init__(self, app: ASGIApp, gatekeeper: Gatekeeper) -> None:
        self._app = app
        self._gatekeeper = gatekeeper
        self._local = listens_locally(gatekeeper.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not. A websocket, which the page has none of, is closed."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = _Exchange(scope, receive, send, self._most_bytes(scope["path"]))
        try:
            await self._admit(scope, exchange.most_bytes)
        except AssistantError as error:
            await refusal(error)(scope, receive, exchange.send)
            return
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            if not exchange.too_long:
                raise

    async def _admit(self, scope: Scope, most_bytes: int) -> None:
        """Note who sends a request. Raises AssistantError when it is not let in."""
        connection = HTTPConnection(scope)
        check_host(connection.headers, local=self._local)
        check_path(scope["path"])
        check_site(scope["method"], connection.headers)
        length = connection.headers.get("content-length", "")
        if length.isdecimal() and float(length) > most_bytes:
            raise _too_long(most_bytes)
        is_open = scope["path"] in _OPEN or scope["path"].startswith("/static/")
        state = scope.setdefault("state", {})
        state["user"] = "" if is_open else await self._gatekeeper.user(connection)
        state["client"] = address_of(connection)

    def _most_bytes(self, path: str) -> int:
        settings = self._gatekeeper.settings
        largest = min(settings.web.max_upload_files, _LARGEST_REPORTS) if path == "/corpus/upload" else 0
        return _SMALL_BYTES + round(settings.max_report_mb * 1e6 * largest)


class _Exchange:
    """One request, whose body is counted, and its response, which gets the headers."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most_bytes: int) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._bytes = 0
        self._started = False
        self.most_bytes = most_bytes
        self.too_long = False

    async def receive(self) -> Message:
        """The next message; once the body is too long that is said, and the client counts as gone."""
        if self.too_long:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes <= self.most_bytes:
            return message
        if not self._started:
            await refusal(_too_long(self.most_bytes))(self._scope, self._receive, self.send)
        self.too_long = True
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        """Send what the app says, unless its request was refused meanwhile."""
        if self.too_long:
            return
        if message["type"] == "http.response.start":
            self._started = True
            headers = MutableHeaders(raw=[(name.lower(), value) for name, value in message.get("headers", [])])
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]  # gradio lets the pages of any site read, once it listens on a network
            headers.update(_TOLD)
            headers.setdefault("Cache-Control", "no-store")
            message = {**message, "headers": headers.raw}
        await self._send(message)


def check_host(headers: Headers, *, local: bool) -> None:
    """Nothing for a request to this server. Raises Refused when a local one is called by a foreign name.

    With DNS rebinding a foreign site gives its own name the address of this machine.
    """
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        raise Refused(400, f"A request names one host, this one names {len(hosts)}.")
    if local and not _LOCAL_HOST.fullmatch(hosts[0]):
        raise Refused(421, "This page is for its own machine alone. Open it as http://127.0.0.1 or http://localhost.")


def check_path(path: str) -> None:
    """Nothing for an ordinary path. Raises Refused for one that a file system would read in a way of its own."""
    odd = "\\" in path or ".." in path.split("/") or any(sign < " " for sign in path)
    if odd or len(path) > _LONGEST_PATH or not path.startswith("/"):
        raise Refused(400, "There is no such page.")


def check_site(method: str, headers: Headers) -> None:
    """Nothing for a request from the page itself or from a program. Raises Refused for one that another site sends.

    Another site may lead to the page, by a link; what it could only time or count is refused as well.
    """
    origins, sites = headers.getlist("origin"), headers.getlist("sec-fetch-site")
    host = headers.get("host", "").lower()
    from_here = all(origin.lower() in (f"http://{host}", f"https://{host}") for origin in origins)
    opens_page = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    by_link = opens_page and method in ("GET", "HEAD")
    if not from_here or not (by_link or all(site in ("same-origin", "none") for site in sites)):
        raise Refused(403, "This was sent by another site. Open the page itself; a proxy must pass on the Host header.")


def check_address(settings: Settings) -> None:
    """Nothing when those who reach the page may use it. Raises SettingsError when others would, without signing in."""
    if settings.web.users_file is None and not settings.web.allow_anyone and not listens_locally(settings):
        raise SettingsError(
            f"Others on the network would use the page at {settings.host} without signing in. Make users with: "
            "assistant users add NAME --file users, and set ASSISTANT_WEB_USERS_FILE=users; or let everybody in with "
            f"web.allow_anyone = true in {CONFIG_FILE}; or listen on 127.0.0.1."
        )


def listens_locally(settings: Settings) -> bool:
    """Whether only this machine reaches the page; no for a name that cannot be resolved."""
    try:
        found = socket.getaddrinfo(
            settings.host or None, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError):
        return False
    return all(ip_address(str(address[0]).partition("%")[0]).is_loopback for *_, address in found)


def address_of(connection: HTTPConnection) -> str:
    """The client's address, "" when it has none."""
    return connection.client.host if connection.client else ""


def refusal(error: AssistantError) -> Response:
    """The response that says what is wrong; of what only the operator can mend, the log says what."""
    if isinstance(error, TooMany):
        return JSONResponse({"error": str(error)}, 429, {"Retry-After": str(error.wait_s)})
    if not isinstance(error, Refused):
        _log.error("Nobody can sign in: %s", error)
        return JSONResponse(
            {"error": "Nobody can sign in now. Whoever runs this server finds the reason in its log."}, 503
        )
    return JSONResponse({"error": str(error)}, error.status, error.headers)


def _too_long(most_bytes: int) -> Refused:
    return Refused(413, f"A request to this address has at most {most_bytes / 1e6:,.0f} MB. Send less at once.")


def _not_signed_in(connection: HTTPConnection) -> Refused:
    headers, wants_page = connection.headers, "text/html" in connection.headers.get("accept", "")
    if connection.scope["path"] == "/" and connection.scope["method"] in ("GET", "HEAD") and wants_page:
        return Refused(303, "Sign in first.", {"Location": "/login"})
    # A browser would open a window of its own for a name and password. On plain http it sends no Sec-Fetch-Mode.
    is_browser = "sec-fetch-mode" in headers or headers.get("user-agent", "").startswith("Mozilla/")
    challenge = {} if is_browser else {"WWW-Authenticate": 'Basic realm="Report Assistant", charset="UTF-8"'}
    return Refused(401, "Sign in first: open /login in a browser, or send name and password by HTTP Basic.", challenge)
