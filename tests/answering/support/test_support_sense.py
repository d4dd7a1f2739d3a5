"""The rules on sense: who says and does it, how much and how many, on which condition, and why."""

import pytest

from assistant.answering.support import Cited
from tests.answering.support.test_support_words import reasons

SUMMIT = Cited(
    "President George Bush of the U.S. said that the Cold War was over. He also said that the participants must stand "
    "together. Chancellor Helmut Kohl thanked the neighbours of Germany for their trust. According to Russian "
    "diplomats, the haste of the alliance was the true cause of the quarrel.\n\n"
    "An Indian spokesman said that the African side had dropped its demand for the veto and that the Group of Four had "
    "accepted a 26th seat. China and the U.S. were against a vote in July.\n\n"
    "Azerbaijan was not prepared to accept the document unless the principles were laid down. Armenia did not agree "
    "to the paragraph, so that it could not be part of the declaration. Most members of the alliance accused Russia "
    "of double standards. Mr. Cotti said that the principles had the support of all other states."
)
TREATY = Cited(
    "Each bloc is limited to 20,000 tanks, 30,000 armoured vehicles and 2,000 attack helicopters. A Council of "
    "Ministers will meet at least once a year. The text does not abolish or limit the veto. The Council is invited to "
    "send the Assembly a special report. Ban said that the Accord should become a legally binding treaty in 2010. The "
    "Russian rouble is to become the only currency of the Union from January 2005. The Assembly meets within ten "
    "working days of a veto. The peacekeeping force for Karabakh has not been sent, as no agreement has been reached. "
    "The ministers initialled the agreement in Vilnius. Georgia stopped accepting the flights in 2012."
)
COURT = Cited(
    "The prosecutor accuses Anna Berg of having taken bribes in Minsk. Mr. Biden said that the suspension was a big "
    "mistake. Mr. Putin signed the law. The Belarusian minister stressed that the two sides had agreed on gas. The "
    "U.S. said that it would accept the plan. Talks began in Minsk, said Makei. The sides undertook to carry out the "
    "ceasefire fully. Russia attacked Georgia in August. The bridge is no longer open. China and Russia repeated that "
    "they were against new sanctions. India did not accept the goal. The paper was dropped for lack of consensus."
)
TRUE = [
    (COURT, "The prosecutor accuses Anna Berg of taking bribes in Minsk."),
    (COURT, "Mr. Biden called the suspension a big mistake."),
    (COURT, "Makei stressed that the two sides had agreed on gas."),
    (COURT, "The United States said that it would accept the plan."),
    (COURT, "Makei said that talks began in Minsk."),
    (COURT, "The sides undertook to carry out the ceasefire."),
    (COURT, "Georgia was attacked by Russia in August."),
    (COURT, "India rejected the goal."),
    (COURT, "The paper was dropped because there was no consensus."),
    (SUMMIT, "Bush said that the Cold War was over and that the participants must stand together."),
    (SUMMIT, "Helmut Kohl thanked Germany's neighbours for their trust."),
    (SUMMIT, "Russian diplomats called the haste of the alliance the true cause of the quarrel."),
    (SUMMIT, "The Group of Four had accepted a 26th seat, an Indian spokesman said."),
    (SUMMIT, "Azerbaijan would accept the document only if the principles were laid down."),
    (SUMMIT, "Armenia did not agree to the paragraph."),
    (SUMMIT, "Most members of the alliance accused Russia of double standards."),
    (SUMMIT, "All states but one supported the principles, Mr. Cotti said."),
    (TREATY, "Each bloc may have 20,000 tanks and 30,000 armoured vehicles."),
    (TREATY, "The Council of Ministers will meet no less than once a year."),
    (TREATY, "The text does not limit the veto."),
    (TREATY, "The Council was asked to send the Assembly a special report."),
    (TREATY, "The Russian rouble should become the only currency of the Union from January 2005."),
    (TREATY, "The peacekeeping force for Karabakh was not sent."),
    (TREATY, "Following a veto, the Assembly meets within ten days."),
]
FALSE = [
    (COURT, "Anna Berg took bribes in Minsk.", "accuses"),
    (COURT, "Mr. Putin said that the suspension was a big mistake.", "Biden"),
    (COURT, "The suspension was a big mistake.", "Biden"),
    (COURT, "The sides carried out the ceasefire fully.", "undertook"),
    (COURT, "Russia was attacked by Georgia in August.", "Russia"),
    (COURT, "The bridge is open.", "opposite"),
    (COURT, "China and Russia repeated that they supported new sanctions.", "against"),
    (SUMMIT, "Chancellor Helmut Kohl said that the participants must stand together.", "Bush"),
    (SUMMIT, "Kohl said that the haste of the alliance was the true cause of the quarrel.", "Russian"),
    (SUMMIT, "An Indian spokesman said that the Group of Four had dropped its demand for the veto.", "African"),
    (SUMMIT, "The African side had accepted a 26th seat.", "Group"),
    (SUMMIT, "China and the U.S. were in favour of a vote in July.", "against"),
    (SUMMIT, "Azerbaijan did not accept the document.", "unless"),
    (SUMMIT, "Azerbaijan did not agree to the paragraph.", "Armenia"),
    (SUMMIT, "All members of the alliance accused Russia of double standards.", "most"),
    (SUMMIT, "Members of the alliance accused Russia of double standards.", "Most"),
    (SUMMIT, "The principles had the support of all states, Mr. Cotti said.", "other"),
    (SUMMIT, "Only Armenia did not agree to the paragraph.", "Only"),
    (TREATY, "Each bloc is limited to 30,000 tanks.", "counts something else"),
    (TREATY, "A Council of Ministers will meet at most once a year.", "at least"),
    (TREATY, "The text limits the veto.", "opposite"),
    (TREATY, "The Council is required to send the Assembly a special report.", "invited"),
    (TREATY, "Ban said that the Accord would become a legally binding treaty in 2010.", "should"),
    (TREATY, "The Russian rouble became the only currency of the Union in January 2005.", "is to"),
    (TREATY, "The Assembly meets within ten working hours of a veto.", "ten"),
    (TREATY, "The peacekeeping force has been sent to Karabakh.", "opposite"),
    (TREATY, "The ministers signed the agreement in Vilnius.", "initialled"),
    (TREATY, "Georgia stopped accepting the flights in 2012 because of a quarrel.", "why"),
]


@pytest.mark.parametrize(("passage", "sentence"), TRUE)
def test_nothing_speaks_against_what_a_passage_means(passage: Cited, sentence: str) -> None:
    assert reasons(sentence, passage) == []


@pytest.mark.parametrize(("passage", "sentence", "word"), FALSE)
def test_what_a_passage_does_not_mean_is_told_with_the_word(passage: Cited, sentence: str, word: str) -> None:
    found = reasons(sentence, passage)
    assert any(word.lower() in reason.lower() for reason in found), found
