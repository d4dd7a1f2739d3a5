"""The tables of embedders and rerankers: one line adds one."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from assistant.errors import SettingsError
from assistant.models.protocols import Embedder, Reranker
from assistant.settings import Settings

_Model = TypeVar("_Model")


def _onnx_minilm(settings: Settings, _model: str) -> Embedder:
    from assistant.models.onnx import minilm  # imported late: costs 0.4 s that `--help` should not

    return minilm(settings.threads)


def _onnx_bge(settings: Settings, _model: str) -> Embedder:
    from assistant.models.onnx import bge_small

    return bge_small(settings.threads)


def _torch_embedder(settings: Settings, model: str) -> Embedder:
    from assistant.models.torch_engine import TorchEmbedder  # torch takes 5 to 20 s

    return TorchEmbedder(model, allow_download=settings.allow_download)


def _onnx_ms_marco(settings: Settings, _model: str) -> Reranker:
    from assistant.models.onnx import ms_marco

    return ms_marco(settings.threads)


def _torch_reranker(settings: Settings, model: str) -> Reranker:
    from assistant.models.torch_engine import TorchReranker

    return TorchReranker(model, allow_download=settings.allow_download)


EMBEDDERS: dict[str, Callable[[Settings, str], Embedder]] = {
    "onnx:all-MiniLM-L6-v2": _onnx_minilm,
    "onnx:bge-small-en-v1.5": _onnx_bge,
    "sentence-transformers": _torch_embedder,
}
LANGUAGES: dict[str, frozenset[str]] = {
    "onnx:all-MiniLM-L6-v2": frozenset({"en"}),
    "onnx:bge-small-en-v1.5": frozenset({"en"}),
}
"""What the bundled embedders were trained on, by ISO 639-1 codes."""
MULTILINGUAL = "sentence-transformers:paraphrase-multilingual-MiniLM-L12-v2"
"""A model for fifty languages, to be named to those who need one."""
RERANKERS: dict[str, Callable[[Settings, str], Reranker]] = {
    "onnx:ms-marco-MiniLM-L-12": _onnx_ms_marco,
    "sentence-transformers": _torch_reranker,
}


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name. Raises SettingsError for an unknown one, ModelUnavailable."""
    return _load("embedder", settings.embedder, EMBEDDERS, settings)


def load_reranker(settings: Settings) -> Reranker:
    """The reranker that the settings name. Raises SettingsError for an unknown one, ModelUnavailable."""
    return _load("reranker", settings.reranker, RERANKERS, settings)


def _load(role: str, name: str, table: Mapping[str, Callable[[Settings, str], _Model]], settings: Settings) -> _Model:
    engine, _, model = name.partition(":")
    make = table.get(name) or table.get(engine)
    if make is None or not model:
        known = ", ".join(key if ":" in key else f"{key}:<model or folder>" for key in table)
        raise SettingsError(f"Unknown {role} {name!r}. Known: {known}")
    return make(settings, model)
