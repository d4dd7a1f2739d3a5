import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings, Turn, rebuild
from assistant.errors import IndexBusy, IndexMismatch, IndexMissing, QuestionInvalid, ReportRefused
from assistant.indexing import generations
from assistant.models.protocols import Embedder, Reranker
from tests.fakes import OverlapReranker, WordCountEmbedder

QUESTIONS = (
    "what was agreed about the OSCE",
    "How many tanks may each side hold under the CFE treaty?",
    "Who objected to the Copenhagen Accord?",
    "What did Makei say about the Eastern Partnership?",
    "What did Russia announce about New START?",
    "What was agreed on fishing quotas in the North Sea?",
    "What is the capital of France?",
)


def without_timings(answer: Answer) -> str:
    return json.dumps({**answer.to_dict(), "timings_ms": {}}, sort_keys=True)


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, reranker: Reranker) -> Assistant:
    """A corpus of one report, the one that started the project, retold."""
    folder = tmp_path_factory.mktemp("talks")
    (folder / "corpus").mkdir()
    source = Path(__file__).parents[1] / "corpus" / "minsk-lavrov-makei-talks.md"
    shutil.copy(source, folder / "corpus")
    settings = Settings(corpus_dir=folder / "corpus", index_dir=folder / "index")
    rebuild(settings, embedder=embedder)
    return Assistant.open(settings, embedder=embedder, reranker=reranker)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("what was agreed about the OSCE", "full-fledged international organisation"),
        ("Who did Lavrov meet?", "Lukashenko"),
        ("When will the joint session be held?", "end of the year"),
    ],
)
def test_the_question_that_started_it_is_answered_by_the_right_sentence(
    talks: Assistant, question: str, expected: str
) -> None:
    answer = talks.ask(question)
    assert answer.verdict == "answered"
    assert expected in answer.sentences[0].text
    assert answer.citations[0].date == "16 June"


@pytest.mark.parametrize("question", ["What was agreed on gas prices?", "What is the capital of France?"])
def test_what_the_report_does_not_say_is_not_found(talks: Assistant, question: str) -> None:
    answer = talks.ask(question)
    assert (answer.verdict, answer.sentences, answer.citations) == ("not_found", (), ())
    assert answer.searched.reports == 1
    assert answer.hits


def test_a_follow_up_is_understood_with_its_conversation(talks: Assistant) -> None:
    history = [Turn("what did Makei say about the OSCE", "…")]
    answer = talks.ask("and on the Eastern Partnership?", history)
    assert answer.asked == "what did Makei say about the OSCE, and on the Eastern Partnership?"
    assert any("Eastern Partnership" in sentence.text for sentence in answer.sentences)
    assert talks.ask("Who met President Lukashenko?", history).asked == "Who met President Lukashenko?"


def test_the_sample_corpus_cites_the_sentence_on_the_osce(sample: Assistant) -> None:
    answer = sample.ask("what was agreed about the OSCE")
    assert any("full-fledged international organisation" in citation.quote for citation in answer.citations)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_keeps_the_promise(sample: Assistant, question: str) -> None:
    answer = sample.ask(question)
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number for sentence in answer.sentences for number in sentence.citations} == set(numbers)
    assert all(sentence.citations for sentence in answer.sentences)
    assert len(answer.sentences) <= 5
    assert (answer.verdict == "answered") == bool(answer.sentences)
    for citation in answer.citations:
        report = sample.report(citation.report_id)
        assert report is not None
        assert report.text[citation.start : citation.end] == citation.quote
        on_disk = (sample.settings.corpus_dir / report.id).read_text(encoding="utf-8")
        assert on_disk[citation.start : citation.end] == citation.quote
    scores = [(-hit.score, hit.passage.id) for hit in answer.hits]
    assert scores == sorted(scores)


def test_the_json_form_is_the_documented_one(sample: Assistant) -> None:
    values = json.loads(json.dumps(sample.ask(QUESTIONS[0]).to_dict()))
    assert values["schema"] == 1
    assert list(values) == [
        "schema", "question", "asked", "verdict", "sentences", "citations", "hits", "searched", "filters", "notes",
        "index", "timings_ms", "style", "written",
    ]  # fmt: skip
    assert set(values["sentences"][0]) == {"text", "citations"}
    assert set(values["citations"][0]) == {
        "number", "report_id", "title", "date", "page", "start", "end", "quote", "sha256", "speaker",
    }  # fmt: skip
    assert set(values["hits"][0]) == {"report_id", "start", "end", "score"}
    assert values["timings_ms"]["total"] > 0


def test_a_stream_grows_to_the_answer(sample: Assistant) -> None:
    parts = list(sample.stream(QUESTIONS[1]))
    assert [part.verdict for part in parts[:-1]] == ["pending"] * (len(parts) - 1)
    assert parts[0].hits and not parts[0].sentences
    for earlier, later in zip(parts, parts[1:], strict=False):
        assert later.sentences[: len(earlier.sentences)] == earlier.sentences
        assert later.citations[: len(earlier.citations)] == earlier.citations
    assert without_timings(parts[-1]) == without_timings(sample.ask(QUESTIONS[1]))


def test_the_limit_of_sentences_is_kept_and_can_be_raised(sample: Assistant) -> None:
    assert len(sample.ask(QUESTIONS[0], sentences=1).sentences) == 1
    assert len(sample.ask(QUESTIONS[0], sentences=9).sentences) <= 9
    with pytest.raises(QuestionInvalid, match="at least one"):
        sample.ask(QUESTIONS[0], sentences=0)


def test_search_gives_as_many_as_asked_for(sample: Assistant) -> None:
    assert len(sample.search("OSCE", top=3)) == 3
    assert len(sample.search("OSCE", top=25)) == 25
    with pytest.raises(QuestionInvalid):
        sample.search("OSCE", top=0)
    with pytest.raises(QuestionInvalid):
        sample.search("  ")


PROBE = """
import json, sys
from assistant import Assistant, Settings
with Assistant.open(Settings(corpus_dir=sys.argv[1], index_dir=sys.argv[2])) as assistant:
    for question in sys.argv[3:]:
        print(json.dumps({**assistant.ask(question).to_dict(), "timings_ms": {}}, sort_keys=True))
"""


def test_the_same_question_gives_the_same_bytes(sample: Assistant, tmp_path: Path, embedder: Embedder) -> None:
    settings = sample.settings
    expected = [without_timings(sample.ask(question)) for question in QUESTIONS]
    for _ in range(20):
        assert without_timings(sample.ask(QUESTIONS[0])) == expected[0]
    with ThreadPoolExecutor(4) as pool:
        assert [without_timings(answer) for answer in pool.map(sample.ask, QUESTIONS)] == expected
    command = [sys.executable, "-c", PROBE, str(settings.corpus_dir), str(settings.index_dir), *QUESTIONS]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines() == expected
    again = Settings(corpus_dir=settings.corpus_dir, index_dir=tmp_path / "again")
    rebuild(again, embedder=embedder)
    rebuild(again, embedder=embedder)
    with Assistant.open(again, embedder=embedder) as other:
        assert [without_timings(other.ask(question)) for question in QUESTIONS] == expected


def test_an_open_assistant_follows_a_rebuild(settings: Settings) -> None:
    models = {"embedder": WordCountEmbedder(), "reranker": OverlapReranker()}
    file = settings.corpus_dir / "a.txt"
    file.write_text("The summit agreed on a border.", encoding="utf-8")
    rebuild(settings, embedder=WordCountEmbedder())
    with Assistant.open(settings, **models) as assistant:
        assert assistant.ask("the summit agreed on a border").citations[0].quote == "The summit agreed on a border."
        file.write_text("The summit agreed on a treaty.", encoding="utf-8")
        rebuild(settings, embedder=WordCountEmbedder())
        assert assistant.ask("the summit agreed on a treaty").citations[0].quote == "The summit agreed on a treaty."
        shutil.rmtree(settings.index_dir)
        assert assistant.ask("the summit agreed on a treaty").verdict == "answered"


def test_reports_are_added_and_removed_from_python(settings: Settings, tmp_path: Path) -> None:
    (settings.corpus_dir / "a.txt").write_text("The summit agreed on a border.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("The minister signed a climate treaty.", encoding="utf-8")
    rebuild(settings, embedder=WordCountEmbedder())
    question = "the minister signed a climate treaty"
    with Assistant.open(settings, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
        added = assistant.add_reports([str(tmp_path / "b.txt")])
        assert (added.plan.added, added.plan.unchanged, added.embedded) == (("b.txt",), ("a.txt",), 1)
        assert assistant.ask(question).citations[0].report_id == "b.txt"
        with pytest.raises(ReportRefused, match="would overwrite"):
            assistant.add_reports([tmp_path / "b.txt"])
        assert assistant.add_reports([settings.corpus_dir / "b.txt"]).generation == added.generation
        removed = assistant.remove_reports(["b.txt"])
        assert (removed.plan.removed, removed.embedded) == (("b.txt",), 0)
        assert {hit.passage.report_id for hit in assistant.ask(question).hits} == {"a.txt"}
        assert [entry[0] for entry in assistant.catalogue()] == ["a.txt"]
        with pytest.raises(ReportRefused, match=r"there is no report b\.txt"):
            assistant.remove_reports(["b.txt"])


def test_while_another_rebuilds_nothing_is_added_or_removed(settings: Settings, tmp_path: Path) -> None:
    for place in (settings.corpus_dir / "a.txt", settings.corpus_dir / "c.txt", tmp_path / "b.txt"):
        place.write_text(f"The summit agreed on border {place.stem}.", encoding="utf-8")
    rebuild(settings, embedder=WordCountEmbedder())
    with Assistant.open(settings, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
        with generations.writing(settings.index_dir):
            with pytest.raises(IndexBusy):
                assistant.add_reports([tmp_path / "b.txt"])
            with pytest.raises(IndexBusy):
                assistant.remove_reports(["a.txt"])
        assert sorted(file.name for file in settings.corpus_dir.iterdir()) == ["a.txt", "c.txt"]
        assert not assistant.add_reports([]).plan.changes


def test_opening_says_what_is_wrong_before_models_load(settings: Settings) -> None:
    with pytest.raises(IndexMissing, match="Run: assistant rebuild"):
        Assistant.open(settings)
    (settings.corpus_dir / "a.txt").write_text("The summit agreed on a border.", encoding="utf-8")
    rebuild(settings, embedder=WordCountEmbedder())
    with pytest.raises(IndexMismatch, match="fake:word-count against onnx:all-MiniLM-L6-v2"):
        Assistant.open(settings)
