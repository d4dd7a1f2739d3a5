"""What is read and embedded in several processes is what one would have made; and they end when they should."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from assistant.errors import IndexUnwritable
from assistant.indexing import generations
from assistant.indexing.rebuild import rebuild
from assistant.indexing.vectors import MATRIX_FILE
from assistant.settings import Settings
from assistant.types import Progress
from tests.fakes import WordCountEmbedder

TEXT = "The ministers signed treaty number {0} on tanks. The summit of town {0} agreed on a border. Gas was discussed. "


def fill(settings: Settings, reports: int, times: int = 1) -> None:
    for number in range(reports):
        (settings.corpus_dir / f"{number:03}.txt").write_text(TEXT.format(number) * times, encoding="utf-8")


def spread(settings: Settings, index: Path, workers: int) -> Settings:
    return Settings(corpus_dir=settings.corpus_dir, index_dir=index, workers=workers)


def test_the_index_does_not_depend_on_the_number_of_workers(settings: Settings, tmp_path: Path) -> None:
    fill(settings, 30)
    (settings.corpus_dir / "broken.txt").write_bytes(bytes(range(256)))
    (settings.corpus_dir / "twin.txt").write_text(TEXT.format(3), encoding="utf-8")
    made = []
    for workers in (1, 3):
        one = spread(settings, tmp_path / f"index-{workers}", workers)
        summary = rebuild(one)
        folder = one.index_dir / summary.generation
        passages = generations.read_manifest(folder).hashes
        made.append((summary.index, summary.skipped, summary.plan, passages, (folder / MATRIX_FILE).read_bytes()))
    assert made[0] == made[1]
    assert [skip.path for skip in made[0][1]] == ["broken.txt"]


def test_workers_carry_on_what_is_there(settings: Settings) -> None:
    fill(settings, 20)
    several = spread(settings, settings.index_dir, 2)
    assert rebuild(several).embedded == 20
    (settings.corpus_dir / "004.txt").write_text(TEXT.format(4) + "A sentence more.", encoding="utf-8")
    again = rebuild(several)
    assert (again.embedded, again.reused) == (1, 19)


def test_an_embedder_that_is_handed_over_is_used_while_workers_read(settings: Settings) -> None:
    fill(settings, 5)
    embedder = WordCountEmbedder()
    summary = rebuild(spread(settings, settings.index_dir, 2), embedder=embedder)
    assert generations.read_manifest(settings.index_dir / summary.generation).recipe.embedder == embedder.name


def test_a_worker_that_dies_is_told_and_the_next_rebuild_succeeds(settings: Settings) -> None:
    fill(settings, 200, times=3)
    several = spread(settings, settings.index_dir, 2)

    def kill(_: Progress) -> None:
        for child in psutil.Process().children():
            if "spawn_main" in " ".join(child.cmdline()):
                child.kill()

    with pytest.raises(IndexUnwritable, match="fewer --workers"):
        rebuild(several, progress=kill)
    assert rebuild(several).reports == 200


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no kill that a process cannot notice")
def test_workers_end_with_a_parent_that_is_killed(settings: Settings) -> None:
    fill(settings, 400, times=5)
    command = [sys.executable, "-m", "assistant.cli", "rebuild", "--workers", "2"]
    place = ["--corpus", str(settings.corpus_dir), "--index", str(settings.index_dir)]
    with subprocess.Popen([*command, *place], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as parent:
        family = awaited_children(psutil.Process(parent.pid))
        parent.kill()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert not alive


def awaited_children(parent: psutil.Process) -> list[psutil.Process]:
    for _ in range(400):
        if len(found := parent.children()) >= 2:
            return found
        time.sleep(0.05)
    raise AssertionError("no workers came")
