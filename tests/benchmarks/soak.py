"""How the page bears many users: 16 at once for a minute, then the memory over 2,000 questions.

Usage: python tests/benchmarks/soak.py [--write]; with --write the figures go into docs/web.md.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.web.calls import called, streamed
from tests.web.serving import ROOT, free_port, health

USERS, SECONDS, QUESTIONS = 16, 60.0, 2000
PAGE = ROOT / "docs" / "web.md"
MARKED = re.compile(r"(?s)(<!-- soak -->\n).*?(<!-- /soak -->)")


@dataclass
class Seen:
    """What users met with: seconds to the first and to the last part of each answer, and whatever went wrong."""

    first_s: list[float] = field(default_factory=list)
    whole_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def asked(address: str, question: str, seen: Seen) -> None:
    """Ask as the page does, and note how long it took."""
    started = time.perf_counter()
    first = 0.0
    try:
        for kind, value in streamed(address, question):
            first = first or time.perf_counter() - started
            if kind == "error" or (kind == "complete" and value[0]["verdict"] == "pending"):
                seen.errors.append(str(value))
        seen.first_s.append(first)
        seen.whole_s.append(time.perf_counter() - started)
    except (OSError, AssertionError) as error:
        seen.errors.append(repr(error))


def questions() -> list[str]:
    """The open questions of the project's own set."""
    lines = (ROOT / "tests" / "quality" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


def crowd(address: str, seconds: float, most: int) -> Seen:
    """What users meet with who ask one question after the other, each their own, until the time or number is over."""
    seen, pool, until = Seen(), questions(), time.monotonic() + seconds
    turns = iter(range(most))
    lock = threading.Lock()

    def user() -> None:
        while time.monotonic() < until:
            with lock:
                turn = next(turns, None)
            if turn is None:
                return
            asked(address, pool[turn % len(pool)], seen)

    users = [threading.Thread(target=user) for _ in range(USERS)]
    for one in users:
        one.start()
    for one in users:
        one.join()
    return seen


def memory(address: str, process: psutil.Process) -> Iterator[float]:
    """The server's memory in MB after every 200 of 2,000 questions, asked two at a time."""
    pool = questions()

    def ask(turns: range) -> None:
        for turn in turns:
            status, body = called(f"{address}gradio_api/run/ask", {"data": [pool[turn % len(pool)], None, None, ""]})
            assert status == 200, body

    for start in range(0, QUESTIONS, 200):
        pair = [threading.Thread(target=ask, args=(range(start + first, start + 200, 2),)) for first in (0, 1)]
        for one in pair:
            one.start()
        for one in pair:
            one.join()
        yield process.memory_info().rss / 1e6


def up_s(address: str) -> float:
    """Seconds until the page is there."""
    started = time.perf_counter()
    while True:
        try:
            with urllib.request.urlopen(address):  # noqa: S310
                return time.perf_counter() - started
        except OSError:
            time.sleep(0.01)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="write the figures into docs/web.md")
    write = options.parse_args().write
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "app.py", "--port", str(port)]
    environment = {"ASSISTANT_WEB_QUESTIONS_PER_MINUTE": "10000", "ASSISTANT_WEB_MAX_WAITING": "64"}
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        page_s, started = up_s(address), time.perf_counter()
        health(address, server, wanted="ready")
        ready_s = page_s + time.perf_counter() - started
        alone = Seen()
        for question in questions()[:40]:
            asked(address, question, alone)
        seen = crowd(address, SECONDS, 1_000_000)
        grown = list(memory(address, psutil.Process(server.pid)))
    finally:
        server.terminate()
        server.wait(30)
    rows = [
        ("page up after start; models ready", "< 3 s", f"{page_s:.1f} s; {ready_s:.1f} s"),
        ("sources seen, one user, median; 95th percentile", "< 200 ms", pair_ms(alone.first_s)),
        ("whole answer, one user, median; 95th percentile", "", pair_ms(alone.whole_s)),
        (f"{USERS} users for {SECONDS:.0f} s: answers; errors", "0 errors", f"{len(seen.whole_s)}; {len(seen.errors)}"),
        (f"whole answer, {USERS} users, median; 95th percentile", "", pair_ms(seen.whole_s)),
        (f"memory after 200 and after {QUESTIONS} questions; most", "flat",
         f"{grown[0]:.0f} and {grown[-1]:.0f} MB; {max(grown):.0f} MB"),
    ]  # fmt: skip
    table = "| what | aim | measured |\n|---|---|---|\n" + "".join(f"| {a} | {b} | {c} |\n" for a, b, c in rows)
    print(table, *seen.errors[:5], sep="\n")
    if write:
        PAGE.write_text(
            MARKED.sub(lambda found: found[1] + table + found[2], PAGE.read_text(encoding="utf-8")), encoding="utf-8"
        )


def pair_ms(seconds: list[float]) -> str:
    return f"{statistics.median(seconds) * 1000:.0f} ms; {percentile(seconds, 0.95) * 1000:.0f} ms"


if __name__ == "__main__":
    main()
