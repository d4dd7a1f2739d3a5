"""What goes in and out when a chat model writes."""

from dataclasses import dataclass
from typing import Literal

from assistant.settings import Chat

Finish = Literal["", "stop", "length", "cancelled"]
_CHARS_PER_TOKEN = 10


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that the model read and wrote, by its own count; 0 where it does not tell."""

    input_tokens: int = 0
    output_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """What the model wrote next. The last piece alone has a `finish`; then `usage` is of all that was written."""

    text: str
    finish: Finish = ""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a model may take, how often it is tried, and how much it may write."""

    first_token_s: float = 30
    whole_s: float = 120
    retries: int = 2
    max_tokens: int = 600

    @classmethod
    def of(cls, chat: Chat) -> "Limits":
        """The limits that the settings name."""
        return cls(chat.first_token_s, chat.whole_s, chat.retries, chat.max_tokens)

    @property
    def max_chars(self) -> int:
        """A bound for servers that pass over `max_tokens`: prose has about four characters a token, code less."""
        return self.max_tokens * _CHARS_PER_TOKEN
