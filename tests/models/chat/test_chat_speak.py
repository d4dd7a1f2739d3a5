"""Hearing a model out: pieces, limits, tries and failures, by scripts whose outcome is plain."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, HumanMessage

from assistant.errors import AssistantError, ChatFailed
from assistant.models.chat.failures import CURES, failure_of
from assistant.models.chat.speak import speak
from assistant.models.chat.values import Limits, Piece, Usage
from tests.chats import AsyncScriptedChat, Refusal, ScriptedChat, Step

ASKED = [HumanMessage("When does the ceasefire begin?")]
QUICK = Limits(first_token_s=0.4, whole_s=0.8, retries=2, max_tokens=20)
PATIENT = Limits(first_token_s=20, whole_s=20, retries=2, max_tokens=20)
END: Step = {"finish": "stop", "usage": (7, 5)}


@pytest.fixture(params=[ScriptedChat, AsyncScriptedChat], ids=["sync", "async"])
def scripted(request: pytest.FixtureRequest) -> type[ScriptedChat]:
    return request.param


def heard(model: BaseChatModel, limits: Limits = PATIENT) -> tuple[str, Piece]:
    *pieces, last = speak(model, ASKED, limits)
    assert all(piece.text and not piece.finish for piece in pieces)
    return "".join(piece.text for piece in pieces), last


def failed(model: BaseChatModel, limits: Limits = PATIENT) -> tuple[str, ChatFailed]:
    shown = []
    with pytest.raises(ChatFailed) as caught:
        for piece in speak(model, ASKED, limits):
            shown.append(piece.text)
    assert "\n" not in str(caught.value) and caught.value.__context__ is None
    return "".join(shown), caught.value


def test_langchain_s_own_fake_is_heard_word_by_word() -> None:
    model = GenericFakeChatModel(messages=iter([AIMessage("A ceasefire begins at midnight [1].")]))
    text, last = heard(model)
    assert text == "A ceasefire begins at midnight [1]."
    assert last == Piece("", "stop", Usage())


def test_pieces_come_as_they_are_said_and_the_end_tells_its_reason_and_tokens(scripted: type[ScriptedChat]) -> None:
    model = scripted(script=[["A ", "b.", {"finish": "length", "usage": (7, 5)}]])
    assert list(speak(model, ASKED, PATIENT)) == [Piece("A "), Piece("b."), Piece("", "length", Usage(7, 5))]
    assert model.runs[0]["messages"] == ASKED


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Refusal(429), "rate_limited"),
        (Refusal(503), "server_error"),
        (ConnectionRefusedError("nobody there"), "unreachable"),
        (ConnectionResetError("gone"), "unreachable"),
    ],
)
def test_what_may_pass_is_tried_again_and_then_told(
    scripted: type[ScriptedChat], error: Exception, reason: str
) -> None:
    model = scripted(script=[[error], [error], ["Yes.", END]])
    assert heard(model)[0] == "Yes."
    assert len(model.runs) == 3
    stubborn = scripted(script=[[error]])
    shown, why = failed(stubborn)
    assert (shown, why.reason, len(stubborn.runs)) == ("", reason, 3)
    assert CURES[reason].split(".")[0] in str(why) and "scripted" in str(why)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Refusal(401), "wrong_key"),
        (Refusal(403), "wrong_key"),
        (Refusal(404), "no_model"),
        (Refusal(400, "the prompt is too long: 300 tokens"), "window"),
        (Refusal(500, "request exceeds the available context size"), "window"),
        (Refusal(429, code="insufficient_quota", message="insufficient_quota"), "quota"),
        (Refusal(400, "Your credit balance is too low"), "quota"),
        (Refusal(418), "rejected"),
        (Refusal(308), "redirected"),
        (RuntimeError("what is this"), "failed"),
    ],
)
def test_what_cannot_pass_is_told_at_once(scripted: type[ScriptedChat], error: Exception, reason: str) -> None:
    model = scripted(script=[[error]])
    assert (failed(model)[1].reason, len(model.runs)) == (reason, 1)


def test_nothing_is_tried_again_once_something_was_shown(scripted: type[ScriptedChat]) -> None:
    model = scripted(script=[["A cease", Refusal(503)], ["Never."]])
    shown, why = failed(model)
    assert (shown, why.reason, len(model.runs)) == ("A cease", "server_error", 1)


def test_no_retries_means_one_try(scripted: type[ScriptedChat]) -> None:
    model = scripted(script=[[Refusal(429)]])
    failed(model, Limits(retries=0))
    assert len(model.runs) == 1


def test_the_server_s_wait_is_kept_and_one_beyond_the_limit_is_not_waited_for() -> None:
    model = AsyncScriptedChat(script=[[Refusal(429, headers={"retry-after": "0.3"})], ["Yes.", END]])
    assert heard(model)[0] == "Yes."
    assert model.runs[1]["at"] - model.runs[0]["at"] >= 0.3
    long = AsyncScriptedChat(script=[[Refusal(429, headers={"retry-after": "900"})]])
    start = time.monotonic()
    why = failed(long)[1]
    assert time.monotonic() - start < 10
    assert (why.reason, len(long.runs)) == ("rate_limited", 1)
    assert "It asks to wait 900 s." in str(why)


@pytest.mark.parametrize("told", ["Wed, 21 Oct 2065 07:28:00 GMT", "12", "soon", "-3", ""])
def test_a_wait_is_read_as_a_number_or_a_date(told: str) -> None:
    wait_s = failure_of(Refusal(429, headers={"retry-after": told})).wait_s
    assert {"W": (wait_s or 0) > 1e9, "1": wait_s == 12, "-": wait_s == 0}.get(told[:1], wait_s is None)


def test_a_model_that_takes_no_temperature_is_asked_without(scripted: type[ScriptedChat]) -> None:
    model = scripted(script=[[Refusal(400, "'temperature' is not supported")], ["Yes.", END]])
    assert heard(model)[0] == "Yes."
    assert [run["temperature"] for run in model.runs] == [0, None]


def test_too_late_a_beginning_and_too_late_an_end(scripted: type[ScriptedChat]) -> None:
    shown, why = failed(scripted(script=[[2.0, "Late."]]), QUICK)
    assert (shown, why.reason) == ("", "slow_start") and "0.4 s" in str(why)
    shown, why = failed(scripted(script=[["A cease", 2.0, "fire."]]), QUICK)
    assert (shown, why.reason) == ("A cease", "slow") and "0.8 s" in str(why)


def test_a_first_word_in_time_is_not_held_to_the_first_limit(scripted: type[ScriptedChat]) -> None:
    model = scripted(script=[["A ", 0.6, "b.", END]])
    assert heard(model, Limits(first_token_s=0.4, whole_s=20))[0] == "A b."


@pytest.mark.parametrize("said", [[END], [" ", "\n", END], [{"finish": "length"}]])
def test_nothing_written_is_a_failure(scripted: type[ScriptedChat], said: list[Step]) -> None:
    assert failed(scripted(script=[said]))[1].reason == "empty"


def test_a_refusal_is_a_failure_whatever_was_shown(scripted: type[ScriptedChat]) -> None:
    assert failed(scripted(script=[["I ", {"finish": "content_filter"}]]))[1].reason == "refused"


def test_endless_output_ends_at_the_bound(scripted: type[ScriptedChat]) -> None:
    text, last = heard(scripted(script=[["and so on "] * 10_000]), QUICK)
    assert len(text) == QUICK.max_chars
    assert last.finish == "length"


def test_cancelling_ends_the_run_at_once_and_quietly() -> None:
    model = AsyncScriptedChat(script=[["A ", 30.0, "b."]])
    said = threading.Event()
    pieces = speak(model, ASKED, Limits(60, 60), said.is_set)
    assert next(pieces).text == "A "
    said.set()
    start = time.monotonic()
    assert list(pieces) == [Piece("", "cancelled")]
    assert time.monotonic() - start < 5
    assert _soon(lambda: model.left == [1])


def test_leaving_ends_the_run_too() -> None:
    model = AsyncScriptedChat(script=[["A ", 30.0, "b."]])
    with closing(speak(model, ASKED, Limits(60, 60))) as pieces:
        next(pieces)
    assert _soon(lambda: model.left == [1])


def test_many_are_heard_at_once() -> None:
    model = AsyncScriptedChat(script=[["A ", 0.2, "b.", END]])
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(heard(model)[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert texts == ["A b."] * 8


def test_neither_key_nor_question_is_in_an_error_or_a_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "mysterious-value")
    caplog.set_level(logging.DEBUG)
    told = "mysterious-value Bearer abc123 sk-abcdefgh " + ASKED[0].text
    for error in (Refusal(401, told, code="mysterious-value", param=told), RuntimeError(told), ValueError(told)):
        why = failed(AsyncScriptedChat(script=[[error]]))[1]
        for hidden in ("mysterious", "abc123", "abcdefgh", "ceasefire"):
            assert hidden not in f"{why} {why!r} {caplog.text}"


def test_nothing_is_traced_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from langsmith.utils import tracing_is_enabled

    class Asking(ScriptedChat):
        def _steps(self, messages: list) -> Iterator[Step]:
            yield str(tracing_is_enabled())

    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2_none_at_all")
    assert heard(Asking(script=[]))[0] == "False"


def test_the_failure_is_one_of_ours_with_an_exit_code() -> None:
    assert issubclass(ChatFailed, AssistantError)
    assert ChatFailed.exit_code == 15


def _soon(true: object) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end and not true():  # type: ignore[operator]
        time.sleep(0.02)
    return bool(true())  # type: ignore[operator]
