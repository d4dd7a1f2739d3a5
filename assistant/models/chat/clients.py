"""HTTP clients for providers that take ours: no redirects, no proxy to this machine, no reply without end."""

from collections.abc import AsyncIterator, Iterator
from typing import cast

import httpx

from assistant.settings import Chat

MAX_REPLY_BYTES = 32 * 1024 * 1024
"""Far more than any answer; a client gathers a line before it looks at it, and a line may have no end."""


class ReplyTooLarge(Exception):
    """A server sent more than MAX_REPLY_BYTES."""


def bounded(chat: Chat, direct: bool) -> httpx.Client:
    """A client whose replies are bounded; `direct` passes over the proxies of the environment."""
    hooks = {"response": [_bound]}
    return httpx.Client(timeout=chat.whole_s, follow_redirects=False, trust_env=not direct, event_hooks=hooks)


def bounded_async(chat: Chat, direct: bool) -> httpx.AsyncClient:
    """The same for asyncio."""
    hooks = {"response": [_bound_async]}
    return httpx.AsyncClient(timeout=chat.whole_s, follow_redirects=False, trust_env=not direct, event_hooks=hooks)


def _bound(response: httpx.Response) -> None:
    response.stream = _Bounded(cast("httpx.SyncByteStream", response.stream))


async def _bound_async(response: httpx.Response) -> None:
    response.stream = _BoundedAsync(cast("httpx.AsyncByteStream", response.stream))


class _Bounded(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        left = MAX_REPLY_BYTES
        for part in self._stream:
            left = _less(left, part)
            yield part

    def close(self) -> None:
        self._stream.close()


class _BoundedAsync(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MAX_REPLY_BYTES
        async for part in self._stream:
            left = _less(left, part)
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


def _less(left: int, part: bytes) -> int:
    if len(part) > left:
        raise ReplyTooLarge(f"more than {MAX_REPLY_BYTES} bytes")
    return left - len(part)
