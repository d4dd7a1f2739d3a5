"""How much a chat model reads at once, and how much of that a text takes."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.models.chat.values import Limits
from assistant.settings import Chat

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

MESSAGE_TOKENS = 8
"""What a chat template puts around one message, at most."""
_LETTERS_PER_TOKEN = 3
_LONG_WORD = 14
_PART = re.compile(r" ?(?:[A-Z]?[a-z]+|[A-Z]+)|.", re.DOTALL)
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)


def tokens(model: "BaseChatModel", text: str) -> int:
    """Tokens of a text: the model's own count where it is at hand and exact, else a safe bound (see `bound`)."""
    return model.get_num_tokens(text) if _counts(model) else bound(text)


def tokens_of(model: "BaseChatModel", messages: "Iterable[BaseMessage]") -> int:
    """Tokens of messages with what a template puts around each, never fewer than the model reads."""
    return sum(tokens(model, str(message.text)) + MESSAGE_TOKENS for message in messages)


def room(model: "BaseChatModel", chat: Chat) -> int:
    """Tokens that all messages together may have, so that the longest answer still fits into the model's window."""
    window_tokens = getattr(model, "window_tokens", None) or chat.window_tokens
    known = (model.profile or {}).get("max_input_tokens") if getattr(model, "profile", None) else None
    whole = min(chat.window_tokens, window_tokens, known or chat.window_tokens)
    return max(0, whole - Limits.of(chat).max_tokens)


def bound(text: str) -> int:
    """More tokens than the tokenizers in use make of prose and of tables, about a half more than most.

    A word counts one token for each three letters begun; one for each letter in capitals, beyond 14 letters, or with
    hardly a vowel. A digit and a sign count one, another character one for each UTF-8 byte, which is what byte-level
    tokenizers fall back to. White space counts one for each character but a space before a word, which is of the word.
    """
    return sum(_tokens(part) for part in _PART.findall(text))


def _tokens(part: str) -> int:
    word = part.lstrip(" ") or part
    if not word.isascii() or not word.isalpha():
        return len(word.encode())
    spelt = word.isupper() or len(word) > _LONG_WORD or len(_VOWEL.findall(word)) * 5 < len(word)
    return len(word) if spelt else -(-len(word) // _LETTERS_PER_TOKEN)


def _counts(model: "BaseChatModel") -> bool:
    """Whether the model counts exactly and by itself: others of langchain load GPT-2's tokenizer, or ask a server."""
    return type(model).__module__.startswith("assistant.")
