"""HTML's source, so that what it nests and what it lists in one tag cost a parser no more than their length."""

import re
from collections import Counter

_MOST_BLOCKS = 300  # browsers stop at 512 in all; a parser's time grows with the square of the depth
_MOST_MARKS = 100
_MOST_ATTRIBUTES = 200
_LONG = 4 * _MOST_ATTRIBUTES
_VALUE = r"=\s*(?:\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|[^\s>\"'][^\s>]*)?"
_VALUES = re.compile(_VALUE)
_TAG = re.compile(  # passes over comments and what is no markup; each branch ends where the source does, if not before
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s/>]).*?(?:</\1(?=[\s/>])|\Z)"
    rf"|<(?P<close>/?)(?P<name>[a-z][^\s/>]*)(?P<rest>(?:[^>=]+|{_VALUE})*+)(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_FLAT = frozenset("p li dt dd option optgroup rt rp html head body a nobr".split()) | VOID  # close themselves
_OF_TABLES = frozenset("caption colgroup thead tbody tfoot tr td th".split())
_MARKS = frozenset("b big code em font i s small strike strong tt u".split())  # that may overlap: <b><i></b></i>


def shallow(html: str) -> str:
    """The source without tags that nest deeper than browsers follow, and without the attributes of absurdly long tags.

    Text is never left out.
    """
    parts: list[str] = []
    kept, elements = 0, _Elements()
    for tag in _TAG.finditer(html):
        name = (tag["name"] or "").lower()
        if not name:
            continue
        if not elements.take(name, closes=bool(tag["close"])):
            parts += [html[kept : tag.start()], " "]
            kept = tag.end()
        elif len(tag["rest"]) > _LONG and len(_VALUES.sub(" ", tag["rest"]).split()) > _MOST_ATTRIBUTES:
            parts += [html[kept : tag.start()], f"<{name}>"]
            kept = tag.end()
    return "".join([*parts, html[kept:]]) if parts else html


class _Elements:
    """The elements that are open at a place in the source; the cells of a table hide those around it."""

    def __init__(self) -> None:
        self._within: list[list[str]] = [[]]
        self._blocks = self._marks = 0
        self._left_out: Counter[str] = Counter()

    def take(self, name: str, *, closes: bool) -> bool:
        """Whether a tag may stand; it then opens or closes its element."""
        if name in _OF_TABLES:
            if len(self._within) > 1:
                self._close_down_to(0)
            return True
        if name in _FLAT:
            return True
        return self._close(name) if closes else self._open(name)

    def _open(self, name: str) -> bool:
        full = self._marks >= _MOST_MARKS if name in _MARKS else self._blocks >= _MOST_BLOCKS
        if full:
            self._left_out[name] += 1
            return False
        if name == "table":
            self._within.append([])
            self._blocks += 1
        else:
            self._within[-1].append(name)
            self._count(name, 1)
        return True

    def _close(self, name: str) -> bool:
        if self._left_out[name]:
            self._left_out[name] -= 1
            return False
        within = self._within[-1]
        if name == "table" and len(self._within) > 1:
            self._close_down_to(0)
            self._within.pop()
            self._blocks -= 1
        elif name in within:
            last = len(within) - 1 - within[::-1].index(name)
            if name in _MARKS:
                self._count(within.pop(last), -1)
            else:
                self._close_down_to(last)
        return True

    def _close_down_to(self, place: int) -> None:
        within = self._within[-1]
        for name in within[place:]:
            self._count(name, -1)
        del within[place:]

    def _count(self, name: str, step: int) -> None:
        if name in _MARKS:
            self._marks += step
        else:
            self._blocks += step
