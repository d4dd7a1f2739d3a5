"""Pictures of pages as they are asked for: what is refused, with which words, and what is kept and drawn."""

import asyncio
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient
from starlette.types import Message

from assistant import Settings
from assistant.types import Report
from assistant.web.corpus.showing import Showing
from assistant.web.desk import Desk
from assistant.web.house import House
from assistant.web.kept.conversations import Conversations
from assistant.web.people.limiting import Limits
from assistant.web.warm import Warm

PDF = "harbour.pdf"
Made = TypeVar("Made")


@pytest.fixture(scope="module")
def warm(paged: Settings) -> Iterator[Warm]:
    opening = Warm(paged)
    opening.start()
    for _ in range(600):
        if opening.state == "ready":
            break
        time.sleep(0.1)
    yield opening
    opening.close()


@pytest.fixture
def showing(paged: Settings, warm: Warm, tmp_path: Path) -> Iterator[Showing]:
    made = showing_of(paged, warm, tmp_path)
    yield made
    made.close()


@pytest.fixture
def report(warm: Warm) -> Report:
    found = warm.assistant.report(PDF)
    assert found is not None
    return found


def showing_of(settings: Settings, warm: Warm, folder: Path) -> Showing:
    return Showing(House(settings, warm, Desk(1, 1), Limits(settings), Conversations(folder / "conversations.sqlite")))


def client(showing: Showing) -> TestClient:
    return TestClient(Starlette(routes=showing.routes()))


def outcome(work: Coroutine[Any, Any, Made]) -> Made:
    """What comes of it, in a thread of its own, as a browser that is driven leaves this one no loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def asked(report: Report, page: int, start: int = 0, length: int = 9) -> dict[str, str | int]:
    """The query for some characters of a page, counted from where it begins."""
    first = report.pages[page - 1].start + start
    return {"report_id": report.id, "page": page, "start": first, "end": first + length}


@pytest.mark.parametrize(
    ("wanted", "status", "words"),
    [
        ({"report_id": PDF, "page": "x", "start": "0", "end": "9"}, 422, "whole numbers"),
        ({"report_id": PDF}, 422, "report_id and whole numbers"),
        ({"report_id": PDF, "page": "0", "start": "0", "end": "9"}, 422, "page from 1"),
        ({"report_id": PDF, "page": "-1", "start": "0", "end": "9"}, 422, "page from 1"),
        ({"report_id": PDF, "page": "1", "start": "-5", "end": "9"}, 422, "start from 0"),
        ({"report_id": PDF, "page": "1", "start": "9", "end": "9"}, 422, "end after it"),
        ({"report_id": f"../{PDF}", "page": "1", "start": "0", "end": "9"}, 404, "There is no report"),
        ({"report_id": "letter.eml", "page": "1", "start": "0", "end": "9"}, 409, "no pages that can be shown"),
        ({"report_id": PDF, "page": "2", "start": "0", "end": "9"}, 404, "do not stand on page 2"),
        ({"report_id": PDF, "page": "9", "start": "0", "end": "9"}, 404, "do not stand on page 9"),
        ({"report_id": PDF, "page": "1", "start": "0", "end": str(10**30)}, 200, ""),
    ],
)
def test_a_picture_that_cannot_be_made_says_why(
    showing: Showing, wanted: dict[str, str], status: int, words: str
) -> None:
    answer = client(showing).get("/picture", params=wanted)
    assert answer.status_code == status
    assert words in (answer.json()["error"] if status != 200 else "")


def test_a_picture_tells_where_its_mark_begins_and_is_kept_by_its_own_reader_alone(
    showing: Showing, report: Report
) -> None:
    start = report.text.index("42 crowns")
    first = client(showing).get("/picture", params={"report_id": PDF, "page": 3, "start": start, "end": start + 9})
    assert first.headers["content-type"] == "image/png" and first.content.startswith(b"\x89PNG")
    assert first.headers["cache-control"] == "private, no-cache"
    left, top = map(float, first.headers["x-mark"].split())
    page = report.pages[2]
    before = client(showing).get("/picture", params={"report_id": PDF, "page": 3, "start": page.start, "end": page.end})
    assert 0 < float(before.headers["x-mark"].split()[1]) < top < 1 and 0 < left < 1
    tag = first.headers["etag"]
    again = client(showing).get("/picture", params=dict(first.request.url.params), headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["cache-control"] == "private, no-cache"


def test_characters_of_other_pages_make_no_other_picture(showing: Showing, report: Report) -> None:
    page = report.pages[1]
    exact = client(showing).get("/picture", params=asked(report, 2, length=page.end - page.start))
    whole = {"report_id": PDF, "page": 2, "start": 0, "end": len(report.text)}
    assert client(showing).get("/picture", params=whole).headers["etag"] == exact.headers["etag"]


def test_the_last_few_pictures_are_kept(showing: Showing, paged: Settings, report: Report, tmp_path: Path) -> None:
    browser = client(showing)
    for start in (*range(8), 0, 8):  # the first is asked for again, so that the second is let go
        assert browser.get("/picture", params=asked(report, 3, start)).status_code == 200
    moved = (paged.corpus_dir / PDF).rename(tmp_path / PDF)
    try:
        codes = [browser.get("/picture", params=asked(report, 3, start)).status_code for start in range(9)]
        refused = browser.get("/picture", params=asked(report, 3, 1)).json()["error"]
    finally:
        moved.rename(paged.corpus_dir / PDF)
    assert codes == [200, 409, *[200] * 7]
    assert "no longer in the corpus folder" in refused and str(paged.corpus_dir) not in refused


def test_what_nobody_waits_for_any_more_is_not_drawn(showing: Showing, report: Report) -> None:
    query = str(httpx.QueryParams(asked(report, 1))).encode()
    scope = {"type": "http", "method": "GET", "path": "/picture", "query_string": query, "headers": [], "state": {}}

    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def there() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    assert outcome(showing.picture(Request(scope, gone))).status_code == 499
    assert outcome(showing.picture(Request(scope, there))).status_code == 200
    assert outcome(showing.picture(Request(scope, gone))).status_code == 200  # it is there, and costs nothing


def test_sixteen_wait_for_a_page_and_no_more(showing: Showing, report: Report) -> None:
    async def crowd() -> tuple[list[httpx.Response], httpx.Response]:
        transport = httpx.ASGITransport(Starlette(routes=showing.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as browser:

            def one(start: int) -> "asyncio.Task[httpx.Response]":
                return asyncio.create_task(browser.get("/picture", params=asked(report, 3, start)))

            async with showing.desk.seat():
                waiting = [one(start) for start in range(16)]
                while showing.desk.waiting < 16:
                    await asyncio.sleep(0.01)
                refused = await asyncio.wait_for(one(16), 30)  # would otherwise wait for good
            return await asyncio.gather(*waiting), refused

    shown, refused = outcome(crowd())
    assert {answer.status_code for answer in shown} == {200}
    assert (refused.status_code, refused.json()["error"]) == (
        503,
        "16 pages are waiting already. Ask again in a moment.",
    )


def test_so_many_pictures_a_minute_and_no_more(showing: Showing) -> None:
    browser, wanted = client(showing), {"report_id": "nowhere.pdf", "page": 1, "start": 0, "end": 9}
    codes = {browser.get("/picture", params=wanted).status_code for _ in range(120)}
    refused = browser.get("/picture", params=wanted)
    assert (codes, refused.status_code) == ({404}, 429)
    assert refused.json()["error"].startswith("You have asked to see 120 pages within a minute")
    assert int(refused.headers["retry-after"]) > 0


def test_before_the_reports_are_open_a_picture_is_asked_for_later(paged: Settings, tmp_path: Path) -> None:
    early = showing_of(paged, Warm(paged), tmp_path)
    answer = client(early).get("/picture", params={"report_id": PDF, "page": 1, "start": 0, "end": 9})
    assert (answer.status_code, answer.json()["error"][:10]) == (503, "The models")


def test_where_no_process_can_be_started_that_is_said(
    showing: Showing, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    answer = client(showing).get("/picture", params=asked(report, 1))
    assert (answer.status_code, answer.json()["error"][:11]) == (503, "The process")
