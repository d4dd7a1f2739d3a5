"""What a reader makes of a file's bytes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.types import Heading, Page


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file within a file, by the name that it has there; the name is never a path here."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """Offsets refer to `text`, which is NFC with newlines as LF; pages tile it.

    `body` is where the report's own words begin. `metadata` is what the file says about itself: title, date, authors,
    place, source, language, and whatever else it names; `created` is when the file was made, which need not be when
    the report was. `stated_in` is where that stands: "front matter" or "properties"; with `title_in_text` the title is
    none of these, but what the text shows in a title's style or place. `notes` tell what is missing from the text.
    `kind` is the suffix of the format that it was read as.
    """

    text: str
    pages: tuple[Page, ...]
    headings: tuple[Heading, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    body: int = 0
    attachments: tuple[Attachment, ...] = ()
    notes: tuple[str, ...] = ()
    stated_in: str = "properties"
    kind: str = ""
    title_in_text: bool = False
