"""Something that is known about a report, and where it comes from."""

from dataclasses import dataclass
from typing import Literal

from assistant.types import Origin

Where = Literal["front matter", "metadata.csv", "properties", "text", "file name", "mail"]
Sure = Literal["stated", "likely", "guess"]


@dataclass(frozen=True, slots=True)
class Known:
    """One line that is not empty, and its origin."""

    value: str
    origin: Origin


def known(value: str, where: Where, sure: Sure) -> Known | None:
    """What is known, None for an empty value."""
    return Known(value, Origin(where, sure)) if value else None
