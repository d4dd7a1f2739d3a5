"""What an import and a question may load: never torch, chromadb, gradio or langchain before they are needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Assistant

ROOT = Path(__file__).parents[1]
HEAVY = {
    "torch",
    "sentence_transformers",
    "transformers",
    "chromadb",
    "gradio",
    "langchain_core",
    "onnxruntime",
    "numpy",
}


def loaded(code: str, *arguments: str, **environment: str) -> set[str]:
    code += "\nimport json, sys; sys.stderr.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, **environment},
    )  # fmt: skip
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_importing_loads_nothing_heavy() -> None:
    assert loaded("import assistant") & (HEAVY | {"pydantic"}) == set()


def test_help_loads_nothing_heavy() -> None:
    code = "from assistant.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert loaded(code) & (HEAVY | {"pydantic", "rich"}) == set()


def test_a_question_loads_neither_torch_nor_chromadb_nor_langchain(sample: Assistant) -> None:
    code = "import sys; from assistant.cli import main; main(['ask', 'who met in Minsk?', *sys.argv[1:]])"
    places = ["--corpus", str(sample.settings.corpus_dir), "--index", str(sample.settings.index_dir)]
    assert loaded(code, *places) & HEAVY == {"onnxruntime", "numpy"}


NO_NETWORK = """
import socket, sys
class Closed(socket.socket):
    def connect(self, *arguments): raise OSError("a connection was tried")
    def sendto(self, *arguments): raise OSError("a packet was tried")
socket.socket = Closed
socket.create_connection = socket.getaddrinfo = lambda *a, **k: (_ for _ in ()).throw(OSError("a connection was tried"))
from assistant.cli import main
code = main(["rebuild", "--corpus", sys.argv[1], "--index", sys.argv[2]])
code = code or main(["ask", "What was decided about tanks?", "--corpus", sys.argv[1], "--index", sys.argv[2]])
sys.exit(code)
"""


@pytest.mark.parametrize("engine", ["onnx:all-MiniLM-L6-v2", "sentence-transformers:all-MiniLM-L6-v2"])
def test_rebuilding_and_asking_open_no_connection(tmp_path: Path, engine: str) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("It was decided to scrap twenty tanks.", encoding="utf-8")
    command = [sys.executable, "-c", NO_NETWORK, str(tmp_path / "corpus"), str(tmp_path / "index")]
    environment = {**os.environ, "ASSISTANT_EMBEDDER": engine}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert "twenty tanks" in done.stdout


def test_imports_point_one_way() -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["lint-imports", "--no-logo"]
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, env=environment)
    assert done.returncode == 0, done.stdout
