"""The self-check of a live generation, in a process of its own and with a copy of Chroma's files.

Chroma writes even to what it only opens, and on damaged files Chroma and tantivy may end their process.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import assistant
from assistant.errors import AssistantError
from assistant.indexing.check import faults
from assistant.indexing.door import CHROMA
from assistant.indexing.index import Index

_TIMEOUT_S = 600
_SAMPLES = 1000


def probe(folder: Path) -> list[str]:
    """What the self-check finds wrong with a generation, whatever its damage does to the process that looks."""
    paths = [str(Path(assistant.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
    command = [sys.executable, "-m", __name__, str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - this very module
            command, env=environment, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
        )
        return [str(fault) for fault in json.loads(done.stdout)]
    except subprocess.TimeoutExpired:
        return [f"the self-check did not end within {_TIMEOUT_S} s"]
    except ValueError:
        last = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        return [f"the self-check itself broke off ({last})"]


def _main(folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="assistant-", ignore_cleanup_errors=True) as place:
        copy = Path(place) / CHROMA
        try:
            shutil.copytree(folder / CHROMA, copy)
            index = Index(folder, chroma=copy)
            try:
                found = faults(index, samples=_SAMPLES)
            finally:
                index.close()
        except (AssistantError, OSError) as error:
            found = [" ".join(str(error).split())]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
