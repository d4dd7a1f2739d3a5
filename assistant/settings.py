"""Settings: one strict, frozen object, from arguments, ASSISTANT_* variables and assistant.toml, in that order."""

import os
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from urllib.parse import SplitResult, parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import SettingsError

CONFIG_FILE = "assistant.toml"
PREFIX = "ASSISTANT_"
_ADDRESS = "must be like http://host:port or https://host:port/path?tenant=…&database=…"
_SERVER = "must be like http://host:port/v1 or https://host/v1"
_UNSHOWN = (
    "chroma_url",
    "chroma_token",
    "chat.base_url",
)  # what is wrong with them may be a password in the wrong place


class Web(BaseModel):
    """What the web page allows: the table `[web]` of assistant.toml, or ASSISTANT_WEB_* variables."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    users_file: Path | None = Field(
        default=None, description="file of users and password hashes; without it nobody signs in"
    )
    allow_anyone: bool = Field(default=False, description="whether others on the network may use it without signing in")
    edit_corpus: Literal["local", "everyone", "nobody"] = Field(
        default="local",
        description="who may add and remove reports; local: whoever uses a page that only this machine reaches",
    )
    data_dir: Path | None = Field(
        default=None, description="folder for conversations and feedback (default: index_dir)"
    )
    questions_per_minute: int = Field(default=30, ge=1, le=10_000, description="questions of one user in a minute")
    uploads_per_minute: int = Field(
        default=20, ge=1, le=10_000, description="uploads and removals of one user in a minute"
    )
    max_upload_files: int = Field(default=50, ge=1, le=10_000, description="files in one upload")
    max_waiting: int = Field(
        default=32, ge=1, le=10_000, description="questions that wait at most while others are answered"
    )


class Read(BaseModel):
    """What reading one file may take: the table `[read]` of assistant.toml, or ASSISTANT_READ_* variables."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timeout_s: float = Field(default=120, gt=0, le=86_400, description="longest time for one file, in seconds")
    memory_mb: int = Field(
        default=1500, ge=100, le=1_000_000, description="most memory for one file, in megabytes (where Linux runs)"
    )


class Chat(BaseModel):
    """The chat model that may write answers: the table `[chat]` of assistant.toml, or ASSISTANT_CHAT_* variables.

    Keys are no settings: each provider reads its own variable (OPENAI_API_KEY, ANTHROPIC_API_KEY, …).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(
        default="", description="provider:model that may write (ollama:llama3.2, openai:…, local), else nobody does"
    )
    base_url: str = Field(default="", description="address of an OpenAI-compatible server, else the provider's own")
    first_token_s: float = Field(
        default=30, gt=0, le=3600, description="longest wait for the first words, in seconds, retries included"
    )
    whole_s: float = Field(default=120, gt=0, le=3600, description="longest time for a whole answer, in seconds")
    retries: int = Field(default=2, ge=0, le=10, description="further tries before the first words came")
    max_tokens: int = Field(default=600, ge=16, le=100_000, description="longest text the model may write, in tokens")
    window_tokens: int = Field(
        default=8192, ge=512, le=10_000_000, description="what the model can read and write at once, in tokens"
    )
    failing: Literal["drop", "strike", "quote"] = Field(
        default="drop", description="what becomes of a written sentence that fails its check"
    )
    style: Literal["quotes", "written"] = Field(
        default="written", description="how answers are made when there is a model and a question does not say"
    )

    @field_validator("base_url")
    @classmethod
    def _server(cls, url: str) -> str:
        parts = _address(url, _SERVER, "a key goes into the provider's own variable, like OPENAI_API_KEY")
        if parts.query or parts.fragment:
            raise ValueError(_SERVER)
        return parts.geturl()

    @model_validator(mode="after")
    def _fitting(self) -> "Chat":
        if self.max_tokens >= self.window_tokens:
            raise ValueError("max_tokens must be smaller than window_tokens")
        return self

    @property
    def writes(self) -> bool:
        """Whether answers are written where a question does not say."""
        return bool(self.model) and self.style == "written"


class Settings(BaseSettings):
    """Everything that can be set. Raises SettingsError with every problem at once."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="_",
        env_nested_max_split=1,
        frozen=True,
        extra="forbid",
        toml_file=CONFIG_FILE,
    )

    corpus_dir: Path = Field(Path("corpus"), description="folder of reports, read with its sub-folders")
    index_dir: Path = Field(Path("index"), description="folder where the index is kept")
    embedder: str = Field("onnx:all-MiniLM-L6-v2", description="engine:model that turns texts into vectors")
    reranker: str = Field("onnx:ms-marco-MiniLM-L-12", description="engine:model that re-orders hits")
    allow_download: bool = Field(False, description="whether a model that is not on this disk may be fetched")
    threads: int = Field(2, ge=1, le=64, description="threads for the models")
    workers: int = Field(1, ge=1, le=64, description="processes that a rebuild reads and embeds in")
    passage_min_words: int = Field(60, ge=10, le=500, description="shortest passage aimed at, in words")
    passage_max_words: int = Field(130, ge=20, le=1000, description="longest passage aimed at, in words")
    candidates: int = Field(100, ge=1, le=1000, description="passages taken from each ranking before fusing")
    rerank_top: int = Field(12, ge=1, le=200, description="fused passages that the reranker re-orders")
    answer_sentences: int = Field(5, ge=1, le=50, description="most sentences in an answer")
    refuse_below: float = Field(0.5, ge=0, le=1, description="least probability that the reports answer")
    max_question_chars: int = Field(2000, ge=10, le=100_000, description="longest question, in characters")
    max_report_mb: float = Field(64, gt=0, le=4096, description="largest report file, in megabytes")
    host: str = Field("127.0.0.1", description="address where the web chat listens")
    port: int = Field(7860, ge=1, le=65535, description="port where the web chat listens")
    read: Read = Field(Read(), description="what reading one file may take")
    web: Web = Field(Web(), description="what the web page allows")
    chat: Chat = Field(Chat(), description="the chat model that may write, and how")
    chroma_url: str = Field("", description="Chroma server that keeps the vectors, else they are in index_dir")
    chroma_token: SecretStr = Field(SecretStr(""), description="token for the Chroma server, shown nowhere")
    chroma_tls: str = Field("verify", description="its certificates: verify, off, or a file of those to trust")

    def __init__(self, **values: Any) -> None:
        """Settings from `values`, then the environment, then assistant.toml."""
        unknown = sorted(name for name in os.environ if _is_unknown(name))
        if unknown:
            names = "; ".join(f"{name}, {_meant(name, _variables())}" for name in unknown)
            raise SettingsError(f"Unknown in the environment: {names}")
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise SettingsError(_listed(error)) from None
        except ValueError as error:  # an assistant.toml that is not TOML
            raise SettingsError(f"{CONFIG_FILE} cannot be read: {error}. Mend or remove it.") from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Where values come from, first wins."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @field_validator("chroma_url")
    @classmethod
    def _server_address(cls, url: str) -> str:
        """The address in one spelling, because an index remembers it. No message repeats any of it."""
        parts = _address(url, _ADDRESS, "a token goes into chroma_token")
        if set(parse_qs(parts.query)) - {"tenant", "database"} or parts.fragment:
            raise ValueError(_ADDRESS)
        return parts.geturl()

    @field_validator("chroma_token")
    @classmethod
    def _sendable(cls, token: SecretStr) -> SecretStr:
        if not all("!" <= sign <= "~" for sign in token.get_secret_value()):
            raise ValueError("must consist of ASCII letters, digits and signs, without spaces")
        return token

    @field_validator("chroma_tls")
    @classmethod
    def _certificates(cls, tls: str) -> str:
        if tls not in ("verify", "off") and not Path(tls).is_file():
            raise ValueError("must be verify, off, or a file of certificates, which is not there")
        return tls

    @property
    def conversations_file(self) -> Path:
        """Where the page keeps conversations and feedback."""
        return (self.web.data_dir or self.index_dir) / "conversations.sqlite"

    @model_validator(mode="after")
    def _passage_bounds(self) -> "Settings":
        if self.passage_min_words > self.passage_max_words:
            raise ValueError("passage_min_words is larger than passage_max_words")
        return self


def _address(url: str, form: str, secret: str) -> SplitResult:
    """A server's address in one spelling, or the empty one. No message repeats any of it."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError when it is none
    except ValueError:
        raise ValueError(form) from None
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"must hold no name and no password; {secret}")
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError(form)
    return parts._replace(netloc=parts.netloc.lower(), path=parts.path.rstrip("/"))


def _listed(error: ValidationError) -> str:
    """Every problem of a validation, in one line."""
    problems = []
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"]) or "settings"
        if problem["type"] == "extra_forbidden":
            problems.append(f"{name}: there is no such setting, {_meant(name, _names('.'))}")
            continue
        given = problem.get("input")
        shown = f" (given: {given!r})" if isinstance(given, str | int | float) and name not in _UNSHOWN else ""
        problems.append(f"{name}: {problem['msg']}{shown}")
    return f"{len(problems)} wrong setting(s): " + "; ".join(problems)


def _meant(name: str, known: Sequence[str]) -> str:
    """The known name that an unknown one is like, or all that there are."""
    near = get_close_matches(name, known, 1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"


def _is_unknown(variable: str) -> bool:
    """Whether an environment variable claims to be a setting and is none (a misspelling would go unnoticed)."""
    return variable.startswith(PREFIX) and variable.removeprefix(PREFIX).lower() not in _names("_")


def _variables() -> list[str]:
    return [PREFIX + name.upper() for name in _names("_")]


def _names(joint: str) -> list[str]:
    """Every setting, those of a table after its name and a joint."""
    tables: dict[str, type[BaseModel]] = {"read": Read, "web": Web, "chat": Chat}
    single = [name for name in Settings.model_fields if name not in tables]
    return single + [f"{table}{joint}{name}" for table, model in tables.items() for name in model.model_fields]
