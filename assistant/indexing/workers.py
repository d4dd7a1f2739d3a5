"""Processes that embed beside this one, when the settings ask for more than one worker.

What they make does not depend on how many there are: each text is embedded by itself.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.errors import IndexUnwritable
from assistant.models.tables import load_embedder
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.models.protocols import Embedder, Vectors


class Workers:
    """As many processes as the settings ask for, each with a model of its own once it has embedded something."""

    def __init__(self, settings: Settings) -> None:
        # A forked process would share locks of the models' threads, which nobody there would ever let go.
        self._pool = ProcessPoolExecutor(
            settings.workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(settings,)
        )
        self._count = settings.workers
        with _deaf_to_ctrl_c():
            for _ in range(settings.workers):
                self._pool.submit(os.getpid)  # starts a process

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Unit rows, (len(texts), dimensions), in the order given. Raises IndexUnwritable."""
        share = -(-len(texts) // self._count)
        with _told():
            parts = self._pool.map(_embed, [texts[start : start + share] for start in range(0, len(texts), share)])
            return np.concatenate(list(parts))

    def close(self) -> None:
        """End the processes once they are through with what they are at."""
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def _told() -> Iterator[None]:
    """A process that ended on its own is told as such."""
    try:
        yield
    except BrokenProcessPool as error:
        cure = "If memory ran out, run assistant rebuild with fewer --workers"
        guard = "if a script of yours calls rebuild, let it do so under: if __name__ == '__main__':"
        raise IndexUnwritable(
            f"A worker process ended of itself; the old index still serves. {cure}; {guard}"
        ) from error


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """For a moment in which processes start: what a process ignores, its children ignore from their beginning."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


_at_hand: dict[str, Any] = {}
"""What one of these processes works with; a pool can hand it over in no other way."""


def _begin(settings: Settings) -> None:
    """Get ready in a new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    own = settings.model_copy(update={"threads": max(1, settings.threads // settings.workers)})
    _at_hand.update(settings=own)


def _end_with_parent() -> None:
    """End this process when its parent was killed."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _embed(texts: Sequence[str]) -> "Vectors":
    if "embedder" not in _at_hand:  # it takes a moment, and reading needs none
        _at_hand["embedder"] = load_embedder(_at_hand["settings"])
    embedder: Embedder = _at_hand["embedder"]
    return embedder.embed_passages(texts)
