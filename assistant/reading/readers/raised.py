"""Superscripts of figures, as characters of their own."""

import re

_RAISED = re.compile(r"\s*[\d+−–-][\d+−–,.-]{0,7}\s*", re.ASCII)
_AS_RAISED = str.maketrans("0123456789+−–-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")


def raised(text: str) -> str:
    """Text that is set as a superscript, its figures as characters that are raised, so that 10 to the 6th is no 106.

    Any other text, such as the "th" of "5th", is given back as it is.
    """
    return text.translate(_AS_RAISED) if _RAISED.fullmatch(text) else text
