"""The process apart, from within: it works on what comes in, within limits, and tells in one line what failed."""

import os
import pickle
import signal
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from assistant.reading.about.languages import prepare
from assistant.reading.formats import FORMATS
from assistant.reading.reasons import lacks_memory, reasoned

GRACE_S = 5
_LENGTH = struct.Struct("<Q")
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take, and how long the process may take to get ready for the first."""

    timeout_s: float
    memory_mb: int
    start_s: float = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made of a request, or why nothing was.

    `limited` when that need not be the file's fault: the limits, or what is installed, may be other ones next time.
    """

    made: Any = None
    reason: str = ""
    limited: bool = False


def too_large(memory_mb: int) -> str:
    """Why a file was not read for which the memory is too little."""
    return f"needs more than {memory_mb} MB of memory to read; raise read.memory_mb, or split it"


def send(pipe: IO[bytes], data: bytes) -> None:
    """Put one message into a pipe."""
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """One message. Raises EOFError when there is none any more."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def serve(limits: Limits) -> None:
    """Work on what comes in, in the process apart, until nothing comes any more.

    The first message is the function that is going to be called; an empty one answers it once all is loaded.
    """
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for known in (0, 1):  # a library that prints must not print into the answers
        os.dup2(nowhere, known)
    _write_no_core()
    with suppress(EOFError):
        pickle.loads(receive(requests))  # noqa: S301 - from our own parent; imports its module
        _load()
        peak = _status("VmPeak")
        send(answers, b"")
        while True:
            send(answers, _worked(receive(requests), limits, _Room(limits.memory_mb, peak)))


def _load() -> None:
    """Load what any file may need, so that it counts as no file's time or memory."""
    for module in dict.fromkeys(known.module for known in FORMATS.values()):
        with suppress(Exception):  # whatever is broken here, the files that need it will say so, and no others
            import_module(f"assistant.reading.readers.{module}")
    with suppress(Exception):
        prepare()


def _worked(request: bytes, limits: Limits, room: "_Room") -> bytes:
    """The outcome of a request, packed."""
    try:
        work, given = pickle.loads(request)  # noqa: S301 - from our own parent
        with _alarm(limits.timeout_s), room:
            return pickle.dumps(Outcome(work(*given)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:  # noqa: BLE001 - whatever a library raises becomes a reason
        if lacks_memory(error, scarce=room.scarce()):
            return pickle.dumps(Outcome(reason=too_large(limits.memory_mb), limited=True))
        return pickle.dumps(Outcome(reason=reasoned(error), limited=isinstance(error, ImportError)))


@contextmanager
def _alarm(timeout_s: float) -> Iterator[None]:
    """The end of this process after a time: should its parent be killed meanwhile, nobody else would end it."""
    if not hasattr(signal, "alarm"):
        yield
        return
    signal.alarm(int(timeout_s) + GRACE_S)
    try:
        yield
    finally:
        signal.alarm(0)


class _Room:
    """So much memory beyond what is taken already, for as long as it is entered; where the system can (Linux).

    `peak` is what was once taken before there was any limit.
    """

    def __init__(self, memory_mb: int, peak: int) -> None:
        self._size = memory_mb * _MB
        self._peak = peak
        self._before = 0

    def __enter__(self) -> None:
        self._before = _status("VmSize")
        if self._before:
            _limit(self._before + self._size)

    def __exit__(self, *_: object) -> None:
        if self._before:
            _limit(None)

    def scarce(self) -> bool:
        """Whether more than half of it was taken, by this file or by one before."""
        return bool(self._before) and _status("VmPeak") > max(self._peak, self._before + self._size // 2)


def _status(name: str) -> int:
    """What Linux tells of this process, in bytes; 0 elsewhere."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:")), 0)


def _limit(memory: int | None) -> None:
    """Let this process take so many bytes, or, with None, as many as it may."""
    import resource  # there is none on Windows, where there is no status either

    _, most = resource.getrlimit(resource.RLIMIT_AS)
    wanted = most if memory is None else memory if most == resource.RLIM_INFINITY else min(memory, most)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (wanted, most))


def _write_no_core() -> None:
    """Let a crash leave no image of the memory lying about."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
