"""A chat model as the pipeline needs it: what it is, what it can read at once, and what it writes, piece by piece."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.models.chat.speak import speak
from assistant.models.chat.values import Limits, Piece
from assistant.models.chat.window import room, tokens
from assistant.models.chat.writing import named
from assistant.settings import Chat

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage


@dataclass(frozen=True, slots=True)
class Author:
    """A chat model within the limits of the settings."""

    model: "BaseChatModel"
    chat: Chat

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

    def tokens(self, text: str) -> int:
        """How many tokens a text has, rather too many than too few."""
        return tokens(self.model, text)

    def write(self, messages: "Sequence[BaseMessage]") -> Iterator[Piece]:
        """What it writes, as it comes; the last piece says what it used. Raises ChatFailed."""
        return speak(self.model, messages, Limits.of(self.chat))
