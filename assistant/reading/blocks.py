"""Headings, paragraphs, list items and table rows -> one text, with the places of its headings and pages."""

import re
from collections.abc import Mapping, Sequence

from assistant.errors import ReportUnreadable
from assistant.reading.composed import composed
from assistant.reading.content import Attachment, Content
from assistant.types import Heading, Page

_BETWEEN = "\n\n"
_ITEM = "• "
_UNWRITTEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff\u00ad]")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def clean(text: str) -> str:
    """Text as it is stored: NFC, one space for any white space but newlines, none at the ends, no control signs.

    Blank lines within become single newlines, and halves of characters are joined or replaced.
    """
    if text.isascii() and text.isprintable() and "  " not in text:  # as most cells of large tables are
        return text.strip()
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    plain = _UNWRITTEN.sub("", whole.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n"))
    return _LINES.sub("\n", _SPACES.sub(" ", composed(plain))).strip()


class Blocks:
    """Gathers a report block by block. What is empty is left out; every block is made `clean`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._line = False  # whether the last block was an item or a row, which the next one follows on the next line
        self._headings: list[Heading] = []
        self._pages: list[tuple[int, int]] = []
        self._notes: list[str] = []
        self._attachments: list[Attachment] = []

    @property
    def length(self) -> int:
        """How many characters there are so far."""
        return self._length

    def heading(self, text: str) -> None:
        """A heading, on one line."""
        words = " ".join(clean(text).split("\n"))
        if words:
            start = self._add(words)
            self._headings.append(Heading(start, start + len(words)))

    def paragraph(self, text: str) -> None:
        """A paragraph; single newlines within are kept."""
        self._add(clean(text))

    def item(self, text: str, mark: str = "") -> None:
        """An item of a list, with its mark before it: a bullet when it has none and its text brings none."""
        words = clean(text)
        if words and (own := _flat(mark)):
            self._add(f"{own} {words}", line=True)
            return
        marked = re.match(r"(?:[-*•–—+]|\d{1,3}[.)]|\([a-z\d]{1,3}\)) ", words)
        self._add(words if marked or not words else _ITEM + words, line=True)

    def row(self, header: Sequence[str], cells: Sequence[str]) -> None:
        """A table's row as a line that carries its header: "Country: Belarus; Year: 1994." Empty cells are left out."""
        pairs = [(_flat(name), _flat(cell)) for name, cell in zip(_padded(header, len(cells)), cells, strict=False)]
        told = [f"{name.rstrip(':')}: {cell}" if name and name != cell else cell for name, cell in pairs if cell]
        if told:
            line = "; ".join(told)
            self._add(line if line[-1] in ".!?…:" else f"{line}.", line=True)

    def page(self, number: int) -> None:
        """Begin a page: whatever comes next stands on it. One without text is given no span."""
        self._pages.append((number, -1))
        self._line = False

    def note(self, text: str) -> None:
        """Tell of something that is missing from the text."""
        self._notes.append(text)

    def attach(self, name: str, data: bytes) -> None:
        """Hand over a file that lies within this one."""
        self._attachments.append(Attachment(name, data))

    def _add(self, text: str, *, line: bool = False) -> int:
        """Where the text stands now."""
        if not text:
            return self._length
        if self._length:
            between = "\n" if line and self._line else _BETWEEN
            self._parts.append(between)
            self._length += len(between)
        start = self._length
        if self._pages and self._pages[-1][1] < 0:
            self._pages[-1] = (self._pages[-1][0], start)
        self._parts.append(text)
        self._length += len(text)
        self._line = line
        return start

    def content(self, metadata: Mapping[str, str] | None = None, title: str = "") -> Content:
        """All of it; `title`, as the text shows it, stands in for one that the metadata lack.

        Raises ReportUnreadable when there is neither text nor attachment.
        """
        text = "".join(self._parts)
        if not text and not self._attachments:
            raise ReportUnreadable("; ".join(self._notes) or "the file holds no text")
        values = {name: flat for name, value in (metadata or {}).items() if (flat := _flat(value))}
        shown = {} if "title" in values or not _flat(title) else {"title": _flat(title)}
        return Content(
            text=text,
            pages=tiled(self._pages, len(text)),
            headings=tuple(self._headings),
            metadata={**values, **shown},
            attachments=tuple(self._attachments),
            notes=tuple(self._notes),
            title_in_text=bool(shown),
        )


def tiled(starts: Sequence[tuple[int, int]], length: int) -> tuple[Page, ...]:
    """Pages, (number, start) each, as spans that tile a text; one whose start is negative holds nothing."""
    held = [(number, start) for number, start in starts if start >= 0]
    if not held:
        return (Page(1, 0, length),)
    begins = [0, *(start for _, start in held[1:])]
    ends = [*begins[1:], length]
    return tuple(Page(number, begin, end) for (number, _), begin, end in zip(held, begins, ends, strict=True))


def _flat(text: str) -> str:
    return " ".join(clean(text).split("\n"))


def _padded(header: Sequence[str], length: int) -> list[str]:
    return [*header, *[""] * (length - len(header))]
