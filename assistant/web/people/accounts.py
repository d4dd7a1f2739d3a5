"""Accounts: who may sign in (a file of users), and who is signed in (sessions that outlive a restart)."""

import base64
import hashlib
import os
import re
import secrets
import sqlite3
import tempfile
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError, VerifyMismatchError

from assistant.errors import SettingsError

SESSION_S = 14 * 24 * 3600
MOST_PASSWORD_CHARS = 1024
_LEAST_PASSWORD_CHARS = 10
_MOST_NAME_CHARS = 64
_MOST_TYPED_CHARS = 4 * _MOST_NAME_CHARS  # normalising takes the square of the length of some texts
_HASH = re.compile(r"\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}")
_NAME_RULE = "a name has 1 to 64 visible characters, no space and no colon"

Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in, as the users file has it."""

    name: str
    hash: str = field(repr=False)

    @property
    def stamp(self) -> str:
        """What changes with every new password, so that what the old one opened ends."""
        return hashlib.sha256(self.hash.encode()).hexdigest()


class Users:
    """The users file, read anew when it changes. Every method raises SettingsError when it has become unreadable."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self._path = path
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())
        self._held = _signature(path), _read(path)

    @classmethod
    def read(cls, path: Path, hasher: PasswordHasher | None = None) -> "Users":
        """The users of a file. Raises SettingsError with the path, the line and the cure, also when nobody is in it."""
        users = cls(path, hasher)
        if not users._held[1]:
            raise SettingsError(f"Nobody is in the users file {path}. {_cure(path)}")
        return users

    def find(self, name: str) -> User | None:
        """The user of a name in any spelling, None when the file holds none."""
        return self._current().get(folded(name))

    def check(self, name: str, password: str) -> str | None:
        """The name as the file spells it, None when it or the password is wrong; both take the same time."""
        if len(password) > MOST_PASSWORD_CHARS:
            return None
        user = self.find(name)
        try:
            self._hasher.verify(user.hash if user else self._nobody, _secret(password))
        except VerifyMismatchError:
            return None
        except VerificationError as error:
            raise SettingsError(f"{self._path}: a hash cannot be checked: {error}. {_cure(self._path)}") from None
        return user.name if user else None

    def _current(self) -> dict[str, User]:
        signature = _signature(self._path)
        if signature != self._held[0]:
            self._held = signature, _read(self._path)
        return self._held[1]


def folded(name: str) -> str:
    """A name as names are compared: whatever its case and composition; empty for what is too long to be one."""
    if len(name) > _MOST_TYPED_CHARS:
        return ""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def is_name(name: str) -> bool:
    """Whether a user can be called so: what cannot be seen, bidi signs among it, is in no name."""
    if len(name) > _MOST_TYPED_CHARS:
        return False
    name = unicodedata.normalize("NFC", name)
    return 0 < len(name) <= _MOST_NAME_CHARS and name.isprintable() and not set(name) & {":", " "}


def basic(authorization: str) -> tuple[str, str] | None:
    """The name and password of HTTP Basic (RFC 7617, UTF-8), None when there are none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        return None
    return (name, password) if colon else None


def names(path: Path) -> list[str]:
    """The names in a users file, in its order. Raises SettingsError."""
    return [user.name for user in _read(path).values()]


def set_user(path: Path, name: str, password: str, hasher: PasswordHasher | None = None) -> None:
    """Let a user sign in with this password. One who is known keeps the spelling of the name and is signed out.

    Raises SettingsError.
    """
    if not is_name(name):
        raise SettingsError(f"{name[:_MOST_TYPED_CHARS]!r} cannot be a user: {_NAME_RULE}.")
    if not _LEAST_PASSWORD_CHARS <= len(password) <= MOST_PASSWORD_CHARS:
        raise SettingsError(f"A password has {_LEAST_PASSWORD_CHARS} to {MOST_PASSWORD_CHARS} characters.")
    if not password.isprintable():
        raise SettingsError("A password is made of visible characters, so that it can be typed; this one is not UTF-8.")
    users = _read(path) if os.path.lexists(path) else {}
    known = users.get(folded(name))
    spelled = known.name if known else unicodedata.normalize("NFC", name)
    _write(path, {**users, folded(name): User(spelled, (hasher or PasswordHasher()).hash(_secret(password)))})


def remove_user(path: Path, name: str) -> None:
    """Take a user out of the file, who is signed out at once. Raises SettingsError, also for a name not in it."""
    users = _read(path)
    if users.pop(folded(name), None) is None:
        there = ", ".join(user.name for user in users.values()) or "nobody"
        raise SettingsError(f"There is no user {name[:_MOST_TYPED_CHARS]!r} in {path}. There is: {there}.")
    _write(path, users)


class Sessions:
    """Who is signed in: `sessions.sqlite` in a folder, which holds no token, only its sha256. For any thread."""

    def __init__(self, folder: Path, users: Users, clock: Callable[[], float] = time.time) -> None:
        self._users = users
        self._clock = clock
        self._lock = Lock()
        self._path = folder / "sessions.sqlite"
        try:
            self._db = _opened(self._path)
        except (OSError, sqlite3.Error) as error:
            cure = "Set web.data_dir to a folder that can be written, or delete the file: everybody then signs in anew."
            raise SettingsError(f"{self._path} cannot be opened: {error}. {cure}") from None

    def begin(self, user: str) -> str:
        """The token of a new session of 14 days, "" for somebody who is no user."""
        found = self._users.find(user)
        if found is None:
            return ""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._db.execute("DELETE FROM sessions WHERE ends <= ?", (now,))
            row = (_digest(token), folded(user), found.stamp, now + SESSION_S)
            self._db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return token

    def user_of(self, token: str) -> str | None:
        """Whose session it is, None when it has ended: by time, by `end`, or by a change of the user's password."""
        query = "SELECT user, stamp FROM sessions WHERE token = ? AND ends > ?"
        with self._lock:
            row = self._db.execute(query, (_digest(token), self._clock())).fetchone()
        if row is None:
            return None
        user = self._users.find(row[0])
        if user is None or user.stamp != row[1]:
            self.end(token)  # so that it does not begin again when an old users file is put back
            return None
        return user.name

    def end(self, token: str) -> None:
        """End one session, if it is one."""
        with self._lock:
            self._db.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))

    def end_all(self, user: str) -> None:
        """End every session of a user."""
        with self._lock:
            self._db.execute("DELETE FROM sessions WHERE user = ?", (folded(user),))

    def close(self) -> None:
        """Close the file; what began goes on when it is opened again."""
        with self._lock:
            self._db.close()


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # sqlite would make it readable to everybody
    path.chmod(0o600)
    db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    db.execute("CREATE TABLE IF NOT EXISTS sessions (token BLOB PRIMARY KEY, user TEXT, stamp TEXT, ends REAL)")
    return db


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _secret(password: str) -> bytes:
    """The bytes of a password, the same from every keyboard."""
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")


def _cure(path: Path) -> str:
    return f"Make it with: assistant users add NAME --file {path}"


def _signature(path: Path) -> Signature:
    """What changes with a file; zeros while it is not there, and reading it then says so."""
    try:
        status = path.stat()
    except OSError:
        return 0, 0, 0
    return status.st_mtime_ns, status.st_size, status.st_ino


def _read(path: Path) -> dict[str, User]:
    """The users of a file by folded name, in its order."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SettingsError(f"There is no users file {path}. {_cure(path)}") from None
    except OSError as error:
        raise SettingsError(f"The users file {path} cannot be read: {error.strerror or error}.") from None
    users: dict[str, User] = {}
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            user = _user(line, f"{path}, line {number}")
            if folded(user.name) in users:
                raise SettingsError(f"{path}, line {number}: {user.name} is there twice. Remove one of the lines.")
            users[folded(user.name)] = user
    return users


def _user(line: bytes, where: str) -> User:
    """The user of a line, which no message repeats, because it may hold a password."""
    try:
        name, _, hashed = line.decode().strip().partition(":")
    except UnicodeDecodeError:
        raise SettingsError(f"{where}: not UTF-8. Save the file as UTF-8.") from None
    if not is_name(name):
        raise SettingsError(f"{where}: {_NAME_RULE}. Mend or remove the line.")
    if not _HASH.fullmatch(hashed):
        cure = f"Remove the line, then: assistant users add {name}"
        raise SettingsError(f"{where}: what follows the colon is no argon2id hash. {cure}")
    return User(unicodedata.normalize("NFC", name), hashed)


def _write(path: Path, users: dict[str, User]) -> None:
    """Write all or nothing, to be read by the owner alone."""
    text = "".join(f"{user.name}:{user.hash}\n" for user in users.values())
    target = path.resolve()  # a link stays one
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")  # of mode 0600
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle, no path
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(target)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError as error:
        raise SettingsError(f"The users file {path} cannot be written: {error.strerror or error}.") from None
