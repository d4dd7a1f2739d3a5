"""Why a file cannot be read, in one line, from whatever was raised."""

import errno
import re

from assistant.errors import ReportUnreadable

_LONGEST_REASON = 300
_ANEW = "fetch it anew, or save it again in the program that made it"
_OF_MEMORY = re.compile(
    r"failed to map segment|cannot allocate|can't allocate|memory alloc|bad_alloc|out of memory|start new thread",
    re.IGNORECASE,
)
_SAY_NOTHING = ("unknown error", "without setting an exception", "Can't parse HTML")
"""What lxml, Python and selectolax say of what ended without a complaint."""


def reasoned(error: Exception) -> str:
    """Why a file cannot be read, in one line, from whatever was raised."""
    if isinstance(error, ReportUnreadable):
        told = str(error)
        return one_line(f"{told}; {_ANEW}" if told.startswith("it is damaged") and ";" not in told else told)
    if isinstance(error, RecursionError):
        return "it is nested too deeply; save it anew, or in another format"
    if isinstance(error, ImportError):
        return one_line(
            f"the program lacks what reads it ({error}); install the program anew, then run: assistant rebuild --full"
        )
    unknown = f"it is damaged, or made in a way that is not known ({type(error).__name__}: {error})"
    return one_line(f"{unknown[: _LONGEST_REASON - len(_ANEW) - 3]}; {_ANEW}")


def one_line(text: str) -> str:
    """A reason as one line that can be printed: control and direction signs out, at most 300 characters."""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return words if len(words) <= _LONGEST_REASON else f"{words[: _LONGEST_REASON - 1]}…"


def lacks_memory(error: Exception, *, scarce: bool = False) -> bool:
    """Whether something failed for want of memory, whatever a library made of that.

    `scarce` tells that most of the memory had been taken, which explains a failure that says nothing of itself.
    """
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    if isinstance(error, ReportUnreadable):
        return False
    words = str(error)
    return _OF_MEMORY.search(words) is not None or (scarce and any(one in words for one in _SAY_NOTHING))
