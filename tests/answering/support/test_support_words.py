"""The rules that know English words: names, negation, status, direction, what stands in place of what."""

import pytest

from assistant.answering.support import Checker, Cited
from assistant.answering.support.check import told
from assistant.answering.support.signs import plain
from assistant.answering.support.words import read
from tests.fakes import OverlapReranker

MINSK = Cited(
    "The Trilateral Contact Group on eastern Ukraine signed a protocol of twelve points in Minsk on Friday. A "
    "ceasefire in the Donetsk and Luhansk regions was to begin at 18:00 Kyiv time the same evening.\n\n"
    "Ambassador Heidi Tagliavini of Switzerland signed for the OSCE, former President Leonid Kuchma signed for "
    "Ukraine, and Ambassador Mikhail Zurabov signed for the Russian Federation. Alexander Zakharchenko and Igor "
    "Plotnitsky also signed, but the paper gives them no title.",
    "Contact Group signs twelve-point protocol in Minsk (2014-09-05)",
)
VIENNA = Cited(
    "Mr. Lavrov proposed that the OSCE should become a full regional organisation. Ministers discussed the proposal "
    "but did not agree on it. The United States opposed the idea. Exports rose by 4.5 per cent to $1.2 billion in "
    "1993, after three years of decline. Some 1,196 observers may be sent in the autumn. The Duma is expected to "
    "ratify the treaty by May 1995. Prime Minister Viktor Chernomyrdin said: “We are not against the mission.” Belarus "
    "refused to withdraw its tanks, and without the consent of Minsk no inspection can take place.",
    "Vienna talks (1994-06-16)",
)
TRUE = [
    (MINSK, "The Contact Group signed a twelve-point protocol in Minsk on 5 September 2014."),
    (MINSK, "Heidi Tagliavini signed the protocol for the Organization for Security and Co-operation in Europe."),
    (MINSK, "A ceasefire was to begin at 6 p.m. Kyiv time in Donetsk and Luhansk."),
    (MINSK, "Leonid Kuchma, a former president, signed for Ukraine."),
    (MINSK, "L. Kuchma signed for Ukraine's side."),
    (MINSK, "The protocol was signed by Ukraine, Russia and the OSCE."),
    (MINSK, "The paper gives Zakharchenko and Plotnitsky no title."),
    (MINSK, "Zakharchenko and Plotnitsky signed without a title."),
    (MINSK, "The ceasefire was due to begin on Friday evening."),
    (VIENNA, "Lavrov proposed making the OSCE a full regional organisation."),
    (VIENNA, "Lavrov suggested that the OSCE become a regional organisation."),
    (VIENNA, "The ministers did not agree on Lavrov's proposal."),
    (VIENNA, "Ministers failed to agree on the proposal."),
    (VIENNA, "The U.S. was against the idea."),
    (VIENNA, "The American delegation opposed the proposal."),
    (VIENNA, "Exports increased by 4.5% to 1.2 billion dollars in 1993."),
    (VIENNA, "About 1,200 observers may be sent in the autumn."),
    (VIENNA, "More than 1,000 observers could be sent."),
    (VIENNA, "The Duma is due to ratify the treaty by May 1995."),
    (VIENNA, "Chernomyrdin said they were not against the mission."),
    (VIENNA, "Belarus did not withdraw its tanks."),
    (VIENNA, "Belarus rejected the withdrawal of its tanks."),
    (VIENNA, "Inspections can take place only with the consent of Minsk."),
]
FALSE = [
    (MINSK, "The Contact Group rejected a protocol of twelve points in Minsk on Friday.", "rejected"),
    (MINSK, "The Contact Group proposed a protocol of twelve points in Minsk.", "proposed"),
    (MINSK, "Heidi Tagliavini of Sweden signed for the OSCE.", "Sweden"),
    (MINSK, "Ivanov signed for Ukraine.", "Ivanov"),
    (MINSK, "Heidi Kuchma signed for the OSCE.", "Heidi Kuchma"),
    (MINSK, "H. Poroshenko signed for Ukraine.", "Poroshenko"),
    (MINSK, "A ceasefire was to begin at 19:00 Kyiv time.", "19:00"),
    (MINSK, "The protocol was signed in Kyiv on 5 September 2014.", "Kyiv"),
    (MINSK, "The protocol was signed on Thursday.", "Thursday"),
    (MINSK, "Mikhail Zurabov did not sign for the Russian Federation.", "opposite"),
    (MINSK, "Mikhail Zurabov refused to sign.", "opposite"),
    (MINSK, "Mikhail Zurabov never signed for the Russian Federation.", "opposite"),
    (MINSK, "The protocol was ratified by Ukraine.", "ratified"),
    (MINSK, "Leonid Kuchma signed for Russia.", "Russia"),
    (MINSK, "The Contact Group ɑgreed on a protocol.", "ɑgreed"),
    (MINSK, "The Contact Group \u0441\u0430\u0441\u0435\u0501 the protocol.", "is not in the cited passage"),
    (MINSK, "The Contact Group r̶ejected the protocol.", "rejected"),
    (MINSK, "NATO signed the protocol.", "NATO"),
    (VIENNA, "Ministers agreed that the OSCE should become a full regional organisation.", "agreed"),
    (VIENNA, "Ministers agreed on the proposal.", "agreed"),
    (VIENNA, "The proposal was adopted.", "adopted"),
    (VIENNA, "The United States supported the idea.", "supported"),
    (VIENNA, "Exports fell by 4.5 per cent to $1.2 billion in 1993.", "fell"),
    (VIENNA, "Exports rose by 4.5 per cent to $1.2 billion, before three years of decline.", "before"),
    (VIENNA, "1,196 observers were sent in the autumn.", "may"),
    (VIENNA, "1,196 observers will be sent in the autumn.", "will"),
    (VIENNA, "The Duma ratified the treaty in May 1995.", "expected"),
    (VIENNA, "The Duma is not expected to ratify the treaty by May 1995.", "opposite"),
    (VIENNA, 'Chernomyrdin said: "We are against the mission."', "quotation"),
    (VIENNA, "Chernomyrdin said they were against the mission.", "opposite"),
    (VIENNA, "Belarus agreed to withdraw its tanks.", "agreed"),
    (VIENNA, "Belarus withdrew its tanks.", "opposite"),
    (VIENNA, "Inspections can take place without the consent of Minsk.", "opposite"),
    (VIENNA, "Ministers decided to make the OSCE a regional organisation.", "decided"),
    (VIENNA, "Lavrov demanded that the OSCE become a full regional organisation.", "demanded"),
]


def reasons(sentence: str, passage: Cited) -> list[str]:
    checker = Checker.with_(OverlapReranker())
    said, known = read(checker.stems, [sentence]), read(checker.stems, [passage.text])
    return [one.reason for one in checker.exact(said, known, told([passage]))]


@pytest.mark.parametrize(("passage", "sentence"), TRUE)
def test_nothing_speaks_against_what_a_passage_says_in_other_words(passage: Cited, sentence: str) -> None:
    assert reasons(sentence, passage) == []


@pytest.mark.parametrize(("passage", "sentence", "word"), FALSE)
def test_what_a_passage_does_not_say_is_told_with_the_word(passage: Cited, sentence: str, word: str) -> None:
    found = reasons(sentence, passage)
    assert any(word in reason for reason in found), found


@pytest.mark.parametrize(
    "sentence",
    [
        "Negotiators met in Minsk.",
        "Although Friday was late, President Kuchma signed.",
        "According to the report, the paper gives them no title.",
        "It was not only Kuchma who signed for Ukraine.",
    ],
)
def test_a_capital_at_the_beginning_is_no_name_by_itself(sentence: str) -> None:
    assert reasons(sentence, MINSK) == []


@pytest.mark.parametrize(
    ("known", "said", "supported"),
    [
        ("They agreed on the text.", "They proposed the text.", False),
        ("They signed the text.", "They agreed on the text.", True),
        ("They agreed on the text.", "They signed the text.", False),
        ("They ratified the treaty.", "They signed the treaty.", True),
        ("They signed the treaty.", "They ratified the treaty.", False),
        ("They demanded an inquiry.", "They called for an inquiry.", True),
        ("They urged an inquiry.", "They demanded an inquiry.", False),
        ("They adopted the plan.", "They approved the plan.", True),
        ("They considered the plan.", "They approved the plan.", False),
        ("They may leave the union.", "They will leave the union.", False),
        ("They will leave the union.", "They may leave the union.", True),
        ("They planned to leave the union.", "They left the union.", False),
        ("They rejected the plan.", "They discussed the plan.", False),
    ],
)
def test_the_weaker_is_borne_out_by_the_stronger_only(known: str, said: str, supported: bool) -> None:
    assert (reasons(said, Cited(known)) == []) is supported


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ("Die Minister haben den Vertrag am 16.06.1994 nicht unterzeichnet.", "Der Vertrag ist nicht unterzeichnet."),
        ("Die Minister haben den Vertrag mit der Union nicht unterzeichnet.", "Ministers did not sign the Treaty."),
        ("Министры подписали договор 16.06.1994 в Минске.", "Договор подписали Министры."),
    ],
)
def test_rules_of_english_are_not_put_to_other_languages(known: str, said: str) -> None:
    assert reasons(said, Cited(known)) == []


def test_what_is_written_of_english_passages_is_english() -> None:
    said = "Die Minister haben das Protokoll in Minsk nicht unterzeichnet."
    assert "is written in another language than the passage" in reasons(said, MINSK)
    quoting = "Kuchma said “die Minister und der Präsident haben das Protokoll in der Nacht” on Friday."
    assert "is written in another language than the passage" not in reasons(quoting, MINSK)


def test_a_language_can_be_told() -> None:
    checker = Checker.with_(OverlapReranker(), "de")
    said, known = read(checker.stems, ["Ivanov signed."]), read(checker.stems, [MINSK.text])
    assert list(checker.exact(said, known, plain(MINSK.text))) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("He said “We are not against the mission”.", True),
        ("He said: «we are not against the mission.»", True),
        ("He was ‘not against’ it.", True),
        ("He said „We … the mission“.", True),
        ("He was “against [the] mission”.", True),
        ("He said “We are against the mission”.", False),
        ("He said “We are not against the miss”.", False),
        ("He said “We will not go.", False),
        ("He is for 'peace at any price'.", False),
        ("It is Minsk's and the ministers' consent.", True),
    ],
)
def test_words_in_quotation_marks_are_verbatim(sentence: str, found: bool) -> None:
    assert ("quotation marks" not in " ".join(reasons(sentence, VIENNA))) is found
