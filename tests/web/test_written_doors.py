"""Written answers at every door: plain HTTP, gradio's client, MCP; and what stands in their way."""

import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from assistant import Settings
from tests.chat_server import KEY
from tests.web.calls import awaited, called, got, run, streamed
from tests.web.serving import health, served
from tests.web.writing import AGREED, FALSE, GOOD, HIRED, MODEL, QUESTION, TALE, Writer

LONG_S = 20.0


def same(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("timings_ms", "place")}


def by_mcp(address: str, **arguments: str) -> tuple[bool, str]:
    """Whether the tool `ask` fails, and what it says."""

    async def call() -> tuple[bool, str]:
        async with streamable_http_client(f"{address}mcp") as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            result = await session.call_tool("ask", arguments)
            return bool(result.isError), result.content[0].text  # type: ignore[union-attr]

    return awaited(call())


def idle(address: str) -> bool:
    """Whether nothing is being answered any more, long before the model would have written."""
    for _ in range(100):
        if health(address)["answering"] == 0:
            return True
        time.sleep(0.05)
    return False


def test_every_door_gives_the_same_written_answer(door: str, writer: Writer) -> None:
    writer.says(1.5, GOOD)  # longer than a look whether the client is there still
    *_, (kind, last) = streamed(door, QUESTION, style="written")
    answer = same(last[0])
    assert kind == "complete" and answer["style"] == "written"
    assert [one["text"] for one in answer["sentences"]] == [f"{AGREED}.", f"{HIRED}."]
    told = answer["written"]
    assert (told["model"], told["prompt"], told["problem"]) == (MODEL, "write-1", "")
    assert [(one["text"], one["after"], one["replaced"]) for one in told["dropped"]] == [
        (f"{FALSE}.", 1, False),
        (f"{TALE}.", 2, False),
    ]
    assert all(one["reasons"] for one in told["dropped"]) and (told["tokens_in"], told["tokens_out"]) == (11, 3)
    failed, text = by_mcp(door, question=QUESTION, style="written")
    by_client = Client(door, verbose=False).predict(QUESTION, style="written", api_name="/ask")
    assert not failed and same(json.loads(text)) == same(by_client) == answer
    assert same(run(door, "ask", QUESTION, None, None, "")) == answer  # the settings say so


def test_quotations_can_be_asked_for_and_no_model_is(door: str, writer: Writer) -> None:
    before = writer.asked
    answer = run(door, "ask", QUESTION, None, None, "quotes")
    assert (answer["style"], answer["written"]) == ("quotes", None) and answer["sentences"]
    assert writer.asked == before


def test_a_stream_says_when_the_model_is_at_work(door: str, writer: Writer) -> None:
    writer.says(GOOD)
    parts = [value[0] for kind, value in streamed(door, "and when?", history=[QUESTION]) if kind == "generating"]
    styles = [(bool(part["hits"]), part["style"], len(part["sentences"])) for part in parts]
    assert styles[0] == (False, "written", 0)  # the model makes the question stand alone
    assert (True, "quotes", 0) in styles and (True, "written", 0) in styles
    assert styles[-1] == (True, "written", 2)


def test_what_is_returned_is_what_is_described(door: str, writer: Writer) -> None:
    writer.says(GOOD)
    _, described = got(f"{door}gradio_api/info")
    endpoint = described["named_endpoints"]["/ask"]
    shape = json.dumps(endpoint["returns"][0]["type"])
    answer = run(door, "ask", QUESTION, None, None, "written")
    for name in (*answer, *answer["written"], *answer["written"]["dropped"][0]):
        assert f'"{name}": ' in shape, name
    assert [one["parameter_name"] for one in endpoint["parameters"]][-1] == "style"


@pytest.mark.parametrize("style", ["poem", "Written", " "])
def test_a_style_that_is_not_known_gets_one_clear_line(door: str, style: str) -> None:
    line = f"There is no style {style!r}. There are: quotes, written."
    assert called(f"{door}gradio_api/run/ask", {"data": [QUESTION, None, None, style]})[1]["error"] == line
    *_, (kind, value) = streamed(door, QUESTION, style=style)
    assert (kind, value["error"]) == ("error", line)
    failed, text = by_mcp(door, question=QUESTION, style=style)
    assert failed and text.endswith(line) and "\n" not in text


def test_without_a_model_nothing_is_written_and_the_cure_is_told(address: str) -> None:
    line = "No chat model is connected"
    assert got(f"{address}me")[1]["chat"] == {"model": "", "style": "written", "failing": "drop", "problem": ""}
    assert line in called(f"{address}gradio_api/run/ask", {"data": [QUESTION, None, None, "written"]})[1]["error"]
    *_, (kind, value) = streamed(address, QUESTION, style="written")
    assert kind == "error" and line in value["error"]
    failed, text = by_mcp(address, question=QUESTION, style="written")
    assert failed and line in text and "\n" not in text


def test_the_page_learns_what_there_is(door: str) -> None:
    assert got(f"{door}me")[1]["chat"] == {"model": MODEL, "style": "written", "failing": "drop", "problem": ""}


def test_a_model_that_cannot_be_loaded_leaves_the_quotations(
    reports: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(reports, chat_model="fireworks:m") as address:
        chat = got(f"{address}me")[1]["chat"]
        answer = run(address, "ask", QUESTION, None, None, "")
        refused = called(f"{address}gradio_api/run/ask", {"data": [QUESTION, None, None, "written"]})[1]["error"]
    line = "The package langchain-fireworks is not installed. Run: pip install langchain-fireworks"
    assert (chat["model"], chat["problem"], refused) == ("", line, line)
    assert answer["style"] == "quotes" and answer["sentences"]
    assert capfd.readouterr().err.count(f"Answers are quotations only: {line}") == 1


def test_a_slow_model_holds_nobody_up_who_asks_for_quotations(door: str, writer: Writer) -> None:
    writer.says(LONG_S, GOOD)
    before = writer.asked
    streams = [streamed(door, QUESTION, style="written") for _ in range(4)]  # twice as many as there are seats
    for stream in streams:
        while next(stream)[1][0]["style"] != "written":
            pass
    assert run(door, "ask", QUESTION, None, None, "quotes")["sentences"]
    assert health(door)["answering"] == 4 and writer.asked == before + 4
    for stream in streams:
        stream.close()
    assert idle(door)


@pytest.mark.parametrize("path", ["gradio_api/run/ask", "mcp"])
def test_a_client_that_leaves_ends_the_model_s_work(door: str, writer: Writer, path: str) -> None:
    writer.server.gone.clear()
    writer.says(*["The ministers met and ", 0.05] * 400)
    arguments = {"question": QUESTION, "style": "written"}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "ask", "arguments": arguments}}
    body = json.dumps(call if path == "mcp" else {"data": [QUESTION, None, None, "written"]})
    host = door.split("/")[2]
    head = f"POST /{path} HTTP/1.1\r\nHost: {host}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
    before = writer.asked
    with socket.create_connection((host.split(":")[0], int(host.split(":")[1]))) as client:
        client.sendall(f"{head}accept: application/json, text/event-stream\r\n\r\n{body}".encode())
        while writer.asked == before:
            time.sleep(0.02)
    assert idle(door)
    assert writer.server.gone.wait(10), "the connection to the model is closed"


def test_a_key_is_in_nothing_that_is_kept_or_handed_out(
    door: str, writer: Writer, reports: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    writer.says(f"{AGREED} {{talks}}. The key is {KEY} {{talks}}.")
    _, made = called(f"{door}conversations", {})
    *_, (_, [answer]) = streamed(door, QUESTION, conversation=made["id"], style="written")
    assert answer["style"] == "written" and answer["place"] == 1 and len(answer["written"]["dropped"]) == 1
    pages = [json.dumps(answer), json.dumps(got(f"{door}conversations/{made['id']}")[1]), json.dumps(got(f"{door}me"))]
    pages += [str(got(f"{door}conversations/{made['id']}/export/{form}")[1]) for form in ("md", "html", "json")]
    assert all(KEY not in page for page in pages) and all(AGREED in page for page in pages[3:])
    files: list[Path] = list(reports.index_dir.glob("conversations.sqlite*"))
    assert files and all(KEY.encode() not in file.read_bytes() for file in files)
    assert KEY not in "".join(capfd.readouterr())
