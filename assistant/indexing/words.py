"""The same passages by words: a tantivy index, BM25 over English stems."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import tantivy

from assistant.errors import IndexMissing
from assistant.indexing.generations import REBUILD
from assistant.types import Passage, Report

_ANALYZER = "words"
_LONGEST_TOKEN = 60
_ABOUT_WEIGHT = 0.6
_AROUND = re.compile(r"^\W+|\W+$")
_POSSESSIVE = re.compile(r"['’]s(?=\W*$)", re.IGNORECASE)
_HEAP_BYTES = 64_000_000
_COMMON = 0.5
_RECENT_STEMS = 1024
STOP_WORDS = frozenset(
    """a about an and any are as at be been being by can could did do does for from had has have he her his how i if in
    into is it its many me much my of on or our she should so some such than that the their them then there these they
    this those to us was we were what when where which who whom whose why will with would you your say says said tell
    please""".split()
)


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(_LONGEST_TOKEN))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=True, fast=True)
    builder.add_unsigned_field("report", fast=True)
    builder.add_text_field("body", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("about", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


class Stems:
    """The words of a text as the index sees them: folded, lower case, English stems."""

    def __init__(self) -> None:
        self._analyzer = _analyzer()

    def of(self, text: str) -> list[str]:
        """Every stem, in order, stop words included."""
        return list(self._analyzer.analyze(text))

    def content(self, text: str) -> list[str]:
        """The distinct stems of a question's words that carry meaning, in order; all of them when none does."""
        words = [word for word in _split(text) if word]
        kept = [word for word in words if word.lower() not in STOP_WORDS]
        return list(dict.fromkeys(stem for word in kept or words for stem in self._analyzer.analyze(word)))


def _split(text: str) -> list[str]:
    """Words without the punctuation around them and without a possessive s."""
    return [_AROUND.sub("", _POSSESSIVE.sub("", word)) for word in text.split()]


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """A full disk is an OSError, though tantivy calls it a ValueError."""
    try:
        yield
    except ValueError as error:
        raise OSError(f"tantivy: {error}") from error


class WordWriter:
    """Fills the word index of a new generation, in row order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "lexical"
        self._folder.mkdir()
        with _as_os_errors():
            index = tantivy.Index(_schema(), path=str(self._folder))
            index.register_tokenizer(_ANALYZER, _analyzer())
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        self._reports: dict[str, int] = {}

    def add(self, first_row: int, passages: Sequence[tuple[Report, Passage]]) -> None:
        """Index passages whose rows follow each other from `first_row`."""
        for row, (report, passage) in enumerate(passages, first_row):
            number = self._reports.setdefault(report.id, len(self._reports))
            document = tantivy.Document(row=row, body=passage.text, about=about(report, passage))
            document.add_unsigned("report", number)
            with _as_os_errors():
                self._writer.add_document(document)

    def close(self) -> None:
        """Commit, and let whoever may read the folder read every file in it."""
        with _as_os_errors():
            self._writer.commit()
            self._writer.wait_merging_threads()
        for file in self._folder.iterdir():
            file.chmod(0o644)  # tantivy keeps two of them to its own user


def about(report: Report, passage: Passage) -> str:
    """What is known about a passage besides its words: title, heading, speaker, date, and every metadata value."""
    known = (report.title, passage.heading, passage.speaker, report.date)
    return "\n".join(part for part in (*known, *report.metadata.values()) if part)


@contextmanager
def _sound(folder: Path) -> Iterator[None]:
    """What goes wrong in a word index that is only read is damage; tantivy may also panic on it."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, ValueError | OSError) and type(error).__name__ != "PanicException":
            raise
        raise IndexMissing(f"{folder} is damaged ({error}). {REBUILD}") from error


class WordReader:
    """The word index of a live generation."""

    def __init__(self, folder: Path) -> None:
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._folder = folder / "lexical"
        with _sound(self._folder):
            self._index = self._open(self._folder)
            self._index.register_tokenizer(_ANALYZER, _analyzer())
            self._searcher = self._index.searcher()
        self._schema = _schema()
        self.stems = Stems()
        self.reports_with = lru_cache(_RECENT_STEMS)(self._reports_with)

    def _open(self, folder: Path) -> tantivy.Index:
        try:
            return tantivy.Index.open(str(folder))
        except ValueError as error:
            if "Lockfile" not in str(error):
                raise
            # tantivy takes a lock file even to read; on a read-only folder a copy serves.
            self._copy = tempfile.TemporaryDirectory(prefix="assistant-")
            for file in folder.iterdir():
                shutil.copyfile(file, Path(self._copy.name) / file.name)  # contents alone, not "read-only"
            return tantivy.Index.open(self._copy.name)

    def best(
        self, terms: Mapping[str, float], top: int, within: Sequence[tuple[int, int]] | None = None
    ) -> list[tuple[int, float]]:
        """The `top` rows by BM25 over stems, each with its weight: (row, score), best first, ties by row.

        `within` are the only stretches of rows [first, last] to be searched.
        """
        clauses = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(term), weight))
            for term, weight in terms.items()
        ]
        if not clauses or within == []:
            return []
        query = tantivy.Query.boolean_query(clauses)
        if within is not None:
            must = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._rows(within))]
            query = tantivy.Query.boolean_query(must)
        with _sound(self._folder):
            found = self._searcher.search(query, top, count=False).hits
            rows = [(int(self._searcher.doc(address)["row"][0]), float(score)) for score, address in found]
        return sorted(rows, key=lambda pair: (-pair[1], pair[0]))

    def finds(self, row: int, text: str) -> bool:
        """Whether the row is found by every stem of the text that it was made from."""
        place = self._rows([(row, row)])
        stems = [tantivy.Query.term_query(self._schema, "body", stem, "freq") for stem in set(self.stems.of(text))]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, clause) for clause in (place, *stems)])
        with _sound(self._folder):
            return len(self._searcher.search(query, 1, count=False).hits) == 1

    def _rows(self, within: Sequence[tuple[int, int]]) -> tantivy.Query:
        """Whether a passage's row lies in one of the stretches [first, last]; adds nothing to a score."""
        stretches = [
            (tantivy.Occur.Should, tantivy.Query.range_query(self._schema, "row", tantivy.FieldType.Integer, *stretch))
            for stretch in within
        ]
        return tantivy.Query.const_score_query(tantivy.Query.boolean_query(stretches), 0.0)

    def _term(self, term: str) -> tantivy.Query:
        body = tantivy.Query.term_query(self._schema, "body", term, "freq")
        known = tantivy.Query.term_query(self._schema, "about", term, "freq")
        clauses = [
            (tantivy.Occur.Should, body),
            (tantivy.Occur.Should, tantivy.Query.boost_query(known, _ABOUT_WEIGHT)),
        ]
        return tantivy.Query.boolean_query(clauses)

    def _reports_with(self, term: str) -> frozenset[int] | None:
        """The reports that hold the stem in their words or metadata, numbered from 0 in row order.

        None for a stem that most passages hold: it tells nothing, and listing them would take long.
        """
        if self.frequency(term) > self.stored() * _COMMON:
            return None
        with _sound(self._folder):
            # Ordered by a number, tantivy gives that number for each match, without reading the documents.
            found = self._searcher.search(
                self._term(term), max(1, self.stored()), count=False, order_by_field="report"
            ).hits
        return frozenset(int(number) for number, _ in found)

    def frequency(self, term: str) -> int:
        """How many passages hold the stem, in their words or in what is known about them."""
        with _sound(self._folder):
            return max(self._searcher.doc_freq("body", term), self._searcher.doc_freq("about", term))

    def stored(self) -> int:
        """How many passages the index holds."""
        return int(self._searcher.num_docs)

    def close(self) -> None:
        """Remove the copy that a read-only folder needed."""
        if self._copy is not None:
            self._copy.cleanup()
