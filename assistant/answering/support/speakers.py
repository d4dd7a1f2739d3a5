"""Whether the passages have somebody say what a sentence has him say, and not somebody else beside him."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.support.bearings import coverage
from assistant.answering.support.names import missing, names_in
from assistant.answering.support.openers import OPENERS
from assistant.answering.support.words import Text, Word
from assistant.indexing.words import Stems

_SAYING = frozenset(
    """said says say told stated states stressed stresses noted notes added explained explains emphasised emphasized
    argued argues announced announces declared declares warned warns replied recalled recalls underlined insisted
    insists claimed claims described describes called calls wrote concluded confirmed confirms acknowledged
    acknowledges maintained objected asked asks suggested suggests admitted admits remarked observed conceded concedes
    complained complains regretted regrets thanked thanks urged urges demanded demands praised criticised spoke speaks
    welcomed welcomes held holds hoped hopes believes believed considers considered mentioned pointed reported reports
    accused accuses denied denies proposed proposes promised promises""".split()
)
_ACCORDING = re.compile(
    r"\b[Aa]ccording to (?P<to>[^,.;]*)|\b[Ii]n (?P<view_of>[^,.;]{3,40}?)(?:'s|s') (?:view|words)\b"
)
_LABEL = re.compile(r"^(?P<who>[A-Z][^:.,;\"]{1,50}):\s")
_PRONOUNS = frozenset("he she they it his her their this".split())
_MOST = 0.6
_MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in a sentence, as written, "" when it does not say; `pronoun` when only "He" stands for it."""

    who: str
    pronoun: bool = False


def speaker_of(sentence: str, words: Sequence[Word]) -> Speaker:
    """Who speaks in a sentence: by its label, by "according to", or before its first word of saying."""
    if match := _LABEL.match(sentence):
        return Speaker(match["who"])
    if match := _ACCORDING.search(sentence):
        return Speaker(match["to"] or match["view_of"])
    place = next((place for place, word in enumerate(words) if place and word.plain in _SAYING), 0)
    if not place:
        return Speaker("")
    who = sentence[: _start(sentence, words, place)].strip()
    pronoun = bool({words[0].plain, words[place - 1].plain} & _PRONOUNS)
    return Speaker(who, pronoun and not _named(who))


def _named(who: str) -> list[str]:
    """The names of a speaker, as written, without titles and other words that only open a sentence."""
    return [one.said for one in names_in(f"by {who}") if one.plain not in OPENERS]


def _start(sentence: str, words: Sequence[Word], place: int) -> int:
    """Where in a sentence the word at a place begins."""
    start = end = 0
    for word in words[: place + 1]:
        start = sentence.find(word.text, end)
        end = start + len(word.text)
    return start


def misattributed(stems: Stems, sentence: Text, passages: Text) -> Iterator[str]:
    """What the passages have another one say, in plain words.

    Nothing when the passages name no speaker for the sentence that has most of the words.
    """
    for text, words in zip(sentence.sentences, sentence.by_sentence, strict=True):
        speaker = speaker_of(text, words)
        named = _named(speaker.who)
        if not named or speaker.pronoun:
            continue
        own = {word.stem for word in words if word.text in speaker.who}
        content = frozenset(word.stem for word in words if word.content and not word.exact) - own
        shares = coverage(passages, content)
        best = max(shares, default=0.0)
        if best < _MOST:
            continue
        known = [_who_at(passages, place) for place, share in enumerate(shares) if share >= best - _MARGIN]
        if all(_is_another(stems, named, one) for one in known):
            yield f'"{" ".join(_named(known[0]))}" says so in the passage, and not "{" ".join(named)}"'


def _is_another(stems: Stems, named: Sequence[str], known: str) -> bool:
    """Whether a speaker of the passages is by name none of those named."""
    return bool(_named(known)) and len(missing(stems, f"by {' and '.join(named)}", known)) == len(named)


def _who_at(passages: Text, place: int) -> str:
    """Who speaks in a sentence of the passages; for "He" the one before it tells, by what stands before its comma."""
    meant = False
    while place >= 0:
        found = speaker_of(passages.sentences[place], passages.by_sentence[place])
        if found.who and not found.pronoun:
            return found.who
        if not found.pronoun:
            return passages.sentences[place].split(",")[0] if meant else ""
        meant = True
        place -= 1
    return ""
