"""What a provider's client raised -> ChatFailed: one word for what happened, and one line with the cure.

Nothing that a server says is repeated, because it may hold the key or the question; only its status and its own words
for what is wrong, where they are plain identifiers. Clients are known by the names of their exceptions and what these
carry, not by import: each provider has its own, and most are not installed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from assistant.errors import ChatFailed
from assistant.models.chat.scrub import scrub

CURES = {
    "slow_start": "wrote nothing in time. Ask again, choose a faster model, or raise chat.first_token_s",
    "slow": "was not done in time. Ask again, raise chat.whole_s or lower chat.max_tokens",
    "rate_limited": "takes no more questions for now. Wait, or choose another model",
    "quota": "has no quota left for this key. See plan and payment at the provider",
    "unreachable": "cannot be reached. See that it runs, and that chat.base_url and the network are right",
    "server_error": "has trouble of its own. Ask again later, or choose another model",
    "cut": "broke off before its end. Ask again",
    "garbage": "answers in no form that is understood. Set chat.base_url to an OpenAI-compatible address, with its /v1",
    "empty": "wrote nothing. Ask in other words, raise chat.max_tokens, or choose another model",
    "refused": "declined to write. Ask in other words, or choose another model",
    "wrong_key": "does not accept the key. Set the provider's variable, like OPENAI_API_KEY, to a valid one",
    "no_model": "is not known there. Check the name in chat.model, and chat.base_url with its /v1",
    "window": "cannot read that much at once. Lower chat.window_tokens, so that less is sent",
    "redirected": "is said to be elsewhere, and no question is sent on. Set chat.base_url to the address itself",
    "rejected": "does not take such a request. Choose another model, or see the provider's manual",
    "closed": "was closed. Load it again",
    "failed": "failed in a way that is not known. Ask again, or choose another model",
}
"""By reason: what is said of the model, and what mends it."""
RETRYABLE = frozenset({"rate_limited", "unreachable", "server_error", "cut"})
LASTING = frozenset(
    """slow_start slow rate_limited quota unreachable server_error garbage window redirected rejected wrong_key no_model
    closed""".split()
)
"""What another request that follows at once would meet again, after the tries that were made."""

_BY_STATUS = {401: "wrong_key", 403: "wrong_key", 402: "quota", 404: "no_model", 413: "window", 429: "rate_limited"}
_UNREACHABLE = {"ConnectError", "ConnectTimeout", "APIConnectionError", "PoolTimeout", "ProxyError"}
_CUT = {"ReadError", "RemoteProtocolError", "ReadTimeout", "APITimeoutError", "WriteError", "IncompleteRead"}
_GARBAGE = {"JSONDecodeError", "ValidationError", "APIResponseValidationError", "DecodingError", "UnicodeDecodeError"}
_FLOOD = "ReplyTooLarge"
_NO_CHUNKS = "No generation chunks were returned"  # langchain's word for a stream with nothing in it
_WINDOW = re.compile(
    r"context.{0,3}(length|window|size)|maximum context|too many (input )?tokens|prompt is too long|"
    r"exceeds? the (available|model)|reduce the length",
    re.IGNORECASE,
)
_SAMPLING = re.compile(r"\b(temperature|seed|top_p)\b")
_QUOTA = re.compile(r"insufficient_quota|billing|credit balance", re.IGNORECASE)
_IDENTIFIER = re.compile(r"[a-z]+(?:_[a-z]+){0,6}")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt failed, as `reason`, details in plain identifiers, and how long the server asks to wait."""

    reason: str
    details: tuple[str, ...] = ()
    wait_s: float | None = None
    sampling: bool = False

    def error(self, model: str) -> ChatFailed:
        """What is raised in the end, with the model's name."""
        details = f" ({', '.join(self.details)})" if self.details else ""
        asked = f" It asks to wait {self.wait_s:.0f} s." if self.wait_s else ""
        return ChatFailed(scrub(f"The chat model {model} {CURES[self.reason]}{details}.{asked}"), self.reason)


def failure_of(error: BaseException) -> Failure:
    """What an exception of a provider's client means."""
    status = _first(error, _status)
    if status is None:
        return _without_status(error)
    identifiers = _identifiers(error)
    said = " ".join([*(str(one) for one in _chain(error)), *identifiers])
    reason = _by_status(status, said)
    sampling = status in (400, 422) and reason == "rejected" and bool(_SAMPLING.search(said))
    return Failure(reason, (str(status), *identifiers), _first(error, _wait_s), sampling)


def _by_status(status: int, said: str) -> str:
    if status in (400, 422, 413, 500) and _WINDOW.search(said):  # some servers answer 500
        return "window"
    if status in (400, 403, 429) and _QUOTA.search(said):
        return "quota"
    if status in (408, 409) or status >= 500:
        return "server_error"
    return _BY_STATUS.get(status, "redirected" if 300 <= status < 400 else "rejected")


def _without_status(error: BaseException) -> Failure:
    names = {kind.__name__ for one in _chain(error) for kind in type(one).__mro__}
    said = " ".join(str(one) for one in _chain(error))
    name = type(error).__name__
    if _FLOOD in names:
        return Failure("garbage", ("a reply without end",))
    if "ModelUnavailable" in names:
        return Failure("closed")
    if names & _GARBAGE:
        return Failure("garbage")
    # A connection error wraps both: one that was never made, and one that broke.
    if names & _CUT:
        return Failure("cut", (name,))
    if names & _UNREACHABLE or any(isinstance(one, OSError) for one in _chain(error)):
        return Failure("unreachable", (name,))
    if _WINDOW.search(said):
        return Failure("window")
    if _NO_CHUNKS in said:
        return Failure("garbage")
    return Failure("server_error" if name == "APIError" else "failed", (name,))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and what it came from."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__


def _first(error: BaseException, read: Any) -> Any:
    return next((found for one in _chain(error) if (found := read(one)) is not None), None)


def _status(error: BaseException) -> int | None:
    """The HTTP status that an exception carries itself, or in its response; ollama has -1 for none."""
    response = getattr(error, "response", None)
    for status in (getattr(error, "status_code", None), getattr(response, "status_code", None)):
        if isinstance(status, int) and status >= 300:
            return status
    return None


def _wait_s(error: BaseException) -> float | None:
    """Seconds that the header Retry-After asks for, as a number or a date (RFC 9110, 10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    told = headers.get("retry-after") if headers is not None else None
    if not told:
        return None
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _identifiers(error: BaseException) -> list[str]:
    """The server's own words for what is wrong, like `context_length_exceeded`; never its sentences."""
    told = (getattr(one, name, None) for one in _chain(error) for name in ("code", "param"))
    return list(dict.fromkeys(word for word in told if isinstance(word, str) and _IDENTIFIER.fullmatch(word)))[:3]
