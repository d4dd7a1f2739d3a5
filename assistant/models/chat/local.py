"""SmolLM2 on this machine as a langchain chat model: no network, no key, and weak: a proof and a test."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.language_models.chat_models import generate_from_stream
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import Field

from assistant.errors import AssistantError
from assistant.models import weights
from assistant.models.chat.llama import Chunk, Llama
from assistant.models.chat.providers import LOCAL, SEED
from assistant.settings import Settings

_Heard = Chunk | Exception | None
TRAINED_TOKENS = 8192
"""The longest texts that SmolLM2 was trained on."""
_ROLES = {"human": "user", "ai": "assistant", "system": "system"}
_STOP = ("<|im_end|>", "<|im_start|>", "<|endoftext|>")


class LocalChat(BaseChatModel):
    """Streams at temperature 0 with a fixed seed: on one machine the same messages give the same text."""

    llama: Llama = Field(exclude=True, repr=False)
    model_name: str
    max_tokens: int
    window_tokens: int

    @property
    def _llm_type(self) -> str:
        return LOCAL

    def get_num_tokens(self, text: str) -> int:
        """Tokens of a text, by the model's own count."""
        return self.llama.count(text)

    def close(self) -> None:
        """Unload the model; a run under way is cut short."""
        self.llama.close()

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return generate_from_stream(self._stream(messages, stop, run_manager, **kwargs))

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        heard: SimpleQueue[_Heard] = SimpleQueue()
        run = _Run(self.llama, _plain(messages), self._options(stop), heard.put)
        try:
            while (told := heard.get()) is not None:
                if chunk := _generation(told):
                    if run_manager:
                        run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
        finally:
            run.stop()

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        heard: asyncio.Queue[_Heard] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        run = _Run(self.llama, _plain(messages), self._options(stop), partial(_post, loop, heard))
        try:
            while (told := await heard.get()) is not None:
                if chunk := _generation(told):
                    if run_manager:
                        await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                    yield chunk
        finally:
            run.stop()

    def _options(self, stop: list[str] | None) -> dict[str, Any]:
        sampling = {"temperature": 0, "top_k": 1, "seed": SEED}
        return {**sampling, "max_tokens": self.max_tokens, "stop": [*_STOP, *(stop or ())]}


class LocalChatError(Exception):
    """llama.cpp refuses a request, with a status and a code as a server would answer it."""

    def __init__(self, status_code: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.code = code


class _Run:
    """A run in a thread of its own; `put` is handed its chunks, then None, or what went wrong."""

    def __init__(
        self,
        llama: Llama,
        messages: Sequence[Mapping[str, str]],
        options: Mapping[str, Any],
        put: Callable[[_Heard], None],
    ) -> None:
        self._stopped = threading.Event()
        self._put = put
        work = partial(self._work, llama, messages, options)
        threading.Thread(target=work, name="local-chat", daemon=True).start()

    def stop(self) -> None:
        """End the run at its next token, or within 64 tokens that it reads."""
        self._stopped.set()

    def _work(self, llama: Llama, messages: Sequence[Mapping[str, str]], options: Mapping[str, Any]) -> None:
        try:
            llama.run(messages, options, self._take)
        except (AssistantError, RuntimeError, ValueError) as error:
            self._put(error)
        else:
            self._put(None)

    def _take(self, chunk: Chunk) -> bool:
        if chunk and not self._stopped.is_set():
            self._put(chunk)
        return self._stopped.is_set()


def local_chat(settings: Settings) -> LocalChat:
    """The bundled model, loaded. Raises ModelUnavailable."""
    chat = settings.chat
    file = weights.locate(weights.SMOLLM2)
    window_tokens = min(chat.window_tokens, TRAINED_TOKENS)
    # llama.cpp's threads wait for each other at every layer: one that is held up by other work holds up all.
    llama = Llama(file, window_tokens, max(1, settings.threads - 1))
    return LocalChat(llama=llama, model_name=file.stem, max_tokens=chat.max_tokens, window_tokens=window_tokens)


def _post(loop: asyncio.AbstractEventLoop, heard: "asyncio.Queue[_Heard]", told: _Heard) -> None:
    with suppress(RuntimeError):  # a loop that was closed has nobody who listens
        loop.call_soon_threadsafe(heard.put_nowait, told)


def _plain(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    return [{"role": _ROLES.get(message.type, "user"), "content": str(message.text)} for message in messages]


def _generation(told: Chunk | Exception) -> ChatGenerationChunk | None:
    """What a chunk of llama.cpp adds, None when nothing. Raises what went wrong."""
    if isinstance(told, Exception):
        raise told
    if error := told.get("error"):
        raise LocalChatError(error["code"], error["type"], error["message"])
    choice = told["choices"][0] if told["choices"] else {"delta": {}}
    text, finish, usage = choice["delta"].get("content"), choice.get("finish_reason"), told.get("usage")
    if not (text or finish or usage):
        return None
    message = AIMessageChunk(
        content=text or "",
        response_metadata={"finish_reason": finish} if finish else {},
        usage_metadata=_usage(usage) if usage else None,
    )
    return ChatGenerationChunk(message=message)


def _usage(told: Mapping[str, int]) -> UsageMetadata:
    read, written = told["prompt_tokens"], told["completion_tokens"]
    return UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
