"""Understanding a question: checked, tidied, and made to stand alone by rules that everyone can follow."""

import re
from collections.abc import Sequence

from assistant.errors import QuestionInvalid
from assistant.indexing.words import STOP_WORDS
from assistant.types import Turn

_LEADS_ON = re.compile(
    r"^(?:and|but|so|also|then|or|what about|how about|what else|anything else|who else|where else|why not|"
    r"tell me more|go on|in what|in which|by whom|with whom|since when|until when|what for)\b",
    re.IGNORECASE,
)
_ANAPHOR = re.compile(
    r"\b(?:he|she|him|they|them|his|hers|their|theirs|it|its|this|these|those|there|then|the former|the latter|"
    r"the same|that(?=\s*[?.!,]|$|\s+(?:happen|mean|meeting|agreement|decision|treaty|summit|report|one|time|year)\w*)|"
    r"her(?=\s+\w+))\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(r"\b(?:is|was|are|were|will|would|has|have|had|did|does)\s+(?:there|it)\b", re.IGNORECASE)
_CONNECTIVE = re.compile(r"^(?:and|but|so|also|then|or)\b[\s,]*", re.IGNORECASE)
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_FEW_WORDS = 2


def tidy(question: str, *, max_chars: int) -> str:
    """The question with plain white space. Raises QuestionInvalid when empty or longer than `max_chars`."""
    words = " ".join("".join(char if char.isprintable() else " " for char in question).split())
    if not any(char.isalnum() for char in words):
        raise QuestionInvalid("The question is empty. Ask in words, for example: what was agreed about the OSCE?")
    if len(words) > max_chars:
        cure = "Shorten it, or raise max_question_chars."
        raise QuestionInvalid(f"The question has {len(words)} characters; at most {max_chars} are read. {cure}")
    return words


def stands_alone(question: str) -> bool:
    """Whether a question can be understood without what was said before."""
    if _LEADS_ON.match(question):
        return False
    content = [word for word in re.findall(r"\w+", question) if word.lower() not in STOP_WORDS]
    if len(content) < _FEW_WORDS and not any(word[0].isupper() for word in content):
        return False
    found = _ANAPHOR.search(_EXPLETIVE.sub(" ", question))
    # A pronoun whose name comes earlier in the same question is resolved there.
    return found is None or _NAME.search(question[1 : found.start()]) is not None


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it reads without its conversation; unchanged when it stands alone or nothing came before."""
    before = ""
    for turn in history:
        earlier = " ".join(turn.question.split())
        if earlier:
            before = _joined(before, earlier)
    return _joined(before, question)


def _joined(before: str, question: str) -> str:
    if not before or stands_alone(question):
        return question
    rest = _CONNECTIVE.sub("", question)
    return f"{before.rstrip(' ?.!')}, {'and ' if _CONNECTIVE.match(question) else ''}{rest[:1].lower()}{rest[1:]}"
