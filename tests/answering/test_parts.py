import dataclasses

import pytest

from assistant.answering import gate
from assistant.answering.choose import Scored, choose
from assistant.answering.citations import check, cite
from assistant.answering.units import Unit, dangles, units
from assistant.errors import AnswerFailed
from assistant.indexing.passages import cut
from assistant.reading.formats import FORMATS
from assistant.types import Answer, Hit, Report, Searched, Sentence

STORY = (
    "In particular, Lavrov met with President Lukashenko.\n"
    "“They held a meaningful discussion,” Makei said.\n"
    "He emphasised that a joint session would be held at the end of the year.\n"
    "Snow fell in Minsk."
)
MINUTES = "The Chair: Welcome.\n\nThe delegate of Peru: We agree. It is enough.\n\nThe Chair: Done.\n\nThe Chair: Bye."


def report(text: str, name: str = "a.txt") -> Report:
    content = FORMATS[".txt"](text.encode())
    return Report(name, "0" * 64, "Title", "", content.text, content.pages, {}, content.headings, content.body)


def units_of(text: str) -> list[Unit]:
    one = report(text)
    (passage,) = cut(one, min_words=60, max_words=130)
    return units(one, Hit(passage, 1.0), 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He also said that gas was cheap.", True),
        ("“We agree,” he noted.", True),
        ("They met in June.", True),
        ("Makei said that he agreed.", False),
        ("According to the minister, they agreed.", False),
        ("The treaty entered into force in 1992.", False),
    ],
)
def test_sentences_that_hide_their_speaker_are_noticed(text: str, expected: bool) -> None:
    assert dangles(text) is expected


def test_a_dangling_sentence_is_quoted_from_where_its_speaker_is_seen() -> None:
    found = units_of(STORY)
    assert [unit.sentence.split()[0] for unit in found] == ["In", "“They", "He", "Snow"]
    assert found[1].text.startswith("In particular, Lavrov met")
    assert found[2].text.startswith("“They held") and "Makei said" in found[2].text
    assert found[3].text == "Snow fell in Minsk."


def test_in_minutes_every_sentence_knows_its_speaker_and_elsewhere_a_colon_names_none() -> None:
    found = units_of(MINUTES)
    assert [unit.speaker for unit in found if unit.sentence == "It is enough."] == ["The delegate of Peru"]
    assert {unit.speaker for unit in units_of("The result: nothing.\nSnow fell.")} == {""}
    late = next(unit for unit in found if unit.sentence == "It is enough.")
    assert cite(late, 1).speaker == "The delegate of Peru"
    assert cite(found[0], 1).speaker == ""


def scored(text: str, score: float, name: str = "a.txt") -> Scored:
    one = report(text, name)
    return Scored(Unit(one, 0, 0, len(one.text), "", 0), score, score, frozenset(text.lower().split()))


def test_copies_of_a_sentence_are_told_once_and_cited_from_each_report() -> None:
    first, copy = scored("the treaty was signed", 5.0), scored("the treaty was signed", 4.0, "b.txt")
    assert choose([copy, first], 5) == [[first, copy]]


def test_the_best_comes_first_the_weak_are_left_out_and_the_limit_holds() -> None:
    best, good, weak = scored("one two", 6.0), scored("three four", 5.0, "b.txt"), scored("five six", 0.5, "c.txt")
    assert choose([weak, good, best], 5) == [[best], [good]]
    assert choose([weak, good, best], 1) == [[best]]
    assert choose([], 5) == []


def test_coverage_and_rarity_by_hand() -> None:
    assert gate.rarity(0, 9) == pytest.approx(2.9957, abs=1e-4)  # ln(1 + 9.5 / 0.5)
    assert gate.coverage({"a": 4, "b": 4}, {"a"}, 9) == pytest.approx(0.5)
    assert gate.coverage({}, set(), 9) == 1.0


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Wang Yi say in 2015?", ["Wang", "Yi", "2015"]),
        ("OSCE reform", ["OSCE"]),
        ("What was agreed on gas prices?", []),
        ("Who met Makei’s guest?", ["Makei"]),
    ],
)
def test_names_of_a_question(question: str, names: list[str]) -> None:
    assert gate.names_in(question) == names


def test_every_coefficient_of_the_gate_has_its_feature() -> None:
    features = {field.name for field in dataclasses.fields(gate.Evidence)}
    assert set(gate.coefficients()) == features | {"bias"}
    sure, lost = gate.Evidence(9, 9, 1, 1), gate.Evidence(-11, -11, 0, 0)
    assert gate.probability(sure, gate.coefficients()) > 0.9
    assert gate.probability(lost, gate.coefficients()) < 0.1


def valid() -> tuple[Answer, dict[str, Report]]:
    one = report("The treaty was signed.")
    citation = cite(Unit(one, 0, 0, len(one.text), "", 0), 1)
    sentence = Sentence(citation.quote, (1,))
    return Answer("q", "q", "answered", (sentence,), (citation,), (), Searched(1, 1, "", ""), "x"), {one.id: one}


def test_a_sound_answer_passes_the_check() -> None:
    answer, reports = valid()
    check(answer, reports)
    assert answer.citations[0].quote == "The treaty was signed."


@pytest.mark.parametrize("spoil", ["quote", "offset", "report", "marker", "number", "bare", "verdict"])
def test_no_answer_with_a_fault_leaves_the_program(spoil: str) -> None:
    answer, reports = valid()
    citation, sentence = answer.citations[0], answer.sentences[0]
    spoilt = {
        "quote": {"citations": (dataclasses.replace(citation, quote="The treaty was torn up."),)},
        "offset": {"citations": (dataclasses.replace(citation, start=1),)},
        "report": {"citations": (dataclasses.replace(citation, report_id="b.txt"),)},
        "marker": {"sentences": (dataclasses.replace(sentence, citations=(1, 2)),)},
        "number": {"citations": (dataclasses.replace(citation, number=2),)},
        "bare": {"sentences": (sentence, Sentence("More.", ()))},
        "verdict": {"verdict": "not_found"},
    }[spoil]
    with pytest.raises(AnswerFailed):
        check(dataclasses.replace(answer, **spoilt), reports)
