from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.support import Checker, Cited, Support, cited
from assistant.answering.support.check import told
from assistant.answering.support.meaning import Features, probability, shipped
from assistant.answering.support.words import read
from assistant.models.tables import load_reranker
from assistant.settings import Settings
from assistant.types import Page, Passage, Report
from tests.answering.support.plants import PLANTS, WAYS, Case, reworded
from tests.fakes import OverlapReranker
from tests.quality.planted import planted, true_sentences

SLICE = 60
TEXT = "Lavrov proposed a mission of 2,500 observers. Ministers did not agree."
PASSAGE = Cited(TEXT, "Talks in Minsk (1994-06-16)")


@cache
def cases() -> list[Case]:
    return true_sentences()[::20]


def check(sentence: str, *passages: Cited) -> Support:
    return Checker.with_(OverlapReranker()).check(sentence, passages or (PASSAGE,))


def test_a_sentence_of_the_passage_is_supported() -> None:
    found = check("Lavrov proposed a mission of 2,500 observers.")
    assert found.supported and found.reasons == () and 0 < found.probability < 1


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Lavrov proposed a mission of 2,600 observers.", '"2,600" is not in the cited passage'),
        ("Ivanov proposed a mission.", '"Ivanov" is not in the cited passage'),
        ("Lavrov agreed on a mission.", '"agreed" is not what the passage says ("proposed")'),
        ("Ministers did agree.", "the passage says the opposite"),
        ("Lavrov proposed “a treaty”.", 'words in quotation marks are not in the cited passage ("a treaty")'),
        ("Lavrov proposed a\u200b mission.", "holds invisible signs"),
        ("Lavrov prоposed a mission.", '"prоposed" mixes letters of two alphabets'),
    ],
)
def test_reasons_are_plain_words(sentence: str, reason: str) -> None:
    assert reason in check(sentence).reasons


def test_a_sentence_about_something_else_is_not_supported() -> None:
    found = check("Much cheese is made from milk in many places.")
    assert not found.supported and found.reasons[0].startswith("its meaning is not supported (.")


@pytest.mark.parametrize("sentence", ["", " \n", "…", "\u3000"])
def test_nothing_is_not_supported(sentence: str) -> None:
    assert not check(sentence).supported
    assert not Checker.with_(OverlapReranker()).check("Lavrov proposed a mission.", []).supported


def test_dates_and_names_may_come_from_what_is_known_about_a_passage() -> None:
    assert check("In Minsk, on 16 June 1994, Lavrov proposed a mission of 2,500 observers.").supported
    assert not check("In Minsk, on 16 June 1994, Lavrov proposed a mission.", Cited(TEXT)).supported


def test_a_passage_is_cited_with_its_title_date_and_heading() -> None:
    report = Report("a.txt", "0" * 64, "Talks", "1994-06-16", TEXT, (Page(1, 0, len(TEXT)),))
    passage = Passage("1", "a.txt", 0, len(TEXT), TEXT, "Mission", 1)
    assert cited(report, passage) == Cited(TEXT, "Talks (1994-06-16)\nMission")


@settings(max_examples=200, deadline=None)
@given(sentence=st.text(max_size=120), passage=st.text(max_size=200))
def test_whatever_is_written_there_is_an_answer_and_always_the_same(sentence: str, passage: str) -> None:
    found = check(sentence, Cited(passage))
    assert found == check(sentence, Cited(passage))
    assert found.supported is (found.reasons == ())


@settings(max_examples=200, deadline=None)
@given(data=st.data(), sign=st.sampled_from("\u200b\u200d\u202e\u2066\ufeff\u00ad\U000e0061\ufe0f\u3164"))
def test_an_invisible_sign_never_helps(data: st.DataObject, sign: str) -> None:
    case = data.draw(st.sampled_from(cases()))
    place = data.draw(st.integers(min_value=0, max_value=len(case.sentence)))
    assert not check(case.sentence[:place] + sign + case.sentence[place:], case.passage).supported


def test_nothing_exact_speaks_against_a_passage_s_own_sentences() -> None:
    checker = Checker.with_(OverlapReranker())
    for case in cases():
        said, known = read(checker.stems, [case.sentence]), read(checker.stems, [case.passage.text])
        assert list(checker.exact(said, known, told([case.passage]))) == [], case.sentence


@given(logit=st.floats(-12, 12), coverage=st.floats(0, 1), facts=st.integers(0, 2))
def test_more_words_and_fewer_missing_facts_never_make_a_sentence_less_probable(
    logit: float, coverage: float, facts: int
) -> None:
    one = probability(shipped(), Features(logit, coverage, facts))
    assert probability(shipped(), Features(logit + 1, coverage, facts)) >= one
    assert probability(shipped(), Features(logit, min(1.0, coverage + 0.1), facts)) >= one
    assert probability(shipped(), Features(logit, coverage, facts + 1)) <= one


@pytest.fixture(scope="module")
def real() -> Checker:
    return Checker.with_(load_reranker(Settings()))


def test_true_sentences_are_kept(real: Checker) -> None:
    chosen = [*cases()[:SLICE], *(other for way in WAYS for case in cases() if (other := reworded(case, way)))]
    kept = [real.check(case.sentence, [case.passage]).supported for case in chosen]
    assert sum(kept) >= 0.95 * len(kept)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_planted_errors_are_caught(real: Checker, plant) -> None:
    chosen = planted(true_sentences()[::3], plant, SLICE)
    shown = [case.sentence for case in chosen if real.check(case.sentence, [case.passage]).supported]
    assert len(chosen) >= SLICE / 2 and len(shown) <= 0.03 * len(chosen), shown
