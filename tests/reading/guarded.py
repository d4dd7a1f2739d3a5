"""Reading under watch, in the process apart: which files it writes or opens, whom it calls, what it starts."""

import os
import sys
import sysconfig
from pathlib import Path

from assistant.reading.source import Reading, Source, read_source
from tests.reading.languages import TEXTS

_CALLS = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "subprocess.Popen", "os.system")
_CALLS += ("os.exec", "os.posix_spawn", "os.fork", "urllib.Request", "ftplib.connect", "http.client.connect")
_CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")
_CHANGES += ("shutil.copyfile", "shutil.move", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp")
_OWN = tuple({str(Path(place).resolve()) for place in (*sysconfig.get_paths().values(), sys.base_prefix, sys.prefix)})
_PROJECT = str(Path(__file__).resolve().parents[2] / "assistant")
_SYSTEM = (
    "/dev/null",
    "/dev/urandom",
    "/usr/share/zoneinfo",
    f"/proc/{os.getpid()}/",
    "/proc/meminfo",
    "/proc/cpuinfo",
    "/sys/",
)
_seen: list[str] = []
_watching: list[bool] = []


def _watch(event: str, given: tuple[object, ...]) -> None:
    if event == "open" and isinstance(given[0], str | bytes):
        path, flags = os.path.realpath(os.fsdecode(given[0])), given[2]
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) and "__pycache__" not in path
        if writes or not path.startswith((*_OWN, _PROJECT, *_SYSTEM)):
            _seen.append(f"open {path}")
    elif event in _CALLS or (event in _CHANGES and "__pycache__" not in str(given)):
        _seen.append(f"{event} {given!r:.200}")


def read(source: Source, data: bytes) -> Reading:
    """The reports that the bytes of a file make, under watch."""
    if not _watching:
        # What tells languages unpacks its own model once, into a temporary file.
        read_source(Source("first.txt", {}), TEXTS["English"].encode())
        sys.addaudithook(_watch)
        _watching.append(True)
    return read_source(source, data)


def seen() -> list[str]:
    """What was seen since it was last asked for: nothing when all is well."""
    found = list(_seen)
    _seen.clear()
    return found
