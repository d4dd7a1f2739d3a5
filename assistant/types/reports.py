"""Reports, and the passages that they are cut into."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a report; pages tile `report.text`. number is 1-based."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line of a report, by its offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something that is known about a report stands, and how sure it is.

    `stated`: it is said to be that. `likely`: it is in a place or form that hardly means anything else. `guess`: it may
    well be something else; a date that is a guess ends with "?", as EDTF has it. The `mail` is that which a report is
    attached to.
    """

    where: Literal["front matter", "metadata.csv", "properties", "text", "file name", "mail"]
    sure: Literal["stated", "likely", "guess"]


@dataclass(frozen=True, slots=True)
class Report:
    """One file of the corpus, or one that is attached to it, its text stored whole.

    `id` is the POSIX path under the corpus folder, `sha256` that of the file's bytes. Of plain text, `text` is the
    decoded file itself (NFC, newlines as LF), front matter included; what is to be read begins at `body`.
    `date` is ISO 8601, possibly only a year or month, or EDTF where that cannot say it, or as front matter or
    metadata.csv write it; "" when unknown. `also_at` are the other paths under which the same bytes stand.
    `origins` tell where title, date and each of the metadata come from. `part_of` is the id of the report that this one
    is attached to, and then begins its own; "" for most. `notes` tell what is missing from the text. `kind` is the
    suffix of the format that the file was read as, which its name need not say.
    """

    id: str
    sha256: str
    title: str
    date: str
    text: str
    pages: tuple[Page, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    body: int = 0
    also_at: tuple[str, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    part_of: str = ""
    notes: tuple[str, ...] = ()
    kind: str = ""

    def page_at(self, offset: int) -> int:
        """The number of the page on which the character at `offset` stands."""
        return self.pages[max(0, bisect_right(self.pages, offset, key=lambda page: page.start) - 1)].number

    def heading_at(self, offset: int) -> str:
        """The words of the last heading that ends at or before `offset`, "" without one."""
        before = bisect_right(self.headings, offset, key=lambda heading: heading.end)
        if not before:
            return ""
        heading = self.headings[before - 1]
        return self.text[heading.start : heading.end].split("\n")[0].strip("#= \t")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one report, cut at sentence ends: `report.text[start:end] == text`.

    `speaker` is the label of the turn in whose middle it begins, "" elsewhere.
    """

    id: str
    report_id: str
    start: int
    end: int
    text: str
    heading: str
    page: int
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list of reports says of one. `characters` counts from the beginning of the file to its last passage."""

    id: str
    title: str
    date: str
    metadata: Mapping[str, str]
    characters: int
    passages: int
    part_of: str = ""
