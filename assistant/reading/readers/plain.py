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
    decoded = text.decoded(data)
    metadata, body = text.front_matter(decoded.text)
    find = text.markdown_headings if markdown else text.plain_headings
    return Content(
        decoded.text,
        (Page(1, 0, len(decoded.text)),),
        find(decoded.text, body),
        metadata,
        body,
        notes=decoded.notes,
        stated_in="front matter",
    )
