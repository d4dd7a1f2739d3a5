"""What each step of the search earns, in quality and in milliseconds, from the tutorial's pipeline on.

Each step is a function from a question to places of passages, best first; a step that earns nothing in the table goes.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant import Assistant
from assistant.evaluation.measures import median
from assistant.evaluation.questions import Question
from assistant.retrieval.fusion import Ranking
from assistant.retrieval.question import forms
from assistant.retrieval.search import candidates, fuse, with_reports
from assistant.retrieval.terms import Terms, terms_of

TOP = 10
Spot = tuple[str, int, int]
Step = Callable[[Question], Sequence[Spot]]


@dataclass(frozen=True)
class Row:
    name: str
    first: float
    top5: float
    ms: float


def ablation(assistant: Assistant, questions: Sequence[Question]) -> Iterator[Row]:
    """A row a step: share of answerable questions whose evidence is in the first passage, in the first five; ms."""
    known = [question for question in questions if question.evidence]
    with tempfile.TemporaryDirectory() as folder:
        for name, step in {"tutorial": tutorial(assistant, Path(folder)), **steps(assistant)}.items():
            step(known[0])  # whatever is loaded late is loaded now
            places, times = [], []
            for question in known:
                started = time.perf_counter()
                spots = step(question)
                times.append((time.perf_counter() - started) * 1000)
                met = (n for n, spot in enumerate(spots, 1) if any(one.meets(*spot) for one in question.evidence))
                places.append(next(met, 0))
            yield Row(
                name,
                sum(place == 1 for place in places) / len(known),
                sum(0 < place <= 5 for place in places) / len(known),
                median(times),
            )


def tutorial(assistant: Assistant, folder: Path) -> Step:
    """As tutorials do it: 1,000 characters with an overlap of 200, Chroma, similarity; the same embedder."""
    engine = assistant.engine()
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    whole = [engine.index.reports.report(report_id) for report_id in engine.index.reports.report_ids()]
    documents = [Document(report.text, metadata={"report": report.id}) for report in whole]
    store = Chroma.from_documents(
        splitter.split_documents(documents), engine.embedder, collection_name="tutorial", persist_directory=str(folder)
    )

    def step(question: Question) -> list[Spot]:
        asked = forms(question.question, question.history)[0]
        found = store.similarity_search(asked, k=TOP)
        return [
            (one.metadata["report"], one.metadata["start_index"], one.metadata["start_index"] + len(one.page_content))
            for one in found
        ]

    return step


def steps(assistant: Assistant) -> dict[str, Step]:
    """The steps of the shipped search, each with all before it."""
    engine = assistant.engine()
    index = engine.index

    def placed(rows: Ranking) -> list[Spot]:
        passages = index.reports.passages([row for row, _ in rows[:TOP]])
        return [(one.report_id, one.start, one.end) for one in passages]

    def rankings(wordings: Sequence[str], *, other_names: bool = True) -> dict[str, list[Ranking]]:
        terms = [terms_of(index.words.stems, wording) for wording in wordings]
        used = terms if other_names else [Terms(one.stems, {}) for one in terms]
        vectors = [engine.embedder.embed_query(wording) for wording in wordings]
        return candidates(index, used, vectors, engine.settings.candidates)

    def alone(question: Question) -> tuple[str, ...]:
        return forms(question.question, question.history)[:1]

    def whole(question: Question) -> tuple[str, ...]:
        return forms(question.question, question.history)

    def raised(question: Question) -> list[Spot]:
        wordings = whole(question)
        return placed(with_reports(index, terms_of(index.words.stems, wordings[0]), fuse(rankings(wordings))))

    def shipped(question: Question) -> list[Spot]:
        hits = engine.searcher.hits(whole(question), TOP)
        return [(hit.passage.report_id, hit.passage.start, hit.passage.end) for hit in hits]

    return {
        "words only (BM25)": lambda one: placed(rankings(alone(one), other_names=False)["words"][0]),
        "vectors only": lambda one: placed(rankings(alone(one))["vectors"][0]),
        "words and vectors, fused": lambda one: placed(fuse(rankings(alone(one), other_names=False))),
        "+ other names of countries": lambda one: placed(fuse(rankings(alone(one)))),
        "+ three wordings of a follow-up": lambda one: placed(fuse(rankings(whole(one)))),
        "+ coverage by the whole report": raised,
        "+ reranker (the shipped search)": shipped,
    }
