"""A model file run by llama.cpp within this process; the one module that imports xllamacpp."""

import http.client
import json
import secrets
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import ModelUnavailable

_CLOSED = "The local chat model was closed. Load it again."
_QUIET = -1
_BATCH_TOKENS = 64
_LOOK_S = 0.05
_COUNT_TIMEOUT_S = 10.0

Chunk = Mapping[str, Any]


class Llama:
    """A loaded model. Runs are made one at a time, whoever asks; the same request gives the same text.

    llama.cpp's server always listens on a port of this machine too: it asks for a key that is made anew at each
    start, known to nobody else, and shows neither its page nor what it is working on.
    """

    def __init__(self, file: Path, window_tokens: int, threads: int) -> None:
        self._key = secrets.token_urlsafe()
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._server = [_started(file, window_tokens, threads, self._key)]
        # Also at the end of the process: a thread that ends while it is in llama.cpp would take the process with it.
        self._end = weakref.finalize(self, _shut, self._server, self._turn, self._closing)

    def run(
        self, messages: Sequence[Mapping[str, str]], options: Mapping[str, Any], take: Callable[[Chunk], bool]
    ) -> None:
        """Hand each chunk in OpenAI's form to `take` until the end, or until it returns true.

        While the request is read, chunks without content come every 64 tokens, so that `take` can stop that too.
        Raises ModelUnavailable when the model is closed, also in between.
        """
        request = {
            "messages": list(messages),
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
            # What was read before would be read in other batches, and sums in another order may turn a close choice.
            "cache_prompt": False,
            **options,
        }
        # The lock is waited for in short steps, so that who has given up does not stand in line.
        while not self._turn.acquire(timeout=_LOOK_S):
            if take({}):
                return
        try:
            self._open().handle_chat_completions(request, lambda chunk: self._closing.is_set() or take(chunk))
            if self._closing.is_set():
                raise ModelUnavailable(_CLOSED)
        finally:
            self._turn.release()

    def count(self, text: str) -> int:
        """Tokens of a text, exactly."""
        address = urlsplit(self._open().listening_address)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=_COUNT_TIMEOUT_S)
        headers = {"authorization": f"Bearer {self._key}", "content-type": "application/json"}
        try:
            connection.request("POST", "/tokenize", json.dumps({"content": text}), headers)
            return len(json.loads(connection.getresponse().read())["tokens"])
        finally:
            connection.close()

    def close(self) -> None:
        """Unload the model and stop the server; a run under way is cut short. Closing twice is allowed."""
        self._end()

    def _open(self) -> Any:
        if not self._server:
            raise ModelUnavailable(_CLOSED)
        return self._server[0]


def _shut(server: list[Any], turn: threading.Lock, closing: threading.Event) -> None:
    closing.set()
    with turn:
        server.clear()  # the destructor stops the server's threads and frees the weights


def _started(file: Path, window_tokens: int, threads: int, key: str) -> Any:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(file)
    parameters.n_ctx = window_tokens
    parameters.n_parallel = 1
    parameters.n_batch = parameters.n_ubatch = _BATCH_TOKENS
    parameters.n_gpu_layers = 0
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = threads
    parameters.n_threads_http = 1
    parameters.cache_ram_mib = 0
    parameters.fit_params = parameters.warmup = False
    parameters.offline = True
    parameters.verbosity = _QUIET
    parameters.hostnames = ["127.0.0.1"]
    parameters.api_keys = [key]
    parameters.ui = parameters.endpoint_slots = parameters.endpoint_props = parameters.endpoint_metrics = False
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise ModelUnavailable(f"llama.cpp does not load {file.name} ({error}). Reinstall its package.") from None
    # Its loop starts a moment after it is "ready", and a server that is closed in between never ends. After a first
    # word the loop is running.
    server.handle_completions({"prompt": ".", "max_tokens": 1})
    return server
