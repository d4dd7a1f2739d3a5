"""No message and no log holds a key, whichever form it comes in."""

import logging

import pytest

from assistant.models.chat.scrub import guard_logs, scrub


@pytest.mark.parametrize(
    "text",
    [
        "key sk-SECRET-0123 is wrong",
        "key sk-proj-SECRET_0123",
        "Incorrect API key provided: sk-SECRE***************3456.",
        "Authorization: Bearer SECRET.part.two",
        "{'authorization': 'Bearer SECRET'}",
        "api_key=SECRET&x=1",
        '"api-key": "SECRET"',
        "x-api-key: SECRET",
        "https://name:SECRET@host/v1",
        "GET https://host/v1/models?key=SECRET&b=2 failed",
        "AIzaSECRET0123456789",
        "Basic SECRET==",
        "the value my-own-SECRET of the environment",
        "and its longer form my-own-SECRET-and-more",
    ],
)
def test_what_looks_like_a_key_is_hidden(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANY_API_KEY", "my-own-SECRET")
    monkeypatch.setenv("ANY_TOKEN", "my-own-SECRET-and-more")
    scrubbed = scrub(text)
    assert "SECRE" not in scrubbed and "more" not in scrubbed.replace("and its longer", "")
    assert "[hidden]" in scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "The chat model gpt-4o is not known there (404, model_not_found).",
        "See that it runs, and that chat.base_url and the network are right",
        "Set the variable OPENAI_API_KEY to it.",
        "The task-force met; a risk-averse desk-based secretary spoke of tokens.",
    ],
)
def test_plain_words_stay(text: str) -> None:
    assert scrub(text) == text


def test_a_message_is_one_bounded_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPTY_API_KEY", "")
    monkeypatch.setenv("SHORT_TOKEN", "a")
    assert scrub("a\n\nb\t c") == "a b c"
    assert len(scrub("word " * 1000)) == 400


def test_what_clients_log_is_scrubbed_too(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("ANY_API_KEY", "my-own-SECRET")
    guard_logs()
    guard_logs()
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpcore.http11").debug("headers %s, %d bytes", [(b"x", b"Bearer my-own-SECRET")], 5)
    logging.getLogger("httpx").info("POST %s", "https://host/v1?key=SECRET")
    assert "SECRET" not in caplog.text
    assert "5 bytes" in caplog.text and "https://host/v1" in caplog.text
