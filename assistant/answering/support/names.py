"""Names of a sentence, and which of them the cited passages do not have."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.support.dates import CALENDAR
from assistant.answering.support.openers import OPENERS, SAID_OF_ONE, looks_common
from assistant.answering.support.words import FUNCTION_WORDS, folded, stem
from assistant.indexing.words import Stems
from assistant.retrieval.places import also_called

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d[\w.,/-]*")
_CODE = re.compile(r"(?<![\w-])(?=[\w/.-]*\d)(?=[\w/.-]*[A-Z])\w+(?:[-/]\w+|\.(?=\d)\w+)*")
_NO_CODE = re.compile(r"\d+(?:st|nd|rd|th|s)|[a-z]+-[\d-]+|(?:US|[A-Z]{3})?\d+(?:bn|mn|tn|m|k)?", re.IGNORECASE)
_PREFIX = re.compile(r"[a-z]+-\d[\d-]*")
_RUN_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"'s?$")
_PAIR = re.compile(r"(?=(?<![\w'-])([A-Z][^\W\d_A-Z]+) ([A-Z][^\W\d_A-Z]+)(?![\w-]))")
_LINKS = frozenset("of and for the in on to de du la del von van der".split())
_AFTER_OPENING = re.compile(r'(?:^|[.!?:]"? |["(\[] ?|\n)$')
_SHORT_CALENDAR = frozenset("jan feb mar apr jun jul aug sept sep oct nov dec".split())
_ADDRESSED = frozenset("mr mrs ms dr st sir madam lord lady i ii a an o".split())
_NO_NAMES = CALENDAR | _SHORT_CALENDAR | _ADDRESSED
_SAME = (
    frozenset({"kyiv", "kiev"}),
    frozenset({"american", "americans", "america", "us", "usa"}),
    frozenset({"british", "britain", "uk"}),
    frozenset({"dutch", "netherlands", "holland"}),
    frozenset({"turkey", "turkiye", "turkish"}),
    frozenset({"myanmar", "burma"}),
    frozenset({"belarus", "belarusian", "byelorussia", "byelorussian"}),
    frozenset({"africa", "african", "africans"}),
    frozenset({"europe", "european", "europeans"}),
    frozenset({"asia", "asian", "asians"}),
    frozenset({"article", "art", "articles", "arts"}),
    frozenset({"number", "no"}),
    frozenset({"paragraph", "para"}),
)
_SHORTEST_ACRONYM = 2
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_LONG = frozenset({"United States", "United Nations", "United Kingdom", "European Union"})


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised word as written and folded, whether it opens a sentence, and the two words that follow it."""

    said: str
    plain: str
    opens: bool
    after: tuple[str, ...]


def _words_of(passages: str) -> frozenset[str]:
    """The words of passages, folded; those with hyphens also in one."""
    joined = (match.group().replace("-", "") for match in _RUN_WORD.finditer(passages) if "-" in match.group())
    return frozenset(folded(word) for word in (*_WORD.findall(passages), *joined))


def _capitals(text: str) -> Iterator[Name]:
    found = list(_WORD.finditer(text))
    for place, match in enumerate(found):
        said = match.group()
        if said != said.lower() and not said[0].isdigit():
            opens = _AFTER_OPENING.search(text[max(0, match.start() - 4) : match.start()]) is not None
            after = tuple(one.group() for one in found[place + 1 : place + 3])
            yield Name(said, folded(said), opens, after)


def names_in(sentence: str) -> list[Name]:
    """The words of a sentence in plain signs that are names or parts of them.

    The word that opens a sentence is one when it is not known to be another word and what follows is said of one.
    """
    capitals = [
        one
        for one in _capitals(sentence)
        if one.plain.removesuffix("s") not in _NO_NAMES and one.plain not in _NO_NAMES
    ]
    return [one for one in capitals if not (_is_opener(one) if one.opens else one.plain in FUNCTION_WORDS - {"us"})]


def _is_opener(one: Name) -> bool:
    """Whether the first word of a sentence is no name."""
    if one.plain in FUNCTION_WORDS or one.plain in OPENERS:
        return not (one.said.isupper() and len(one.said) >= _SHORTEST_ACRONYM and one.plain not in FUNCTION_WORDS)
    if one.said[1:] != one.said[1:].lower():
        return False
    following = one.after[0] if one.after else ""
    if following[:1].isupper() and following.lower() not in FUNCTION_WORDS:
        return looks_common(one.plain)
    return looks_common(one.plain) or following.lower() not in SAID_OF_ONE


def missing(stems: Stems, sentence: str, passages: str) -> list[str]:
    """The names of a sentence, part by part, and its codes ("SS-20"), that passages do not have; all in plain signs.

    Words in other letters than those of English, which may only look like them, are told as well.
    """
    names, words = names_in(sentence), _words_of(passages)
    lacking = [one for one in names if one.plain not in words]
    if lacking:
        held = {stem(stems, word) for word in words}
        lacking = [one for one in lacking if len(one.plain) == 1 or stem(stems, one.plain) not in held]
    if lacking:
        lacking = _still_lacking(lacking, sentence, passages, words)
    strange = [word for word in _WORD.findall(sentence) if not folded(word).isascii() and folded(word) not in words]
    mixed = _mixed(sentence, passages)
    codes = codes_in(sentence)
    known = _codes_of(passages) if codes else set()
    codes = [one for one in codes if _bare(one) not in known]
    return list(dict.fromkeys([*(_POSSESSIVE.sub("", one.said) for one in lacking), *strange, *mixed, *codes]))


def _mixed(sentence: str, passages: str) -> list[str]:
    """Names of two words of which passages have each only with another one: "Heidi Kuchma"."""
    pairs = _full_names(sentence)
    if not pairs:
        return []
    known = _full_names(passages)
    words = [folded(word) for word in _WORD.findall(passages)]
    return [
        f"{first} {last}"
        for first, last in pairs
        if (first, last) not in known
        and words.count(folded(first)) == sum(one == first for one, _ in known) > 0
        and any(other == last for _, other in known)
    ]


def _full_names(text: str) -> list[tuple[str, str]]:
    """Two capitalised words in a row that are no title, state or body."""
    pairs = _PAIR.findall(text)
    return [pair for pair in pairs if not {word.lower() for word in pair} & (OPENERS | FUNCTION_WORDS | CALENDAR)]


def _still_lacking(lacking: Sequence[Name], sentence: str, passages: str, words: frozenset[str]) -> list[Name]:
    """The names that passages have in no other form: initials, a long name, another word for the same country."""
    initials = frozenset(_initials(passages))
    letters = {one.plain[0] for one in _capitals(passages)}
    spelt_out, others = _spelt_out(sentence, passages, initials), also_called(sentence)
    return [
        one
        for one in lacking
        if not (len(one.plain) == 1 and one.plain in letters)
        and not (one.said.isupper() and one.said in initials)
        and one.plain not in spelt_out
        and not _same_country(one.plain, others, words)
    ]


def _spelt_out(sentence: str, passages: str, known: frozenset[str]) -> set[str]:
    """The words of long names in a sentence of which passages have the initials alone."""
    short = set(_ACRONYM.findall(passages)) - known
    found: set[str] = set()
    for run in _runs(sentence):
        for first in range(len(run)):
            for last in range(first + 2, len(run) + 1):
                letters = "".join(word[0] for word in run[first:last])
                if letters in short and (len(letters) > _SHORTEST_ACRONYM or " ".join(run[first:last]) in _LONG):
                    found.update(part for word in run[first:last] for part in folded(word).split("-"))
    return found


def _initials(text: str) -> Iterator[str]:
    """The initials of every stretch of a long name."""
    for run in _runs(text):
        letters = "".join(word[0] for word in run)
        for first in range(len(letters)):
            yield from (letters[first:last] for last in range(first + _SHORTEST_ACRONYM, len(letters) + 1))


def _runs(text: str) -> Iterator[list[str]]:
    """Capitalised words in a row, small words between them left out."""
    run: list[str] = []
    end = 0
    for match in _RUN_WORD.finditer(text):
        word = match.group()
        apart = text[end : match.start()].strip() != ""
        if run and (apart or not (word[0].isupper() or word.lower() in _LINKS)):
            yield run
            run = []
        if word[0].isupper():
            run.append(word)
        end = match.end()
    if run:
        yield run


def _same_country(name: str, others: dict[str, tuple[str, ...]], words: frozenset[str]) -> bool:
    """Whether passages have a form of the same country's name: "Russia" for "Russian", not for "Moscow"."""
    alike = {one for group in _SAME if name in group for one in group}
    if not words.isdisjoint(alike) or (alike & {"us", "american"} and {"united", "states"} <= words):
        return True
    called = {folded(one) for mention, names in others.items() if mention == name for one in names}
    return any(one in words and one[:2] == name[:2] for one in called)


def codes_in(text: str) -> list[str]:
    """Words of letters and digits: "SS-20", "T-72", "S/1994/5"."""
    found = [match.group() for match in _CODE.finditer(text)]
    return [one for one in found if not _NO_CODE.fullmatch(one) and not _PREFIX.fullmatch(one)]


def _codes_of(passages: str) -> set[str]:
    codes = codes_in(passages)
    return {_bare(part) for code in codes for part in (code, *code.split("/"))} | {
        _bare(one) for one in _pairs(passages)
    }


def _pairs(text: str) -> Sequence[str]:
    return [left + right for left, right in re.findall(r"\b([A-Za-z]+) (\d+)\b", text)]


def _bare(code: str) -> str:
    return re.sub(r"[-/. ]|'?s$", "", code).lower()
