"""What was deleted is gone from Chroma's files, and Chroma goes on with them as if nothing had been done to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import chromadb
import numpy as np
import pytest

from assistant.indexing.scrub import scrub_deleted, wipe_unused
from assistant.indexing.vectors import HNSW

GONE = b"Vexilloxyz"
_APPROXIMATE = 0.02  # of the rows its search may not reach, whatever is done to it


@contextmanager
def opened(folder: Path) -> "Iterator[chromadb.Collection]":
    client = chromadb.PersistentClient(path=str(folder / "chroma"))
    yield client.get_or_create_collection("passages", embedding_function=None, configuration={"hnsw": HNSW})
    client.close()


def fill(passages: "chromadb.Collection", ids: list[str], vectors: np.ndarray, words: str) -> None:
    texts = [f"{words} of {one}" for one in ids]
    passages.add(ids=ids, embeddings=vectors, documents=texts, metadatas=[{"title": text} for text in texts])


def nearest(passages: "chromadb.Collection", vector: np.ndarray) -> str:
    (found,) = passages.query(query_embeddings=vector, n_results=1)["ids"]
    return found[0]


def row_of(one: str, count: int) -> int:
    return int(one[1:]) if one[0] == "p" else count + int(one[5:])


def traces(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and GONE.lower() in file.read_bytes().lower()]


@pytest.mark.parametrize("count", [50, 1500])  # all in the queue, and most in the graph's files
def test_deleted_and_replaced_rows_leave_no_byte_and_the_others_stay(tmp_path: Path, count: int) -> None:
    vectors = np.random.default_rng(3).normal(size=(count + 1001, 16)).astype(np.float32)
    ids = [f"p{row}" for row in range(count)]
    replaced, deleted = [ids[0], ids[-1]], [*ids[1:10], *ids[-10:-1]]
    with opened(tmp_path) as passages:
        fill(passages, ids, vectors[:count], "Vexilloxyz")
        passages.delete(ids=ids[10:-10])
        fill(passages, ids[10:-10], vectors[10 : count - 10], "The words")
        passages.delete(ids=[*replaced, *deleted])
        fill(passages, replaced, vectors[[0, count - 1]], "The words")
        fill(passages, ["passing"], vectors[count : count + 1], "Vexilloxyz")
        passages.delete(ids=["passing"])
    assert traces(tmp_path)
    scrub_deleted(tmp_path)
    wipe_unused(tmp_path)
    assert traces(tmp_path) == []
    left = set(ids) - set(deleted)
    for more in range(2):
        with opened(tmp_path) as passages:
            assert passages.count() == len(left)
            found = passages.get(include=["documents", "metadatas"])
            assert dict(zip(found["ids"], found["documents"], strict=True)) == {
                one: f"The words of {one}" for one in left
            }
            assert {one["title"] for one in found["metadatas"]} == set(found["documents"])
            assert len(passages.get(where_document={"$contains": "words of p1"})["ids"]) > 0
            unreached = [one for one in left if nearest(passages, vectors[row_of(one, count)]) != one]
            assert len(unreached) <= _APPROXIMATE * len(left)
            if not more:  # enough for Chroma to write its graph out, what is in the queue included
                later = [f"later{row}" for row in range(1, 1001)]
                fill(passages, later, vectors[count + 1 :], "The words")
                left |= set(later)
