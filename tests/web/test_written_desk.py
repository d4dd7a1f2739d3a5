"""Where written answers wait: a chat model holds up nobody but those who wait for one, and stops when it is left."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from typing import cast

import pytest

from assistant.web.desk import Answering, Busy, Desk
from tests.web.calls import awaited

WRITE = "the model writes next"
_MODELS_HEARD = 16


class Asked:
    """An answer of three parts; before the last one a model is waited for, until it is told or cancelled."""

    def __init__(self) -> None:
        self.told = threading.Event()
        self.cancelled = threading.Event()
        self.closed = threading.Event()

    def _parts(self) -> Generator[str, None, None]:
        try:
            yield "found"
            yield WRITE
            while not self.told.wait(0.01) and not self.cancelled.is_set():
                pass
            yield "written" if self.told.is_set() else "left"
        finally:
            self.closed.set()

    def at(self, desk: Desk) -> AsyncGenerator[str, None]:
        answering = Answering(self._parts(), 1, lambda part: part == WRITE, self.cancelled.set)
        return cast("AsyncGenerator[str, None]", desk.each(answering))


async def begun(desk: Desk) -> tuple[Asked, AsyncGenerator[str, None]]:
    """An answer whose model is at work."""
    asked = Asked()
    parts = asked.at(desk)
    assert [await anext(parts), await anext(parts), await anext(parts)] == ["found", WRITE, WRITE]  # the last is a beat
    return asked, parts


def test_while_a_model_writes_its_seat_is_another_s() -> None:
    async def scene() -> None:
        desk = Desk(1, 1)
        asked, parts = await begun(desk)
        assert (desk.answering, desk.waiting) == (1, 0)
        quoted = [part async for part in desk.each(Answering(part for part in ("a", "b")))]
        assert quoted == ["a", "b"]
        asked.told.set()
        assert [part async for part in parts][-1] == "written"
        assert (desk.answering, desk.waiting) == (0, 0) and asked.closed.is_set() and not asked.cancelled.is_set()

    awaited(scene())


@pytest.mark.parametrize("way", ["closed", "cancelled"])
def test_whoever_leaves_ends_the_model_s_work_and_frees_its_place(way: str) -> None:
    async def scene() -> None:
        desk = Desk(1, 1)
        asked, parts = await begun(desk)
        if way == "closed":
            await parts.aclose()
        else:
            waiting = asyncio.ensure_future(anext(parts))
            await asyncio.sleep(0.05)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        assert asked.cancelled.is_set() and asked.closed.is_set() and desk.answering == 0

    awaited(scene())


def test_models_are_heard_in_a_bounded_number_and_others_wait() -> None:
    async def scene() -> None:
        desk = Desk(_MODELS_HEARD + 1, 1)
        heard = await asyncio.gather(*(begun(desk) for _ in range(_MODELS_HEARD)))
        last = Asked()
        parts = last.at(desk)
        assert [await anext(parts), await anext(parts)] == ["found", WRITE]
        waiting = asyncio.ensure_future(anext(parts))
        while not desk.waiting:
            await asyncio.sleep(0)
        async with aclosing(Asked().at(desk)) as more:
            with pytest.raises(Busy, match="1 questions are waiting already"):
                _ = [part async for part in more]
        heard[0][0].told.set()
        assert [part async for part in heard[0][1]][-1] == "written"
        last.told.set()
        assert await waiting in (WRITE, "written")
        for asked, one in heard[1:]:
            await one.aclose()
            assert asked.closed.is_set()
        await parts.aclose()
        assert (desk.answering, desk.waiting) == (0, 0)

    awaited(scene())


def test_an_error_of_a_part_is_told_and_frees_the_place() -> None:
    def failing() -> Generator[str, None, None]:
        yield WRITE
        raise ValueError("broken")

    async def scene() -> None:
        desk = Desk(1, 1)
        with pytest.raises(ValueError, match="broken"):
            _ = [part async for part in desk.each(Answering(failing(), 0, lambda part: part == WRITE))]
        assert desk.answering == 0

    awaited(scene())
