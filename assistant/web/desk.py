"""Where questions wait: few are answered at once, some wait, and beyond that a clear word beats a long wait."""

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from assistant.errors import AssistantError

_Part = TypeVar("_Part")
_END = object()


class Busy(AssistantError):
    """More questions, or other things, wait than are allowed to."""


class Desk:
    """Answers `at_once` questions at a time, in the order of their coming; `max_waiting` others wait.

    `those` names what waits, where that is not questions.
    """

    def __init__(self, at_once: int, max_waiting: int, those: str = "questions") -> None:
        self._seats = asyncio.Semaphore(at_once)
        self._threads = CapacityLimiter(at_once)
        self._quick_threads = CapacityLimiter(at_once)
        self._max_waiting = max_waiting
        self._those = those
        self.answering = 0
        self.waiting = 0

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[None]:
        """A place to answer a question at, once it is this one's turn. Raises Busy."""
        self._refuse_when_full()
        self.waiting += 1
        try:
            await self._seats.acquire()
        finally:
            self.waiting -= 1
        self.answering += 1
        try:
            yield
        finally:
            self.answering -= 1
            self._seats.release()

    async def each(self, parts: Generator[_Part, None, None], *, quick: int = 0) -> AsyncIterator[_Part]:
        """The parts of an answer as they come, computed in a thread; given up, work ends with the part under way.

        The first `quick` parts, which take milliseconds, wait for no place. Raises Busy.
        """
        self._refuse_when_full()
        try:
            for _ in range(quick):
                if (part := await to_thread.run_sync(next, parts, _END, limiter=self._quick_threads)) is _END:
                    return
                yield part  # type: ignore[misc]  # not the end
            async with self.seat():
                while (part := await to_thread.run_sync(next, parts, _END, limiter=self._threads)) is not _END:
                    yield part  # type: ignore[misc]  # not the end
        finally:
            parts.close()  # given up while a part was computed, this place was held until the thread had done so

    def _refuse_when_full(self) -> None:
        if self.waiting >= self._max_waiting:
            raise Busy(f"{self.waiting} {self._those} are waiting already. Ask again in a moment.")
