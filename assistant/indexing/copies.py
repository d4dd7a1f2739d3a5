"""Near-copies: reports that print one text with small changes, found by their word shingles and written down."""

import hashlib
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.indexing.store import FILE, ReportReader

Shingles = NDArray[np.uint64]
Signature = NDArray[np.uint32]

_WORDS = 5
_PERMUTATIONS = 128
_BANDS = 32
_SCHEME = "affine32"
_RULES = f"1 {_WORDS} {_PERMUTATIONS} {_SCHEME}"
_SAME = 0.8
_CONTAINED = 0.9
_NEARLY_AS_LONG = 0.6
_ESTIMATE_ERROR = 0.15  # more than three standard deviations of a Jaccard index that 128 permutations estimate
_STEP = 4096
_TEXTS_KEPT = 16
_WORD = re.compile(r"\w+")


def shingles(text: str) -> Shingles:
    """The distinct runs of five words, as sorted 64-bit hashes; a shorter text is one run, one without words none.

    Case, punctuation and line breaks do not count: a reprint is set anew.
    """
    found = (zlib.crc32(word.group().casefold().encode("utf-8", "surrogatepass")) for word in _WORD.finditer(text))
    words = np.fromiter(found, dtype=np.uint64)
    if not len(words):
        return words
    runs = np.zeros(max(1, len(words) - _WORDS + 1), dtype=np.uint64)
    for place in range(min(_WORDS, len(words))):
        # A polynomial in mixed words, modulo 2^64, so that the order of the words counts.
        mixed = (words[place : place + len(runs)] + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        runs = runs * np.uint64(0xBF58476D1CE4E5B9) + (mixed ^ (mixed >> np.uint64(29)))
    return np.unique(runs)


def jaccard(first: Shingles, second: Shingles) -> float:
    """The share of shingles that two texts have in common (Jaccard, 1901), in [0, 1]; 0 when neither has any."""
    shared = len(np.intersect1d(first, second, assume_unique=True))
    return shared / max(1, len(first) + len(second) - shared)


def is_copy(shared: float, first: int, second: int) -> bool:
    """Whether texts with so many shingles, `shared` of them in both, are copies of one text.

    They are when the Jaccard index reaches .8, or when nearly all of one stands in another that is not much longer: a
    reprint with a paragraph added or cut. More than half of the longer text is then shared, so that a digest of several
    texts, which holds each of them whole, does not make copies of them all.
    """
    smaller, larger = sorted((first, second))
    if shared >= _SAME * (first + second - shared):
        return smaller > 0
    return smaller >= _NEARLY_AS_LONG * larger and shared >= _CONTAINED * smaller


def sign(found: Shingles) -> Signature:
    """MinHash signature (128,) of shingles (Broder, 1997): two agree in a share of places near their Jaccard index."""
    from datasketch import MinHash  # imported late: it brings scipy, and costs more than a second

    minhash = MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int, scheme=_SCHEME)
    low = found & np.uint64(0xFFFFFFFF)
    for start in range(0, len(low), _STEP):  # a batch is multiplied out, so that a long text must come in parts
        minhash.update_batch(low[start : start + _STEP].tolist())
    return np.asarray(minhash.hashvalues, dtype=np.uint32)


def groups(signatures: Signature, sizes: Sequence[int], same: Callable[[int, int], bool]) -> dict[int, int]:
    """The first member of its group, for each text that has copies; rows are texts, signatures (n, 128).

    `same` has the last word on a pair; it is asked about likely pairs, and about none that others have joined already.
    Groups are connected components, so that the order of the questions does not matter.
    """
    first = np.arange(len(sizes))
    refused: set[tuple[int, int]] = set()
    for bucket in _buckets(signatures):
        for place, one in enumerate(bucket[:-1].tolist()):
            others = bucket[place + 1 :]
            for other in _possible(signatures, sizes, one, others[first[others] != first[one]]):
                if first[one] == first[other] or (one, other) in refused:
                    continue
                if same(one, other):
                    first[first == max(first[one], first[other])] = min(first[one], first[other])
                else:
                    refused.add((one, other))
    members = Counter(first.tolist())
    return {row: one for row, one in enumerate(first.tolist()) if members[one] > 1}


def _buckets(signatures: Signature) -> Iterator[NDArray[np.int64]]:
    """Rows, ascending, that share a band of their signatures; bands of four find 99 % of pairs at an index of .6.

    They are found by sorting one band at a time: datasketch's MinHashLSH keeps 10 kB a report, this half a kilobyte.
    """
    width = _PERMUTATIONS // _BANDS
    for band in range(_BANDS):
        columns = np.ascontiguousarray(signatures[:, band * width : (band + 1) * width])
        keys = columns.view(np.dtype((np.void, columns.itemsize * width))).ravel()
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
        yield from (bucket for bucket in np.split(order, edges) if len(bucket) > 1)


def _possible(signatures: Signature, sizes: Sequence[int], one: int, others: NDArray[np.int64]) -> list[int]:
    """Those of the others that could be copies of a text if the estimate erred in their favour."""
    if not len(others):
        return []
    agreeing = (signatures[others] == signatures[one]).mean(axis=1) + _ESTIMATE_ERROR
    found = []
    for other, index in zip(others.tolist(), np.minimum(1, agreeing).tolist(), strict=True):
        shared = index * (sizes[one] + sizes[other]) / (1 + index)
        if is_copy(shared, sizes[one], sizes[other]):
            found.append(other)
    return found


def record_copies(folder: Path, old: ReportReader | None) -> int:
    """How many reports of the generation in `folder` are near-copies of others; their groups are in `copies` then.

    Signatures of texts that the old generation knows are taken from it. In memory are signatures and a few texts.
    """
    with closing(sqlite3.connect(folder / FILE)) as database:
        ids = [row[0] for row in database.execute("select id from reports order by id")]
        signed = [(report_id, *_signed(database, _body(database, report_id), old)) for report_id in ids]
        signed = [one for one in signed if one[1]]  # a text without words is like no other
        if not signed:
            return 0
        ids, sizes, signatures = [one[0] for one in signed], [one[1] for one in signed], [one[2] for one in signed]
        read = lru_cache(_TEXTS_KEPT)(lambda row: shingles(_body(database, ids[row])))

        def same(one: int, other: int) -> bool:
            first, second = read(one), read(other)
            return is_copy(len(np.intersect1d(first, second, assume_unique=True)), len(first), len(second))

        found = groups(np.frombuffer(b"".join(signatures), dtype="<u4").reshape(-1, _PERMUTATIONS), sizes, same)
        database.executemany("insert into copies values (?,?)", ((ids[row], ids[one]) for row, one in found.items()))
        database.commit()
    return len(found)


def _body(database: sqlite3.Connection, report_id: str) -> str:
    """A report's own words."""
    text, body = database.execute("select text, body from reports where id = ?", (report_id,)).fetchone()
    return str(text[body:])


def _signed(database: sqlite3.Connection, body: str, old: ReportReader | None) -> tuple[int, bytes]:
    """How many shingles a text has, and its signature; stored for the next rebuild."""
    key = hashlib.sha256(f"{_RULES}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()
    known = old.signature(key) if old else None
    if known is None:
        found = shingles(body)
        known = len(found), sign(found).astype("<u4").tobytes()
    database.execute("insert or ignore into signatures values (?,?,?)", (key, *known))
    return known
