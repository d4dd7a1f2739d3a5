"""The real client of OpenAI's form against a real server that misbehaves on request."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from langchain_core.messages import HumanMessage

from assistant.errors import ChatFailed
from assistant.models.chat.providers import load_chat_model
from assistant.models.chat.speak import speak
from assistant.models.chat.values import Limits, Piece, Usage
from assistant.settings import Settings
from tests.chat_server import KEY, OpenAIServer

pytest.importorskip("langchain_openai", reason="the client of OpenAI's form is not installed")
ASKED = [HumanMessage("When does the ceasefire in Ruritania begin?")]
PATIENT = Limits(first_token_s=20, whole_s=20, retries=2, max_tokens=100)
QUICK = Limits(first_token_s=0.6, whole_s=1.2, retries=2, max_tokens=100)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    made = OpenAIServer()
    yield made
    made.close()


def pieces(server: OpenAIServer, behaviour: str, limits: Limits = PATIENT, url: str = "") -> Iterator[Piece]:
    chat = {"model": behaviour, "base_url": url or server.url, "max_tokens": 100}
    model = load_chat_model(Settings(chat=chat))
    assert model is not None
    return speak(model, ASKED, limits)


def failed(server: OpenAIServer, behaviour: str, limits: Limits = PATIENT, url: str = "") -> tuple[str, ChatFailed]:
    shown = []
    with pytest.raises(ChatFailed) as caught:
        for piece in pieces(server, behaviour, limits, url):
            shown.append(piece.text)
    said = f"{caught.value} {caught.value!r}"
    for hidden in (KEY, "topsecret", "Ruritania", "Bearer", "?", "\n"):
        assert hidden not in said
    assert caught.value.__context__ is None and caught.value.__cause__ is None
    return "".join(shown), caught.value


def test_a_good_server_is_heard_and_asked_as_agreed(server: OpenAIServer) -> None:
    *said, last = pieces(server, "fine")
    assert [piece.text for piece in said] == ["A ceasefire ", "begins ", "[1]."]
    assert last == Piece("", "stop", Usage(11, 3))
    (seen,) = server.seen
    assert seen["headers"]["authorization"] == f"Bearer {KEY}"
    body = seen["body"]
    assert body["temperature"] == 0 and body["stream"] and body["seed"]
    assert (body.get("max_tokens") or body["max_completion_tokens"]) == 100
    assert body["messages"] == [{"role": "user", "content": ASKED[0].content}]


def test_a_server_that_needs_no_key_is_sent_none_of_ours(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    assert list(pieces(server, "fine"))[-1].finish == "stop"
    assert server.seen[0]["headers"]["authorization"] == "Bearer none"


@pytest.mark.parametrize("behaviour", ["busy-once", "busy-a-while", "ill-once", "warm"])
def test_trouble_that_passes_is_not_noticed(server: OpenAIServer, behaviour: str) -> None:
    *said, last = pieces(server, behaviour)
    assert "".join(piece.text for piece in said) == "A ceasefire begins [1]."
    assert last.finish == "stop" and len(server.seen) == 2


@pytest.mark.parametrize(
    ("behaviour", "reason", "requests", "shown"),
    [
        ("busy", "rate_limited", 3, ""),
        ("busy-an-hour", "rate_limited", 1, ""),
        ("spent", "quota", 1, ""),
        ("ill", "server_error", 3, ""),
        ("overloaded", "server_error", 3, ""),
        ("cut", "cut", 1, "A ceasefire "),
        ("cut-cleanly", "cut", 1, "A ceasefire "),
        ("error-within", "server_error", 1, "A ceasefire "),
        ("garbage", "garbage", 1, ""),
        ("page", "garbage", 1, ""),
        ("nothing", "empty", 1, ""),
        ("filtered", "refused", 1, "A cease"),
        ("echoes", "wrong_key", 1, ""),
        ("forbidden", "wrong_key", 1, ""),
        ("unknown", "no_model", 1, ""),
        ("narrow", "window", 1, ""),
        ("picky", "rejected", 1, ""),
        ("redirects", "redirected", 1, ""),
        ("endless-line", "garbage", 1, ""),
    ],
)
def test_each_misbehaviour_ends_in_its_reason(
    server: OpenAIServer, behaviour: str, reason: str, requests: int, shown: str
) -> None:
    said, why = failed(server, behaviour)
    assert (said, why.reason) == (shown, reason)
    assert len(server.seen) == requests
    assert server.elsewhere == []


def test_slow_servers_are_left_in_time(server: OpenAIServer) -> None:
    start = time.monotonic()
    assert failed(server, "slow", QUICK)[1].reason == "slow_start"
    shown, why = failed(server, "stalls", QUICK)
    assert (shown, why.reason) == ("A ceasefire ", "slow")
    shown, why = failed(server, "endless", replace(QUICK, max_tokens=10_000_000_000))
    assert shown.startswith("and so on and so on") and why.reason == "slow"
    assert time.monotonic() - start < 20


@pytest.mark.parametrize("behaviour", ["endless", "huge-line"])
def test_too_much_is_cut_at_the_bound_and_the_server_let_go(server: OpenAIServer, behaviour: str) -> None:
    *said, last = pieces(server, behaviour)
    assert len("".join(piece.text for piece in said)) == PATIENT.max_chars
    assert last.finish == "length"
    assert behaviour != "endless" or server.gone.wait(10)


def test_a_length_that_the_server_keeps_is_told(server: OpenAIServer) -> None:
    assert list(pieces(server, "long"))[-1] == Piece("", "length", Usage(11, 3))


def test_cancelling_hangs_up(server: OpenAIServer) -> None:
    writing = pieces(server, "endless", replace(PATIENT, max_tokens=10_000_000_000))
    assert next(writing).text
    writing.close()  # type: ignore[attr-defined]
    assert server.gone.wait(10)


def test_a_server_that_is_away_and_a_path_that_is_wrong(server: OpenAIServer) -> None:
    assert failed(server, "fine", QUICK, "http://127.0.0.1:9/v1")[1].reason == "unreachable"
    assert failed(server, "fine", url=server.root)[1].reason == "no_model"


def test_no_proxy_stands_before_this_machine(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert list(pieces(server, "fine"))[-1].finish == "stop"


def test_the_key_is_in_no_log_and_in_no_form_of_the_model(
    server: OpenAIServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for behaviour in ("echoes", "ill", "error-within"):
        failed(server, behaviour)
    model = load_chat_model(Settings(chat={"model": "fine", "base_url": server.url}))
    assert KEY not in caplog.text
    assert KEY not in f"{model!r} {model} {model.model_dump() if model else ''}"
