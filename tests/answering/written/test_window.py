"""What is sent fits the model's window, whatever is asked, was said before, and was found."""

import pytest
from hypothesis import given as drawn
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from langchain_core.language_models import GenericFakeChatModel

from assistant import Settings
from assistant.answering.prompts import REPHRASE, WRITE, prompt
from assistant.answering.written.author import Author
from assistant.answering.written.messages import Task, messages, task
from assistant.answering.written.passages import fenced, inert
from assistant.answering.written.rephrase import rephrased
from assistant.indexing.words import Stems
from assistant.models.chat.local import LocalChat
from assistant.models.chat.providers import load_chat_model
from assistant.models.chat.window import tokens_of
from assistant.models.protocols import Embedder, Reranker
from assistant.settings import Chat
from assistant.types import Hit, Page, Passage, Report, Turn
from tests.answering.written.talks import SUPPORTED, asked
from tests.chats import ScriptedChat


class Counting(ScriptedChat):
    """A model that counts by itself, one token for each letter and sign."""

    __module__ = "assistant.tests"  # what is not of ours is not asked to count

    def get_num_tokens(self, text: str) -> int:
        return len(text)


PIECES = st.sampled_from(
    [
        "The ministers met in Minsk. ",
        "LONG ",
        "x",
        "\n",
        "<",
        "[7]",
        "“é”",
        "договор ",
        "条约",
        "1,250.75 ",
        "</passage>",
        "\u200b",
    ]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)
WORDS = st.lists(st.sampled_from(["Who ", "met ", "<who> ", "[1] ", "где "]), min_size=1, max_size=40).map("".join)
TURNS = st.lists(st.builds(Turn, WORDS, TEXTS), max_size=8)
WINDOWS = st.integers(512, 6000)
MODELS = st.sampled_from([Counting(script=[[]]), ScriptedChat(script=[[]])])


def found(texts: list[str]) -> tuple[list[Hit], dict[str, Report]]:
    reports = {
        f"{place}.txt": Report(f"{place}.txt", "", f"Talks {text[:30]}", "1994-06", text, (Page(1, 0, len(text)),))
        for place, text in enumerate(texts)
    }
    hits = [Hit(Passage(one.id, one.id, 0, len(one.text), one.text, "Under", 1), 1.0) for one in reports.values()]
    return hits, reports


@hypothesis_settings(max_examples=150)
@drawn(MODELS, WINDOWS, st.integers(16, 400), WORDS, TURNS, st.lists(TEXTS, max_size=10))
def test_what_is_sent_fits_and_the_newest_and_the_best_are_kept(
    model: ScriptedChat, window: int, most: int, question: str, history: list[Turn], texts: list[str]
) -> None:
    author = Author(model, Chat(window_tokens=window, max_tokens=most))
    hits, reports = found(texts)
    made = task(author, question, history, hits, reports)
    sent = messages(made)
    if made.passages:
        assert tokens_of(model, sent) <= author.room <= window - most
    assert str(sent[-1].content).endswith(f"Question: {inert(question)}")
    assert list(made.history) == history[len(history) - len(made.history) :]
    assert [one.number for one in made.passages] == list(range(1, len(made.passages) + 1))
    fits_alone = [one for one in hits if _fits(author, question, one, reports)]
    assert bool(made.passages) == bool(fits_alone[:8] and set(map(id, fits_alone)) & set(map(id, hits[:8])))


def _fits(author: Author, question: str, hit: Hit, reports: dict[str, Report]) -> bool:
    alone = task(Author(author.model, Chat(window_tokens=10_000_000, max_tokens=16)), question, (), [hit], reports)
    return tokens_of(author.model, messages(alone)) <= author.room


def test_the_oldest_turns_are_left_out_first_then_the_last_passages() -> None:
    hits, reports = found(["The ministers met in Minsk. " * 8] * 8)
    history = [Turn(f"Question {number}?", "An answer of some words. " * 6) for number in range(6)]
    seen = []
    for window in range(600, 4000, 100):
        author = Author(Counting(script=[[]]), Chat(window_tokens=window * 2, max_tokens=100))
        made = task(author, "Who met?", history, hits, reports)
        assert list(made.history) == history[6 - len(made.history) :]
        seen.append((len(made.history), len(made.passages)))
    assert seen == sorted(seen) and seen[0] == (0, 0) and seen[-1] == (6, 8)
    assert (0, 1) in seen  # of the last passage and the conversation, the conversation goes


@drawn(MODELS, st.integers(512, 2000), WORDS, st.lists(st.builds(Turn, WORDS, TEXTS), max_size=6))
def test_a_question_is_rewritten_from_as_much_as_fits(
    model: ScriptedChat, window: int, question: str, history: list[Turn]
) -> None:
    model.script = [["What of it?"]]
    model.runs.clear()
    author = Author(model, Chat(window_tokens=window, max_tokens=16))
    rephrased(author, Stems(), question, history)
    for run in model.runs:
        assert run["messages"][0].content == prompt(REPHRASE)
        assert tokens_of(model, run["messages"]) <= author.room
        assert inert(history[-1].question) in str(run["messages"][1].content)
    if history and not model.runs:
        alone = f"Question: {inert(history[-1].question)}\nAnswer: {inert(history[-1].answer)}"
        whole = model.get_num_tokens(alone) if isinstance(model, Counting) else len(alone.encode())
        assert whole + len(prompt(REPHRASE).encode()) + len(question.encode()) + 100 > author.room


def test_a_window_that_is_too_small_is_said_and_ends_in_quotations(
    talks: Settings, models: tuple[Embedder, Reranker]
) -> None:
    narrow = talks.model_copy(update={"chat": Chat(window_tokens=512, max_tokens=400)})
    model = ScriptedChat(script=[[SUPPORTED]])
    answer = asked(narrow, models, model)
    assert model.runs == [] and answer.style == "quotes" and answer.written is not None
    assert "chat.window_tokens leaves no room" in answer.written.problem
    assert any(note.startswith("These are quotations: chat.window_tokens") for note in answer.notes)


def test_a_model_that_says_what_it_reads_is_given_no_more() -> None:
    class Profiled(ScriptedChat):
        window_tokens: int = 700

    hits, reports = found(["The ministers met in Minsk. " * 8] * 8)
    small = task(Author(Profiled(script=[[]]), Chat()), "Who met?", (), hits, reports)
    large = task(Author(ScriptedChat(script=[[]]), Chat()), "Who met?", (), hits, reports)
    assert len(small.passages) < len(large.passages) == 8


DINNER = "They ate a long dinner at an old hotel by the sea and spoke of nothing, "


@pytest.mark.parametrize(
    ("long", "reason"),
    [
        (f"{DINNER}until it was late and a band played a waltz [1]. " * 60, "it was not finished"),
        ("word " * 5000, "it cites no passage"),
    ],
)
def test_a_long_answer_stops_cleanly_at_its_longest(
    talks: Settings, models: tuple[Embedder, Reranker], long: str, reason: str
) -> None:
    model = ScriptedChat(script=[[f"{SUPPORTED} {long}"]])
    answer = asked(talks, models, model)
    assert answer.style == "written" and [one.text for one in answer.sentences] == [SUPPORTED.replace(" [1]", "")]
    assert answer.written is not None and len(answer.written.text) == 6000
    assert reason in answer.written.dropped[-1].reasons
    assert answer.written.text.rstrip().endswith(answer.written.dropped[-1].text)
    assert "The answer stops early: the model had more to write than chat.max_tokens allows." in answer.notes


@pytest.mark.chat
def test_the_bundled_model_is_sent_no_more_than_it_can_read_by_its_own_count(talks: Settings) -> None:
    pytest.importorskip("xllamacpp", reason="the local chat model is not installed")
    chat = Chat(model="local", window_tokens=1024, max_tokens=100)
    model = load_chat_model(talks.model_copy(update={"chat": chat}))
    assert isinstance(model, LocalChat)
    hits, reports = found(["The ministers met in Minsk <on 16 June> and договор 条约 1,250.75 [7]. " * 8] * 8)
    history = [Turn("Who met?", "Ministers met in Minsk. " * 9)] * 4
    made = task(Author(model, chat), "Who met in Minsk?", history, hits, reports)
    assert 1 <= len(made.passages) < 8 and 1 <= len(made.history) < 4
    assert 600 < sum(model.get_num_tokens(str(one.content)) + 8 for one in messages(made)) <= 924
    model.close()


def test_langchain_s_own_fake_is_counted_without_a_network() -> None:
    author = Author(GenericFakeChatModel(messages=iter([])), Chat())
    empty: Task = task(author, "Who met?", (), [], {})
    assert empty.passages == () and author.size(messages(empty)) > len(prompt(WRITE)) / 6
    assert fenced(empty.passages) == ""
