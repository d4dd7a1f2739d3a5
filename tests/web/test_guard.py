from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.people.guard import Gatekeeper, Guard, check_address, listens_locally
from tests.web.calls import awaited
from tests.web.people import HERE, RIGHT, page, visitor

LIMITS = {"max_report_mb": 1, "web": {"max_upload_files": 2}}


@pytest.fixture
def open_page() -> TestClient:
    return visitor(page(Gatekeeper(Settings(**LIMITS))))


def scope_of(method: str, headers: list[tuple[bytes, bytes]]) -> Scope:
    return {"type": "http", "method": method, "path": "/", "headers": headers, "query_string": b"", "scheme": "http"}


def sent(guard: Guard, method: str, headers: list[tuple[bytes, bytes]]) -> int:
    """The status of the answer to a request with exactly these headers, which a client would tidy up."""
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        said.append(message)

    awaited(guard(scope_of(method, headers), receive, send))
    return int(said[0]["status"])


def test_every_response_tells_the_browser_to_be_strict(open_page: TestClient) -> None:
    refused = open_page.post("/me", headers={"origin": "null"})
    too_long = open_page.post("/me", content=b"x" * 1_000_001)
    answers = [open_page.get("/me"), open_page.get("/nothing"), open_page.get("/careless"), refused, too_long]
    assert [answer.status_code for answer in answers] == [200, 404, 200, 403, 413]
    for answer in answers:
        assert answer.headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        )
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        assert (
            answer.headers["cross-origin-opener-policy"]
            == answer.headers["cross-origin-resource-policy"]
            == "same-origin"
        )
        assert "camera=(), " in answer.headers["permissions-policy"]
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert [answer.headers["cache-control"] for answer in answers] == ["no-store"] * 2 + ["max-age=60"] + [
        "no-store"
    ] * 2


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (HERE, 200),
        ("127.0.0.1", 200),
        ("127.8.9.10:1", 200),
        ("LocalHost:7860", 200),
        ("[::1]:7860", 200),
        ("evil.example", 421),
        ("evil.example:7860", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("127.0.0.1@evil.example", 421),
        ("192.168.1.5:7860", 421),
        ("localhost:7860\n", 421),
        ("localhost:٣", 421),
        ("", 421),
    ],
)
def test_a_page_for_this_machine_has_only_its_names(host: str, status: int) -> None:
    local, network = page(Gatekeeper(Settings())), page(Gatekeeper(Settings(host="0.0.0.0")))  # noqa: S104
    headers = [(b"host", host.encode())]
    assert (sent(local, "GET", headers), sent(network, "GET", headers)) == (status, 200)
    for hosts in ([], [*headers, *headers]):
        assert sent(local, "GET", hosts) == sent(network, "GET", hosts) == 400


CROSS_SITE = [
    ("POST", {}, 200),  # curl, gradio_client, MCP clients
    ("POST", {"sec-fetch-site": "same-origin", "origin": f"http://{HERE}"}, 200),
    ("POST", {"sec-fetch-site": "none"}, 200),
    ("POST", {"origin": f"https://{HERE}"}, 200),  # behind a server that ends TLS
    ("POST", {"origin": f"HTTP://{HERE}"}, 200),
    ("POST", {"sec-fetch-site": "cross-site"}, 403),
    ("POST", {"sec-fetch-site": "same-site"}, 403),
    ("POST", {"sec-fetch-site": ""}, 403),
    ("POST", {"sec-fetch-site": "cross-site", "origin": f"http://{HERE}"}, 403),
    ("POST", {"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, 403),
    ("POST", {"origin": "null"}, 403),
    ("POST", {"origin": ""}, 403),
    ("POST", {"origin": "http://127.0.0.1:3000"}, 403),
    ("POST", {"origin": "http://127.0.0.1"}, 403),
    ("POST", {"origin": f"http://evil.example#{HERE}"}, 403),
    ("POST", {"origin": f"http://{HERE}.evil.example"}, 403),
    ("POST", {"origin": f"ftp://{HERE}"}, 403),
    ("POST", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}, 403),
    ("DELETE", {"origin": "http://evil.example"}, 403),
    ("PUT", {"sec-fetch-site": "cross-site"}, 403),
    ("PATCH", {"sec-fetch-site": "same-site"}, 403),
    ("OPTIONS", {"origin": "http://evil.example", "access-control-request-method": "POST"}, 403),
    (
        "GET",
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
        200,
    ),  # a link
    ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"}, 403),
    ("GET", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, 403),
    ("GET", {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty"}, 403),
    ("GET", {"origin": "http://evil.example"}, 403),
    ("GET", {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
]


@pytest.mark.parametrize(("method", "headers", "status"), CROSS_SITE)
def test_what_another_site_sends_is_refused(
    open_page: TestClient, method: str, headers: dict[str, str], status: int
) -> None:
    answer = open_page.request(method, "/gradio_api/call/ask", headers=headers)
    assert answer.status_code == status
    assert status == 200 or "another site" in answer.json()["error"]


FOREIGN = st.sampled_from(
    ["null", "", "http://evil.example", "https://localhost:7860", "http://127.0.0.1:1", f"//{HERE}"]
)
SITE = st.sampled_from(["cross-site", "same-site", "CROSS-SITE", "none, cross-site", ""])
ANY = st.sampled_from(["navigate", "cors", "no-cors", "same-origin", "document", "iframe", "empty", "none"])
CHANGING = st.sampled_from(["POST", "PUT", "PATCH", "DELETE"])
PAGE = page(Gatekeeper(Settings()))


@given(CHANGING, st.lists(FOREIGN, max_size=2), st.lists(SITE, max_size=2), ANY, ANY, st.booleans(), st.randoms())
def test_no_combination_of_a_browser_on_another_site_changes_anything(
    method: str, origins: list[str], sites: list[str], mode: str, dest: str, also_good: bool, random: Any
) -> None:
    marks = [("origin", origin) for origin in origins] + [("sec-fetch-site", site) for site in sites]
    expected = 403 if marks else 200
    if also_good:
        marks += [("origin", f"http://{HERE}"), ("sec-fetch-site", "same-origin")]
    marks += [("sec-fetch-mode", mode), ("sec-fetch-dest", dest), ("host", HERE), ("accept", "text/html")]
    random.shuffle(marks)
    assert sent(PAGE, method, [(name.encode(), value.encode()) for name, value in marks]) == expected


def test_websockets_are_closed(open_page: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect) as caught, open_page.websocket_connect("/me"):
        pass
    assert caught.value.code == 1008


@pytest.mark.parametrize("path", ["/static/%5c..%5cme", "/static/%00", "/static/..%2f..%2fme", "/me%0a"])
def test_paths_that_a_file_system_reads_in_its_own_way_are_refused(open_page: TestClient, path: str) -> None:
    assert open_page.get(path).status_code == 400


@pytest.mark.parametrize(("path", "most"), [("/corpus/upload", 3_000_000), ("/corpus/remove", 1_000_000)])
def test_a_body_is_bounded_whether_it_tells_its_length_or_not(open_page: TestClient, path: str, most: int) -> None:
    parts = [b"x" * 250_000] * (most // 250_000)
    assert open_page.post(path, content=b"".join(parts)).status_code == 200
    assert open_page.post(path, content=iter(parts)).status_code == 200
    told, untold = (
        open_page.post(path, content=b"".join([*parts, b"x"])),
        open_page.post(path, content=iter([*parts, b"x"])),
    )
    assert told.status_code == 413
    assert told.json() == {"error": f"A request to this address has at most {most // 10**6} MB. Send less at once."}
    assert (untold.status_code, untold.json()) == (413, told.json())
    assert open_page.post(path, content=b"", headers={"content-length": "9" * 5000}).status_code == 413


def test_a_body_that_grows_too_long_after_the_response_began_ends_both() -> None:
    read: list[str] = []
    said: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(4):
            read.append((await receive())["type"])
            await send({"type": "http.response.body", "body": b"read", "more_body": True})

    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * 500_000, "more_body": True}

    async def send(message: Message) -> None:
        said.append(message.get("body", b"start"))

    guard = Guard(app, Gatekeeper(Settings()))
    awaited(guard(scope_of("POST", [(b"host", HERE.encode())]), receive, send))
    assert read == ["http.request", "http.request", "http.disconnect", "http.disconnect"]
    assert said == [b"start", b"read", b"read"]


def test_streams_and_disconnects_pass_unbuffered() -> None:
    seen: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        seen.append("after the first")
        while (message := await receive())["type"] != "http.disconnect":
            pass
        seen.append(message["type"])

    async def gone() -> Message:
        return {"type": "http.disconnect" if "after the first" in seen else "http.request"}

    async def send(message: Message) -> None:
        seen.append(message.get("body"))

    guard = Guard(app, Gatekeeper(Settings()))
    awaited(guard(scope_of("GET", [(b"host", HERE.encode())]), gone, send))
    assert seen == [None, b"first", "after the first", "http.disconnect"]


def test_without_users_nobody_signs_in(open_page: TestClient) -> None:
    assert open_page.get("/me").json() == {"user": "", "client": "192.0.2.7"}
    answer = open_page.post("/login", data={"username": "zoë", "password": RIGHT})
    assert (answer.status_code, answer.json()) == (400, {"error": "Nobody signs in here: the page has no users."})
    assert open_page.post("/logout").status_code == 200


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("", False),
        ("192.168.1.5", False),
        ("no-such-host.invalid", False),
        ("a" * 300, False),
    ],
)
def test_others_come_in_only_when_they_sign_in_or_anyone_may(host: str, local: bool) -> None:
    assert listens_locally(Settings(host=host)) is local
    check_address(Settings(host=host, web={"allow_anyone": True}))
    check_address(Settings(host=host, web={"users_file": "users"}))
    if local:
        check_address(Settings(host=host))
        return
    with pytest.raises(SettingsError, match=r"assistant users add NAME --file users.*web\.allow_anyone = true"):
        check_address(Settings(host=host))
