"""What the local model writes, from its weights to the shell; and the check, held against what a reader found."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, Report, Settings
from assistant.answering.support import Checker
from assistant.answering.written.answering import Desk, write
from assistant.answering.written.author import Author
from assistant.answering.written.messages import Task
from assistant.answering.written.passages import Given
from assistant.evaluation.rows import rows
from assistant.indexing.passages import cut
from assistant.models.chat.local import local_chat
from assistant.models.protocols import Embedder, Reranker
from assistant.settings import Chat
from tests.chats import ScriptedChat
from tests.quality.judged import figures, key, unread
from tests.quality.one_by_one import OneByOne
from tests.quality.page import TABLE, TITLE, Part, with_part
from tests.quality.written import READ, place

PINNED = json.loads((Path(__file__).parent / "pinned.json").read_text(encoding="utf-8"))
MOST_TOKENS = 40
QUESTIONS = (
    "Which country was chosen to chair the OSCE in 2024?",
    "At which two factories were INF inspectors allowed to stay permanently?",
)
READINGS = rows(READ)


@pytest.fixture(scope="module")
def passages(sample: Assistant) -> dict[tuple[str, int, int], Given]:
    """Every passage of corpus/, by where it stands."""
    reports = [report for one in sample.catalogue() if (report := sample.report(one[0]))]
    found = [(report, passage) for report in reports for passage in cut(report, min_words=60, max_words=130)]
    return {(one.report_id, one.start, one.end): Given(1, report, one) for report, one in found}


def cited(reading: dict[str, Any], passages: dict[tuple[str, int, int], Given]) -> list[Given]:
    places = [(one["report"], one["start"], one["end"]) for one in reading["cited"]]
    return [replace(passages[at], number=number) for number, at in enumerate(places, 1)]


def test_each_reading_is_of_passages_that_are_there_and_judged_once(
    passages: dict[tuple[str, int, int], Given],
) -> None:
    assert len(READINGS) >= 150
    assert len({key(one) for one in READINGS}) == len(READINGS)
    assert {one["supported"] for one in READINGS} == {True, False}
    assert all(one["reason"] and one["sentence"] and one["question"] for one in READINGS)
    for one in READINGS:
        assert [place(given.passage) for given in cited(one, passages)] == one["cited"]


def test_what_is_shown_of_the_sentences_that_were_read_is_as_pinned(
    sample: Assistant, reranker: Reranker, passages: dict[tuple[str, int, int], Given]
) -> None:
    checker = Checker.with_(reranker)
    quoted = sample.ask(QUESTIONS[0])
    shown = [is_shown(checker, one["sentence"], cited(one, passages), quoted) for one in READINGS]
    right = sum(one["supported"] for one, is_ in zip(READINGS, shown, strict=True) if is_)
    supported = sum(one["supported"] for one in READINGS)
    found = {"precision": right / sum(shown), "recall": right / supported}
    assert found == pytest.approx(PINNED["written"], abs=PINNED["tolerance"])


def is_shown(checker: Checker, sentence: str, given: list[Given], quoted: Answer) -> bool:
    """Whether a sentence is shown that a model writes of these passages."""
    marks = "".join(f"[{one.number}]" for one in given)
    author = Author(ScriptedChat(script=[[f"{sentence} {marks}\n"]]), Chat())
    *_, last = [None, *_parts(Desk(author, checker, "drop"), given, quoted)]
    return last is not None and last.style == "written"


def _parts(desk: Desk, given: list[Given], quoted: Answer) -> Iterator[Answer]:
    begun = replace(quoted, sentences=(), citations=())
    yield (yield from write(desk, Task("", (), tuple(given)), begun, quoted))


ONE = {"sentence": "It met.", "cited": [{"sha256": "a"}], "shown": True, "reasons": []}
OTHER = {"sentence": "It met.", "cited": [{"sha256": "b"}], "shown": False, "reasons": ["no"]}
BARE = {"sentence": "It met.", "cited": [], "shown": False, "reasons": ["it cites no passage"]}
TOLD = {"question": "?", "asked": True, "style": "written", "tokens": [5, 3], "seconds": 1.0}


def test_a_sentence_that_nobody_read_of_this_passage_is_told_and_in_no_share() -> None:
    kept = [{**TOLD, "sentences": [ONE, OTHER, BARE]}]
    found = dict(figures(kept, {key(ONE): True}))
    assert found["read; unread"] == "1; 1"
    assert found["supported of all written (before the check)"] == "0.500 (1 of 2)"
    assert found["supported of those shown (after the check)"] == "1.000 (1 of 1)"
    assert list(unread(kept, [{**ONE, "supported": True}])) == [
        {"question": "?", "sentence": "It met.", "cited": [{"sha256": "b"}]}
    ]


def test_a_part_of_the_page_takes_the_place_of_its_old_one_and_leaves_the_others() -> None:
    first = Part("make a", "### A", [("a", "≥ 1", "2")], ["old"])
    second = Part("make b", "### B", [("b", "", "3")], ["kept"])
    page = with_part(with_part("", first), second)
    again = with_part(page, replace(first, rows=[("a", "≥ 1", "4"), ("c", "", "5")], lines=["new"]))
    table = [*TABLE, "| a | ≥ 1 | 4 | `make a` |", "| c |  | 5 | `make a` |", "| b |  | 3 | `make b` |"]
    assert [line for line in again.splitlines() if line.startswith("|")] == table
    assert again.endswith("### A\n\nnew\n\n### B\n\nkept\n") and again.count(TITLE) == 1
    assert with_part(again, second) == again


@pytest.fixture(scope="module")
def local(sample_settings: Settings) -> Settings:
    """The sample corpus with the local model, patient, and with a window for few passages, to be quick."""
    chat = Chat(model="local", max_tokens=MOST_TOKENS, window_tokens=768, first_token_s=120, whole_s=240)
    return sample_settings.model_copy(update={"chat": chat})


@pytest.fixture(scope="module")
def writing(local: Settings, embedder: Embedder, reranker: Reranker) -> Iterator[Assistant]:
    pytest.importorskip("xllamacpp", reason="the local chat model is not installed")
    with Assistant.open(local, embedder=embedder, reranker=reranker) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def written(writing: Assistant) -> list[Answer]:
    return [writing.ask(question, style="written") for question in QUESTIONS]


@pytest.mark.chat
def test_the_local_model_s_answers_hold_what_every_answer_promises_and_are_the_same_again(
    writing: Assistant, written: list[Answer]
) -> None:
    for answer in written:
        check(answer, writing)
        assert answer.written is not None
        assert (answer.written.model, answer.written.parameters["temperature"]) == ("local", 0)
        assert answer.written.parameters["max_tokens"] == MOST_TOKENS
        assert answer.written.tokens_in > 300 and 0 < answer.written.tokens_out <= MOST_TOKENS
    assert said(writing.ask(QUESTIONS[0], style="written").to_dict()) == said(written[0].to_dict())
    nothing = writing.ask("What is the capital of France?", style="written")
    assert (nothing.verdict, nothing.sentences, nothing.written) == ("not_found", (), None)


@pytest.mark.chat
def test_sentences_of_the_local_model_are_shown_with_what_says_them(
    writing: Assistant, local: Settings, embedder: Embedder, reranker: Reranker
) -> None:
    model = local_chat(local)
    led = OneByOne(local=model)
    roomy = local.chat.model_copy(update={"max_tokens": 3 * MOST_TOKENS, "window_tokens": 4096})
    settings = local.model_copy(update={"chat": roomy})
    with Assistant.open(settings, embedder=embedder, reranker=reranker, chat_model=led) as assistant:
        answers = [assistant.ask(question, style="written") for question in QUESTIONS]
    model.close()
    for answer in answers:
        check(answer, writing)
    assert any(answer.style == "written" for answer in answers)
    assert any(answer.written and answer.written.dropped for answer in answers)


@pytest.mark.chat
def test_the_shell_gives_the_local_model_s_answer_as_python_does(written: list[Answer], local: Settings) -> None:
    chat = {f"ASSISTANT_CHAT_{name.upper()}": str(value) for name, value in local.chat.model_dump().items() if value}
    places = ["--corpus", str(local.corpus_dir), "--index", str(local.index_dir)]
    command = [sys.executable, "-m", "assistant.cli", "ask", QUESTIONS[1], "--style", "written", "--json", *places]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **chat}, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert said(json.loads(done.stdout)) == said(written[1].to_dict())


def said(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the time it took."""
    return json.loads(json.dumps({name: value for name, value in answer.items() if name != "timings_ms"}))


def check(answer: Answer, assistant: Assistant) -> None:
    """What holds of every answer to which a model wrote something."""
    assert answer.verdict == "answered" and answer.sentences and answer.written and answer.written.text
    for one in answer.citations:
        report = assistant.report(one.report_id)
        assert isinstance(report, Report) and report.text[one.start : one.end] == one.quote
    assert all(one.citations for one in answer.sentences)
    assert {n for one in answer.sentences for n in one.citations} == {one.number for one in answer.citations}
    assert all(one.text and one.reasons for one in answer.written.dropped)
    if answer.style == "written":
        assert all(one.text in answer.written.text for one in answer.sentences)
    else:
        assert answer.written.problem and answer.written.problem in answer.notes[-1]
        assert all(one.text == answer.citations[one.citations[0] - 1].quote for one in answer.sentences)
