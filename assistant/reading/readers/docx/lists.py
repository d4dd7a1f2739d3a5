"""How the lists and headings of a Word file are numbered."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from assistant.reading.readers.docx.styles import VAL, Style, W, number, switched
from assistant.reading.readers.numbering import BULLETS, Counter, Level, Numeral

_NUMERALS: Mapping[str, Numeral] = {
    "decimal": "1", "decimalZero": "01", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I",
    "none": "",
}  # fmt: skip
_DEEPEST = 20  # of lists that rest on each other, which a broken file may do in a circle


@dataclass(frozen=True, slots=True)
class _List:
    """One list: which it counts with, where its levels begin anew, and how they are marked."""

    counted_with: str
    starts: Mapping[int, int]
    levels: Mapping[int, Level]
    depths: Mapping[str, int]  # of the styles that stand for levels


class Lists:
    """The marks of a file's paragraphs, told in their order."""

    def __init__(self, root: etree._Element | None, styles: Mapping[str, Style]) -> None:
        self._lists = {} if root is None else _lists(root, styles)
        self._counters: dict[str, Counter] = {}
        self._begun: set[tuple[int, int]] = set()

    def mark(self, style: Style) -> str | None:
        """The mark of a paragraph in a list, "" for a bullet; None when it is seen without any."""
        key = style.list_id or 0
        known = self._lists.get(key)
        if known is None:
            return ""
        depth = style.depth if style.depth is not None else known.depths.get(style.list_from, 0)
        counter = self._counters.setdefault(known.counted_with, Counter(known.levels))
        start = None if (key, depth) in self._begun else known.starts.get(depth)
        self._begun.add((key, depth))
        mark = counter.mark(depth, start)
        bare = counter.level(depth).numeral == "" and not mark
        return None if bare else mark


def _lists(root: etree._Element, styles: Mapping[str, Style]) -> dict[int, _List]:
    kinds = {kind.get(f"{W}abstractNumId", ""): kind for kind in root.iterfind(f"{W}abstractNum")}
    named = {number(element, f"{W}numId"): element for element in root.iterfind(f"{W}num")}
    found = {}
    for key, element in named.items():
        kind = _kind(element, kinds, named, styles)
        if key is not None and kind is not None:
            found[key] = _list(element, key, kind)
    return found


def _kind(
    element: etree._Element,
    kinds: Mapping[str, etree._Element],
    named: Mapping[int | None, etree._Element],
    styles: Mapping[str, Style],
) -> etree._Element | None:
    """What describes a list's levels, which may be the list of a style."""
    for _ in range(_DEEPEST):
        kind = kinds.get(_value(element, "abstractNumId"))
        link = "" if kind is None else _value(kind, "numStyleLink")
        further = named.get(styles.get(link, Style()).list_id) if link else None
        if further is None:
            return kind
        element = further
    return None


def _list(element: etree._Element, key: int, kind: etree._Element) -> _List:
    levels = {depth: level for one in kind.iterfind(f"{W}lvl") for depth, level in [_level(one)]}
    depths = {_value(one, "pStyle"): _depth(one) for one in kind.iterfind(f"{W}lvl")}
    counted_with, starts = f"kind {kind.get(f'{W}abstractNumId', '')}", {}
    for override in element.iterfind(f"{W}lvlOverride"):
        start, own = number(override.find(f"{W}startOverride")), override.find(f"{W}lvl")
        if start is not None:
            starts[_depth(override)] = start
        if own is not None:
            counted_with = f"list {key}"
            levels.update([_level(own)])
    return _List(counted_with, starts, levels, {style: depth for style, depth in depths.items() if style})


def _level(element: etree._Element) -> tuple[int, Level]:
    kind = _NUMERALS.get(_value(element, "numFmt") or "decimal")
    if kind is None:
        return _depth(element), BULLETS
    start = number(element.find(f"{W}start"))
    pattern = _value(element, "lvlText")
    return _depth(element), Level(kind, pattern, 1 if start is None else start, bool(switched(element, "isLgl")))


def _depth(element: etree._Element) -> int:
    return number(element, f"{W}ilvl") or 0


def _value(element: etree._Element, name: str) -> str:
    child = element.find(W + name)
    return "" if child is None else str(child.get(VAL, ""))
