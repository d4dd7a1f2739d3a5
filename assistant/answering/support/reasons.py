"""Conditions and causes: an "if" of the passage that a sentence leaves out, a "because" that only the sentence has."""

import re
from collections.abc import Iterator

from assistant.answering.support.bearings import shares_of
from assistant.answering.support.words import Text

_CONDITION = re.compile(
    r"\b(?:if|unless|until|once(?= [a-z]+)|providing that|(?:as|so) long as|only (?:when|after|if)|subject to|"
    r"on (?:the )?condition|case by case|need the consent|without the consent|depending on)\b|, provided\b"
)
_NO_CONDITION = re.compile(
    r"\b(?:as|what|even|see|sees|seen|asked?|asks|doubt\w*|questions?|whether) (?:if|once)\b|\bat once\b|"
    r"\bonce (?:again|more|an?|every|in|they|it|he|she)\b|\bprovided (?:by|to|for|in|the|with)\b"
)
_CONDITIONAL = re.compile(
    r"\b(?:if|unless|until|once|provided|providing|long as|only|when|where|after|before|involv\w+|pending|without|"
    r"conditions?|conditional\w*|depend\w*|requir\w+|needs?|subject to|would|could|might|case by case|in exchange|"
    r"in return|consent\w*)\b"
)
_CAUSE = re.compile(
    r"\b(?:because|due to(?= (?:the|an?|its|their|his|her|this|that|these|lack|what)\b)|owing to|therefore|"
    r"as a (?:result|consequence)|consequently|hence|in (?:response|reaction) to|thanks to|led to|leading to|"
    r"resulted in|caus(?:ed|es|ing)|prompt(?:ed|s|ing)|in protest|for this reason|in retaliation)\b"
)
_CAUSAL = re.compile(
    rf"{_CAUSE.pattern}|\b(?:since|as|so|thus|reasons?|results?|consequences?|causes?|why|follow(?:ed|ing|s)?|"
    r"answer(?:ed|s)?|respon\w+|react\w+|protest\w*|accounts?|grounds?|explain\w*|blam\w+|owe\w*|means|made|makes?|"
    r"given|in view of|in order|by|with|lack|want|for fear|out of|through|let|arises?|comes? from)\b"
)
_PARTS = re.compile(r"; |, (?:and|but) ")
_WORD = re.compile(r"[^\W\d_]{4,}")
_MOST = 0.5


def unsaid(sentence: Text, passages: Text) -> Iterator[str]:
    """What is wrong with the conditions and causes of a sentence, in plain words.

    Only where a sentence of the passages has half of its words or more.
    """
    shares = shares_of(sentence, passages)
    best = max(shares, default=0.0)
    if best < _MOST:
        return
    said = sentence.plain.lower()
    cause = _CAUSE.search(said)
    near = (text.lower() for text, share in zip(passages.sentences, shares, strict=True) if share >= best / 2)
    if cause and not any(_CAUSAL.search(text) for text in near):
        yield f'the passage does not say why ("{cause.group()}")'
    part = closest_part(said, passages.sentences[shares.index(best)].lower())
    condition = _CONDITION.search(_NO_CONDITION.sub(lambda match: "#" * len(match.group()), part))
    if condition and not _CONDITIONAL.search(said):
        yield f'the passage says "{condition.group().strip(", ")}", which the sentence leaves out'


def closest_part(said: str, known: str) -> str:
    """The part of a sentence, between "; " and ", and", that has most of the words said."""
    words = set(_WORD.findall(said))
    return max(_PARTS.split(known), key=lambda part: len(words.intersection(_WORD.findall(part))))
