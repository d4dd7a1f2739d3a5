"""Plain text and Markdown: the stored text is the decoded file itself."""

from assistant.reading import text
from assistant.reading.content import Content
from assistant.types import Page


def read(data: bytes) -> Content:
    """Plain text; a heading is a short line that stands alone. Raises ReportUnreadable."""
    return _read(data, markdown=False)


def read_markdown(data: bytes) -> Content:
    """Markdown, kept as it is written. Raises ReportUnreadable."""
    return _read(data, markdown=True)


def _read(data: bytes, *, markdown: bool) -> Content:
    decoded = text.decode(data)
    metadata, body = text.front_matter(decoded)
    find = text.markdown_headings if markdown else text.plain_headings
    pages = (Page(1, 0, len(decoded)),)
    return Content(decoded, pages, find(decoded, body), metadata, body, stated_in="front matter")
