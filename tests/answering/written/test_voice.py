"""Whose words a written sentence tells: minutes name their speakers, and so must what is written of them."""

import pytest

from assistant.answering.support import Checker, Cited
from assistant.answering.written.evidence import nearest
from assistant.answering.written.passages import Given
from assistant.answering.written.voice import NOBODY, unattributed
from assistant.indexing.passages import cut
from assistant.indexing.words import Stems
from assistant.models.protocols import Reranker
from assistant.reading.source import Source, read_source

MINUTES = """# Forum, minutes

Chair: We take up the paper on notification. Does any delegation wish to speak first today?

Delegate of Germany: We support lower figures for notification. Most exercises stay below the present ones.

A delegate: States could apply the draft at home in the meantime. Nothing would be lost by that.

Chair: The paper stays on the table. I shall report to the council next week.
"""
PLAIN = "# Talks\n\nWe expect a treaty, the minister said. The talks on notification ended on Friday.\n"
NO_NAME = "what {} says is told as a fact"


def reasons_for(text: str, sentence: str) -> tuple[str, ...]:
    (report,) = read_source(Source("report.md", {}), text.encode()).reports
    passages = cut(report, min_words=60, max_words=130)
    found = [unit for one in passages for unit in nearest(Stems(), sentence, Given(1, report, one))]
    assert found
    return unattributed(Stems(), sentence, found)


@pytest.mark.parametrize(
    ("sentence", "reasons"),
    [
        ("Germany supports lower figures for notification.", ()),
        ("The delegate of Germany said that most exercises stay below the present figures.", ()),
        ("Most exercises stay below the present ones.", (NO_NAME.format("Delegate of Germany"),)),
        ("We support lower figures for notification.", (NO_NAME.format("Delegate of Germany"),)),
        ("A delegate said that States could apply the draft at home.", ()),
        ("States could apply the draft at home.", (NO_NAME.format("A delegate"),)),
        ("The Chair said that the paper stays on the table.", ()),
    ],
)
def test_of_minutes_the_speaker_is_named(sentence: str, reasons: tuple[str, ...]) -> None:
    assert reasons_for(MINUTES, sentence) == reasons


@pytest.mark.parametrize(
    ("sentence", "reasons"),
    [
        ("The talks on notification ended on Friday.", ()),
        ("The talks on notification ended in Annex I of the treaty, for the US.", ()),
        ('The minister said: "We expect a treaty".', ()),
        ("We expect a treaty.", (NOBODY,)),
        ("In our view the talks on notification ended.", (NOBODY,)),
        ("I expect a treaty.", (NOBODY,)),
    ],
)
def test_nobody_speaks_in_the_first_person(sentence: str, reasons: tuple[str, ...]) -> None:
    assert reasons_for(PLAIN, sentence) == reasons


@pytest.mark.parametrize("sentence", ["9 March 1989.", "And 5.", "The."])
def test_what_says_nothing_is_not_supported(reranker: Reranker, sentence: str) -> None:
    found = Checker.with_(reranker).check(sentence, [Cited("The talks began on 9 March 1989, and 5 states came.")])
    assert found.reasons == ("says nothing",)
