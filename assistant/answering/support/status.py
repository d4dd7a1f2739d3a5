"""Whether what a sentence says was agreed is agreed in its passages, and not only proposed."""

from collections.abc import Iterator, Sequence, Set

from assistant.answering.support.bearings import Bearing, bearings, coverage
from assistant.answering.support.negation import cue_at
from assistant.answering.support.standing import BORNE_OUT, FIRM, LEMMAS, LOOSE, NOUNS, UNDONE, WEAK
from assistant.answering.support.words import Text, Word

_LENIENT = 0.08
_SHARED = 2
_ALIKE = 2
_MOST = 0.5
_LIKE = 0.6
_FAR = 5
_FAR_REACHING = frozenset("would should could might may".split())
_BEING = frozenset("is are was were".split())
_FORWARD = frozenset("pledge agree decide".split())
_READY = frozenset("ready prepared willing".split())
_AGAINST = frozenset("reject oppose postpone cancel suspend".split())
_CON = frozenset("against no not never without cannot refused refuses rejected opposed blocked failed".split())
_UNSURE = frozenset(
    """if whether could may might can unless capable able possible possibly possibility potentially perhaps likely
    maybe""".split()
)
_LEFT_OPEN_BY = {
    "plan": "will would shall should must to is are was were",
    "propose": "would should to",
    "urge": "would should must to",
    "ask": "would should to",
    "demand": "would should must to",
    "should": "should must shall to needs need",
    "would": "would will shall should to",
}
"""What must stand before a word of a sentence that passages only plan, propose and so on; else it says that it is done.

Whatever leaves it open may stand there too.
"""


def lemma_at(words: Sequence[Word], place: int) -> str:
    """The lemma of a word for how far something has come, else "": "May" is a month, "called" alone a name."""
    word = words[place]
    lemma = LEMMAS.get(word.plain, "")
    after = words[place + 1].plain if place + 1 < len(words) else ""
    if word.plain in _BEING and after == "to":
        return "plan"
    if not lemma or (word.text[0].isupper() and not word.opens):
        return ""
    if word.plain.startswith("call"):
        return lemma if after in {"for", "on", "upon"} else ""
    if word.plain in {"press", "presses", "pressed", "appeal"} and after not in {"for", "on", "to"}:
        return ""
    return lemma


def ahead_at(words: Sequence[Word], place: int) -> str:
    """The lemma "plan" for what is agreed, promised or ready to be done and may never be: "agreed to withdraw"."""
    after = words[place + 1].plain if place + 1 < len(words) else ""
    word = words[place].plain
    return "plan" if after == "to" and (LEMMAS.get(word) in _FORWARD or word in _READY) else ""


def overstated(sentence: Text, passages: Text) -> list[str]:
    """The status words of a sentence that its passages do not bear out, in plain words, with what these say."""
    said, known = bearings(sentence, lemma_at), bearings(passages, lemma_at)
    if not said and not known:
        return []
    shares = coverage(passages, frozenset(word.stem for word in sentence.words if word.content))
    denied = {stem for one in bearings(sentence, cue_at) for stem in one.targets()}
    lemmas = {one.lemma for one in known}
    said_plainly = [one for one in said if one.stem not in denied or one.lemma not in lemmas]
    not_done = {(one.sentence, stem) for one in bearings(passages, cue_at) for stem in one.targets()}
    wrong = [
        reason
        for one in said_plainly
        for reason in _unsupported(one, known, shares, set() if one.stem in denied else not_done)
    ]
    return list(dict.fromkeys([*wrong, *_taken_as_done(said, known, sentence, passages, shares)]))


def _unsupported(
    said: Bearing, known: Sequence[Bearing], shares: Sequence[float], not_done: Set[tuple[int, str]]
) -> Iterator[str]:
    if said.said.lower() in NOUNS - {"will"} or said.lemma in LOOSE:
        return
    beside = _beside(said, known, shares)
    if any(one.lemma in BORNE_OUT[said.lemma] for one in beside):
        return
    if said.lemma in {"reject", "oppose"} and any((one.sentence, one.stem) in not_done for one in beside):
        return  # "rejected" is what was not accepted
    wrong = [one for one in beside if {said.lemma, one.lemma} & FIRM or said.lemma == "demand" or one.lemma in WEAK]
    if wrong:
        yield f'"{_written(said)}" is not what the passage says ("{_written(wrong[0])}")'
    elif said.lemma in FIRM and not _anywhere(said, known):
        yield f'"{_written(said)}" is not in the cited passage'


def _anywhere(said: Bearing, known: Sequence[Bearing]) -> bool:
    """Whether passages have a word anywhere that bears out the said one."""
    return any(one.lemma in BORNE_OUT[said.lemma] for one in known)


def _beside(said: Bearing, known: Sequence[Bearing], shares: Sequence[float]) -> list[Bearing]:
    """The words of passages that stand where the said one does, by the words around them; the closest first."""
    alike = [(len(said.near & one.near) + _same(said, one), one) for one in known]
    enough = max(_ALIKE, _MOST * len(said.near))
    scored = [(score + shares[one.sentence], one) for score, one in alike if score >= enough]
    best = max((score for score, _ in scored), default=0.0)
    return [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score >= best - _LENIENT]


def _same(said: Bearing, one: Bearing) -> int:
    """How much closer two words are: the same one, the same next word, the same word before."""
    return (said.after[:1] == one.after[:1] != ()) + (said.before == one.before != "")


def _taken_as_done(
    said: Sequence[Bearing], known: Sequence[Bearing], sentence: Text, passages: Text, shares: Sequence[float]
) -> Iterator[str]:
    """Words that passages only propose, plan or think possible, and a sentence says without that."""
    stems = {word.stem for word in sentence.words}
    denied = {stem for one in bearings(sentence, cue_at) for stem in one.targets()}
    for one in (*known, *bearings(passages, ahead_at)):
        around = [*one.after, one.before] if one.before else [*one.after]
        if one.lemma not in UNDONE or not one.after or one.heads[0] not in stems or _is_noun(one):
            continue
        if sum(stem in stems for stem in around) < min(_SHARED, len(around)):
            continue
        if one.heads[0] in denied or (one.lemma in _AGAINST and any(word.plain in _CON for word in sentence.words)):
            continue
        if _leaves_open(sentence, one) or _also_done(one, passages, shares):
            continue
        if any(one.heads[0] in other.near | {*other.after} for other in said if _as_open(other, one)):
            continue
        if one.lemma == "would" and shares[one.sentence] < _LIKE:
            continue
        yield f'the passage says "{_written(one)}", which the sentence leaves out'


def _as_open(said: Bearing, known: Bearing) -> bool:
    """Whether a word of a sentence leaves as much open as that of the passage."""
    forward = known.lemma == "plan" and said.lemma in _FORWARD
    return forward or said.lemma == known.lemma or said.lemma in UNDONE - {"would", "should", "plan"}


def _written(one: Bearing) -> str:
    """A word as it is told of: "is to" for the "is" before a "to"."""
    return f"{one.said} to" if one.said.lower() in _BEING else one.said


def _leaves_open(sentence: Text, one: Bearing) -> bool:
    """Whether each place of a sentence that has the word says it as open, or as far along, as the passage does."""
    allowed = _UNSURE.union(_LEFT_OPEN_BY.get(one.lemma, "").split())
    return all(
        any(before.plain in allowed for before in words[max(0, place - _FAR) : place])
        or any(before.plain in allowed & _FAR_REACHING for before in words[:place])
        for words in sentence.by_sentence
        for place, word in enumerate(words)
        if word.stem == one.heads[0]
    )


def _is_noun(one: Bearing) -> bool:
    return one.said.lower() in NOUNS


def _also_done(one: Bearing, passages: Text, shares: Sequence[float]) -> bool:
    """Whether passages have the word also where it is not proposed."""
    first = one.after[0]
    places = [word.sentence for word in passages.words if word.stem == first]
    others = [place for place in places if place != one.sentence]
    return places.count(one.sentence) > 1 or any(shares[place] >= shares[one.sentence] - _LENIENT for place in others)
