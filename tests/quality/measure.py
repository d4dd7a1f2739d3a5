"""What `make quality` shares with training and with the tests: models, folders, and the table that it writes."""

import csv
import shutil
import tarfile
import zlib
from pathlib import Path

from assistant import Settings
from assistant.evaluation.bench import Bench
from assistant.models.tables import load_embedder, load_reranker

ROOT = Path(__file__).parents[2]
CACHE = ROOT / ".evaluation"
OWN = ROOT / "tests" / "quality" / "questions.jsonl"
SPEECH_QUESTIONS = ROOT / "tests" / "quality" / "speeches.jsonl"
SPEECHES = 300
FOLDS = 5


def bench_of(cache: Path = CACHE) -> Bench:
    """The shipped settings over corpus/ and index/, with their models."""
    settings = Settings(corpus_dir=ROOT / "corpus", index_dir=ROOT / "index")
    return Bench(settings, load_embedder(settings), load_reranker(settings), cache)


def fold_of(row: str) -> int:
    """The fold that a question belongs to, by its id."""
    return zlib.crc32(row.encode()) % FOLDS


def fold_weights(cache: Path, fold: int) -> Path:
    """The folder for weights.json and readouts.json that were fitted without the rows of a fold."""
    return cache / "folds" / str(fold)


def speeches(data: Path, cache: Path) -> Path:
    """A folder with SPEECHES of the speeches in ungdc.tar.gz, every ninth by name, and their metadata.csv."""
    folder = cache / "speeches"
    if (folder / "metadata.csv").exists():
        return folder
    with tarfile.open(data / "ungdc.tar.gz") as archive:
        archive.extractall(cache / "all", filter="data")
    files = sorted((cache / "all").rglob("*.txt"))
    chosen = files[:: max(1, len(files) // SPEECHES)][:SPEECHES]
    folder.mkdir(parents=True, exist_ok=True)
    for file in chosen:
        shutil.copy(file, folder / file.name)
    with next((cache / "all").rglob("metadata.csv")).open(encoding="utf-8", newline="") as table:
        head, *rows = csv.reader(table)
    names = {file.name for file in chosen}
    with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([head, *(row for row in rows if row and row[0] in names)])
    shutil.rmtree(cache / "all")
    return folder
