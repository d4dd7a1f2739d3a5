"""Measures the README's figures and prints them as a table: python tests/benchmarks/bench.py [SPEECHES] [--write].

SPEECHES is ungdc.tar.gz, the UN General Debate Corpus; without it the rows at scale are
left out. --write puts the table into README.md.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from assistant import Assistant, Settings, rebuild
from assistant.indexing.cutting import cut_report
from assistant.models.tables import load_embedder
from assistant.reading.corpus import scan
from tests.benchmarks.speeches import unpacked
from tests.readings import report_in

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
QUESTION = "what was agreed about the OSCE"
RUNS = 5
SPEECH_COUNT = 455
"""They make about 9,000 passages."""
SPEECH_QUESTIONS = (
    "What did Afghanistan say about the Soviet Union?",
    "Which country proposed to enlarge the Security Council?",
    "What was said about small arms?",
    "Who spoke about rising sea levels?",
    "What is said about the embargo against Cuba?",
    "How many people live below the poverty line?",
    "What did Angola say about elections?",
    "What was said about the Oslo agreements?",
    "Which speaker called for a nuclear-weapon-free zone?",
    "What did small island states ask for?",
    "What was said about Liechtenstein's admission?",
    "What does Brazil expect of trade negotiations?",
    "When was the International Criminal Court welcomed?",
    "What was said about debt relief for poor countries?",
    "What is the position on Kashmir?",
    "Who thanked the outgoing Secretary-General?",
    "What was said about the Kyoto Protocol?",
    "What did Rwanda say about genocide?",
    "What was agreed on the Ottawa convention on landmines?",
    "What is the price of a ticket to Mars?",
)


@dataclass(frozen=True)
class Figure:
    what: str
    target: str
    measured: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speeches", nargs="?", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    figures = [*startup(), *repeatability()]
    if options.speeches:
        figures += at_scale(options.speeches)
    table = as_table(figures)
    print(table)
    if options.write:
        text = README.read_text(encoding="utf-8")
        block = f"<!-- figures -->\n{table}\n<!-- /figures -->"
        README.write_text(re.sub(r"<!-- figures -->.*?<!-- /figures -->", lambda _: block, text, flags=re.DOTALL))


def as_table(figures: Sequence[Figure]) -> str:
    rows = [f"| {one.what} | {one.target} | {one.measured} |" for one in figures]
    return "\n".join(["| what | aim | measured |", "|---|---|---|", *rows])


def seconds(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - started


def median_seconds(command: Sequence[str]) -> float:
    seconds(command)  # the first run fills the disk cache
    return statistics.median(seconds(command) for _ in range(RUNS))


def startup() -> Iterator[Figure]:
    run = [sys.executable, "-c"]
    bare = median_seconds([*run, "pass"])
    yield Figure("`import assistant`", "< 0.3 s", f"{median_seconds([*run, 'import assistant']) - bare:.3f} s")
    helped = median_seconds([sys.executable, "-m", "assistant.cli", "--help"])
    yield Figure("`assistant --help`", "< 0.6 s", f"{helped:.2f} s")
    ask = [sys.executable, "-m", "assistant.cli", "ask", QUESTION]
    yield Figure("`assistant ask` over corpus/, cold process", "< 3 s", f"{median_seconds(ask):.2f} s")
    probe = (
        "import sys, resource; from assistant.cli import main; main(sys.argv[1:]); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 'torch' in sys.modules)"
    )
    done = subprocess.run([*run, probe, "ask", QUESTION], check=True, capture_output=True, text=True, cwd=ROOT)
    peak, torch = done.stdout.split()[-2:]
    yield Figure(
        "its peak memory; torch imported",
        "< 500 MB; no",
        f"{int(peak) / 1024:.0f} MB; {'yes' if torch == 'True' else 'no'}",
    )


def repeatability() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(corpus_dir=ROOT / "corpus", index_dir=Path(folder))
        rebuild(settings)
        seen = {once for _ in range(2) for once in answers_in_a_process(settings)}
        rebuild(settings)
        seen.update(answers_in_a_process(settings))
    text = f"{len(seen)} distinct answer" + ("" if len(seen) == 1 else "s")
    yield Figure("same question 20 times, in 2 processes, after an unchanged rebuild", "1 answer, byte for byte", text)


def answers_in_a_process(settings: Settings) -> list[str]:
    probe = (
        "import json, sys; from assistant import Assistant, Settings\n"
        "with Assistant.open(Settings(corpus_dir=sys.argv[1], index_dir=sys.argv[2])) as a:\n"
        "    for _ in range(20):\n"
        "        print(json.dumps({**a.ask(sys.argv[3]).to_dict(), 'timings_ms': {}}))"
    )
    command = [sys.executable, "-c", probe, str(settings.corpus_dir), str(settings.index_dir), QUESTION]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines()


def at_scale(source: Path) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(corpus_dir=unpacked(source, folder, SPEECH_COUNT), index_dir=folder / "index")
        bare = bare_throughput(settings)
        summary = rebuild(settings)
        rate = summary.passages / summary.seconds
        yield Figure(
            f"rebuild of {summary.reports} UN speeches, {summary.passages} passages",
            "≥ 85 % of the bare embedder",
            f"{rate:.1f} passages/s, {100 * rate / bare:.0f} % of {bare:.1f}",
        )
        again = rebuild(settings)
        yield Figure("the same again, nothing changed", "", f"{again.seconds:.1f} s, {again.embedded} embedded")
        process = psutil.Process(os.getpid())
        yield Figure("memory after both rebuilds", "", f"{process.memory_info().rss / 1e6:.0f} MB")
        times = []
        with Assistant.open(settings) as assistant:
            assistant.ask(QUESTION)
            times = [assistant.ask(question).timings_ms["total"] for question in SPEECH_QUESTIONS * 2]
        spread = f"{statistics.median(times):.0f} ms; {statistics.quantiles(times, n=20)[-1]:.0f} ms"
        yield Figure("warm question over them, median; 95th percentile", "≤ 0.7 s; ≤ 1.2 s", spread)


def texts_of(settings: Settings, files: Sequence[Path]) -> list[str]:
    """What is embedded of these files."""
    corpus = scan(settings.corpus_dir)
    lengths = settings.passage_min_words, settings.passage_max_words
    return [text for file in files for text in cut_report(report_in(corpus, file), *lengths).texts]


def bare_throughput(settings: Settings) -> float:
    """Passages a second when nothing is done but embedding them."""
    texts = texts_of(settings, scan(settings.corpus_dir).files)
    embedder = load_embedder(settings)
    started = time.perf_counter()
    embedder.embed_passages(texts)
    return len(texts) / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
