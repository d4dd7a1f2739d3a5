"""What goes into the next generation, batch by batch: reports read and cut, or carried over as they were."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.indexing.index import Index
from assistant.indexing.passages import cut, embedding_text, vector_key
from assistant.indexing.plan import Survey
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


class Gathering:
    """One walk over the corpus; `carry` is the live generation when it was made by the same recipe, else None."""

    def __init__(self, settings: Settings, corpus: Corpus, carry: Index | None) -> None:
        self.survey = Survey(corpus, settings)
        self._corpus = corpus
        self._carry = carry
        self._limits = {"min_words": settings.passage_min_words, "max_words": settings.passage_max_words}

    def batches(self) -> Iterator[Batch]:
        """Passages of report after report; unreadable reports are noted and passed over."""
        batch = Batch()
        read = 0
        for file in self.survey.folded.files:
            read += size_of(file)
            data = self.survey.look(file)
            known = data is not None and self._carried(file, batch)
            if not known and not self._cut(file, data, batch):
                continue
            batch.done = read
            if len(batch.passages) >= BATCH:
                yield batch
                batch = Batch()
        yield batch

    def _carried(self, file: Path, batch: Batch) -> bool:
        """Whether the report in a file could be taken from the live generation, neither parsed nor cut again."""
        if self._carry is None:
            return False
        report_id, past = self._corpus.report_id(file), self._carry.manifest
        report = self._carry.reports.report(report_id)
        twins = report_id in self.survey.folded.twins or (report is not None and report.also_at)
        if report is None or twins or past.marks.get(report_id) != self.survey.marks[report_id]:
            return False
        batch.reports.append(report)
        for passage, key in self._carry.reports.passages_of(report_id):
            batch.passages.append((report, passage))
            batch.keys.append(key)
            batch.texts.append("")
            batch.carried.append(True)
        return True

    def _cut(self, file: Path, data: bytes | None, batch: Batch) -> bool:
        """Whether the bytes of a file, if there are any, make a report, whose passages are then in the batch."""
        report = self.survey.parse(file, data)
        if report is None:
            return False
        batch.reports.append(report)
        for passage in cut(report, **self._limits):
            text = embedding_text(report, passage)
            batch.passages.append((report, passage))
            batch.keys.append(vector_key(text))
            batch.texts.append(text)
            batch.carried.append(False)
        return True
