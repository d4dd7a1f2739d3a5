"""Where questions wait: few are answered at once, some wait, and beyond that a clear word beats a long wait."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from anyio import CancelScope, CapacityLimiter, to_thread

from assistant.errors import AssistantError

_Part = TypeVar("_Part")
_END = object()
_MODELS_HEARD = 16  # at once; each holds a thread that does hardly more than wait
_BEAT_S = 1.0


class Busy(AssistantError):
    """More questions, or other things, wait than are allowed to."""


@dataclass(frozen=True, slots=True)
class Answering(Generic[_Part]):
    """The parts of an answer, to be computed one after another.

    The first `quick` ones take milliseconds. After one of which `model_next` is true a chat model is waited for. When
    nobody wants the answer any more, `cancel` is called, from another thread than the one that computes.
    """

    parts: Generator[_Part, None, None]
    quick: int = 0
    model_next: Callable[[_Part], bool] = lambda _: False
    cancel: Callable[[], None] = lambda: None


class Desk:
    """Answers `at_once` questions at a time, in the order of their coming; `max_waiting` others wait.

    While a chat model writes, the question's seat is another's. `those` names what waits, where that is not questions.
    """

    def __init__(self, at_once: int, max_waiting: int, those: str = "questions") -> None:
        self._seats = _Row(at_once, max_waiting, those)
        self._models = _Row(_MODELS_HEARD, max_waiting, those, _BEAT_S)
        self._glances = CapacityLimiter(at_once)

    @property
    def answering(self) -> int:
        """How many questions have a seat, or a model that writes."""
        return self._seats.taken + self._models.taken

    @property
    def waiting(self) -> int:
        """How many questions wait for either."""
        return self._seats.waiting + self._models.waiting

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[None]:
        """A place to answer a question at, once it is this one's turn. Raises Busy."""
        async with self._seats.place():
            yield

    async def each(self, answering: Answering[_Part]) -> AsyncIterator[_Part]:
        """The parts of an answer as they come; given up, work ends with the part under way. Raises Busy.

        The quick ones wait for no seat. While a model is waited for, the last part is given again each second, as it
        is by giving that one learns that nobody takes it.
        """
        self._seats.refuse_when_full()
        work = _Work(answering)
        try:
            for _ in range(answering.quick):
                if (part := await work.next(self._glances)) is _END:
                    return
                yield part
            while work.last is not _END:
                row = self._row(work)
                async with row.place():
                    try:
                        while self._row(work) is row and (part := await work.next(row.threads, row.beat_s)) is not _END:
                            yield part
                    finally:
                        await work.rest()  # this place is held until the thread has done
        finally:
            await work.rest()
            answering.parts.close()

    def _row(self, work: "_Work[_Part]") -> "_Row":
        return self._models if work.model_next else self._seats


class _Row:
    """Places, each with a thread; whoever finds none free waits in the order of coming."""

    def __init__(self, places: int, max_waiting: int, those: str, beat_s: float | None = None) -> None:
        self._free = asyncio.Semaphore(places)
        self._max_waiting = max_waiting
        self._those = those
        self.threads = CapacityLimiter(places)
        self.beat_s = beat_s
        self.taken = 0
        self.waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """A place, once it is this one's turn. Raises Busy."""
        self.refuse_when_full()
        self.waiting += 1
        try:
            await self._free.acquire()
        finally:
            self.waiting -= 1
        self.taken += 1
        try:
            yield
        finally:
            self.taken -= 1
            self._free.release()

    def refuse_when_full(self) -> None:
        """Raise Busy when as many wait as may."""
        if self.waiting >= self._max_waiting:
            raise Busy(f"{self.waiting} {self._those} are waiting already. Ask again in a moment.")


class _Work(Generic[_Part]):
    """An answer as far as it is computed; `last` is its last part, None before the first."""

    def __init__(self, answering: Answering[_Part]) -> None:
        self._answering = answering
        self._running: asyncio.Task[Any] | None = None
        self.last: Any = None

    @property
    def model_next(self) -> bool:
        """Whether the next part is a chat model's."""
        return self.last is not None and self._answering.model_next(self.last)

    async def next(self, threads: CapacityLimiter, beat_s: float | None = None) -> Any:
        """The next part, _END after all; when it takes longer than `beat_s`, the last one again."""
        if self._running is None:
            call = to_thread.run_sync(next, self._answering.parts, _END, limiter=threads)
            self._running = asyncio.create_task(call)
        await asyncio.wait({self._running}, timeout=beat_s)
        if self._running.done():
            done, self._running = self._running, None
            self.last = done.result()
        return self.last

    async def rest(self) -> None:
        """Return when no part is being computed; one that is, is not wanted any more."""
        if self._running is None:
            return
        self._answering.cancel()
        with CancelScope(shield=True):
            await asyncio.wait({self._running})
        self._running.exception()  # nobody is there to be told
        self._running = None
