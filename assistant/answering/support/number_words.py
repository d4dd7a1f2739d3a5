"""Numbers in words: "twelve hundred", "two and a half million", "a dozen", "two thirds", "sixteenth"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SMALL = {**{word: value for value, word in enumerate(_UNITS)}, **{word: 10 * n for n, word in enumerate(_TENS, 2)}}
_ORDINALS = {
    **{
        f"{word}th": value
        for word, value in _SMALL.items()
        if word not in {"zero", "one", "two", "three", "five", "eight", "nine", "twelve"} and not word.endswith("y")
    },
    **{f"{word[:-1]}ieth": value for word, value in _SMALL.items() if word.endswith("ty")},
    **{"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12},
    **{"hundredth": 100, "thousandth": 1000},
}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_PARTS |= {f"{word}s": value for word, value in _PARTS.items() if not word.endswith("s") and word != "half"}
_ALONE = {"both": 2, "dozen": 12, "twice": 2}
_SINGLE = {**_SMALL, **_ORDINALS, **SCALES, "both": 2}
_TOKEN = re.compile(r"[A-Za-z]+|\d[\d,.]*|[^\sA-Za-z\d]")
_HALF = re.compile(r"-and-a-(?=half\b|quarter\b)")
_JOINS = frozenset({"and", "-", "a", "an"})
_ALL = frozenset({*_SMALL, *SCALES, *_ORDINALS, *_PARTS, *_ALONE})


@dataclass(frozen=True, slots=True)
class Spelt:
    """A number in words: as written, where it stands, what it is worth, and whether it is an ordinal or a part."""

    said: str
    start: int
    end: int
    value: Fraction
    ordinal: bool = False
    part: bool = False


def spelt(text: str) -> Iterator[Spelt]:
    """The numbers in words of a text, in order; "one" is told too, "a" and "an" only in "a hundred"."""
    tokens = list(_TOKEN.finditer(_HALF.sub(" and a ", text)))
    words = [token.group().lower() for token in tokens]
    place = 0
    while place < len(words):
        length = _run(words, place)
        if not length:
            place += 1
            continue
        first, last = tokens[place], tokens[place + length - 1]
        run = [word for word in words[place : place + length] if word != "-"]
        if length == 1 and run[0] in _PARTS and words[place - 1 : place] == ["a"] and words[place + 1 :][:1] == ["of"]:
            run = ["one", *run]  # "a third of it"
        yield Spelt(text[first.start() : last.end()], first.start(), last.end(), *_value(run))
        place += length


def single(word: str) -> Fraction | None:
    """The value of one word in lower case, "seven" or "2,500"; None for what is no number."""
    if word[:1].isdigit():
        digits = re.fullmatch(r"(\d[\d,]*(?:\.\d+)?)(?:st|nd|rd|th|s)?", word)
        return Fraction(digits[1].replace(",", "")) if digits else None
    known = _SINGLE.get(word)
    return None if known is None else Fraction(known)


def _run(words: Sequence[str], place: int) -> int:
    """How many words from a place on are one number."""
    end = place
    if words[place] in {"a", "an"} and words[place + 1 : place + 2] and words[place + 1] in {*SCALES, "dozen"}:
        end += 1
    elif words[place] not in _ALL:
        return 0
    while end < len(words):
        if words[end] in _ALL:
            end += 1
            if words[end - 1] in _ORDINALS and words[end - 1] not in _SMALL:
                break
        elif not _goes_on(words, place, end):
            break
        else:
            end += 1
    return end - place


def _goes_on(words: Sequence[str], place: int, end: int) -> bool:
    """Whether "and", "a" or a hyphen within a number is part of it: "two hundred and six", "two and a half million"."""
    if words[end] not in _JOINS or end == place:
        return False
    after = list(words[end + 1 : end + 3])
    if words[end] == "-":
        return bool(after) and after[0] in _ALL and words[end - 1] in _ALL
    if words[end] == "and":
        half = after[:2] in (["a", "half"], ["a", "quarter"])
        return half or (bool(after) and after[0] in _SMALL and words[end - 1] in SCALES)
    return words[end - 1] in {"and", "half"} and bool(after) and after[0] in {"half", "quarter", *SCALES}


def _value(run: Sequence[str]) -> tuple[Fraction, bool, bool]:
    """What a run of words is worth, and whether it is an ordinal or a part."""
    words = [word for word in run if word not in {"and", "a", "an"}]
    cut = next((place for place in range(len(words)) if _is_part(words, place)), None)
    if cut is None:
        return _whole(words), words[-1] in _ORDINALS, False
    share = Fraction(1, _PARTS[words[cut]])
    before, scale = _whole(words[:cut]), _whole(words[cut + 1 :]) or Fraction(1)
    mixed = "and" in run and before > 0
    return (before + share if mixed else (before or 1) * share) * scale, False, scale == 1 and not mixed


def _is_part(words: Sequence[str], place: int) -> bool:
    """Whether a word is a part of a whole: "half", "two thirds", "one third", but not "twenty-third"."""
    word = words[place]
    counted = place > 0 and words[place - 1] in _UNITS
    return word in _PARTS and (word in {"half", "quarter"} or word.endswith("s") or (counted and word != "second"))


def _whole(words: Sequence[str]) -> Fraction:
    """The value of cardinals and ordinals in a row; "nineteen ninety-four" is a year."""
    total = current = Fraction(0)
    for word in words:
        scale = SCALES.get(word, 12 if word == "dozen" and current else 0)
        if scale:
            current = (current or Fraction(1)) * scale
            if scale > 100:
                total, current = total + current, Fraction(0)
            continue
        value = _SMALL.get(word, _ORDINALS.get(word, _ALONE.get(word, 0)))
        is_year = 10 <= value < 100 and 10 <= current < 100 and current.denominator == 1
        current = current * 100 + value if is_year else current + value
    return total + current
