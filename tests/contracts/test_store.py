"""The vector store keeps one contract, embedded and at a real Chroma server."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant
from assistant.indexing import check, door, generations, vectors
from assistant.indexing.index import Index
from assistant.indexing.server import Home, home_of, server_of
from assistant.settings import Settings
from assistant.types import Passage, Report
from tests.fakes import OverlapReranker, WordCountEmbedder
from tests.servers import ChromaServer
from tests.stores import TEXT, asking_chroma, at, build, collections, live, write

LARGEST = 5461  # what Chroma's embedded client and its server take at once


@pytest.fixture(params=["embedded", "server"])
def place(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """An empty corpus and index, the vectors in each of the places where they can live."""
    if request.param == "embedded":
        return settings
    return at(settings, request.getfixturevalue("chroma").url)


def stored(folder: Path, home: Home, count: int) -> tuple[list[str], np.ndarray, vectors.VectorReader]:
    """`count` passages with distinct unit vectors, written in one piece and opened for reading."""
    rows = np.random.default_rng(7).normal(size=(count, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    report = Report("a.txt", "0", "Title", "2024", "Words. " * count, ())
    passages = [(report, Passage(f"p{row}", "a.txt", 7 * row, 7 * row + 6, "Words.", "", 1)) for row in range(count)]
    ids = [passage.id for _, passage in passages]
    folder.mkdir(parents=True)
    writer = vectors.VectorWriter(folder, home)
    writer.add(passages, [f"k{row}" for row in range(count)], rows)
    writer.close()
    return ids, rows, vectors.VectorReader(folder, ids, 8, exact_rows=0, home=home)


def test_more_rows_than_fit_one_batch_are_all_kept_and_each_finds_itself(place: Settings) -> None:
    folder = place.index_dir / "g000001"
    place.index_dir.mkdir()
    home = home_of(place, folder)
    ids, rows, reader = stored(folder, home, LARGEST + 40)
    assert reader.stored() == len(ids) > LARGEST
    for row in range(0, len(ids), 500):
        assert reader.candidates(rows[row], 3)[0] == ids[row]
        assert reader.nearest(rows[row].tolist(), 1)[0][0] == row
        assert np.array_equal(reader.row(row), rows[row])
    reader.close()
    door.drop(home)


def test_every_part_of_a_generation_holds_the_same_passages(place: Settings) -> None:
    write(place, a=TEXT * 20, b="One short report.")
    summary = build(place)
    index = live(place)
    assert summary.passages == index.manifest.passages == index.vectors.stored() == index.words.stored() > 2
    assert summary.notes == ()
    assert check.faults(index) == []
    assert index.manifest.place == place.chroma_url


@pytest.mark.parametrize("exact_rows", [0, 10**6])
def test_exact_and_approximate_search_agree(place: Settings, exact_rows: int) -> None:
    write(place, a=TEXT * 40, b="A treaty on tanks. " * 40, c="Climate at a summit. " * 40)
    folder = place.index_dir / build(place).generation
    index = Index(folder, exact_rows=exact_rows, server=server_of(place))
    query = WordCountEmbedder().embed_query("treaty tanks")
    every = np.array([index.vectors.row(row) for row in range(index.manifest.passages)]) @ np.array(query)
    found = [score for _, score in index.vectors.nearest(query, 3)]
    assert found == pytest.approx(sorted(every, reverse=True)[:3], abs=1e-6)


def test_what_a_swap_leaves_behind_is_one_generation(place: Settings, request: pytest.FixtureRequest) -> None:
    names = set()
    for number in range(3):
        write(place, a=TEXT + f"Sentence {number}.")
        summary = build(place)
        names.add(live(place).manifest.collection)
    assert [entry.name for entry in place.index_dir.glob("g*")] == [summary.generation]
    assert check.faults(live(place)) == []
    if place.chroma_url:
        assert len(names) == 3
        held = collections(request.getfixturevalue("chroma"), place)
        assert held == [live(place).manifest.collection]


def test_vectors_are_used_again(place: Settings) -> None:
    write(place, a=TEXT * 20, b=TEXT)
    first = build(place)
    embedder = WordCountEmbedder()
    second = build(place, embedder)
    assert (second.index, second.reused) == (first.index, first.passages)
    assert set(embedder.embedded) <= {generations.PROBE}


def test_a_reader_keeps_its_generation_through_a_swap(place: Settings) -> None:
    write(place, a=TEXT * 20, b="A treaty on tanks. " * 40)
    build(place)
    held = asking_chroma(place)
    query = WordCountEmbedder().embed_query("treaty tanks")
    before = held.vectors.nearest(query, 3)
    write(place, b="Climate at a summit. " * 40)
    build(place)
    assert held.vectors.nearest(query, 3) == before


def test_both_places_give_the_same_answer(settings: Settings, chroma: ChromaServer, tmp_path: Path) -> None:
    write(settings, a=TEXT * 30, b="The summit agreed on the climate in Geneva. " * 3)
    answers = []
    for url in ("", chroma.url):
        there = Settings(corpus_dir=settings.corpus_dir, index_dir=tmp_path / f"index{bool(url)}", chroma_url=url)
        build(there)
        with Assistant.open(there, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
            answer = assistant.ask("What was agreed on the climate in Geneva?").to_dict()
        answers.append(json.dumps({**answer, "timings_ms": {}}))
    assert answers[0] == answers[1]
