"""Folders that hold more than files: nothing outside is read, nothing waits for ever, every file is told of."""

import os
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import CorpusInvalid, ReportUnreadable
from assistant.reading.corpus import max_bytes_of, read_bytes, scan
from assistant.reading.formats import READABLE
from assistant.settings import Settings
from tests.reading.hostile_parts import valid
from tests.readings import report_in
from tests.stores import TEXT, build, live

OUTSIDE = "The secret is kept outside. "
OUT = "a link that leads out of the corpus folder, or nowhere; put the file itself here"
FORMATS_ONCE = [suffix for suffix in READABLE if suffix != ".htm"]  # whose file is the same as that of .html
OTHER = "neither a file nor a folder, but a pipe, a device or the like; move it elsewhere"
NAMES = (
    "two\nlines.txt",
    "\x1b[31mred\x07.txt",
    "\u202etxt.evil.txt",
    "ne\u0301e.txt",
    "née.txt",
    "A.TXT",
    "a.txt",
    "-rf.txt",
    "$(touch x);`id`|&.txt",
    "<img src=x onerror=alert(1)>.txt",
    "'; drop table reports; --.txt",
    "%2e%2e%2f.txt",
    " .txt",
    "x" * 251 + ".txt",
    "👩‍👩‍👧.txt",
)


@pytest.fixture
def corpus(settings: Settings) -> Path:
    """A corpus folder with one report, beside a file that is none of its business."""
    (settings.corpus_dir / "plain.txt").write_text(TEXT, encoding="utf-8")
    (settings.corpus_dir.parent / "outside.txt").write_text(OUTSIDE, encoding="utf-8")
    (settings.corpus_dir.parent / "folder").mkdir()
    (settings.corpus_dir.parent / "folder" / "inner.txt").write_text(OUTSIDE, encoding="utf-8")
    return settings.corpus_dir


def _link(to: str) -> Callable[[Path], None]:
    return lambda place: place.symlink_to(to)


def _socket(place: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as door:
        door.bind(os.path.relpath(place))


def _loop(place: Path) -> None:
    place.with_name("loop 2.txt").symlink_to(place)
    place.symlink_to(place.with_name("loop 2.txt"))


ODD: tuple[tuple[str, Callable[[Path], None], dict[str, str]], ...] = (
    ("out.txt", _link("../outside.txt"), {"out.txt": OUT}),
    ("absolute.txt", _link("/etc/passwd"), {"absolute.txt": OUT}),
    ("device.txt", _link("/dev/zero"), {"device.txt": OUT}),
    ("input.txt", _link("/dev/stdin"), {"input.txt": OUT}),
    ("nowhere.txt", _link("missing.txt"), {"nowhere.txt": OUT}),
    ("itself.txt", _link("itself.txt"), {"itself.txt": OUT}),
    ("loop.txt", _loop, {"loop.txt": OUT, "loop 2.txt": OUT}),
    ("linked folder", _link("../folder"), {"linked folder": OUT}),
    ("up", _link(".."), {"up": OUT}),
    ("round", _link("."), {}),
    ("pipe.txt", os.mkfifo, {"pipe.txt": OTHER}),
    ("socket.txt", _socket, {"socket.txt": OTHER}),
    ("folder.txt", Path.mkdir, {}),
    ("README.md", os.mkfifo, {}),
)


@pytest.mark.parametrize(("name", "put", "told"), ODD, ids=[name for name, _, _ in ODD])
def test_what_is_no_file_of_the_folder_is_told_of_and_left(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, name: str, put: Callable[[Path], None], told: dict[str, str]
) -> None:
    monkeypatch.chdir(corpus)
    put(corpus / name)
    found = scan(corpus)
    assert [file.name for file in found.files] == ["plain.txt"]
    assert {skip.path: skip.reason for skip in found.skipped} == told


def test_a_link_within_the_folder_is_followed(corpus: Path) -> None:
    (corpus / "again.txt").symlink_to("plain.txt")
    found = scan(corpus)
    assert [file.name for file in found.files] == ["again.txt", "plain.txt"]
    assert report_in(found, corpus / "again.txt").text == TEXT


def test_a_name_that_is_no_utf_8_is_told_of_so_that_it_can_be_shown(corpus: Path) -> None:
    for place in (b"caf\xe9.txt", b"caf\xe9/a.txt"):
        file = Path(os.fsdecode(os.fsencode(corpus) + b"/" + place))
        file.parent.mkdir(exist_ok=True)
        file.write_text(TEXT, encoding="utf-8")
    skipped = scan(corpus).skipped
    assert [skip.path for skip in skipped] == ["caf\ufffd.txt", "caf\ufffd/a.txt"]
    assert {skip.reason for skip in skipped} == {"its name, or that of its folder, is not written in UTF-8; rename it"}


@pytest.mark.parametrize("put", [os.mkfifo, Path.mkdir, _link("../outside.txt"), _link("/dev/zero")])
def test_a_metadata_csv_that_is_no_file_of_the_folder_is_refused(corpus: Path, put: Callable[[Path], None]) -> None:
    put(corpus / "metadata.csv")
    with pytest.raises(CorpusInvalid, match="is no file of this folder"):
        scan(corpus)


def test_a_file_that_becomes_a_pipe_after_it_was_found_is_not_waited_for(corpus: Path) -> None:
    found = scan(corpus)
    (corpus / "plain.txt").unlink()
    os.mkfifo(corpus / "plain.txt")
    with pytest.raises(ReportUnreadable, match="no longer a file"):
        read_bytes(found.files[0], max_bytes=10**6)
    (corpus / "plain.txt").unlink()
    with pytest.raises(ReportUnreadable, match="cannot be opened"):
        read_bytes(found.files[0], max_bytes=10**6)


def test_what_may_not_be_opened_is_told_of(corpus: Path) -> None:
    (corpus / "closed").mkdir()
    (corpus / "closed" / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "closed.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "closed.txt").chmod(0)
    (corpus / "closed").chmod(0)
    if os.access(corpus / "closed.txt", os.R_OK):
        pytest.skip("nothing is closed to the superuser")
    try:
        found = scan(corpus)
        assert {skip.path: skip.reason for skip in found.skipped} == {"closed": "a folder that cannot be opened"}
        with pytest.raises(ReportUnreadable, match="cannot be opened: Permission denied"):
            read_bytes(corpus / "closed.txt", max_bytes=10**6)
    finally:
        (corpus / "closed").chmod(0o700)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(corpus: Path, settings: Settings) -> None:
    with (corpus / "long.txt").open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(ReportUnreadable, match="larger than 64 MB; raise max_report_mb"):
        read_bytes(corpus / "long.txt", max_bytes=max_bytes_of(settings))


def test_folders_that_lie_deep_are_read(corpus: Path) -> None:
    deep = corpus.joinpath(*["d"] * 200)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text(TEXT, encoding="utf-8")
    assert len(scan(corpus).files) == 2


def test_a_rebuild_tells_of_every_file_that_it_does_not_index(corpus: Path, settings: Settings) -> None:
    for name in NAMES:
        (corpus / name).write_text(f"{TEXT}This is {name!a}.", encoding="utf-8")
    for suffix in FORMATS_ONCE:
        (corpus / f"sound{suffix}").write_bytes(valid(suffix))
        (corpus / f"cut{suffix}").write_bytes(valid(suffix)[:40])
    (corpus / os.fsdecode(b"\xff.txt")).write_text(TEXT, encoding="utf-8")
    (corpus / "picture.jpeg").write_bytes(b"\xff\xd8\xff")
    for name, put, _ in ODD[:-4]:
        put(corpus / name)
    files = {
        file.relative_to(corpus).as_posix() for file in corpus.iterdir() if file.name not in ("round", "loop 2.txt")
    }
    summary = build(settings)
    indexed, skipped = set(live(settings).reports.report_ids()), {skip.path for skip in summary.skipped}
    assert {*NAMES, *(f"sound{suffix}" for suffix in FORMATS_ONCE)} <= indexed
    assert indexed | skipped == {os.fsencode(name).decode("utf-8", "replace") for name in files} | {"loop 2.txt"}
    assert indexed & skipped == set()
    assert all(skip.reason and skip.reason.isprintable() for skip in summary.skipped)
    assert not any(OUTSIDE.strip() in report.text for report in map(live(settings).reports.report, indexed) if report)
