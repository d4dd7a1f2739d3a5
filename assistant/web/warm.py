"""The assistant behind a page: opened in the background, so that the page is there at once."""

import logging
import threading
from typing import TYPE_CHECKING, Literal

from assistant.assistant import Assistant
from assistant.errors import AssistantError, ModelUnavailable, SettingsError
from assistant.models.chat.providers import load_chat_model
from assistant.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

State = Literal["warming", "ready", "failed"]
_AGAIN_S = 2.0
_LOG = logging.getLogger(__name__)


class NotReady(AssistantError):
    """The models are not loaded yet, or could not be; asked again later it may be otherwise."""


class Warm:
    """An assistant on its way: `warming`, then `ready`, or `failed` with what mends it; a failure is tried again.

    Without the chat model that the settings name it answers with quotations; `no_chat_model` says why.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._assistant: Assistant | None = None
        self._stopped = threading.Event()
        self.state: State = "warming"
        self.message = ""
        self.no_chat_model = ""

    def start(self) -> None:
        """Begin to open the assistant, in a thread."""
        threading.Thread(target=self._open, name="warming", daemon=True).start()

    def _open(self) -> None:
        settings, chat_model = self._with_chat_model()
        while not self._stopped.is_set():
            try:
                opened = Assistant.open(settings, chat_model=chat_model)
                opened.search("what was agreed", top=1)  # whatever is loaded at the first use is loaded now
                self._assistant, self.state, self.message = opened, "ready", ""
                return
            except AssistantError as error:
                self.state, self.message = "failed", str(error)
                self._stopped.wait(_AGAIN_S)  # a rebuild, or a file put back, may mend it meanwhile

    def _with_chat_model(self) -> "tuple[Settings, BaseChatModel | None]":
        """The settings and their chat model, or neither of it when that cannot be loaded."""
        try:
            return self._settings, load_chat_model(self._settings)
        except (ModelUnavailable, SettingsError) as error:
            self.no_chat_model = str(error)
            _LOG.warning("Answers are quotations only: %s", error)
            chat = self._settings.chat.model_copy(update={"model": "", "base_url": ""})
            return self._settings.model_copy(update={"chat": chat}), None

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
