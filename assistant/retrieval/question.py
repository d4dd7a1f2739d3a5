"""Understanding a question: checked, tidied, and made to stand alone by rules that everyone can follow."""

import re
from collections.abc import Sequence

from assistant.errors import QuestionInvalid
from assistant.indexing.words import STOP_WORDS
from assistant.retrieval.places import also_called
from assistant.types import Turn

_LEADS_ON = re.compile(
    r"^(?:and|but|so|also|then|or|what about|how about|what else|anything else|who else|where else|why not|"
    r"tell me more|go on|i mean|i meant|no(?=,))\b",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(
    r"^(?:in|on|at|for|from|by|during|after|before|since|until|only|not|really|exactly|more about|when exactly|"
    r"where exactly|thanks|thank you|sure|ok|okay)\b(?!\s+(?:which|what|whose|whom)\b)",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(r"^(?:and|but|so|also|then|or)\b[\s,]*", re.IGNORECASE)
_BE = r"(?:is|are|was|were|be|been|will be|would be|has been|have been|had been)"
_JUDGED = r"(?:possible|true|correct|necessary|clear|likely|known|said|agreed|decided|important|right|wrong|fair)"
_EMPTY = re.compile(  # "is there a limit", "there were no winners", "is it true that": words that point at nothing
    rf"\b{_BE} there\b|\bthere (?:{_BE}|has|have|had|will|would|should|must|can|could)\b|"
    rf"\b{_BE} it {_JUDGED}\b|\bit {_BE} (?:\w+ly )?{_JUDGED}\b|\bit {_BE} (?:the|an?) .{{0,200}}\b(?:that|to|ever)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:(?P<owner>his|its|their|her(?=\s+\w))|(?P<subject>he|she|they)|him|them|it|hers|theirs|these|those|there|"
    r"then|the former|the latter|the same|the other|the others|this(?=\s*[?.!,]|$|\s+\w+)|"
    r"that(?=\s*[?.!,]|$|\s+(?:happen|mean|meeting|agreement|decision|treaty|summit|report|one|time|year|post|role)\w*)|"
    r"(?<=did )that|(?<=does )that|(?<=was )that|(?<=is )that|(?<=made )that|(?<=make )that)\b",
    re.IGNORECASE,
)
_ASKING = frozenset("who what when where which why how whose whom did does do is are was were has have had can".split())
_VERBS = r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should|must|may|might)"
_OWN_SUBJECT = re.compile(rf"\b(?:which|what|whose|the|every|each|an?)\s+(?!{_VERBS}\b)[a-z]|\bwho\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:said|says|say|claimed|warned|thought|told|felt|believed|hoped|admitted|that|because|when)\b"
)
_COURTESY = re.compile(  # "please tell me", "could you explain to us", "I would like to know", "do you know"
    r"^((?:and|but|so|also|then|or)\b[\s,]*)?(?:(?:hello|hi|thanks|thank you)\b[\s,.!]*)?(?:(?:please|kindly)[\s,]+)?"
    r"(?:(?:(?:can|could|would|will) you\s+(?:please\s+)?(?:kindly\s+)?)?(?:tell|show|remind|explain to)\s+(?:me|us)|"
    r"(?:i|we)(?:\s+would|['’]d)\s+like\s+to\s+know|(?:i|we)\s+(?:want|need)\s+to\s+know|do\s+you\s+know)"
    r"[\s,:]+(?:please[\s,]+)?(?=(?:who|whom|whose|what|when|where|which|why|how|whether|if)\b\s*\S)",
    re.IGNORECASE,
)
_FEW_WORDS = 4
_ENOUGH_WORDS = 5
_SAYS_SOMETHING = 2


def tidy(question: str, *, max_chars: int) -> str:
    """The question with plain white space. Raises QuestionInvalid when empty or longer than `max_chars`."""
    words = " ".join("".join(char if char.isprintable() else " " for char in question).split())
    if not any(char.isalnum() for char in words):
        raise QuestionInvalid("The question is empty. Ask in words, for example: what was agreed about the OSCE?")
    if len(words) > max_chars:
        cure = "Shorten it, or raise max_question_chars."
        raise QuestionInvalid(f"The question has {len(words)} characters; at most {max_chars} are read. {cure}")
    return words


def plainly(question: str) -> str:
    """The question without the courtesy before it, so that "please tell me what …" finds what "what …" does."""
    return _COURTESY.sub(lambda found: found[1] or "", question)


def stands_alone(question: str) -> bool:
    """Whether a question can be understood without what was said before.

    It can when it does not lead on ("and when?"), holds no pronoun that is left open, and says enough: a name, a
    number, or a few words of its own.
    """
    if _LEADS_ON.match(question) or _open_pronoun(question):
        return False
    if _FRAGMENT.match(question) and len(_content(question)) < _FEW_WORDS:
        return False
    return _named(question) or len(_content(question)) >= _FEW_WORDS


def _content(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text) if word.lower() not in STOP_WORDS]


def _named(text: str) -> bool:
    """Whether a text names something: a capital after its beginning, a number, or a capital word that asks nothing."""
    words = re.findall(r"\w[\w’'.-]*", text)
    begins = bool(words) and words[0][0].isupper() and words[0].lower() not in STOP_WORDS | _ASKING
    capital = any(word[0].isupper() and word not in ("I", "I'm", "I’m") for word in words[1:])
    number = any(char.isdigit() for char in text)
    return capital or number or bool(also_called(text)) or (begins and len(_content(text)) < _FEW_WORDS)


def _open_pronoun(question: str) -> bool:
    """Whether a pronoun refers to something that the question itself does not say before it."""
    plain = _EMPTY.sub(lambda found: " " * len(found.group()), question)
    for found in _PRONOUN.finditer(plain):
        before = question[: found.start()]
        if _named(before):
            continue
        subject = _OWN_SUBJECT.search(before)
        says = subject is not None and _CLAUSE.search(before, subject.start()) is not None
        owns = subject is not None and found["owner"] and len(_content(question)) >= _ENOUGH_WORDS
        if not (owns or (says and (found["subject"] or found["owner"]))):
            return True
    return False


def forms(question: str, history: Sequence[Turn], *, max_chars: int = 2000) -> tuple[str, ...]:
    """The wordings to search for, the one to show and to answer first.

    A question that stands alone is its only form, whatever came before. Another one is read after the question that
    it leads on from (and that one after its own), after the last question alone, and as it is. A wording beyond
    `max_chars` loses its beginning.
    """
    question = plainly(question)
    earlier = [words for words in (plainly(" ".join(turn.question.split()))[-max_chars:] for turn in history) if words]
    if not earlier or stands_alone(question):
        return (question,)
    before = ""
    for words in earlier:
        before = words if not before or stands_alone(words) else _joined(before, words)[-max_chars:]
    wordings = _joined(before, question), _joined(earlier[-1], question), question
    return tuple(dict.fromkeys(wording[-max_chars:] for wording in wordings))


def read_as(wordings: Sequence[str]) -> tuple[str, ...]:
    """The wordings that a reranker reads: the first and, when it says something by itself, the question as it is."""
    says = len(_content(wordings[-1])) >= _SAYS_SOMETHING
    return tuple(dict.fromkeys((wordings[0], wordings[-1]))) if says else (wordings[0],)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it reads without its conversation; unchanged when it stands alone or nothing came before."""
    return forms(question, history)[0]


def _joined(before: str, question: str) -> str:
    rest = _CONNECTIVE.sub("", question)
    first = re.match(r"\w+", rest)
    if first and first.group().lower() in STOP_WORDS | _ASKING:  # not a name
        rest = rest[:1].lower() + rest[1:]
    return f"{before.rstrip(' ?.!')}, {'and ' if _CONNECTIVE.match(question) else ''}{rest}"
