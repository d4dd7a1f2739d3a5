"""The shell, run as people run it: each bad input is one clear line with its cure and its own exit code."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Settings, rebuild
from assistant.models.protocols import Embedder

ROOT = Path(__file__).parents[1]
TEXT = "The ministers agreed in Minsk on a border commission. It will meet in May. " * 3


def run(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", *map(str, arguments)]
    known = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd or ROOT, env={**known, **environment}, timeout=120, check=False
    )


def places(settings: Settings) -> list[object]:
    return ["--corpus", settings.corpus_dir, "--index", settings.index_dir]


@pytest.fixture
def built(settings: Settings, embedder: Embedder) -> Settings:
    (settings.corpus_dir / "a.txt").write_text(TEXT, encoding="utf-8")
    rebuild(settings, embedder=embedder)
    return settings


def check_complaint(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("assistant: ")
    for word in words:
        assert word in line
    assert done.stdout == ""


def still_answers(settings: Settings) -> None:
    done = run("ask", "What did the ministers agree on in Minsk?", "--json", *places(settings))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "answered"


def test_ask_search_rebuild_doctor_and_verify_speak_json(built: Settings, tmp_path: Path) -> None:
    again = run("rebuild", "--json", *places(built))
    assert json.loads(again.stdout)["embedded"] == 0
    asked = run("ask", "What did the ministers agree on in Minsk?", "--json", *places(built))
    answer = json.loads(asked.stdout)
    assert answer["schema"] == 1
    assert "border commission" in answer["sentences"][0]["text"]
    (tmp_path / "answer.json").write_text(asked.stdout, encoding="utf-8")
    checks = run("verify", tmp_path / "answer.json", "--json", *places(built))
    assert {check["state"] for check in json.loads(checks.stdout)} == {"intact"}
    found = run("search", "border", "--top", "1", "--json", *places(built))
    assert json.loads(found.stdout)[0]["report_id"] == "a.txt"
    findings = json.loads(run("doctor", "--json", *places(built)).stdout)
    assert {finding["severity"] for finding in findings} == {"ok"}
    (built.corpus_dir / "a.txt").write_text("Rewritten.", encoding="utf-8")
    changed = run("verify", tmp_path / "answer.json", *places(built))
    assert changed.returncode == 1
    assert "changed" in changed.stdout
    (built.corpus_dir / "a.txt").write_bytes(bytes(range(256)))
    unreadable = run("verify", tmp_path / "answer.json", *places(built))
    assert unreadable.returncode == 1
    assert "unreadable a.txt:" in unreadable.stdout and "the file is binary" in unreadable.stdout


def test_people_read_text(built: Settings) -> None:
    done = run("ask", "What did the ministers agree on in Minsk?", *places(built))
    assert "[1] a.txt:" in done.stdout
    refused = run("ask", "Who won the chess tournament in Havana?", *places(built))
    assert (refused.returncode, "The reports do not say." in refused.stdout) == (0, True)
    assert "Searched 1 report" in refused.stdout
    followed = run("ask", "and when?", "--after", "What did the ministers agree on in Minsk?", *places(built))
    assert "understood as: What did the ministers agree on in Minsk, and when?" in followed.stdout
    assert "a.txt:0-" in run("search", "border", *places(built)).stdout
    assert "ok" in run("doctor", *places(built)).stdout


@pytest.mark.parametrize(("question", "words"), [("", "is empty"), ("x" * 20_000, "20000 characters")])
def test_bad_questions(built: Settings, question: str, words: str) -> None:
    check_complaint(run("ask", question, *places(built)), 2, words)
    still_answers(built)


def test_bad_settings_are_all_listed(built: Settings, tmp_path: Path) -> None:
    done = run("ask", "why?", *places(built), ASSISTANT_THREADS="none", ASSISTANT_PORT="0")
    check_complaint(done, 3, "2 wrong", "threads", "port")
    check_complaint(
        run("ask", "why?", *places(built), ASSISTANT_PROT="1"), 3, "ASSISTANT_PROT", "did you mean ASSISTANT_PORT?"
    )
    (tmp_path / "assistant.toml").write_text("port = [", encoding="utf-8")
    check_complaint(run("ask", "why?", *places(built), cwd=tmp_path), 3, "assistant.toml")
    still_answers(built)


def test_a_bad_corpus(built: Settings, tmp_path: Path) -> None:
    index = ["--index", built.index_dir]
    check_complaint(run("rebuild", "--corpus", tmp_path / "nowhere", *index), 4, "missing", "--corpus")
    (tmp_path / "empty").mkdir()
    check_complaint(run("rebuild", "--corpus", tmp_path / "empty", *index), 4, "holds no report")
    (built.corpus_dir / "metadata.csv").write_text("path,title\na.txt\n", encoding="utf-8")
    check_complaint(run("rebuild", *places(built)), 4, "metadata.csv, line 2")
    (built.corpus_dir / "metadata.csv").unlink()
    still_answers(built)
    for name in "bcdef":
        (tmp_path / "empty" / f"{name}.txt").write_bytes(b"")
    done = run("rebuild", "--corpus", tmp_path / "empty", *index)
    assert (done.returncode, "d.txt: the file is empty" in done.stderr, "; and 2 more)" in done.stderr) == (
        4,
        True,
        True,
    )


def test_binary_and_unreadable_files_are_listed_and_stop_nothing(built: Settings) -> None:
    (built.corpus_dir / "b.txt").write_bytes(bytes(range(256)))
    (built.corpus_dir / "c.md").write_text("---\na: b: c\n---\nText.", encoding="utf-8")
    done = run("rebuild", *places(built))
    assert done.returncode == 1
    assert "skipped b.txt: the file is binary" in done.stdout
    assert "skipped c.md: its front matter is not valid YAML" in done.stdout
    assert "plan: 2 added" in done.stdout  # nothing is read by then
    assert "done: 0 added, 0 changed, 0 renamed, 0 removed, 1 unchanged, 2 skipped" in done.stdout
    still_answers(built)


def test_equal_files_and_near_copies_are_counted_aloud_and_need_no_attention(built: Settings) -> None:
    words = " ".join(f"word{number}" for number in range(100))
    for name, text in (("b.txt", words), ("c.txt", words), ("d.txt", f"{words} more")):
        (built.corpus_dir / name).write_text(text, encoding="utf-8")
    done = run("rebuild", *places(built))
    assert done.returncode == 0
    assert "1 file(s) are the same as another, byte for byte" in done.stdout
    assert "2 report(s) are near-copies of others" in done.stdout
    summary = json.loads(run("rebuild", *places(built), "--json").stdout)
    assert (summary["reports"], summary["twins"], summary["copies"]) == (3, 1, 2)


def test_a_rebuild_prints_its_plan_and_a_dry_run_nothing_but_that(built: Settings) -> None:
    (built.corpus_dir / "b.txt").write_text(TEXT, encoding="utf-8")
    (built.corpus_dir / "c.jpeg").write_bytes(b"%PDF")
    (live,) = built.index_dir.glob("g*")
    dry = run("rebuild", "--dry-run", *places(built))
    assert dry.returncode == 1
    assert dry.stdout.splitlines()[:2] == [
        "plan: 1 added, 0 changed, 0 renamed, 0 removed, 1 unchanged, 1 skipped",
        "  added b.txt",
    ]
    assert "skipped c.jpeg: not a format" in dry.stdout
    assert json.loads(run("rebuild", "--dry-run", "--json", *places(built)).stdout)["added"] == ["b.txt"]
    assert list(built.index_dir.glob("g*")) == [live]
    done = run("rebuild", *places(built))
    assert done.stdout.startswith(dry.stdout.split("skipped c.jpeg")[0])
    assert done.stdout.count("c.jpeg") == 1
    assert "nothing changed" in run("rebuild", *places(built)).stdout
    full = run("rebuild", "--full", *places(built)).stdout
    assert "made anew: asked for by --full" in full
    assert "0 kept" in full
    assert run("rebuild", "--dry-run", "--watch", *places(built)).returncode == 2
    still_answers(built)


WATCH = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from assistant.cli import main
sys.exit(main(["rebuild", "--watch", "--json", "--corpus", sys.argv[1], "--index", sys.argv[2]]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_watching_follows_the_folder_until_it_is_interrupted(built: Settings) -> None:
    command = [sys.executable, "-c", WATCH, str(built.corpus_dir), str(built.index_dir)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT}
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]
        try:
            assert json.loads(process.stdout.readline())["plan"]["unchanged"] == ["a.txt"]
            (built.corpus_dir / "b.txt").write_text(TEXT, encoding="utf-8")
            assert json.loads(process.stdout.readline())["plan"]["added"] == ["b.txt"]
            (built.corpus_dir / "b.txt").unlink()
            assert json.loads(process.stdout.readline())["plan"]["removed"] == ["b.txt"]
            process.send_signal(signal.SIGINT)
            _, complaints = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, complaints
    assert "Traceback" not in complaints
    assert complaints.splitlines()[-1].startswith("no longer watching")
    still_answers(built)


def test_a_missing_half_written_or_foreign_index(built: Settings, tmp_path: Path) -> None:
    corpus = ["--corpus", built.corpus_dir]
    check_complaint(
        run("ask", "why not?", *corpus, "--index", tmp_path / "none"), 5, "There is no index", "assistant rebuild"
    )
    done = run("ask", "Who met?", *places(built), ASSISTANT_PASSAGE_MAX_WORDS="99")
    check_complaint(done, 6, "max_words 130 against 99", "assistant rebuild")
    still_answers(built)
    manifest = next(built.index_dir.glob("g*/manifest.json"))
    kept = manifest.read_text(encoding="utf-8")
    manifest.unlink()
    check_complaint(run("ask", "Who met?", *places(built)), 5, "half-written", "assistant rebuild")
    manifest.write_text(kept, encoding="utf-8")
    still_answers(built)


READ_ONLY = """
import os, sys
from assistant import Assistant, AssistantError, Settings, rebuild
from assistant.models.tables import load_embedder, load_reranker
settings = Settings(corpus_dir=sys.argv[1], index_dir=sys.argv[2])
models = {"embedder": load_embedder(settings), "reranker": load_reranker(settings)}
with Assistant.open(settings, **models) as assistant:
    assistant.ask("What did the ministers agree on in Minsk?")  # loads what nobody may not load
if os.getuid() == 0:  # to root nothing is read-only, so be nobody
    os.setgid(65534); os.setuid(65534)
try:
    rebuild(settings, embedder=models["embedder"])
except AssistantError as error:
    print(error.exit_code, error)
with Assistant.open(settings, **models) as assistant:
    print(assistant.ask("What did the ministers agree on in Minsk?").sentences[0].text)
"""


@pytest.mark.skipif(os.name == "nt", reason="folder permissions work otherwise on Windows")
def test_a_read_only_index_folder_is_not_rebuilt_but_answers(built: Settings) -> None:
    for folder in built.index_dir.parents:
        if folder.stat().st_uid == os.getuid() and "pytest" in str(folder):
            folder.chmod(0o755)
    everything = [built.index_dir, *built.index_dir.rglob("*")]
    for entry in everything:
        entry.chmod(0o555 if entry.is_dir() else 0o444)
    try:
        command = [sys.executable, "-c", READ_ONLY, str(built.corpus_dir), str(built.index_dir)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == 0, done.stderr
        refused, answer = done.stdout.splitlines()[:2]
        assert refused.startswith("8 The index folder")
        assert "--index" in refused
        assert "border commission" in answer
    finally:
        for entry in everything:
            entry.chmod(0o755 if entry.is_dir() else 0o644)


def test_a_port_in_use(built: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        check_complaint(run("serve", "--port", taken.getsockname()[1], *places(built)), 11, "in use", "--port")


@pytest.mark.parametrize("content", ["", "[]", '{"schema": 1}', "\x00"])
def test_a_bad_answer_file(built: Settings, tmp_path: Path, content: str) -> None:
    (tmp_path / "answer.json").write_text(content, encoding="utf-8")
    check_complaint(run("verify", tmp_path / "answer.json", *places(built)), 10)
    check_complaint(run("verify", tmp_path / "none.json", *places(built)), 10, "none.json")


def test_doctor_names_damage_and_cure(built: Settings) -> None:
    next(built.index_dir.glob("g*/vectors.f32")).write_bytes(b"short")
    done = run("doctor", *places(built))
    assert done.returncode == 1
    assert "damaged" in done.stdout
    assert "assistant rebuild" in done.stdout


def test_doctor_names_a_file_that_was_left_out_once(built: Settings) -> None:
    (built.corpus_dir / "c.jpeg").write_bytes(b"\xff\xd8\xff\xe0")
    (built.corpus_dir / "d.pdf").write_bytes(b"%PDF-1.4 cut short")
    run("rebuild", *places(built))
    told = run("doctor", *places(built)).stdout
    assert told.count("c.jpeg") == told.count("d.pdf") == 1


def test_quotations_are_printed_as_they_stand(settings: Settings, embedder: Embedder) -> None:
    quote = "The password file of the ministers holds root:x:0 and [bold]marks[/bold] in 2 places."
    (settings.corpus_dir / "a.txt").write_text(quote, encoding="utf-8")
    rebuild(settings, embedder=embedder)
    assert quote in run("ask", "What does the password file of the ministers hold?", *places(settings)).stdout


def test_the_terminal_obeys_no_name_and_no_quotation(settings: Settings, embedder: Embedder) -> None:
    quote = "The password of the ministers \x1b[31mis \u202ekept\u202c in a safe.\n"
    (settings.corpus_dir / "a\nskipped b.txt: nothing\x1b[31m\u202e.txt").write_text(quote, encoding="utf-8")
    shown = [
        run("rebuild", "--dry-run", *places(settings)).stdout,
        run("rebuild", *places(settings)).stdout,
        run("ask", "Where is the password of the ministers kept?", *places(settings)).stdout,
        run("search", "password", *places(settings)).stdout,
    ]
    assert all("password" in text for text in shown[2:]) and "added a skipped b.txt" in shown[0]
    assert [sign for text in shown for sign in text if sign in "\x1b\u202e\u202c"] == []
    assert not any(line.startswith("skipped") for text in shown for line in text.splitlines())


def test_help_documents_every_exit_code() -> None:
    import assistant.errors as errors

    text = run("--help").stdout
    codes = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type)}
    for code in codes - {1}:
        assert f"  {code} " in text or f"\n  {code} " in text
