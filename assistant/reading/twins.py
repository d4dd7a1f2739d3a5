"""Files that are the same, byte for byte: one report that is found under several paths."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.reading.corpus import Corpus, Twins
from assistant.reading.formats import FORMATS
from assistant.types import Skipped


@dataclass(slots=True)
class _One:
    """Equal files that make one report: their ids, the first of which is its own, and what is stated about them."""

    ids: list[str]
    stated: dict[str, str]

    def takes(self, stated: dict[str, str]) -> bool:
        """Whether nothing that is stated about another file contradicts what is known of these."""
        return all(self.stated.get(name, value) == value for name, value in stated.items())


def one_each(corpus: Corpus, *, max_bytes: int) -> Corpus:
    """The corpus with equal files as one file, the first by path; `twins` has the paths of the others.

    A title, a date or whatever else metadata.csv states about one of the paths counts for all of them. Where it states
    different things the files stay different reports, and a note says so: a statement issued again, word for word, has
    a date of its own, people ask by date, and a wrong date in a citation is worse than a text that is stored twice.
    Such reports are still copies of one text, which an answer counts once.
    """
    metadata = dict(corpus.metadata)
    twins: dict[str, Twins] = {}
    notes: list[str] = []
    for sha256, equal in _equal(corpus.files, max_bytes):
        ones = _told_apart(corpus, [corpus.report_id(file) for file in equal])
        notes += [_difference(ones[0], other) for other in ones[1:]]
        for one in (one for one in ones if one.ids[1:]):
            first, *others = one.ids
            twins[first] = Twins(sha256, tuple(others))
            metadata = {path: row for path, row in metadata.items() if path not in others} | {first: one.stated}
    folded = {path for one in twins.values() for path in one.paths}
    files = tuple(file for file in corpus.files if corpus.report_id(file) not in folded)
    return replace(corpus, files=files, metadata=metadata, twins=twins, notes=(*corpus.notes, *notes))


def _equal(files: Sequence[Path], max_bytes: int) -> Iterator[tuple[str, list[Path]]]:
    """Files that one reader reads, with the same sha256, two or more, in order; only those of equal size are opened."""
    sizes: dict[tuple[str, int], list[Path]] = {}
    for file in files:
        size = _size(file)
        if 0 < size <= max_bytes:
            sizes.setdefault((FORMATS[file.suffix.lower()].module, size), []).append(file)
    hashes: dict[tuple[str, str], list[Path]] = {}
    for (module, _), alike in sizes.items():
        for file in alike if len(alike) > 1 else ():
            try:
                with file.open("rb") as data:
                    hashes.setdefault((module, hashlib.file_digest(data, "sha256").hexdigest()), []).append(file)
            except OSError:
                continue  # reading it will say why
    yield from ((sha256, alike) for (_, sha256), alike in hashes.items() if len(alike) > 1)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _told_apart(corpus: Corpus, ids: Sequence[str]) -> list[_One]:
    """Equal files as reports: each id joins the first before it of which nothing different is stated."""
    ones: list[_One] = []
    for report_id in ids:
        stated = {name: value for name, value in corpus.metadata.get(report_id, {}).items() if value}
        home = next((one for one in ones if one.takes(stated)), None)
        if home is None:
            ones.append(_One([report_id], stated))
        else:
            home.ids.append(report_id)
            home.stated |= stated
    return ones


def _difference(first: _One, other: _One) -> str:
    names = sorted(name for name in other.stated if first.stated.get(name, other.stated[name]) != other.stated[name])
    return (
        f"{other.ids[0]} is the same file as {first.ids[0]}, but metadata.csv gives them a different "
        f"{' and '.join(names)}; they are kept as two reports that are copies of one text"
    )


def left_behind(corpus: Corpus, report_id: str, sha256: str, reason: str = "") -> tuple[Skipped, ...]:
    """The other paths of a file that changed after they were compared, or that cannot be read for a reason.

    `sha256` is that of the bytes that were read.
    """
    twins = corpus.twins.get(report_id)
    if twins is None or (twins.sha256 == sha256 and not reason):
        return ()
    if twins.sha256 != sha256:
        reason = f"was the same file as {report_id} until that one changed while it was read; run: assistant rebuild"
    return tuple(Skipped(path, reason) for path in twins.paths)
