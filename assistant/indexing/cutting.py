"""A file's bytes -> its reports with their passages, in the process in which files are read."""

from dataclasses import dataclass

from assistant.indexing.passages import cut, embedding_text, vector_key
from assistant.reading.source import Source, read_source
from assistant.types import Passage, Report, Skipped


@dataclass(frozen=True, slots=True)
class Cut:
    """A report with its passages, the texts that are embedded for them, and the keys of their vectors."""

    report: Report
    passages: tuple[Passage, ...]
    texts: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CutFile:
    """The reports of a file, its own first, each cut, and what is attached to it and cannot be read."""

    cuts: tuple[Cut, ...]
    skipped: tuple[Skipped, ...] = ()

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports alone."""
        return tuple(one.report for one in self.cuts)


def cut_file(source: Source, data: bytes, min_words: int, max_words: int) -> CutFile:
    """What the bytes of a file make. Raises ReportUnreadable, and what a library may raise for a broken file."""
    reading = read_source(source, data)
    return CutFile(tuple(cut_report(report, min_words, max_words) for report in reading.reports), reading.skipped)


def cut_report(report: Report, min_words: int, max_words: int) -> Cut:
    """A report with passages of about so many words."""
    passages = tuple(cut(report, min_words=min_words, max_words=max_words))
    texts = tuple(embedding_text(report, passage) for passage in passages)
    return Cut(report, passages, texts, tuple(vector_key(text) for text in texts))
