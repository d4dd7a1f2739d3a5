"""The assistant behind a page: opened in the background, so that the page is there at once."""

import threading
from typing import Literal

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.settings import Settings

State = Literal["warming", "ready", "failed"]
_AGAIN_S = 2.0


class NotReady(AssistantError):
    """The models are not loaded yet, or could not be; asked again later it may be otherwise."""


class Warm:
    """An assistant on its way: `warming`, then `ready`, or `failed` with what mends it; a failure is tried again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._assistant: Assistant | None = None
        self._stopped = threading.Event()
        self.state: State = "warming"
        self.message = ""

    def start(self) -> None:
        """Begin to open the assistant, in a thread."""
        threading.Thread(target=self._open, name="warming", daemon=True).start()

    def _open(self) -> None:
        while not self._stopped.is_set():
            try:
                opened = Assistant.open(self._settings)
                opened.search("what was agreed", top=1)  # whatever is loaded at the first use is loaded now
                self._assistant, self.state, self.message = opened, "ready", ""
                return
            except AssistantError as error:
                self.state, self.message = "failed", str(error)
                self._stopped.wait(_AGAIN_S)  # a rebuild, or a file put back, may mend it meanwhile

    @property
    def assistant(self) -> Assistant:
        """The open assistant. Raises NotReady."""
        if self._assistant is None:
            raise NotReady(self.message or "The models are warming up. Ask again in a few seconds.")
        return self._assistant

    def close(self) -> None:
        """Let go of the index, and try no more."""
        self._stopped.set()
        if self._assistant is not None:
            self._assistant.close()
