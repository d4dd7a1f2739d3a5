"""What the shell has for the page: users, filters, exported conversations, feedback."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import Settings
from assistant.web.kept.conversations import Conversations
from assistant.web.kept.export import exported
from tests.test_cli import ROOT, check_complaint, places, run

MINSK = "minsk-lavrov-makei-talks.md"
OSCE = "what was agreed about the OSCE"


def with_password(password: str, *arguments: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "assistant.cli", "users", *map(str, arguments)]
    return subprocess.run(command, input=f"{password}\n", capture_output=True, text=True, cwd=ROOT, check=False)


def test_users_are_added_listed_and_removed(tmp_path: Path) -> None:
    file = tmp_path / "users"
    assert with_password("a long enough password", "add", "anna", "--file", file).returncode == 0
    assert with_password("another long password", "add", "Bert B", "--file", file).returncode == 3  # a blank in it
    assert with_password("another long password", "add", "bert", "--file", file).returncode == 0
    assert "argon2id" in file.read_text() and "password" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    listed = run("users", "list", ASSISTANT_WEB_USERS_FILE=str(file))
    assert listed.stdout.splitlines() == ["anna", "bert"]
    assert run("users", "remove", "anna", "--file", file).returncode == 0
    assert run("users", "list", "--file", file).stdout.splitlines() == ["bert"]


def test_what_is_wrong_with_users_is_said_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "users"
    check_complaint(run("users", "add", "--file", file), 3, "Whom?")
    check_complaint(run("users", "list"), 3, "--file FILE", "web.users_file")
    check_complaint(with_password("short", "add", "anna", "--file", file), 3, "10 to 1024 characters")
    assert not file.exists()


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--where", "place"], "COLUMN=VALUE"),
        (["--from", "June"], "1994-12-06"),
        (["--to", "1994-99"], "1994-12-06"),
    ],
)
def test_filters_that_cannot_be_are_said_in_one_line(sample_settings: Settings, options: list[str], line: str) -> None:
    check_complaint(run("ask", OSCE, *options, *places(sample_settings)), 2, line)
    check_complaint(run("search", OSCE, *options, *places(sample_settings)), 2, line)


def test_questions_and_searches_can_be_limited(sample_settings: Settings) -> None:
    within = ["--where", "Place=Minsk", "--report", MINSK]
    answer = json.loads(run("ask", OSCE, "--json", *within, *places(sample_settings)).stdout)
    assert answer["filters"] == {"reports": [MINSK], "metadata": {"place": ["Minsk"]}}
    assert {citation["report_id"] for citation in answer["citations"]} == {MINSK}
    hits = json.loads(run("search", OSCE, "--to", "1995", "--json", *places(sample_settings)).stdout)
    assert hits and all(hit["report_id"] < "1996" or hit["report_id"].startswith("csce") for hit in hits)
    told = run("ask", "Who won the chess tournament?", "--from", "1990", "--to", "1991", *places(sample_settings))
    assert "Searched 2 reports" in told.stdout and "(from 1990; to 1991)" in told.stdout


def test_an_exported_conversation_is_verified_whole(sample_settings: Settings, tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "conversations.sqlite")
    conversation = kept.create("").id
    for question in (OSCE, "Which limits did the CFE treaty set for tanks?"):
        asked = run("ask", question, "--json", *places(sample_settings))
        kept.add_turn("", conversation, json.loads(asked.stdout))
    saved = tmp_path / "conversation.json"
    saved.write_bytes(exported(kept.read("", conversation), "json").content)
    kept.close()
    done = run("verify", saved, "--json", *places(sample_settings))
    checks = json.loads(done.stdout)
    assert done.returncode == 0 and {check["state"] for check in checks} == {"intact"}
    assert [check["number"] for check in checks].count(1) == 2


def test_feedback_without_any_is_said_in_one_line(sample_settings: Settings, tmp_path: Path) -> None:
    check_complaint(run("evaluate"), 12, "--from-feedback")
    check_complaint(run("evaluate", "x.jsonl", "--write", tmp_path / "y"), 12, "--from-feedback")
    empty = {"ASSISTANT_WEB_DATA_DIR": str(tmp_path)}
    check_complaint(run("evaluate", "--from-feedback", *places(sample_settings), **empty), 12, str(tmp_path))
