"""How fast each format is read, whether two processes read twice as fast, and what 1,000 files do to the memory.

Usage: python tests/benchmarks/reading.py [FOLDER] [--write]. FOLDER holds real files, which are then read as well;
--write puts the tables into docs/formats.md.
"""

import argparse
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import psutil

from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart, Readers
from assistant.reading.corpus import limits_of
from assistant.reading.formats import FORMATS, READABLE
from assistant.reading.source import Reading, Source, read_source
from assistant.settings import Settings
from tests.benchmarks.bench import ROOT, Figure, as_table
from tests.reading.fidelity import fidelity
from tests.reading.made import MADE
from tests.reading.reference import REFERENCE, Reference, Section

PAGE = ROOT / "docs" / "formats.md"
PAGES, PAGE_WORDS, RUNS = 40, 300, 5
FILES = 1000
LIMITS = limits_of(Settings())
WORDS = " ".join(text for section in REFERENCE.sections for text in section.paragraphs).split()
File = tuple[str, bytes]


def long_document(pages: int) -> Reference:
    """A section a page, of three paragraphs of known words."""
    chance = random.Random(7)  # noqa: S311 - the same on every run

    def paragraph() -> str:
        return " ".join(chance.choices(WORDS, k=PAGE_WORDS // 3)) + "."

    sections = (Section(f"Part {number}", tuple(paragraph() for _ in range(3))) for number in range(1, pages + 1))
    return Reference("A long report", tuple(sections))


def read(apart: Apart, file: File) -> Reading | None:
    """What a file holds, None when it cannot be read."""
    name, data = file
    try:
        return apart(read_source, Source(name, {}), data)
    except ReportUnreadable:
        return None


def formats() -> Iterable[Sequence[str]]:
    """Each format's name, pages a second, and its words' recall and precision."""
    document = long_document(PAGES)
    with Apart(LIMITS) as apart:
        for suffix in READABLE:
            name, file = FORMATS[suffix].name, (f"long{suffix}", MADE[suffix](document))
            read(apart, file)  # which imports what its reader needs
            times = []
            for _ in range(RUNS):
                started = time.perf_counter()
                read(apart, file)
                times.append(time.perf_counter() - started)
            recall, precision = fidelity(suffix)
            pages = f"{PAGES / statistics.median(times):,.0f}"
            yield f"{name} (`{suffix}`)", pages, f"{recall:.3f}", f"{precision:.3f}"


def mixed(count: int) -> list[File]:
    """Files of every format in turn, each of five pages."""
    made = [(suffix, MADE[suffix](long_document(5))) for suffix in READABLE]
    return [(f"{number}{made[number % len(made)][0]}", made[number % len(made)][1]) for number in range(count)]


def throughput(files: Sequence[File], processes: int) -> float:
    """Files a second, once every process has read some."""
    readers = Readers(LIMITS, processes)
    try:
        for done in [readers.submit(read_source, Source(name, {}), data) for name, data in files[:40]]:
            done.exception()
        started = time.perf_counter()
        for done in [readers.submit(read_source, Source(name, {}), data) for name, data in files]:
            done.exception()
        return len(files) / (time.perf_counter() - started)
    finally:
        readers.close()


def memory(files: Iterable[File], marks: Sequence[int]) -> list[tuple[int, int]]:
    """MB held by this process and by the one that reads, after so many files."""
    here, found = psutil.Process(), []
    with Apart(LIMITS) as apart:
        for number, file in enumerate(files, 1):
            read(apart, file)
            if number in marks:
                there = sum(child.memory_info().rss for child in here.children())
                found.append((here.memory_info().rss // 10**6, there // 10**6))
    return found


def whole() -> Iterable[Figure]:
    """The figures that are not of one format."""
    files = mixed(240)
    one, two = throughput(files, 1), throughput(files, 2)
    told = f"{one:.0f}; {two:.0f} ({two / one:.2f} ×)"
    yield Figure("files of five pages a second, one process; two", "scales", told)
    marks = (100, 400, 600, FILES - 10)  # a process is renewed after 500 files
    held = memory(islice(iter(mixed(FILES)), FILES), marks)
    told = "; ".join(f"{here} + {there} MB" for here, there in held)
    after = ", ".join(map(str, marks))
    yield Figure(f"memory of this process and the reading one after {after} files", "no growth", told)


def real(folder: Path) -> Iterable[Figure]:
    """What real files make."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix.lower() in FORMATS)
    counts: Counter[str] = Counter()
    pages, started = 0, time.perf_counter()
    with Apart(LIMITS) as apart:
        for file in files:
            found = read(apart, (file.name, file.read_bytes()))
            counts["read" if found else "refused with a reason"] += 1
            pages += sum(len(report.pages) for report in found.reports) if found else 0
    seconds = time.perf_counter() - started
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    yield Figure(f"{len(files)} real files, some of them broken", "each read or refused", f"{told}; {seconds:.0f} s")


def main() -> None:
    """Measure, print, and with --write put it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    head = ["| format | pages a second | words found | words that are right |", "|---|---|---|---|"]
    table = "\n".join([*head, *(f"| {' | '.join(row)} |" for row in formats())])
    figures = [*whole(), *(real(options.folder) if options.folder else ())]
    tables = f"{table}\n\n{as_table(figures)}"
    print(tables)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        block = f"<!-- reading -->\n{tables}\n<!-- /reading -->"
        PAGE.write_text(re.sub(r"(?s)<!-- reading -->.*?<!-- /reading -->", lambda _: block, text), encoding="utf-8")


if __name__ == "__main__":
    main()
