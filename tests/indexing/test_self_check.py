"""What never goes live: wrong vectors, a part damaged in the making; and indexes that other rules made."""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import IndexMismatch, IndexUnwritable
from assistant.indexing import generations
from assistant.indexing.index import Index, open_live
from assistant.settings import Settings
from tests.fakes import WordCountEmbedder
from tests.indexing.test_failures import build, held, left, text, write


class SpoiledEmbedder(WordCountEmbedder):
    """Right, but for the rows of the third report, which `spoil` makes."""

    def __init__(self, spoil: Callable[[np.ndarray], np.ndarray]) -> None:
        super().__init__()
        self._spoil = spoil

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        rows = super().embed_passages(texts)
        spoilt = [place for place, words in enumerate(texts) if "The third report" in words]
        rows[spoilt] = self._spoil(rows[spoilt])
        return rows


class Forgetful(SpoiledEmbedder):
    """Spoils what it is asked first, and then is as if nothing had been."""

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        rows = super().embed_passages(texts)
        self._spoil = np.array
        return rows


@pytest.mark.parametrize(
    ("kind", "spoil", "complaint"),
    [
        (SpoiledEmbedder, np.zeros_like, "not of length one"),
        (SpoiledEmbedder, lambda rows: rows * 2, "not of length one"),
        (SpoiledEmbedder, lambda rows: rows * np.nan, ""),
        (Forgetful, lambda rows: rows[:, ::-1], "do not have the vectors that their own text gives"),
    ],
)
def test_a_generation_with_wrong_vectors_never_goes_live(
    settings: Settings, kind: type[SpoiledEmbedder], spoil: Callable[[np.ndarray], np.ndarray], complaint: str
) -> None:
    write(settings, a=text("first"))
    old = build(settings)
    write(settings, c=text("third"))
    with pytest.raises(IndexUnwritable, match=rf"{complaint}.*the old one.* still serves"):
        build(settings, kind(spoil))
    assert held(settings) == {"a": text("first")}
    assert left(settings) == [old.generation]
    assert build(settings).reports == 2


class DamagingEmbedder(WordCountEmbedder):
    """Damages the generation in the making once all passages are embedded, as a failing disk may."""

    def __init__(self, index_dir: Path, damage: Callable[[Path], None]) -> None:
        super().__init__()
        self._index_dir = index_dir
        self._damage = damage

    def embed_query(self, text: str) -> list[float]:
        for folder in self._index_dir.glob("g*"):
            if self.embedded and not (folder / "manifest.json").exists() and (folder / "vectors.f32").exists():
                self._damage(folder)
        return super().embed_query(text)


def cut_matrix(folder: Path) -> None:
    (folder / "vectors.f32").write_bytes(b"")


def blank_matrix(folder: Path) -> None:
    (folder / "vectors.f32").write_bytes(bytes((folder / "vectors.f32").stat().st_size))


def cut_reports(folder: Path) -> None:
    os.truncate(folder / "reports.sqlite", 4096)


def drop_words(folder: Path) -> None:
    next((folder / "lexical").glob("*.store")).unlink()


def drop_chroma(folder: Path) -> None:
    (folder / "chroma" / "chroma.sqlite3").unlink()


@pytest.mark.parametrize("damage", [cut_matrix, blank_matrix, cut_reports, drop_words, drop_chroma])
def test_a_generation_damaged_in_the_making_never_goes_live(settings: Settings, damage: Callable[[Path], None]) -> None:
    write(settings, a=text("first"))
    old = build(settings)
    write(settings, b=text("second"))
    with pytest.raises(IndexUnwritable, match=r"failed its self-check .*the old one still serves"):
        build(settings, DamagingEmbedder(settings.index_dir, damage))
    assert held(settings) == {"a": text("first")}
    assert left(settings) == [old.generation]
    assert build(settings).reports == 2


def test_many_passages_with_one_vector_pass_the_self_check(settings: Settings) -> None:
    write(settings, a="".join(f"Nothing in part{number} is like anything else here. " for number in range(3000)))
    assert build(settings).passages > 100


@pytest.mark.parametrize("part", ["layout", "readers", "passages", "embedder", "min_words", "max_words"])
def test_an_index_made_by_other_rules_is_refused_with_the_command_that_mends_it(settings: Settings, part: str) -> None:
    write(settings, a=text("first"))
    folder = settings.index_dir / build(settings).generation
    file = folder / "manifest.json"
    values = generations.read_manifest(folder)
    asked = getattr(values.recipe, part)
    other = asked + 1 if isinstance(asked, int) else f"{asked}-older"
    named = f'"{asked}"' if isinstance(asked, str) else str(asked)
    written = f'"{other}"' if isinstance(asked, str) else str(other)
    before = file.read_text(encoding="utf-8")
    file.write_text(before.replace(f'"{part}": {named}', f'"{part}": {written}'), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != before
    with pytest.raises(IndexMismatch, match=rf"{part} {other} against {asked}.*Run: assistant rebuild"):
        open_live(settings, WordCountEmbedder())
    build(settings)
    assert held(settings) == {"a": text("first")}


def test_who_reads_a_generation_that_is_swept_still_reads_it(settings: Settings) -> None:
    write(settings, a=text("first", 400))
    query = WordCountEmbedder().embed_query("tanks and gas")
    index = Index(settings.index_dir / build(settings).generation, exact_rows=0)  # Chroma is to be opened at need
    write(settings, a=text("second", 400))
    build(settings)
    assert not index.folder.exists()
    found = [row for row, _ in index.vectors.nearest(query, 5)]
    assert len(found) == 5
    assert all("first report" in passage.text for passage in index.reports.passages(found))
    assert index.words.best({"tank": 1.0}, 5)
    assert not index.folder.exists()


def test_opening_follows_a_swap_that_comes_between(settings: Settings) -> None:
    write(settings, a=text("first"))
    build(settings)
    seen: list[str] = []

    def read(folder: Path) -> generations.Manifest:
        if not seen:
            write(settings, a=text("second"))
            swapping = threading.Thread(target=build, args=(settings,))
            swapping.start()
            swapping.join()
        seen.append(folder.name)
        return generations.read_manifest(folder)

    assert generations.following(settings.index_dir, read).reports == 1
    assert seen == ["g000001", "g000002"]
