"""Doctor names what is damaged, whatever the damage is, and what was removed from the index is gone from its files."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import Assistant
from assistant.errors import AssistantError
from assistant.indexing.doctor import diagnose, examine
from assistant.indexing.index import open_live
from assistant.indexing.rebuild import rebuild
from assistant.indexing.words import Stems
from assistant.settings import Settings
from assistant.types import Finding, RebuildSummary
from tests.fakes import OverlapReranker, WordCountEmbedder

ROOT = Path(__file__).parents[2]
KEPT = "The ministers signed a treaty on tanks. The summit agreed on a border. Gas was not discussed by any minister. "
SECRET_WORDS = ("Zebracodes", "quillonated", "Ämterwürfel", "vexilloxyz")
SECRET = f"The {SECRET_WORDS[0]} of 1989 were {SECRET_WORDS[1]} by the {SECRET_WORDS[2]} near {SECRET_WORDS[3]}. "


def write(settings: Settings, **files: str) -> None:
    for name, words in files.items():
        (settings.corpus_dir / f"{name}.txt").write_text(words, encoding="utf-8")


def build(settings: Settings, *, full: bool = False) -> RebuildSummary:
    return rebuild(settings, embedder=WordCountEmbedder(), full=full)


def found(settings: Settings) -> list[Finding]:
    return list(examine(settings, WordCountEmbedder()))


def complaints(settings: Settings) -> list[Finding]:
    return [finding for finding in found(settings) if finding.severity != "ok"]


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus and its index, to be copied by each test that damages them."""
    place = tmp_path_factory.mktemp("pristine")
    (place / "corpus").mkdir()
    settings = Settings(corpus_dir=place / "corpus", index_dir=place / "index")
    write(settings, a=KEPT * 40, b="Climate at a summit. " * 40)
    build(settings)
    return place


@pytest.fixture
def built(tmp_path: Path, pristine: Path) -> Settings:
    shutil.copytree(pristine, tmp_path, dirs_exist_ok=True)
    return Settings(corpus_dir=tmp_path / "corpus", index_dir=tmp_path / "index")


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for place in range(len(data) // 2, min(len(data) // 2 + 4, len(data))):
        data[place] ^= 0xFF
    file.write_bytes(data)


def flip_one_bit(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 3] ^= 1
    file.write_bytes(data)


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def overwrite(file: Path) -> None:
    file.write_bytes(b"U" * file.stat().st_size)


PARTS = (
    "CURRENT",
    "g000001/manifest.json",
    "g000001/checksums.json",
    "g000001/reports.sqlite",
    "g000001/vectors.f32",
    "g000001/chroma/chroma.sqlite3",
    "g000001/chroma/*/data_level0.bin",
    "g000001/chroma/*/header.bin",
    "g000001/lexical/meta.json",
    "g000001/lexical/*.term",
    "g000001/lexical/*.idx",
    "g000001/lexical/*.store",
    "g000001/lexical/*.fast",
    "g000001/lexical/*.fieldnorm",
)


@pytest.mark.parametrize(
    ("part", "damage"),
    [(part, damage) for part in PARTS for damage in (flip, truncate, Path.unlink)]
    + [(part, damage) for part in PARTS if "chroma/" not in part for damage in (flip_one_bit, overwrite)],
)
def test_doctor_names_each_damaged_part_and_its_cure(
    built: Settings, part: str, damage: Callable[[Path], None]
) -> None:
    (file,) = built.index_dir.glob(part)
    damage(file)
    named = [finding for finding in complaints(built) if file.name in finding.finding or part == "CURRENT"]
    assert named
    assert all("assistant rebuild" in finding.cure or "assistant rebuild" in finding.finding for finding in named)
    if "chroma/" not in part:
        assert {finding.severity for finding in named} == {"error"}
    build(built, full="chroma/" in part)
    assert complaints(built) == []


def test_doctor_is_content_with_a_sound_index_and_writes_nothing_to_it(built: Settings) -> None:
    def state() -> dict[str, tuple[int, bytes]]:
        files = [file for file in built.index_dir.rglob("*") if file.is_file()]
        return {str(file): (file.stat().st_mtime_ns, file.read_bytes()) for file in files}

    before = state()
    assert [finding.severity for finding in found(built)] == ["ok"]
    assert state() == before


def test_what_another_chroma_client_wrote_is_a_warning_while_all_passages_are_there(built: Settings) -> None:
    script = """
import sys
import chromadb
collection = chromadb.PersistentClient(path=sys.argv[1]).get_collection("passages", embedding_function=None)
print(len(collection.query(query_embeddings=[[1.0] + [0.0] * 8], n_results=3)["ids"][0]))
if sys.argv[2:]:
    collection.delete(ids=collection.get(limit=2)["ids"])
"""
    command = [sys.executable, "-c", script, str(built.index_dir / "g000001" / "chroma")]
    for more, severity in (([], "warning"), (["delete"], "error")):
        done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
        assert done.stdout.strip() == "3", done.stderr
        assert {finding.severity for finding in complaints(built)} == {severity}


def test_doctor_names_another_embedder_other_rules_and_leftovers(built: Settings) -> None:
    other = WordCountEmbedder()
    other.name = "fake:other"
    (finding,) = [one for one in examine(built, other) if one.severity == "error"]
    assert "fake:other" in finding.finding
    assert finding.cure == "assistant rebuild"
    (built.index_dir / "g000009").mkdir()
    (finding,) = complaints(built)
    assert (finding.severity, finding.cure) == ("warning", "assistant rebuild")
    assert "g000009" in finding.finding


def test_doctor_speaks_json_and_knows_the_index_without_its_model(built: Settings) -> None:
    (built.index_dir / "g000001" / "vectors.f32").unlink()
    places = ["--corpus", str(built.corpus_dir), "--index", str(built.index_dir), "--json"]
    known = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    environment = {**known, "ASSISTANT_EMBEDDER": "onnx:no-such-model"}
    command = [sys.executable, "-m", "assistant.cli", "doctor", *places]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 1
    assert done.stderr == ""
    findings = json.loads(done.stdout)
    assert {tuple(finding) for finding in findings} == {("severity", "finding", "cure")}
    errors = [finding["finding"] for finding in findings if finding["severity"] == "error"]
    assert "no-such-model" in errors[0]
    assert "vectors.f32 is missing" in errors[1]


def test_doctor_knows_a_missing_index(settings: Settings) -> None:
    write(settings, a=KEPT)
    errors = [finding for finding in diagnose(settings) if finding.severity == "error"]
    assert [error.cure for error in errors] == ["assistant rebuild"]
    assert "There is no index" in errors[0].finding


@pytest.mark.parametrize("part", [part for part in PARTS if "chroma/" not in part])
def test_asking_a_damaged_index_is_an_error_of_ours_or_quotes_nothing_that_was_not_written(
    built: Settings, part: str
) -> None:
    (file,) = built.index_dir.glob(part)
    for eighth in range(8):
        good = file.read_bytes()
        bad = bytearray(good)
        bad[len(bad) * eighth // 8] ^= 0x5A
        file.unlink()  # not written over: a reader may still have it mapped
        file.write_bytes(bad)
        try:
            with Assistant.open(built, embedder=WordCountEmbedder(), reranker=OverlapReranker()) as assistant:
                hits = assistant.search("Who signed a treaty on tanks?")
            for hit in hits:
                report = (built.corpus_dir / hit.passage.report_id).read_text(encoding="utf-8")
                assert hit.passage.text in report
        except AssistantError as error:
            assert "assistant rebuild" in str(error)
        file.unlink()
        file.write_bytes(good)


def test_damaged_vectors_are_not_used_again(built: Settings) -> None:
    flip(built.index_dir / "g000001" / "vectors.f32")
    summary = build(built)
    assert (summary.embedded, summary.reused) == (summary.passages, 0)
    assert build(built).embedded == 0


def traces(settings: Settings, words: tuple[str, ...]) -> list[str]:
    """The files under the index folder in which any of the words stands, in any case or usual encoding."""
    wanted = {form.encode(code) for word in words for form in (word, word.lower(), word.upper())
              for code in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")}  # fmt: skip
    files = [file for file in settings.index_dir.rglob("*") if file.is_file()]
    assert files
    return [str(file) for file in files if any(one in file.read_bytes() for one in wanted)]


@pytest.mark.parametrize("sentences", [5, 8000])  # the more need Chroma's graph files, several segments and pages
def test_of_a_removed_report_no_byte_is_left(settings: Settings, sentences: int) -> None:
    write(settings, a=KEPT * sentences, secret=SECRET * sentences)
    (settings.corpus_dir / "metadata.csv").write_text("path,country\nsecret.txt,Quuxistan\n", encoding="utf-8")
    build(settings)
    words = (*SECRET_WORDS, "Quuxistan")
    stems = Stems().content(" ".join(words))
    assert len(stems) == len(words)
    index = open_live(settings, WordCountEmbedder())
    assert all(index.words.frequency(stem) for stem in stems)
    index.close()
    assert traces(settings, SECRET_WORDS)
    (settings.corpus_dir / "secret.txt").unlink()
    (settings.corpus_dir / "metadata.csv").unlink()
    build(settings)
    assert traces(settings, (*words, *stems, "secret.txt")) == []
    index = open_live(settings, WordCountEmbedder())
    assert [index.words.frequency(stem) for stem in stems] == [0] * len(stems)
    assert index.words.frequency("treati") > 0
    index.close()
    assert complaints(settings) == []


def test_of_a_changed_report_no_byte_of_what_was_changed_is_left(settings: Settings) -> None:
    write(settings, a=KEPT * 20 + SECRET + KEPT * 20)
    build(settings)
    assert traces(settings, SECRET_WORDS)
    write(settings, a=KEPT * 40)
    build(settings)
    assert traces(settings, SECRET_WORDS) == []
