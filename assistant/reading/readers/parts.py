"""The XML parts of documents that are zip containers, and the relations between parts, read with care."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from zipfile import ZipFile

from lxml import etree

from assistant.errors import ReportUnreadable
from assistant.reading import archive
from assistant.reading.readers.properties import authors, moment, title

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
CORE = "{http://purl.org/dc/elements/1.1/}"
TERMS = "{http://purl.org/dc/terms/}"

_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/((?:wordprocessing|spreadsheet|presentation|drawing)ml|officeDocument)/(\w+)"
)
_USUAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"  # the same elements before ISO renamed their namespaces
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "remove_comments": True, "remove_pis": True}
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TEMPLATES = ("python-docx", "steve canny")  # whoever made the templates of libraries, years ago
_GENERATED = re.compile(r"generated (?:by|using) python-\w+")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part names another one as: `kind` is the last word of what it is to it, `target` the part's name."""

    kind: str
    target: str


def parsed(container: ZipFile, name: str) -> etree._Element | None:
    """The root of an XML part, None when there is none of this name.

    Namespaces of the strict variant of Office's formats become the usual ones. Raises ReportUnreadable for what is not
    valid XML, and for what declares entities, which no document needs.
    """
    data = archive.entry(container, name) if name else b""
    if not data:
        return None
    try:
        root = etree.fromstring(_STRICT.sub(_USUAL, data), etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _invalid(name, error) from None
    _check(root, name)
    return root


def elements(container: ZipFile, name: str, *tags: str) -> Iterator[etree._Element]:
    """The elements of these tags in a part, one by one, each emptied when the next is asked for; none without a part.

    For parts that would be too large as a tree. Raises ReportUnreadable as `parsed` does.
    """
    data = archive.entry(container, name)
    if not data:
        return
    try:
        steps = etree.iterparse(BytesIO(_STRICT.sub(_USUAL, data)), tag=tags, **_SAFE)
        for place, (_, element) in enumerate(steps):
            if not place:
                _check(element, name)
            yield element
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _invalid(name, error) from None


def _invalid(name: str, error: Exception) -> ReportUnreadable:
    if "Excessive depth" in str(error):  # of libxml2, which reads 256 levels
        return ReportUnreadable(f"{name} is nested too deeply to be read; save it anew, or in another format")
    return ReportUnreadable(f"it is damaged: {name} is not valid XML ({error})")


def _check(element: etree._Element, name: str) -> None:
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise ReportUnreadable(f"{name} declares entities, which a document of its kind never does")


def relations(container: ZipFile, part: str) -> dict[str, Relation]:
    """The parts that a part names, by the id that it gives them; those of the package itself for "".

    Addresses of what lies outside are left out.
    """
    folder, file = posixpath.split(part)
    root = parsed(container, posixpath.join(folder, "_rels", f"{file}.rels"))
    found: dict[str, Relation] = {}
    for relation in () if root is None else root:
        target = unquote(relation.get("Target", "")).split("#")[0]
        if target and relation.get("TargetMode") != "External":
            kind = relation.get("Type", "").rpartition("/")[2]
            found.setdefault(relation.get("Id", ""), Relation(kind, joined(folder, target)))
    return found


def joined(folder: str, target: str) -> str:
    """The name of a part that another in this folder names; it never leads out of the container."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def uncoded(text: str) -> str:
    """Text with the signs that Office writes as "_x000D_" in their places."""
    return _CODED.sub(lambda code: chr(int(code[1], 16)), text) if "_x" in text else text


def span(numbers: Sequence[int], one: str) -> str:
    """Numbers, ascending, with what they count: "slide 3 holds", "slides 3, 5-9 hold"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    told = ", ".join("-".join(map(str, ends)) for ends in ranges)
    return f"{one} {told} holds" if len(numbers) == 1 else f"{one}s {told} hold"


def of_kind(found: dict[str, Relation], kind: str, default: str = "") -> str:
    """The first part that stands in this relation, or else the default."""
    return next((relation.target for relation in found.values() if relation.kind == kind), default)


def properties(container: ZipFile) -> dict[str, str]:
    """What an Office document's properties say of it, without the defaults of the programs that write them."""
    core = parsed(container, of_kind(relations(container, ""), "core-properties", "docProps/core.xml"))
    if core is None:
        return {}
    by = core.findtext(f"{CORE}creator", "")
    generated = by.lower() in _TEMPLATES or _GENERATED.fullmatch(core.findtext(f"{CORE}description", ""))
    return {
        "title": title(core.findtext(f"{CORE}title", "")),
        "authors": authors(by),
        "subject": core.findtext(f"{CORE}subject", ""),
        "language": core.findtext(f"{CORE}language", ""),
        "created": "" if generated else moment(core.findtext(f"{TERMS}created", "")),
    }
