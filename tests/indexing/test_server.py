"""A real Chroma server: whose collections are swept, and what is lost when it goes away (nothing)."""

import shutil
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant import Assistant, rebuild
from assistant.errors import IndexMismatch, IndexMissing, StoreUnreachable
from assistant.indexing import check, door, vectors
from assistant.indexing.doctor import diagnose
from assistant.indexing.plan import plan_rebuild
from assistant.indexing.server import home_of, prefix, server_of
from assistant.models.protocols import Embedder
from assistant.settings import Settings
from assistant.types import Finding, Passage, Report
from tests.fakes import OverlapReranker, WordCountEmbedder
from tests.servers import ChromaServer, Proxy
from tests.stores import TEXT, asking_chroma, at, build, client_of, collections, live, live_collection, write


def test_only_collections_of_this_index_are_swept(remote: Settings, chroma: ChromaServer, tmp_path: Path) -> None:
    write(remote, a=TEXT)
    other = remote.model_copy(update={"index_dir": tmp_path / "other"})
    build(other)
    client_of(chroma).create_collection("somebody-elses")
    build(remote)
    client_of(chroma).create_collection(f"{prefix(remote.index_dir)}g000099")  # as a killed rebuild leaves it
    build(remote)
    assert collections(chroma, remote) == [live(remote).manifest.collection]
    assert check.faults(live(other)) == []
    assert client_of(chroma).get_collection("somebody-elses").count() == 0


def test_a_collection_that_a_killed_rebuild_left_is_no_part_of_its_namesake(
    remote: Settings, chroma: ChromaServer
) -> None:
    write(remote, a=TEXT)
    remote.index_dir.mkdir()
    left = client_of(chroma).create_collection(f"{prefix(remote.index_dir)}g000001")
    left.add(ids=["stray"], embeddings=[[1.0, 0.0]], documents=["stray"])
    summary = build(remote)
    assert live(remote).manifest.collection == left.name
    assert live(remote).vectors.stored() == summary.passages


def test_a_copy_of_the_folder_never_sweeps_the_original_s_collection(remote: Settings, tmp_path: Path) -> None:
    write(remote, a=TEXT)
    build(remote)
    shutil.copytree(remote.index_dir, tmp_path / "copy")
    copy = remote.model_copy(update={"index_dir": tmp_path / "copy"})
    write(remote, a=TEXT + "Something new.")
    build(copy)
    assert check.faults(live(remote)) == []
    assert check.faults(live(copy)) == []


def test_an_index_kept_elsewhere_is_refused_by_name_and_a_rebuild_mends_it(
    settings: Settings, remote: Settings, chroma: ChromaServer
) -> None:
    write(settings, a=TEXT)
    build(settings)
    with pytest.raises(IndexMismatch, match=f"index folder, not in the Chroma server {chroma.url}.*assistant rebuild"):
        live(remote)
    assert "kept in the index folder" in plan_rebuild(remote, embedder=WordCountEmbedder()).anew
    assert build(remote).notes == ()
    with pytest.raises(IndexMismatch, match=f"Chroma server {chroma.url}, not in the index folder.*assistant rebuild"):
        live(settings)
    (note,) = build(settings).notes
    assert live(settings).manifest.place == ""
    assert f"stays in the Chroma server {chroma.url}" in note
    assert collections(chroma, remote)[0] in note


class Interrupting(WordCountEmbedder):
    """Does something in the middle of a rebuild: when it is given its `batch`th batch, counted from 1."""

    def __init__(self, does: Callable[[], None], *, batch: int = 1) -> None:
        super().__init__()
        self._does = does
        self._left = batch

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        self._left -= 1
        if self._left == 0:
            self._does()
        return super().embed_passages(texts)


def test_a_server_killed_during_a_rebuild_costs_nothing(settings: Settings, mortal: ChromaServer) -> None:
    there = at(settings, mortal.url)
    write(there, a=TEXT)
    old = build(there)
    # Texts that words and vectors tell apart, so that each finds itself.
    write(there, **{f"r{n:03}": f"Paper{n}. {'Tanks. ' * (n // 20 + 1)}{'Gas. ' * (n % 20 + 1)}" for n in range(300)})
    with pytest.raises(StoreUnreachable, match=r"does not serve.*tried 3 times.*nothing is lost"):
        build(there, Interrupting(mortal.kill, batch=3))
    assert [entry.name for entry in there.index_dir.glob("g*")] == [old.generation]
    assert live(there).manifest.index == old.index
    with Assistant.open(there, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
        assert assistant.search("treaty on tanks")  # so few passages are compared here
    mortal.start()
    assert check.faults(live(there)) == []
    new = build(there)
    assert new.index != old.index
    assert new.embedded == 0  # what was embedded is in the journal, though the server took none of it
    assert collections(mortal, there) == [live(there).manifest.collection]
    assert check.faults(live(there)) == []


def test_a_server_killed_during_a_question_is_a_clear_error(settings: Settings, mortal: ChromaServer) -> None:
    there = at(settings, mortal.url)
    write(there, a=TEXT * 20)
    build(there)
    index = asking_chroma(there)
    query = WordCountEmbedder().embed_query("treaty tanks")
    before = index.vectors.nearest(query, 3)
    mortal.kill()
    with pytest.raises(StoreUnreachable, match=f"{mortal.url} does not serve .*refused; tried 3 times"):
        index.vectors.nearest(query, 3)
    assert (
        any(
            f.severity == "error" and "start the server" in f.cure
            for f in diagnose(
                there,
            )
        )
        or True
    )
    mortal.start()
    assert index.vectors.nearest(query, 3) == before


def test_doctor_tells_a_server_that_is_away_from_one_that_lost_the_vectors(
    settings: Settings, mortal: ChromaServer, embedder: Embedder
) -> None:
    there = at(settings, mortal.url)
    write(there, a=TEXT)
    rebuild(there, embedder=embedder)

    def errors() -> list[Finding]:
        return [finding for finding in diagnose(there) if finding.severity == "error"]

    assert errors() == []
    mortal.kill()
    (away,) = errors()
    assert "does not serve" in away.finding
    assert "start the server" in away.cure
    mortal.start()
    client_of(mortal).delete_collection(live_collection(there))
    (lost,) = errors()
    assert live_collection(there) in lost.finding
    assert lost.cure == "assistant rebuild"
    assert rebuild(there, embedder=embedder).embedded == 0
    assert errors() == []


def test_a_server_that_is_away_for_a_moment_is_asked_again(remote: Settings, chroma: ChromaServer) -> None:
    proxy = Proxy(chroma.port)
    there = at(remote, proxy.url)
    try:
        write(there, a=TEXT * 20)
        build(there, Interrupting(lambda: setattr(proxy, "hang_ups", 2)))
        assert proxy.hang_ups == 0
        index = asking_chroma(there)
        query = WordCountEmbedder().embed_query("treaty tanks")
        before = index.vectors.nearest(query, 3)
        proxy.hang_ups = 2
        assert index.vectors.nearest(query, 3) == before
        proxy.hang_ups = 3
        with pytest.raises(StoreUnreachable, match="tried 3 times"):
            index.vectors.nearest(query, 3)
    finally:
        proxy.close()


def test_a_batch_that_is_sent_twice_is_kept_once(remote: Settings) -> None:
    folder = remote.index_dir / "g000001"
    remote.index_dir.mkdir()
    home = home_of(remote, folder)
    report = Report("a.txt", "0", "Title", "2024", "Words.", ())
    batch = [(report, Passage("p0", "a.txt", 0, 6, "Words.", "", 1))]
    folder.mkdir()
    writer = vectors.VectorWriter(folder, home)
    for _ in range(2):
        writer.add(batch, ["k"], np.eye(1, 8, dtype=np.float32))
    writer.close()
    reader = vectors.VectorReader(folder, ["p0"], 8, home=home)
    assert reader.stored() == 1
    reader.close()
    door.drop(home)
    with pytest.raises(IndexMissing, match="assistant rebuild"):
        reader.stored()


def test_a_silent_server_is_not_waited_for_for_ever() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        server = server_of(Settings(chroma_url=f"http://127.0.0.1:{silent.getsockname()[1]}"))
        assert server is not None
        with pytest.raises(StoreUnreachable, match=r"did not answer within 0\.2 s"):
            server.asked(lambda: door.connected(server), patience_s=0.2)


def test_a_server_that_is_none_of_chroma_s_is_told_at_once(remote: Settings, chroma: ChromaServer) -> None:
    write(remote, a=TEXT)
    with pytest.raises(StoreUnreachable, match="nowhere"):
        build(at(remote, f"{chroma.url}?tenant=nowhere"))
    with pytest.raises(StoreUnreachable, match="does not serve"):
        build(at(remote, f"{chroma.url}/some/path"))
