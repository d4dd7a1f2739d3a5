"""What the cell of a table is by its text: a number, a date, a period, words; and words that are labels or names."""

import re
from functools import lru_cache

from assistant.reading.about.dates import iso
from assistant.reading.about.labelled import NAMES

_UNIT = r"kg|g|t|km²?|k?m|cm|mm|m[²³]|ha|l|h|min|s|mln|mn|bn|m|pct|per cent|percent|million|billion"
_NUMBER = re.compile(
    rf"[^\w]*\d[\d\s.,:/%€$£+–-]*(?:E[+-]?\d+)?[^\w]*(?:{_UNIT})?\.?|(?:US|A|C)\$ ?\d[\d.,]*|[A-Z]{{3}} \d[\d.,]*"
)
_TRUTH = frozenset({"TRUE", "FALSE"})
_PERIOD = re.compile(
    r"(?:1[5-9]|20)\d\d(?:\s?[/–-]\s?\d{1,4})?(?:-\d\d)?\W*"  # 1994, 1994/95, 1994-06
    r"|[QH][1-4][ /-]?(?:(?:1[5-9]|20)\d\d)?|(?:1[5-9]|20)\d\d[ /-]?[QH][1-4]"
)
_MONTH = re.compile(r"[^\W\d_]{3,12}\.? (?:de )?(?:1[5-9]|20)\d\d")
_DATED = re.compile(r"\d{1,2}\.? [^\W\d_]{3,12}\.? (?:1[5-9]|20)\d\d\.?")  # in a language whose months are not known
_CLOCK = re.compile(r"\d{1,2}:\d\d(?::\d\d)?")
_MISSING = re.compile(r"[-–—.…*]+|n/?a|nil|none|x", re.IGNORECASE)
_COUNTED = re.compile(r"\W*(?!(?:1[5-9]|20)\d\d\b|\d{1,2}(?:st|nd|rd|th)\b)\d")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LONGEST = 40  # characters of a value, or of a label

LABELS = frozenset(NAMES) | frozenset(
    "name|first name|last name|surname|age|born|birth date|date of birth|place of birth|nationality|occupation|sex|"
    "profession|address|telephone|phone|tel|fax|email|e-mail|website|contact|position|role|organisation|organization|"
    "institution|department|office|city|town|country|region|venue|time|cc|bcc|attn|attention|sent|received|reference|"
    "ref|our ref|your ref|no|number|document|document no|report no|version|status|classification|category|type|"
    "subtitle|editor|editors|translator|isbn|issn|doi|url|project|project title|budget|staff|"
    "lead|start|end|start date|end date|"
    "duration|deadline|period|client|sponsor|funding|purpose|summary|keywords|abstract|copyright|licence|license|"
    "prepared for|approved by|reviewed by|chair|chairman|rapporteur|participants|present|absent|apologies|agenda item|"
    "capital|population|area|currency|head of state|founded|established|headquarters|"
    "ime|ime i prezime|mjesto|datum|naslov|predmet|za|nom|prénom|adresse|name|vorname|ort|nombre|dirección|nome|"
    "имя|фамилия|адрес|дата".split("|")
)
"""Words that stand before a value in forms, on title pages and at the head of letters, in small letters."""

_VALUES = frozenset(
    "value|values|name|names|description|details|content|data|answer|text|amount|number|response|result|meaning|"
    "definition|remark|remarks|note|notes|comment|comments|wert|valeur|valor|valore|значение".split("|")
)
"""Words over a column of values, which are no values themselves."""

_COLUMNS = (
    LABELS
    | _VALUES
    | frozenset(
        "port|ports|ship|ships|vessel|vessels|note|notes|remark|remarks|comment|comments|description|quote|text|value|item|"
        "month|year|day|quantity|amount|price|total|share|tonnes|state|river|station|measure|action|responsible|result|"
        "question|answer|term|meaning|definition|minister|ministry|portfolio|party|member|function|title|event|activity|"
        "task|owner|indicator|target|unit|code|id|count|sum|district|province|species|product|company|school|bank|outcome|"
        "recommendation|finding|issue|response|speaker|topic|session|article|section|page|chapter|object|field|key".split(
            "|"
        )
    )
)


@lru_cache(4096)
def kind(text: str) -> str:
    """What a cell holds: "number", "truth", "period", "date", "text", "missing" for a dash and such, "" for none."""
    words = text.strip()
    if not words:
        return ""
    if words in _TRUTH:
        return "truth"
    if _MISSING.fullmatch(words) and len(words) > (words == "x"):
        return "missing"
    if len(words) > _LONGEST or not any(map(str.isdigit, words)):
        return "text"
    if _PERIOD.fullmatch(words) or (_MONTH.fullmatch(words) and iso(words)):
        return "period"
    if _DATED.fullmatch(words) or (not _CLOCK.fullmatch(words) and iso(words)[:1].isdigit()):  # with its year
        return "date"
    return "number" if _NUMBER.fullmatch(words) else "text"


def is_value(text: str) -> bool:
    """Whether a cell holds a number, a date, or the like, as names of columns rarely do."""
    return kind(text) in {"number", "truth", "period", "date"}


def is_counted(text: str) -> bool:
    """Whether words begin with a figure that is no year, as "15 ft. at least" does."""
    return kind(text) == "text" and bool(_COUNTED.match(text))


def may_label(text: str) -> bool:
    """Whether a cell may be the label of a value: short words, neither a value nor the mark of a list."""
    return len(text) <= _LONGEST * 2 and kind(text) == "text" and bool(_LETTERS.search(text))


def is_label(text: str) -> bool:
    """Whether a cell is a label that is often met."""
    return text.strip(" :.").casefold() in LABELS


def is_name(text: str) -> bool:
    """Whether a cell is a word that often names a column."""
    return text.strip(" :.").casefold() in _COLUMNS


def are_names(label: str, value: str) -> bool:
    """Whether a label and its value are rather the names of columns of such."""
    return is_name(label) and value.strip(" :.").casefold() in _VALUES
