"""OpenDocument texts (.odt)."""

from zipfile import ZipFile

from lxml import etree

from assistant.errors import ReportUnreadable
from assistant.reading import archive
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers import properties
from assistant.reading.readers.odt.body import Body
from assistant.reading.readers.odt.lists import numbering
from assistant.reading.readers.odt.styles import styles
from assistant.reading.readers.odt.text import OFFICE
from assistant.reading.readers.parts import CORE, parsed

_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"


def read(data: bytes) -> Content:
    """A text as it is seen: changes accepted, comments and hidden text out, notes after their place.

    Pages are those that the program last laid out or the writer began. Raises ReportUnreadable.
    """
    with archive.opened(data, what="OpenDocument text") as container:
        if b"encryption-data" in archive.entry(container, "META-INF/manifest.xml"):
            raise ReportUnreadable("it is encrypted with a password; save it without one")
        try:
            return _content(container)
        except RecursionError:
            raise ReportUnreadable("its parts lie too deep within one another; that is a trap or damage") from None


def _content(container: ZipFile) -> Content:
    root = parsed(container, "content.xml")
    if root is None:
        raise ReportUnreadable("it is damaged: content.xml, where an OpenDocument text has its words, is missing")
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise ReportUnreadable("its content is no OpenDocument text; give it the suffix of its real format")
    blocks = Blocks()
    shared = parsed(container, "styles.xml")
    writer = Body(blocks, styles(shared, root), numbering(shared, root))
    writer.write(body)
    return blocks.content(_metadata(parsed(container, "meta.xml")), writer.title)


def _metadata(root: etree._Element | None) -> dict[str, str]:
    meta = None if root is None else root.find(f"{OFFICE}meta")
    if meta is None:
        return {}
    authors = meta.findtext(f"{_META}initial-creator", "") or meta.findtext(f"{CORE}creator", "")
    return {
        "title": properties.title(meta.findtext(f"{CORE}title", "")),
        "authors": properties.authors(authors),
        "subject": meta.findtext(f"{CORE}subject", ""),
        "language": meta.findtext(f"{CORE}language", ""),
        "created": properties.moment(meta.findtext(f"{_META}creation-date", "")),
    }
