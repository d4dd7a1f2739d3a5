"""What the tables of hostile files have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tests.reading.made import MADE
from tests.reading.reference import LATIN

READ = "read"
EITHER = "either"
PORT = 47_813
"""Where nothing may knock: the files name addresses there."""

ENCRYPTED = "encrypt|password|protect|DRM"
BROKEN = "damaged|cut short|no text|empty|not a|is no|cannot be|binary|unknown|known|corrupt|broken|not valid"
TOO_LARGE = "MB|too (large|many|deep)|more than|trap|nested|longer than|damaged"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file that is broken, or means harm.

    `outcome` is READ, and then the text holds `words`; or EITHER, where both will do; or else a pattern that the
    reason holds. `never` are words that the text must not hold. `large` ones take more than a moment.
    """

    name: str
    data: bytes | Callable[[], bytes]
    outcome: str
    words: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    large: bool = False

    def made(self) -> bytes:
        """What stands in the file."""
        return self.data if isinstance(self.data, bytes) else self.data()


@cache
def valid(suffix: str) -> bytes:
    """A sound file of this format, for want of which nothing could be broken."""
    return MADE[suffix](LATIN)
