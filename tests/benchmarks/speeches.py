"""The speeches of the UN General Debate Corpus, all or some, as folders of reports."""

import csv
import shutil
import tarfile
from pathlib import Path

from assistant.evaluation.rows import spread


def unpacked(source: Path, folder: Path, reports: int | None) -> Path:
    """The folder of speeches with its metadata.csv; `reports` of them, evenly spread, or all."""
    with tarfile.open(source) as archive:
        archive.extractall(folder / "all", filter="data")
    table = next((folder / "all").rglob("metadata.csv"))
    return part(table.parent, folder / "speeches", reports)


def part(source: Path, target: Path, reports: int | None) -> Path:
    """A folder with `reports` of the texts in another, evenly spread, and what metadata.csv says of them."""
    chosen = spread(sorted(source.glob("*.txt")), reports)
    target.mkdir()
    for file in chosen:
        shutil.copy(file, target / file.name)
    names = {"path", *(file.name for file in chosen)}
    with (source / "metadata.csv").open(encoding="utf-8", newline="") as table:
        kept = [row for row in csv.reader(table) if row and row[0] in names]
    with (target / "metadata.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(kept)
    return target
