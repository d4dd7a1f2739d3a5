"""Characters in their composed form, as every text is stored."""

import re
import unicodedata

from assistant.errors import ReportUnreadable

_MOST_MARKS = 1000
_LONG = re.compile(rf"[^\x00-\x7f]{{{_MOST_MARKS},}}")


def composed(text: str) -> str:
    """Text as NFC. Raises ReportUnreadable when more than a thousand marks stand on one character.

    No language has more than a handful, and putting n of them in order takes n² steps.
    """
    if any(_is_heap(run.group()) for run in _LONG.finditer(text)):
        raise ReportUnreadable(f"more than {_MOST_MARKS} marks stand on one character; that is a trap or damage")
    return unicodedata.normalize("NFC", text)


def _is_heap(run: str) -> bool:
    marks = 0
    for sign in run:
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks > _MOST_MARKS:
            return True
    return False
