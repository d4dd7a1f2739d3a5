"""Whether the reports answer a question at all: a small logistic model over scores, coverage and names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.asked import MONTHS, has_what_is_asked, what_is_counted, who_is_asked_about, years_in
from assistant.answering.fitted import total
from assistant.answering.weigh import Scales, Weighed
from assistant.indexing.passages import embedding_text
from assistant.indexing.words import STOP_WORDS, Stems, about
from assistant.retrieval.fusion import logistic
from assistant.retrieval.terms import terms_of
from assistant.types import Passage

_SHORTEST_NAME = 3
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_COMMON = 0.2
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_BESIDE = 5
_TOKEN = re.compile(r"\w[\w’'.]*\w|\w")
_LONG = {"US": "United States", "UK": "United Kingdom", "UN": "United Nations", "EU": "European Union"}
_SHORT = re.compile(r"\b(?:US|UK|UN|EU)\b|\b(?:U\.S\.|U\.K\.|U\.N\.|E\.U\.)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the gate looks at: the best quotation, its passage and what was found beside it.

    `passage` is the reranker's logit of the passage, `cosine` that of the quoted sentence to the question. `names` is 1
    when every name and year of the question that not every report mentions is in the passage or in what is known about
    it, else 0. `unmet` counts what the question asks for and the evidence has not: see `unmet`. `lead` is the logit of
    the first hit less the mean of the next four, 0 when there are fewer. `length` is the number of the question's
    stems, `passage_by_length` its product with `passage` over 10: a long question's logits say less. `readout` is that
    of the passage after what is known about it.
    """

    passage: float
    cosine: float
    names: float
    unmet: float
    lead: float
    length: float
    passage_by_length: float
    readout: float


def probability(weighing: Mapping[str, float], evidence: Evidence) -> float:
    """How probable it is that the evidence answers: logistic(bias + weights . features), in (0, 1)."""
    return logistic(total(weighing, evidence))


def evidence_for(
    scales: Scales, forms: Sequence[str], best: Weighed, passage: Passage, logits: Sequence[float]
) -> Evidence:
    """What speaks for the best quotation, which comes from `passage`, answering; `logits` are those of all hits."""
    features, stems = best.features, scales.words.stems
    near = _near(best, passage)
    length = len(terms_of(stems, forms[0]).stems)
    (reading,) = scales.readings(forms, [embedding_text(best.unit.report, passage)])
    return Evidence(
        passage=features.passage,
        cosine=features.cosine,
        names=float(_mentions(stems, near, _telling_names(scales, forms[-1]))),
        unmet=float(unmet(stems, forms, best.unit.sentence, near)),
        lead=logits[0] - sum(logits[1:_BESIDE]) / (_BESIDE - 1) if len(logits) >= _BESIDE else 0.0,
        length=float(length),
        passage_by_length=length * features.passage / 10,
        readout=scales.fitted.of_passage.of(reading),
    )


def on_subject(
    scales: Scales, forms: Sequence[str], weighed: Sequence[Weighed], passages: Sequence[Passage]
) -> list[Weighed]:
    """The quotations, best first, less those of other reports that lack a name of the question which the best one has.

    `passages[unit.hit]` is the passage of a unit. A passage that never mentions whom or what a question names does not
    answer it, however alike the words around the name are.
    """
    named, best = _telling_names(scales, forms[-1]), weighed[0]
    mentions = {
        hit: _mentions(scales.words.stems, _near(one, passages[hit]), named)
        for hit, one in {one.unit.hit: one for one in weighed}.items()
    }
    if not mentions[best.unit.hit]:
        return list(weighed)
    return [one for one in weighed if one.unit.report.id == best.unit.report.id or mentions[one.unit.hit]]


def _near(one: Weighed, passage: Passage) -> str:
    """A quotation's passage, after what is known about it."""
    return f"{about(one.unit.report, passage)}\n{passage.text}"


def _telling_names(scales: Scales, question: str) -> list[frozenset[str]]:
    """The names of a question that not every report mentions."""
    common = _COMMON * scales.words.stored()
    return [one for one in names_in(scales.words.stems, question) if max(map(scales.words.frequency, one)) <= common]


def unmet(stems: Stems, forms: Sequence[str], quotation: str, near: str) -> int:
    """How many of four demands of a question are not met by a quotation and the text near it.

    The quotation has a number, a date or a name when one is asked for, and names what is counted; the text near it has
    each year of the question, and the one whose words are asked for.
    """
    question, plain = forms[-1], _THOUSANDS.sub("", near)
    counted = stems.of(what_is_counted(forms[-1]))
    speaker = names_in(stems, who_is_asked_about(question))
    met = (
        has_what_is_asked(question, quotation),
        not counted or not set(counted).isdisjoint(stems.of(quotation)),
        all(year in plain for year in years_in(forms[0])),
        _mentions(stems, near, speaker),
    )
    return met.count(False)


def _mentions(stems: Stems, text: str, names: Sequence[frozenset[str]]) -> bool:
    """Whether a text mentions every one of the names."""
    held = set(stems.of(with_long_forms(_THOUSANDS.sub("", text))))
    return all(not one.isdisjoint(held) for one in names)


def with_long_forms(text: str) -> str:
    """Text with the long form put after each well-known abbreviation: a report's "U.S." mentions the United States."""
    return _SHORT.sub(lambda found: f"{found.group()} {_LONG[found.group().replace('.', '')]}", text)


def names_in(stems: Stems, question: str) -> list[frozenset[str]]:
    """The names and years of a question, each as the stems of which any one mentions it.

    A name is a word that is capitalised after the first one, in capitals, or with a digit, and at least three letters
    long; a country may be mentioned by any of its names, an abbreviation by its long form. Months are left out: a
    report of that month need not name it; a report may tell of the year before its own. In a question all in capitals
    only what has a digit is a name.
    """
    spelled = _SHORT.sub(lambda short: _LONG[short.group().replace(".", "")], question).replace("’s", "")
    others = terms_of(stems, spelled).others
    shouted = question.isupper()
    found = []
    for place, word in enumerate(_TOKEN.findall(spelled.replace("'s", ""))):
        capital = not shouted and word[0].isupper() and (place > 0 or word.isupper() or word[1:] != word[1:].lower())
        named = capital or any(char.isdigit() for char in word)
        if named and len(word) >= _SHORTEST_NAME and word.lower() not in STOP_WORDS and word not in MONTHS:
            after = {str(int(word) + 1)} if _YEAR.fullmatch(word) else set()
            found += [frozenset({stem, *after}) | others.get(stem, frozenset()) for stem in stems.of(word)]
    return found
