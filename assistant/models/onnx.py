"""Embedder and reranker on onnxruntime: ready in half a second, and the same numbers on every run.

One text (or pair) goes in at a time: int8 activations are scaled over a whole batch, so that a batch would make a
score depend on its companions. The threads work on different texts, each text on one thread.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from assistant.models import weights
from assistant.models.protocols import Reading, Vectors

_EMBEDDER_TOKENS = 256
_RERANKER_TOKENS = 512
_RERANKER_LAYERS = tuple(f"/bert/encoder/layer.{layer}/output/LayerNorm/Add_1_output_0" for layer in (8, 9))


class _Session:
    """A model and its tokenizer; runs are made one text at a time, `threads` of them at once."""

    def __init__(self, model: Path, tokenizer: Path, max_tokens: int, threads: int, layers: Sequence[str] = ()) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        source = _showing(model.read_bytes(), layers) if layers else str(model)
        self._session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        self._inputs = {entry.name for entry in self._session.get_inputs()}
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="onnx")

    def run(self, texts: Sequence[str | tuple[str, str]]) -> list[NDArray[np.float32]]:
        """The model's first output for each text or pair, without its batch dimension."""
        return [outputs[0] for outputs in self.run_open(texts)]

    def run_open(self, texts: Sequence[str | tuple[str, str]]) -> list[list[NDArray[np.float32]]]:
        """Every output, that of the layers last, for each text or pair, without batch dimensions."""
        return list(self._threads.map(self._one, texts))

    def _one(self, text: str | tuple[str, str]) -> list[NDArray[np.float32]]:
        encoded = self._tokenizer.encode(*text) if isinstance(text, tuple) else self._tokenizer.encode(text)
        return [output[0] for output in self._session.run(None, self._feed(encoded))]

    def _feed(self, encoded: Encoding) -> dict[str, NDArray[np.int64]]:
        values = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        return {name: np.array([values[name]], dtype=np.int64) for name in values if name in self._inputs}


def _showing(model: bytes, layers: Sequence[str]) -> bytes:
    """The model with the outputs of these layers among its own.

    In protobuf, a message appended to another of its type is merged into it: ModelProto has its graph in field 7,
    GraphProto its outputs in 12, ValueInfoProto a name in 1 and a type in 2, in that a tensor in 1, of floats (1: 1).
    """
    floats = _field(2, _field(1, b"\x08\x01"))
    return model + _field(7, b"".join(_field(12, _field(1, name.encode()) + floats) for name in layers))


def _field(number: int, payload: bytes) -> bytes:
    """A length-delimited field in protobuf's encoding."""
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])


class OnnxEmbedder:
    """A sentence embedder; `pooling` is "mean" over tokens or the "cls" token (each model's own way)."""

    def __init__(self, name: str, session: _Session, *, pooling: str, query_prefix: str = "") -> None:
        self.name = name
        self._session = session
        self._pooling = pooling
        self._query_prefix = query_prefix
        self.dimensions = len(self.embed_query("probe"))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, (len(texts), dimensions); a text beyond 256 word pieces counts by its beginning."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        tokens = self._session.run(texts)
        rows = np.stack([one.mean(axis=0) if self._pooling == "mean" else one[0] for one in tokens])
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        return [float(value) for value in self.embed_passages([self._query_prefix + text])[0]]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The rows of embed_passages as lists, as langchain wants them."""
        return [[float(value) for value in row] for row in self.embed_passages(texts)]


class OnnxReranker:
    """A cross-encoder: question and text read together."""

    def __init__(self, name: str, session: _Session) -> None:
        self.name = name
        self._session = session

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One logit a text, higher is better."""
        return [float(output[0]) for output in self._session.run([(question, text) for text in texts])]

    def read_open(self, question: str, texts: Sequence[str]) -> list[Reading]:
        """The logits of `score`, with states: the first token of each open layer, then the mean token of the first."""
        return [
            Reading(float(logit[0]), np.concatenate([*(layer[0] for layer in layers), layers[0].mean(axis=0)]))
            for logit, *layers in self._session.run_open([(question, text) for text in texts])
        ]


def minilm(threads: int) -> OnnxEmbedder:
    """all-MiniLM-L6-v2, int8, 384 dimensions."""
    files = weights.locate(weights.MINILM_ONNX), weights.locate(weights.MINILM_TOKENIZER)
    return OnnxEmbedder("onnx:all-MiniLM-L6-v2", _Session(*files, _EMBEDDER_TOKENS, threads), pooling="mean")


def bge_small(threads: int) -> OnnxEmbedder:
    """bge-small-en-v1.5, int8, 384 dimensions; its authors put an instruction before questions."""
    files = weights.locate(weights.BGE_ONNX), weights.locate(weights.BGE_TOKENIZER)
    session = _Session(*files, _EMBEDDER_TOKENS, threads)
    prefix = "Represent this sentence for searching relevant passages: "
    return OnnxEmbedder("onnx:bge-small-en-v1.5", session, pooling="cls", query_prefix=prefix)


def ms_marco(threads: int) -> OnnxReranker:
    """ms-marco-MiniLM-L-12, int8."""
    files = weights.locate(weights.RERANKER_ONNX), weights.locate(weights.RERANKER_TOKENIZER)
    return OnnxReranker("onnx:ms-marco-MiniLM-L-12", _Session(*files, _RERANKER_TOKENS, threads, _RERANKER_LAYERS))
