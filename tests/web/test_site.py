"""How the page starts, and what it says of itself, over HTTP."""

import json
import os
import re
import subprocess
import sys
import threading
import time

import pytest

from assistant import Settings
from tests.web.calls import called, got, run, streamed
from tests.web.serving import ROOT, free_port, health, served


def test_the_page_is_there_while_the_models_warm(sample_settings: Settings) -> None:
    with served(sample_settings, ready=False) as address:
        said = health(address)
        status, text = got(address)
        assert status == 200 and "Report Assistant" in text
        assert said["state"] == "warming"  # the page comes first; models take longer than the first request
        *_, (kind, value) = streamed(address, "Who met in Minsk?")  # asked too early, it waits or says so
        assert kind == "complete" or "warming up" in value["error"]
        assert health(address, wanted="ready")["message"] == ""
        assert run(address, "ask", "Who met in Minsk?", None, None, "")["verdict"] == "answered"


def test_models_that_cannot_be_loaded_are_told_of_on_the_page(few: Settings) -> None:
    with served(few, ready=False, reranker="sentence-transformers:no/such-model") as address:
        said = health(address, wanted="failed")
        assert "no/such-model" in str(said["message"])
        status, body = called(f"{address}gradio_api/run/ask", {"data": ["Who met in Minsk?", None, None, ""]})
        assert status >= 400 and "no/such-model" in body["error"]


def test_an_index_made_anew_is_followed_without_a_restart(few: Settings) -> None:
    with served(few) as address:
        assert run(address, "reports", "", "date", True, 0, 5, None)["in_all"] == 3
        (few.corpus_dir / "b.md").write_text("The harbour of Split was closed on Monday by a strike.\n")
        subprocess.run(
            [sys.executable, "-m", "assistant.cli", "rebuild", "--corpus", few.corpus_dir, "--index", few.index_dir],
            check=True, capture_output=True,
        )  # fmt: skip
        assert run(address, "reports", "", "date", True, 0, 5, None)["in_all"] == 4
        answer = run(address, "ask", "Why was the harbour of Split closed?", None, None, "")
        assert "strike" in answer["sentences"][0]["text"]


def test_the_page_tells_what_it_allows(address: str) -> None:
    _, me = got(f"{address}me")
    assert me["user"] == "" and me["users"] is False and me["edit"] is False
    assert len(me["examples"]) == 4 and me["max_question_chars"] == 2000


def test_examples_are_those_of_the_reports_that_are_there(few: Settings) -> None:
    with served(few) as address:
        assert got(f"{address}me")[1]["examples"] == [
            "What was agreed about the OSCE?",
            "Which limits did the CFE treaty set for tanks?",
        ]


@pytest.mark.parametrize(
    ("variables", "code", "line"),
    [
        ({"ASSISTANT_HOST": "0.0.0.0"}, 3, "without signing in"),  # noqa: S104
        ({"ASSISTANT_WEB_EDIT_CORPUS": "some"}, 3, "web.edit_corpus"),
        ({"ASSISTANT_INDEX_DIR": "/nonexistent/index"}, 5, "assistant rebuild"),
    ],
)
def test_what_cannot_be_served_is_refused_at_once(
    few: Settings, variables: dict[str, str], code: int, line: str
) -> None:

    environment = {**os.environ, "ASSISTANT_INDEX_DIR": str(few.index_dir), **variables}
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(free_port())]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == code and line in done.stderr and done.stderr.count("\n") == 1


def test_leaving_a_stream_ends_its_work(address: str) -> None:
    """What is measured is the server's own count of questions under way."""
    question = "what was agreed about the OSCE and " * 40
    stream = streamed(address, question)
    next(stream)
    assert health(address)["answering"] == 1
    stream.close()
    for _ in range(100):
        if health(address)["answering"] == 0:
            break
        time.sleep(0.05)
    assert health(address)["answering"] == 0
    _, kept = got(f"{address}conversations")
    assert json.dumps(kept).count(question) == 0


def test_more_questions_than_may_wait_are_told_to_come_back(few: Settings) -> None:

    said: list[tuple[int, object]] = []

    def ask(address: str) -> None:
        said.append(called(f"{address}gradio_api/run/ask", {"data": ["Who met in Minsk?", None, None, ""]}))

    with served(few, web_max_waiting="1", threads="1") as address:
        threads = [threading.Thread(target=ask, args=(address,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    refused = [body for status, body in said if status != 200]
    assert len(said) == 8 and refused and len(refused) < 8
    assert all("waiting already. Ask again in a moment." in body["error"] for body in refused)  # type: ignore[index]


def test_questions_of_one_minute_are_limited(few: Settings) -> None:
    with served(few, web_questions_per_minute="2") as address:
        for _ in range(2):
            assert run(address, "ask", "Who met in Minsk?", None, None, "")["verdict"] == "answered"
        *_, (kind, value) = streamed(address, "Who met in Minsk?")
        assert kind == "error" and "2 questions within a minute" in value["error"]
        status, body = called(f"{address}gradio_api/run/search", {"data": ["Minsk", 3, None]})
        assert status >= 400 and "Go on in" in body["error"]


def test_what_the_document_of_the_page_shows_works(address: str) -> None:
    page = (ROOT / "docs" / "web.md").read_text(encoding="utf-8").replace("http://127.0.0.1:7860/", address)
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].startswith("answered")
    (begin, follow) = re.findall(
        r"^    (curl .*?)(?=  #|\n\n)", page.replace(" \\\n        ", ""), re.DOTALL | re.MULTILINE
    )
    begun = subprocess.run(["bash", "-c", begin], capture_output=True, text=True, check=True)
    event = json.loads(begun.stdout)["event_id"]
    told = subprocess.run(["bash", "-c", follow.replace("EVENT_ID", event)], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("event: complete\ndata: [{")


def test_a_folder_that_cannot_be_made_is_said_in_one_line(few: Settings) -> None:
    environment = {**os.environ, "ASSISTANT_INDEX_DIR": str(few.index_dir), "ASSISTANT_WEB_DATA_DIR": "/proc/none"}
    command = [sys.executable, "-m", "assistant.cli", "serve", "--port", str(free_port())]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3 and "web.data_dir" in done.stderr and done.stderr.count("\n") == 1


@pytest.mark.parametrize("body", [b"[" * 200_000, b"{", b"5", b"[]", b'"x"', b"null", b"\xff"])
def test_bodies_that_are_no_json_objects_get_a_clear_line(address: str, body: bytes) -> None:
    status, said = called(f"{address}conversations/x", body, method="PATCH")
    assert status in (400, 404) and said["error"]


def test_a_very_long_path_is_refused(address: str) -> None:
    status, said = called(f"{address}conversations/x/turns/{'9' * 5000}/feedback", {"thumb": 1}, method="PUT")
    assert status == 400 and said["error"]
