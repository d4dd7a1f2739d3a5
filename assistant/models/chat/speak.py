"""messages -> what a chat model writes, piece by piece, within limits. Each failure is one ChatFailed."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from assistant.errors import ChatFailed
from assistant.models.chat.loop import loop
from assistant.models.chat.values import Limits, Piece
from assistant.models.chat.writing import Writing

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_LOOK_S = 0.05


def _never() -> bool:
    return False


def speak(
    model: "BaseChatModel",
    messages: "Sequence[BaseMessage]",
    limits: Limits,
    cancelled: Callable[[], bool] = _never,
) -> Iterator[Piece]:
    """Pieces of what the model writes; the last one says why it ended and what it used. Raises ChatFailed.

    `cancelled` is asked twenty times a second; then, or when the iterator is closed or left, the connection to the
    model is closed at once. Failures before the first piece are tried again, after it never.
    """
    heard: SimpleQueue[Piece | ChatFailed] = SimpleQueue()
    task = asyncio.run_coroutine_threadsafe(Writing(model, list(messages), limits, heard.put).run(), loop())
    try:
        while True:
            if cancelled():
                yield Piece("", "cancelled")
                return
            try:
                told = heard.get(timeout=_LOOK_S)
            except Empty:
                continue
            if isinstance(told, ChatFailed):
                raise told
            yield told
            if told.finish:
                return
    finally:
        task.cancel()
