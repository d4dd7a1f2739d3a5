"""Measures how each cost grows with the reports: python tests/benchmarks/scale.py ungdc.tar.gz [--reports N].

All speeches of the UN General Debate Corpus are indexed once, as a user would; smaller corpora are cut from them, their
vectors used again. Writes docs/scale.md and docs/scale.svg. Takes about 45 minutes on 2 cores; --reports shortens it.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, count, cycle
from pathlib import Path

import psutil

from assistant import Assistant, Settings, rebuild
from assistant.evaluation.rows import spread
from assistant.models.protocols import Embedder
from assistant.models.tables import load_embedder, load_reranker
from assistant.reading.corpus import scan
from assistant.types import Progress
from tests.benchmarks.bench import QUESTION, ROOT, SPEECH_QUESTIONS, Figure, texts_of
from tests.benchmarks.scale_page import TOP, Cost, page, plot
from tests.benchmarks.speeches import part, unpacked

PAGE = ROOT / "docs" / "scale.md"
PLOT = ROOT / "docs" / "scale.svg"
SIZES = (1_000, 5_000, 9_000, 20_000)
"""Passages of the smaller corpora, about."""
PAIRED = 60
BARE = 2_000
PROBES = 200
INCREMENTS = 20
READERS = 8
BETWEEN_QUESTIONS_S = 10
MEGABYTE = 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speeches", type=Path)
    parser.add_argument("--reports", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        speeches = unpacked(options.speeches, folder, options.reports)
        spare(speeches, folder)
        settings = Settings(corpus_dir=speeches, index_dir=folder / "index")
        embedder = load_embedder(settings)
        figures = []
        parts = paired(speeches, folder), whole(settings, embedder), increments(settings, folder, embedder)
        for figure in chain.from_iterable(parts):
            print(figure, flush=True)
            figures.append(figure)
        costs = []
        for cost in growth(settings, folder, embedder):
            print(cost, flush=True)
            costs.append(cost)
    plot(costs, PLOT)
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(page(figures, costs, old), encoding="utf-8")


PIPELINE = """
import resource, sys, time
from pathlib import Path
started = time.perf_counter()
kind, corpus, index, question = sys.argv[1:]
if kind == "ours":
    from assistant import Assistant, Settings, rebuild
    settings = Settings(corpus_dir=corpus, index_dir=index)
    rebuild(settings)
    built = time.perf_counter()
    with Assistant.open(settings) as assistant:
        assistant.ask(question)
else:
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter
    from assistant.models.torch_engine import TorchEmbedder
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    documents = [Document(file.read_text()) for file in sorted(Path(corpus).glob("*.txt"))]
    embedder = TorchEmbedder("all-MiniLM-L6-v2", allow_download=False)
    store = Chroma.from_documents(splitter.split_documents(documents), embedder, persist_directory=index)
    built = time.perf_counter()
    store.similarity_search(question)
print(built - started, time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def paired(speeches: Path, folder: Path) -> Iterator[Figure]:
    """Ours and the tutorial's pipeline, each in a process of its own, on the same few speeches."""
    corpus = part(speeches, folder / "paired", PAIRED)
    characters = sum(len(file.read_text(encoding="utf-8")) for file in corpus.glob("*.txt"))
    rates = {}
    for kind in ("ours", "tutorial"):
        command = [sys.executable, "-c", PIPELINE, kind, str(corpus), str(folder / kind), QUESTION]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        built, answered, peak = (float(value) for value in done.stdout.split())
        rates[kind] = characters / built
        text = f"{rates[kind]:,.0f} characters/s; {answered:.1f} s; {peak * 1024 / MEGABYTE:.0f} MB"
        yield Figure(f"{PAIRED} speeches, {kind}: rebuild; to the first answer; peak memory", "", text)
    yield Figure("the same, ours over the tutorial's", "≥ 1.5", f"{rates['ours'] / rates['tutorial']:.2f}")


def whole(settings: Settings, embedder: Embedder) -> Iterator[Figure]:
    """The rebuild of everything, again with nothing changed, and with one report changed."""
    texts = sample_texts(settings)
    bare = [throughput(embedder, texts)]
    memory: list[tuple[int, int]] = []

    def watch(progress: Progress) -> None:
        memory.append((progress.reports, psutil.Process().memory_info().rss))

    summary = rebuild(settings, embedder=embedder, progress=watch)
    bare.append(throughput(embedder, texts))
    rate, alone = summary.passages / summary.seconds, statistics.mean(bare)
    yield Figure(
        f"rebuild of {summary.reports} reports, {summary.passages} passages",
        "≥ 90 % of the bare embedder",
        f"{summary.seconds:.0f} s; {rate:.1f} passages/s, {100 * rate / alone:.0f} % of {alone:.1f}",
    )
    marks = [memory[len(memory) * share // 10 - 1][1] / MEGABYTE for share in (2, 5, 10)]
    text = ", ".join(f"{mark:.0f}" for mark in marks) + " MB"
    yield Figure("its memory at a fifth, at half, at the end", "< 1500 MB, flat", text)
    again = rebuild(settings, embedder=embedder)
    yield Figure("nothing changed", "< 5 s, none embedded", f"{again.seconds:.1f} s, {again.embedded} embedded")
    first = min(settings.corpus_dir.glob("*.txt"))
    first.write_text(first.read_text(encoding="utf-8") + "\nOne more sentence was added here.\n", encoding="utf-8")
    changed = rebuild(settings, embedder=embedder)
    yield Figure("one report changed", "< 10 s", f"{changed.seconds:.1f} s, {changed.embedded} embedded")


def sample_texts(settings: Settings) -> list[str]:
    """Embedding texts of reports that are evenly spread over the corpus."""
    return texts_of(settings, spread(list(scan(settings.corpus_dir).files), BARE // 20))[:BARE]


def throughput(embedder: Embedder, texts: Sequence[str]) -> float:
    """Passages a second when nothing is done but embedding them, as many at once as a rebuild does."""
    started = time.perf_counter()
    for start in range(0, len(texts), 128):
        embedder.embed_passages(texts[start : start + 128])
    return len(texts) / (time.perf_counter() - started)


def growth(settings: Settings, folder: Path, embedder: Embedder) -> Iterator[Cost]:
    """The costs of the whole index, then of smaller ones, largest first, each cut from the one before."""
    with Assistant.open(settings, embedder=embedder) as assistant:
        passages, reports = assistant.searched.passages, assistant.searched.reports
    yield measured(settings, embedder)
    corpus = settings.corpus_dir
    for number, size in zip(count(), sorted((size for size in SIZES if size < passages), reverse=True)):
        corpus = part(corpus, folder / f"part-{number}", reports * size // passages)
        yield measured(Settings(corpus_dir=corpus, index_dir=settings.index_dir), embedder)


def measured(settings: Settings, embedder: Embedder) -> Cost:
    """What the index of these settings costs; a report is removed first, so that it is written anew, none embedded."""
    min(settings.corpus_dir.glob("*.txt")).unlink()
    started = time.perf_counter()
    rebuild(settings, embedder=embedder)
    rewrite = time.perf_counter() - started
    disk = sum(file.stat().st_size for file in settings.index_dir.rglob("*") if file.is_file())
    with Assistant.open(settings, embedder=embedder) as assistant:
        assistant.ask(QUESTION)
        retrieval = [retrieved(assistant, question) for question in SPEECH_QUESTIONS * 3]
        answers = [assistant.ask(question).timings_ms["total"] for question in SPEECH_QUESTIONS * 3]
        passages, exact = assistant.searched.passages, exactness(assistant)
    return Cost(
        passages=passages,
        rewrite_s=rewrite,
        disk_mb=disk / MEGABYTE,
        open_ms=1000 * statistics.median(cold(settings) for _ in range(3)),
        retrieval_ms=statistics.median(retrieval),
        answer_ms=statistics.median(answers),
        answer_p95_ms=statistics.quantiles(answers, n=20)[-1],
        exact=exact,
    )


def retrieved(assistant: Assistant, question: str) -> float:
    """How long finding and fusing take, in ms, without re-ordering."""
    engine, started = assistant.engine(), time.perf_counter()
    engine.searcher.find([question])
    return (time.perf_counter() - started) * 1000


def cold(settings: Settings) -> float:
    """Seconds from the start of a process to its first answer."""
    place = ["--corpus", str(settings.corpus_dir), "--index", str(settings.index_dir)]
    command = [sys.executable, "-m", "assistant.cli", "ask", QUESTION, "--json", *place]
    started = time.perf_counter()
    json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    return time.perf_counter() - started


def exactness(assistant: Assistant) -> float:
    """The share of the true top, by comparison with every vector, that Chroma's approximate search returns."""
    index = assistant.engine().index
    ids, rows = index.reports.passage_ids(), spread(list(range(index.manifest.passages)), PROBES)
    shares = []
    for row in rows:
        vector = index.vectors.row(row)
        true = {ids[found] for found, _ in index.vectors.nearest(vector, TOP)}
        shares.append(len(true & set(index.vectors.candidates(vector, TOP))) / len(true))
    return statistics.mean(shares)


def spare(speeches: Path, folder: Path) -> None:
    """Put a few reports aside, to be added later."""
    (folder / "spare").mkdir()
    for file in spread(sorted(speeches.glob("*.txt")), INCREMENTS):
        shutil.move(file, folder / "spare" / file.name)


def increments(settings: Settings, folder: Path, embedder: Embedder) -> Iterator[Figure]:
    """Exactness after many rebuilds, each of which changes one report and adds one, while readers go on asking."""
    reranker, stopped, times = load_reranker(settings), threading.Event(), list[float]()
    files, added = sorted(settings.corpus_dir.glob("*.txt"))[1:], sorted((folder / "spare").iterdir())

    def ask(number: int) -> None:
        stopped.wait(BETWEEN_QUESTIONS_S * number / READERS)  # people do not ask all at once
        with Assistant(settings, embedder, reranker) as assistant:
            for question in cycle(SPEECH_QUESTIONS):
                if stopped.wait(BETWEEN_QUESTIONS_S):
                    return
                times.append(assistant.ask(question).timings_ms["total"])

    seconds = []
    with ThreadPoolExecutor(READERS) as readers:
        asking = [readers.submit(ask, number) for number in range(READERS)]
        try:
            for number, (changed, new) in enumerate(zip(files, added, strict=False)):
                text = changed.read_text(encoding="utf-8")
                changed.write_text(f"{text}\nSentence {number} was added.\n", encoding="utf-8")
                shutil.move(new, settings.corpus_dir / new.name)
                seconds.append(rebuild(settings, embedder=embedder).seconds)
        finally:
            stopped.set()
        for one in asking:
            one.result()
    name = f"{len(seconds)} rebuilds of one changed and one added report, {READERS} readers beside them"
    yield Figure(f"{name}: a rebuild, median", "", f"{statistics.median(seconds):.1f} s")
    spread_ = f"{statistics.median(times):.0f} ms; {statistics.quantiles(times, n=20)[-1]:.0f} ms; 0 errors"
    yield Figure(f"an answer meanwhile ({len(times)}), median; 95th percentile", "< 1 s", spread_)
    with Assistant(settings, embedder, reranker) as assistant:
        share = exactness(assistant)
    yield Figure(f"share of the true top {TOP} that Chroma returns after them", "≥ .99", f"{share:.4f}")


if __name__ == "__main__":
    main()
