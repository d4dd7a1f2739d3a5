"""What a written sentence must not be, whatever the passages say: a link, a picture, markup, a question."""

import re

_LINK = re.compile(
    r"\w://|//\w|\bwww\.|\b(?:mailto|javascript|vbscript|data|file|tel|blob):\S|"
    r"[\w-]\.[a-z]{2,}(?:[/?#]\w|:\d)|\w@\w|\]\s?[(\[]|!\[|^\[[^\]]*\]:",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"</?[a-z]|<[!?|]|&(?:#\d+|#x[\da-f]+|[a-z]{2,8});|\{[{%]|\\[a-z]+\{|^\||\|$|\[/?(?:img|url|b|i)\b|\$[^$]+\$(?!\d)",
    re.IGNORECASE,
)
_MARK = re.compile(r"[\[【［]\s*(?:[\^#]\s*\d|\d+\s*(?:[†:;,–-][^\[\]【】［］]*)?[\]】］])")
_ASKING = re.compile(r"[?？][\"'”’»)\]]*$")
_REASONS = {
    "it holds a link": _LINK,
    "it holds markup": _MARKUP,
    "it holds a mark that cites nothing": _MARK,
    "it asks and says nothing": _ASKING,
}


def unfit(text: str) -> list[str]:
    """What is wrong with a sentence by its signs alone, in plain words; nothing when it is plain text."""
    return [reason for reason, pattern in _REASONS.items() if pattern.search(text)]
