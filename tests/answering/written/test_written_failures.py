"""Whatever goes wrong with a chat model ends in one clear line and the quotation answer, and no key is told."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from assistant import Answer, Settings, Turn
from assistant.answering.written.answering import ENDLESS
from assistant.models.chat.failures import CURES
from assistant.models.protocols import Embedder, Reranker
from assistant.settings import Chat
from assistant.web.kept.conversations import Conversation, StoredTurn, Summary
from assistant.web.kept.export import FORMS, exported
from tests.answering.written.talks import QUESTION, SUPPORTED, answered, asked
from tests.chat_server import KEY, OpenAIServer, Reply
from tests.chats import Refusal, ScriptedChat

Models = tuple[Embedder, Reranker]
QUICK = {"first_token_s": 0.5, "whole_s": 1.0, "retries": 0, "max_tokens": 100}
TRUE = SUPPORTED.replace(" [1]", "")


def chatting(talks: Settings, **chat: Any) -> Settings:
    return talks.model_copy(update={"chat": Chat(**chat)})


def check_quotations(answer: Answer, problem: str) -> None:
    """The quotation answer, which says in one line what went wrong."""
    assert (answer.style, answer.verdict) == ("quotes", "answered") and answer.written is not None
    assert problem in answer.written.problem, answer.written.problem
    (note,) = (note for note in answer.notes if note.startswith("These are quotations: "))
    assert problem in note and note.endswith(".") and not note.endswith("..") and "\n" not in note


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ([ConnectionRefusedError("nobody there")], CURES["unreachable"]),
        ([2.0, "Late."], "wrote nothing in time"),
        (["The ", 3.0, "ministers"], "was not done in time"),
        ([Refusal(429)], CURES["rate_limited"]),
        ([Refusal(429, headers={"retry-after": "900"})], "It asks to wait 900 s"),
        ([Refusal(429, code="insufficient_quota")], "insufficient_quota"),
        ([Refusal(503)], CURES["server_error"]),
        ([Refusal(401, f"bad key {KEY}")], "does not accept the key"),
        ([Refusal(404)], "is not known there"),
        ([Refusal(400, "prompt is too long")], "cannot read that much at once"),
        ([RuntimeError(KEY)], "failed in a way that is not known"),
        (["The ", ConnectionResetError("gone")], "cannot be reached"),
        ([], "no form that is understood"),
        (["  \n "], "wrote nothing"),
        ([{"finish": "length"}], "wrote nothing"),
        (["I can ", {"finish": "content_filter"}], "declined to write"),
        (["Nobody [1]. "] * 80, ENDLESS),
        (["and so on "] * 5000, "more to write than chat.max_tokens allows"),
        (["\ud83d\udc00 \x00\x1b[31m"], "nothing that the model wrote is supported"),
    ],
)
def test_each_failure_is_one_clear_line_over_quotations(
    talks: Settings, models: Models, script: list[Any], problem: str
) -> None:
    answer = answered(chatting(talks, **QUICK), models, [script])
    check_quotations(answer, problem.split(".")[0])
    json.dumps(answer.to_dict(), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ("", "it cites no passage"),
        ("[x]", "it cites no passage"),
        ("[ ]", "it cites no passage"),
        ("[-1]", "it cites no passage"),
        ("[1.5]", "it cites no passage"),
        ("[1", "it cites no passage"),
        ("1]", "it cites no passage"),
        ("(1)", "it cites no passage"),
        ("[^1]", "it cites no passage"),
        ("[0]", "was not given: 0"),
        ("[7]", "was not given: 7"),
        ("[1, 7]", "was not given: 7"),
        ("[1] [999]", "was not given: 999"),
        ("【7†source】", "was not given: 7"),
        ("(passage 9)", "was not given: 9"),
        ("[99999]", "it cites no passage"),
        ("[1] [^7]", "a mark that cites nothing"),
    ],
)
@pytest.mark.parametrize("before", [False, True], ids=["inside", "after"])
def test_marks_that_are_wrong_or_were_never_given_are_no_evidence(
    talks: Settings, models: Models, mark: str, reason: str, before: bool
) -> None:
    sentence = f"{TRUE} {mark}" if before else f"{TRUE[:-1]} {mark}."
    answer = answered(talks, models, [[f"{sentence} Nobody else came."]])
    check_quotations(answer, "nothing that the model wrote is supported")
    assert answer.written is not None
    assert any(reason in told for one in answer.written.dropped for told in one.reasons), answer.written.dropped


@pytest.mark.parametrize(
    "written",
    [
        "Die Minister vereinbarten, im November 12 Grenzübergänge zu öffnen [1].",
        "Les ministres ont convenu d'ouvrir 12 postes-frontières en novembre [1].",
        "Министры договорились открыть 12 пунктов пропуска в ноябре [1].",
        "部长们同意在11月开放12个边境口岸 [1]。",
    ],
)
def test_another_language_is_no_support(talks: Settings, models: Models, written: str) -> None:
    answer = answered(talks, models, [[written]])
    check_quotations(answer, "nothing that the model wrote is supported")
    assert answer.written is not None
    assert "is written in another language than the passage" in answer.written.dropped[0].reasons


@pytest.mark.parametrize(
    ("last", "problem"),
    [
        (ConnectionResetError("gone"), "cannot be reached"),
        (Refusal(500), "has trouble of its own"),
        ({"finish": "length"}, "more to write than chat.max_tokens allows"),
        ({"finish": "content_filter"}, "declined to write"),
    ],
)
def test_what_was_supported_stays_when_it_breaks_off_whole_or_within_a_sentence(
    talks: Settings, models: Models, last: Any, problem: str
) -> None:
    for rest in ("", " And the harbour of"):
        answer = answered(chatting(talks, **QUICK), models, [[f"{SUPPORTED}{rest}", last]])
        assert answer.style == "written" and [one.text for one in answer.sentences] == [TRUE]
        assert answer.written is not None
        assert [one.reasons for one in answer.written.dropped] == [("it was not finished",)] * bool(rest)
        (note,) = (note for note in answer.notes if note.startswith("The answer stops early: "))
        assert problem in note and not note.endswith("..")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    pytest.importorskip("langchain_openai", reason="the client of OpenAI's form is not installed")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    made = OpenAIServer()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        ("slow", "wrote nothing in time"),
        ("stalls", "was not done in time"),
        ("busy", "takes no more questions for now"),
        ("spent", "has no quota left"),
        ("ill", "has trouble of its own"),
        ("cut", "broke off before its end"),
        ("cut-cleanly", "broke off before its end"),
        ("error-within", "has trouble of its own"),
        ("garbage", "no form that is understood"),
        ("nothing", "wrote nothing"),
        ("endless", "more to write than chat.max_tokens allows"),
        ("filtered", "declined to write"),
        ("echoes", "does not accept the key"),
        ("unknown", "is not known there"),
        ("narrow", "cannot read that much"),
        ("redirects", "is said to be elsewhere"),
        ("long", "more to write than chat.max_tokens allows"),
        ("fine", "nothing that the model wrote is supported"),
    ],
)
def test_a_server_that_misbehaves_costs_nobody_the_answer_and_no_key_is_told(
    talks: Settings,
    models: Models,
    server: OpenAIServer,
    behaviour: str,
    problem: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    settings = chatting(talks, **{**QUICK, "whole_s": 2.0}, model=behaviour, base_url=server.url)
    answer = asked(settings, models, None)
    check_quotations(answer, problem)
    assert server.seen[0]["headers"]["authorization"] == f"Bearer {KEY}"
    check_no_key(answer, caplog.text)


@pytest.mark.parametrize("pieces", [1, 5])
def test_a_server_that_writes_the_key_as_its_answer_does_not_get_it_kept(
    talks: Settings, models: Models, server: OpenAIServer, pieces: int, caplog: pytest.LogCaptureFixture
) -> None:
    def telling(reply: Reply) -> None:
        told = f"The ministers agreed to open 12 border crossings in November {KEY} [1]. {SUPPORTED} {KEY} "
        for start in range(0, len(told), max(1, len(told) // pieces)):
            reply.say(told[start : start + max(1, len(told) // pieces)])
        reply.end()

    caplog.set_level(logging.DEBUG)
    server.replies["telling"] = telling
    answer = asked(chatting(talks, model="telling", base_url=server.url), models, None)
    assert answer.style == "written" and [one.text for one in answer.sentences] == [TRUE]
    assert answer.written is not None and "[hidden]" in answer.written.text
    assert "it holds a key" in answer.written.dropped[0].reasons
    check_no_key(answer, caplog.text)


def check_no_key(answer: Answer, logs: str) -> None:
    told = [logs, repr(answer), json.dumps(answer.to_dict())]
    stored = StoredTurn(1, "2026-02-03T10:00:00.000Z", json.loads(told[-1]), 1, "good")
    talk = Conversation(Summary("id", QUESTION, "2026-02-03T09:00Z", "2026-02-03T10:00Z", 1), (stored,))
    told += [exported(talk, form).content.decode() for form in FORMS]
    assert not [text for text in told if KEY in text or KEY.removeprefix("sk-test-") in text]


@pytest.mark.parametrize(
    ("first", "runs", "style"),
    [
        ([ConnectionRefusedError("nobody there")], 1, "quotes"),
        ([2.0, "Late?"], 1, "quotes"),
        ([Refusal(401)], 1, "quotes"),
        ([Refusal(503)], 1, "quotes"),
        (["  \n "], 2, "written"),
        (["I can ", {"finish": "content_filter"}], 2, "written"),
        (["The ", 3.0, "ministers"], 1, "quotes"),
        (["The ", Refusal(418)], 1, "quotes"),
    ],
)
def test_a_model_that_fails_at_a_follow_up_is_asked_again_only_where_that_may_help(
    talks: Settings, models: Models, first: list[Any], runs: int, style: str
) -> None:
    model = ScriptedChat(script=[first, [SUPPORTED]])
    history = Turn(QUESTION, "They agreed on border crossings.")
    answer = asked(chatting(talks, **QUICK), models, model, history, question="and what did they agree to open?")
    assert (len(model.runs), answer.style) == (runs, style)
    if style == "quotes":
        check_quotations(answer, "")
