import asyncio
from pathlib import Path

import pytest

from assistant.settings import Settings
from assistant.web.people.accounts import Users, remove_user, set_user
from assistant.web.people.limiting import Attempts, Kind, Limits, SignIn, TooMany, delay_s, network
from tests.web.calls import awaited
from tests.web.people import HOME, OFFICE, QUICK, RIGHT, WRONG, Clock, Counting


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "users"
    set_user(file, "Zoë", RIGHT, QUICK)
    set_user(file, "bob", WRONG, QUICK)
    return file


@pytest.fixture
def hasher() -> Counting:
    return Counting()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sign_in(path: Path, hasher: Counting, clock: Clock) -> SignIn:
    return SignIn(Users.read(path, hasher), clock=clock)


def test_waits_grow_from_the_third_failure_to_five_minutes(clock: Clock) -> None:
    assert [delay_s(failures) for failures in range(13)] == [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert delay_s(10**9) == 300
    attempts = Attempts(clock)
    waits = []
    for _ in range(5):
        attempts.failed("a")
        waits.append(attempts.wait_s("a"))
    assert waits == [0, 0, 2, 4, 8]
    assert attempts.wait_s("b") == 0
    clock.now += 7
    assert attempts.wait_s("a") == 1
    clock.now += 1
    assert attempts.wait_s("a") == 0
    attempts.forget("a")
    attempts.failed("a")
    assert attempts.wait_s("a") == 0


def test_failures_are_forgotten_after_a_while_and_their_memory_is_bounded(clock: Clock) -> None:
    attempts = Attempts(clock, most_keys=3)
    for key in "aaabcabde":  # a failed again after b and c
        attempts.failed(key)
    assert (len(attempts), attempts.wait_s("a"), attempts.wait_s("c")) == (3, 0, 0)
    clock.now += 900
    attempts.failed("f")
    assert len(attempts) == 1


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_what_a_visitor_is_known_by(address: str, expected: str) -> None:
    assert network(address) == expected


def test_failures_make_the_name_wait_everywhere_and_the_address_with_every_name(sign_in: SignIn, clock: Clock) -> None:
    for _ in range(3):
        assert sign_in.check_now("Zoë", WRONG, HOME) is None
    with pytest.raises(TooMany, match=r"Try again in 2 s\."):
        sign_in.check_now("zoë", RIGHT, OFFICE)
    with pytest.raises(TooMany):
        sign_in.check_now("bob", WRONG, HOME)
    assert sign_in.check_now("bob", WRONG, OFFICE) == "bob"
    clock.now += 2
    assert sign_in.check_now("Zoë", RIGHT, HOME) == "Zoë"  # forgives the name alone
    for _ in range(2):
        assert sign_in.check_now("Zoë", WRONG, OFFICE) is None
    assert sign_in.check_now("nobody", WRONG, HOME) is None
    with pytest.raises(TooMany):
        sign_in.check_now("bob", WRONG, HOME)


def test_many_tries_at_once_are_no_way_around_the_wait(sign_in: SignIn, hasher: Counting) -> None:
    async def tried(number: int) -> str | None:
        try:
            return await sign_in.check("Zoë", f"wrong word {number}", f"192.0.2.{number}")
        except TooMany:
            return "waits"

    async def burst() -> list[str | None]:
        return await asyncio.gather(*(tried(number) for number in range(50)))

    said = awaited(burst())
    assert said.count(None) == hasher.checks
    assert 3 <= hasher.checks <= 4  # two are checked at a time
    assert said.count("waits") == 50 - hasher.checks


def test_a_right_password_is_remembered_for_a_minute(
    sign_in: SignIn, path: Path, hasher: Counting, clock: Clock
) -> None:
    for client, checks in [(HOME, 1), (HOME, 1), (OFFICE, 2)]:
        assert awaited(sign_in.check("Zoë", RIGHT, client)) == "Zoë"
        assert hasher.checks == checks
    clock.now += 60
    assert sign_in.check_now("Zoë", RIGHT, HOME) == "Zoë"
    assert hasher.checks == 3
    set_user(path, "Zoë", "another word", QUICK)
    assert sign_in.check_now("Zoë", RIGHT, HOME) is None
    remove_user(path, "Zoë")
    assert sign_in.check_now("Zoë", "another word", HOME) is None


def test_what_is_remembered_helps_its_own_address_and_tells_no_other(sign_in: SignIn) -> None:
    assert sign_in.check_now("Zoë", RIGHT, HOME) == "Zoë"
    for _ in range(3):
        assert sign_in.check_now("Zoë", WRONG, OFFICE) is None
    assert sign_in.check_now("Zoë", RIGHT, HOME) == "Zoë"
    for guess in (WRONG, RIGHT):
        with pytest.raises(TooMany):
            sign_in.check_now("Zoë", guess, "203.0.113.5")


def test_each_user_has_so_many_questions_and_uploads_a_minute() -> None:
    limits = Limits(Settings(web={"questions_per_minute": 3, "uploads_per_minute": 1}))
    for _ in range(3):
        limits.take("questions", "anna")
    limits.take("questions", "bob")
    limits.take("uploads", "anna")
    asked = r"^You have asked 3 questions within a minute, the most allowed\. Go on in (\d+) s\.$"
    sent = r"^You have changed the reports 1 time within a minute, the most allowed\. Go on in (\d+) s\.$"
    cases: list[tuple[Kind, str]] = [("questions", asked), ("uploads", sent)]
    for kind, said in cases * 2:
        with pytest.raises(TooMany, match=said) as caught:
            limits.take(kind, "anna")
        assert 0 < caught.value.wait_s <= 60
        assert f" {caught.value.wait_s} s" in str(caught.value)
