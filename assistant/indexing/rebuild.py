"""Rebuild: read the corpus, cut it, embed what is new, check the result, and only then make it the live index."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.errors import CorpusInvalid, IndexUnwritable, StoreUnreachable
from assistant.indexing import door, generations, journal
from assistant.indexing.check import self_check
from assistant.indexing.copies import record_copies
from assistant.indexing.gather import BATCH, Batch, Gathering, size_of
from assistant.indexing.generations import Manifest
from assistant.indexing.index import Index
from assistant.indexing.journal import Journal
from assistant.indexing.plan import compare, kept, live_manifest, reusable, surveyed, why_anew
from assistant.indexing.seal import seal
from assistant.indexing.server import EMBEDDED, home_of, prefix, server_of, where
from assistant.indexing.store import ReportWriter
from assistant.indexing.vectors import VectorWriter, wipe_unused
from assistant.indexing.words import WordWriter
from assistant.models.protocols import Embedder, Vectors
from assistant.models.tables import load_embedder
from assistant.reading.corpus import Corpus, scan
from assistant.settings import Settings
from assistant.types import Plan, Progress, RebuildSummary

OnProgress = Callable[[Progress], None]
OnPlan = Callable[[Plan], None]


def rebuild(
    settings: Settings,
    *,
    progress: OnProgress | None = None,
    embedder: Embedder | None = None,
    full: bool = False,
    on_plan: OnPlan | None = None,
) -> RebuildSummary:
    """Build the next generation from the corpus and make it live; the old one serves until then, and on any failure.

    Where nothing changed, the live generation is kept. `full` uses no vector again. `on_plan` is told the plan before
    anything is made; the summary's plan knows also which files could not be read. Files that cannot be read are skipped
    and listed. Raises CorpusInvalid, IndexBusy, IndexUnwritable, ModelUnavailable, StoreUnreachable.
    """
    started = time.monotonic()
    corpus = scan(settings.corpus_dir, leave_out=settings.index_dir)
    with generations.writing(settings.index_dir):
        embedder = embedder or load_embedder(settings)
        wanted = generations.recipe(settings, embedder.name)
        past, old = live_manifest(settings), reusable(settings, embedder)
        try:
            anew = why_anew(settings, past, wanted, old, full=full)
            survey = surveyed(corpus, settings, past, wanted)
            plan = compare(past, survey, anew)
            (on_plan or _ignore)(plan)
            if past is not None and not plan.changes:
                name, summary = generations.live(settings.index_dir), kept(past, plan, survey)
            else:
                build = _Build(settings, corpus, embedder, None if full else old, progress or _ignore)
                name = _made(build, settings, afresh=full)
                summary = build.summary(compare(past, build.survey, anew))
        finally:
            if old is not None:
                old.close()
        generations.sweep(settings.index_dir, keep=name)
        left = _sweep_server(settings, name, past)
        journal.discard(settings.index_dir)
    notes = (*summary.notes, *left)
    return replace(summary, generation=name, notes=notes, seconds=time.monotonic() - started)


def _ignore(_: object) -> None:
    """What is told to nobody."""


def _made(build: "_Build", settings: Settings, *, afresh: bool) -> str:
    """The name of a new generation, built, checked and live. Whatever fails leaves nothing but the journal."""
    folder, index_dir = None, settings.index_dir
    try:
        folder = generations.new_generation(index_dir)
        generations.sweep_unfinished(index_dir, making=folder.name)
        build.into(folder, afresh=afresh)
        _checked(folder, build.embedder, settings)
        wipe_unused(folder)
        seal(folder)
        generations.make_live(index_dir, folder.name)
    except (OSError, sqlite3.Error) as error:
        _discard(settings, folder)
        text = f"The index in {index_dir} could not be written ({error}); the old one, if any, still serves."
        raise IndexUnwritable(f"{text} Free space or give permission, then run: assistant rebuild") from error
    except BaseException:  # whatever it was, Ctrl-C included, nothing half-built is left lying
        _discard(settings, folder)
        raise
    return folder.name


def _checked(folder: Path, embedder: Embedder, settings: Settings) -> None:
    """Check the new generation; when it fails, what was computed for it is not used again either."""
    try:
        self_check(folder, embedder, server_of(settings))
    except IndexUnwritable:
        journal.discard(settings.index_dir)
        raise


def _discard(settings: Settings, folder: Path | None) -> None:
    """Remove a generation that failed; one that is live already, Ctrl-C having come after that, stays."""
    if folder is not None and not generations.is_live(settings.index_dir, folder.name):
        door.drop(home_of(settings, folder))
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_server(settings: Settings, name: str, past: Manifest | None) -> tuple[str, ...]:
    """Delete what the server holds of earlier generations; what could not be deleted, and why, in words."""
    home = home_of(settings, settings.index_dir / name)
    notes = []
    if past is not None and past.place not in (EMBEDDED, home.place):
        left = f"the collection {past.collection} stays in {where(past.place)}, which is no longer used"
        notes.append(f"{left}; delete it there")
    try:
        if home.server:
            door.sweep(home, prefix(settings.index_dir))
    except StoreUnreachable as error:
        notes.append(f"earlier collections stay until the next rebuild: {error}")
    return tuple(notes)


@dataclass(slots=True)
class _Counts:
    reports: int = 0
    passages: int = 0
    embedded: int = 0
    twins: int = 0
    copies: int = 0


class _Build:
    """One run over the corpus. Reading, cutting and writing go on while the embedder works on the batch before."""

    def __init__(
        self, settings: Settings, corpus: Corpus, embedder: Embedder, old: Index | None, progress: OnProgress
    ) -> None:
        self._settings = settings
        self._corpus = corpus
        self.embedder = embedder
        self._old = old
        self._old_rows: Mapping[str, int] = old.reports.keys() if old else {}
        self._progress = progress
        same = old is not None and old.manifest.recipe == generations.recipe(settings, embedder.name)
        self._gathering = Gathering(settings, corpus, old if same else None)
        self.survey = self._gathering.survey
        self._total = sum(size_of(file) for file in self.survey.folded.files)
        self._stopped = threading.Event()
        self._known: dict[str, object] = {}
        self._counts = _Counts()
        self._index = ""

    def into(self, folder: Path, *, afresh: bool) -> None:
        """Fill a new generation's folder, manifest included; `afresh` ignores what an interrupted rebuild left."""
        self._home = home_of(self._settings, folder)
        self._vectors = VectorWriter(folder, self._home)  # first, because a server may be away
        self._journal = Journal(folder.parent, self.embedder, afresh=afresh)
        self._reports = ReportWriter(folder)
        self._words = WordWriter(folder)
        try:
            self._fill()
        finally:
            for part in (self._reports, self._words, self._vectors, self._journal):
                part.close()
        if not self._counts.passages:
            reasons = "; ".join(f"{skip.path}: {skip.reason}" for skip in self.survey.skipped[:3])
            raise CorpusInvalid(f"No report in {self._corpus.root} can be read ({reasons}). Mend or add files.")
        if not self._corpus.root.is_dir():
            raise CorpusInvalid(f"The corpus folder {self._corpus.root} went away while it was read. Bring it back.")
        self._counts.copies = record_copies(folder, self._old.reports if self._old else None)
        self._finish(folder)

    def _fill(self) -> None:
        waiting: tuple[Batch, Future[Vectors]] | None = None
        with ThreadPoolExecutor(1, thread_name_prefix="embed") as worker:
            try:
                for batch in self._gathering.batches():
                    future = worker.submit(self._embed, batch.texts, batch.keys)
                    if waiting:
                        self._write(*waiting)
                    waiting = batch, future
                if waiting:
                    self._write(*waiting)
            finally:
                self._stopped.set()  # after Ctrl-C the embedder ends with the batch that it is at

    def _embed(self, texts: list[str], keys: list[str]) -> Vectors:
        """Vectors (n, d) of the texts; what is embedded is in the journal before the next batch of it begins."""
        vectors = np.empty((len(texts), self.embedder.dimensions), dtype=np.float32)
        fresh = []
        for place, key in enumerate(keys):
            known = self._known_vector(key)
            if known is None:
                fresh.append(place)
            else:
                vectors[place] = known
        for start in range(0, len(fresh), BATCH):
            if self._stopped.is_set():
                raise CancelledError
            part = fresh[start : start + BATCH]
            vectors[part] = self.embedder.embed_passages([texts[place] for place in part])
            if not np.isfinite(vectors[part]).all():
                raise IndexUnwritable(
                    f"{self.embedder.name} gave vectors that are no numbers; the old one still serves."
                )
            self._journal.add([keys[place] for place in part], vectors[part])
        self._counts.embedded += len(fresh)
        return vectors

    def _known_vector(self, key: str) -> Vectors | None:
        """The vector that the old generation or an interrupted rebuild holds under this key, or None."""
        if self._old is not None and key in self._old_rows:
            return self._old.vectors.row(self._old_rows[key])
        return self._journal.vector(key)

    def _write(self, batch: Batch, future: Future[Vectors]) -> None:
        vectors = future.result()
        for report in batch.reports:
            self._reports.add_report(report)
            self._known[report.id] = [report.sha256, report.title, report.date, dict(report.metadata), *report.also_at]
            self._counts.twins += len(report.also_at)
        first_row = self._counts.passages
        self._reports.add_passages(first_row, [passage for _, passage in batch.passages], batch.keys)
        self._words.add(first_row, batch.passages)
        if batch.passages:
            self._vectors.add(batch.passages, batch.keys, vectors)
        self._counts.reports += len(batch.reports)
        self._counts.passages += len(batch.passages)
        self._progress(Progress("indexing", batch.done, self._total, self._counts.reports, self._counts.passages))

    def _finish(self, folder: Path) -> None:
        made_by = generations.recipe(self._settings, self.embedder.name)
        self._index = generations.index_name(made_by, self._known)
        manifest = Manifest(
            recipe=made_by,
            index=self._index,
            reports=self._counts.reports,
            passages=self._counts.passages,
            dimensions=self.embedder.dimensions,
            probe=tuple(self.embedder.embed_query(generations.PROBE)),
            hashes=self.survey.hashes,
            built=datetime.now(UTC).isoformat(timespec="seconds"),
            notes=tuple(f"{skip.path}: {skip.reason}" for skip in self.survey.skipped),
            marks=self.survey.marks,
            skipped={skip.path: skip.reason for skip in self.survey.skipped},
            twins=self._counts.twins,
            copies=self._counts.copies,
            place=self._home.place,
            collection=self._home.collection,
        )
        generations.write_manifest(folder, manifest)

    def summary(self, plan: Plan) -> RebuildSummary:
        """What was done; the generation is not named yet."""
        counts = self._counts
        return RebuildSummary(
            generation="",
            index=self._index,
            reports=counts.reports,
            passages=counts.passages,
            embedded=counts.embedded,
            reused=counts.passages - counts.embedded,
            skipped=plan.skipped,
            notes=self.survey.notes(),
            seconds=0,
            plan=plan,
            twins=counts.twins,
            copies=counts.copies,
        )
