"""The page's endpoints over plain HTTP."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_Result = TypeVar("_Result")

JSON = {"content-type": "application/json"}


def called(url: str, body: object = None, method: str = "POST", headers: Mapping[str, str] = JSON) -> tuple[int, Any]:
    """Status and body (as JSON, when it is) of a request."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, dict(headers), method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            status, text = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read().decode()
    try:
        return status, json.loads(text)
    except ValueError:
        return status, text


def awaited(work: Coroutine[Any, Any, _Result]) -> _Result:
    """What comes of the work, in a thread of its own: a browser that is open has a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def got(url: str) -> tuple[int, Any]:
    """Status and body of a GET."""
    return called(url, method="GET", headers={})


def run(address: str, endpoint: str, *arguments: object) -> Any:
    """What an endpoint gives, all of its arguments named in order."""
    status, body = called(f"{address}gradio_api/run/{endpoint}", {"data": list(arguments)})
    assert status == 200, body
    return body["data"][0]


def streamed(address: str, question: str, **more: object) -> Iterator[tuple[str, Any]]:
    """The events of a streamed answer: kind and value."""
    status, begun = called(f"{address}gradio_api/call/v2/stream", {"question": question, **more})
    assert status == 200, begun
    kind = ""
    with urllib.request.urlopen(f"{address}gradio_api/call/v2/stream/{begun['event_id']}") as events:  # noqa: S310
        for line in events:
            name, _, value = line.decode().strip().partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                yield kind, json.loads(value)
