import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.types import Turn
from assistant.web.kept import conversations
from assistant.web.kept.conversations import ConversationInvalid, Conversations, NoConversation
from tests.hostile import HOSTILE

UNKNOWN = "AAAAAAAAAAAA"


def answer(question: str = "What was agreed?", *said: str) -> dict[str, Any]:
    sentences = [{"text": text, "citations": [1]} for text in said or ("A limit on tanks.", "Both sides signed.")]
    known = {"schema": 1, "question": question, "asked": question, "verdict": "answered", "sentences": sentences}
    return {**known, "citations": [], "hits": [{"score": 0.125}], "index": "f", "timings_ms": {"total": 1.5}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "conversations.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Conversations]:
    opened = Conversations(path)
    yield opened
    opened.close()


def begun(store: Conversations, user: str, *questions: str) -> str:
    key = store.create(user).id
    for question in questions:
        store.add_turn(user, key, answer(question))
    return key


def titles(store: Conversations, user: str, find: str = "") -> list[str]:
    return [one.title for one in store.list(user, find)]


def test_a_conversation_grows_and_is_read_back_as_it_was(store: Conversations) -> None:
    made = store.create("")
    assert re.fullmatch(r"[\w-]{12}", made.id)
    assert made.to_dict() == {"id": made.id, "title": "", "created": made.created, "updated": made.created, "turns": 0}
    assert store.list("") == (made,)
    first = {**answer("What was agreed?"), "odd": "\x00, ü and \U0001f600"}
    assert store.add_turn("", made.id, first) == 1
    assert store.add_turn("", made.id, answer("And when?", "In 1990."), alone=True) == 2
    read = store.read("", made.id)
    assert [turn.answer for turn in read.turns] == [first, answer("And when?", "In 1990.")]
    assert list(read.to_dict()) == ["id", "title", "created", "updated", "turns"]
    second = {"place": 2, "asked_at": read.turns[1].asked_at, "answer": answer("And when?", "In 1990.")}
    assert read.to_dict()["turns"][1] == {**second, "thumb": 0, "comment": ""}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", read.turns[1].asked_at)
    assert read.about == store.list("")[0] and read.about.turns == 2
    assert store.history("", made.id) == (
        Turn("What was agreed?", "A limit on tanks. Both sides signed."),
        Turn("And when?", "In 1990."),
    )


def test_the_last_used_conversation_is_the_first(store: Conversations) -> None:
    first, second = begun(store, "", "One?"), begun(store, "", "Two?")
    assert titles(store, "") == ["Two?", "One?"]
    store.add_turn("", first, answer("More?"))
    assert [one.id for one in store.list("")] == [first, second]
    store.rename("", second, "Old")
    assert [one.id for one in store.list("")] == [first, second]


def test_titles_are_given_or_made_from_the_first_question(store: Conversations) -> None:
    key = begun(store, "", "What was\n agreed  in\x00Minsk?", "And then?")
    assert titles(store, "") == ["What was agreed in Minsk?"]
    assert store.rename("", key, "  My\r\n\ttanks ").title == "My tanks"
    assert store.rename("", key, " \n").title == "What was agreed in Minsk?"
    assert store.rename("", key, "x" * 200).title == "x" * 200
    with pytest.raises(ConversationInvalid, match="201"):
        store.rename("", key, "x" * 201)
    begun(store, "", "words of six " * 20)
    title = titles(store, "")[0]
    assert len(title) <= 80 and title.endswith(" of six…") and not title.endswith(" …")
    begun(store, "", "x" * 300)
    assert titles(store, "")[0] == "x" * 79 + "…"


def test_finding_looks_for_all_words_in_titles_questions_and_answers(store: Conversations) -> None:
    key = begun(store, "", "What was agreed in KÖLN?")
    store.add_turn("", store.create("").id, answer("Who spoke about 100% of Straße_1?", "Nobody."))
    store.rename("", key, "Ёлки and Ｔanks")
    for words in ("köln", "KO\u0308LN", "agreed köln", "ёЛКИ", "tanks limit", "signed WHAT", "ank"):
        assert titles(store, "", words) == ["Ёлки and Ｔanks"], words
    assert len(titles(store, "", "  ")) == 2
    assert titles(store, "", "STRASSE_1") == titles(store, "", "100%") == ["Who spoke about 100% of Straße_1?"]
    for words in ("straße köln", "k%n", "k_ln", "t*nks", "[a-z]", "' or 1=1 --", "\ud83d", "\\"):
        assert titles(store, "", words) == [], words
    with pytest.raises(ConversationInvalid):
        store.list("", "x" * 201)


def test_nothing_of_another_user_is_seen_or_changed(store: Conversations) -> None:
    key = begun(store, "anna", "What was agreed?")
    before = store.read("anna", key)
    attempts = [
        lambda user, one: store.read(user, one),
        lambda user, one: store.history(user, one),
        lambda user, one: store.rename(user, one, "mine"),
        lambda user, one: store.delete(user, one),
        lambda user, one: store.add_turn(user, one, answer()),
        lambda user, one: store.set_feedback(user, one, 1, 1, "mine"),
    ]
    for user in ("", "bert", "ANNA", "anna ", "an%", "anna\x00", "\ud83d"):
        assert store.list(user) == () and store.list(user, "agreed") == ()
        for attempt in attempts:
            said = []
            for one in (key, UNKNOWN):
                with pytest.raises(NoConversation) as refused:
                    attempt(user, one)
                said.append(str(refused.value))
            assert said[0] == said[1]
    assert store.read("anna", key) == before
    for one in ("", "%", key.swapcase(), key + "\x00", "' or 1=1 --", "\ud83d"):
        with pytest.raises(NoConversation):
            store.read("anna", one)


def test_feedback_is_kept_and_changed(store: Conversations) -> None:
    key = begun(store, "anna", "One?", "Two?")
    store.set_feedback("anna", key, 2, -1, "  the wrong\nyear ")
    store.set_feedback("anna", key, 1, 1)
    assert [(turn.thumb, turn.comment) for turn in store.read("anna", key).turns] == [(1, ""), (-1, "the wrong\nyear")]
    store.set_feedback("anna", key, 2, 0, "x" * 2000)
    assert store.read("anna", key).turns[1].comment == "x" * 2000
    for thumb in (2, -2, True, "1", None, 0.0):
        with pytest.raises(ConversationInvalid):
            store.set_feedback("anna", key, 1, thumb)  # type: ignore[arg-type]
    with pytest.raises(ConversationInvalid, match="2001"):
        store.set_feedback("anna", key, 1, 1, "x" * 2001)
    for place in (0, -1, 3, 10**30):
        with pytest.raises(NoConversation):
            store.set_feedback("anna", key, place, 1)
    with pytest.raises(NoConversation):
        store.read("anna", key).turn(3)
    assert store.read("anna", key).turn(2).thumb == 0


def test_there_are_bounds(store: Conversations, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (conversations.MAX_TURNS, conversations.MAX_CONVERSATIONS) == (1000, 5000)
    monkeypatch.setattr(conversations, "MAX_TURNS", 2)
    monkeypatch.setattr(conversations, "MAX_CONVERSATIONS", 2)
    key = begun(store, "anna", "One?", "Two?")
    with pytest.raises(ConversationInvalid, match="Begin another"):
        store.add_turn("anna", key, answer())
    store.create("anna")
    with pytest.raises(ConversationInvalid, match="Delete some"):
        store.create("anna")
    store.create("bert")
    store.delete("anna", key)
    store.create("anna")


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_kept_as_data(store: Conversations, text: str) -> None:
    key = begun(store, text, text)
    store.rename(text, key, text[:200])
    store.set_feedback(text, key, 1, -1, text[:2000])
    (turn,) = store.read(text, key).turns
    whole = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)  # half a character cannot be sent on
    assert turn.answer == answer(whole)
    assert turn.comment == whole[:2000].strip()
    for word in text[:200].split()[:1]:
        assert [one.id for one in store.list(text, word)] == [key]
    assert not re.search(r"[\x00-\x1f]", store.list(text)[0].title)


def test_what_nothing_was_asked_in_for_a_day_is_forgotten(store: Conversations, path: Path) -> None:
    empty, used = store.create("anna").id, begun(store, "anna", "What was agreed?")
    with sqlite3.connect(path) as database:
        database.execute("update conversations set created = '2020-01-01T00:00:00.000Z'")
    fresh = store.create("anna").id
    assert {one.id for one in store.list("anna")} == {used, fresh}
    with pytest.raises(NoConversation):
        store.read("anna", empty)
