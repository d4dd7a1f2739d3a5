"""Limiting: how often one user may ask, upload and see pages, and how fast anybody may try passwords."""

import asyncio
import hmac
import ipaddress
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Literal

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.web.people.accounts import User, Users, folded

Kind = Literal["questions", "uploads", "pictures"]
_DONE = {
    "questions": "asked {} question{}",
    "uploads": "changed the reports {} time{}",
    "pictures": "asked to see {} page{}",
}
_PICTURES_PER_MINUTE = 120  # more than anybody looks at
_FREE_FAILURES = 3
_LONGEST_WAIT_S = 300.0
_FORGOTTEN_AFTER_S = 900.0
_REMEMBERED_S = 60.0


class TooMany(AssistantError):
    """Somebody asks, uploads or tries passwords too often; `wait_s` whole seconds on it goes on."""

    def __init__(self, message: str, wait_s: int) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Limits:
    """Questions, uploads and pictures of each user within any minute, counted in memory."""

    def __init__(self, settings: Settings) -> None:
        from limits import RateLimitItemPerMinute  # imported late: 0.1 s that no shell command needs
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._most = {
            "questions": RateLimitItemPerMinute(settings.web.questions_per_minute),
            "uploads": RateLimitItemPerMinute(settings.web.uploads_per_minute),
            "pictures": RateLimitItemPerMinute(_PICTURES_PER_MINUTE),
        }

    def take(self, kind: Kind, who: str) -> None:
        """Count one more of a user, or of an address where nobody signs in. Raises TooMany, and then counts none."""
        most = self._most[kind]
        if self._limiter.hit(most, kind, who):
            return
        free_at, _ = self._limiter.get_window_stats(most, kind, who)
        wait_s = max(1, math.ceil(free_at - time.time()))
        done = _DONE[kind].format(most.amount, "s" if most.amount > 1 else "")
        raise TooMany(f"You have {done} within a minute, the most allowed. Go on in {wait_s} s.", wait_s)


class Attempts:
    """Failures by key, and the wait that they cost: nothing up to the third, then 2, 4, 8 … 300 seconds.

    A key is forgotten after a quarter of an hour without a failure; beyond `most_keys`, the longest quiet one is.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_keys: int = 10_000) -> None:
        self._clock = clock
        self._most_keys = most_keys
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()  # key -> failures, time of the last one
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._failures)

    def wait_s(self, key: str) -> float:
        """Seconds until the next try, 0 when it may be made now."""
        with self._lock:
            failures, last = self._failures.get(key, (0, 0.0))
            return max(0.0, last + delay_s(failures) - self._clock())

    def failed(self, key: str) -> None:
        """Count one more failure."""
        with self._lock:
            now = self._clock()
            self._drop_until(now - _FORGOTTEN_AFTER_S)
            failures, _ = self._failures.pop(key, (0, 0.0))
            self._failures[key] = failures + 1, now
            if len(self._failures) > self._most_keys:
                self._failures.popitem(last=False)

    def forget(self, key: str) -> None:
        """Begin anew with a key, after a success."""
        with self._lock:
            self._failures.pop(key, None)

    def _drop_until(self, moment: float) -> None:
        """Drop what failed last before a moment; the keys stand in that order."""
        while self._failures and next(iter(self._failures.values()))[1] <= moment:
            self._failures.popitem(last=False)


class SignIn:
    """Checks names with passwords: two at once, a wait after failures; what was right stays for a minute.

    A right password is remembered for the address it came from alone. For any address, it would tell others, who
    have to wait, whether they guessed it.
    """

    def __init__(
        self, users: Users, attempts: Attempts | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._users = users
        self._attempts = attempts or Attempts(clock)
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._right: dict[bytes, tuple[User, float]] = {}
        self._threads = ThreadPoolExecutor(2, "sign-in")  # 64 MB and 0.1 s each; the page's own threads stay free

    async def check(self, name: str, password: str, client: str) -> str | None:
        """The user's name, None when name or password is wrong. Raises TooMany while the next try has to wait."""
        known = self._remembered(name, password, client)
        if known is not None:
            return known
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.check_now, name, password, client)

    def check_now(self, name: str, password: str, client: str) -> str | None:
        """`check` in this thread. A try that has to wait is not counted and not checked."""
        known = self._remembered(name, password, client)
        if known is not None:
            return known
        who, where = f"name {folded(name)}", f"address {network(client)}"
        self._let_wait(who)
        user = self._users.find(name)  # before the check: a password that changes meanwhile is not remembered
        checked = self._users.check(name, password)
        if checked is None or user is None:
            self._attempts.failed(who)
            self._attempts.failed(where)
            return None
        self._attempts.forget(who)
        now = self._clock()
        self._right = {key: kept for key, kept in self._right.items() if kept[1] > now}
        self._right[self._digest(name, password, client)] = user, now + _REMEMBERED_S
        return checked

    def _remembered(self, name: str, password: str, client: str) -> str | None:
        """The user's name when this was right a moment ago. Raises TooMany when the address has to wait."""
        self._let_wait(f"address {network(client)}")
        user, until = self._right.get(self._digest(name, password, client), (None, 0.0))
        if user is None or until <= self._clock():
            return None
        return user.name if self._users.find(name) == user else None

    def _let_wait(self, key: str) -> None:
        wait_s = self._attempts.wait_s(key)
        if wait_s > 0:
            seconds = math.ceil(wait_s)
            raise TooMany(f"Too many sign-ins have failed. Try again in {seconds} s.", seconds)

    def _digest(self, *parts: str) -> bytes:
        told = "\0".join(f"{len(part)} {part}" for part in parts)
        return hmac.digest(self._key, told.encode(errors="surrogatepass"), "sha256")


def delay_s(failures: int) -> float:
    """Seconds between the last of so many failures and the next try."""
    if failures < _FREE_FAILURES:
        return 0.0
    return min(2.0 ** min(failures - _FREE_FAILURES + 1, 16), _LONGEST_WAIT_S)


def network(address: str) -> str:
    """What one visitor can be known by: the address, of IPv6 its /64, in which anybody takes a new one at will."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:  # a socket without addresses
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
