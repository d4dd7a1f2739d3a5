import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.settings import Settings
from assistant.web.people.accounts import remove_user, set_user
from assistant.web.people.guard import COOKIE, Gatekeeper, Guard
from assistant.web.people.limiting import SignIn
from tests.web.people import QUICK, RIGHT, WRONG, Clock, page, two_users, visitor

CHALLENGE = 'Basic realm="Report Assistant", charset="UTF-8"'


@pytest.fixture
def users_file(tmp_path: Path) -> Path:
    return two_users(tmp_path)


@pytest.fixture
def gatekeeper(users_file: Path, tmp_path: Path) -> Iterator[Gatekeeper]:
    made = Gatekeeper.of(Settings(web={"users_file": users_file}), tmp_path)
    assert made.users is not None
    assert made.sessions is not None
    yield replace(made, sign_in=SignIn(made.users, clock=Clock()))
    made.sessions.close()


@pytest.fixture
def guard(gatekeeper: Gatekeeper) -> Guard:
    return page(gatekeeper)


def form(name: str, password: str) -> dict[str, str]:
    return {"username": name, "password": password}


def basic(name: str, password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def signed_in(guard: Guard, name: str = "zoë", password: str = RIGHT) -> TestClient:
    client = visitor(guard)
    assert client.post("/login", data=form(name, password)).json() == {"success": True}
    return client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/health", 200),
        ("/login", 200),
        ("/static/a.js", 200),
        ("/", 401),
        ("/me", 401),
        ("/health/", 401),
        ("/staticky", 401),
        ("/nothing", 401),
        ("/gradio_api/call/ask", 401),
        ("//health", 401),
        ("/Health", 401),
    ],
)
def test_what_is_open_and_what_is_not(guard: Guard, path: str, status: int) -> None:
    client = visitor(guard)
    url = f"http://127.0.0.1:7860{path}"
    assert client.get(url).status_code == client.get(url, headers={"cookie": f"{COOKIE}=guessed"}).status_code == status
    if status == 200:
        assert client.get(url).json()["user"] == ""


def test_a_browser_is_led_to_the_form_and_a_program_told_how(guard: Guard) -> None:
    client = visitor(guard)
    led = client.get("/", headers={"accept": "text/html,*/*", "sec-fetch-mode": "navigate"})
    assert (led.status_code, led.headers["location"]) == (303, "/login")
    program = client.get("/me", headers={"accept": "text/html"})
    assert (program.status_code, program.headers["www-authenticate"]) == (401, CHALLENGE)
    assert program.json()["error"].startswith("Sign in first: ")
    for browser in ({"sec-fetch-mode": "cors"}, {"user-agent": "Mozilla/5.0 (X11)"}):
        refused = client.get("/me", headers=browser)
        assert refused.status_code == 401
        assert "www-authenticate" not in refused.headers


@pytest.mark.parametrize(("scheme", "secure"), [("http", ""), ("https", "; Secure")])
def test_the_cookie_is_for_this_page_alone(guard: Guard, scheme: str, secure: str) -> None:
    client = visitor(guard, scheme=scheme)
    answer = client.post("/login", data=form("ZOË", RIGHT))
    name, _, rest = answer.headers["set-cookie"].partition("=")
    token, _, marks = rest.partition("; ")
    assert (name, marks) == (COOKIE, f"HttpOnly; Max-Age=1209600; Path=/; SameSite=strict{secure}")
    assert len(token) >= 43
    assert client.get("/me").json() == {"user": "Zoë", "client": "192.0.2.7"}


def test_signing_out_ends_the_session_and_signing_in_anew_the_one_before(guard: Guard) -> None:
    client = signed_in(guard)
    first = client.cookies[COOKIE]
    assert client.post("/login", data=form("bob", WRONG)).status_code == 200
    second = client.cookies[COOKIE]
    assert visitor(guard).get("/me", headers={"cookie": f"{COOKIE}={first}"}).status_code == 401
    assert client.get("/me").json()["user"] == "bob"
    assert client.post("/logout").status_code == 200
    assert COOKIE not in client.cookies
    assert visitor(guard).get("/me", headers={"cookie": f"{COOKIE}={second}"}).status_code == 401
    assert client.post("/logout").status_code == 200


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("username=zo%C3%AB&password=wrong", "Wrong name or password."),
        ("username=nobody&password=correct+horse", "Wrong name or password."),
        ("username=&password=", "Wrong name or password."),
        ("username=zo%C3%AB", "Send a form"),
        ("username=a&username=b&password=c", "Send a form"),
        ('{"username": "zoë", "password": "correct horse"}', "Send a form"),
        ("username=a&password=b" + "&x=y" * 100, "Send a form"),
        ("", "Send a form"),
    ],
)
def test_what_does_not_sign_in_is_told(guard: Guard, content: str, said: str) -> None:
    answer = visitor(guard).post("/login", content=content)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(said)
    assert "set-cookie" not in answer.headers


def test_failures_make_the_form_and_http_basic_wait_and_leave_sessions_alone(guard: Guard) -> None:
    client = signed_in(guard)
    stranger = visitor(guard, "198.51.100.9")
    for _ in range(2):
        assert stranger.post("/login", data=form("Zoë", WRONG)).status_code == 400
    refused = stranger.get("/me", headers=basic("Zoë", WRONG))
    assert (refused.status_code, refused.json()) == (401, {"error": "Wrong name or password."})
    for answer in (
        stranger.post("/login", data=form("bob", WRONG)),
        stranger.get("/me", headers=basic("zoë", RIGHT)),
        visitor(guard, "203.0.113.5").post("/login", data=form("zoë", RIGHT)),
    ):
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "2"
        assert answer.json() == {"error": "Too many sign-ins have failed. Try again in 2 s."}
    assert client.get("/me").json()["user"] == "Zoë"


def test_programs_sign_in_with_each_request(guard: Guard) -> None:
    client = visitor(guard)
    for name, password in [("zoë", RIGHT), ("bob", WRONG), ("ZOË", RIGHT)]:
        answer = client.post("/gradio_api/call/ask", headers=basic(name, password), json={"data": ["?"]})
        assert answer.json()["user"].casefold() == name.casefold()
        assert "set-cookie" not in answer.headers
    for malformed in ("Basic", "Basic !", "Bearer abc", "Basic " + base64.b64encode(b"no colon").decode()):
        assert client.get("/me", headers={"authorization": malformed}).json()["error"].startswith("Sign in first: ")


def test_who_is_removed_or_has_a_new_password_is_out_at_once(guard: Guard, users_file: Path) -> None:
    zoe, bob = signed_in(guard), signed_in(guard, "bob", WRONG)
    assert visitor(guard).get("/me", headers=basic("bob", WRONG)).status_code == 200
    remove_user(users_file, "bob")
    assert bob.get("/me").status_code == visitor(guard).get("/me", headers=basic("bob", WRONG)).status_code == 401
    assert zoe.get("/me").status_code == 200
    set_user(users_file, "Zoë", "another word", QUICK)
    assert zoe.get("/me").status_code == 401
    assert signed_in(guard, "zoë", "another word").get("/me").json()["user"] == "Zoë"


def test_a_users_file_that_breaks_lets_nobody_in_and_tells_the_log_why(
    guard: Guard, users_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(guard)
    users_file.write_text("zoe:secret\n")
    for answer in (client.get("/me"), client.post("/login", data=form("zoë", RIGHT))):
        assert answer.status_code == 503
        assert answer.json()["error"].startswith("Nobody can sign in now.")
    assert f"{users_file}, line 1" in caplog.text
    assert "secret" not in caplog.text
    assert client.get("/health").status_code == 200


def test_sessions_outlive_a_restart(gatekeeper: Gatekeeper, tmp_path: Path) -> None:
    token = signed_in(page(gatekeeper)).cookies[COOKIE]
    again = Gatekeeper.of(gatekeeper.settings, tmp_path)
    assert visitor(page(again)).get("/me", headers={"cookie": f"{COOKIE}={token}"}).json()["user"] == "Zoë"
