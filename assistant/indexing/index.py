"""The live generation, opened for reading."""

import sqlite3
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.errors import IndexMismatch, IndexMissing
from assistant.indexing import generations
from assistant.indexing.door import CHROMA
from assistant.indexing.generations import REBUILD, Manifest
from assistant.indexing.server import Home, Server, server_of, where
from assistant.indexing.store import ReportReader
from assistant.indexing.vectors import EXACT_ROWS, VectorReader
from assistant.indexing.words import WordReader
from assistant.models.protocols import Embedder
from assistant.settings import Settings
from assistant.types import Entry

_SAME_PROBE = 0.999


class Index:
    """Reports, words and vectors of one generation. Opening and reading write nothing into it."""

    def __init__(
        self,
        folder: Path,
        *,
        exact_rows: int = EXACT_ROWS,
        server: Server | None = None,
        chroma: Path | None = None,
    ) -> None:
        self.folder = folder
        self.manifest: Manifest = generations.read_manifest(folder)
        try:
            self.reports = ReportReader(folder)
            ids = self.reports.passage_ids()
            self.report_numbers = self.reports.report_numbers()
            self.words = WordReader(folder)
            home, dimensions = Home(server, self.manifest.collection), self.manifest.dimensions
            place = chroma or folder / CHROMA
            self.vectors = VectorReader(folder, ids, dimensions, exact_rows=exact_rows, home=home, chroma=place)
        except (OSError, ValueError, sqlite3.DatabaseError) as error:
            raise IndexMissing(f"The index in {folder} is damaged ({error}). {REBUILD}") from None
        if not len(ids) == self.manifest.passages == self.words.stored():
            raise IndexMissing(f"The index in {folder} is damaged (its parts differ in number). {REBUILD}")

    @cached_property
    def entries(self) -> list[Entry]:
        """What a list of reports says of each; a report's place in it is its number in `report_numbers`."""
        return self.reports.entries()

    def close(self) -> None:
        """Close every part."""
        self.reports.close()
        self.words.close()
        self.vectors.close()


def open_live(settings: Settings, embedder: Embedder) -> Index:
    """The live index, its recipe checked against the settings. Raises IndexMissing, IndexMismatch."""
    return generations.following(settings.index_dir, lambda folder: _open_checked(folder, settings, embedder))


def _open_checked(folder: Path, settings: Settings, embedder: Embedder) -> Index:
    manifest = generations.read_manifest(folder)
    wanted = generations.recipe(settings, embedder.name)
    if manifest.recipe != wanted:
        difference = manifest.recipe.differences(wanted)
        raise IndexMismatch(
            f"The index in {settings.index_dir} was made otherwise than asked ({difference}). {REBUILD}"
        )
    server = server_of(settings)
    if manifest.place != Home(server).place:
        kept, asked = where(manifest.place), where(Home(server).place)
        mend = "Set ASSISTANT_CHROMA_URL back, or run: assistant rebuild"
        raise IndexMismatch(f"The vectors of {settings.index_dir} are kept in {kept}, not in {asked}. {mend}")
    if not same_probe(manifest.probe, embedder):
        raise IndexMismatch(f"{embedder.name} no longer gives the vectors that {settings.index_dir} holds. {REBUILD}")
    return Index(folder, server=server)


def same_probe(stored: tuple[float, ...], embedder: Embedder) -> bool:
    """Whether the embedder still maps the probe sentence where it did; processors may differ in the last digits."""
    fresh = np.asarray(embedder.embed_query(generations.PROBE))
    return len(stored) == len(fresh) and float(fresh @ np.asarray(stored)) >= _SAME_PROBE
