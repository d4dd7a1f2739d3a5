"""Rebuilds that are killed while they carry Chroma over."""

import os
import random
import time

import pytest

from assistant.indexing import generations
from assistant.settings import Settings
from tests.indexing.test_survival import KILLS, SEED, build, put, read, sound, started


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL and no fork server")
@pytest.mark.timeout(60 + 20 * KILLS)
def test_a_rebuild_killed_while_it_carries_chroma_over_leaves_the_old_or_the_new_index(settings: Settings) -> None:
    corpus = {f"r{number}": 1 for number in range(24)}
    put(settings, corpus)
    build(settings)
    before, seconds, killed, carried = read(settings), 0.0, 0, 0
    chance = random.Random(SEED)  # noqa: S311 - the same on every run
    for step in range(max(2, KILLS // 2)):
        corpus |= {"r7": step + 2, f"r{24 + step}": 1}
        put(settings, corpus)
        rebuilding, begun = started(settings), time.monotonic()
        rebuilding.join(chance.uniform(0, seconds) if step else None)
        seconds = max(seconds, time.monotonic() - begun)
        rebuilding.kill()
        rebuilding.join()
        killed += rebuilding.exitcode == -9
        found = read(settings)
        build(settings)
        after = read(settings)
        assert found in (before, after)
        before, live = after, settings.index_dir / generations.live(settings.index_dir)
        carried += generations.read_manifest(live).worn > 0
    assert killed > 0
    assert carried > 0
    sound(settings)
