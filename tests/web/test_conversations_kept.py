import os
import re
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant.web.kept.conversations import Conversations
from assistant.web.kept.database import ConversationsUnusable
from tests.web.test_conversations import answer, begun, path, store

__all__ = ["path", "store"]  # fixtures


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


def test_all_is_there_after_a_restart(store: Conversations, path: Path) -> None:
    key = begun(store, "anna", "What was agreed?")
    store.set_feedback("anna", key, 1, 1, "good")
    kept = store.read("anna", key)
    store.close()
    with pytest.raises(ConversationsUnusable):
        store.list("anna")
    again = Conversations(path)
    assert again.read("anna", key) == kept
    again.close()


def test_nobody_else_on_the_machine_reads_the_file(path: Path) -> None:
    def modes() -> set[int]:
        return {stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob(path.name + "*")}

    before = os.umask(0)
    try:
        store = Conversations(path)
        begun(store, "anna", "One?")
        assert len(list(path.parent.iterdir())) == 3 and modes() == {0o600}  # with the journal and its index
        store.close()
        path.chmod(0o644)
        Conversations(path).close()
        assert modes() == {0o600}
    finally:
        os.umask(before)


def test_what_is_deleted_is_gone_from_the_disk(store: Conversations, path: Path) -> None:
    keys = [begun(store, "anna", *(f"marker{number:03}x{turn} " + "pad " * (number * 37 % 900) for turn in range(3)))
            for number in range(60)]  # fmt: skip
    for number, key in enumerate(keys):
        store.rename("anna", key, f"marker{number:03}xtitle")
        store.set_feedback("anna", key, 2, -1, f"marker{number:03}xcomment " + "word " * (number * 11 % 300))
    assert bytes_of(path).count(b"marker017x") > 0
    order = [number * 7 % 60 for number in range(60)]
    for done, number in enumerate(order, 1):
        store.delete("anna", keys[number])
        if done % 6 == 0:
            left = {int(found) for found in re.findall(rb"marker(\d{3})x", bytes_of(path))}
            assert left == set(order[done:])
    assert store.list("anna") == ()


def test_two_threads_and_a_second_process_write_at_once(store: Conversations, path: Path) -> None:
    key = store.create("").id
    other = Conversations(path)  # as another process would have it
    failures: list[BaseException] = []

    def write(through: Conversations, name: str) -> None:
        try:
            for number in range(25):
                place = through.add_turn("", key, answer(f"{name} {number}?"))
                through.set_feedback("", key, place, 1, name)
                assert through.list("")[0].turns >= place
        except BaseException as error:  # noqa: BLE001 - shown by the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=write, args=(one, str(n))) for n, one in enumerate((store, store, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    turns = store.read("", key).turns
    assert [turn.place for turn in turns] == list(range(1, 76))
    for name in "012":
        asked = [turn.answer["question"] for turn in turns if turn.comment == name]
        assert asked == [f"{name} {number}?" for number in range(25)]
    other.close()


WRITER = """
import sys
from pathlib import Path
from assistant.web.kept.conversations import Conversations
store = Conversations(Path(sys.argv[1]))
key = store.create("anna").id
for number in range(100000):
    said = {"question": f"{number}?", "sentences": [{"text": "word " * 3000}], "verdict": "answered"}
    place = store.add_turn("anna", key, said)
    store.set_feedback("anna", key, place, 1, "kept")
    print(place, flush=True)
    if place == 40:
        store.delete("anna", key)
        key = store.create("anna").id
"""


def test_what_was_said_to_be_kept_is_there_after_a_kill(path: Path) -> None:
    for lines in (1, 7, 39, 40, 55):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        told = [int(writer.stdout.readline()) for _ in range(lines)][-1]
        writer.kill()
        told = max(
            [told, *(int(line) for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n"))]
        )
        writer.wait()
        store = Conversations(path)
        (newest, *_) = store.list("anna")
        read = store.read("anna", newest.id)
        assert len(read.turns) in (told, told + 1) or told == 40
        assert all(turn.comment == "kept" for turn in read.turns[:-1])
        assert [turn.place for turn in read.turns] == list(range(1, len(read.turns) + 1))
        assert store.add_turn("anna", newest.id, answer()) == len(read.turns) + 1
        for one in store.list("anna"):
            store.delete("anna", one.id)
        store.close()
        assert sqlite3.connect(path).execute("pragma integrity_check").fetchone() == ("ok",)
        assert b"word word" not in bytes_of(path)


def test_files_that_are_not_ours_are_refused_and_left_alone(tmp_path: Path) -> None:
    newer = tmp_path / "newer.sqlite"
    Conversations(newer).close()
    with sqlite3.connect(newer) as database:
        database.execute("pragma user_version = 99")
    database.close()
    foreign = tmp_path / "foreign.sqlite"
    with sqlite3.connect(foreign) as database:
        database.execute("create table recipes (name text)")
    database.close()
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"not a database " * 500)
    folder = tmp_path / "folder.sqlite"
    folder.mkdir()
    for file, words in ((newer, "newer"), (foreign, "other data"), (damaged, "not a database"), (folder, "directory")):
        before = file.read_bytes() if file.is_file() else b""
        with pytest.raises(ConversationsUnusable, match=words) as refused:
            Conversations(file)
        assert str(file) in str(refused.value) and "web.data_dir" in str(refused.value)
        assert not file.is_file() or file.read_bytes() == before


def test_a_full_disk_is_told_plainly_and_harms_nothing(store: Conversations, path: Path) -> None:
    key = begun(store, "anna", "One?")
    database = store._database
    (pages,) = database.execute("pragma page_count").fetchone()
    database.execute(f"pragma max_page_count = {pages + 2}")
    with pytest.raises(ConversationsUnusable, match="full"):
        store.add_turn("anna", key, answer("Two?", "word " * 50_000))
    assert len(store.read("anna", key).turns) == 1
    database.execute("pragma max_page_count = 1000000")
    assert store.add_turn("anna", key, answer("Two?", "word " * 50_000)) == 2
