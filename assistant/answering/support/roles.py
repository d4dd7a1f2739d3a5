"""Who does what: names that change places in a sentence."""

from collections.abc import Iterator, Mapping, Sequence

from assistant.answering.support.bearings import closest
from assistant.answering.support.dates import CALENDAR
from assistant.answering.support.speakers import SAYING
from assistant.answering.support.words import Text, Word

_AUXILIARIES = frozenset(
    """has had have is was were are be been will would could should may might must did does do not never also then
    later both again first to""".split()
)
_PASSIVE = frozenset("been was were is are be".split())
_LINKS = frozenset("for to with from against".split())
_WITHIN_NAMES = frozenset("of the and in for at on to".split())
_OFFICES = frozenset(
    """minister president premier chancellor secretary ambassador delegate spokesman spokeswoman chair chairman
    representative leader envoy negotiator official head commissioner""".split()
)
_SHORTEST_VERB = 4
_NEXT = 4
_MOST = 0.55
_Named = Mapping[tuple[str, ...], frozenset[str]]
"""Names by what they stand with."""


def exchanged(sentence: Text, passages: Text) -> list[str]:
    """What names of a sentence do in it that others do in the passage's closest sentence, in plain words.

    Told by what stands before a verb ("Kyiv refused"), and before a small word with a name ("Kuchma … for Ukraine").
    """
    place = closest(sentence, passages, _MOST)
    if place is None:
        return []
    known = passages.by_sentence[place]
    named = {word.stem for word in passages.words if _is_name(word)}
    doers, pairs = _doers(known), _pairs(known)
    busy = {name for verb, names in doers.items() if not verb[0].endswith("ing") for name in names}
    found = []
    for words in sentence.by_sentence:
        for verb, doer in _others(_doers(words), doers, named):
            if doer & busy or not doer & _names_before(known, verb):
                found.append(f"{_listed(known, doers[verb])} and not {_listed(words, doer)} does so in the passage")
        for link, doer in _others(_pairs(words), pairs, named):
            if not any(one[0] == link[0] and names & doer for one, names in pairs.items()):
                continue  # nothing else is said in this way of the names: they may only stand far off
            found.append(f"{_listed(known, pairs[link])} and not {_listed(words, doer)} does so in the passage")
    return list(dict.fromkeys(found))


def _others(said: _Named, known: _Named, named: set[str]) -> Iterator[tuple[tuple[str, ...], frozenset[str]]]:
    """What has other names in a sentence than in the passage, with those of the sentence, which the passage knows."""
    for key, names in said.items():
        if key in known and known[key].isdisjoint(names) and names <= named:
            yield key, names


def _listed(words: Sequence[Word], names: frozenset[str]) -> str:
    """Names as they are written, in quotation marks."""
    written = dict.fromkeys(word.text.split("'")[0] for word in words if word.stem in names and _is_name(word))
    return f'"{" ".join(written)}"'


def _names_before(words: Sequence[Word], verb: tuple[str, ...]) -> set[str]:
    """The names before a verb, from the beginning of the sentence."""
    last = max(place for place, word in enumerate(words) if (word.stem,) == verb)
    return {word.stem for word in words[:last] if _is_name(word)}


def _is_name(word: Word) -> bool:
    return word.text[0].isupper() and word.content and word.plain not in CALENDAR


def _doers(words: Sequence[Word]) -> _Named:
    """By the stem of a verb, the names right before it, or after its "by"."""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for place, word in enumerate(words):
        if word.text[0].isupper() or not word.content or len(word.plain) < _SHORTEST_VERB or word.plain in SAYING:
            continue
        before = _before_auxiliaries(words, place)
        passive = any(one.plain in _PASSIVE for one in words[before + 1 : place])
        names = frozenset(_named_after_by(words, place) if passive else _name_up_to(words, before))
        if names:
            found[word.stem,] = found.get((word.stem,), frozenset()) | names
    return found


def _named_after_by(words: Sequence[Word], place: int) -> Iterator[str]:
    """The stems of the name after the "by" that follows a verb in the passive voice."""
    by = next((at for at in range(place + 1, min(place + _NEXT, len(words))) if words[at].plain == "by"), None)
    for word in words[by + 1 :] if by else ():
        if not (_is_name(word) or word.plain in _WITHIN_NAMES) or word.apart:
            return
        if _is_name(word):
            yield word.stem


def _before_auxiliaries(words: Sequence[Word], place: int) -> int:
    """The place before a verb and what belongs to it: "did not" of "did not agree"; -1 at the beginning."""
    before = place - 1
    while before >= 0 and words[before].plain in _AUXILIARIES and not words[before + 1].apart:
        before -= 1
    return before


def _name_up_to(words: Sequence[Word], last: int) -> Iterator[str]:
    """The stems of the name that ends at a place, or at the common word after it ("the African side")."""
    if last > 0 and words[last].text.islower() and words[last].content and _is_name(words[last - 1]):
        if words[last].plain in _OFFICES:
            return  # "the Belarusian minister" may be anybody by name
        last -= 1
    while last >= 0 and _may_be_within(words, last) and not words[last + 1].apart:
        if _is_name(words[last]):
            yield words[last].stem
        last -= 1


def _may_be_within(words: Sequence[Word], place: int) -> bool:
    """Whether a word may be part of a name: itself one, small, or the "eastern" of "Group on eastern Ukraine"."""
    after_link = place > 0 and words[place - 1].plain in _WITHIN_NAMES - {"and", "the"}
    return _is_name(words[place]) or words[place].plain in _WITHIN_NAMES or after_link


def _pairs(words: Sequence[Word]) -> _Named:
    """By a small word and the name after it ("for", "Ukraine"), the nearest name before it."""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    nearest: frozenset[str] = frozenset()
    for place, word in enumerate(words):
        if not _is_name(word):
            continue
        link = next((one.plain for one in reversed(words[max(0, place - 2) : place]) if one.plain in _LINKS), "")
        if link and nearest:
            found[link, word.stem] = found.get((link, word.stem), frozenset()) | nearest
        goes_on = place and (_is_name(words[place - 1]) or words[place - 1].plain in _WITHIN_NAMES)
        nearest = nearest | {word.stem} if goes_on else frozenset({word.stem})
    return found
