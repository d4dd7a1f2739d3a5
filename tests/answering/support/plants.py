"""Sentences in other words that are as true, and sentences with an error planted into them.

What is changed is found by patterns of its own: nothing here looks into the rules that are measured with it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from assistant.answering.support import Cited

_MONTHS = "January February March April May June July August September October November December".split()
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_DAY = rf"\b(?P<day>\d{{1,2}}) (?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?\b"
_DATE = re.compile(rf"{_DAY}|\b(?P<alone>1[89]\d\d|20\d\d)\b")
_SMALL = "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split()
_NUMBER = re.compile(rf"\b(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?)\b(?!:)|\b(?:{'|'.join(_SMALL)})\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zà-ÿ]{3,}(?:-[A-Z][a-z]+)?\b")
_OPENING_NAME = re.compile(
    r"^[A-Z][a-zà-ÿ]{3,}(?= (?:said|told|has|had|was|is|signed|proposed|rejected|called|asked)\b)"
)
_NOT_A_NAME = frozenset({*_MONTHS, *"Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()})
NAMES = (
    "Ivanov Petrenko Halvorsen Castellanos Okonkwo Brandt Lindqvist Moreau Takahashi Novak Haddad Sorensen Fitzgerald "
    "Kowalczyk Bolivia Zambia Laos Paraguay Oslo Lagos Quito Hanoi Nairobi Lima Havana Nepal Ghana Sudan"
).split()
_AUXILIARIES = "was were is are has have had will would could should may must can did does do".split()
_AUXILIARY = re.compile(rf"\b(?:{'|'.join(_AUXILIARIES)})\b(?! not)")
_NO_PAST = "".join(rf"(?<!{word} )" for word in (*_AUXILIARIES, "be", "been", "not"))
_PAST = re.compile(
    rf"(?<=[a-z] ){_NO_PAST}(?P<verb>[a-z]{{3,}}ed)(?= (?:the|a|an|that|its|their|his|to|in|on|for|by|with)\b)"
)
_HAS_NOT = re.compile(r"\b(?:not|never|no|nor|neither|none|without|cannot|nobody|nothing)\b|n't\b|n’t\b")
_REMOVABLE = re.compile(r"\b(?P<aux>was|were|is|are|has|have|had|will|would|could|should|may|must|can) not (?!only\b)")
STATUS = {
    "proposed": ("agreed", "adopted", "decided"), "suggested": ("agreed", "decided"), "called for": ("agreed on",),
    "urged": ("agreed with", "signed with"), "asked for": ("adopted", "signed"), "discussed": ("adopted", "signed"),
    "considered": ("approved", "ratified"), "recommended": ("decided", "adopted"), "demanded": ("accepted", "signed"),
    "planned": ("agreed", "decided"), "rejected": ("accepted", "signed", "endorsed"), "opposed": ("adopted", "signed"),
    "agreed": ("proposed", "discussed", "rejected"), "signed": ("discussed", "ratified", "rejected"),
    "adopted": ("proposed", "rejected", "discussed"), "decided": ("proposed", "considered"),
    "ratified": ("discussed", "rejected", "proposed"), "approved": ("discussed", "rejected", "proposed"),
    "accepted": ("rejected", "discussed"), "endorsed": ("rejected", "opposed"), "concluded": ("proposed", "rejected"),
    "expected to": ("agreed to", "decided to"), "may": ("will",), "could": ("will",), "might": ("will",),
    "welcomed": ("signed", "rejected"), "supported": ("opposed", "signed"), "refused to": ("agreed to",),
    "wanted to": ("agreed to", "decided to"), "promised to": ("refused to",), "hoped to": ("agreed to",),
}  # fmt: skip
"""What each word is replaced by: another standing, mostly a firmer one."""
_STATUS = re.compile(
    rf"\b(?:{'|'.join(sorted(STATUS, key=len, reverse=True))})\b(?! (?:treaties|states|forces|texts?)\b)"
)


DIRECTIONS = {
    "increase": "decrease", "increased": "decreased", "rose": "fell", "more": "less", "before": "after",
    "after": "before", "higher": "lower", "supported": "opposed", "support": "oppose", "reduced": "increased",
    "first": "last", "over": "under", "joined": "left", "eastern": "western", "for": "against",
}  # fmt: skip
_DIRECTION = re.compile(rf"\b(?:{'|'.join(DIRECTIONS)})\b")


@dataclass(frozen=True)
class Case:
    """A sentence with the passage that it cites, and what was done to it ("" for nothing)."""

    sentence: str
    passage: Cited
    done: str = ""


def reworded(case: Case, way: Callable[[str], str]) -> Case | None:
    """The case in other words that are as true; None when the way does not apply."""
    other = way(case.sentence)
    return replace(case, sentence=other, done=way.__name__) if other != case.sentence else None


def without_opening(sentence: str) -> str:
    """ "On 3 May, the talks ended" -> "The talks ended"."""
    match = re.match(r"(?:On|In|At|During|After|Before) [^,]{3,60}, (?=(?:the|a|an|he|she|it|they|[A-Z])\b)", sentence)
    return capital(sentence[match.end() :]) if match else sentence


def without_aside(sentence: str) -> str:
    """The sentence less its brackets and less ", which …,"."""
    return re.sub(r" \([^()]*\)|, (?:which|who) [^,.;]*,(?= [a-z])", "", sentence, count=1)


def attributed(sentence: str) -> str:
    """The sentence as what the report says."""
    opens = re.match(r"(The|A|An|It|They|He|She|In|On|Both|This|These|At|After|No|Two|Three|Four|All) ", sentence)
    return f"According to the report, {sentence[0].lower()}{sentence[1:]}" if opens else sentence


def numbers_spelt(sentence: str) -> str:
    """Thousands without a comma, "per cent" as a sign, small numbers in figures."""
    text = re.sub(r"(\d),(\d{3})\b", r"\1\2", sentence)
    text = re.sub(r" per ?cent\b", "%", text)
    figures = dict(zip("two three four five six seven eight nine ten".split(), range(2, 11), strict=True))
    word = rf"(?<!-)\b(?:{'|'.join(figures)})\b(?! of\b| thirds\b| dozen\b| and a half\b|-)"
    return re.sub(word, lambda match: str(figures[match.group()]), text)


def dates_spelt(sentence: str) -> str:
    """16 June 1994 in another form, which depends on the day."""

    def other(match: re.Match[str]) -> str:
        day, month, year = match["day"], match["month"], match["year"]
        number = _MONTHS.index(month) + 1
        if year and int(day) % 3 == 0:
            return f"{year}-{number:02}-{int(day):02}"
        if year and int(day) % 3 == 1:
            return f"{int(day):02}.{number:02}.{year}"
        return f"{month} {day}, {year}" if year else f"{month} {day}"

    return re.sub(rf"(?<!and )(?<!to )(?<!or )(?<!-)(?<!–){_DAY}(?! to )(?! and )(?!–)", other, sentence)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


WAYS: Sequence[Callable[[str], str]] = (without_opening, without_aside, attributed, numbers_spelt, dates_spelt)


def number(case: Case, random: Random) -> str:
    """Another number in place of one; those in dates are left."""
    bare = _DATE.sub(lambda match: "#" * len(match.group()), case.sentence)
    return _changed(case, list(_NUMBER.finditer(bare)), lambda said: _other_number(said, random), random)


def _other_number(said: str, random: Random) -> str:
    if said in _SMALL:
        return random.choice(_SMALL)
    value = float(said.replace(",", ""))
    other = value * random.choice((2, 3, 5)) + random.choice((1, 2, 3))
    return f"{other:,.1f}" if "." in said else f"{other:,.0f}"


def date(case: Case, random: Random) -> str:
    """Another day, month or year."""

    def other(said: str) -> str:
        parts = _DATE.fullmatch(said)
        if parts["alone"]:
            return str(int(said) + random.choice((-4, -3, 2, 5)))
        kind = random.choice(("day", "month", "year") if parts["year"] else ("day", "month"))
        day = str(int(parts["day"]) % 28 + 1) if kind == "day" else parts["day"]
        month = random.choice(_MONTHS) if kind == "month" else parts["month"]
        year = str(int(parts["year"] or 0) + random.choice((-3, 2))) if kind == "year" else parts["year"]
        return " ".join(part for part in (day, month, year) if part)

    return _changed(case, list(_DATE.finditer(case.sentence)), other, random)


def name(case: Case, random: Random) -> str:
    """Another name in place of one."""
    places = [*_OPENING_NAME.finditer(case.sentence), *_NAME.finditer(case.sentence)]
    places = [match for match in places if match.group() not in _NOT_A_NAME]
    return _changed(case, places, lambda _: random.choice(NAMES), random)


def negation(case: Case, random: Random) -> str:
    """A "not" put in or taken out; not where another clause of the sentence is denied."""
    removable = list(_REMOVABLE.finditer(case.sentence))
    if removable:
        match = random.choice(removable)
        return f"{case.sentence[: match.start()]}{match['aux']} {case.sentence[match.end() :]}"
    if _HAS_NOT.search(case.sentence):
        return case.sentence
    places = [*_AUXILIARY.finditer(case.sentence), *_PAST.finditer(case.sentence)]
    if not places:
        return case.sentence
    match = random.choice(places)
    said = match.group()
    other = f"did not {_base(said)}" if "verb" in match.re.groupindex else f"{said} {random.choice(('not', 'never'))}"
    return case.sentence[: match.start()] + other + case.sentence[match.end() :]


def _base(past: str) -> str:
    """The infinitive of a regular past, well enough for a stemmer."""
    stem = past[:-2]
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if re.search(r"([bdgmnprt])\1$", stem):
        return stem[:-1]
    return stem + "e" if re.search(r"(?:[aiou][sctzvgdrp]|[lrns][vcgs]|[bgtp]l|u)$", stem) else stem


def status(case: Case, random: Random) -> str:
    """Another standing of the same thing."""
    return _changed(
        case, list(_STATUS.finditer(case.sentence)), lambda said: random.choice(STATUS[said]), random, said_too=True
    )


def _changed(
    case: Case, places: Sequence[re.Match[str]], other: Callable[[str], str], random: Random, *, said_too: bool = False
) -> str:
    """The sentence with something else at one of the places, which the passage has nowhere (unless `said_too`)."""
    known = f"{case.passage.about}\n{case.passage.text}".replace(",", "")
    for match in random.sample(list(places), len(places)):
        for _ in range(20):
            text = other(match.group())
            fresh = said_too or not re.search(rf"\b{re.escape(text.replace(',', ''))}\b", known)
            if text != match.group() and fresh:
                return case.sentence[: match.start()] + text + case.sentence[match.end() :]
    return case.sentence


def other_name(case: Case, random: Random) -> str:
    """A name of the passage that the sentence does not have, in place of one."""
    known = sorted({*_NAME.findall(case.passage.text)} - {*_NAME.findall(case.sentence)} - _NOT_A_NAME)
    places = [match for match in _NAME.finditer(case.sentence) if match.group() not in _NOT_A_NAME]
    return _changed(case, places, lambda said: random.choice(known or [said]), random, said_too=True)


def direction(case: Case, random: Random) -> str:
    """The opposite in place of a word with a direction."""
    places = list(_DIRECTION.finditer(case.sentence))
    return _changed(case, places, lambda said: DIRECTIONS[said], random, said_too=True)


PLANTS: Sequence[Callable[[Case, Random], str]] = (number, date, name, negation, status)


FURTHER: Sequence[Callable[[Case, Random], str]] = (other_name, direction)
"""Errors that are harder to see, and for which nothing is aimed at."""
