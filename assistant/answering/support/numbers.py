"""Numbers of a sentence, in digits or words, and whether the cited passages have them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.answering.support.dates import dates_in
from assistant.answering.support.number_words import SCALES, spelt

_CODE = re.compile(
    r"(?<![\w-])(?=[\w/-]*[A-Z])[A-Za-z]+(?:[-/][A-Za-z]+)*[-/.]?\d[\w/-]*(?![\w])|(?<![\w-])\d+[A-Z]\w*"
)
_CLOCK = re.compile(r"(?<![\w.,:])(\d{1,2})(?:[:.](\d\d))?(?: ?(?P<half>[ap])\.?m\b\.?)|(?<![\w.,:])(\d{1,2}):(\d\d)\b")
_DIGITS = re.compile(
    r"(?<![\w^])(?:(?P<sign>US\$|[$€£¥₽]|\b(?:USD|EUR|GBP|CHF|RUB)) ?)?"
    r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d,.]\d)"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?)(?P<power>\^\d+)?(?P<th>st|nd|rd|th)?(?![\d])"
)
_SCALE = re.compile(r" ?-?(hundred|thousand|dozen|million|billion|trillion|bn|mn|tn)\b|(?<=\d)([mk])\b", re.IGNORECASE)
_SHORT_SCALES = {"dozen": 12, "bn": 10**9, "mn": 10**6, "tn": 10**12, "m": 10**6, "k": 10**3}
_PERCENT = re.compile(r" ?-?(?:%|per ?cent\b|percentage points?\b|pct\b)", re.IGNORECASE)
_MONEY = re.compile(
    r" ?-?(?:US |U\.S\. )?(dollars?|euros?|roubles?|rubles?|pounds?|francs?|yen|yuan|hryvnias?|zloty|"
    r"USD|EUR|GBP|RUB)\b",
    re.IGNORECASE,
)
_SIGNS = {"$": "dollar", "us$": "dollar", "usd": "dollar", "€": "euro", "eur": "euro", "£": "pound", "gbp": "pound"}
_SIGNS |= {"¥": "yen", "₽": "rouble", "rub": "rouble", "ruble": "rouble", "chf": "franc"}
_UNIT = re.compile(
    r" ?-?(?:(?:working|business|calendar|consecutive|full) )?"
    r"(kilomet(?:re|er)s?|km|met(?:re|er)s?|m|miles?|millimet(?:re|er)s?|mm|centimet(?:re|er)s?|cm|feet|"
    r"kilograms?|kg|tonnes?|tons?|hectares?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries|century|degrees?)\b",
    re.IGNORECASE,
)
_UNITS = {"km": "kilometre", "m": "metre", "mm": "millimetre", "cm": "centimetre", "kg": "kilogram", "ton": "tonne"}
_ABOUT = r"about|around|approximately|roughly|some|circa|close to"
_ABOVE = r"more than|over|at least|above|exceed(?:s|ed|ing)?|upwards? of|no (?:less|fewer) than|not less than|beyond"
_BELOW = (
    r"(?<!no )(?<!not )less than|(?<!no )fewer than|under|below|up to|at most|no more than|not more than|nearly|"
    r"almost|within"
)
_BEFORE = tuple(
    (name, re.compile(rf"\b(?:{words}) (?:a |an |the |only |another )?(?:US\$|[$€£¥])?$", re.IGNORECASE))
    for name, words in (("below", _BELOW), ("above", _ABOVE), ("about", _ABOUT))
)
_LONGEST_BOUND = 40
_LISTED = re.compile(r" ?(?:-|to|and|or|,|, and) ?$")
_VAGUE = re.compile(r"\b(dozens|hundreds|thousands|millions|billions)\b", re.IGNORECASE)
_VAGUE_WORTH = {"dozens": 12, **{f"{word}s": worth for word, worth in SCALES.items()}}
_NOT_ONE = re.compile(r"\b(?:no|any|every|some|each|the|that|this|which) $|-$", re.IGNORECASE)
_ONE_THING = re.compile(r" (?!of\b|another\b|by\b|or\b|such\b)([a-z]+)")
_NEAR = Fraction(1, 20)
_FAR = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, where it stands, and what it may be worth: 1.200 is one or a thousand.

    `kind` is "", "%", "ordinal", "part" (of one), "time" (in minutes), "vague" ("thousands") or a currency; `unit` what
    is measured, "" when it is not said; `bound` is "about", "above", "below" or "".
    """

    said: str
    start: int
    end: int
    values: frozenset[Fraction]
    kind: str = ""
    unit: str = ""
    bound: str = ""


def numbers_in(text: str) -> list[Number]:
    """The numbers of a text in plain signs, in order; those of dates and codes such as "SS-20" are left out."""
    text = _without_dates(_CODE.sub(_blank, text))
    found = list(_clock(text))
    text = _blanked(text, found)
    found += _vague(text)
    digits = list(_digits(text))
    found += digits
    found += _worded(_blanked(text, digits))
    return _shared(text, sorted(found, key=lambda one: one.start))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blanked(text: str, found: Sequence[Number]) -> str:
    """The text with the numbers found taken out, in the same length."""
    for one in found:
        text = text[: one.start] + "#" * (one.end - one.start) + text[one.end :]
    return text


def _without_dates(text: str) -> str:
    for one in dates_in(text):
        text = text[: one.start] + "#" * (one.end - one.start) + text[one.end :]
    return text


def _clock(text: str) -> Iterator[Number]:
    for match in _CLOCK.finditer(text):
        hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
        yield Number(match.group(), match.start(), match.end(), frozenset({Fraction(60 * hour + minute)}), "time")


def _vague(text: str) -> Iterator[Number]:
    for match in _VAGUE.finditer(text):
        worth = frozenset({Fraction(_VAGUE_WORTH[match[1].lower()])})
        yield Number(match.group(), match.start(), match.end(), worth, "vague")


def _digits(text: str) -> Iterator[Number]:
    for match in _DIGITS.finditer(text):
        kind = _SIGNS.get((match["sign"] or "").lower(), match["sign"] or "")
        values = _values(match["number"], int((match["power"] or "^1")[1:]))
        number = Number(match.group(), match.start(), match.end(), values, "ordinal" if match["th"] else kind)
        yield _measured(text, number)


def _values(digits: str, power: int) -> frozenset[Fraction]:
    """What a number in digits may be worth."""
    bare = digits.replace(" ", "")
    readings = {bare.replace(",", "")}
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", bare):
        readings.add(bare.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+,\d{1,2}", bare):
        readings = {bare.replace(",", ".")}
    return frozenset(Fraction(one) ** min(power, 12) for one in readings if one.count(".") <= 1)


def _worded(text: str) -> Iterator[Number]:
    for one in spelt(text):
        if one.value == 1 and not one.ordinal and not _counts_one(text, one.start, one.end):
            continue
        kind = "ordinal" if one.ordinal else "part" if one.part else ""
        yield _measured(text, Number(one.said, one.start, one.end, frozenset({one.value}), kind))


def _counts_one(text: str, start: int, end: int) -> bool:
    """Whether "one" counts a thing, as in "one soldier": not "no one", "one of them"."""
    return not _NOT_ONE.search(text[max(0, start - _LONGEST_BOUND) : start]) and _ONE_THING.match(text, end) is not None


def _measured(text: str, number: Number) -> Number:
    """The number with what is written around it: its scale, per cent or currency, unit, and bound."""
    end, values, kind = number.end, number.values, number.kind
    if scale := _SCALE.match(text, end):
        name = (scale[1] or scale[2]).lower()
        values = frozenset(value * (SCALES.get(name) or _SHORT_SCALES[name]) for value in values)
        end = scale.end()
    if percent := _PERCENT.match(text, end):
        kind, end = "%", percent.end()
    elif money := _MONEY.match(text, end):
        name = money[1].lower()
        name = name if name == "francs" else name.removesuffix("s")
        kind, end = _SIGNS.get(name, name.removesuffix("s")), money.end()
    unit = _UNIT.match(text, end)
    bound = next(
        (name for name, before in _BEFORE if before.search(text[max(0, number.start - _LONGEST_BOUND) : number.start])),
        "",
    )
    name = _singular(unit[1]) if unit else ""
    return replace(number, said=text[number.start : end], end=end, values=values, kind=kind, unit=name, bound=bound)


def _singular(unit: str) -> str:
    name = unit.lower().replace("meter", "metre").replace("centuries", "century")
    name = name if name in _UNITS else name.removesuffix("s")
    return _UNITS.get(name, name)


def _shared(text: str, numbers: Sequence[Number]) -> list[Number]:
    """Numbers with the scale, kind and unit of the next one in a list or range: "5 to 10 million dollars"."""
    found: list[Number] = []
    for one in reversed(numbers):
        after = found[-1] if found else None
        listed = after is not None and _LISTED.fullmatch(text[one.end : after.start]) is not None
        found.append(_like(one, after) if after is not None and listed and not one.kind else one)
    return found[::-1]


def _like(one: Number, after: Number) -> Number:
    """A number that may have the scale, kind and unit of the one after it."""
    if after.kind in {"time", "vague", "part"}:
        return one
    scale = _SCALE.search(after.said) if not _SCALE.search(one.said) else None
    name = (scale[1] or scale[2]).lower() if scale else ""
    factor = SCALES.get(name) or _SHORT_SCALES.get(name, 1)
    values = one.values | {value * factor for value in one.values}
    return replace(one, values=values, kind="" if after.kind == "ordinal" else after.kind, unit=one.unit or after.unit)


def has(known: Sequence[Number], wanted: Number) -> bool:
    """Whether the known numbers have the wanted one: its value, kind and unit, or one that it rounds as it says."""
    return any(_is(one, wanted) for one in known)


def _is(known: Number, wanted: Number) -> bool:
    if wanted.kind == "vague":
        least = min(wanted.values)
        return known.values == wanted.values if known.kind == "vague" else _many(known, least)
    if not _same_kind(known.kind, wanted.kind) or (known.unit and wanted.unit and known.unit != wanted.unit):
        return False
    if any(_as_whole(known, one) == _as_whole(wanted, other) for one in known.values for other in wanted.values):
        return {known.bound, wanted.bound} != {"above", "below"}
    return wanted.bound != "" and any(_rounds(one, wanted) for one in known.values)


def _many(known: Number, least: Fraction) -> bool:
    """Whether a number may be called "hundreds", by the worth of one."""
    return any(2 * least <= value < 100 * least for value in known.values)


def _as_whole(number: Number, value: Fraction) -> Fraction:
    """A part in per cent, so that "half" is 50 %."""
    return value * 100 if number.kind == "part" else value


def _same_kind(known: str, wanted: str) -> bool:
    return known == wanted or (known, wanted) in {("", "ordinal"), ("%", "part"), ("part", "%"), ("", "part")}


def _rounds(value: Fraction, wanted: Number) -> bool:
    """Whether a wanted number is the value rounded: to its own last figure that is not 0, and on the side it says.

    "Nearly" and "almost" say both "about" and "below"; they count as the latter.
    """
    for rounded in wanted.values:
        step, more = _step(rounded), value - rounded
        about = wanted.bound == "about" and abs(more) * 2 <= step and abs(more) <= value * _NEAR
        side = {"above": more, "below": -more}.get(wanted.bound, Fraction(-1))
        if about or 0 <= side < min(step, value * _FAR):
            return True
    return False


def _step(value: Fraction) -> Fraction:
    """The worth of a number's last figure that is not 0: 100 for 1,200, 1/10 for 2.5."""
    step = Fraction(1)
    if value == 0:
        return step
    while (value / step).denominator > 1 and step > Fraction(1, 10**6):
        step /= 10
    while (value / (step * 10)).denominator == 1:
        step *= 10
    return step


def missing(sentence: str, passages: str, english: bool = True) -> list[str]:
    """The numbers of a sentence, as written, that the passages do not have; both in plain signs.

    In other languages than English only those in digits, whatever they measure.
    """
    if not english:
        held = {value for one in _digits(passages) for value in one.values}
        return [one.said.strip() for one in _digits(sentence) if held.isdisjoint(one.values)]
    wanted = numbers_in(sentence)
    known = numbers_in(passages) if wanted else []
    return [one.said.strip() for one in wanted if not has(known, one) and not _told(one, passages)]


def _told(number: Number, passages: str) -> bool:
    """Whether words tell a number: "one soldier" by "a soldier", the 16th by 16 June, 2,000 by a bare 2000."""
    if number.kind == "ordinal" and any(one.day in number.values for one in dates_in(passages)):
        return True
    if number.values == {1}:
        words = r"an?|one|single|sole|only|lone|1" + (r"|first|initial\w*|earliest" if number.kind == "ordinal" else "")
        return re.search(rf"\b(?:{words})\b", passages, re.IGNORECASE) is not None
    years = {one.year for one in dates_in(passages) if one.said == str(one.year)}
    return not number.kind and not years.isdisjoint(number.values)
