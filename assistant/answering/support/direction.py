"""Whether a sentence turns a direction round: "increased" for "decreased", "before" for "after"."""

from collections.abc import Mapping, Sequence

from assistant.answering.support.bearings import Bearing, bearings, coverage
from assistant.answering.support.negation import cue_at
from assistant.answering.support.words import Text, Word

_PAIRS = (
    ("increase increases increased increasing rise rises rose risen rising grow grows grew grown growing growth climb "
     "climbed gain gained soar soared raise raised jumped",
     "decrease decreases decreased decreasing fall falls fell fallen falling decline declines declined declining drop "
     "drops dropped dropping shrink shrank reduce reduces reduced reducing reduction cut cuts lower lowered plunged"),
    ("more over above exceeding exceeded", "less fewer under below"),
    ("most maximum", "least fewest minimum"),
    ("after since following", "before until prior ahead"),
    ("later", "earlier"),
    ("higher larger bigger greater highest largest biggest greatest", "lower smaller lowest smallest"),
    ("stronger strengthen strengthens strengthened strengthening", "weaker weaken weakens weakened weakening"),
    ("expand expands expanded expanding extend extended widen widened", "reduce reduced shrink shrank narrow narrowed"),
    ("win wins won", "lose loses lost"),
    ("majority", "minority"),
    ("softer milder looser", "stricter tougher firmer harsher"),
    ("floor minimum", "ceiling cap maximum"),
    ("support supports supported supporting favour favoured backed", "oppose opposes opposed opposing rejected"),
    ("for favour support supports supported", "against"),
    ("prolong prolonged prolongs lengthened", "shortened shorten curtailed curtail"),
    ("accept accepts accepted approve approved", "reject rejects rejected refuse refused"),
    ("allow allows allowed permit permits permitted", "forbid forbids forbade forbidden ban bans banned prohibit "
     "prohibits prohibited"),
    ("join joins joined joining enter entered", "leave leaves left leaving withdraw withdrew withdrawn quit"),
    ("begin begins began begun start starts started open opened", "end ends ended finish finished close closed stop "
     "stopped"),
    ("export exports exported exporting", "import imports imported importing"),
    ("buy buys bought buying", "sell sells sold selling"),
    ("lift lifts lifted lifting", "impose imposes imposed imposing"),
    ("succeed succeeds succeeded success successful successfully", "fail fails failed failure unsuccessful"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("first", "last"),
    ("all every", "none no"),
    ("include includes included including", "exclude excludes excluded excluding"),
    ("confirm confirms confirmed", "deny denies denied"),
    ("inside within", "outside"),
    ("internal domestic", "external foreign"),
    ("public publicly", "secret secretly private privately"),
    ("always", "never"),
    ("better improve improved improving", "worse worsen worsened worsening"),
    ("possible", "impossible"), ("able", "unable"), ("legal", "illegal"), ("lawful", "unlawful"),
)  # fmt: skip
_ALIKE = 0.15
_BESIDE = 1.6
_SIDES = ("+", "-")


def _sides() -> Mapping[str, frozenset[str]]:
    """For each word the sides that it is on, as "3+" or "3-"."""
    found: dict[str, frozenset[str]] = {}
    for number, pair in enumerate(_PAIRS):
        for side, words in zip(_SIDES, pair, strict=True):
            for word in words.split():
                found[word] = found.get(word, frozenset()) | {f"{number}{side}"}
    return found


_SIDES_OF = _sides()


def lemma_at(words: Sequence[Word], place: int) -> str:
    """The sides that a word is on, in one string, "" for one without direction."""
    return " ".join(sorted(_SIDES_OF.get(words[place].plain, ())))


def turned(sentence: Text, passages: Text) -> list[str]:
    """The directions of a sentence that its passages have the other way round, in plain words."""
    said, known = bearings(sentence, lemma_at), bearings(passages, lemma_at)
    shares = coverage(passages, frozenset(word.stem for word in sentence.words if word.content))
    denied = {stem for one in bearings(sentence, cue_at) for stem in one.targets()}
    not_so = {(one.sentence, stem) for one in bearings(passages, cue_at) for stem in one.targets()}
    found = []
    for one in said:
        # "did not accept" is no opposite of "rejected", and "neither approved" is one of "neither rejected"
        alike = [other for other in known if ((other.sentence, other.stem) in not_so) is (one.stem in denied)]
        found.append(_turned(one, alike, shares))
    return list(dict.fromkeys(reason for reason in found if reason))


def _turned(said: Bearing, known: Sequence[Bearing], shares: Sequence[float]) -> str:
    """What is wrong with one word: its opposite stands where it does, and nothing of its own side stands there."""
    same = [_score(said, one, shares) for one in known if not _opposite(said, one) and _alike(said, one)]
    other = [(_score(said, one, shares), one) for one in known if _opposite(said, one)]
    best, one = max(other, key=lambda pair: pair[0], default=(0.0, said))
    if best < _BESIDE or max(same, default=0.0) >= best - _ALIKE:
        return ""
    return f'"{said.said}" is not what the passage says ("{one.said}")'


def _score(said: Bearing, one: Bearing, shares: Sequence[float]) -> float:
    """How alike two places are: 1 for the same next word, 1 for the same word before, and the sentence's share."""
    next_ = said.after[:1] == one.after[:1] and said.after[:1] != ()
    before = said.before == one.before and said.before != ""
    return next_ + before + shares[one.sentence]


def _alike(said: Bearing, one: Bearing) -> bool:
    return not set(said.lemma.split()).isdisjoint(one.lemma.split())


def _opposite(said: Bearing, one: Bearing) -> bool:
    turned_round = {side.translate(_OTHER) for side in said.lemma.split()}
    return not _alike(said, one) and not turned_round.isdisjoint(one.lemma.split())


_OTHER = str.maketrans("+-", "-+")
