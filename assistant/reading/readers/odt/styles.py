"""What the styles of an OpenDocument text say: a title, hidden, on a new page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_FORMAT = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DEEPEST = 20  # of styles that rest on each other, which a broken file may do in a circle

_RAISED = re.compile(r"super|(?!0+%)\d+%")

Key = tuple[str, str]
"""A style's family, such as "paragraph", and its name."""


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's, a section's or some characters'."""

    title: bool = False
    hidden: bool = False
    raised: bool = False
    page_before: bool = False
    page_after: bool = False


def styles(*roots: etree._Element | None) -> Mapping[Key, Style]:
    """The styles of some parts of a file, each complete; a later part's go before an earlier one's."""
    found = {
        (element.get(f"{_STYLE}family", ""), element.get(f"{_STYLE}name", "")): element
        for root in roots
        if root is not None
        for element in root.iter(f"{_STYLE}style")
    }
    return {key: _complete(key, found) for key in found}


def _complete(key: Key, found: Mapping[Key, etree._Element]) -> Style:
    """A style with what it leaves open as those have it that it rests on."""
    words: dict[str, str] = {}
    title = False
    for _ in range(_DEEPEST):
        title = title or key == ("paragraph", "Title")
        element = found.get(key)
        if element is None:
            break
        for name, value in _stated(element).items():
            words.setdefault(name, value)
        key = key[0], element.get(f"{_STYLE}parent-style-name", "")
    master = words.get("master", "")
    return Style(
        title=title,
        hidden=words.get("hidden") == "none",
        raised=bool(_RAISED.match(words.get("position", ""))),
        page_before=words.get("before") == "page" or bool(master),
        page_after=words.get("after") == "page",
    )


def _stated(element: etree._Element) -> dict[str, str]:
    """What a style says itself. One that names a kind of page ("master") begins a page of that kind."""
    found = {"master": element.get(f"{_STYLE}master-page-name")}
    for properties in element:
        found.setdefault("before", properties.get(f"{_FORMAT}break-before"))
        found.setdefault("after", properties.get(f"{_FORMAT}break-after"))
        if properties.tag in (f"{_STYLE}text-properties", f"{_STYLE}section-properties"):
            found.setdefault("hidden", properties.get(f"{_TEXT}display"))
            found.setdefault("position", properties.get(f"{_STYLE}text-position"))
    return {name: value for name, value in found.items() if value is not None}
