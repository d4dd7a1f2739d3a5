"""Chat models that follow a script."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field

Step = str | float | Exception | dict[str, Any]


class Refusal(Exception):
    """An error as a provider's client raises it."""

    def __init__(self, status_code: int, message: str = "", **values: Any) -> None:
        super().__init__(message or f"status {status_code}")
        self.status_code = status_code
        self.response = type("Response", (), {"status_code": status_code, "headers": values.pop("headers", {})})()
        for name, value in values.items():
            setattr(self, name, value)


class ScriptedChat(BaseChatModel):
    """Runs through its script, one list a run: a text is said, a number slept, an error raised, a dict ends it."""

    model_name: str = "scripted"
    temperature: float | None = 0
    script: list[list[Any]]
    runs: list[dict[str, Any]] = Field(default_factory=list)
    left: list[int] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], *others: Any, **values: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(self, messages: list[BaseMessage], *others: Any, **values: Any) -> Iterator[ChatGenerationChunk]:
        for step in self._steps(messages):
            if isinstance(step, float):
                time.sleep(step)
            else:
                yield _said(step)

    def _steps(self, messages: list[BaseMessage]) -> Iterator[Step]:
        self.runs.append({"messages": messages, "temperature": self.temperature, "at": time.monotonic()})
        for step in self.script[min(len(self.runs), len(self.script)) - 1]:
            if isinstance(step, Exception):
                raise step
            yield step


class AsyncScriptedChat(ScriptedChat):
    """The same for a model that is at home in asyncio; `left` tells how many runs were ended, in whatever way."""

    async def _astream(
        self, messages: list[BaseMessage], *others: Any, **values: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        try:
            for step in self._steps(messages):
                if isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    yield _said(step)
        finally:
            self.left.append(len(self.runs))


def _said(step: Any) -> ChatGenerationChunk:
    if isinstance(step, str):
        return ChatGenerationChunk(message=AIMessageChunk(content=step))
    usage = step.get("usage")
    total = {"input_tokens": usage[0], "output_tokens": usage[1], "total_tokens": sum(usage)} if usage else None
    told = {"finish_reason": step["finish"]} if "finish" in step else {}
    return ChatGenerationChunk(message=AIMessageChunk(content="", response_metadata=told, usage_metadata=total))
