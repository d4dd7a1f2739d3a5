"""What the styles of a Word file say of a paragraph: a heading, an item, hidden, on a new page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_HEADING = re.compile(r"(?:heading ?\d?|title)")
_LIST = re.compile(r"list(?: bullet| number)?(?: \d)?")
_BODY_LEVEL = 9  # of an outline: no heading
_DEEPEST = 20  # of styles that rest on each other, which a broken file may do in a circle


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's or a run's; None where it leaves a matter to the style that it rests on.

    `list_id` and `depth` tell which list it is in and how deep, from 0; `list_from` which style says so.
    """

    name: str = ""
    level: int | None = None
    listed: bool | None = None
    hidden: bool | None = None
    raised: bool | None = None
    new_page: bool | None = None
    list_id: int | None = None
    depth: int | None = None
    list_from: str = ""

    def over(self, base: "Style") -> "Style":
        """One style on another: what it leaves open is as the other has it; the nearer name stands first."""
        return Style(
            name=f"{self.name}\n{base.name}".strip(),
            level=base.level if self.level is None else self.level,
            listed=base.listed if self.listed is None else self.listed,
            hidden=base.hidden if self.hidden is None else self.hidden,
            raised=base.raised if self.raised is None else self.raised,
            new_page=base.new_page if self.new_page is None else self.new_page,
            list_id=base.list_id if self.list_id is None else self.list_id,
            depth=base.depth if self.depth is None else self.depth,
            list_from=base.list_from if self.list_id is None else self.list_from,
        )

    @property
    def heading(self) -> bool:
        """By its outline level, or else by the name that built-in styles have in every language."""
        if self.level is not None:
            return self.level < _BODY_LEVEL
        return any(_HEADING.fullmatch(name) for name in self.name.split("\n"))

    @property
    def title(self) -> bool:
        """Whether it is that of the whole report's title."""
        return "title" in self.name.split("\n")

    @property
    def item(self) -> bool:
        """By its numbering, or else by its name."""
        if self.listed is not None:
            return self.listed
        return any(_LIST.fullmatch(name) for name in self.name.split("\n"))


def switched(properties: etree._Element | None, name: str) -> bool | None:
    """What a switch among some properties says, None when it is not there."""
    switch = None if properties is None else properties.find(W + name)
    return None if switch is None else switch.get(VAL, "1") not in ("0", "false", "off")


def is_raised(runs: etree._Element | None) -> bool | None:
    """Whether the properties of some text make it a superscript, None when they leave that open."""
    place = None if runs is None else runs.find(f"{W}vertAlign")
    return None if place is None else place.get(VAL) == "superscript"


def number(element: etree._Element | None, name: str = VAL) -> int | None:
    """A whole number that an attribute holds, None when there is none."""
    value = "" if element is None else element.get(name, "")
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else None


def stated(properties: etree._Element | None, name: str = "", runs: etree._Element | None = None) -> Style:
    """What a paragraph's own properties say, and those of the text in it."""
    if properties is None:
        return Style(name, hidden=switched(runs, "vanish"), raised=is_raised(runs))
    list_id = number(properties.find(f"{W}numPr/{W}numId"))
    return Style(
        name=name,
        level=number(properties.find(f"{W}outlineLvl")),
        listed=None if list_id is None else list_id != 0,
        hidden=switched(runs, "vanish"),
        raised=is_raised(runs),
        new_page=switched(properties, "pageBreakBefore"),
        list_id=list_id,
        depth=number(properties.find(f"{W}numPr/{W}ilvl")),
    )


def styles(root: etree._Element | None) -> Mapping[str, Style]:
    """The styles of a file by their ids, each complete."""
    found: dict[str, tuple[Style, str]] = {}
    for element in () if root is None else root.iterfind(f"{W}style"):
        base, name = element.find(f"{W}basedOn"), element.find(f"{W}name")
        called = "" if name is None else name.get(VAL, "").lower()
        key = element.get(f"{W}styleId", "")
        style = replace(stated(element.find(f"{W}pPr"), called, element.find(f"{W}rPr")), list_from=key)
        found[key] = style, "" if base is None else base.get(VAL, "")
    return {key: complete(key, found) for key in found}


def complete(key: str, found: Mapping[str, tuple[Style, str]]) -> Style:
    """A style with what those say that it rests on; `found` has each with the name of the one below it."""
    style, base = found[key]
    for _ in range(_DEEPEST):
        if base not in found:
            break
        below, base = found[base]
        style = style.over(below)
    return style


def unknown(key: str) -> Style:
    """A style that the file does not describe, by its id alone."""
    return replace(Style(), name=re.sub(r"(?<=[a-z])(?=[A-Z\d])", " ", key).lower())
