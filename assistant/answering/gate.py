"""Whether the reports answer a question at all: a small logistic model over scores, coverage and names."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.weigh import Scales, Weighed, total, weights
from assistant.indexing.words import STOP_WORDS, Stems, about
from assistant.retrieval.fusion import logistic
from assistant.retrieval.terms import terms_of
from assistant.types import Passage

_SHORTEST_NAME = 3
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MONTHS = frozenset(calendar.month_name)
_COMMON = 0.2
_TOKEN = re.compile(r"\w[\w’'.]*\w|\w")
_LONG = {"US": "United States", "UK": "United Kingdom", "UN": "United Nations", "EU": "European Union"}
_SHORT = re.compile(r"\b(?:US|UK|UN|EU)\b|\b(?:U\.S\.|U\.K\.|U\.N\.|E\.U\.)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the gate looks at: the best quotation, its passage and its report.

    `passage` is the reranker's logit of the passage, `cosine` that of the quoted sentence to the question. `names` is 1
    when every name and year of the question that not every report mentions is somewhere in the report, `names_near`
    when all are in the passage or in what is known about it, else 0; `asked` is that of the quotation. `length` is the
    number of the question's stems, `passage_by_length` its product with `passage` over 10: a long question's logits
    say less.
    """

    passage: float
    cosine: float
    names: float
    names_near: float
    asked: float
    length: float
    passage_by_length: float


def probability(evidence: Evidence) -> float:
    """How probable it is that the evidence answers: logistic(bias + weights . features), in (0, 1)."""
    return logistic(total(weights()["gate"], evidence))


def evidence_for(scales: Scales, forms: Sequence[str], best: Weighed, passage: Passage) -> Evidence:
    """What speaks for the best quotation, which comes from `passage`, answering."""
    report, features, stems = best.unit.report, best.features, scales.words.stems
    terms = terms_of(stems, forms[0])
    known = about(report, passage)
    near = set(stems.of(with_long_forms(f"{known}\n{passage.text}")))
    whole = near | set(stems.of(with_long_forms(report.text[report.body :])))
    common = _COMMON * scales.words.stored()
    named = [one for one in names_in(stems, forms[-1]) if max(map(scales.words.frequency, one)) <= common]
    return Evidence(
        passage=features.passage,
        cosine=features.cosine,
        names=float(all(not one.isdisjoint(whole) for one in named)),
        names_near=float(all(not one.isdisjoint(near) for one in named)),
        asked=features.asked,
        length=float(len(terms.stems)),
        passage_by_length=len(terms.stems) * features.passage / 10,
    )


def with_long_forms(text: str) -> str:
    """Text with the long form put after each well-known abbreviation: a report's "U.S." mentions the United States."""
    return _SHORT.sub(lambda found: f"{found.group()} {_LONG[found.group().replace('.', '')]}", text)


def names_in(stems: Stems, question: str) -> list[frozenset[str]]:
    """The names and years of a question, each as the stems of which any one mentions it.

    A name is a word that is capitalised after the first one, in capitals, or with a digit, and at least three letters
    long; a country may be mentioned by any of its names, an abbreviation by its long form. Months are left out: a
    report of that month need not name it; a report may tell of the year before its own.
    """
    spelled = _SHORT.sub(lambda short: _LONG[short.group().replace(".", "")], question).replace("’s", "")
    others = terms_of(stems, spelled).others
    found = []
    for place, word in enumerate(_TOKEN.findall(spelled.replace("'s", ""))):
        capital = word[0].isupper() and (place > 0 or word.isupper() or word[1:] != word[1:].lower())
        named = capital or any(char.isdigit() for char in word)
        if named and len(word) >= _SHORTEST_NAME and word.lower() not in STOP_WORDS and word not in _MONTHS:
            after = {str(int(word) + 1)} if _YEAR.fullmatch(word) else set()
            found += [frozenset({stem, *after}) | others.get(stem, frozenset()) for stem in stems.of(word)]
    return found
