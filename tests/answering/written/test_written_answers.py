"""Answers that a model writes: what is supported is shown with its evidence, whatever else ends in quotations."""

from collections.abc import Sequence
from typing import Any

import pytest

from assistant import Assistant, Settings, Turn
from assistant.errors import ModelUnavailable
from assistant.models.protocols import Embedder, Reranker
from tests.answering.written.talks import QUESTION, SUPPORTED, answered
from tests.chat_server import KEY
from tests.chats import Refusal


def test_a_supported_sentence_is_shown_with_the_characters_that_say_it(
    talks: Settings, models: tuple[Embedder, Reranker]
) -> None:
    answer = answered(talks, models, [["The ministers agreed to open 12 border", " crossings in November [1]. "]])
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
    talks: Settings, models: tuple[Embedder, Reranker], written: str, reason: str
) -> None:
    answer = answered(talks, models, [[f"{SUPPORTED} {written}"]])
    assert [one.text for one in answer.sentences] == [SUPPORTED.replace(" [1]", "")]
    assert answer.written is not None
    (dropped,) = answer.written.dropped
    assert any(reason in one for one in dropped.reasons) and dropped.after == 1
    assert not dropped.replaced


def test_nothing_left_standing_ends_in_quotations_and_says_so(
    talks: Settings, models: tuple[Embedder, Reranker]
) -> None:
    answer = answered(talks, models, [["The ministers agreed to open 99 border crossings [1]."]])
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
    talks: Settings, models: tuple[Embedder, Reranker], steps: list[Any], problem: str
) -> None:
    answer = answered(talks, models, [steps])
    assert answer.style == "quotes" and answer.sentences and answer.written is not None
    assert problem in answer.written.problem
    assert any(note.startswith("These are quotations: ") for note in answer.notes)


def test_a_stream_that_breaks_off_keeps_what_was_supported_and_says_so(
    talks: Settings, models: tuple[Embedder, Reranker]
) -> None:
    answer = answered(talks, models, [[f"{SUPPORTED} And the ", Refusal(500)]])
    assert answer.style == "written" and len(answer.sentences) == 1
    assert any(note.startswith("The answer stops early: ") for note in answer.notes)


def test_a_failing_sentence_can_be_replaced_by_the_quotation_nearest_to_it(
    talks: Settings, models: tuple[Embedder, Reranker]
) -> None:
    quoting = talks.model_copy(update={"chat": talks.chat.model_copy(update={"failing": "quote"})})
    answer = answered(quoting, models, [["The ministers agreed to open 99 border crossings in November [1]."]])
    assert answer.written is not None and answer.written.dropped[0].replaced
    assert [one.text for one in answer.sentences] == ["The ministers agreed to open 12 border crossings in November."]


def test_quotations_can_be_asked_for_though_there_is_a_model(
    talks: Settings, models: tuple[Embedder, Reranker]
) -> None:
    answer = answered(talks, models, [[SUPPORTED]], style="quotes")
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
    talks: Settings, models: tuple[Embedder, Reranker], rewritten: str, asked: str | None
) -> None:
    history: Sequence[Turn] = [Turn(QUESTION, "They agreed on border crossings.")]
    answer = answered(talks, models, [[rewritten], [SUPPORTED]], *history, question="and on a joint fund?")
    if asked:
        assert answer.asked == asked
    else:
        assert rewritten not in answer.asked and "Minsk" in answer.asked
