"""A slice of the questions, asked of the real pipeline, must give the figures of pinned.json within its tolerances."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.evaluation.questions import Outcome, ask, figures, read_questions
from assistant.evaluation.rows import spread
from assistant.models.tables import load_reranker
from tests.quality.approved import CORPUS, FOLDER, approved
from tests.quality.measure import OWN
from tests.quality.quality import understood

PINNED = json.loads((Path(__file__).parent / "pinned.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def outcomes(sample: Assistant) -> list[Outcome]:
    questions = read_questions(OWN, sample.report)
    return [ask(sample, question) for question in spread(questions, PINNED["slice"])]


@pytest.mark.parametrize("name", PINNED["figures"])
def test_figures_are_as_pinned(outcomes: list[Outcome], name: str) -> None:
    assert figures(outcomes)[name] == pytest.approx(PINNED["figures"][name], abs=PINNED["tolerance"])


class Closed:
    """The shipped reranker as anybody's own would be: scores, and nothing of what is within."""

    name = "closed"

    def __init__(self) -> None:
        self._reranker = load_reranker(Settings())

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        return self._reranker.score(question, texts)


def test_a_reranker_without_states_refuses_few_questions_that_can_be_answered(sample: Assistant) -> None:
    known = [one for one in read_questions(OWN, sample.report) if one.evidence]
    with Assistant.open(sample.settings, reranker=Closed()) as closed:
        refused = [ask(closed, question).refused for question in spread(known, 30)]
    assert sum(refused) <= 6


def test_there_are_enough_questions_of_every_kind_with_evidence_that_exists(sample: Assistant) -> None:
    questions = read_questions(OWN, sample.report)
    kinds = Counter(one.kind for one in questions)
    assert len(questions) >= 150
    assert kinds["unanswerable"] >= 45
    assert set(kinds) == {"fact", "paraphrase", "who-said", "decision", "date", "follow-up", "unanswerable"}
    assert all(bool(one.evidence) == (one.kind != "unanswerable") for one in questions)
    assert len({one.id for one in questions}) == len(questions)


def test_history_never_changes_a_question_that_stands_alone_and_follow_ups_are_noticed(sample: Assistant) -> None:
    shares = dict(understood(read_questions(OWN, sample.report)))
    assert min(shares.values()) >= PINNED["understood"]


def test_rows_are_taken_evenly() -> None:
    assert spread([{"n": n} for n in range(10)], 5) == [{"n": 0}, {"n": 2}, {"n": 4}, {"n": 6}, {"n": 8}]


def test_answers_are_those_that_were_approved(sample: Assistant) -> None:
    assert approved(sample, CORPUS) == (FOLDER / "corpus.md").read_text(encoding="utf-8")
