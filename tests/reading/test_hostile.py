"""Files that are broken or mean harm: each has its expected outcome, and none touches anything else."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path

import pytest

from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart, Limits
from assistant.reading.formats import READABLE
from assistant.reading.source import Reading, Source
from tests.reading import guarded
from tests.reading.hostile_parts import EITHER, PORT, READ, Hostile, valid
from tests.reading.soundness import faults_in, is_reason

TABLES = [import_module(f"tests.reading.{file.stem}") for file in sorted(Path(__file__).parent.glob("hostile_*.py"))]
ROWS = [
    row
    for module in TABLES
    for table in vars(module).values()
    if isinstance(table, tuple) and table and all(isinstance(row, Hostile) for row in table)
    for row in table
]
LIMITS = Limits(timeout_s=20, memory_mb=1500)
GAVE_UP = ("takes longer than", "needs more than", "the process that read it ended", "the program lacks")


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder in which reading takes place, which stays empty."""
    folder = tmp_path_factory.mktemp("nowhere")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in ("HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
            patch.setenv(name, str(folder))
        yield folder


@pytest.fixture(scope="module")
def apart(nowhere: Path) -> Iterator[Apart]:
    with Apart(LIMITS) as one:
        yield one


@contextmanager
def _listening() -> Iterator[list[object]]:
    """Who calls at the port that the files name."""
    callers: list[object] = []

    def listen(door: socket.socket) -> None:
        with closing(door):
            while True:
                caller, address = door.accept()
                caller.close()
                if address[1] in own:
                    return
                callers.append(address)

    own: set[int] = set()
    door = socket.create_server(("127.0.0.1", PORT))
    thread = threading.Thread(target=listen, args=(door,), daemon=True)
    thread.start()
    try:
        yield callers
    finally:
        with closing(socket.socket()) as last:
            last.bind(("127.0.0.1", 0))
            own.add(last.getsockname()[1])
            last.connect(("127.0.0.1", PORT))
        thread.join(10)


@pytest.fixture(scope="module")
def callers() -> Iterator[list[object]]:
    with _listening() as found:
        yield found


def _read(apart: Apart, row: Hostile) -> Reading | str:
    """What a file holds, or why it cannot be read."""
    try:
        return apart(guarded.read, Source(row.name, {}), row.made())
    except ReportUnreadable as error:
        return str(error)


def test_there_are_enough_of_them_and_of_every_format() -> None:
    assert len(ROWS) >= 60
    names = [row.name for row in ROWS]
    assert sorted(set(names)) == sorted(names)
    assert {Path(name).suffix for name in names} >= set(READABLE) - {".htm", ".tsv"}


@pytest.mark.parametrize("row", ROWS, ids=[ascii(row.name)[1:-1] for row in ROWS])
def test_each_has_its_expected_outcome_and_touches_nothing_else(
    apart: Apart, nowhere: Path, callers: list[object], row: Hostile
) -> None:
    found = _read(apart, row)
    assert apart(guarded.seen) == []
    assert (list(nowhere.iterdir()), callers) == ([], [])
    if isinstance(found, str):
        assert is_reason(found)
        assert row.large or not found.startswith(GAVE_UP), found
        assert row.outcome != READ, found
        assert row.outcome == EITHER or re.search(row.outcome, found, re.IGNORECASE), found
        return
    texts = [report.text for report in found.reports]
    assert row.outcome in (READ, EITHER), [text[:200] for text in texts]
    assert faults_in(found) == []
    whole = "\n".join([*texts, *(str(report.metadata) for report in found.reports)])
    assert [words for words in row.words if words not in whole] == []
    assert [words for words in row.never if words in whole] == []


@pytest.mark.parametrize("suffix", READABLE)
def test_after_all_of_them_a_sound_file_is_read(apart: Apart, suffix: str) -> None:
    found = apart(guarded.read, Source(f"sound{suffix}", {}), valid(suffix))
    assert "hydrographic data every month" in found.reports[0].text
    assert apart(guarded.seen) == []


def test_the_watch_sees_what_it_is_there_for(apart: Apart, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    apart(guarded.read, Source("a.txt", {}), b"A text.")
    apart(Path.read_text, tmp_path / "secret.txt")
    apart(Path.write_text, tmp_path / "new.txt", "new")
    apart(Path.unlink, tmp_path / "new.txt")
    with pytest.raises(ReportUnreadable):
        apart(socket.create_connection, ("127.0.0.1", 9), 1)
    events = [event.split()[0] for event in apart(guarded.seen)]
    assert [event for event in events if event != "socket.getaddrinfo"] == [
        "open",
        "open",
        "os.remove",
        "socket.connect",
    ]
