import dataclasses
from functools import partial

import numpy as np
import pytest

from assistant.answering import gate
from assistant.answering.asked import has_what_is_asked
from assistant.answering.choose import choose, similar
from assistant.answering.citations import check, cite
from assistant.answering.fitted import Readout, shipped, total
from assistant.answering.units import Unit, dangles, units
from assistant.answering.weigh import Features, Weighed
from assistant.errors import AnswerFailed
from assistant.indexing.passages import cut
from assistant.indexing.words import Stems
from assistant.models.protocols import Reading
from assistant.reading.formats import FORMATS
from assistant.settings import Settings
from assistant.types import Answer, Hit, Report, Searched, Sentence

STORY = (
    "In particular, Lavrov met with President Lukashenko.\n"
    "“They held a meaningful discussion,” Makei said.\n"
    "He emphasised that a joint session would be held at the end of the year.\n"
    "Snow fell in Minsk."
)
MINUTES = "The Chair: Welcome.\n\nThe delegate of Peru: We agree. It is enough.\n\nThe Chair: Done.\n\nThe Chair: Bye."

DEFAULT = Settings().reranker


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


NOTHING = Features(**{field.name: 0.0 for field in dataclasses.fields(Features)})


def scored(text: str, score: float, name: str = "a.txt") -> Weighed:
    one = report(text, name)
    return Weighed(Unit(one, 0, 0, len(one.text), "", 0), NOTHING, score, frozenset(text.lower().split()))


def test_copies_of_a_sentence_are_told_once_and_cited_from_each_report() -> None:
    first, copy = scored("the treaty was signed", 5.0), scored("the treaty was signed", 4.0, "b.txt")
    assert choose([copy, first], 5) == [[first, copy]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "each bloc may hold no more than 20,000 tanks in europe",
            "each bloc may hold no more than 30,000 tanks in europe",
        ),
        (
            "the two ministers of belarus and russia did sign it",
            "the two ministers of belarus and russia did not sign it",
        ),
    ],
)
def test_sentences_that_differ_in_a_number_or_a_denial_are_no_copies(one: str, other: str) -> None:
    first, second = scored(one, 5.0), scored(other, 4.0, "b.txt")
    assert similar(first.stems, second.stems)
    assert choose([first, second], 5) == [[first], [second]]


def test_the_best_comes_first_the_weak_are_left_out_and_the_limit_holds() -> None:
    best, good, weak = scored("one two", 6.0), scored("three four", 5.0, "b.txt"), scored("five six", -2.5, "c.txt")
    assert choose([weak, good, best], 5) == [[best], [good]]
    assert choose([weak, good, best], 1) == [[best]]
    assert choose([], 5) == []


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("How many votes did Ethiopia get in 2016?", "Ethiopia was elected on 28 June 2016.", False),
        ("How many votes did Ethiopia get in 2016?", "Ethiopia got 185 votes.", True),
        ("When was the treaty signed?", "The treaty was signed in Paris.", False),
        ("When was the treaty of 1990 signed?", "It was signed on Monday.", True),
        ("When was the treaty of 1990 signed?", "The treaty of 1990 was signed.", False),
        ("Who chaired the OSCE?", "The OSCE was chaired by Bujar Osmani.", True),
        ("Who chaired the OSCE?", "Nobody knows who chaired the OSCE.", False),
        ("Why did the talks fail?", "They failed.", True),
        ("Which country refused?", "Norway refused.", True),
        ("Who spoke?", "It was Özil who spoke.", True),
        ("How many votes were there in 2018?", "There were 18 votes.", True),
        ("How many votes were there?", "There were votes in 2018.", False),
    ],
)
def test_what_is_asked_for_must_be_there_and_be_new(question: str, text: str, expected: bool) -> None:
    assert has_what_is_asked(question, text) is expected


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Wang Zhen say in 2015?", ["wang", "zhen", "2015"]),
        ("OSCE reform in May", ["osc"]),
        ("What was agreed on gas prices?", []),
        ("Who met Makei’s guest?", ["makei"]),
        ("Did P5 and UN agree?", ["unit", "nation"]),
    ],
)
def test_names_of_a_question(question: str, names: list[str]) -> None:
    found = gate.names_in(Stems(), question)
    assert len(found) == len(names) and all(name in one for name, one in zip(names, found, strict=True))


def test_a_country_and_a_year_may_be_mentioned_otherwise() -> None:
    (country,) = gate.names_in(Stems(), "What did Tallinn say?")
    (year,) = gate.names_in(Stems(), "homicides in 2022")
    assert {"tallinn", "estonia", "estonian"} <= country
    assert year == {"2022", "2023"}  # a report tells of the year before its own


def test_every_weight_has_its_feature() -> None:
    for weights in (shipped(DEFAULT), shipped("another reranker")):
        assert set(weights.sentence) == {field.name for field in dataclasses.fields(Features)} | {"bias"}
        assert set(weights.gate) == {field.name for field in dataclasses.fields(gate.Evidence)} | {"bias"}
    assert total({"bias": 1.0, **{field.name: 2.0 for field in dataclasses.fields(Features)}}, NOTHING) == 1.0


def test_the_gate_lets_sound_evidence_through_and_stops_none_at_all() -> None:
    chance = partial(gate.probability, shipped(DEFAULT).gate)
    sure = gate.Evidence(9, 0.9, names=1, unmet=0, lead=3, length=5, passage_by_length=4.5, readout=2)
    lost = gate.Evidence(-11, 0.05, names=0, unmet=2, lead=0, length=5, passage_by_length=-5.5, readout=-2)
    assert chance(sure) > 0.9
    assert chance(lost) < 0.1
    assert chance(dataclasses.replace(sure, unmet=2)) < chance(sure)
    assert chance(dataclasses.replace(sure, readout=-2)) < chance(sure)


def test_a_readout_weighs_its_part_of_the_states_and_is_silent_without_states() -> None:
    readout = Readout(bias=0.5, logit=2.0, start=1, weights=np.array([1, -3], dtype=np.float32))
    assert readout.of(Reading(0.25, np.array([9, 4, 1, 9], dtype=np.float32))) == pytest.approx(0.5 + 0.5 + 4 - 3)
    assert readout.of(Reading(0.25)) == 0


@pytest.mark.parametrize(
    ("question", "quotation", "near", "expected"),
    [
        ("How many soldiers were flown to Kazakhstan?", "About 3,000 soldiers went.", "Kazakhstan", 0),
        ("How many soldiers were flown to Kazakhstan?", "About 3,000 tents were sent.", "Kazakhstan", 1),
        ("How many soldiers were flown to Kazakhstan?", "Soldiers went.", "Kazakhstan", 1),
        ("What did the Pope say about the treaty in 2015?", "It was welcomed.", "In 2015 the Pope welcomed it.", 0),
        ("What did the Pope say about the treaty in 2015?", "It was welcomed.", "In 2014 ministers welcomed it.", 2),
        ("At what interest rate was it lent?", "The loan came to 630 million dollars.", "", 1),
        ("At what interest rate was it lent?", "The loan bore 4 per cent.", "", 0),
        ("What was agreed?", "A ceasefire.", "", 0),
        ("I'd like to know what Putin said about arms.", "He wanted a treaty.", "Putin wanted a treaty.", 0),
        ("According to Makei, what did Moscow want?", "It wanted a treaty.", "Makei spoke of a treaty.", 0),
        ("How many of the 1500 delegates came?", "All 1,500 delegates came.", "All 1,500 delegates came.", 0),
        ("What percentage abstained?", "One in five abstained.", "", 0),
    ],
)
def test_demands_of_a_question_that_the_evidence_does_not_meet(
    question: str, quotation: str, near: str, expected: int
) -> None:
    assert gate.unmet(Stems(), (question,), quotation, near) == expected


def test_only_a_digit_names_something_in_a_question_all_in_capitals() -> None:
    assert gate.names_in(Stems(), "WHAT DID THE OSCE AGREE IN 1994?") == [frozenset({"1994", "1995"})]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("HELSINKI, 1 August 1975.\n\nThe Final Act was signed.", ["The Final Act was signed."]),
        ("MINSK, 16 June. Talks began.", ["MINSK, 16 June. Talks began."]),
        ("- 5 degrees were measured.", ["- 5 degrees were measured."]),
        ("USSR Collapsed 1991.", ["USSR Collapsed 1991."]),
        ("- The first point.\n- - The second one.", ["The first point.", "The second one."]),
    ],
)
def test_list_marks_and_date_lines_are_not_quoted(text: str, sentences: list[str]) -> None:
    assert [unit.text for unit in units_of(text)] == sentences


@pytest.mark.parametrize("text", ["It also said that talks go on.", "These were rejected.", "Both signed it."])
def test_a_sentence_that_points_back_is_quoted_with_the_one_before(text: str) -> None:
    whole = f"The Foreign Ministry of Belarus answered at once. {text}"
    assert units_of(whole)[-1].text == whole


def test_it_is_said_points_at_nothing() -> None:
    found = units_of("The Foreign Ministry of Belarus answered at once. It is true that talks go on.")
    assert found[-1].text == "It is true that talks go on."


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
