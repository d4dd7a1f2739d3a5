"""Rebuild: read the corpus, cut it, embed what is new, check the result, and only then make it the live index."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.errors import CorpusInvalid, IndexMissing, IndexUnwritable, ReportUnreadable
from assistant.indexing import generations
from assistant.indexing.check import self_check
from assistant.indexing.generations import Manifest
from assistant.indexing.index import Index, same_probe
from assistant.indexing.passages import cut, embedding_text, vector_key
from assistant.indexing.seal import broken, seal
from assistant.indexing.store import ReportWriter
from assistant.indexing.vectors import CHROMA, VectorWriter, wipe_unused
from assistant.indexing.words import WordWriter
from assistant.models.protocols import Embedder, Vectors
from assistant.models.tables import load_embedder
from assistant.reading.corpus import Corpus, read_report, scan
from assistant.settings import Settings
from assistant.types import Passage, Progress, RebuildSummary, Report, Skipped

_BATCH = 128
OnProgress = Callable[[Progress], None]


def rebuild(
    settings: Settings, *, progress: OnProgress | None = None, embedder: Embedder | None = None
) -> RebuildSummary:
    """Build the next generation from the corpus and make it live; the old one serves until then, and on any failure.

    Files that cannot be read are skipped and listed. Raises CorpusInvalid, IndexBusy, IndexUnwritable,
    ModelUnavailable.
    """
    started = time.monotonic()
    corpus = scan(settings.corpus_dir, leave_out=settings.index_dir)
    with generations.writing(settings.index_dir):
        embedder = embedder or load_embedder(settings)
        old = _reusable(settings, embedder)
        folder: Path | None = None
        try:
            folder = generations.new_generation(settings.index_dir)
            built = _Build(settings, corpus, embedder, old, progress or (lambda _: None)).into(folder)
            self_check(folder, embedder)
            wipe_unused(folder)
            seal(folder)
            generations.make_live(settings.index_dir, folder.name)
        except (OSError, sqlite3.Error) as error:
            _discard(folder)
            text = (
                f"The index in {settings.index_dir} could not be written ({error}); the old one, if any, still serves."
            )
            raise IndexUnwritable(f"{text} Free space or give permission, then run: assistant rebuild") from error
        except BaseException:  # whatever it was, Ctrl-C included, nothing half-built is left lying
            _discard(folder)
            raise
        finally:
            if old is not None:
                old.close()
        generations.sweep(settings.index_dir, keep=folder.name)
    return built.summary(folder.name, time.monotonic() - started)


def _discard(folder: Path | None) -> None:
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)


def _reusable(settings: Settings, embedder: Embedder) -> Index | None:
    """The live index when its vectors can be used again, else None."""
    try:
        folder = settings.index_dir / generations.live(settings.index_dir)
        if broken(folder, but=CHROMA):  # damage must not be carried on; of Chroma's files nothing is used again
            return None
        index = Index(folder)
    except IndexMissing:
        return None
    if index.manifest.recipe.embedder == embedder.name and same_probe(index.manifest.probe, embedder):
        return index
    index.close()
    return None


def _size(file: Path) -> int:
    """The bytes of a file, 0 when it has gone since the corpus was looked through."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


@dataclass(slots=True)
class _Batch:
    """Passages on their way into the index, with their embedding texts' keys."""

    reports: list[Report] = field(default_factory=list)
    passages: list[tuple[Report, Passage]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    done: int = 0


@dataclass(slots=True)
class _Counts:
    reports: int = 0
    passages: int = 0
    embedded: int = 0


class _Build:
    """One run over the corpus. Reading, cutting and writing go on while the embedder works on the batch before."""

    def __init__(
        self, settings: Settings, corpus: Corpus, embedder: Embedder, old: Index | None, progress: OnProgress
    ) -> None:
        self._settings = settings
        self._corpus = corpus
        self._embedder = embedder
        self._old = old
        self._old_rows: Mapping[str, int] = old.reports.keys() if old else {}
        self._progress = progress
        self._total = sum(_size(file) for file in corpus.files)
        self._skipped = list(corpus.skipped)
        self._hashes: dict[str, str] = {}
        self._known: dict[str, object] = {}
        self._counts = _Counts()
        self._index = ""

    def into(self, folder: Path) -> "_Build":
        """Fill a new generation's folder, manifest included."""
        self._reports = ReportWriter(folder)
        self._words = WordWriter(folder)
        self._vectors = VectorWriter(folder)
        try:
            self._fill()
        finally:
            for writer in (self._reports, self._words, self._vectors):
                writer.close()
        if not self._counts.passages:
            reasons = "; ".join(f"{skip.path}: {skip.reason}" for skip in self._skipped[:3])
            raise CorpusInvalid(f"No report in {self._corpus.root} can be read ({reasons}). Mend or add files.")
        if not self._corpus.root.is_dir():
            raise CorpusInvalid(f"The corpus folder {self._corpus.root} went away while it was read. Bring it back.")
        self._finish(folder)
        return self

    def _fill(self) -> None:
        waiting: tuple[_Batch, list[str], Future[Vectors]] | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="embed") as worker:
            for batch in self._batches():
                keys = [vector_key(text) for text in batch.texts]
                future = worker.submit(self._embed, batch.texts, keys)
                if waiting:
                    self._write(*waiting)
                waiting = batch, keys, future
            if waiting:
                self._write(*waiting)

    def _batches(self) -> Iterator[_Batch]:
        """Passages of report after report, gathered to batches; unreadable reports are noted and passed over."""
        batch = _Batch()
        read = 0
        for file in self._corpus.files:
            read += _size(file)
            try:
                report = read_report(self._corpus, file, max_bytes=round(self._settings.max_report_mb * 1e6))
            except ReportUnreadable as error:
                self._skipped.append(Skipped(self._corpus.report_id(file), str(error)))
                continue
            batch.reports.append(report)
            limits = {"min_words": self._settings.passage_min_words, "max_words": self._settings.passage_max_words}
            for passage in cut(report, **limits):
                batch.passages.append((report, passage))
                batch.texts.append(embedding_text(report, passage))
            batch.done = read
            if len(batch.passages) >= _BATCH:
                yield batch
                batch = _Batch()
        yield batch

    def _embed(self, texts: list[str], keys: list[str]) -> Vectors:
        """Vectors (n, d) of the texts, those with a known key taken from the old generation."""
        fresh = [index for index, key in enumerate(keys) if key not in self._old_rows]
        vectors = np.empty((len(texts), self._embedder.dimensions), dtype=np.float32)
        if fresh:
            vectors[fresh] = self._embedder.embed_passages([texts[index] for index in fresh])
        for index, key in enumerate(keys):
            if key in self._old_rows and self._old is not None:
                vectors[index] = self._old.vectors.row(self._old_rows[key])
        self._counts.embedded += len(fresh)
        return vectors

    def _write(self, batch: _Batch, keys: list[str], future: Future[Vectors]) -> None:
        vectors = future.result()
        for report in batch.reports:
            self._reports.add_report(report)
            self._hashes[report.id] = report.sha256
            self._known[report.id] = [report.sha256, report.title, report.date, dict(report.metadata)]
        first_row = self._counts.passages
        self._reports.add_passages(first_row, [passage for _, passage in batch.passages], keys)
        self._words.add(first_row, batch.passages)
        if batch.passages:
            self._vectors.add(batch.passages, keys, vectors)
        self._counts.reports += len(batch.reports)
        self._counts.passages += len(batch.passages)
        self._progress(Progress("indexing", batch.done, self._total, self._counts.reports, self._counts.passages))

    def _finish(self, folder: Path) -> None:
        made_by = generations.recipe(self._settings, self._embedder.name)
        self._index = generations.index_name(made_by, self._known)
        manifest = Manifest(
            recipe=made_by,
            index=self._index,
            reports=self._counts.reports,
            passages=self._counts.passages,
            dimensions=self._embedder.dimensions,
            probe=tuple(self._embedder.embed_query(generations.PROBE)),
            hashes=self._hashes,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            notes=tuple(f"{skip.path}: {skip.reason}" for skip in self._skipped),
        )
        generations.write_manifest(folder, manifest)

    def summary(self, generation: str, seconds: float) -> RebuildSummary:
        """What was done."""
        counts = self._counts
        unused = tuple(sorted(set(self._corpus.metadata) - set(self._hashes) - {skip.path for skip in self._skipped}))
        notes = (f"metadata.csv names {len(unused)} file(s) that are not there: {unused[0]}",) if unused else ()
        return RebuildSummary(
            generation=generation,
            index=self._index,
            reports=counts.reports,
            passages=counts.passages,
            embedded=counts.embedded,
            reused=counts.passages - counts.embedded,
            skipped=tuple(self._skipped),
            notes=notes,
            seconds=seconds,
        )
