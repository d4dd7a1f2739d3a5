"""The self-check of a finished generation: counts, slices, and sampled passages that must find themselves."""

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import IndexUnwritable
from assistant.indexing.index import Index
from assistant.indexing.server import Server

_SAMPLES = 20
_FAR_ENOUGH = 50


def self_check(folder: Path, server: Server | None = None) -> None:
    """Raise IndexUnwritable when the generation in `folder` is not what it should be."""
    index = Index(folder, server=server)
    try:
        problems = faults(index)
    finally:
        index.close()
    if problems:
        raise IndexUnwritable(f"The new index failed its self-check ({'; '.join(problems)}); the old one still serves.")


def _texts(index: Index, rows: Sequence[int]) -> set[str]:
    """The words of passages; compared instead of ids, because a text printed often may crowd itself out."""
    return {passage.text for passage in index.reports.passages(rows)}


def faults(index: Index) -> list[str]:
    """What is wrong with a generation, [] when nothing is."""
    damage = index.reports.check()
    if damage:
        return [f"reports.sqlite: {damage}"]
    total = index.manifest.passages
    problems = []
    if index.vectors.stored() != total:
        problems.append(f"Chroma holds {index.vectors.stored()} of {total} passages")
    if len(index.reports.report_ids()) != index.manifest.reports:
        problems.append(f"reports.sqlite holds {len(index.reports.report_ids())} of {index.manifest.reports} reports")
    rows = sorted({number * total // _SAMPLES for number in range(_SAMPLES)})
    for row, passage in zip(rows, index.reports.passages(rows), strict=True):
        if not passage.text.strip() or passage.text != passage.text.strip():
            problems.append(f"passage {row} is not a trimmed stretch of its report")
        near = index.vectors.candidates(index.vectors.row(row), _FAR_ENOUGH)
        if passage.text not in _texts(index, index.reports.rows(near)):
            problems.append(f"Chroma does not find passage {row} by its own vector")
        stems = dict.fromkeys(index.words.stems.content(passage.text), 1.0)
        if stems and passage.text not in _texts(index, [found for found, _ in index.words.best(stems, _FAR_ENOUGH)]):
            problems.append(f"the word index does not find passage {row} by its own words")
    return problems
