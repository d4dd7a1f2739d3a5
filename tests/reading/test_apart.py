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

from assistant.errors import ReaderUnavailable, ReadingStopped, ReportUnreadable
from assistant.reading.apart import Apart, Limits, Readers, Watch
from assistant.reading.formats import READABLE
from assistant.reading.reasons import lacks_memory, one_line
from assistant.reading.source import Source, read_source
from tests.reading.hostile_parts import valid


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(Limits(timeout_s=4, memory_mb=200)) as one:
        yield one


@pytest.fixture(scope="module")
def least() -> Iterator[Apart]:
    with Apart(Limits(timeout_s=20, memory_mb=100)) as one:
        yield one


def refuse(reason: str) -> None:
    raise ReportUnreadable(reason)


def nest(depth: int) -> int:
    return nest(depth + 1)


def lack() -> None:
    importlib.import_module("nowhere")


_kept: list[bytes] = []


def keep(size: int) -> int:
    """How much is kept, with what was before."""
    _kept.append(bytes(size))
    return sum(map(len, _kept))


def keep_and_refuse(file: Path) -> int:
    """What a file needs that finds room in a process of its own alone; each attempt leaves a line."""
    with file.open("a") as lines:
        lines.write("tried\n")
    if keep(1) > 1:
        raise MemoryError
    return os.getpid()


def never(file: Path) -> None:
    with file.open("a") as lines:
        lines.write("tried\n")
    raise MemoryError


def fail_without_a_word(size: int) -> None:
    bytes(size)
    raise ValueError("unknown error")


STOPPED = [
    (time.sleep, (30,), "takes longer than 4 s to read; raise read.timeout_s"),
    (os.abort, (), "ended by signal 6"),
    (sys.exit, (3,), "ended of itself"),
    (bytes, (10**9,), "needs more than 200 MB of memory to read; raise read.memory_mb"),
    (lack, (), r"the program lacks what reads it \(No module named 'nowhere'\); install the program anew"),
]
"""What comes of the limits, or of this machine."""

UNREADABLE = [
    (refuse, ("it is encrypted\nwith \u202ea password",), "it is encrypted with a password"),
    (int, ("x",), r"it is damaged, or made in a way that is not known \(ValueError: invalid literal"),
    (nest, (0,), "it is nested too deeply"),
]
FAILURES = [
    (*row, kind) for table, kind in ((STOPPED, ReadingStopped), (UNREADABLE, ReportUnreadable)) for row in table
]


@pytest.mark.parametrize(("work", "given", "reason", "kind"), FAILURES, ids=[row[0].__name__ for row in FAILURES])
def test_whatever_fails_there_is_one_line_and_the_next_file_is_read(
    apart, work, given, reason: str, kind: type
) -> None:
    with pytest.raises(ReportUnreadable, match=reason) as failed:
        apart(work, *given)
    assert failed.type is kind
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


@pytest.mark.parametrize("suffix", READABLE)
def test_of_the_least_memory_that_can_be_set_libraries_take_nothing(least: Apart, suffix: str) -> None:
    assert least(read_source, Source(f"a{suffix}", {}), valid(suffix)).reports[0].text


def test_each_file_may_take_as_much_whatever_was_kept_of_those_before() -> None:
    with Apart(Limits(20, 100)) as one:
        assert [one(keep, 70_000_000) for _ in range(3)] == [70_000_000, 140_000_000, 210_000_000]
        with pytest.raises(ReadingStopped, match="needs more than 100 MB"):
            one(bytes, 110_000_000)


def test_a_file_for_which_memory_is_short_is_tried_once_more_in_a_process_of_its_own(tmp_path: Path) -> None:
    with Apart(Limits(20, 200)) as one:
        first = one(keep_and_refuse, tmp_path / "found")
        assert one(keep_and_refuse, tmp_path / "found") != first
        assert (tmp_path / "found").read_text() == "tried\n" * 3
        for count in (2, 1):  # at the second time the process is a new one already
            with pytest.raises(ReadingStopped):
                one(never, tmp_path / str(count))
            assert (tmp_path / str(count)).read_text() == "tried\n" * count


MEMORY = [
    MemoryError(),
    OSError(12, "Cannot allocate memory"),
    ImportError("lib.so: failed to map segment from shared object"),
    ValueError("Memory allocation failed : building node"),
    RuntimeError("std::bad_alloc"),
    RuntimeError("can't start new thread"),
]


@pytest.mark.parametrize("error", MEMORY, ids=repr)
def test_want_of_memory_is_known_by_whatever_name(error: Exception) -> None:
    assert lacks_memory(error)


@pytest.mark.parametrize("error", [ReportUnreadable("out of memory, it says"), ValueError("x"), OSError(2, "no file")])
def test_other_failures_are_not_taken_for_want_of_memory(error: Exception) -> None:
    assert not lacks_memory(error, scarce=True)


def test_a_failure_without_a_word_is_want_of_memory_where_most_was_taken() -> None:
    with Apart(Limits(20, 200)) as one:
        with pytest.raises(ReportUnreadable, match="it is damaged"):
            one(fail_without_a_word, 10)
        with pytest.raises(ReadingStopped, match="needs more than 200 MB"):
            one(fail_without_a_word, 150_000_000)


def test_the_time_for_a_file_begins_once_the_process_is_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loads_slowly.py").write_text("import time\ntime.sleep(3)\ndef double(n): return 2 * n\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    work = importlib.import_module("loads_slowly").double
    with Apart(Limits(2, 200)) as one:
        assert one(work, 2) == 4
    with Apart(Limits(2, 200, start_s=1)) as one, pytest.raises(ReaderUnavailable, match="was not ready after 1 s"):
        one(work, 2)


def test_a_process_that_cannot_get_ready_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with Apart(Limits(20, 200)) as one, pytest.raises(ReaderUnavailable, match=r"before it was ready \(exit code 1\)"):
        one(abs, -1)


def test_time_that_is_up_a_moment_late_ends_no_process_that_is_done() -> None:
    code = [sys.executable, "-c", "input()"]
    for is_over in (True, False):
        with subprocess.Popen(code, stdin=subprocess.PIPE) as process:
            watch = Watch(process, 60)
            if is_over:
                assert not watch.over()
            watch.end()
            process.communicate(b"\n")
        assert process.returncode == (0 if is_over else -9)
        assert watch.over() is not is_over


def test_after_it_is_stopped_no_process_is_started() -> None:
    before = psutil.Process().children()
    for end in (Apart.stop, Apart.close):
        one = Apart(Limits(20, 200))
        end(one)
        with pytest.raises(ReadingStopped, match="reading was stopped"):
            one(abs, -1)
        assert set(psutil.Process().children()) <= set(before)


@pytest.mark.parametrize("wait_s", [0, 0.01, 0.3])
def test_readers_that_are_closed_while_they_start_leave_no_process(wait_s: float) -> None:
    before = psutil.Process().children()
    readers = Readers(Limits(20, 200), 2)
    waiting = [readers.submit(time.sleep, 50) for _ in range(4)]
    time.sleep(wait_s)
    readers.close()
    assert all(one.done() for one in waiting)
    assert set(psutil.Process().children()) <= set(before)


@pytest.mark.parametrize("text", ["a\nb", "a\x00\x1b[31m\u202eb\ud800", "x" * 5000])
def test_a_reason_is_one_printable_line(text: str) -> None:
    line = one_line(text)
    assert line.isprintable() and 0 < len(line) <= 300
