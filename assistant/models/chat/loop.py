"""The event loop on which every chat model is heard."""

import asyncio
import threading
from functools import cache

_ONE = threading.Lock()


def loop() -> asyncio.AbstractEventLoop:
    """One loop in a thread of its own, started at the first call and left to the end of the process.

    One for all, because providers' clients keep connections, which belong to the loop that opened them. A loop at all,
    because a task that waits on the network can be cancelled at any instant, and a thread that does so cannot.
    """
    with _ONE:  # or two that come first at once would start two
        return _started()


@cache
def _started() -> asyncio.AbstractEventLoop:
    made = asyncio.new_event_loop()
    threading.Thread(target=made.run_forever, name="chat", daemon=True).start()
    return made
