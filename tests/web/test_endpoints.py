"""The page's endpoints as programs use them: plain HTTP, gradio's client, an MCP client."""

import json
from typing import Any

import pytest
from gradio_client import Client
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from assistant import Assistant, Filters
from tests.web.calls import awaited, called, got, run, streamed

OSCE = "what was agreed about the OSCE"
MINSK = "minsk-lavrov-makei-talks.md"
CITED = {"number": 1, "report_id": "a.md", "start": 0, "end": 1, "quote": "x", "sha256": "0"}


def same(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the time it took, and without its place in a conversation."""
    return {name: value for name, value in answer.items() if name not in ("timings_ms", "place")}


def test_every_door_gives_the_same_answer(address: str, sample: Assistant) -> None:
    expected = same(json.loads(json.dumps(sample.ask(OSCE).to_dict())))
    *_, (kind, last) = streamed(address, OSCE)
    by_client = Client(address, verbose=False).predict(OSCE, api_name="/ask")
    assert kind == "complete"
    assert same(run(address, "ask", OSCE, None, None, "")) == same(last[0]) == same(by_client) == expected


def test_a_stream_begins_with_what_was_found_and_grows(address: str) -> None:
    values = [value[0] for kind, value in streamed(address, OSCE) if kind == "generating"]
    assert values[0]["verdict"] == "pending" and values[0]["hits"] and not values[0]["sentences"]
    counts = [len(value["sentences"]) for value in values]
    assert counts == sorted(counts) and values[-1]["verdict"] == "answered"


def test_gradio_s_client_streams_searches_lists_and_verifies(address: str) -> None:
    client = Client(address, verbose=False)
    parts = list(client.submit(OSCE, api_name="/stream"))
    assert [part["verdict"] for part in parts][-1] == "answered"
    hits = client.predict(OSCE, top=3, api_name="/search")
    assert len(hits) == 3
    report = client.predict(hits[0]["report_id"], api_name="/report")
    assert report["text"][hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    listed = client.predict(find="minsk", sort="title", descending=False, api_name="/reports")
    assert listed["total"] == len(listed["reports"]) and MINSK in {one["id"] for one in listed["reports"]}
    checks = client.predict(parts[-1], api_name="/verify")
    assert {check["state"] for check in checks} == {"intact"}


def test_every_endpoint_is_described_with_its_types(address: str) -> None:
    _, described = got(f"{address}gradio_api/info")
    endpoints = described["named_endpoints"]
    assert set(endpoints) == {"/stream", "/ask", "/search", "/reports", "/report", "/verify"}
    for name, endpoint in endpoints.items():
        assert endpoint["description"], name
        assert all(parameter["type"] for parameter in endpoint["parameters"]), name
        assert all(returned["type"] for returned in endpoint["returns"]), name
        assert "caller" not in {parameter["parameter_name"] for parameter in endpoint["parameters"]}
    answer = endpoints["/ask"]["returns"][0]["type"]
    assert set(answer["properties"]) == set(run(address, "ask", OSCE, None, None, ""))
    part = endpoints["/stream"]["returns"][0]["type"]
    assert set(part["properties"]) == {*answer["properties"], "place"}


def test_what_is_returned_is_what_is_described(address: str) -> None:
    _, described = got(f"{address}gradio_api/info")
    given = {
        "search": run(address, "search", OSCE, 2, None),
        "reports": run(address, "reports", "", "date", True, 0, 5, None),
        "report": run(address, "report", MINSK),
        "verify": run(address, "verify", run(address, "ask", OSCE, None, None, "")),
    }
    for name, value in given.items():
        shape = described["named_endpoints"][f"/{name}"]["returns"][0]["type"]
        one, shape = (value[0], shape["items"]) if isinstance(value, list) else (value, shape)
        assert set(one) == set(shape["properties"]), name


def test_filters_and_history_reach_the_answer(address: str, sample: Assistant) -> None:
    answer = run(address, "ask", OSCE, None, {"reports": [MINSK]}, "")
    assert answer["filters"] == {"reports": [MINSK]} and answer["searched"]["reports"] == 1
    assert same(answer) == same(json.loads(json.dumps(sample.ask(OSCE, filters=Filters((MINSK,))).to_dict())))
    followed = run(address, "ask", "and when?", [OSCE], None, "")
    assert followed["asked"] == f"{OSCE}, and when?"


@pytest.mark.parametrize(
    ("endpoint", "arguments", "line"),
    [
        ("ask", [" ?!", None, None, ""], "The question is empty."),
        ("ask", ["x" * 3000, None, None, ""], "at most 2000 are read"),
        ("ask", [OSCE, None, {"since": "1994"}, ""], "Unknown filters: since"),
        ("search", [OSCE, 0, None], "From 1 to 200"),
        ("reports", ["", "colour", True, 0, 5, None], "cannot be sorted by 'colour'"),
        ("reports", ["", "date", True, -1, 5, None], "offset must be 0 or more"),
        ("verify", [{"schema": 7}], "not an answer of schema 1"),
    ],
)
def test_bad_input_gets_one_clear_line(address: str, endpoint: str, arguments: list[object], line: str) -> None:
    status, body = called(f"{address}gradio_api/run/{endpoint}", {"data": arguments})
    assert status >= 400 and line in body["error"] and "\n" not in body["error"]


def test_a_stream_that_fails_says_why(address: str) -> None:
    ((kind, value),) = streamed(address, " ?!")
    assert kind == "error" and "The question is empty." in value["error"]


def test_an_unknown_report_is_said_to_be_missing(address: str) -> None:
    for name in ("nowhere.md", "../pyproject.toml", "/etc/passwd", "a\x00b"):
        found = run(address, "report", name)
        assert found["missing"] and found["text"] == ""


@pytest.mark.parametrize(
    "path",
    ["gradio_api/file=/etc/passwd", "gradio_api/proxy=http://192.0.2.1/", "gradio_api/upload", "monitoring", "docs",
     "gradio_api/stream/x", "assets/index.js", "theme.css", "gradio_api/vibe-code", "static/../settings.py",
     "static/%2e%2e/settings.py", "gradio_api/queue/%2e%2e/file=/etc/passwd"],
)  # fmt: skip
def test_nothing_else_of_gradio_s_is_reachable(address: str, path: str) -> None:
    status, body = got(f"{address}{path}")
    assert status in (400, 404) and "root:" not in str(body) and "class" not in str(body)


def test_an_mcp_client_lists_and_calls_the_same_tools(address: str, sample: Assistant) -> None:
    async def used() -> tuple[set[str], list[Any]]:
        async with streamable_http_client(f"{address}mcp") as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            assert all(tool.description and tool.inputSchema["properties"] and tool.outputSchema for tool in tools)
            calls = [
                await session.call_tool("ask", {"question": OSCE}),
                await session.call_tool("search", {"question": OSCE, "top": 2}),
                await session.call_tool("reports", {"find": "minsk"}),
                await session.call_tool("report", {"report_id": MINSK}),
                await session.call_tool("ask", {"question": " "}),
            ]
            answer = calls[0].structuredContent
            calls.append(await session.call_tool("verify", {"answer": answer}))
            return {tool.name for tool in tools}, calls

    names, (answer, hits, reports, report, empty, checks) = awaited(used())
    assert names == {"ask", "search", "reports", "report", "verify"}
    assert same(answer.structuredContent) == same(json.loads(json.dumps(sample.ask(OSCE).to_dict())))
    assert same(json.loads(answer.content[0].text)) == same(answer.structuredContent)
    assert len(hits.structuredContent["result"]) == 2
    assert reports.structuredContent["total"] > 0 and report.structuredContent["title"]
    assert empty.isError and "The question is empty." in empty.content[0].text
    assert {check["state"] for check in checks.structuredContent["result"]} == {"intact"}


@pytest.mark.parametrize(
    ("endpoint", "arguments", "line"),
    [
        ("ask", [5, None, None, ""], "question: Input should be a valid string"),
        ("ask", [{"a": 1}, None, None, ""], "question: Input should be a valid string"),
        ("ask", [OSCE, [1, None], None, ""], "history: Input should be a valid string"),
        ("ask", [OSCE, "abc", None, ""], "history: Input should be a valid list"),
        ("ask", [OSCE, None, [1], ""], "filters: Input should be a valid dictionary"),
        ("ask", [OSCE, None, {"from": "1995", "to": "1994"}, ""], "is later than"),
        ("ask", [OSCE, None, {"from": "١٩٩٢"}, ""], "must be a date"),
        ("search", [OSCE, "10", None], "top: Input should be a valid integer"),
        ("search", [OSCE, 1.5, None], "top: Input should be a valid integer"),
        ("reports", [5, "date", True, 0, 5, None], "find: Input should be a valid string"),
        ("reports", ["", "date", "no", 0, 5, None], "descending: Input should be a valid boolean"),
        ("reports", ["", "date", True, None, 5, None], "offset: Input should be a valid integer"),
        ("report", [["a"]], "report_id: Input should be a valid string"),
        ("report", [10**30], "report_id: Input should be a valid string"),
        ("verify", ["x"], "answer: Input should be a valid dictionary"),
        ("verify", [{"schema": 1, "citations": [CITED] * 10_001}], "At most 10000 citations"),
    ],
)
def test_values_of_the_wrong_type_are_named(address: str, endpoint: str, arguments: list[object], line: str) -> None:
    status, body = called(f"{address}gradio_api/run/{endpoint}", {"data": arguments})
    assert status >= 400 and line in body["error"], body


@pytest.mark.parametrize("body", [{}, {"bogus": 1}, {"question": OSCE, "caller": 1}, {"question": OSCE, "request": 1}])
def test_arguments_that_do_not_fit_get_a_clear_line(address: str, body: dict[str, object]) -> None:
    status, said = called(f"{address}gradio_api/call/v2/ask", body)
    assert status == 400 and "do not fit" in said["error"]


def test_halves_of_characters_are_replaced(address: str) -> None:
    assert run(address, "report", "\ud800")["missing"]
    assert (
        run(address, "ask", "What was agreed \ud800 in Minsk?", ["\ud800"], None, "")["question"].count("\ufffd") == 1
    )


def test_over_mcp_nothing_that_is_misspelt_is_dropped_in_silence(address: str) -> None:
    async def used() -> list[Any]:
        async with streamable_http_client(f"{address}mcp") as (read, write, _), ClientSession(read, write) as session:
            await session.initialize()
            return [
                await session.call_tool("ask", {"question": OSCE, "filters": {"form": "1992"}}),
                await session.call_tool("ask", {"question": OSCE, "filter": {"from": "1992"}}),
                await session.call_tool("ask", {"question": OSCE, "filters": {"from": "1992", "to": "1991"}}),
                await session.call_tool("ask", {"question": OSCE, "filters": {"reports": [MINSK]}}),
            ]

    *wrong, right = awaited(used())
    assert [call.isError for call in wrong] == [True] * 3
    assert right.structuredContent["filters"] == {"reports": [MINSK]}


def test_filters_that_leave_no_report_are_told_of(address: str) -> None:
    answer = run(address, "ask", OSCE, None, {"reports": ["nowhere.md"]}, "")
    assert answer["notes"] == ["No report passes the filters, so nothing was searched."]


def test_a_stored_answer_is_told_its_place(address: str) -> None:
    conversation = called(f"{address}conversations", {})[1]["id"]
    for place in (1, 2):
        parts = [value[0]["place"] for kind, value in streamed(address, OSCE, conversation=conversation)]
        assert parts[-1] == place and set(parts[:-2]) == {0}
    assert len(got(f"{address}conversations/{conversation}")[1]["turns"]) == 2
    called(f"{address}conversations/{conversation}", method="DELETE")


def test_a_conversation_is_listed_once_something_was_asked_in_it(address: str) -> None:
    conversation = called(f"{address}conversations", {})[1]["id"]
    assert conversation not in {one["id"] for one in got(f"{address}conversations")[1]}
    list(streamed(address, OSCE, conversation=conversation))
    assert conversation in {one["id"] for one in got(f"{address}conversations")[1]}
    called(f"{address}conversations/{conversation}", method="DELETE")
