"""How the known document is told by readers that know its headings, items, tables, notes and pages."""

from unicodedata import normalize

from assistant.reading.content import Content
from tests.reading.reference import Reference, Section


def as_written(reference: Reference) -> str:
    """The text that a reader makes of it."""
    parts = [reference.title, *(_section(section) for section in reference.sections)]
    return normalize("NFC", "\n\n".join(parts) + (f"\n\nNote 1: {reference.note}" if reference.note else ""))


def _section(section: Section) -> str:
    header, *rows = section.table or ((),)
    lines = [f"• {item}" for item in section.items]
    for row in rows:
        lines.append("; ".join(f"{name}: {cell}" for name, cell in zip(header, row, strict=True)) + ".")
    return "\n\n".join((section.heading, *section.paragraphs, *(["\n".join(lines)] if lines else [])))


def headings(content: Content) -> list[str]:
    """The headings, in order."""
    return [content.text[one.start : one.end] for one in content.headings]


def paged(content: Content) -> dict[int, str]:
    """The text of each page by its number."""
    return {page.number: content.text[page.start : page.end].strip() for page in content.pages}
