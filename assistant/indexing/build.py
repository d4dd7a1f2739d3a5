"""One run over the corpus, which fills the folder of a new generation."""

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.errors import CorpusInvalid, IndexUnwritable
from assistant.indexing import generations
from assistant.indexing.copies import record_copies
from assistant.indexing.door import CHROMA
from assistant.indexing.foreign import foreign_to
from assistant.indexing.gather import BATCH, Batch, Gathering, size_of
from assistant.indexing.generations import Manifest
from assistant.indexing.held import Held
from assistant.indexing.index import Index
from assistant.indexing.journal import Journal
from assistant.indexing.plan import compare
from assistant.indexing.scrub import scrub_deleted
from assistant.indexing.seal import copy_sealed
from assistant.indexing.server import home_of
from assistant.indexing.store import ReportWriter
from assistant.indexing.vectors import VectorWriter
from assistant.indexing.words import WordWriter
from assistant.models.protocols import Embedder, Vectors
from assistant.reading.corpus import Corpus
from assistant.settings import Settings
from assistant.types import Plan, Progress, RebuildSummary

OnProgress = Callable[[Progress], None]
_TOLD = 3  # reasons, when nothing can be read


@dataclass(slots=True)
class _Counts:
    reports: int = 0
    passages: int = 0
    embedded: int = 0
    twins: int = 0
    copies: int = 0
    worn: int = 0


class Build:
    """One run over the corpus. Reading, cutting and writing go on while the embedder works on the batch before."""

    def __init__(
        self, settings: Settings, corpus: Corpus, embedder: Embedder, old: Index | None, progress: OnProgress
    ) -> None:
        self._given = settings, corpus, embedder, old, progress
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
        self._notes: tuple[str, ...] = ()
        self._languages: Counter[str] = Counter()

    def again(self, *, because: str) -> "Build":
        """Another run over the same corpus, which finds in the journal what this one embedded, and tells why it was."""
        other = Build(*self._given)
        other._counts.embedded = self._counts.embedded
        other._notes = (f"all of Chroma was written anew, because it could not be carried over: {because}",)
        return other

    def into(self, folder: Path, *, afresh: bool = False, carry: bool = False) -> None:
        """Fill a new generation's folder, manifest included; `afresh` ignores what an interrupted rebuild left.

        `carry` begins with a copy of the old generation's Chroma. Where that is not as it was sealed, and otherwise,
        Chroma is written anew.
        """
        self._home = home_of(self._settings, folder)
        copied = carry and self._old is not None and copy_sealed(self._old.folder, CHROMA, folder)
        held = Held(self._old.reports) if self._old and copied else None
        with ExitStack() as parts:  # which closes every part, though another cannot be closed
            parts.enter_context(closing(self._gathering))
            # First the vectors, because a server may be away.
            self._vectors = parts.enter_context(closing(VectorWriter(folder, self._home, held)))
            self._journal = parts.enter_context(closing(Journal(folder.parent, self.embedder, afresh=afresh)))
            self._reports = parts.enter_context(closing(ReportWriter(folder)))
            self._words = parts.enter_context(closing(WordWriter(folder)))
            self._fill()
            deleted = self._vectors.finish()
        if not self._counts.passages:
            skipped = self.survey.skipped
            reasons = "; ".join(f"{skip.path}: {skip.reason}" for skip in skipped[:_TOLD])
            more = f"; and {len(skipped) - _TOLD} more" if len(skipped) > _TOLD else ""
            raise CorpusInvalid(f"No report in {self._corpus.root} can be read ({reasons}{more}). Mend or add files.")
        if not self._corpus.root.is_dir():
            raise CorpusInvalid(f"The corpus folder {self._corpus.root} went away while it was read. Bring it back.")
        self._wear(folder, deleted, copied=copied)
        self._counts.copies = record_copies(folder, self._old.reports if self._old else None)
        self._finish(folder)

    def _wear(self, folder: Path, deleted: int, *, copied: bool) -> None:
        """Count what was deleted from a copied collection, and clear it away."""
        if self._old is None or not copied:
            return
        if compare(self._old.manifest, self.survey).removed:
            raise IndexUnwritable("A report was removed while the corpus was read; Chroma is to be written anew.")
        self._counts.worn = self._old.manifest.worn + deleted
        if deleted:
            scrub_deleted(folder)

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
            vectors[part] = self._embedded([texts[place] for place in part])
            if not np.isfinite(vectors[part]).all():
                raise IndexUnwritable(
                    f"{self.embedder.name} gave vectors that are no numbers; the old one still serves."
                )
            self._journal.add([keys[place] for place in part], vectors[part])
        self._counts.embedded += len(fresh)
        return vectors

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        """Vectors (n, d), from the workers if there are any and the settings name the embedder, else made here."""
        if (workers := self._gathering.workers) and self.embedder.name == self._settings.embedder:
            return workers.embed(texts)
        return self.embedder.embed_passages(texts)

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
            self._languages[report.metadata.get("language", "")] += 1
        first_row = self._counts.passages
        self._reports.add_passages(first_row, [passage for _, passage in batch.passages], batch.keys)
        self._words.add(first_row, batch.passages)
        if batch.passages:
            self._vectors.add(batch.passages, batch.keys, vectors, batch.carried)
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
            worn=self._counts.worn,
            remarks=self._remarks(),
            place=self._home.place,
            collection=self._home.collection,
        )
        generations.write_manifest(folder, manifest)

    def _remarks(self) -> tuple[str, ...]:
        """What is missing from reports, and which languages the embedder does not know."""
        foreign = foreign_to(self.embedder.name, self._languages)
        return (*self._gathering.notes, *((foreign,) if foreign else ()))

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
            notes=(*self._notes, *self.survey.notes(), *self._remarks()),
            seconds=0,
            plan=plan,
            twins=counts.twins,
            copies=counts.copies,
        )
