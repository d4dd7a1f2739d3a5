"""Paragraphs of what was made for paper: the numbers at the ends of pages go, and what these cut is joined."""

import re
from collections.abc import Sequence

from assistant.reading.blocks import Blocks

_NUMBER = re.compile(r"(?:page\s+)?[-–—\s]*(?:[A-Z]-?)?(?:\d{1,4}|[ivxl]{1,7})[-–—\s]*(?:of\s+\d{1,4})?", re.IGNORECASE)
_LONGEST_NUMBER = 20
_BREAKS = re.compile(r"(?:^|[;\s])(?:page-)?break-(before|after)\s*:\s*(?:always|page|left|right)", re.IGNORECASE)


def breaks(style: str | None) -> str:
    """Where an element's style begins a new page of the print: "before" it, "after" it, or "" nowhere."""
    found = _BREAKS.search(style) if style and "break" in style.lower() else None
    return found[1].lower() if found else ""


class Flow:
    """Adds to blocks, a paragraph later than it is told of, as the next page may hold the rest of it."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._held = ""  # the last paragraph
        self._number = ""  # what stood alone after it and may be a page's number
        self._broken = False  # whether a page ended after it

    def paragraph(self, text: str) -> None:
        """A paragraph, or the rest of one."""
        words = text.strip()
        if self._broken and _is_cut(self._held, words):
            self._held, self._broken = f"{self._held} {words}", False
        elif len(words) <= _LONGEST_NUMBER and _NUMBER.fullmatch(words) and not self._number:
            self._number = text
        else:
            self.release()
            self._held = text

    def new_page(self) -> None:
        """A page ends here."""
        self._number, self._broken = "", True

    def heading(self, text: str) -> None:
        """A heading."""
        self.release()
        self._blocks.heading(text)

    def item(self, text: str) -> None:
        """An item of a list, with its mark."""
        self.release()
        self._blocks.item(text)

    def row(self, header: Sequence[str], cells: Sequence[str]) -> None:
        """A table's row."""
        self.release()
        self._blocks.row(header, cells)

    def release(self) -> None:
        """Add what is held; to be called at the end."""
        for text in (self._held, self._number):
            self._blocks.paragraph(text)
        self._held, self._number, self._broken = "", "", False


def _is_cut(text: str, rest: str) -> bool:
    """Whether the first of two paragraphs ends within a sentence that the second one goes on with."""
    last = text.rstrip()[-1:]
    return (last.isalpha() or last in ",;–—") and bool(last) and rest[:1].islower()
