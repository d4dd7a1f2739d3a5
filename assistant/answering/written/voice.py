"""Whose words a written sentence tells: what somebody says must not be told as a fact, nor in the first person."""

import re
from collections.abc import Sequence

from assistant.answering.support.quoted import left_out_of
from assistant.answering.support.words import read
from assistant.answering.units import Unit
from assistant.indexing.words import Stems

_FIRST = re.compile(
    r"(?:^|[,;:(]\s|\b[a-z]+\s)I(?='|\s[a-z])|\b(?:[Ww]e|[Mm]y|[Oo]ur|us|me|(?:[Mm]y|[Oo]ur)sel(?:f|ves))\b"
)  # neither "Annex I of" nor "the US"
NOBODY = "it speaks in the first person and does not say who does"


def unattributed(stems: Stems, sentence: str, backing: Sequence[Unit]) -> tuple[str, ...]:
    """What is wrong with how a sentence is attributed, in plain words, given the sentences of reports that back it.

    In minutes, where each turn has its speaker's label, one of the speakers must be named.
    """
    speakers = list(dict.fromkeys(unit.speaker for unit in backing))
    named = any(_names(stems, sentence, speaker) for speaker in speakers if speaker)
    if speakers and all(speakers) and not named:
        return (f"what {speakers[0]} says is told as a fact",)
    if not named and _FIRST.search(left_out_of(sentence)):
        return (NOBODY,)
    return ()


def _names(stems: Stems, sentence: str, speaker: str) -> bool:
    """Whether a sentence has a word of a label: of "The delegate of Germany" the name, of "A delegate" any."""
    said = {word.stem for word in read(stems, [sentence]).words}
    label = [word for word in read(stems, [speaker]).words if word.content]
    telling = [word for word in label if word.text[0].isupper()] or label
    return any(word.stem in said for word in telling)
