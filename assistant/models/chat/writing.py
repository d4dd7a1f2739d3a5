"""One answer of a chat model as it is written: tries, limits, and how it ends."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from random import SystemRandom
from typing import TYPE_CHECKING, Any, cast

from assistant.errors import ChatFailed
from assistant.models.chat.failures import RETRYABLE, Failure, failure_of
from assistant.models.chat.values import Finish, Limits, Piece, Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage

_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 8.0
_FINISHES: dict[str, Finish] = {
    **dict.fromkeys(("stop", "end_turn", "stop_sequence", "eos", "completed"), "stop"),
    **dict.fromkeys(("length", "max_tokens", "model_length", "model_context_window_exceeded", "incomplete"), "length"),
}
_REFUSALS = frozenset({"content_filter", "refusal", "safety"})
# These always say why they end, so that an end without a reason is a cut connection.
_TELLING = ("langchain_openai", "langchain_anthropic", "langchain_ollama", "assistant.models.chat")


class Writing:
    """One run of a model; `put` is handed every Piece in order, or a ChatFailed as the last thing."""

    def __init__(
        self,
        model: "BaseChatModel",
        messages: "list[BaseMessage]",
        limits: Limits,
        put: Callable[[Piece | ChatFailed], None],
    ) -> None:
        self._model = model
        self._messages = messages
        self._limits = limits
        self._put = put
        self._begun = False  # whether anything came, thoughts included
        self._written = ""
        self._told = ""
        self._usage = Usage()

    async def run(self) -> None:
        """Write to the end. Nothing is raised but the cancelling of this task."""
        start = asyncio.get_running_loop().time()
        self._whole_at = start + self._limits.whole_s
        self._first_at = min(self._whole_at, start + self._limits.first_token_s)
        try:
            async with asyncio.timeout_at(self._first_at) as self._deadline:
                failure = await self._tried()
        except TimeoutError:
            failure = self._late()
        if failure:
            self._put(failure.error(named(self._model)))

    def _late(self) -> Failure:
        if self._begun:
            return Failure("slow", (f"{self._limits.whole_s:g} s",))
        return Failure("slow_start", (f"{self._limits.first_token_s:g} s",))

    async def _tried(self) -> Failure | None:
        """None when all was written, else why the last try failed."""
        left = self._limits.retries
        while True:
            failure = await self._heard()
            if failure is None or self._written:
                return failure
            if failure.sampling and (plain := _plain(self._model)):
                self._model = plain
                continue
            if failure.reason not in RETRYABLE or left == 0:
                return failure
            wait_s = _wait_s(self._limits.retries - left, failure)
            if asyncio.get_running_loop().time() + wait_s >= self._first_at:
                return failure
            left -= 1
            await asyncio.sleep(wait_s)

    async def _heard(self) -> Failure | None:
        """One try: None when the model came to its end."""
        from langsmith import tracing_context  # late, and only here: whatever the environment says, nothing is traced

        try:
            with tracing_context(enabled=False):
                stream = cast("AsyncGenerator[AIMessageChunk]", self._model.astream(self._messages))
                async with aclosing(stream) as chunks:
                    async for chunk in chunks:
                        _cancel_again()
                        if self._take(chunk):
                            break
        except Exception as error:  # noqa: BLE001 - each provider raises its own; every one becomes a reason
            return self._late() if self._deadline.expired() else failure_of(error)
        return self._ended()

    def _take(self, chunk: "AIMessageChunk") -> bool:
        """Note a chunk and pass its text on; true when enough was written."""
        if chunk.content and not self._begun:
            self._begun = True
            self._deadline.reschedule(self._whole_at)
        self._told = _finish(chunk.response_metadata) or self._told
        self._usage = _added(self._usage, chunk.usage_metadata)
        whole = str(chunk.text).encode("utf-8", "replace").decode()  # JSON can carry half a character, UTF-8 cannot
        text = whole[: self._limits.max_chars - len(self._written)]
        if text:
            self._written += text
            self._put(Piece(text))
        if len(self._written) < self._limits.max_chars:
            return False
        self._told = "length"
        return True

    def _ended(self) -> Failure | None:
        if self._told in _REFUSALS:
            return Failure("refused", (self._told,))
        if not self._told and type(self._model).__module__.startswith(_TELLING):
            return Failure("cut")
        if not self._written.strip():
            return Failure("empty", (self._told,) if self._told in _FINISHES else ())
        self._put(Piece("", _FINISHES.get(self._told, "stop"), self._usage))
        return None


def _cancel_again() -> None:
    """Raise CancelledError in a task that goes on after it was cancelled.

    asyncio.wait_for, in which langchain's clients wait for each chunk, swallows a cancelling that comes just when a
    chunk does (Python 3.11 does; 3.12 no longer), so that of a fast stream it may never be seen.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def named(model: "BaseChatModel") -> str:
    """The name that a model goes by at its provider."""
    names = (getattr(model, name, None) for name in ("model_name", "model", "model_id"))
    return next((name for name in names if isinstance(name, str) and name), model._llm_type)


def _plain(model: "BaseChatModel") -> "BaseChatModel | None":
    """The model without a temperature and a seed, which some refuse; None when it has none."""
    given = {name: None for name in ("temperature", "seed") if getattr(model, name, None) is not None}
    return model.model_copy(update=given) if given else None


def _wait_s(tried: int, failure: Failure) -> float:
    """Seconds to wait: those that the server names, else half a second doubled with each try, less up to half of it."""
    if failure.wait_s is not None:
        return failure.wait_s
    return min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0**tried) * SystemRandom().uniform(0.5, 1)


def _finish(metadata: dict[str, Any]) -> str:
    """The provider's word for why it ended, by the fields of OpenAI's two forms, Anthropic's and ollama's."""
    told = (metadata.get(name) for name in ("finish_reason", "stop_reason", "done_reason", "status"))
    return next((word.lower() for word in told if isinstance(word, str)), "")


def _added(usage: Usage, told: Any) -> Usage:
    if not told:
        return usage
    return Usage(usage.input_tokens + told["input_tokens"], usage.output_tokens + told["output_tokens"])
