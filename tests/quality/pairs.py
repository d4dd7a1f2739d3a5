"""What the readouts are fitted on: questions with passages and sentences found for them, and which of these answer.

Rows: ClapNQ (the passage is given), the questions of this folder on corpus/ and on UN speeches, and, for passages,
MTRAG-UN. A question that nothing answers has only rows that do not.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant import Assistant
from assistant.answering.answer import Engine
from assistant.answering.units import Unit, units
from assistant.evaluation.bench import Bench
from assistant.evaluation.questions import Question, read_questions
from assistant.evaluation.rows import rows
from assistant.evaluation.sets import turns_of
from assistant.models.protocols import Reading
from assistant.retrieval.question import forms
from assistant.retrieval.search import read_openly, read_text
from assistant.types import Hit
from tests.quality.measure import OWN, ROOT, SPEECH_QUESTIONS, speeches

DEPTH = 16
SENTENCES_OF = 6
CHOSEN_BY_MOST = 0.5


@dataclass(frozen=True)
class Pair:
    """A reading of a question with a passage or a sentence, and whether that answers; `row` is the question's id."""

    name: str
    row: str
    reading: Reading
    answers: bool


@dataclass(frozen=True)
class Pairs:
    passages: list[Pair]
    sentences: list[Pair]


def pairs(bench: Bench, data: Path) -> Pairs:
    """Every pair of every set."""
    found = Pairs([], [])
    given(bench, data / "clapnq" / "questions.jsonl", found)
    own = ("corpus", ROOT / "corpus", OWN), ("speeches", speeches(data, bench.cache), SPEECH_QUESTIONS)
    for name, corpus, file in own:
        with bench.over(corpus) as assistant:
            for question in read_questions(file, assistant.report):
                asked(name, assistant, question, found)
    turns(bench, data / "mtrag_un", found)
    return found


def given(bench: Bench, file: Path, found: Pairs) -> None:
    """The passage and the sentences that come with each question; a sentence answers when most annotators say so."""
    for row in rows(file):
        read = reader(bench, (row["question"],))
        (whole,) = read(["\n".join([row["title"], "\n\n".join(row["sentences"])])])
        found.passages.append(Pair("clapnq", row["id"], whole, bool(row["answerable"])))
        if row["answerable"]:
            votes = [[number in one for one in row["selected"]] for number in range(len(row["sentences"]))]
            readings = read([f"{row['title']}. {sentence}" for sentence in row["sentences"]])
            answer = [np.mean(one) >= CHOSEN_BY_MOST for one in votes]
            found.sentences.extend(Pair("clapnq", row["id"], *both) for both in zip(readings, answer, strict=True))


def asked(name: str, assistant: Assistant, question: Question, found: Pairs) -> None:
    """The passages found for a question, and the sentences of the best of them."""
    engine, wordings = assistant.engine(), forms(question.question, question.history)
    hits = fused(engine, wordings)
    answer = [any(place.meets(*spot(hit)) for place in question.evidence) for hit in hits]
    read = reader(engine, wordings)
    readings = read([read_text(engine.index, hit.passage) for hit in hits])
    found.passages.extend(Pair(name, question.id, *both) for both in zip(readings, answer, strict=True))
    if question.evidence:
        near = list(sentences(engine, hits[:SENTENCES_OF]))
        right = [any(place.meets(one.report.id, one.core, one.end) for place in question.evidence) for one in near]
        told = read([one.titled for one in near])
        found.sentences.extend(Pair(name, question.id, *both) for both in zip(told, right, strict=True))


def turns(bench: Bench, folder: Path, found: Pairs) -> None:
    """The passages found for each turn of a conversation."""
    texts = rows(folder / "passages.jsonl")
    corpus, ids = bench.written(folder / "passages.jsonl", [(row["title"], row["text"]) for row in texts])
    name_of = dict(zip(ids, (row["_id"] for row in texts), strict=True))
    with bench.over(corpus) as assistant:
        for row in rows(folder / "turns.jsonl"):
            engine, wordings = assistant.engine(), forms(row["question"], turns_of(row["history"]))
            hits = fused(engine, wordings)
            readings = reader(engine, wordings)([read_text(engine.index, hit.passage) for hit in hits])
            for hit, reading in zip(hits, readings, strict=True):
                report = engine.index.reports.report(hit.passage.report_id)
                right = any(name_of[path] in row["relevant"] for path in (report.id, *report.also_at))
                found.passages.append(Pair("mtrag_un", row["id"], reading, right))


def fused(engine: Engine, wordings: Sequence[str]) -> list[Hit]:
    """More passages than the search reads, the best first."""
    return engine.searcher.hits(wordings, DEPTH)


def sentences(engine: Engine, hits: Sequence[Hit]) -> Iterator[Unit]:
    for place, hit in enumerate(hits):
        yield from units(engine.index.reports.report(hit.passage.report_id), hit, place)


def spot(hit: Hit) -> tuple[str, int, int]:
    return hit.passage.report_id, hit.passage.start, hit.passage.end


def reader(source: Bench | Engine, wordings: Sequence[str]) -> Callable[[Sequence[str]], list[Reading]]:
    """Reads texts with a question as it stands alone."""
    return lambda texts: read_openly(source.reranker, wordings[:1], texts)
