"""What an EPUB says of itself: its documents in the order in which they are read, and its metadata."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from assistant.errors import ReportUnreadable
from assistant.reading.readers.html.stated import iso_date
from assistant.reading.readers.parts import CORE, joined, parsed
from assistant.reading.readers.properties import title

_OPF = "{http://www.idpf.org/2007/opf}"
_TEXTS = frozenset(
    "application/xhtml+xml text/html application/html text/x-oeb1-document application/x-dtbook+xml text/xml "
    "application/xml".split()
)
_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
_MOST_FALLBACKS = 10
_NAMED = re.compile(r"cover|titlepage", re.IGNORECASE)
_REISSUED = re.compile(r"gutenberg\.org")  # which calls the day of its own edition the publication's
_PUBLISHED = frozenset({"publication", "original-publication", "issued"})


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document of the spine: its number there, and its part, "" when that is missing.

    `contents` when it is said to hold a table of contents, which need not be all that it holds.
    """

    number: int
    part: str
    linear: bool = True
    contents: bool = False
    cover: bool = False


def package(container: ZipFile) -> tuple[str, etree._Element]:
    """The folder and the root of the document that describes the book. Raises ReportUnreadable."""
    root = parsed(container, "META-INF/container.xml")
    marks = [] if root is None else [mark.get("full-path", "") for mark in root.iter("{*}rootfile")]
    names = [joined("", unquote(name)) for name in marks if name]
    names += [name for name in container.namelist() if name.endswith(".opf")]
    for name in names:
        found = parsed(container, name)
        if found is not None and etree.QName(found).localname == "package":
            return posixpath.dirname(name), found
    raise ReportUnreadable("it is damaged: the document that lists an EPUB's chapters is missing")


def chapters(container: ZipFile, folder: str, root: etree._Element) -> list[Chapter]:
    """The documents of the spine in their order, each once. Raises ReportUnreadable for those that are encrypted."""
    items = {item.get("id", ""): item for item in root.iterfind("{*}manifest/{*}item")}
    parts = {name.casefold(): name for name in reversed(container.namelist())}
    guide = dict(_guide(root, folder))
    locked = _locked(container)
    found: dict[str, Chapter] = {}
    for number, mark in enumerate(root.iterfind("{*}spine/{*}itemref"), 1):
        key = mark.get("idref", "")
        item = _readable(items.get(key), items)
        name = "" if item is None else joined(folder, unquote(item.get("href", "").split("#")[0]))
        part = parts.get(name.casefold(), "")
        if part and part in locked:
            raise ReportUnreadable(
                "it is protected by DRM, so that only the reader it was bought for opens it; ask for a copy without"
            )
        properties = "" if item is None else item.get("properties", "")
        chapter = Chapter(
            number,
            part,
            linear=mark.get("linear", "yes") != "no",
            contents="nav" in properties.split() or guide.get(name) == "toc",
            cover=number == 1 or guide.get(name) == "cover" or bool(_NAMED.search(f"{key} {posixpath.basename(name)}")),
        )
        found.setdefault(part or f"?{key}", chapter)
    return list(found.values())


def _readable(item: etree._Element | None, items: Mapping[str, etree._Element]) -> etree._Element | None:
    """The item itself when it is a text, else the one that it names to be read instead; None without one."""
    for _ in range(_MOST_FALLBACKS):
        if item is None or item.get("media-type", "application/xhtml+xml").lower() in _TEXTS:
            return item
        item = items.get(item.get("fallback", ""))
    return None


def _guide(root: etree._Element, folder: str) -> Iterator[tuple[str, str]]:
    """What some documents are to the book, by their parts."""
    for mark in root.iterfind("{*}guide/{*}reference"):
        yield joined(folder, unquote(mark.get("href", "").split("#")[0])), mark.get("type", "").lower()


def _locked(container: ZipFile) -> set[str]:
    """The parts that are encrypted; fonts may be disguised."""
    root = parsed(container, "META-INF/encryption.xml")
    found = set()
    for data in () if root is None else root.iter("{*}EncryptedData"):
        method = next((mark.get("Algorithm", "") for mark in data.iter("{*}EncryptionMethod")), "")
        if method not in _FONTS:
            found |= {joined("", unquote(mark.get("URI", ""))) for mark in data.iter("{*}CipherReference")}
    return found


def metadata(root: etree._Element) -> dict[str, str]:
    """What the book says of itself; `source` is its publisher."""
    dates = list(_dates(root))
    identifier = next(_values(root, "identifier"), "")
    if _REISSUED.search(identifier):
        dates = [("" if event in _PUBLISHED else event, date) for event, date in dates]
    else:
        made = _modified(root)
        dates = [(event or _event(date, made), date) for event, date in dates]
    return {
        "title": title(next(_values(root, "title"), "")),
        "authors": "; ".join(dict.fromkeys(_authors(root))),
        "language": next(_values(root, "language"), ""),
        "source": next(_values(root, "publisher"), ""),
        "identifier": identifier,
        "subject": "; ".join(_values(root, "subject")),
        "date": next((date for event, date in dates if event in _PUBLISHED), ""),
        "created": next((date for event, date in dates if event in {"", "creation"}), ""),
    }


def _values(root: etree._Element, name: str) -> Iterator[str]:
    for element in root.iter(f"{CORE}{name}"):
        words = " ".join("".join(element.itertext()).split())
        if words:
            yield words


def _authors(root: etree._Element) -> Iterator[str]:
    """Its authors: all creators but those who are said to have done something else."""
    roles = {
        mark.get("refines", "").removeprefix("#"): (mark.text or "").strip()
        for mark in root.iter("{*}meta")
        if mark.get("property") == "role"
    }
    for element in root.iter(f"{CORE}creator"):
        words = " ".join("".join(element.itertext()).split())
        role = element.get(f"{_OPF}role") or roles.get(element.get("id", ""), "")
        if words and role in {"", "aut"}:
            yield words


def _event(date: str, made: str) -> str:
    """What a date without an event is of: publication, as the standard says, unless it may be when the file was made.

    Programs write the day for that, and when the book was last changed is told apart.
    """
    return "creation" if len(date) == len("1996-03-14") and made in ("", date) else "publication"


def _modified(root: etree._Element) -> str:
    """When an EPUB 3 was last changed, "" where that is not said."""
    marks = (mark for mark in root.iter("{*}meta") if mark.get("property") == "dcterms:modified")
    return next((iso_date("".join(mark.itertext())) for mark in marks), "")


def _dates(root: etree._Element) -> Iterator[tuple[str, str]]:
    """What happened to it, "" where that is not said, and when."""
    for element in root.iter(f"{CORE}date"):
        date = iso_date("".join(element.itertext()))
        if date:
            yield element.get(f"{_OPF}event", "").lower(), date
    for element in root.iter("{*}meta"):
        if element.get("property") == "dcterms:issued" and (date := iso_date("".join(element.itertext()))):
            yield "issued", date
