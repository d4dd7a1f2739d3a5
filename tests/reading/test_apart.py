"""Work in a process apart: what it gives, what it may take, and that its end harms nobody."""

import importlib
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import psutil
import pytest

from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart, Limits, Readers, one_line


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(Limits(timeout_s=2, memory_mb=200)) as one:
        yield one


def refuse(reason: str) -> None:
    raise ReportUnreadable(reason)


def nest(depth: int) -> int:
    return nest(depth + 1)


def lack() -> None:
    importlib.import_module("nowhere")


FAILURES = [
    (refuse, ("it is encrypted\nwith \u202ea password",), "it is encrypted with a password"),
    (time.sleep, (30,), "takes longer than 2 s to read; raise read.timeout_s"),
    (os.abort, (), "ended by signal 6"),
    (sys.exit, (3,), "ended of itself"),
    (bytes, (10**9,), "needs more than 200 MB of memory to read; raise read.memory_mb"),
    (int, ("x",), r"it is damaged, or made in a way that is not known \(ValueError: invalid literal"),
    (nest, (0,), "it is nested too deeply"),
    (lack, (), r"the program lacks what reads it \(No module named 'nowhere'\); install the program anew"),
]


@pytest.mark.parametrize(("work", "given", "reason"), FAILURES, ids=[work.__name__ for work, _, _ in FAILURES])
def test_whatever_fails_there_is_one_line_and_the_next_file_is_read(apart: Apart, work, given, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason) as failed:
        apart(work, *given)
    assert "\n" not in str(failed.value) and str(failed.value).isprintable()
    assert apart(math.sqrt, 16.0) == 4.0


def test_one_process_serves_many_and_what_a_library_prints_does_not_reach_the_answers(apart: Apart) -> None:
    first = apart(os.getpid)
    assert apart(print, "not an answer") is None
    assert apart(os.write, 1, b"nor this") == 8
    assert apart(os.getpid) == first != os.getpid()


def test_large_files_go_there_and_back(apart: Apart) -> None:
    data = bytes(range(256)) * 100_000
    assert apart(bytes.upper, data) == data.upper()


def test_nothing_is_left_running_when_it_is_closed() -> None:
    with Apart(Limits(5, 200)) as one:
        process = psutil.Process(one(os.getpid))
    assert not process.is_running()


def test_several_readers_work_at_the_same_time_and_keep_the_order_of_what_was_asked() -> None:
    readers = Readers(Limits(20, 200), 2)
    try:
        waiting = [readers.submit(time.sleep, 0.2) for _ in range(2)]
        pids = [readers.submit(os.getpid) for _ in range(8)]
        assert [one.result() for one in waiting] == [None, None]
        assert len({one.result() for one in pids}) <= 2
        assert [one.result() for one in [readers.submit(abs, -n) for n in range(20)]] == list(range(20))
    finally:
        readers.close()


def test_readers_that_are_closed_while_they_work_end_at_once() -> None:
    readers = Readers(Limits(60, 200), 1)
    process = psutil.Process(readers.submit(os.getpid).result())
    hanging, behind = readers.submit(time.sleep, 50), readers.submit(abs, -1)
    while not hanging.running():
        time.sleep(0.01)
    readers.close()
    assert not process.is_running()
    with pytest.raises(ReportUnreadable):
        hanging.result()
    with pytest.raises(CancelledError):
        behind.result()


def test_a_process_whose_parent_was_killed_ends_with_it(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import os, signal\nfrom pathlib import Path\nfrom assistant.reading.apart import Apart, Limits\n"
        f"Path({str(pid_file)!r}).write_text(str(Apart(Limits(60, 200))(os.getpid)))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    pid = int(pid_file.read_text())
    left = [psutil.Process(pid)] if psutil.pid_exists(pid) else []
    _, alive = psutil.wait_procs(left, 10)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.parametrize("text", ["a\nb", "a\x00\x1b[31m\u202eb\ud800", "x" * 5000])
def test_a_reason_is_one_printable_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable() and 0 < len(line) <= 300
