"""OpenDocument texts (.odt)."""

import re
from zipfile import ZipFile

from lxml import etree

from assistant.errors import ReportUnreadable
from assistant.reading import archive
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers import properties
from assistant.reading.readers.odt_body import Body
from assistant.reading.readers.odt_lists import numbering
from assistant.reading.readers.odt_styles import styles
from assistant.reading.readers.odt_text import OFFICE

_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?")
_NAMED = re.compile(rb"<!ENTITY\b")


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
    root = _root(container, "content.xml")
    if root is None:
        raise ReportUnreadable("it is damaged: content.xml, where an OpenDocument text has its words, is missing")
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise ReportUnreadable("its content is no OpenDocument text; give it the suffix of its real format")
    blocks = Blocks()
    shared = _root(container, "styles.xml")
    writer = Body(blocks, styles(shared, root), numbering(shared, root))
    writer.write(body)
    metadata = _metadata(_root(container, "meta.xml"))
    return blocks.content({**metadata, "title": metadata.get("title") or writer.title})


def _root(container: ZipFile, name: str) -> etree._Element | None:
    """A part of the file, None when it is not there. Raises ReportUnreadable."""
    data = archive.entry(container, name)
    if not data:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReportUnreadable(f"it is damaged: {name} is not valid XML ({error})") from None
    if root.getroottree().docinfo.internalDTD is not None and _NAMED.search(data):
        raise ReportUnreadable(f"{name} declares entities, which an OpenDocument text never does")
    return root


def _metadata(root: etree._Element | None) -> dict[str, str]:
    meta = None if root is None else root.find(f"{OFFICE}meta")
    if meta is None:
        return {}
    created = meta.findtext(f"{_META}creation-date", "").strip()
    authors = meta.findtext(f"{_META}initial-creator", "") or meta.findtext(f"{_CORE}creator", "")
    return {
        "title": properties.title(meta.findtext(f"{_CORE}title", "")),
        "authors": properties.authors(authors),
        "subject": meta.findtext(f"{_CORE}subject", ""),
        "language": meta.findtext(f"{_CORE}language", ""),
        "created": created if _DATE.fullmatch(created) else "",
    }
