"""Whether the passages have somebody say what a sentence has him say, and not somebody else beside him."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.support.bearings import closest, coverage
from assistant.answering.support.names import missing, names_in
from assistant.answering.support.openers import OPENERS
from assistant.answering.support.reasons import closest_part
from assistant.answering.support.words import Text, Word
from assistant.indexing.words import Stems

SAYING = frozenset(
    """said says say told stated states stressed stresses noted notes added explained explains emphasised emphasized
    argued argues announced announces declared declares warned warns replied recalled recalls underlined insisted
    insists claimed claims described describes called calls wrote concluded confirmed confirms acknowledged
    acknowledges maintained objected asked asks suggested suggests admitted admits remarked observed conceded concedes
    complained complains regretted regrets thanked thanks urged urges demanded demands praised criticised spoke speaks
    welcomed welcomes held holds hoped hopes believes believed considers considered mentioned pointed reported reports
    accused accuses denied denies proposed proposes promised promises repeated repeats""".split()
)
"""Forms of words of saying."""
_ACCORDING = re.compile(
    r"\b[Aa]ccording to (?P<to>[^,.;]*)|\b[Ii]n (?P<view_of>[^,.;]{3,40}?)(?:'s|s') (?:view|words)\b"
)
_LABEL = re.compile(r"^(?P<who>[A-Z][^:.,;\"]{1,50}):\s")
_HEARSAY = re.compile(
    r"\b(?:alleg\w+|accus\w+|reportedly|purported\w*|supposed(?:ly)?|rumou?r\w*|claim(?:s|ed|ing)? (?:that|to)|"
    r"(?:is|are|was|were) said to|suspect\w*|whether|untrue|false(?:ly)?|earlier version|cleared of|acquitted|denied|"
    r"denies|deny)\b",
    re.IGNORECASE,
)
_SAID_THAT = re.compile(
    r"\b(?:he|she|they|[A-Z][\w.-]+|minister|president|delegate|spokes\w+|officials?|diplomats?)\s(?:also\s)?"
    r"(?:said|says|told \w+|stated|claimed|argued|complained|insisted|maintained|warned|added|wrote)\s(?:that\b)?"
)
_ATTRIBUTES = re.compile(
    rf"{_HEARSAY.pattern}|\b(?:according|view|opinion|words|account|eyes|statements?|speech|remarks?|report(?:s|ed)?|"
    r"agreed|decided|accepts?|accepted|consider\w*|regard\w*|saw|sees|seen|calling|saying|charg\w+|not|no)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"\s+(?:the\s+)?(?:[a-z]+\s+){0,3}[A-Z][\w.'-]*(?:\s+[A-Z][\w'-]*)*")
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Amb)\.\s*")
_POSSESSIVE = re.compile(r"'s?$")
_OFFICE = re.compile(
    r"\b(?:minister|president|premier|chancellor|secretary|ambassador|delegate|delegation|spokes\w+|chair\w*|"
    r"representative|leader|envoy|negotiator|ministry|government|official|head|commissioner|side)\b",
    re.IGNORECASE,
)
_BEING = frozenset("is are was were be been being".split())
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
    place = next((place for place, word in enumerate(words) if place and word.text in SAYING), 0)
    if not place or _is_passive(words, place):
        return Speaker("")
    start = _start(sentence, words, place)
    before = sentence[:start].strip()
    nearest = before.rsplit(",", 1)[-1].strip()
    if not nearest and (match := _INVERTED.match(sentence, start + len(words[place].text))):
        return Speaker(match.group().strip())
    if words[place - 1].plain in _PRONOUNS or (words[0].plain in _PRONOUNS and not _named(before)):
        return Speaker(before, True)
    return Speaker(nearest if _named(nearest) else before)


def _is_passive(words: Sequence[Word], place: int) -> bool:
    """Whether what stands before a word of saying is spoken to: "Lavrov was asked by Makei"."""
    return any(word.plain in _BEING for word in words[max(0, place - 2) : place])


def _named(who: str) -> list[str]:
    """The names of a speaker, as written, without titles and other words that only open a sentence."""
    names = names_in(f"by {_untitled(who)}")
    return [_POSSESSIVE.sub("", one.said) for one in names if one.plain not in OPENERS]


def _untitled(who: str) -> str:
    """A speaker without "Mr.", whose full stop would end a sentence."""
    return _TITLE.sub("", who)


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
        if all(_is_another(stems, speaker.who, one) for one in known):
            yield f'"{" ".join(_named(known[0]))}" says so in the passage, and not "{" ".join(named)}"'


def told_as_fact(sentence: Text, passages: Text) -> Iterator[str]:
    """What a sentence tells without a word on whose words it is, though the passage has it from somebody."""
    place = closest(sentence, passages, _MOST)
    if place is None or _ATTRIBUTES.search(sentence.plain) or any(word.plain in SAYING for word in sentence.words):
        return
    part = closest_part(sentence.plain.lower(), passages.sentences[place])
    if match := _HEARSAY.search(part):
        yield f'the passage has it as what is said ("{match.group()}"), not as a fact'
        return
    speaker = _SAID_THAT.search(part)
    if speaker and not {word.lower() for word in speaker.group().split()} & {word.plain for word in sentence.words}:
        yield f'the passage has it as what somebody said ("{speaker.group().strip()}"), not as a fact'


def _is_another(stems: Stems, said: str, known: str) -> bool:
    """Whether a speaker of the passages is by name none of those named: "the Belarusian minister" may be any."""
    theirs = _named(known)
    if not theirs or (len(theirs) == 1 and _OFFICE.search(known)):
        return False
    lacking = {_POSSESSIVE.sub("", one) for one in missing(stems, f"by {_untitled(said)}", known)}
    return lacking >= {*_named(said)}


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
