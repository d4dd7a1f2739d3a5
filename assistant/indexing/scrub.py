"""What was deleted leaves no word in Chroma's files, though Chroma itself would keep it there for a while.

Vectors and ids of deleted rows may stay until the collection is written whole again.
"""

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

from assistant.indexing.door import CHROMA, DATABASE

_LENGTH_BYTES = 4
_SYNCED = """select seq_id from max_seq_id join segments on segments.id = max_seq_id.segment_id
             where segments.scope = 'METADATA'"""


def scrub_deleted(folder: Path) -> None:
    """Take the words of deleted rows out of a generation's chroma.sqlite3, which no Chroma may have open.

    They stand in the queue, in the trigrams and in freed pages. Of its queue Chroma replays on opening what its graph
    does not hold yet, for which vectors are enough: words and metadata, which are in its tables, are blanked. The
    operations stay, deletions too, because Chroma counts on.
    """
    with closing(sqlite3.connect(folder / CHROMA / DATABASE, isolation_level=None)) as database:
        database.execute("pragma journal_mode = off")  # thrice as fast; what fails here is never live, so never mended
        database.execute("pragma synchronous = off")  # the seal brings it to the disk
        database.execute(f"update embeddings_queue set metadata = null where seq_id <= ({_SYNCED})")  # noqa: S608
        database.execute("insert into embedding_fulltext_search(embedding_fulltext_search) values('optimize')")
        database.execute("vacuum")


def wipe_unused(folder: Path) -> None:
    """Zero what Chroma's graph files hold beyond their last element.

    hnswlib writes out memory that it allocated and never filled, in which any text that this process handled, that of
    a removed report too, may still lie. The header: version, offset, capacity, count, bytes an element.
    """
    for header in (folder / CHROMA).glob("*/header.bin"):
        version, _, capacity, count, size = struct.unpack_from("<i4Q", header.read_bytes())
        for name, width in (("data_level0.bin", size), ("length.bin", _LENGTH_BYTES)):
            data = header.with_name(name)
            if version == 1 and count <= capacity and data.stat().st_size == capacity * width:
                with data.open("r+b") as stream:
                    stream.seek(count * width)
                    stream.write(bytes((capacity - count) * width))
