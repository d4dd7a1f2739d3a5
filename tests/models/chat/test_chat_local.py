"""The bundled model, from its weights to its last word: no network, no key."""

import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.errors import ChatFailed
from assistant.models.chat.local import LocalChat
from assistant.models.chat.providers import load_chat_model
from assistant.models.chat.speak import speak
from assistant.models.chat.values import Limits, Piece
from assistant.models.chat.window import bound, room, tokens, tokens_of
from assistant.settings import Settings

pytestmark = pytest.mark.chat
pytest.importorskip("xllamacpp", reason="the local chat model is not installed")
ROOT = Path(__file__).parents[3]
CORPUS = ROOT / "corpus"
PATIENT = Limits(first_token_s=200, whole_s=250, retries=0, max_tokens=40)
ASKED = [
    SystemMessage("Answer in one short sentence, only from the passages."),
    HumanMessage("[1] A ceasefire begins at midnight, the ministers said.\nWhen does the ceasefire begin?"),
]


@pytest.fixture(scope="module")
def local() -> Iterator[LocalChat]:
    model = load_chat_model(Settings(chat={"model": "local", "max_tokens": 40, "window_tokens": 2048}))
    assert isinstance(model, LocalChat)
    yield model
    model.close()


def written(model: LocalChat) -> tuple[str, Piece]:
    *pieces, last = speak(model, ASKED, PATIENT)
    return "".join(piece.text for piece in pieces), last


def test_it_answers_from_a_passage_the_same_each_time(local: LocalChat) -> None:
    first, last = written(local)
    assert "midnight" in first and "<|" not in first
    assert last.finish == "stop"
    assert (last.usage.input_tokens > 30) and (0 < last.usage.output_tokens <= 40)
    local.invoke([HumanMessage("Say something else.")])
    assert written(local) == (first, last)


def test_langchain_calls_it_like_any_other(local: LocalChat) -> None:
    whole = local.invoke(ASKED)
    assert whole.content == "".join(str(chunk.content) for chunk in local.stream(ASKED)) == written(local)[0]
    assert whole.usage_metadata and whole.response_metadata["finish_reason"] == "stop"
    assert "midnight" not in local.invoke(ASKED, stop=["midnight"]).content
    assert "Llama" not in repr(local) and "llama" not in local.model_dump()


def test_its_count_of_tokens_is_exact_and_within_the_bound(local: LocalChat) -> None:
    assert tokens(local, "A ceasefire begins at midnight.") == 7
    text = str(ASKED[0].content) + str(ASKED[1].content)
    (*_, last) = speak(local, ASKED, PATIENT)
    assert tokens(local, text) < last.usage.input_tokens <= tokens_of(local, ASKED)
    for file in sorted(CORPUS.glob("*.md"))[:20]:
        for paragraph in file.read_text(encoding="utf-8").split("\n\n"):
            assert tokens(local, paragraph) <= bound(paragraph) + 1
    assert room(local, Settings(chat={"model": "local", "max_tokens": 40}).chat) == 2048 - 40


def test_an_answer_ends_at_its_longest(local: LocalChat) -> None:
    asked = [HumanMessage("Write a long story about a fox.")]
    (*pieces, last) = speak(local, asked, PATIENT)
    assert last.finish == "length" and last.usage.output_tokens == 40 and len(pieces) <= 40


def test_what_is_too_long_for_its_window_is_said(local: LocalChat) -> None:
    with pytest.raises(ChatFailed) as caught:
        list(speak(local, [HumanMessage("word " * 3000)], PATIENT))
    assert caught.value.reason == "window"


def test_reading_and_writing_stop_when_nobody_waits(local: LocalChat) -> None:
    long = [HumanMessage("word " * 1800)]
    with pytest.raises(ChatFailed) as caught:
        list(speak(local, long, Limits(first_token_s=0.2, whole_s=200, retries=0)))
    assert caught.value.reason == "slow_start"
    said = threading.Event()
    said.set()
    assert list(speak(local, long, PATIENT, said.is_set)) == [Piece("", "cancelled")]
    assert "midnight" in written(local)[0]
    end = time.monotonic() + 30
    while time.monotonic() < end and any(thread.name == "local-chat" for thread in threading.enumerate()):
        time.sleep(0.05)
    assert not [thread for thread in threading.enumerate() if thread.name == "local-chat"]


def test_many_askers_take_turns_and_get_the_same(local: LocalChat) -> None:
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(written(local)[0])) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(250)
    assert len(texts) == 3 and set(texts) == {written(local)[0]}


def test_its_port_answers_nobody_else(local: LocalChat) -> None:
    address = urlsplit(local.llama._open().listening_address)
    assert address.hostname == "127.0.0.1"
    for path in ("/v1/chat/completions", "/tokenize", "/slots", "/props"):
        connection = http.client.HTTPConnection(address.hostname, address.port or 0, timeout=10)
        connection.request("POST", path, b"{}", {"content-type": "application/json"})
        assert connection.getresponse().status in (401, 403, 404, 501)
        connection.close()


@pytest.mark.parametrize("asked", ["Write a long story about a fox.", "word " * 1800])
def test_a_process_that_ends_in_mid_word_ends_well(asked: str) -> None:
    code = """
import sys, threading, time
from langchain_core.messages import HumanMessage
from assistant import Settings
from assistant.errors import ChatFailed
from assistant.models.chat.providers import load_chat_model
from assistant.models.chat.speak import speak
from assistant.models.chat.values import Limits
model = load_chat_model(Settings(chat={"model": "local", "window_tokens": 2048}))
pieces = speak(model, [HumanMessage(sys.argv[1])], Limits(200, 200))
def hear():
    try:
        list(pieces)
    except ChatFailed as why:
        assert why.reason == "closed", why
threading.Thread(target=hear, daemon=True).start()
time.sleep(0.5)
"""
    done = subprocess.run([sys.executable, "-c", code, asked], capture_output=True, text=True, check=False, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_closed_model_says_so_and_another_can_be_loaded() -> None:
    settings = Settings(chat={"model": "local", "max_tokens": 40, "window_tokens": 512})
    model = load_chat_model(settings)
    assert isinstance(model, LocalChat)
    model.close()
    model.close()
    with pytest.raises(ChatFailed) as caught:
        written(model)
    assert caught.value.reason == "closed"
    again = load_chat_model(settings)
    assert isinstance(again, LocalChat) and "midnight" in written(again)[0]
    again.close()
