"""Messages and logs without what must not be in them: keys, and the queries of addresses."""

import logging
import os
import re

_LOGGERS = (
    *(f"httpcore{version}.{part}" for version in ("", "2") for part in ("http11", "http2", "connection", "proxy")),
    *("httpx", "httpx2", "openai._base_client", "anthropic._base_client"),
)
_HIDDEN = "[hidden]"
_MAX_CHARS = 400
_LEAST_CHARS = 6
_LEAST_IN_PROSE = 12  # a shorter one may be a word
_SECRETIVE = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")
_WORDS = r"(?:api[-_ ]?key|access[-_ ]?token|token|secret|password|x-api-key|authorization)"
_PATTERNS = (
    re.compile(r"\b(?:bearer|basic)\s+[^\s\"',;]+", re.IGNORECASE),
    re.compile(rf"\b{_WORDS}[\"']?\s*[=:]\s*[\"']?[^\s\"',;&]+", re.IGNORECASE),
    re.compile(r"\b(?:sk|pk|rk|gsk|hf|xai|pplx|ghp|lsv2)[-_][\w*.-]{4,}"),
    re.compile(r"\bAIza[\w-]{10,}"),
    re.compile(r"(?<=://)[^\s/@\"']+@"),
    re.compile(r"(?<=\w)\?[\w.~-]+=[^\s\"']*"),
)


def scrub(text: str) -> str:
    """The text in one line of at most 400 characters; what looks like a key, or is one of this environment, hidden."""
    line = " ".join(hide(text).split())
    return line if len(line) <= _MAX_CHARS else line[: _MAX_CHARS - 1] + "…"


def hide(text: str) -> str:
    """The text with what looks like a key, or is one of this environment, hidden."""
    for secret in _secrets():
        text = text.replace(secret, _HIDDEN)
    for pattern in _PATTERNS:
        text = pattern.sub(_HIDDEN, text)
    return text


def without_keys(text: str) -> str:
    """Prose with the keys of this environment hidden; what only looks like one stays, as "basic needs" does."""
    for secret in _secrets():
        text = text.replace(secret, _HIDDEN) if len(secret) >= _LEAST_IN_PROSE else text
    return text


def guard_logs() -> None:
    """Have what the providers' clients log scrubbed; doing it twice is doing it once.

    They hide the headers that they send, but at DEBUG log those that come back, and a careless server repeats a key.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_GUARD)


class _Guard(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """True: the record stays, its text scrubbed."""
        record.msg, record.args = hide(record.getMessage()), None
        return True


def _secrets() -> list[str]:
    """Values of variables that are named like keys, longest first, so that none is left in part."""
    values = (value.strip() for name, value in os.environ.items() if name.upper().endswith(_SECRETIVE))
    return sorted((value for value in values if len(value) >= _LEAST_CHARS), key=len, reverse=True)


_GUARD = _Guard()
