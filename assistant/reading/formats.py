"""The table of formats: one line adds one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.reading import text
from assistant.types import Heading, Page


@dataclass(frozen=True, slots=True)
class Content:
    """What a format's reader makes of a file's bytes; offsets refer to `text`.

    `body` is where the report's own words begin; `metadata` is what the file says about itself (title, date, …).
    """

    text: str
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    body: int = 0


def _plain(data: bytes, *, markdown: bool) -> Content:
    decoded = text.decode(data)
    metadata, body = text.front_matter(decoded)
    find = text.markdown_headings if markdown else text.plain_headings
    return Content(decoded, (Page(1, 0, len(decoded)),), find(decoded, body), metadata, body)


Reader = Callable[[bytes], Content]

FORMATS: dict[str, Reader] = {
    ".txt": lambda data: _plain(data, markdown=False),
    ".md": lambda data: _plain(data, markdown=True),
}

READERS_VERSION = "1"
"""Raised when a reader's text, pages or headings change, so that old indexes are refused."""
