"""Word documents (.docx, .docm): the container is opened here, for python-docx opens every picture and no macros."""

import posixpath
from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from assistant.errors import ReportUnreadable
from assistant.reading import archive
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers.docx.body import Body
from assistant.reading.readers.docx.lists import Lists
from assistant.reading.readers.docx.styles import W, styles
from assistant.reading.readers.parts import Relation, of_kind, parsed, properties, relations


def read(data: bytes) -> Content:
    """A Word document's text as it is seen: changes accepted, comments and hidden text out, notes after their place.

    Pages are those that Word last laid out or the writer began. Raises ReportUnreadable.
    """
    with archive.opened(data, what="Word document") as container:
        try:
            return _content(container)
        except RecursionError:
            raise ReportUnreadable("its parts lie too deep within one another; that is a trap or damage") from None


def _content(container: ZipFile) -> Content:
    main = of_kind(relations(container, ""), "officeDocument", "word/document.xml")
    related = relations(container, main)
    body = _body(container, main)
    blocks = Blocks()
    notes = {
        (kind, note.get(f"{W}id", "")): note
        for kind in ("footnote", "endnote")
        for note in _notes(container, _related(related, f"{kind}s", main))
    }
    known = styles(parsed(container, _related(related, "styles", main)))
    lists = Lists(parsed(container, _related(related, "numbering", main)), known)
    writer = Body(blocks, known, notes, lists)
    writer.write(body)
    return blocks.content(properties(container), writer.title)


def _body(container: ZipFile, main: str) -> etree._Element:
    root = parsed(container, main)
    if root is None:
        raise ReportUnreadable(f"it is damaged: {main}, where a Word document has its text, is missing")
    body = root.find(f"{W}body")
    if body is None:
        raise ReportUnreadable("its content is no Word document; give it the suffix of its real format")
    return body


def _notes(container: ZipFile, name: str) -> Iterator[etree._Element]:
    """Notes but the lines that separate them from the text."""
    root = parsed(container, name)
    for note in () if root is None else root:
        if note.get(f"{W}type", "normal") == "normal":
            yield note


def _related(found: dict[str, Relation], kind: str, main: str) -> str:
    """Where a part stands: where the main one says, or else where Word puts it."""
    return of_kind(found, kind, posixpath.join(posixpath.dirname(main), f"{kind}.xml"))
