"""What kind of thing a question asks for, and whether a text has one that the question does not bring along itself."""

import re
from itertools import takewhile

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
_SHARE_ASKED = re.compile(
    r"\bpercentage|\b(?:what|which) (?:\w+ )?(?:share(?! price)|proportion)\b|\binterest rate\b", re.IGNORECASE
)
_MONEY_ASKED = re.compile(
    r"\bhow much money\b|\bhow much (?:did|does|do|will|would) .{1,80}\b(?:cost|pay|spend|lend)\b|"
    r"\bhow much (?:has|have) \w+ raised\b|\b(?:what|which) (?:\w+ )?(?:sums?|price|cost|budget)\b|"
    r"\bbudget of\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\b(?:how many|number of) ((?:[\w'’-]+ ?){1,4})", re.IGNORECASE)
_NOT_COUNTED = STOP_WORDS | frozenset("did went took take got get voted".split())
_TELLING = re.compile(
    r"\b(?:say|said|tell|told|explain|justify|justifie|judge|comment|describe|defend|think|thought|argue|call|propose|"
    r"put forward|promise|warn|demand|ask|view|opinion|position|stance|answer|reply|replie|respond|react|reaction|"
    r"expect|rule|urge|criticise|criticize|welcome|complain|claim|announce|for or against|raise|suggest)"
    r"(?:s|d|ed|ing)?\b",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"\baccording to\b", re.IGNORECASE)
MONTHS = frozenset("January February March April May June July August September October November December".split())
MONTH = rf"(?:{'|'.join(sorted(MONTHS))}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec)\.)"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} {MONTH}|{MONTH}(?: \d{{1,2}}\b)?|(?:1[5-9]|20)\d\d\b|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    r"(?:last|next|this|the|that|same) (?:year|month|week|spring|summer|autumn|winter)\b|tomorrow|yesterday|today|"
    r"century)"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_NUMBER = re.compile(
    r"\d[\d,.]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|"
    r"seventy|eighty|ninety|hundreds?|thousands?|[mb]illions?|trillions?|half|halve[ds]?|quarter|thirds?|dozens?|none|"
    r"nobody|both|doubled?|tripled?|per ?cent)\b|%",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"%|\bper ?cents?\b|\bpct\b|\bpercentage|\b(?:half|third|quarter|fifth|tenth)s?\b|\bout of (?:every )?\w|"
    r"\bone in (?:every )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|roubles?|rubles?|pounds?|francs?|marks?|yen|yuan|rupees?|zloty|kron\w+|lire|"
    r"dirhams?|hryvnias?|USD|EUR|GBP|CHF|[mb]illions?|trillions?)\b|\d(?:m|bn|tn)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[^\W\d_][\w’'-]+")
_NO_NAMES = STOP_WORDS | frozenset(
    "nobody none everyone someone both either neither some most all one two three".split()
)


def has_what_is_asked(question: str, text: str) -> bool:
    """Whether a text has a number, a date or a name of its own when the question asks for one; True for other kinds.

    A share is told as a fraction or in per cent, a sum with its currency or in millions.
    What stands in the question already is no answer to it, and a date is no answer to "how many".
    """
    known = frozenset(re.findall(r"[\w,.%-]*\w|%", question.lower()))
    for asked, wanted in ((_SHARE_ASKED, _SHARE), (_MONEY_ASKED, _MONEY)):
        if asked.search(question) and not wanted.search(text):
            return False
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


def what_is_counted(question: str) -> str:
    """The words for what a question asks the number of; empty when it asks for none."""
    found = _COUNTED.search(question)
    words = found.group(1).split() if found else []
    return " ".join(takewhile(lambda word: word.lower() not in _NOT_COUNTED, words))


def who_is_asked_about(question: str) -> str:
    """The part of a question that names whose words it asks for ("What did the Pope say …"); empty without one."""
    source, telling = _ACCORDING.search(question), _TELLING.search(question)
    if source:
        return re.split(r"[,?]", question[source.end() :], maxsplit=1)[0]
    return question[: telling.start()] if telling else ""


def years_in(text: str) -> list[str]:
    """The years that a text names."""
    return _YEAR.findall(text)
