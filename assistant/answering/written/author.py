"""A chat model as the pipeline needs it: what it is, what it can read at once, and what it writes, piece by piece."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.models.chat.speak import speak
from assistant.models.chat.values import Limits, Piece
from assistant.models.chat.window import room, tokens_of
from assistant.models.chat.writing import named
from assistant.settings import Chat

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage


@dataclass(frozen=True, slots=True)
class Author:
    """A chat model within the limits of the settings; it stops once it is `cancelled`."""

    model: "BaseChatModel"
    chat: Chat
    cancelled: Callable[[], bool] = lambda: False

    @property
    def name(self) -> str:
        """The model as the settings name it, or as it names itself."""
        return self.chat.model or named(self.model)

    @property
    def parameters(self) -> Mapping[str, str | int | float]:
        """What it is asked with, no key and no address among them."""
        return {"temperature": 0, "max_tokens": self.chat.max_tokens, "window_tokens": self.chat.window_tokens}

    @property
    def room(self) -> int:
        """How many tokens all messages together may have."""
        return room(self.model, self.chat)

    def size(self, messages: "Sequence[BaseMessage]") -> int:
        """How many tokens messages have, rather too many than too few."""
        return tokens_of(self.model, messages)

    def write(self, messages: "Sequence[BaseMessage]") -> Iterator[Piece]:
        """What it writes, as it comes; the last piece says what it used. Raises ChatFailed."""
        return speak(self.model, messages, Limits.of(self.chat), self.cancelled)
