"""The self-check of a finished generation: counts, slices, and sampled passages that must find themselves."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from assistant.errors import IndexMissing, IndexUnwritable
from assistant.indexing.index import Index
from assistant.indexing.passages import embedding_text
from assistant.indexing.server import Server
from assistant.indexing.vectors import EXACT_ROWS
from assistant.models.protocols import Embedder

_SAMPLES = 64
_EMBEDDED_SAMPLES = 8
_TOPS = (50, 5000)  # an approximate search may miss a row among many like it, and then finds it farther out
# Where thousands of passages are all but the same, Chroma's graph leaves some without a way to them. Where its search
# serves questions, that share is bounded; where the exact matrix does, it is enough that Chroma holds what it should.
_MISSES, _MISSES_ASIDE = 0.02, 0.5
_OPENINGS = 3
_SAME_VECTOR = 0.99
_SHOWN = 3


def self_check(folder: Path, embedder: Embedder, server: Server | None = None) -> None:
    """Raise IndexUnwritable when the generation in `folder` is not what it should be."""
    try:
        index = Index(folder, server=server)
        try:
            problems = faults(index) or list(_strangers(index, embedder))
        finally:
            index.close()
    except IndexMissing as error:
        problems = [str(error)]
    if problems:
        raise IndexUnwritable(f"The new index failed its self-check ({'; '.join(problems)}); the old one still serves.")


def faults(index: Index, *, samples: int = _SAMPLES) -> list[str]:
    """What is wrong with a generation, [] when nothing is; `samples` passages are looked for."""
    if damage := index.reports.check():
        return [f"reports.sqlite: {damage}"]
    return [*_miscounts(index), *_misplaced(index), *_lost(index, samples)]


def _miscounts(index: Index) -> Iterator[str]:
    total, reports = index.manifest.passages, len(index.reports.report_ids())
    if index.vectors.stored() != total:
        yield f"Chroma holds {index.vectors.stored()} of {total} passages"
    if reports != index.manifest.reports:
        yield f"reports.sqlite holds {reports} of {index.manifest.reports} reports"
    if count := index.vectors.misshapen():
        yield f"{count} of {total} vectors are not of length one; the embedder that made them is at fault"


def _misplaced(index: Index) -> Iterator[str]:
    """Every passage is a trimmed stretch within its report."""
    wrong = []
    for row, passage in enumerate(index.reports.every_passage()):
        if not passage.text or passage.text != passage.text.strip() or len(passage.text) != passage.end - passage.start:
            wrong.append(row)
    yield from _told(wrong, index.manifest.passages, "are not trimmed stretches of their reports")


def _lost(index: Index, samples: int) -> Iterator[str]:
    """Sampled passages are in Chroma and in the word index as they are in their reports, and are found there."""
    rows = _spread(index.manifest.passages, samples)
    passages = index.reports.passages(rows)
    held = index.vectors.texts(rows)
    sampled = list(zip(rows, passages, held, strict=True))
    unlike = [row for row, passage, text in sampled if text != passage.text]
    yield from _told(unlike, len(rows), "stand otherwise in Chroma than in their reports")
    far = _unreached(index, rows)
    allowed = _MISSES if index.manifest.passages > EXACT_ROWS else _MISSES_ASIDE
    if len(far) > max(1, allowed * len(rows)):
        yield from _told(far, len(rows), "are not found by Chroma by their own vectors")
    unsaid = [row for row, passage, _ in sampled if not index.words.finds(row, passage.text)]
    yield from _told(unsaid, len(rows), "are not found by the word index by their own words")


def _unreached(index: Index, rows: Sequence[int]) -> Sequence[int]:
    """The rows to which no way leads in Chroma's graph.

    Opened, Chroma draws the graph of its last thousand rows anew, with other ways: only a row missed each time is lost.
    """
    for _ in range(_OPENINGS):
        rows = [row for row in rows if not any(index.vectors.finds(row, index.vectors.row(row), top) for top in _TOPS)]
        if not rows:
            break
        index.vectors.close()
    return rows


def _strangers(index: Index, embedder: Embedder) -> Iterator[str]:
    """Sampled passages, embedded anew, have the vectors that are stored for them, re-used ones included."""
    rows = _spread(index.manifest.passages, _EMBEDDED_SAMPLES)
    texts = []
    for passage in index.reports.passages(rows):
        if (report := index.reports.report(passage.report_id)) is not None:  # a passage without one is not read
            texts.append(embedding_text(report, passage))
    stored = np.array([index.vectors.row(row) for row in rows])
    cosines = np.einsum("ij,ij->i", stored, np.asarray(embedder.embed_passages(texts)))
    strange = [row for row, cosine in zip(rows, cosines, strict=True) if not cosine >= _SAME_VECTOR]
    yield from _told(strange, len(rows), "do not have the vectors that their own text gives")


def _spread(total: int, samples: int) -> list[int]:
    """At most `samples` rows, evenly spread."""
    return sorted({number * total // samples for number in range(samples)})


def _told(rows: Sequence[int], of: int, what: str) -> Iterator[str]:
    if rows:
        named = ", ".join(str(row) for row in rows[:_SHOWN])
        yield f"{len(rows)} of {of} passages checked {what} (rows {named}{', …' if len(rows) > _SHOWN else ''})"
