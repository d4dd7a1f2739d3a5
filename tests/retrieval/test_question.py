import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import QuestionInvalid
from assistant.retrieval.question import forms, standalone, stands_alone, tidy
from assistant.types import Turn

FIRST = "what was agreed about the OSCE"


@pytest.mark.parametrize("question", ["", "  \n\t", "?!…", "\u200b\u202e", "\x00"])
def test_an_empty_question_is_refused_with_an_example(question: str) -> None:
    with pytest.raises(QuestionInvalid, match="for example"):
        tidy(question, max_chars=100)


def test_a_long_question_is_refused_with_its_length() -> None:
    with pytest.raises(QuestionInvalid, match="20000 characters; at most 2000"):
        tidy("x" * 20_000, max_chars=2000)


@pytest.mark.parametrize(
    "question",
    ["and when?", "Why?", "What did he say about Ukraine?", "How many were there?", "what about gas?", "And in 1999?",
     "When was it signed?", "Who signed that?", "what happened then?", "Can I have the fees waived?",
     "was it ever actually deployed?", "which country's ratification made that possible?", "Is there a limit?",
     "what did its minister demand about the name of the republic?", "In 2024?", "Only Belarus?", "Not Estonia?",
     "When exactly in 2013?", "More about Estonia please", "Thanks!"],
)  # fmt: skip
def test_a_question_that_leans_on_another_is_noticed(question: str) -> None:
    assert not stands_alone(question)


@pytest.mark.parametrize(
    "question",
    ["What was agreed about the OSCE?", "Who did Lavrov meet?", "What did Makei say about his talks?",
     "Is there a limit on CFE tanks?", "Which states left the CFE treaty that was signed in Paris?", "Belarus",
     "Who claimed there were neither winners nor losers at Helsinki?", "In which year was Belarus admitted?",
     "Which delegation said its future was not for sale?", "when did kyrgyzstan become a member of the eaeu",
     "On what grounds did the alliance hold back its approval of the revised arms pact?",
     "who signed the paris agreement", "What did Çavuşoğlu say?"],
)  # fmt: skip
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    assert stands_alone(question)
    assert standalone(question, [Turn(FIRST, "…")]) == question


def test_follow_ups_carry_the_question_that_they_lean_on() -> None:
    history = [Turn("Who met in Minsk in June?", "…"), Turn(FIRST, "…")]
    assert standalone("and when?", history) == "what was agreed about the OSCE, and when?"
    assert standalone("and when?", []) == "and when?"
    longer = [*history, Turn("and when?", "…")]
    assert standalone("Why?", longer) == "what was agreed about the OSCE, and when, why?"
    assert standalone("And Russia?", history) == "what was agreed about the OSCE, and Russia?"


def test_a_follow_up_is_searched_for_after_its_chain_after_the_last_question_and_as_it_is() -> None:
    longer = [Turn(FIRST, "…"), Turn("and when?", "…")]
    chain, last, alone = forms("Why?", longer)
    assert chain == "what was agreed about the OSCE, and when, why?"
    assert last == "and when, why?"
    assert alone == "Why?"
    assert forms("Who did Lavrov meet?", longer) == ("Who did Lavrov meet?",)
    assert all(len(wording) <= 30 for wording in forms("and why it?", longer * 500, max_chars=30))
    assert forms("and why it?", longer * 500, max_chars=30)[0].endswith("why it?")


@given(st.text(max_size=80), st.lists(st.text(max_size=40), max_size=3))
def test_understanding_never_fails_and_keeps_the_question_at_the_end(question: str, before: list[str]) -> None:
    asked = standalone(question, [Turn(text, "") for text in before])
    assert asked.lower().endswith(question.lower()[-1:])


@pytest.mark.parametrize(
    "courteous",
    [
        "Please tell me what was agreed about the OSCE?",
        "please, could you tell us what was agreed about the OSCE?",
        "Hello! Can you please tell me what was agreed about the OSCE?",
        "I'd like to know what was agreed about the OSCE?",
        "Do you know what was agreed about the OSCE?",
    ],
)
def test_courtesy_changes_no_answer(courteous: str) -> None:
    assert forms(courteous, ()) == ("what was agreed about the OSCE?",)


def test_courtesy_is_taken_off_a_follow_up_too() -> None:
    (asked, *_) = forms("And please tell me who signed it?", (Turn("please tell me what the treaty says", ""),))
    assert asked == "what the treaty says, and who signed it?"


@pytest.mark.parametrize(
    "question", ["Tell me about Estonia", "What did he tell us?", "Whom did they show me?", "Please tell me what"]
)
def test_only_courtesy_is_taken_off(question: str) -> None:
    assert forms(question, ()) == (question,)
