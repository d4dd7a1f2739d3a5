"""Weighing sentences: what speaks for each one answering the question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answering.asked import has_what_is_asked
from assistant.answering.fitted import Fitted, total
from assistant.answering.units import Unit
from assistant.indexing.words import WordReader
from assistant.models.protocols import Embedder, Reading, Reranker
from assistant.reading.sentences import count_words
from assistant.retrieval.question import read_as
from assistant.retrieval.search import read, read_openly
from assistant.retrieval.terms import coverage, rarities, terms_of

_PASSAGES_READ = 6
READ = 9
_SECOND_LOOK = 8
_THIRD_LOOK = 4
_FIRST_PASSAGE_WEIGHT = 0.3
_LONGEST_WORDS = 80
_MOST_SENTENCES = 3
_TAIL_SLACK = 0.5


@dataclass(frozen=True, slots=True)
class Features:
    """What speaks for a quotation; the first five are logits of the reranker.

    `alone` is the sentence by itself, `titled` after its report's title and heading, `gain` what the sentence before it
    adds, `tail` what the sentences quoted after it add, `passage` its whole passage. `cosine` is that of the sentence
    to the question; `coverage` the share in [0, 1] of the question's words, by rarity, in title, sentence and the one
    before; `asked` is 0 when a number, a date or a name is asked for and the quotation has none, else 1. `readout` is
    that of the sentence after its title and heading.
    """

    alone: float
    titled: float
    gain: float
    tail: float
    passage: float
    cosine: float
    coverage: float
    asked: float
    readout: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A quotation, what speaks for it, the score that it is chosen by, and the stems of its words."""

    unit: Unit
    features: Features
    score: float
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scales:
    """The models, words and weights that weighing needs."""

    embedder: Embedder
    reranker: Reranker
    words: WordReader
    fitted: Fitted

    def readings(self, forms: Sequence[str], texts: Sequence[str]) -> list[Reading]:
        """What the reranker makes of the question with each text, states included."""
        return read_openly(self.reranker, read_as(forms), texts)


def weigh(scales: Scales, forms: Sequence[str], units: Sequence[Unit], logits: Sequence[float]) -> list[Weighed]:
    """The most promising of the units, best first, each quoted on while what follows it belongs to it.

    `logits[unit.hit]` is the reranker's logit of a unit's passage; `forms` are the wordings of the question.
    """
    near = _near(units)
    if not near:
        return []
    alone = read(scales.reranker, read_as(forms), [unit.sentence for unit in near])
    first = [_FIRST_PASSAGE_WEIGHT * logits[unit.hit] for unit in near]
    order = sorted(range(len(near)), key=lambda place: (-alone[place] - first[place], place))[:_SECOND_LOOK]
    weighed = _second_look(scales, forms, near, alone, order, logits)
    ranked = sorted(weighed, key=lambda pair: (-pair[1].score, pair[0]))
    quoted = [_quoted_on(scales, forms, near, place, one) for place, one in ranked[:_THIRD_LOOK]]
    return sorted([*quoted, *(one for _, one in ranked[_THIRD_LOOK:])], key=_best_first)


def _near(units: Sequence[Unit]) -> list[Unit]:
    """The units of the best few passages, and of a few more that are the best ones of their reports."""
    first: dict[str, int] = {}
    for unit in units:
        first.setdefault(unit.report.id, unit.hit)
    return [
        unit for unit in units if unit.hit < _PASSAGES_READ or (unit.hit < READ and unit.hit == first[unit.report.id])
    ]


def _best_first(one: Weighed) -> tuple[float, str, int]:
    return -one.score, one.unit.report.id, one.unit.core


def _second_look(
    scales: Scales,
    forms: Sequence[str],
    near: Sequence[Unit],
    alone: Sequence[float],
    order: Sequence[int],
    logits: Sequence[float],
) -> list[tuple[int, Weighed]]:
    """The units at the places in `order`, read with their title and with the sentence before them."""
    titled = scales.readings(forms, [near[place].titled for place in order])
    joined = read(scales.reranker, read_as(forms), [near[place].in_context for place in order])
    vectors = scales.embedder.embed_passages([near[place].sentence for place in order])
    cosines = np.einsum("ij,j->i", vectors, np.asarray(scales.embedder.embed_query(forms[0]), dtype=np.float32))
    terms = terms_of(scales.words.stems, forms[0])
    rare = rarities(terms, scales.words.frequency, scales.words.stored())
    found = []
    for place, with_title, with_context, cosine in zip(order, titled, joined, cosines, strict=True):
        unit = near[place]
        before = alone[place - 1] if place and near[place - 1].hit == unit.hit else alone[place]
        features = Features(
            alone=alone[place],
            titled=with_title.logit,
            gain=max(0.0, with_context - max(alone[place], before)),
            tail=0.0,
            passage=logits[unit.hit],
            cosine=float(cosine),
            coverage=coverage(terms, rare, set(scales.words.stems.of(f"{unit.report.title} {unit.in_context}"))),
            asked=float(has_what_is_asked(forms[-1], unit.sentence)),
            readout=scales.fitted.of_sentence.of(with_title),
        )
        found.append((place, _weighed(scales, unit, features)))
    return found


def _weighed(scales: Scales, unit: Unit, features: Features) -> Weighed:
    score = total(scales.fitted.sentence, features)
    return Weighed(unit, features, score, frozenset(scales.words.stems.content(unit.sentence)))


def _quoted_on(scales: Scales, forms: Sequence[str], near: Sequence[Unit], place: int, one: Weighed) -> Weighed:
    """The quotation with the sentences after it in its paragraph, as long as these hardly make it a worse answer.

    A correction, a denial or the answer itself often follows the sentence that repeats the question's words.
    """
    longer = [replace(one.unit, end=after.end) for after in _following(near, place)]
    scores = read(scales.reranker, read_as(forms), [unit.titled for unit in longer])
    unit, best = one.unit, one.features.titled
    for extended, score in zip(longer, scores, strict=True):
        if score < best - _TAIL_SLACK:
            break
        unit, best = extended, score
    asked = float(has_what_is_asked(forms[-1], unit.sentence))
    return _weighed(scales, unit, replace(one.features, tail=best - one.features.titled, asked=asked))


def _following(near: Sequence[Unit], place: int) -> list[Unit]:
    """The next units of the same paragraph and passage, few and short enough to be quoted together."""
    first, found = near[place], []
    for unit in near[place + 1 : place + _MOST_SENTENCES]:
        words = count_words(first.report.text[first.core : unit.end])
        if (unit.hit, unit.paragraph) != (first.hit, first.paragraph) or words > _LONGEST_WORDS:
            break
        found.append(unit)
    return found
