"""The report of figures: every set that was asked for, measured with one set of settings."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from assistant.assistant import Assistant
from assistant.errors import EvaluationInvalid
from assistant.evaluation.bench import Bench
from assistant.evaluation.questions import ask, by_kind, figures, read_questions
from assistant.evaluation.rows import Figures, spread
from assistant.evaluation.sets import recognised

QUESTIONS = "questions"


def evaluate(places: Sequence[Path], bench: Bench, *, limit: int | None = None) -> Iterator[tuple[str, Figures]]:
    """The figures of each set in the places, one by one: (name, figures), a name used twice with its folder's name.

    A place is a folder that is a data set or holds some, or a JSONL file of questions on the reports of the live
    index. `limit` takes at most that many questions of each set, evenly spread. Raises EvaluationInvalid before
    anything is measured when a place is not known.
    """
    names: set[str] = set()
    for name, place, measure in list(_work(places, bench, limit)):
        unique = next(one for one in (name, f"{name}:{place.stem}", *_numbered(name)) if one not in names)
        names.add(unique)
        yield unique, measure()


def _numbered(name: str) -> Iterator[str]:
    yield from (f"{name}:{number}" for number in range(2, 1000))


def _work(places: Sequence[Path], bench: Bench, limit: int | None) -> Iterator[tuple[str, Path, Callable[[], Figures]]]:
    for place in places:
        if not place.exists():
            raise EvaluationInvalid(f"{place} does not exist. Give a folder with a data set, or a file of questions.")
        for known, folder in recognised(place):
            if known is None:
                yield QUESTIONS, folder, partial(own_questions, folder, bench, limit)
            else:
                known.check(folder)
                yield known.name, folder, partial(known.measure, folder, bench, limit)


def own_questions(file: Path, bench: Bench, limit: int | None) -> Figures:
    """The figures of a file of questions on the reports of the live index, all together and for each kind."""
    with Assistant(bench.settings, bench.embedder, bench.reranker) as assistant:
        questions = spread(read_questions(file, assistant.report), limit)
        outcomes = [ask(assistant, question) for question in questions]
    kinds = {f"{kind}.{name}": value for kind, found in by_kind(outcomes).items() for name, value in found.items()}
    return {**figures(outcomes), **kinds}
