"""What goes into the next generation, batch by batch: reports read and cut, or carried over as they were."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from assistant.indexing.index import Index
from assistant.indexing.plan import Survey
from assistant.indexing.workers import Cut, Workers, cut_report
from assistant.reading.corpus import Corpus
from assistant.settings import Settings
from assistant.types import Passage, Report

BATCH = 128


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


Begun = Report | Callable[[], Cut] | None
"""What is known of a file: the report that is carried over, what gives the one that is cut, or that there is none."""


class Gathering:
    """One walk over the corpus; `carry` is the live generation when it was made by the same recipe, else None."""

    def __init__(self, settings: Settings, corpus: Corpus, carry: Index | None) -> None:
        self.survey = Survey(corpus, settings)
        self.workers = Workers(settings, self.survey.folded) if settings.workers > 1 else None
        self._settings = settings
        self._corpus = corpus
        self._carry = carry

    def batches(self) -> Iterator[Batch]:
        """Passages of report after report; unreadable reports are noted and passed over."""
        batch = Batch()
        read = 0
        for file, begun in self._begun_ahead():
            read += size_of(file)
            if isinstance(begun, Report):
                self._carried(begun, batch)
            elif not self._cut(file, begun, batch):
                continue
            batch.done = read
            if len(batch.passages) >= BATCH:
                yield batch
                batch = Batch()
        yield batch

    def _begun_ahead(self) -> Iterator[tuple[Path, Begun]]:
        """Every file with what is known of it, in order; workers are kept busy with the ones to come."""
        ahead = self.workers.ahead if self.workers else 0
        waiting: deque[tuple[Path, Begun]] = deque()
        for file in self.survey.folded.files:
            waiting.append((file, self._begun(file)))
            if len(waiting) > ahead:
                yield waiting.popleft()
        yield from waiting

    def _begun(self, file: Path) -> Begun:
        data = self.survey.look(file)
        if data is None:
            return None
        if (report := self._carriable(file)) is not None:
            return report
        if self.workers:
            return self.workers.cut(file, data)
        return partial(cut_report, self.survey.folded, self._settings, file, data)

    def _carriable(self, file: Path) -> Report | None:
        """The report in a file as the live generation has it, when it need be neither parsed nor cut again."""
        if self._carry is None:
            return None
        report_id, past = self._corpus.report_id(file), self._carry.manifest
        report = self._carry.reports.report(report_id)
        twins = report_id in self.survey.folded.twins or (report is not None and report.also_at)
        return None if twins or past.marks.get(report_id) != self.survey.marks[report_id] else report

    def _carried(self, report: Report, batch: Batch) -> None:
        """Put a report into the batch as the live generation has it."""
        batch.reports.append(report)
        for passage, key in self._carry.reports.passages_of(report.id) if self._carry else ():
            batch.passages.append((report, passage))
            batch.keys.append(key)
            batch.texts.append("")
            batch.carried.append(True)

    def _cut(self, file: Path, make: Callable[[], Cut] | None, batch: Batch) -> bool:
        """Whether there is a report in a file, whose passages are then in the batch."""
        found = self.survey.tried(file, make) if make else None
        self.survey.note_paths(file, found.report if found else None)
        if found is None:
            return False
        batch.reports.append(found.report)
        batch.passages += [(found.report, passage) for passage in found.passages]
        batch.keys += found.keys
        batch.texts += found.texts
        batch.carried += [False] * len(found.passages)
        return True
