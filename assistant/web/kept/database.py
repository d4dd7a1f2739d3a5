"""The SQLite file of conversations: opened, made when there is none, and its errors in plain words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import AssistantError

VERSION = 1  # of the tables; assistant/evaluation/feedback.py reads them as well
_BUSY_S = 10.0
_TABLES = (
    """create table conversations (
           id text primary key, user text not null, title text not null default '', automatic text not null default '',
           title_words text not null default '', created text not null, updated text not null, touched integer not null)
    """,
    "create index conversations_of_user on conversations (user, touched)",
    """create table turns (
           conversation text not null references conversations (id) on delete cascade, place integer not null,
           asked_at text not null, question text not null, said text not null, words text not null,
           answer text not null, alone integer not null, thumb integer not null default 0,
           comment text not null default '', primary key (conversation, place))
    """,
)
_PRAGMAS = ("foreign_keys = on", "secure_delete = on", "journal_mode = wal", "synchronous = full")


class ConversationsUnusable(AssistantError):
    """The file of conversations is damaged, made by a newer version, or cannot be written."""


def opened(path: Path) -> sqlite3.Connection:
    """The database, for any thread, every transaction begun by hand. Raises ConversationsUnusable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its journal the same mode
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)
    database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        _prepare(database, path)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    _check_version(database, path)  # before anything is written: a file of another kind stays as it is
    for pragma in _PRAGMAS:
        database.execute(f"pragma {pragma}")
    with database:
        database.execute("begin immediate")
        if _check_version(database, path) == 0:
            for statement in _TABLES:
                database.execute(statement)
            database.execute(f"pragma user_version = {VERSION}")
    emptied(database)  # a kill may have left deleted words in the journal


def _check_version(database: sqlite3.Connection, path: Path) -> int:
    """The version of the file's tables, 0 when it is empty. Raises ConversationsUnusable when they are not ours."""
    (version,) = database.execute("pragma user_version").fetchone()
    (tables,) = database.execute("select count(*) from sqlite_master").fetchone()
    elsewhere = "or name another folder as web.data_dir"
    if version > VERSION:
        made = f"{path} was made by a newer Report Assistant (its version is {version}, known is {VERSION})"
        raise ConversationsUnusable(f"{made}. Use that one, {elsewhere}.")
    if version < VERSION and (version or tables):
        raise ConversationsUnusable(f"{path} holds no conversations but other data. Move it away, {elsewhere}.")
    return int(version)


def emptied(database: sqlite3.Connection) -> None:
    """Move the journal into the file and empty it. Another process that reads puts it off until the next time."""
    database.execute("pragma wal_checkpoint(truncate)").fetchall()


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Errors of the disk and of SQLite as ConversationsUnusable."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        cure = "Mend the file or move it away, make room, or name another folder as web.data_dir."
        raise ConversationsUnusable(f"{path}: conversations cannot be kept ({error}). {cure}") from error
