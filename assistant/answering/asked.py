"""What kind of thing a question asks for, and whether a text has one that the question does not bring along itself."""

import re

from assistant.indexing.words import STOP_WORDS

_NUMBER_ASKED = re.compile(
    r"\bhow (?:many|much|large|big|high|long|old|far|often|deep|fast)\b|"
    r"\b(?:what|which|exact|the) (?:\w+ )?"
    r"(?:share|percentage|proportion|sums?|number|amount|rate|price|cost|tally|total)\b|"
    r"\b(?:percentage|death toll|number of|cost of|price of|share of)\b",
    re.IGNORECASE,
)
_DATE_ASKED = re.compile(r"\b(?:when|(?:what|which) (?:\w+ )?(?:year|date|day|month)|deadline)\b", re.IGNORECASE)
_NAME_ASKED = re.compile(
    r"\b(?:who|whom|whose|(?:which|what) (?:\w+ )?(?:country|countries|states?|delegations?|delegates?|ministers?|"
    r"presidents?|leaders?|nations?|ambassadors?|speakers?|places?|city|cities|towns?))\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec)\.)"
)
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} {_MONTH}|{_MONTH}(?: \d{{1,2}}\b)?|(?:1[5-9]|20)\d\d\b|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:last|next|this|the|that|same) (?:year|month|week|spring|summer|autumn|winter)\b|tomorrow|yesterday|today|"
    r"century)"
)
_NUMBER = re.compile(
    r"\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundreds?|thousands?|[mb]illions?|trillions?|half|halve[ds]?|quarter|thirds?|dozens?|none|"
    r"nobody|both|doubled?|tripled?|per ?cent)\b|%",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[^\W\d_][\w’'-]+")
_NO_NAMES = STOP_WORDS | frozenset(
    "nobody none everyone someone both either neither some most all one two three".split()
)


def has_what_is_asked(question: str, text: str) -> bool:
    """Whether a text has a number, a date or a name of its own when the question asks for one; True for other kinds.

    What stands in the question already is no answer to it, and a date is no answer to "how many".
    """
    known = frozenset(re.findall(r"[\w,.%-]*\w|%", question.lower()))
    if _NUMBER_ASKED.search(question):
        return _has_new(_NUMBER, _DATE.sub(" ", text), known)
    if _DATE_ASKED.search(question):
        return _has_new(_DATE, text, known)
    return not _NAME_ASKED.search(question) or any(
        word[0].isupper() and word.lower() not in _NO_NAMES | known for word in _NAME.findall(text)
    )


def _has_new(pattern: re.Pattern[str], text: str, known: frozenset[str]) -> bool:
    """Whether the pattern finds something of which at least one word is not in the question."""
    return any(not known.issuperset(found.group().lower().strip(".,").split()) for found in pattern.finditer(text))
