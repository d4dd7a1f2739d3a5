"""What goes into the next generation, batch by batch: reports read and cut, or carried over as they were."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.indexing.cutting import CutFile, cut_file
from assistant.indexing.index import Index
from assistant.indexing.plan import Survey
from assistant.indexing.workers import Workers
from assistant.reading.apart import Readers
from assistant.reading.corpus import Corpus, limits_of, source_of
from assistant.settings import Settings
from assistant.types import Passage, Report

BATCH = 128
_AHEAD = 4  # files a reader, so that none waits for the next one while this process writes
_AHEAD_BYTES = 200_000_000


def size_of(file: Path) -> int:
    """The bytes of a file, 0 when it has gone since the corpus was looked through."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


@dataclass(slots=True)
class Batch:
    """Whole reports with their passages; `keys` name the passages' vectors.

    `texts` are what is embedded; "" for a passage that is `carried` over, whose vector the old generation holds. `done`
    is how many bytes of the corpus have been read so far.
    """

    reports: list[Report] = field(default_factory=list)
    passages: list[tuple[Report, Passage]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    carried: list[bool] = field(default_factory=list)
    done: int = 0


Begun = Sequence[Report] | Callable[[], CutFile] | None
"""What is known of a file: the reports that are carried over, what gives those that are cut, or that there are none."""


def ahead(
    files: Iterable[Path], begin: Callable[[Path], Begun], most: int, most_bytes: int
) -> Iterator[tuple[Path, Begun]]:
    """Every file with what `begin` makes known of it, in order; those to come are begun meanwhile.

    At most so many are begun and not handed out, and no more bytes of them than `most_bytes`, unless of one alone.
    """
    waiting: deque[tuple[Path, Begun, int]] = deque()
    held = 0
    for file in files:
        size = size_of(file)
        while waiting and (len(waiting) >= most or held + size > most_bytes):
            first, begun, taken = waiting.popleft()
            yield first, begun
            held -= taken
        waiting.append((file, begin(file), size))
        held += size
    yield from ((file, begun) for file, begun, _ in waiting)


class Gathering:
    """One walk over the corpus; `carry` is the live generation when it was made by the same recipe, else None."""

    def __init__(self, settings: Settings, corpus: Corpus, carry: Index | None) -> None:
        self.survey = Survey(corpus, settings)
        self.workers = Workers(settings) if settings.workers > 1 else None
        self.notes: list[str] = []
        self._readers = Readers(limits_of(settings), settings.workers)
        self._lengths = settings.passage_min_words, settings.passage_max_words
        self._ahead = _AHEAD * settings.workers
        self._corpus = corpus
        self._carry = carry

    def close(self) -> None:
        """End the processes that read and embed."""
        self._readers.close()
        if self.workers:
            self.workers.close()

    def batches(self) -> Iterator[Batch]:
        """Passages of report after report; unreadable reports are noted and passed over."""
        batch = Batch()
        read = 0
        for file, begun in ahead(self.survey.folded.files, self._begun, self._ahead, _AHEAD_BYTES):
            read += size_of(file)
            if isinstance(begun, Sequence):
                self._carried(begun, batch)
            else:
                self._cut(file, begun, batch)
            batch.done = read
            if len(batch.passages) >= BATCH:
                yield batch
                batch = Batch()
        yield batch

    def _begun(self, file: Path) -> Begun:
        data = self.survey.look(file)
        if data is None:
            return None
        if reports := self._carriable(file):
            return reports
        return self._readers.submit(cut_file, source_of(self.survey.folded, file), data, *self._lengths).result

    def _carriable(self, file: Path) -> Sequence[Report]:
        """The reports in a file as the live generation has them, when they need be neither parsed nor cut again."""
        if self._carry is None:
            return ()
        report_id, past, held = self._corpus.report_id(file), self._carry.manifest, self._carry.reports
        report = held.report(report_id)
        twins = report_id in self.survey.folded.twins or (report is not None and report.also_at)
        if report is None or twins or past.marks.get(report_id) != self.survey.marks[report_id]:
            return ()
        return [report, *filter(None, map(held.report, held.parts_of(report_id)))]

    def _carried(self, reports: Sequence[Report], batch: Batch) -> None:
        """Put a file's reports into the batch as the live generation has them."""
        if self._carry is None:
            return
        file, past = reports[0].id, self._carry.manifest
        self.survey.recall_attached(file, past, *(path for path in past.skipped if path.startswith(f"{file}/")))
        for report in reports:
            self._note(report)
            batch.reports.append(report)
            for passage, key in self._carry.reports.passages_of(report.id):
                batch.passages.append((report, passage))
                batch.keys.append(key)
                batch.texts.append("")
                batch.carried.append(True)

    def _cut(self, file: Path, make: Callable[[], CutFile] | None, batch: Batch) -> None:
        """Put the reports of a file, if there are any, into the batch with their passages."""
        found = self.survey.noted(file, make)
        for one in found.cuts if found else ():
            self._note(one.report)
            batch.reports.append(one.report)
            batch.passages += [(one.report, passage) for passage in one.passages]
            batch.keys += one.keys
            batch.texts += one.texts
            batch.carried += [False] * len(one.passages)

    def _note(self, report: Report) -> None:
        self.notes += [f"{report.id}: {note}" for note in report.notes]
