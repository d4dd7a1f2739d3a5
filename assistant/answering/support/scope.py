"""How many and how often: "all" for "most", "only" where the passage does not say so, "at most" for "at least"."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.support.bearings import shares_of
from assistant.answering.support.words import Text, Word

_WHOLE = frozenset("all every each always entire whole entirely completely fully everyone everybody everything".split())
_AS_WHOLE = _WHOLE | frozenset(
    "any both no none nobody neither never not without unanimous unanimously consensus together".split()
)
_SOLE = frozenset("only sole solely alone exclusively".split())
_AS_SOLE = _SOLE | frozenset("exclusive except nothing nobody but without unless until".split())
_NO_SCOPE_AFTER = frozenset("above at not".split())
_NO_SCOPE_BEFORE = frozenset("if when where after once until but about".split())
_LIMITING = frozenset("most some several few half".split())
_LIMITED = _LIMITING | frozenset(
    "many majority part partly mostly nearly almost largely mainly than third quarter per".split()
)
_SUPERLATIVE = frozenset("the at its their his her".split())
_BOUNDS = {
    "above": re.compile(r"\b(?:at least|no (?:less|fewer) than|not less than|a minimum of|or more)\b"),
    "below": re.compile(r"\b(?:at most|n(?:o|ot) (?:more|later) than|up to|a maximum of|at the latest)\b"),
}
_ALL_OTHERS = re.compile(r"\b(?:all|every) (?:the )?other\b|\ball (?:the )?others\b|\ball but\b")
_ALL = re.compile(r"\b(?:all|every)\b(?! others?\b)")
_BUT_ONE = re.compile(r"\b(?:others?|rest|but|except\w*|apart|remaining|save)\b")
_MOST = 0.6
_MARGIN = 0.25
_NEXT = 3


def misjudged(sentence: Text, passages: Text) -> Iterator[str]:
    """The words of a sentence for how many or how often that its passages do not bear out, in plain words.

    Only where a sentence of the passages has most of its words: else nothing is known of what they speak of.
    """
    shares = shares_of(sentence, passages)
    best = max(shares, default=0.0)
    if best < _MOST:
        return
    near = [place for place, share in enumerate(shares) if share >= best / 2]
    plain = {word.plain for place in near for word in passages.by_sentence[place]}
    for kind, borne_out in ((_WHOLE, _AS_WHOLE), (_SOLE, _AS_SOLE)):
        extra = next(_of_kind(sentence.words, kind), "")
        if extra and plain.isdisjoint(borne_out):
            yield f'"{extra}" is not in the cited passage'
    if not _LIMITED & {word.plain for word in sentence.words}:
        stems = {word.stem for word in sentence.words if word.content}
        for place, share in enumerate(shares):
            if share >= best - _MARGIN:
                yield from _unlimited(stems, passages.by_sentence[place])
    yield from _other_bounds(sentence.plain.lower(), " ".join(passages.sentences[place] for place in near).lower())


def _of_kind(words: Sequence[Word], kind: frozenset[str]) -> Iterator[str]:
    """Words of a kind, but those of "above all", "at all", "only if" and "all but"."""
    for place, word in enumerate(words):
        before = words[place - 1].plain if place else ""
        after = words[place + 1].plain if place + 1 < len(words) else ""
        if word.plain in kind and before not in _NO_SCOPE_AFTER and after not in _NO_SCOPE_BEFORE:
            yield word.text


def _unlimited(stems: set[str], known: Sequence[Word]) -> Iterator[str]:
    """What a sentence with these stems leaves out: "most" of "most members accused"."""
    for place, word in enumerate(known):
        after = known[place + 1 : place + 1 + _NEXT]
        of = next((one for one in after if one.content), None)
        if word.plain not in _LIMITING or of is None or of.stem not in stems or any(one.exact for one in after):
            continue
        if not (word.plain == "most" and place and known[place - 1].plain in _SUPERLATIVE):
            yield f'the passage says "{word.text}", which the sentence leaves out'


def _other_bounds(said: str, known: str) -> Iterator[str]:
    """What is told as "at most" and is "at least", or told of all and said of all others."""
    for side, other in (("above", "below"), ("below", "above")):
        mine, theirs = _BOUNDS[side].search(said), _BOUNDS[other].search(known)
        if mine and theirs and not _BOUNDS[side].search(known):
            yield f'"{mine.group()}" is not what the passage says ("{theirs.group()}")'
    if _ALL.search(said) and _ALL_OTHERS.search(known) and not _BUT_ONE.search(said):
        yield 'the passage says "other", which the sentence leaves out'
