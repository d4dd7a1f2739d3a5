"""Counting the pages of a Word file, which has none but the breaks that its writer set and that Word noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.reading.blocks import Blocks


@dataclass(slots=True)
class Pages:
    """Begins pages in blocks. No page begins within a block: what Word broke there stands on the page it began on."""

    blocks: Blocks
    number: int = 1
    due: int = 0  # pages that begin after the block at hand
    fresh: bool = True  # nothing was written on this page yet
    unmatched: bool = False  # by the writer's will a page just began; Word notes the same once more
    keeping: bool = False  # within a text box or a note, which turn no page

    def __post_init__(self) -> None:
        self.blocks.page(1)

    def turn(self, count: int) -> None:
        """Begin so many pages."""
        if count and not self.keeping:
            self.number += count
            self.blocks.page(self.number)
            self.fresh = True

    def willed(self, count: int = 1) -> None:
        """A break that the writer set."""
        if not self.keeping:
            self.turn(count)
            self.unmatched = True

    def section(self, kind: str) -> None:
        """A section that begins by this rule, of which some leave a page blank."""
        if kind in ("nextPage", "oddPage", "evenPage"):
            odd = (self.number + 1) % 2 == 1
            self.willed(2 if (kind == "oddPage" and not odd) or (kind == "evenPage" and odd) else 1)

    def before_paragraph(self) -> None:
        """A paragraph that always begins a page, which it does not twice."""
        if not self.fresh:
            self.willed()

    def rendered(self, *, within: bool) -> None:
        """A break that Word noted, `within` the words of a block or before them."""
        if not self.matched(1) and not self.keeping:
            if within:
                self.due += 1
            else:
                self.turn(1)

    def matched(self, count: int) -> bool:
        """Whether the first of some breaks that Word noted is the one that the writer set."""
        matched = self.unmatched and count > 0 and not self.keeping
        self.unmatched = self.unmatched and not matched
        return matched

    def written(self) -> None:
        """Words came."""
        if not self.keeping:
            self.fresh = self.unmatched = False

    def begin_due(self) -> None:
        """Begin the pages that Word began within the block that was just written."""
        if not self.keeping:
            self.turn(self.due)
            self.due = 0

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Turn no page within."""
        before, self.keeping = self.keeping, True
        yield
        self.keeping = before
