"""Answers that a model writes: what is supported is shown with its evidence, whatever else ends in quotations."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from assistant import Answer, Assistant, Settings, Turn, rebuild
from assistant.errors import ModelUnavailable
from assistant.models.protocols import Embedder, Reranker
from tests.chat_server import KEY
from tests.chats import Refusal, ScriptedChat

QUESTION = "What did the ministers agree on in Minsk?"
REPORT = """The ministers Sergey Lavrov and Vladimir Makei met in Minsk on 16 June.

The ministers agreed to open 12 border crossings in November. They proposed a joint fund, which Belarus did not accept.

The harbour of Riga was not discussed. Lavrov said that the talks had been useful.
"""
SUPPORTED = "The ministers agreed to open 12 border crossings in November [1]."


def answered(
    settings: Settings, models: tuple[Embedder, Reranker], script: list[list[Any]], *history: Turn, **wanted: Any
) -> Answer:
    """The answer over one report, with a model that follows a script."""
    embedder, reranker = models
    (settings.corpus_dir / "talks.md").write_text(REPORT, encoding="utf-8")
    rebuild(settings, embedder=embedder)
    chat_model = ScriptedChat(script=script)
    with Assistant.open(settings, embedder=embedder, reranker=reranker, chat_model=chat_model) as assistant:
        answer = assistant.ask(wanted.pop("question", QUESTION), list(history), **wanted)
    check(answer)
    return answer


def check(answer: Answer) -> None:
    """What holds of every answer, however it came about."""
    assert answer.verdict == "answered"
    assert all(REPORT[one.start : one.end] == one.quote for one in answer.citations)
    assert {number for one in answer.sentences for number in one.citations} == {one.number for one in answer.citations}
    assert KEY not in json.dumps(answer.to_dict())
    if answer.style == "quotes":
        assert all(answer.citations[one.citations[0] - 1].quote == one.text for one in answer.sentences)


@pytest.fixture
def models(embedder: Embedder, reranker: Reranker) -> tuple[Embedder, Reranker]:
    return embedder, reranker


def test_a_supported_sentence_is_shown_with_the_characters_that_say_it(
    settings: Settings, models: tuple[Embedder, Reranker]
) -> None:
    answer = answered(settings, models, [["The ministers agreed to open 12 border", " crossings in November [1]. "]])
    assert (answer.style, [one.text for one in answer.sentences]) == ("written", [SUPPORTED.replace(" [1]", "")])
    assert answer.citations[0].quote == "The ministers agreed to open 12 border crossings in November."
    assert answer.written is not None and answer.written.text.strip() == SUPPORTED
    assert (answer.written.dropped, answer.written.problem) == ((), "")
    assert answer.written.prompt == "write-1"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("The ministers agreed to open 14 border crossings in November [1].", "14"),
        ("The ministers agreed to open 12 border crossings in March [1].", "March"),
        ("Pavel Ivanov agreed to open 12 border crossings in November [1].", "Ivanov"),
        ("The ministers did not agree to open 12 border crossings in November [1].", ""),
        ("The ministers agreed on a joint fund [1].", ""),
        ("The ministers met in Minsk on 16 June.", "cites no passage"),
        ("The ministers met in Minsk on 16 June [7].", "was not given: 7"),
        ("See https://example.org/?q=minsk for the 12 border crossings in November [1].", "holds a link"),
        ("The ministers agreed to open 12 border cross\u200bings in November [1].", "invisible signs"),
        ('The ministers spoke of "twelve open doors" [1].', "quotation marks"),
        ("The ministers agreed to open 12 border crossings in", "not finished"),
    ],
)
def test_what_is_not_supported_is_dropped_with_the_reason(
    settings: Settings, models: tuple[Embedder, Reranker], written: str, reason: str
) -> None:
    answer = answered(settings, models, [[f"{SUPPORTED} {written}"]])
    assert [one.text for one in answer.sentences] == [SUPPORTED.replace(" [1]", "")]
    assert answer.written is not None
    (dropped,) = answer.written.dropped
    assert any(reason in one for one in dropped.reasons) and dropped.after == 1
    assert not dropped.replaced


def test_nothing_left_standing_ends_in_quotations_and_says_so(
    settings: Settings, models: tuple[Embedder, Reranker]
) -> None:
    answer = answered(settings, models, [["The ministers agreed to open 99 border crossings [1]."]])
    assert answer.style == "quotes" and answer.written is not None and len(answer.written.dropped) == 1
    assert any(note.startswith("These are quotations: nothing that the model wrote") for note in answer.notes)


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        (["The reports do not say."], "finds no answer"),
        ([Refusal(401, f"bad key {KEY}")], "does not accept the key"),
        ([Refusal(404)], "not known there"),
        ([""], "wrote nothing"),
        (["Ich weiß es nicht, mein Herr [1]."], "nothing that the model wrote"),
        (["Yes. " * 200], ""),
    ],
)
def test_whatever_goes_wrong_with_the_model_ends_in_quotations(
    settings: Settings, models: tuple[Embedder, Reranker], steps: list[Any], problem: str
) -> None:
    answer = answered(settings, models, [steps])
    assert answer.style == "quotes" and answer.sentences and answer.written is not None
    assert problem in answer.written.problem
    assert any(note.startswith("These are quotations: ") for note in answer.notes)


def test_a_stream_that_breaks_off_keeps_what_was_supported_and_says_so(
    settings: Settings, models: tuple[Embedder, Reranker]
) -> None:
    answer = answered(settings, models, [[f"{SUPPORTED} And the ", Refusal(500)]])
    assert answer.style == "written" and len(answer.sentences) == 1
    assert any(note.startswith("The answer stops early: ") for note in answer.notes)


def test_a_failing_sentence_can_be_replaced_by_the_quotation_nearest_to_it(
    settings: Settings, models: tuple[Embedder, Reranker]
) -> None:
    quoting = settings.model_copy(update={"chat": settings.chat.model_copy(update={"failing": "quote"})})
    answer = answered(quoting, models, [["The ministers agreed to open 99 border crossings in November [1]."]])
    assert answer.written is not None and answer.written.dropped[0].replaced
    assert [one.text for one in answer.sentences] == ["The ministers agreed to open 12 border crossings in November."]


def test_quotations_can_be_asked_for_though_there_is_a_model(
    settings: Settings, models: tuple[Embedder, Reranker]
) -> None:
    answer = answered(settings, models, [[SUPPORTED]], style="quotes")
    assert (answer.style, answer.written) == ("quotes", None)


def test_without_a_model_nothing_can_be_written(sample: Assistant) -> None:
    with pytest.raises(ModelUnavailable, match="ASSISTANT_CHAT_MODEL"):
        sample.ask(QUESTION, style="written")


@pytest.mark.parametrize(
    ("rewritten", "asked"),
    [
        ("Did the ministers agree on a joint fund in Minsk?", "Did the ministers agree on a joint fund in Minsk?"),
        ("Did the ministers agree on a joint fund in Paris?", None),
        ("I cannot say", None),
    ],
)
def test_a_rewritten_question_is_taken_unless_it_adds_or_drops_a_name(
    settings: Settings, models: tuple[Embedder, Reranker], rewritten: str, asked: str | None
) -> None:
    history: Sequence[Turn] = [Turn(QUESTION, "They agreed on border crossings.")]
    answer = answered(settings, models, [[rewritten], [SUPPORTED]], *history, question="and on a joint fund?")
    if asked:
        assert answer.asked == asked
    else:
        assert rewritten not in answer.asked and "Minsk" in answer.asked
