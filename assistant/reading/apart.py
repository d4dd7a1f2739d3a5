"""A process beside this one in which files are read, within limits: what crashes or hangs there does no harm here."""

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Self, TypeVar

from assistant.errors import ReaderUnavailable, ReadingStopped, ReportUnreadable
from assistant.reading.within import GRACE_S, Limits, Outcome, receive, send, too_large

__all__ = ["Apart", "Limits", "Readers", "Watch"]
Made = TypeVar("Made")
_Process = subprocess.Popen[bytes]
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_RENEWED_AFTER = 500  # files: some of the libraries keep a little memory of each
_UNTOUCHED = "Nothing was changed"


class Apart:
    """One such process, started when it is first needed and again after it was ended; for one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._stopped = False
        self._done = 0

    def __call__(self, work: Callable[..., Made], *given: object) -> Made:
        """What `work`, a function of a module, makes of what is given; both are sent there.

        Raises ReportUnreadable when it does, or fails in any other way; ReadingStopped, which is one, when it takes
        more than it may; and ReaderUnavailable when the process cannot be started, which is no fault of what is read.
        """
        # Packed here, as only what cannot be sent is this program's own fault.
        request = pickle.dumps((work, given), pickle.HIGHEST_PROTOCOL)
        outcome = self._outcome(work, request)
        if outcome.reason == self._too_large and self._done > 1:  # what was read before may have been in the way
            self._drop()
            outcome = self._outcome(work, request)
        if outcome.reason == self._too_large or self._done >= _RENEWED_AFTER:
            self._drop()
        if outcome.reason:
            raise (ReadingStopped if outcome.limited else ReportUnreadable)(outcome.reason)
        return outcome.made  # type: ignore[no-any-return]

    def stop(self) -> None:
        """End what is under way in another thread, which is told so; from now on nothing is begun."""
        with self._lock:
            self._stopped = True
            if self._process:
                self._process.kill()

    def close(self) -> None:
        """End the process, for good."""
        self.stop()
        self._drop()

    def __enter__(self) -> Self:
        """The process itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self.close()

    @property
    def _too_large(self) -> str:
        return too_large(self._limits.memory_mb)

    def _outcome(self, work: Callable[..., object], request: bytes) -> Outcome:
        """What came of a request. Raises ReadingStopped, ReaderUnavailable."""
        process = self._running(work)
        self._done += 1
        answer, late = self._answer(process, request, self._limits.timeout_s)
        if answer is None:
            raise ReadingStopped(self._ended(late, process.returncode))
        outcome: Outcome = pickle.loads(answer)  # noqa: S301 - from a process of our own
        return outcome

    def _running(self, work: Callable[..., object]) -> _Process:
        """The process, ready. Raises ReadingStopped, ReaderUnavailable."""
        with self._lock:
            if self._stopped:
                raise ReadingStopped(_closed())
            if self._process is not None and self._process.poll() is None:
                return self._process
            process = self._process = _started(self._limits)
        self._done = 0
        answer, late = self._answer(process, pickle.dumps(work), self._limits.start_s)
        if answer is None:
            raise ReadingStopped(_closed()) if self._stopped else self._not_ready(late, process.returncode)
        return process

    def _answer(self, process: _Process, message: bytes, timeout_s: float) -> tuple[bytes | None, bool]:
        """The answer to a message, None when there is none, and whether the process was ended for taking too long."""
        answer, watch = None, Watch(process, timeout_s)
        try:
            with suppress(EOFError, OSError):
                send(_pipe(process.stdin), message)
                answer = receive(_pipe(process.stdout))
            if answer is None:
                with suppress(subprocess.TimeoutExpired):  # its pipes close a moment before its end can be told
                    process.wait(GRACE_S)
        except BaseException:  # Ctrl-C: what is under way there is not waited for
            self._drop()
            raise
        finally:
            late = watch.over()
        if answer is None or late:
            self._drop()
        return answer, late

    def _drop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what was not sent to it any more
                _pipe(pipe).close()
        process.wait()

    def _ended(self, late: bool, code: int | None) -> str:
        if self._stopped:
            return _closed()
        if late:
            return f"takes longer than {self._limits.timeout_s:g} s to read; raise read.timeout_s, or save it anew"
        how = f"by signal {-code}" if code and code < 0 else "of itself"
        return f"the process that read it ended {how}; it is damaged, or needs more memory than read.memory_mb allows"

    def _not_ready(self, late: bool, code: int | None) -> ReaderUnavailable:
        if late:
            why, cure = f"was not ready after {self._limits.start_s:g} s", "let this machine do less meanwhile"
        else:
            why, cure = f"ended before it was ready (exit code {code})", "free memory, or install the program anew"
        return ReaderUnavailable(f"The process that reads files {why}. {_UNTOUCHED}; {cure}, and try again.")


class Readers:
    """Several such processes, which take files in turn."""

    def __init__(self, limits: Limits, count: int) -> None:
        self._every = [Apart(limits) for _ in range(count)]
        self._free: SimpleQueue[Apart] = SimpleQueue()
        for one in self._every:
            self._free.put(one)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="read")

    def submit(self, work: Callable[..., Made], *given: object) -> "Future[Made]":
        """What `work` will make of what is given; it may raise ReportUnreadable."""
        return self._threads.submit(self._run, work, *given)

    def _run(self, work: Callable[..., Made], *given: object) -> Made:
        apart = self._free.get()
        try:
            return apart(work, *given)
        finally:
            self._free.put(apart)

    def close(self) -> None:
        """End the processes; what was not begun is not done."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for one in self._every:
            one.stop()
        self._threads.shutdown()
        for one in self._every:
            one.close()


class Watch:
    """Ends a process after a time, unless it is over by then."""

    def __init__(self, process: _Process, timeout_s: float) -> None:
        self._process = process
        self._lock = threading.Lock()
        self._over = self._late = False
        self._timer = threading.Timer(timeout_s, self.end)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """End the process, for its time is up."""
        with self._lock:
            if not self._over:
                self._late = True
                self._process.kill()

    def over(self) -> bool:
        """Whether the process was ended; from now on it is not."""
        self._timer.cancel()  # which does not hold back a timer that has gone off
        with self._lock:
            self._over = True
        return self._late


def _started(limits: Limits) -> _Process:
    """A new process. Raises ReaderUnavailable."""
    # Not by multiprocessing, which would run the caller's own script again to begin with.
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\nfrom assistant.reading.within import Limits, serve; serve({limits!r})"
    )
    environment = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1")}
    try:
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C in a terminal is for the parent
        )
    except OSError as error:
        raise ReaderUnavailable(
            f"The process that reads files cannot be started: {error}. {_UNTOUCHED}; see to that and try again."
        ) from None


def _closed() -> str:
    return "not read to its end, as reading was stopped; run: assistant rebuild"


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe
