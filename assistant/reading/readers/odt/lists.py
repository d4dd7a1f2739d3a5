"""How the lists and headings of an OpenDocument text are numbered."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from assistant.reading.readers.numbering import BULLETS, Counter, Level, Numeral, pattern

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_NUMBERED = frozenset(f"{_TEXT}{name}" for name in ("list-level-style-number", "outline-level-style"))
_LEVELS = _NUMBERED | {f"{_TEXT}list-level-style-bullet", f"{_TEXT}list-level-style-image"}
_NUMERALS: Mapping[str, Numeral] = {"1": "1", "a": "a", "A": "A", "i": "i", "I": "I"}
_WHOLE = re.compile(r"\d{1,9}")
_UNNUMBERED = Level("")

Levels = Mapping[int, Level]


@dataclass(frozen=True, slots=True)
class Numbering:
    """The list styles of a file by name, and what numbers its headings."""

    lists: Mapping[str, Levels] = field(default_factory=dict)
    headings: Levels = field(default_factory=dict)


def numbering(*roots: etree._Element | None) -> Numbering:
    """What some parts of a file say; a later part's styles go before an earlier one's."""
    held = [root for root in roots if root is not None]
    lists = {
        style.get(f"{_STYLE}name", ""): _levels(style) for root in held for style in root.iter(f"{_TEXT}list-style")
    }
    outlines = [style for root in held for style in root.iter(f"{_TEXT}outline-style")]
    return Numbering(lists, _levels(outlines[-1]) if outlines else {})


def whole(element: etree._Element, name: str) -> int | None:
    """A number of the text's own that an attribute holds, None when there is none."""
    value = element.get(f"{_TEXT}{name}", "").strip()
    return int(value) if _WHOLE.fullmatch(value) else None


def _levels(style: etree._Element) -> dict[int, Level]:
    return dict(_stated(style))


def _stated(style: etree._Element) -> Iterator[tuple[int, Level]]:
    numbered: set[int] = set()
    for element in style:
        depth = (whole(element, "level") or 0) - 1
        if depth < 0 or element.tag not in _LEVELS:
            continue
        kind = _NUMERALS.get(element.get(f"{_STYLE}num-format", "").strip(), "")
        if element.tag not in _NUMBERED:
            yield depth, BULLETS
        elif not kind:
            yield depth, _UNNUMBERED
        else:
            numbered.add(depth)
            shown = range(depth - (whole(element, "display-levels") or 1) + 1, depth + 1)
            before, after = (element.get(f"{_STYLE}num-{end}", "") for end in ("prefix", "suffix"))
            start = whole(element, "start-value")
            yield depth, Level(kind, pattern([one for one in shown if one in numbered], before, after), start or 1)


@dataclass(slots=True)
class Lists:
    """The lists that are open, one within the other, and the counts of those that may go on."""

    known: Mapping[str, Levels]
    _counters: dict[str, Counter] = field(default_factory=dict)  # by style, and by the id of a list
    _open: list[tuple[str, Counter]] = field(default_factory=list)

    @property
    def depth(self) -> int:
        """How many are open."""
        return len(self._open)

    def begin(self, element: etree._Element) -> None:
        """Open a list: one within another counts with it unless it has a style of its own."""
        style = element.get(f"{_TEXT}style-name", "")
        if self._open and style in ("", self._open[-1][0]):
            self._open.append(self._open[-1])
            return
        continued = element.get(f"{_TEXT}continue-list", "")
        goes_on = continued or (style if element.get(f"{_TEXT}continue-numbering") == "true" else "")
        counter = self._counters.get(goes_on) or Counter(self.known.get(style, {}))
        self._counters[style] = counter
        if name := element.get(_XML_ID, ""):
            self._counters[name] = counter
        self._open.append((style, counter))

    def end(self) -> None:
        """Close the innermost."""
        self._open.pop()

    def mark(self, start: int | None) -> str:
        """The mark of the next item, "" for a bullet or none."""
        return self._open[-1][1].mark(self.depth - 1, start)

    @property
    def bare(self) -> bool:
        """Whether the items of the innermost list are seen without any mark."""
        return self._open[-1][1].level(self.depth - 1).numeral == ""
