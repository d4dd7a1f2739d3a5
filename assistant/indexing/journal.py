"""The journal: vectors that a rebuild has computed, kept until its generation is live, so that the next can go on.

One header line (JSON: which embedder, with its probe vector), then records of one length: the key of an embedding text
(16 bytes), its vector (float32, little-endian), the CRC-32 of both. No text is in it. Written straight to the system,
a record outlives the process; what a kill or a power cut tore is cut off when the journal is opened again.
"""

import errno
import json
import zlib
from collections.abc import Sequence
from contextlib import suppress
from io import FileIO
from pathlib import Path

import numpy as np

from assistant.indexing import generations
from assistant.indexing.index import same_probe
from assistant.models.protocols import Embedder, Vectors

FILE = "embedding.journal"
_VERSION = 1
_KEY_BYTES = 16
_CRC_BYTES = 4
_LONGEST_HEADER = 1_000_000


class Journal:
    """The vectors that an interrupted rebuild left, and those that this one adds; used by one thread at a time."""

    def __init__(self, index_dir: Path, embedder: Embedder, *, afresh: bool = False) -> None:
        self._dimensions = embedder.dimensions
        self._length = _KEY_BYTES + 4 * self._dimensions + _CRC_BYTES
        self._places: dict[str, int] = {}
        path = index_dir / FILE
        path.touch()
        self._file = FileIO(path, "r+")
        if afresh or not self._fits(embedder):
            self._begin(embedder)
        else:
            self._load()

    def _fits(self, embedder: Embedder) -> bool:
        """Whether the header says that this embedder, unchanged, made the vectors."""
        line = self._file.read(_LONGEST_HEADER).partition(b"\n")[0]
        self._file.seek(len(line) + 1)
        try:
            header = json.loads(line)
            made_by = (header["version"], header["embedder"], header["dimensions"])
            probe = tuple(float(value) for value in header["probe"])
        except (ValueError, TypeError, KeyError):
            return False
        return made_by == (_VERSION, embedder.name, embedder.dimensions) and same_probe(probe, embedder)

    def _begin(self, embedder: Embedder) -> None:
        self._file.seek(0)
        self._file.truncate()
        probe = [float(value) for value in embedder.embed_query(generations.PROBE)]
        header = {
            "version": _VERSION,
            "embedder": embedder.name,
            "dimensions": embedder.dimensions,
            "probe": probe,
        }
        self._write(json.dumps(header).encode() + b"\n")

    def _load(self) -> None:
        """Learn the keys, up to the first record that is torn; the file ends there from now on."""
        end = self._file.tell()
        while len(record := self._file.read(self._length)) == self._length:
            if zlib.crc32(record[:-_CRC_BYTES]) != int.from_bytes(record[-_CRC_BYTES:], "little"):
                break
            self._places[record[:_KEY_BYTES].hex()] = end
            end += self._length
        self._file.truncate(end)

    def _write(self, data: bytes) -> None:
        written = self._file.write(data)
        if written != len(data):  # unbuffered, a full disk takes a part and says nothing
            raise OSError(errno.ENOSPC, "No space left on device")

    def vector(self, key: str) -> Vectors | None:
        """The unit vector (d,) that an earlier rebuild left under this key, or None."""
        if key not in self._places:
            return None
        self._file.seek(self._places[key] + _KEY_BYTES)
        return np.frombuffer(self._file.read(4 * self._dimensions), dtype="<f4")

    def add(self, keys: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors (n, d) with their keys for the next rebuild, should this one be interrupted."""
        rows = np.ascontiguousarray(vectors, dtype="<f4")
        self._file.seek(0, 2)
        self._write(b"".join(_record(key, row.tobytes()) for key, row in zip(keys, rows, strict=True)))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _record(key: str, vector: bytes) -> bytes:
    body = bytes.fromhex(key) + vector
    return body + zlib.crc32(body).to_bytes(_CRC_BYTES, "little")


def discard(index_dir: Path) -> None:
    """Remove the journal: its generation is live. One that cannot be removed does no harm and goes the next time."""
    with suppress(OSError):
        (index_dir / FILE).unlink(missing_ok=True)
