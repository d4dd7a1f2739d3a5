"""Reports in languages that the embedder does not know are told of, with a model that knows them."""

from assistant.indexing.foreign import foreign_to
from assistant.models.protocols import Embedder
from assistant.models.tables import EMBEDDERS, LANGUAGES, MULTILINGUAL
from assistant.settings import Settings
from tests.reading.languages import TEXTS
from tests.stores import TEXT, build, write


def test_a_rebuild_counts_them_and_says_so_again_when_nothing_changed(settings: Settings, embedder: Embedder) -> None:
    write(settings, a=TEXT, b=TEXTS["Russian"], c=f"{TEXTS['Russian']} Ещё одно предложение.", d=TEXTS["Polish"])
    for summary in (build(settings, embedder), build(settings, embedder)):  # type: ignore[arg-type]
        (note,) = (note for note in summary.notes if "languages" in note)
        assert note.startswith(f"3 of 4 reports are in languages that {embedder.name} does not know: ")
        assert "Russian (2), Polish (1)" in note and MULTILINGUAL in note


def test_nothing_is_said_of_a_model_that_is_not_listed_or_of_languages_that_are_known() -> None:
    assert foreign_to("sentence-transformers:some-model", {"ru": 3}) == ""
    assert foreign_to("onnx:all-MiniLM-L6-v2", {"en": 3, "": 2, "english; german": 1}) == ""


def test_only_embedders_that_are_there_are_listed() -> None:
    assert set(LANGUAGES) <= set(EMBEDDERS)
