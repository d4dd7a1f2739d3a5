"""Whether a sentence denies what its passages say, or says what they deny."""

from collections.abc import Iterator, Sequence

from assistant.answering.support.aligned import Change
from assistant.answering.support.bearings import Bearing, bearings, coverage
from assistant.answering.support.words import Text, Word

OPPOSITE = "the passage says the opposite"
_ALWAYS = frozenset(
    """not cannot never no none nobody nothing nowhere neither nor without unable unwilling hardly barely scarcely
    refuse refuses refused refusing refusal fail fails failed failing failure deny denies denied denying denial
    reject rejects rejected rejecting rejection lack lacks lacked lacking absence impossible unlikely rarely seldom
    vetoes vetoed exclude excludes excluded excluding prevent prevents prevented except""".split()
)
_DENYING = frozenset("not never no cannot nor neither without none".split())
_WITH_TO = frozenset("decline declines declined declining".split())
_RULING = frozenset("rule rules ruled ruling".split())
_BEFORE_VERB = frozenset("to will would could can may might not or".split())
_NO_NOT = frozenset("only least just merely simply".split())
_NO_NO = frozenset("less fewer more later earlier sooner doubt matter".split())
_FEW = 4
_MARGIN = 0.15
_ENOUGH = 0.45
_UNDONE = ("un", "in", "im", "non", "il", "ir", "dis")
_SHARED = 2
_MOST = 0.6
_COPY = 0.8
_OTHERWISE = frozenset(
    """cease ceased ceases stop stopped halt halted end ended outside beyond far way withheld withhold withholds spare
    spared spares avoid avoided avoids free opposed opposes oppose against contrary instead rather block blocked blocks
    barred bars bar forbids forbidden forbade banned bans excluded excludes missed misses down missing absent still
    except neither too short stays stay remains remain kept keeps left leaves leave""".split()
)


def cue_at(words: Sequence[Word], place: int) -> str:
    """The lemma "not" for a word that denies, else "": "not only", "no less than" and "whether or not" deny nothing."""
    word = words[place].plain
    after = words[place + 1].plain if place + 1 < len(words) else ""
    before = words[place - 1].plain if place else ""
    if word.endswith("n't") or (word in _WITH_TO and after == "to"):
        return "not"
    if word == "veto" and before in _BEFORE_VERB:
        return "not"
    if word in _RULING and after == "out":
        return "not"
    if word not in _ALWAYS or (word == "not" and (after in _NO_NOT or before == "or")):
        return ""
    return "" if word == "no" and (after in _NO_NO or after.isdigit()) else "not"


def contradictions(sentence: Text, passages: Text, changed: Sequence[Change]) -> list[str]:
    """What a sentence denies and its passages do not, and what they deny and it does not, in plain words.

    `changed` is what is different from the passage's sentence that it is nearly a copy of.
    """
    said, known = bearings(sentence, cue_at), bearings(passages, cue_at)
    if not said and not known:
        return []
    if any(_put_in(one.said, one.known) or _put_in(one.known, one.said) for one in changed):
        return [OPPOSITE]
    stems = frozenset(word.stem for word in sentence.words if word.content)
    shares = coverage(passages, stems)
    if _denies_nearby(known, shares) and _otherwise(said, sentence, passages) and max(shares) < _COPY:
        return []
    found = [*_added(said, known, passages, shares), *_dropped(said, known, sentence, passages, shares)]
    return list(dict.fromkeys(found))


def _otherwise(said: Sequence[Bearing], sentence: Text, passages: Text) -> bool:
    """Whether a sentence denies in words of its own: "ceased", "far from", "stood in the way"; there are too many."""
    denying = {one.said.lower() for one in said} | {word.plain for word in sentence.words if word.plain in _OTHERWISE}
    return not denying <= {word.plain for word in passages.words}


def _put_in(words: Sequence[Word], others: Sequence[Word]) -> bool:
    """Whether a few words are a "not" and small words, in place of small words."""
    if max(len(words), len(others)) > _FEW:
        return False
    small = all(word.plain in _DENYING or not word.content for word in (*words, *others))
    return small and any(_denies(word) for word in words) and not any(_denies(word) for word in others)


def _denies(word: Word) -> bool:
    return word.plain in _DENYING - {"nor"} or word.plain.endswith("n't")


def _added(said: Sequence[Bearing], known: Sequence[Bearing], passages: Text, shares: Sequence[float]) -> Iterator[str]:
    for one in said:
        denied = {other.sentence for other in known if _alike(one, other) or _same(one, other)}
        plainly = {place for place in _without(passages, one.targets(), denied) if shares[place] >= _ENOUGH}
        if denied and max(shares[place] for place in denied) + _MARGIN >= max((shares[p] for p in plainly), default=0):
            continue
        if plainly:
            if not _undone(passages, one.targets()):
                yield OPPOSITE
        elif not denied and not _denies_nearby(known, shares):
            yield f'"{one.said}" is not in the cited passage'


def _alike(one: Bearing, other: Bearing) -> bool:
    """Whether two denials bear on the same words: not when one denies the other, as in "did not refuse"."""
    return bool(one.targets() & other.reach) and other.stem not in one.targets() and one.stem not in other.targets()


def _same(one: Bearing, other: Bearing) -> bool:
    """Whether both are the same verb at the end of a clause, where what it bears on stands far before it."""
    return one.stem == other.stem and not one.after and one.said.lower() not in _DENYING


def _without(passages: Text, targets: frozenset[str], denied: set[int]) -> set[int]:
    """The sentences that have one of the words and do not deny it."""
    return {word.sentence for word in passages.words if word.stem in targets} - denied


def _undone(passages: Text, targets: frozenset[str]) -> bool:
    """Whether passages have a word such as "unsuccessful" that denies one of the targets by itself."""
    return any(word.stem.removeprefix(start) in targets - {word.stem} for word in passages.words for start in _UNDONE)


def _denies_nearby(known: Sequence[Bearing], shares: Sequence[float]) -> bool:
    """Whether the sentence that has most of the words denies something."""
    best = max(shares, default=0.0)
    return any(shares[one.sentence] >= best - _MARGIN for one in known)


def _dropped(
    said: Sequence[Bearing], known: Sequence[Bearing], sentence: Text, passages: Text, shares: Sequence[float]
) -> Iterator[str]:
    stems = {word.stem for word in sentence.words}
    only = any(word.plain == "only" for word in sentence.words)
    for one in known:
        if only and sum(other.sentence == one.sentence for other in known) > 1:
            continue  # "only with" is "not without"
        around = [*one.after, one.before] if one.before else [*one.after]
        shared = sum(stem in stems for stem in around)
        if not one.targets() or not _leads(one, stems):
            continue
        if shared < min(_SHARED, len(around)) and shares[one.sentence] < _MOST:
            continue
        if any(_alike(one, other) for other in said) or _also_plain(one, known, passages, shares):
            continue
        yield OPPOSITE


def _leads(one: Bearing, stems: set[str]) -> bool:
    """Whether a sentence has the first word that is denied, or another that is denied with it."""
    return not stems.isdisjoint(one.heads)


def _also_plain(one: Bearing, known: Sequence[Bearing], passages: Text, shares: Sequence[float]) -> bool:
    """Whether passages also say, without denying it, what is denied: elsewhere, or twice in the same sentence."""
    first = one.after[0] if one.after else one.before
    denials = [other.sentence for other in known if first in other.targets()]
    places = [word.sentence for word in passages.words if word.stem == first]
    return any(
        places.count(place) > denials.count(place) and shares[place] >= shares[one.sentence] - _MARGIN / 2
        for place in set(places)
    )
