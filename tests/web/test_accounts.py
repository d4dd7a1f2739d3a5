import os
import sqlite3
import stat
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.web.people.accounts import (
    SESSION_S,
    Sessions,
    Users,
    basic,
    folded,
    is_name,
    names,
    remove_user,
    set_user,
)
from tests.web.people import QUICK, RIGHT, WRONG, Clock, Counting, two_users

HASH = QUICK.hash(RIGHT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return two_users(tmp_path)


@pytest.fixture
def hasher() -> Counting:
    return Counting()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def users(path: Path, hasher: Counting) -> Users:
    return Users.read(path, hasher)


def test_a_user_signs_in_with_the_usual_hash(tmp_path: Path) -> None:
    set_user(tmp_path / "users", "anna", RIGHT)
    assert (tmp_path / "users").read_text().startswith("anna:$argon2id$v=19$m=65536,t=3,p=4$")
    assert Users.read(tmp_path / "users").check("anna", RIGHT) == "anna"


@pytest.mark.parametrize(
    ("name", "password", "expected"),
    [
        ("Zoë", RIGHT, "Zoë"),
        ("ZOË", RIGHT, "Zoë"),
        ("zoe\u0308", RIGHT, "Zoë"),
        ("Zoë", WRONG, None),
        ("Zoë", RIGHT.upper(), None),
        ("Zoë", "", None),
        ("zoe", RIGHT, None),
        ("bob", RIGHT, None),
        ("", RIGHT, None),
        ("Z" * 1_000_000, RIGHT, None),
        ("e" + "\u0301\u0316" * 500_000, RIGHT, None),  # minutes, if it were normalised
    ],
)
def test_every_try_costs_one_check_whether_or_not_there_is_such_a_user(
    users: Users, hasher: Counting, name: str, password: str, expected: str | None
) -> None:
    assert users.check(name, password) == expected
    assert hasher.checks == 1


def test_passwords_are_the_same_in_either_composition_and_of_bounded_length(path: Path, users: Users) -> None:
    set_user(path, "cleo", "un café crème", QUICK)
    assert users.check("cleo", unicodedata.normalize("NFD", "un café crème")) == "cleo"
    assert users.check("cleo", "x" * 1025) is None
    for password in ("x" * 9, "x" * 1025):
        with pytest.raises(SettingsError, match="10 to 1024 characters"):
            set_user(path, "cleo", password, QUICK)
    set_user(path, "cleo", "x" * 1024, QUICK)
    assert users.check("cleo", "x" * 1024) == "cleo"


def test_changes_of_the_file_hold_at_once(path: Path, users: Users) -> None:
    set_user(path, "ZOË", "another word", QUICK)
    assert names(path) == ["Zoë", "bob"]
    assert (users.check("Zoë", RIGHT), users.check("Zoë", "another word")) == (None, "Zoë")
    remove_user(path, "BOB")
    assert (names(path), users.find("bob")) == (["Zoë"], None)
    with pytest.raises(SettingsError, match=r"no user 'bob' in .*There is: Zoë"):
        remove_user(path, "bob")
    path.write_text("Zoë\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="line 1"):
        users.find("Zoë")


def test_the_file_is_written_whole_for_its_owner_alone(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(path)
    set_user(link, "dan", RIGHT, QUICK)
    assert link.is_symlink()
    assert names(path) == ["Zoë", "bob", "dan"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["link", "users"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n\r\n"))  # as an editor may leave it
    assert names(path) == ["Zoë", "bob", "dan"]


@pytest.mark.parametrize(
    ("lines", "line", "cure"),
    [
        ("anna", 1, "assistant users add anna"),
        ("anna:HASH\nbob:plain secret", 2, "assistant users add bob"),
        ("anna:HASH\n\nANNA:HASH", 3, "Remove one"),
        (":HASH", 1, "Mend or remove"),
        ("an na:HASH", 1, "Mend or remove"),
        ("an\u202ena:HASH", 1, "Mend or remove"),
        ("a" * 65 + ":HASH", 1, "Mend or remove"),
        ("anna:HASH:HASH", 1, "assistant users add anna"),
        ("anna:$2b$12$abcdefghijklmnopqrstuv", 1, "assistant users add anna"),
        ("anna:HASH\nbob\udcff:HASH", 2, "UTF-8"),
    ],
)
def test_a_faulty_file_is_told_by_line_with_its_cure_and_without_its_secrets(
    tmp_path: Path, lines: str, line: int, cure: str
) -> None:
    file = tmp_path / "users"
    file.write_bytes(lines.replace("HASH", HASH).encode(errors="surrogateescape"))
    with pytest.raises(SettingsError) as caught:
        Users.read(file, QUICK)
    assert str(caught.value).startswith(f"{file}, line {line}: ")
    assert cure in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "$" not in str(caught.value)


def test_a_missing_an_empty_and_an_unreadable_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    for file, said in [("none", "There is no users file"), ("empty", "Nobody is in"), (".", "cannot be read")]:
        with pytest.raises(SettingsError, match=said):
            Users.read(tmp_path / file, QUICK)
    with pytest.raises(SettingsError, match="assistant users add NAME"):
        Users.read(tmp_path / "none", QUICK)
    with pytest.raises(SettingsError, match="cannot be written"):
        set_user(tmp_path / "empty" / "users", "anna", RIGHT, QUICK)


def test_a_hash_cut_short_is_no_wrong_password(path: Path, users: Users) -> None:
    path.write_text(f"anna:{HASH[:-2]}")  # no base64 has 41 signs
    with pytest.raises(SettingsError, match="cannot be checked"):
        users.check("anna", RIGHT)


@given(st.text(max_size=70))
def test_whatever_is_a_name_is_found_again_in_any_spelling(name: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "users"
        if not is_name(name):
            with pytest.raises(SettingsError):
                set_user(file, name, RIGHT, QUICK)
            assert not file.exists()
            return
        set_user(file, name, RIGHT, QUICK)
        kept = unicodedata.normalize("NFC", name)
        assert names(file) == [kept]
        users = Users.read(file, QUICK)
        for spelling in (name, unicodedata.normalize("NFD", name), folded(name), name.casefold()):
            assert users.check(spelling, RIGHT) == kept


@given(
    st.text(max_size=20), st.sampled_from(":\n\r\t \u00a0\u2028\0\x7f\u200b\u200e\u202e\u2066\u2069\u061c\ufeff\udc80")
)
def test_no_name_holds_what_cannot_be_seen(name: str, sign: str) -> None:
    assert not any(is_name(name[:place] + sign + name[place:]) for place in range(len(name) + 1))


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Basic YW5uYTpwYTpzcw==", ("anna", "pa:ss")),
        ("basic  Wm/DqzrDqQ==", ("Zoë", "é")),
        ("Basic YW5uYQ==", None),  # no colon
        ("Basic /////w==", None),  # not UTF-8
        ("Basic YW5uYTp", None),  # cut short
        ("Basic ä", None),
        ("Bearer YW5uYTpwYTpzcw==", None),
        ("", None),
    ],
)
def test_http_basic(header: str, expected: tuple[str, str] | None) -> None:
    assert basic(header) == expected


def test_a_session_outlives_a_restart_and_its_token_is_not_in_the_file(users: Users, tmp_path: Path) -> None:
    first = Sessions(tmp_path / "data", users)
    token, other = first.begin("zoë"), first.begin("bob")
    first.close()
    file = tmp_path / "data" / "sessions.sqlite"
    assert len(token) >= 43
    assert token.encode() not in file.read_bytes()
    if os.name == "posix":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = Sessions(tmp_path / "data", users)
    assert (again.user_of(token), again.user_of(other)) == ("Zoë", "bob")
    assert [again.user_of(wrong) for wrong in ("", token[:-1], token + "=", "\udc80")] == [None] * 4
    again.end(token)
    assert (again.user_of(token), again.user_of(other)) == (None, "bob")


def test_sessions_end_by_time_by_name_and_with_their_user(
    users: Users, path: Path, tmp_path: Path, clock: Clock
) -> None:
    sessions = Sessions(tmp_path, users, clock)
    kept, removed = path.read_bytes(), sessions.begin("bob")
    assert sessions.begin("nobody") == ""
    remove_user(path, "bob")
    assert sessions.user_of(removed) is None
    path.write_bytes(kept)
    assert sessions.user_of(removed) is None
    first, second = sessions.begin("Zoë"), sessions.begin("Zoë")
    bob = sessions.begin("bob")
    sessions.end_all("ZOË")
    assert [sessions.user_of(token) for token in (first, second, bob)] == [None, None, "bob"]
    set_user(path, "bob", RIGHT, QUICK)
    assert sessions.user_of(bob) is None
    late = sessions.begin("bob")
    clock.now += SESSION_S - 1
    assert sessions.user_of(late) == "bob"
    clock.now += 1
    assert sessions.user_of(late) is None
    sessions.begin("Zoë")
    with sqlite3.connect(tmp_path / "sessions.sqlite") as db:
        assert db.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_sessions_serve_many_threads(users: Users, tmp_path: Path) -> None:
    sessions = Sessions(tmp_path, users)
    with ThreadPoolExecutor(8) as threads:
        tokens = list(threads.map(sessions.begin, ["Zoë", "bob"] * 20))
        assert list(threads.map(sessions.user_of, tokens)) == ["Zoë", "bob"] * 20
    assert len(set(tokens)) == 40


def test_a_damaged_file_of_sessions_is_told_with_its_cure(users: Users, tmp_path: Path) -> None:
    (tmp_path / "sessions.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(SettingsError, match=r"sessions\.sqlite cannot be opened: .*delete the file"):
        Sessions(tmp_path, users)
