"""A process beside this one in which files are read, within limits: what crashes or hangs there does no harm here."""

import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Self, TypeVar

from assistant.errors import ReaderUnavailable, ReportUnreadable

Made = TypeVar("Made")
_LENGTH = struct.Struct("<Q")
_GRACE_S = 5
_LONGEST_REASON = 300
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_RENEWED_AFTER = 500  # files: some of the libraries keep a little memory of each


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take."""

    timeout_s: float
    memory_mb: int


class Apart:
    """One such process, started when it is first needed and again after it was ended; for one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._done = 0

    def __call__(self, work: Callable[..., Made], *given: object) -> Made:
        """What `work`, a function of a module, makes of what is given; both are sent there.

        Raises ReportUnreadable when it does, when it fails in any other way, and when it takes more than it may; and
        ReaderUnavailable when the process cannot be started, which is no fault of what is read.
        """
        # Packed here, as only what cannot be sent is this program's own fault.
        request = pickle.dumps((work, given), pickle.HIGHEST_PROTOCOL)
        process = self._running()
        late = threading.Event()
        watch = threading.Timer(self._limits.timeout_s, partial(_end, process, late))
        watch.daemon = True
        watch.start()
        try:
            _send(_pipe(process.stdin), request)
            made, failed = pickle.loads(_receive(_pipe(process.stdout)))  # noqa: S301 - from a process of our own
        except (EOFError, OSError, pickle.UnpicklingError):
            with suppress(subprocess.TimeoutExpired):  # its pipes close a moment before its end can be told
                process.wait(_GRACE_S)
            self._drop()
            raise ReportUnreadable(self._told(late.is_set(), process.returncode)) from None
        except BaseException:  # Ctrl-C: what is under way there is not waited for
            self._drop()
            raise
        finally:
            watch.cancel()
        self._renew(failed)
        if failed:
            raise ReportUnreadable(failed)
        return made  # type: ignore[no-any-return]

    def stop(self) -> None:
        """End what is under way in another thread, which is told so."""
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """End the process."""
        self._drop()

    def __enter__(self) -> Self:
        """The process itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self.close()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._process = _started(self._limits)
            self._done = 0
        return self._process

    def _renew(self, failed: str) -> None:
        """Let go of a process that has worked long enough, or in which memory ran out."""
        self._done += 1
        if self._done >= _RENEWED_AFTER or failed == _too_large(self._limits.memory_mb):
            self._drop()

    def _drop(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not sent to it any more
                _pipe(pipe).close()
        self._process.wait()
        self._process = None

    def _told(self, late: bool, code: int | None) -> str:
        if late:
            return f"takes longer than {self._limits.timeout_s:g} s to read; raise read.timeout_s, or save it anew"
        how = f"by signal {-code}" if code and code < 0 else "of itself"
        return f"the process that read it ended {how}; it is damaged, or needs more memory than read.memory_mb allows"


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


def _started(limits: Limits) -> "subprocess.Popen[bytes]":
    # Not by multiprocessing, which would run the caller's own script again to begin with.
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        f"from assistant.reading.apart import serve; serve({limits.timeout_s!r}, {limits.memory_mb!r})"
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
            f"The process that reads files cannot be started: {error}. Nothing was changed; see to that and try again."
        ) from None


def _end(process: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    process.kill()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise EOFError
    return pipe


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    """One message. Raises EOFError when there is none any more."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def serve(timeout_s: float, memory_mb: int) -> None:
    """Work on what comes in, in the process beside, until nothing comes any more."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for known in (0, 1):  # a library that prints must not print into the answers
        os.dup2(nowhere, known)
    _limit_memory(memory_mb)
    while True:
        try:
            request = _receive(requests)
        except EOFError:
            return
        if hasattr(signal, "alarm"):  # should the parent be killed meanwhile, nobody else would end this process
            signal.alarm(int(timeout_s) + _GRACE_S)
        answer = _worked(request, memory_mb)
        if hasattr(signal, "alarm"):
            signal.alarm(0)
        _send(answers, answer)


def _worked(request: bytes, memory_mb: int) -> bytes:
    """The answer to a request: (what was made, "") or (None, why nothing was)."""
    try:
        work, given = pickle.loads(request)  # noqa: S301 - from our own parent
        return pickle.dumps((work(*given), ""), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        reason = _too_large(memory_mb)
    except Exception as error:  # noqa: BLE001 - whatever a library raises becomes a reason
        reason = reasoned(error)
    return pickle.dumps((None, reason))


def reasoned(error: Exception) -> str:
    """Why a file cannot be read, in one line, from whatever was raised."""
    if isinstance(error, ReportUnreadable):
        return one_line(str(error))
    if isinstance(error, RecursionError):
        return "it is nested too deeply; save it anew, or in another format"
    if isinstance(error, ImportError):
        return one_line(f"the program lacks what reads it ({error}); install the program anew")
    return one_line(f"it is damaged, or made in a way that is not known ({type(error).__name__}: {error})")


def one_line(text: str) -> str:
    """A reason as one line that can be printed: control and direction signs out, at most 300 characters."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return words if len(words) <= _LONGEST_REASON else f"{words[: _LONGEST_REASON - 1]}…"


def _too_large(memory_mb: int) -> str:
    return f"needs more than {memory_mb} MB of memory to read; raise read.memory_mb, or split it"


def _limit_memory(memory_mb: int) -> None:
    """Bound what this process may take beyond what it has already, where the system can (Linux)."""
    try:
        import resource
    except ImportError:  # Windows; there the time limit alone holds
        return
    used = 0
    with suppress(OSError, ValueError, IndexError), open("/proc/self/statm", encoding="ascii") as state:  # noqa: PTH123
        used = int(state.read().split()[0]) * resource.getpagesize()
    with suppress(ValueError, OSError):  # macOS refuses
        resource.setrlimit(resource.RLIMIT_AS, (used + memory_mb * 1_000_000,) * 2)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
