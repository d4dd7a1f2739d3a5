"""Conversations, kept in one SQLite file: what each user asked and was answered, and what they thought of it.

Every question to the store names the user ("" where nobody signs in); what belongs to another is not there.
"""

import json
import re
import secrets
import sqlite3
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.errors import AssistantError
from assistant.types import Turn
from assistant.web.kept.database import emptied, opened, plainly

MAX_CONVERSATIONS = 5_000
MAX_TURNS = 1_000
MAX_TITLE_CHARS = 200
MAX_COMMENT_CHARS = 2_000
_AUTOMATIC_CHARS = 80
_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON can carry half a character, UTF-8 cannot
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SUMMARY = """select id, coalesce(nullif(title, ''), automatic), created, updated,
                     (select count(*) from turns where conversation = id) from conversations"""
_FOUND = """not exists (
    select 1 from json_each(?) word where instr(title_words, word.value) = 0 and not exists (
        select 1 from turns where conversation = conversations.id and instr(words, word.value) > 0))"""

_FORGET = """delete from conversations where user = ? and created < ?
             and not exists (select 1 from turns where conversation = conversations.id)"""


class NoConversation(AssistantError):
    """The user has no such conversation or turn; nothing tells whether another user has."""


class ConversationInvalid(AssistantError):
    """A title, a comment, a thumb or one more conversation or turn is beyond what is kept."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation as lists show it; times are ISO 8601, UTC, and `turns` says how many there are."""

    id: str
    title: str
    created: str
    updated: str
    turns: int

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One question with its answer's JSON form, as it was stored, and the user's thumb (-1, 0, 1) and comment."""

    place: int
    asked_at: str
    answer: Mapping[str, Any]
    thumb: int
    comment: str

    def to_dict(self) -> dict[str, Any]:
        """The turn as JSON values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation whole, with all of its turns in order."""

    about: Summary
    turns: tuple[StoredTurn, ...]

    def turn(self, place: int) -> StoredTurn:
        """The turn at a place, the first at 1. Raises NoConversation."""
        if not 1 <= place <= len(self.turns):
            raise _no_turn()
        return self.turns[place - 1]

    def to_dict(self) -> dict[str, Any]:
        """The conversation as JSON values."""
        return {**self.about.to_dict(), "turns": [turn.to_dict() for turn in self.turns]}


class Conversations:
    """The store, usable from several threads and beside another process. Raises ConversationsUnusable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with plainly(path):
            self._database = opened(path)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._database.close()

    @contextmanager
    def _transaction(self, begin: str = "begin immediate") -> Iterator[sqlite3.Connection]:
        """The database until the block ends: all of its changes are kept, or none."""
        with self._lock, plainly(self._path), self._database as database:
            database.execute(begin)
            yield database

    def list(self, user: str, find: str = "") -> tuple[Summary, ...]:
        """The user's conversations, the last used first; with `find`, those that hold all of its words.

        A word may stand in the title, in questions or in answers, in any case, and as a part of a longer one. Raises
        ConversationInvalid when `find` is longer than a title.
        """
        if len(find) > MAX_TITLE_CHARS:
            raise ConversationInvalid(
                f"At most {MAX_TITLE_CHARS} characters can be looked for ({len(find)} were given)."
            )
        words = json.dumps(_folded(find).split())
        with self._transaction("begin") as database:
            query = f"{_SUMMARY} where user = ? and {_FOUND} order by touched desc"
            return tuple(Summary(*row) for row in database.execute(query, (_storable(user), words)))

    def create(self, user: str) -> Summary:
        """A new conversation, without a title until something is asked. Raises ConversationInvalid.

        Those in which nothing was asked for a day are forgotten.
        """
        owner, key, now = _storable(user), secrets.token_urlsafe(9), _now()
        with self._transaction() as database:
            database.execute(_FORGET, (owner, _now(-1)))
            (held,) = database.execute("select count(*) from conversations where user = ?", (owner,)).fetchone()
            if held >= MAX_CONVERSATIONS:
                raise ConversationInvalid(f"There are {held} conversations, the most that are kept. Delete some first.")
            values = (key, owner, now, now, _next_touch(database, owner))
            database.execute(
                "insert into conversations (id, user, created, updated, touched) values (?,?,?,?,?)", values
            )
        return Summary(key, "", now, now, 0)

    def read(self, user: str, key: str) -> Conversation:
        """A conversation whole. Raises NoConversation."""
        with self._transaction("begin") as database:
            found = _own(database, user, key)
            query = "select place, asked_at, answer, thumb, comment from turns where conversation = ? order by place"
            rows = database.execute(query, (found.id,)).fetchall()
        turns = tuple(StoredTurn(place, at, json.loads(answer), *rest) for place, at, answer, *rest in rows)
        return Conversation(found, turns)

    def history(self, user: str, key: str) -> tuple[Turn, ...]:
        """What was asked and said, for a question that leads on. Raises NoConversation."""
        with self._transaction("begin") as database:
            query = "select question, said from turns where conversation = ? order by place"
            return tuple(Turn(*row) for row in database.execute(query, (_own(database, user, key).id,)))

    def rename(self, user: str, key: str, title: str) -> Summary:
        """The conversation under its new title, on one line; "" gives it back the automatic one.

        Raises NoConversation, ConversationInvalid.
        """
        line = " ".join(_CONTROL.sub(" ", _storable(title)).split())
        if len(line) > MAX_TITLE_CHARS:
            raise ConversationInvalid(f"The title has {len(line)} characters; at most {MAX_TITLE_CHARS} are kept.")
        with self._transaction() as database:
            values = (line, _folded(line), _own(database, user, key).id)
            database.execute("update conversations set title = ?, title_words = ? where id = ?", values)
            return _own(database, user, key)

    def delete(self, user: str, key: str) -> None:
        """Remove a conversation, its words from the file as well. Raises NoConversation."""
        with self._transaction() as database:
            database.execute("delete from conversations where id = ?", (_own(database, user, key).id,))
        with self._lock, plainly(self._path):
            emptied(self._database)

    def add_turn(self, user: str, key: str, answer: Mapping[str, Any], *, alone: bool = False) -> int:
        """The place of the new turn, from an answer's JSON form; `alone`: it was asked without what came before.

        Raises NoConversation, ConversationInvalid.
        """
        whole = _storable(json.dumps(dict(answer), ensure_ascii=False))
        question = _storable(answer["question"])
        said = _storable(" ".join(sentence["text"] for sentence in answer["sentences"]))
        now = _now()
        with self._transaction() as database:
            found = _own(database, user, key)
            if found.turns >= MAX_TURNS:
                raise ConversationInvalid(f"This conversation has {MAX_TURNS} turns, the most it can. Begin another.")
            place, words = found.turns + 1, _folded(f"{question}\n{said}")
            database.execute(
                """insert into turns (conversation, place, asked_at, question, said, words, answer, alone)
                   values (?,?,?,?,?,?,?,?)""",
                (found.id, place, now, question, said, words, whole, alone),
            )
            first = _automatic(question) if place == 1 else ""
            database.execute(
                "update conversations set updated = ?, touched = ?, automatic = automatic || ? where id = ?",
                (now, _next_touch(database, _storable(user)), first, found.id),
            )
        return place

    def set_feedback(self, user: str, key: str, place: int, thumb: int, comment: str = "") -> None:
        """Keep what the user thinks of an answer: 1 up, -1 down, 0 neither.

        Raises NoConversation, ConversationInvalid.
        """
        text = _storable(comment).strip()
        if type(thumb) is not int or thumb not in (-1, 0, 1):
            raise ConversationInvalid(f"A thumb is 1, 0 or -1 ({thumb!r} is none).")
        if len(text) > MAX_COMMENT_CHARS:
            raise ConversationInvalid(f"The comment has {len(text)} characters; at most {MAX_COMMENT_CHARS} are kept.")
        with self._transaction() as database:
            found = _own(database, user, key)
            if not 1 <= place <= found.turns:
                raise _no_turn()
            query = "update turns set thumb = ?, comment = ? where conversation = ? and place = ?"
            database.execute(query, (thumb, text, found.id, place))


def _own(database: sqlite3.Connection, user: str, key: str) -> Summary:
    """The user's conversation of this id. Raises NoConversation, whether there is none or it is another's."""
    row = database.execute(f"{_SUMMARY} where id = ? and user = ?", (_storable(key), _storable(user))).fetchone()
    if row is None:
        raise NoConversation("There is no such conversation; it may have been deleted. Choose one from the list.")
    return Summary(*row)


def _no_turn() -> NoConversation:
    return NoConversation("The conversation has no such answer. Load it again.")


def _next_touch(database: sqlite3.Connection, user: str) -> int:
    """The number after all others: what was used last is told by order, not by a clock that may be set back."""
    (last,) = database.execute("select coalesce(max(touched), 0) from conversations where user = ?", (user,)).fetchone()
    return int(last) + 1


def _now(days: int = 0) -> str:
    """The time now, or some days from now."""
    moment = datetime.now(UTC) + timedelta(days=days)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _storable(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _folded(text: str) -> str:
    """A text as it is compared when looking for words: composed alike, without case."""
    return unicodedata.normalize("NFKC", _CONTROL.sub(" ", _storable(text)).casefold()).casefold()


def _automatic(question: str) -> str:
    """The title that a first question makes: on one line, cut at a word."""
    line = " ".join(_CONTROL.sub(" ", question).split())
    if len(line) <= _AUTOMATIC_CHARS:
        return line
    return line[:_AUTOMATIC_CHARS].rsplit(" ", 1)[0][: _AUTOMATIC_CHARS - 1] + "…"
