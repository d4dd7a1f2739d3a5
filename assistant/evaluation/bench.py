"""What measuring needs: models loaded once, and an index of each data set, kept between runs."""

import csv
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.fitted import Fitted
from assistant.assistant import Assistant
from assistant.indexing.rebuild import OnProgress, rebuild
from assistant.models.protocols import Embedder, Reranker
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Bench:
    """Settings and models that are measured, the same for every data set, and the folder that keeps the indexes.

    `fitted` tells, by the id of a row, with which weights it is measured, where that is not with those shipped.
    """

    settings: Settings
    embedder: Embedder
    reranker: Reranker
    cache: Path
    progress: OnProgress | None = None
    fitted: Callable[[str], Fitted] | None = None

    def over(self, corpus: Path) -> Assistant:
        """An assistant over the reports in a folder; only what changed since the last run is indexed."""
        settings = self.settings.model_copy(update={"corpus_dir": corpus, "index_dir": self._room(corpus) / "index"})
        rebuild(settings, embedder=self.embedder, progress=self.progress)
        return Assistant(settings, self.embedder, self.reranker)

    def written(self, source: Path, texts: Sequence[tuple[str, str]]) -> tuple[Path, list[str]]:
        """A corpus of (title, text) pairs that came from the file `source`, and the path of each pair.

        Equal pairs are one report of the index, which can be asked for by any of its paths.
        """
        folder = self._room(source) / "corpus"
        folder.mkdir(parents=True, exist_ok=True)
        ids = [f"{number:06}.txt" for number in range(len(texts))]
        for stale in {file.name for file in folder.glob("*.txt")} - set(ids):
            (folder / stale).unlink()
        for name, (_, text) in zip(ids, texts, strict=True):
            (folder / name).write_text(text, encoding="utf-8")
        with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as table:
            writer = csv.writer(table)
            writer.writerows([("path", "title"), *((name, title) for name, (title, _) in zip(ids, texts, strict=True))])
        return folder, ids

    def _room(self, source: Path) -> Path:
        """The folder in the cache that belongs to a source, by its name and the whole path to it."""
        whole = hashlib.sha256(str(source.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
        return self.cache / f"{source.parent.name}-{source.name.split('.')[0]}-{whole[:8]}"
