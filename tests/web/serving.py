"""The page, served as people serve it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant import Settings

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(settings: Settings, *, ready: bool = True, **variables: str) -> Iterator[str]:
    """The address of the page over these settings, served as people serve it; `variables` are further settings."""
    port = free_port()
    places = ["--corpus", str(settings.corpus_dir), "--index", str(settings.index_dir)]
    environment = {**os.environ, **{f"ASSISTANT_{name.upper()}": value for name, value in variables.items()}}
    environment.setdefault("ASSISTANT_WEB_QUESTIONS_PER_MINUTE", "10000")
    command = [sys.executable, "app.py", "--port", str(port), *places]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        address = f"http://127.0.0.1:{port}/"
        health(address, server, wanted="ready" if ready else "")
        yield address
    finally:
        server.terminate()
        server.wait(30)


def health(address: str, server: "subprocess.Popen[bytes] | None" = None, *, wanted: str = "") -> dict[str, object]:
    """What the page says of its health, once it says so, and is as wanted."""
    for _ in range(600):
        assert server is None or server.poll() is None, "the server ended before it served"
        try:
            with urllib.request.urlopen(f"{address}health") as answer:  # noqa: S310
                said: dict[str, object] = json.load(answer)
            if not wanted or said["state"] == wanted:
                return said
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server is not {wanted or 'up'}")
