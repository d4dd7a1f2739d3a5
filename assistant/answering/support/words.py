"""A text as the checks see it: words with their stems, in sentences, with the breaks between clauses."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.answering.support.dates import CALENDAR
from assistant.answering.support.number_words import single
from assistant.answering.support.signs import plain
from assistant.indexing.words import STOP_WORDS, Stems
from assistant.reading.sentences import paragraphs, sentences

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*[^\W\d_]*|[^\W\d_]+(?:'[^\W\d_]+)*|[;:.!?()\[\]]| - ")
_HARD = re.compile(r"[;:.!?()\[\]]| - ")
_CONTRAST = frozenset("but although though whereas while however".split())
_POSSESSIVE = re.compile(r"'s?$")
_NOT = re.compile(r"n't$")
FUNCTION_WORDS = STOP_WORDS | frozenset(
    """after again all also although am among another because been before being below both but during each
    either else every few further here herself himself itself just let like more most must neither no nor
    not now off once only other others out over own per same shall since some still there therefore though
    through thus too toward towards under until upon very via were whether while within without yet might
    ought us them themselves oneself longer whereas however never none not upon onto said told add added according
    mr mrs ms""".split()
)
_NO_ACCENT = str.maketrans("łøđßæœıðþ", "lodsaoidt")
_IRREGULAR = {
    "became": "become", "began": "begin", "begun": "begin", "bought": "buy", "broke": "break", "broken": "break",
    "brought": "bring", "built": "build", "came": "come", "chose": "choose", "chosen": "choose", "dealt": "deal",
    "drew": "draw", "drawn": "draw", "drove": "drive", "fell": "fall", "fallen": "fall", "felt": "feel",
    "fled": "flee", "fought": "fight", "forbade": "forbid", "forbidden": "forbid", "found": "find", "gave": "give",
    "given": "give", "went": "go", "gone": "go", "grew": "grow", "grown": "grow", "heard": "hear", "held": "hold",
    "kept": "keep", "knew": "know", "known": "know", "laid": "lay", "led": "lead", "left": "leave", "lent": "lend",
    "lost": "lose", "made": "make", "meant": "mean", "met": "meet", "paid": "pay", "ran": "run", "rose": "rise",
    "risen": "rise", "sent": "send", "saw": "see", "seen": "see", "sought": "seek", "sold": "sell", "spent": "spend",
    "spoke": "speak", "spoken": "speak", "stood": "stand", "struck": "strike", "swore": "swear", "sworn": "swear",
    "taken": "take", "taught": "teach", "thought": "think", "took": "take", "threw": "throw", "withdrew": "withdraw",
    "withdrawn": "withdraw", "withdrawal": "withdraw", "agreement": "agree", "agreements": "agree",
    "decision": "decide", "decisions": "decide", "proposal": "propose", "proposals": "propose", "refusal": "refuse",
    "signature": "sign", "signatures": "sign", "approval": "approve", "ratification": "ratify", "growth": "grow",
    "decline": "decline", "departure": "depart", "arrival": "arrive", "denial": "deny", "failure": "fail",
    "loss": "lose", "losses": "lose", "death": "die", "deaths": "die", "dead": "die", "won": "win", "wrote": "write",
    "written": "write",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, in plain lower case without a possessive, and its stem.

    `sentence` counts from 0; `opens` its first word; `apart` when a clause may end before it. `content` is
    False for words that only hold a sentence together. `exact` is True for words of numbers and dates, which are known
    in every form by their own checks.
    """

    text: str
    plain: str
    stem: str
    sentence: int
    opens: bool
    apart: bool
    content: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text in plain signs, its sentences, their words, and all words in a row."""

    plain: str
    sentences: tuple[str, ...]
    by_sentence: tuple[tuple[Word, ...], ...]
    words: tuple[Word, ...]


def read(stems: Stems, texts: Sequence[str]) -> Text:
    """Several texts, one after the other, as one."""
    whole = "\n\n".join(plain(text) for text in texts)
    parts = tuple(_sentences(whole))
    by_sentence = tuple(tuple(_words(stems, part, number)) for number, part in enumerate(parts))
    return Text(whole, parts, by_sentence, tuple(chain.from_iterable(by_sentence)))


def _sentences(text: str) -> list[str]:
    spans = (span for one in paragraphs(text, 0, len(text)) for span in sentences(text, one.start, one.end))
    return [" ".join(text[span.start : span.end].split()) for span in spans]


def _words(stems: Stems, sentence: str, number: int) -> list[Word]:
    found: list[Word] = []
    apart, opens = False, True
    for written in _TOKEN.findall(sentence.replace("\n", " ")):
        if not written[0].isalnum():
            apart = apart or _HARD.fullmatch(written) is not None
            continue
        word = folded(written)
        apart = apart or word in _CONTRAST
        kinds = _is_content(word), _is_exact(word)
        found.append(Word(written, word, stem(stems, word), number, opens, apart, *kinds))
        apart = opens = False
    return found


def _is_content(word: str) -> bool:
    return word not in FUNCTION_WORDS and not _NOT.search(word)


def _is_exact(word: str) -> bool:
    return word in CALENDAR or word[0].isdigit() or single(word) is not None


def folded(word: str) -> str:
    """A word in lower case, without accents and possessive; a number without its commas."""
    if word[:1].isdigit():
        return word.lower().replace(",", "")
    plain_ = word.lower()
    if not word.isascii():
        apart = unicodedata.normalize("NFD", plain_.translate(_NO_ACCENT))
        plain_ = "".join(char for char in apart if not unicodedata.combining(char))
    return _POSSESSIVE.sub("", plain_) if "'" in plain_ else plain_


def stem(stems: Stems, word: str) -> str:
    """The stem of a folded word; "took" has that of "take"."""
    if word[:1].isdigit():
        return word
    known = stems.of(_IRREGULAR.get(word, word))
    return known[0] if known else word
