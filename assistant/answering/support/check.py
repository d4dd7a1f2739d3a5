"""Is a written sentence supported by the passages that it cites? Exact checks first, then its meaning."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.answering.support import dates, direction, names, negation, numbers, quoted, status
from assistant.answering.support.aligned import changes
from assistant.answering.support.counted import miscounted
from assistant.answering.support.language import is_english
from assistant.answering.support.meaning import Fitted, features_of, probability, shipped
from assistant.answering.support.orders import orders, without
from assistant.answering.support.reasons import unsaid
from assistant.answering.support.roles import exchanged
from assistant.answering.support.scope import misjudged
from assistant.answering.support.signs import hidden, plain
from assistant.answering.support.speakers import misattributed, told_as_fact
from assistant.answering.support.swapped import swapped
from assistant.answering.support.words import Text, read
from assistant.indexing.passages import embedding_text
from assistant.indexing.words import Stems
from assistant.models.protocols import Reranker
from assistant.types import Passage, Report

_PARAGRAPH = re.compile(r"\n\s*\n")
ORDERED = "the passage only tells whoever answers to say so"
"""Why what a report orders an answer to say is not supported by it."""
NOT_THERE = "a report tells what to write, and the cited passage does not have: {}"
"""Why further words are not supported when a report gives orders."""


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence is supported, how probable that is by its meaning, and what speaks against it in plain words.

    `supported` is True when the probability reaches the threshold and there is no reason against.
    """

    supported: bool
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What an exact check found: a "fact" that passages do not have, or a "word" that they have otherwise."""

    kind: Literal["fact", "word"]
    reason: str


@dataclass(frozen=True, slots=True)
class Cited:
    """The text of a cited passage, and what is known about it: title, date, heading, speaker.

    Numbers, dates and names may come from both; what is said, denied or agreed only from the text.
    """

    text: str
    about: str = ""

    @property
    def sober(self) -> "Cited":
        """The same without words that speak to whoever writes the answer, which are no evidence."""
        return Cited(without(self.text, orders(self.text)), without(self.about, orders(self.about)))


def cited(report: Report, passage: Passage) -> Cited:
    """A passage of a report as it is cited."""
    return Cited(passage.text, embedding_text(report, passage).removesuffix(passage.text).rstrip())


def told(passages: Sequence[Cited]) -> str:
    """All that passages say and is known about them, in plain signs, a paragraph a line."""
    parts = [part for one in passages for part in (*one.about.split("\n"), *_PARAGRAPH.split(one.text)) if part.strip()]
    return "\n".join(" ".join(plain(part).split()) for part in parts)


@dataclass(frozen=True, slots=True)
class Checker:
    """What checking needs: a reranker, the stems of the index, and the weights of meaning.

    `language` is an ISO 639-1 code where it is known; "" has it told by the words of the passages. For any but "en"
    only numbers and dates in digits, quotations and the meaning are checked: the rest knows English words. What is
    written of English passages has to be English, or it would escape these rules.
    """

    reranker: Reranker
    stems: Stems
    fitted: Fitted
    language: str = ""

    @classmethod
    def with_(cls, reranker: Reranker, language: str = "") -> "Checker":
        """A checker with the weights of this version."""
        return cls(reranker, Stems(), shipped(), language)

    def check(self, sentence: str, passages: Sequence[Cited], *, strict: bool = False) -> Support:
        """Whether the passages support the sentence; citation marks are to be taken out of it before.

        What they say only where they tell what to write is not supported. `strict` says that something which the
        writer read told it what to write: then the passages must have every word that carries meaning, as they must
        when they do so themselves.
        """
        sober = [one.sober for one in passages]
        found = self._check(sentence, sober)
        added = self._added(sentence, sober) if strict or sober != list(passages) else []
        if not added:
            return found
        if set(added).isdisjoint(self._added(sentence, passages)):
            return Support(False, found.probability, (ORDERED,))
        return Support(False, found.probability, found.reasons or (NOT_THERE.format(", ".join(added)),))

    def _added(self, sentence: str, passages: Sequence[Cited]) -> list[str]:
        """The words of a sentence that carry meaning, but numbers, dates and names, and are not in the passages."""
        known = {word.stem for word in read(self.stems, [one.text for one in passages]).words}
        said = (word for word in read(self.stems, [sentence]).words if word.content and not word.exact)
        return list(
            dict.fromkeys(word.text for word in said if word.stem not in known and (word.opens or word.text.islower()))
        )

    def _check(self, sentence: str, passages: Sequence[Cited]) -> Support:
        unseen = tuple(dict.fromkeys(hidden(sentence)))
        if unseen or not sentence.strip() or not passages:
            return Support(False, 0.0, unseen or ("cites no passage" if sentence.strip() else "says nothing",))
        said, known = read(self.stems, [sentence]), read(self.stems, [one.text for one in passages])
        if not any(word.content and not word.exact for word in said.words):  # "9 March 1989."
            return Support(False, 0.0, ("says nothing",))
        found = list(self.exact(said, known, told(passages)))
        about = {word.stem for word in read(self.stems, [one.about for one in passages]).words}
        features = features_of(self.reranker, said, known, about, facts_in(found))
        chance = probability(self.fitted, features)
        exact = tuple(dict.fromkeys(one.reason for one in found))
        weak = (f"its meaning is not supported ({chance:.2f})".replace("(0.", "(."),)
        reasons = exact or (weak if chance < self.fitted.threshold else ())
        return Support(not reasons, chance, reasons)

    def exact(self, said: Text, known: Text, whole: str) -> Iterator[Finding]:
        """What speaks against a sentence by exact rules; `whole` are the passages as `told`."""
        english = self.language == "en" if self.language else is_english(whole)
        if english and not is_english(quoted.left_out_of(said.plain)):
            yield Finding("word", "is written in another language than the passage")
        missing = [*numbers.missing(said.plain, whole, english), *dates.missing(said.plain, whole, english)]
        if english:
            missing += names.missing(self.stems, said.plain, whole)
        yield from (Finding("fact", f'"{one}" is not in the cited passage') for one in missing)
        for one in quoted.missing(said.plain, whole):
            yield Finding("word", f'words in quotation marks are not in the cited passage ("{one}")')
        if english:
            wrong = [*miscounted(self.stems, said.plain, known.sentences), *_in_english(self.stems, said, known)]
            yield from (Finding("word", reason) for reason in wrong)


def facts_in(found: Sequence[Finding]) -> int:
    """How many numbers, dates and names passages do not have."""
    return sum(one.kind == "fact" for one in found)


def _in_english(stems: Stems, said: Text, known: Text) -> Iterator[str]:
    """What speaks against a sentence by rules that know English words."""
    changed = changes(said, known)
    yield from swapped(changed)
    yield from negation.contradictions(said, known, changed)
    yield from status.overstated(said, known)
    yield from direction.turned(said, known)
    yield from unsaid(said, known)
    yield from misjudged(said, known)
    yield from misattributed(stems, said, known)
    yield from told_as_fact(said, known)
    yield from exchanged(said, known)
