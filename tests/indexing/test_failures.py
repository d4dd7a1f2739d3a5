"""What fails around a rebuild: disks, permissions, clocks, files that change. One clear error, the old index serves."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import CorpusInvalid, ReportUnreadable
from assistant.indexing import generations
from assistant.indexing.index import open_live
from assistant.indexing.rebuild import rebuild
from assistant.reading.corpus import read_bytes
from assistant.settings import Settings
from assistant.types import Progress, RebuildSummary
from tests.fakes import WordCountEmbedder

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="limits and permissions work otherwise on Windows")


def text(name: str, sentences: int = 40) -> str:
    return "".join(f"The {name} report tells in sentence {number} of tanks and gas. " for number in range(sentences))


def write(settings: Settings, **files: str) -> None:
    for name, words in files.items():
        (settings.corpus_dir / f"{name}.txt").write_text(words, encoding="utf-8")


def build(settings: Settings, embedder: WordCountEmbedder | None = None) -> RebuildSummary:
    return rebuild(settings, embedder=embedder or WordCountEmbedder())


def held(settings: Settings) -> dict[str, str]:
    """The live index's reports, every passage of which must be there."""
    index = open_live(settings, WordCountEmbedder())
    try:
        assert len(index.reports.passages(range(index.manifest.passages))) == index.manifest.passages
        reports = (index.reports.report(one) for one in index.reports.report_ids())
        return {report.id.removesuffix(".txt"): report.text for report in reports if report}
    finally:
        index.close()


def left(settings: Settings) -> list[str]:
    return [entry.name for entry in settings.index_dir.glob("g*")]


ELSEWHERE = """
import os, resource, sys
import chromadb, datasketch, tantivy
from assistant.errors import AssistantError
from assistant.indexing.rebuild import rebuild
from assistant.settings import Settings
from tests.fakes import WordCountEmbedder
settings = Settings(corpus_dir=sys.argv[1], index_dir=sys.argv[2])
{setting}
try:
    print(0, rebuild(settings, embedder=WordCountEmbedder()).reports)
except AssistantError as error:
    print(error.exit_code, " ".join(str(error).split()))
"""
ABOVE_PERMISSIONS = "-dac_override,-dac_read_search"
AS_ANYONE = (
    ("setpriv", "--bounding-set", ABOVE_PERMISSIONS, "--inh-caps", ABOVE_PERMISSIONS)
    if os.name != "nt" and os.getuid() == 0
    else ()
)
"""What the superuser runs a program with for permissions to hold for it too (util-linux)."""
bound = pytest.mark.skipif(
    bool(AS_ANYONE) and shutil.which("setpriv") is None, reason="nothing is closed to the superuser without setpriv"
)


def rebuild_elsewhere(settings: Settings, setting: str, *before: str) -> str:
    """What a rebuild in another process says, `setting` (a statement) having been made there."""
    script = ELSEWHERE.format(setting=setting)
    command = [*before, sys.executable, "-c", script, str(settings.corpus_dir), str(settings.index_dir)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    return line


@posix
@pytest.mark.parametrize("largest", [0, 1_000, 30_000, 120_000, 200_000])
def test_a_file_that_may_not_grow_is_one_clear_error_and_the_old_index_serves(settings: Settings, largest: int) -> None:
    write(settings, a=text("first"))
    old = build(settings)
    write(settings, b=text("second", 2000))
    told = rebuild_elsewhere(settings, f"resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest}))")
    assert told.startswith("8 The index")
    assert "Free space" in told
    assert held(settings) == {"a": text("first")}
    assert left(settings) == [old.generation]
    assert build(settings).reports == 2


def may_mount() -> bool:
    try:
        return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not may_mount(), reason="this user may not mount a small disk")
@pytest.mark.parametrize("size", ["4k", "100k", "600k", "900k"])
def test_a_full_disk_is_one_clear_error_and_leaves_nothing_behind(settings: Settings, size: str) -> None:
    write(settings, a=text("first", 2000))
    settings.index_dir.mkdir()
    mounting = f'mount -t tmpfs -o size={size} none {settings.index_dir} && "$@" && ls {settings.index_dir} >&2'
    told = rebuild_elsewhere(settings, "", "unshare", "-m", "sh", "-c", mounting, "sh")
    assert told.startswith("8 The index")
    assert "Free space" in told
    assert build(settings).reports == 1


@posix
@bound
def test_a_read_only_index_folder_is_one_clear_error_and_the_old_index_serves(settings: Settings) -> None:
    write(settings, a=text("first"))
    build(settings)
    write(settings, b=text("second"))
    for entry in (settings.index_dir, *settings.index_dir.rglob("*")):
        entry.chmod(0o555 if entry.is_dir() else 0o444)
    try:
        told = rebuild_elsewhere(settings, "", *AS_ANYONE)
    finally:
        for entry in (settings.index_dir, *settings.index_dir.rglob("*")):
            entry.chmod(0o755 if entry.is_dir() else 0o644)
    assert told.startswith("8 The index folder")
    assert "Give" in told or "give" in told
    assert held(settings) == {"a": text("first")}


@posix
@bound
def test_reports_and_folders_without_permission_are_skipped_with_their_reason(settings: Settings) -> None:
    write(settings, a=text("first"), b=text("second"))
    (settings.corpus_dir / "closed").mkdir()
    (settings.corpus_dir / "closed" / "c.txt").write_text(text("third"), encoding="utf-8")
    (settings.corpus_dir / "b.txt").chmod(0)
    (settings.corpus_dir / "closed").chmod(0)
    try:
        assert rebuild_elsewhere(settings, "", *AS_ANYONE) == "0 1"
    finally:
        (settings.corpus_dir / "closed").chmod(0o755)
    folder = settings.index_dir / generations.live(settings.index_dir)
    notes = generations.read_manifest(folder).notes
    assert sorted(note.split(":")[0] for note in notes) == ["b.txt", "closed"]
    assert "Permission denied" in "".join(notes)
    assert "a folder that cannot be opened" in "".join(notes)


def test_a_clock_set_back_neither_renumbers_nor_hides_anything(settings: Settings) -> None:
    write(settings, a=text("first"), b=text("second"))
    first = build(settings)
    for entry in (settings.index_dir, *settings.index_dir.rglob("*")):
        os.utime(entry, (4e9, 4e9))  # made in the future, says the clock now
    write(settings, b=text("third"))
    os.utime(settings.corpus_dir / "b.txt", (0, 0))  # changed, and older than ever
    second = build(settings)
    assert int(second.generation[1:]) == int(first.generation[1:]) + 1
    assert held(settings) == {"a": text("first"), "b": text("third")}
    assert left(settings) == [second.generation]


def changed_while_read(settings: Settings, change: Callable[[Path], None]) -> RebuildSummary:
    """A rebuild during which `change` is done to h.txt: after the corpus was looked through, before h.txt is read."""
    write(settings, a=text("first"))
    build(settings)
    # Each of the first is more than a batch, so that one is told of before the last, which is not read ahead as yet.
    write(settings, **{name: text(name, 3000 if name < "d" else 40) for name in "abcdefgh"})
    waiting = [settings.corpus_dir / "h.txt"]

    def on_progress(_: Progress) -> None:
        if waiting:
            change(waiting.pop())

    summary = rebuild(settings, embedder=WordCountEmbedder(), progress=on_progress)
    assert not waiting
    return summary


def replace(file: Path) -> None:
    other = file.with_suffix(".new")
    other.write_text(text("other"), encoding="utf-8")
    other.replace(file)


def grow(file: Path) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write("One more sentence.")


def test_a_report_that_vanishes_while_the_corpus_is_read_is_skipped_by_name(settings: Settings) -> None:
    summary = changed_while_read(settings, Path.unlink)
    assert [skip.path for skip in summary.skipped] == ["h.txt"]
    assert "No such file" in summary.skipped[0].reason
    assert sorted(held(settings)) == list("abcdefg")
    assert build(settings).skipped == ()


@pytest.mark.parametrize(("change", "expected"), [(grow, text("h") + "One more sentence."), (replace, text("other"))])
def test_a_report_that_changes_while_the_corpus_is_read_is_stored_as_it_is_then(
    settings: Settings, change: Callable[[Path], None], expected: str
) -> None:
    summary = changed_while_read(settings, change)
    assert summary.skipped == ()
    assert held(settings)["h"] == expected
    assert build(settings).index == summary.index


def test_a_corpus_folder_that_goes_away_while_it_is_read_leaves_the_old_index(settings: Settings) -> None:
    away = settings.corpus_dir.with_name("away")
    with pytest.raises(CorpusInvalid, match="went away while it was read"):
        changed_while_read(settings, lambda file: file.parent.rename(away) and None)
    assert held(settings) == {"a": text("first")}
    away.rename(settings.corpus_dir)
    assert build(settings).reports == 8


class Growing(type(Path())):  # type: ignore[misc]
    """A file to which someone writes as often as it is opened to be read."""

    def open(self, mode: str = "r", *more: object, **named: object):  # type: ignore[no-untyped-def,override]
        if mode == "rb":
            with Path(self).open("ab") as stream:
                stream.write(b"more ")
        return super().open(mode, *more, **named)


def test_a_report_is_never_read_halfway_through_a_change(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"text ")
    assert read_bytes(file, max_bytes=1000) == b"text "
    with pytest.raises(ReportUnreadable, match=r"changes while it is read; .* assistant rebuild"):
        read_bytes(Growing(file), max_bytes=1000)
