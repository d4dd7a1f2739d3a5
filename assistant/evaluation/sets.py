"""The public data sets that can be measured with: each is recognised by its files and gives its own figures."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.errors import EvaluationInvalid
from assistant.evaluation.bench import Bench
from assistant.evaluation.given import clapnq, wice
from assistant.evaluation.measures import ranking
from assistant.evaluation.rows import Figures, Timer, rows, spread
from assistant.types import Passage, Turn

QUESTIONS_FILE = "questions.jsonl"
_MANY_HITS = 50


@dataclass(frozen=True, slots=True)
class DataSet:
    """A set's name, the files (or folders) it is known by, the fields of the first one's rows, and how it is measured.

    The first of the fields tells the set from others.
    """

    name: str
    files: tuple[str, ...]
    fields: tuple[str, ...]
    measure: Callable[[Path, Bench, int | None], Figures]

    def recognises(self, folder: Path) -> bool:
        """Whether a folder holds this set: its files, the first of which has the field in its first row."""
        first = _first_row(folder / self.files[0])
        return all((folder / name).exists() for name in self.files) and self.fields[0] in first

    def check(self, folder: Path) -> None:
        """Raise EvaluationInvalid when a row lacks a field, naming the line."""
        for number, row in enumerate(rows(folder / self.files[0]), 1):
            missing = [name for name in self.fields if name not in row]
            if missing:
                where = f"{folder / self.files[0]}, row {number}"
                raise EvaluationInvalid(f"{where}: {', '.join(missing)} is missing. Mend that row.")


def _first_row(file: Path) -> Mapping[str, Any]:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            row = json.loads(next((line for line in lines if line.strip()), "{}"))
    except (OSError, ValueError):
        return {}
    return row if isinstance(row, dict) else {}


def _qmsum(folder: Path, bench: Bench, limit: int | None) -> Figures:
    """hit@5 and MRR@10 over pooled meetings: a passage counts when it overlaps evidence of the right meeting."""
    timer = Timer()
    relevant: dict[str, dict[str, int]] = {}
    ranked: dict[str, list[str]] = {}
    with bench.over(folder / "reports") as assistant:
        for row in rows(folder / "questions.jsonl", limit):
            hits = timer(partial(assistant.search, row["question"], top=10))
            meeting = assistant.report(row["report"])  # its id is another path when two files are the same
            right = meeting.id if meeting else row["report"]
            good = [hit.passage.id for hit in hits if _meets(hit.passage, right, row["evidence"])]
            ranked[row["id"]] = [hit.passage.id for hit in hits]
            relevant[row["id"]] = dict.fromkeys(good or ["none was found"], 1)
    return {**ranking(["hit@5", "mrr@10"], relevant, ranked), **timer.figures()}


def _meets(passage: Passage, report_id: str, spans: Iterable[Sequence[int]]) -> bool:
    return passage.report_id == report_id and any(passage.start < end and start < passage.end for start, end in spans)


def _scifact(folder: Path, bench: Bench, limit: int | None) -> Figures:
    """nDCG@10 and recall@10 over abstracts, each a report of its own, ranked by its best passage."""
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, abstract, grade = line.split("\t")
        grades.setdefault(query, {})[abstract] = int(grade)
    queries = [row for row in rows(folder / "queries.jsonl") if row["_id"] in grades]
    abstracts = rows(folder / "corpus.jsonl")
    asked = [(row["_id"], row["text"], ()) for row in spread(queries, limit)]
    return _reports_ranked(bench, folder / "corpus.jsonl", abstracts, asked, grades, ["ndcg@10", "recall@10"])


def _mtrag_un(folder: Path, bench: Bench, limit: int | None) -> Figures:
    """recall@5 over the pool of passages, each a report of its own, for turns that have a relevant one."""
    turns = spread([row for row in rows(folder / "turns.jsonl") if row["relevant"]], limit)
    grades = {row["id"]: dict.fromkeys(row["relevant"], 1) for row in turns}
    asked = [(row["id"], row["question"], turns_of(row["history"])) for row in turns]
    passages = rows(folder / "passages.jsonl")
    return _reports_ranked(bench, folder / "passages.jsonl", passages, asked, grades, ["recall@5"])


def turns_of(history: Sequence[Mapping[str, str]]) -> tuple[Turn, ...]:
    """The user's turns, each with what was said to it."""
    turns: list[Turn] = []
    for said in history:
        if said["role"] == "user":
            turns.append(Turn(said["text"], ""))
        elif turns:
            turns[-1] = Turn(turns[-1].question, said["text"])
    return tuple(turns)


def _reports_ranked(
    bench: Bench,
    source: Path,
    texts: Sequence[Mapping[str, str]],
    asked: Sequence[tuple[str, str, tuple[Turn, ...]]],
    grades: Mapping[str, Mapping[str, int]],
    measures: Sequence[str],
) -> Figures:
    """Measures over whole reports, each ranked by its best passage."""
    timer = Timer()
    corpus, ids = bench.written(source, [(row["title"], row["text"]) for row in texts])
    name_of = dict(zip(ids, (row["_id"] for row in texts), strict=True))
    ranked: dict[str, list[str]] = {}
    with bench.over(corpus) as assistant:
        for key, question, history in asked:
            hits = timer(partial(assistant.search, question, history, top=_MANY_HITS))
            paths = [path for hit in hits for path in _paths(assistant, hit.passage.report_id)]
            ranked[key] = [name_of[path] for path in paths]
    return {**ranking(measures, {key: grades[key] for key, _, _ in asked}, ranked), **timer.figures()}


def _paths(assistant: Assistant, report_id: str) -> tuple[str, ...]:
    """Every path of a report: what is found of one of two equal texts is found of both."""
    report = assistant.report(report_id)
    return (report_id, *report.also_at) if report else (report_id,)


SETS = (
    DataSet("qmsum", ("questions.jsonl", "reports"), ("evidence", "id", "question", "report"), _qmsum),
    DataSet("scifact", ("queries.jsonl", "corpus.jsonl", "qrels.tsv"), ("_id", "text"), _scifact),
    DataSet("mtrag_un", ("turns.jsonl", "passages.jsonl"), ("history", "id", "question", "relevant"), _mtrag_un),
    DataSet("clapnq", ("questions.jsonl",), ("selected", "id", "question", "answerable", "title", "sentences"), clapnq),
    DataSet("wice", ("claims.jsonl",), ("claim", "id", "label", "sentences"), wice),
)
"""The sets that are known; one line adds one."""


def recognised(place: Path) -> list[tuple[DataSet | None, Path]]:
    """The sets in a folder or in the folders under it; None with a JSONL file of questions on one's own reports.

    Raises EvaluationInvalid when there is none.
    """
    if place.is_file():
        return [(None, place)]
    found: list[tuple[DataSet | None, Path]] = []
    for folder in [place, *sorted(one for one in place.glob("*") if one.is_dir())]:
        known = next((one for one in SETS if one.recognises(folder)), None)
        if known is not None:
            found.append((known, folder))
        elif folder == place and (folder / QUESTIONS_FILE).is_file():
            found.append((None, folder / QUESTIONS_FILE))
        if folder == place and found:
            break
    if not found:
        names = "; ".join(f"{one.name} ({', '.join(one.files)})" for one in SETS)
        raise EvaluationInvalid(
            f"{place} holds no data set that is known, nor {QUESTIONS_FILE} with questions of your own. Known: {names}"
        )
    return found
