"""Is a written sentence supported by the passages that it cites? Exact checks first, then its meaning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.support import dates, direction, names, negation, numbers, quoted, status
from assistant.answering.support.aligned import changes
from assistant.answering.support.language import is_english
from assistant.answering.support.meaning import Fitted, features_of, probability, shipped
from assistant.answering.support.signs import hidden, plain
from assistant.answering.support.swapped import swapped
from assistant.answering.support.words import Text, read
from assistant.indexing.passages import embedding_text
from assistant.indexing.words import Stems
from assistant.models.protocols import Reranker
from assistant.types import Passage, Report


@dataclass(frozen=True, slots=True)
class Support:
    """Whether a sentence is supported, how probable that is by its meaning, and what speaks against it in plain words.

    `supported` is True when the probability reaches the threshold and there is no reason against.
    """

    supported: bool
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """The text of a cited passage, and what is known about it: title, date, heading, speaker.

    Numbers, dates and names may come from both; what is said, denied or agreed only from the text.
    """

    text: str
    about: str = ""


def cited(report: Report, passage: Passage) -> Cited:
    """A passage of a report as it is cited."""
    return Cited(passage.text, embedding_text(report, passage).removesuffix(passage.text).rstrip())


@dataclass(frozen=True, slots=True)
class Checker:
    """What checking needs: a reranker, the stems of the index, and the weights of meaning.

    `language` is an ISO 639-1 code where it is known; "" has it told by the words. For any but "en" only numbers and
    dates in digits, quotations and the meaning are checked: the rest knows English words.
    """

    reranker: Reranker
    stems: Stems
    fitted: Fitted
    language: str = ""

    @classmethod
    def with_(cls, reranker: Reranker, language: str = "") -> "Checker":
        """A checker with the weights of this version."""
        return cls(reranker, Stems(), shipped(), language)

    def check(self, sentence: str, passages: Sequence[Cited]) -> Support:
        """Whether the passages support the sentence; citation marks are to be taken out of it before."""
        unseen = tuple(dict.fromkeys(hidden(sentence)))
        if unseen or not sentence.strip() or not passages:
            return Support(False, 0.0, unseen or ("cites no passage" if sentence.strip() else "says nothing",))
        said, known = read(self.stems, [sentence]), read(self.stems, [one.text for one in passages])
        exact = tuple(self.exact(said, known, "\n\n".join(plain(f"{one.about}\n{one.text}") for one in passages)))
        chance = probability(self.fitted, features_of(self.reranker, said, known, len(exact)))
        weak = (f"its meaning is not supported ({chance:.2f})".replace("(0.", "(."),)
        reasons = exact or (weak if chance < self.fitted.threshold else ())
        return Support(not reasons, chance, reasons)

    def exact(self, said: Text, known: Text, told: str) -> Iterator[str]:
        """What speaks against a sentence by exact rules, in plain words; `told` are the passages with all about them."""
        english = self.language == "en" if self.language else is_english(told) and is_english(said.plain)
        for one in (*numbers.missing(said.plain, told, english), *dates.missing(said.plain, told, english)):
            yield f'"{one}" is not in the cited passage'
        for one in quoted.missing(said.plain, told):
            yield f'words in quotation marks are not in the cited passage ("{one}")'
        if english:
            yield from (f'"{one}" is not in the cited passage' for one in names.missing(self.stems, said.plain, told))
            changed = changes(said, known)
            yield from swapped(changed)
            yield from negation.contradictions(said, known, changed)
            yield from status.overstated(said, known)
            yield from direction.turned(said, known)
