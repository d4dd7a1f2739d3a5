"""What tests read a file with, in their own process."""

from pathlib import Path

from assistant.reading.corpus import Corpus, read_bytes, source_of
from assistant.reading.source import Reading, read_source
from assistant.types import Report


def reading(corpus: Corpus, file: Path, *, max_bytes: int = 10**9) -> Reading:
    """The reports in a file of the corpus."""
    return read_source(source_of(corpus, file), read_bytes(file, max_bytes=max_bytes))


def report_in(corpus: Corpus, file: Path, *, max_bytes: int = 10**9) -> Report:
    """A file's own report."""
    return reading(corpus, file, max_bytes=max_bytes).reports[0]
