"""Which part of a web page is its main text, and what around it is not.

Recall comes before precision: what is not surely boilerplate stays, and nothing that holds much of a page's prose (the
text outside links) is taken out, whatever it is called.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.reading.readers.html.tags import BLOCK, HEADINGS, is_out

_SURE_ROLES = frozenset("navigation search menu menubar toolbar alertdialog dialog".split())
_WORDS = (
    "cookies?|consent|gdpr|share|sharing|sharebar|social|socials|addthis|sharedaddy|breadcrumbs?|pagination|pager|paging|"
    "comments?|disqus|newsletter|subscribe|subscription|signup|related|recommended|recommendations|recirc|sidebar|menu|"
    "navbar|nav|navigation|advert|advertisement|ads?|adsense|sponsored|promo|popup|modal|masthead|toolbar|trending|"
    "footer|topbar"
)
_PARTS = (
    "bar|banner|box|list|links?|section|area|wrapper|container|buttons?|icons?|widget|posts?|articles?|stories|content|"
    "items?|block|panel|nav|menu|inner|top|bottom|left|right|primary|secondary|form|thread|respond|notice|popup|overlay|"
    "tools|more|reading|dialog|message"
)
_NAMED = re.compile(
    rf"(?!(?:has|with|no|without|is|not|show|hide|layout)[-_])(?:[a-z0-9]+[-_]+){{0,3}}(?:{_WORDS})(?:[-_]+(?:{_PARTS}))*"
)
_COMMENTS = re.compile(r"(?:[a-z0-9]+[-_]+)?(?:comments?|disqus|respond)(?:[-_]+(?:list|section|area|thread|wrapper))*")
_BODY = re.compile(
    r"(?:article|post|entry|story|news)[-_]{1,2}(?:body|content|text)|mw-parser-output|articlebody|storybody"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_MENUS = frozenset("ul ol div p td table center tr tbody span font".split())
_CONTAINERS = (BLOCK | {"ins"}) - HEADINGS - frozenset("html body main article pre listing xmp plaintext".split())
_PROSE = 80  # characters outside links; text in one piece of this length is no label
_LONGEST_LABEL = 30
_LITTLE_PROSE = 500  # a page with less may be nothing but a list of links, and that is its text
_MAIN_SHARE = 0.7  # of the prose that is not surely boilerplate
_BODY_SHARE = 0.8
_INNER_SHARE = 0.9  # of what is around


class Page:
    """A page's elements in document order, each with the characters of its text, of them in links, and its links."""

    def __init__(self, root: LexborNode) -> None:
        self.nodes: list[LexborNode] = []
        self.parents: list[int] = []
        self.text: list[int] = []
        self.linked: list[int] = []
        self.anchors: list[int] = []
        self.prose: list[int] = []  # the longest piece of text of its own that stands outside links
        self.ends: list[int] = []  # where the elements within each one end
        self._places: dict[frozenset[str], list[int]] = {}  # of the elements with one of some tags
        self._gather(root)
        self.out: set[int] = set()

    def _gather(self, root: LexborNode) -> None:
        stack = [(root, -1)]
        while stack:
            node, parent = stack.pop()
            if node.is_text_node:
                length = len((node.text_content or "").strip())
                self.text[parent] += length
                self.prose[parent] = max(self.prose[parent], length)
            elif node.is_element_node and not is_out(node):
                stack += self._added(node, parent)
        self._sum()

    def _added(self, node: LexborNode, parent: int) -> Iterable[tuple[LexborNode, int]]:
        at = len(self.nodes)
        self.nodes.append(node)
        self.parents.append(parent)
        for column in (self.text, self.linked, self.anchors, self.prose):
            column.append(0)
        children, child = [], node.last_child
        while child is not None:
            children.append((child, at))
            child = child.prev
        return children

    def _sum(self) -> None:
        self.ends = list(range(1, len(self.nodes) + 1))
        for at in range(len(self.nodes) - 1, -1, -1):
            node, parent = self.nodes[at], self.parents[at]
            if node.tag == "a" and not (node.attributes.get("href") or "#").startswith("#"):
                self.linked[at], self.anchors[at], self.prose[at] = self.text[at], 1, 0
            if parent >= 0:
                self.ends[parent] = max(self.ends[parent], self.ends[at])
                self.text[parent] += self.text[at]
                self.linked[parent] += self.linked[at]
                self.anchors[parent] += self.anchors[at]

    def own(self, at: int) -> int:
        """The characters of an element outside links."""
        return self.text[at] - self.linked[at]

    def share(self, at: int) -> float:
        """The part of the page's prose that an element holds."""
        return self.own(at) / max(1, self.own(0))

    def within(self, at: int, tags: Iterable[str]) -> bool:
        """Whether an element stands in one of these."""
        wanted, at = frozenset(tags), self.parents[at]
        while at >= 0:
            if self.nodes[at].tag in wanted:
                return True
            at = self.parents[at]
        return False

    def holds(self, at: int, tags: frozenset[str]) -> bool:
        """Whether one of these is within an element."""
        if tags not in self._places:
            self._places[tags] = [place for place, node in enumerate(self.nodes) if node.tag in tags]
        places = self._places[tags]
        first = bisect_right(places, at)
        return first < len(places) and places[first] < self.ends[at]

    def leave_out(self, at: int) -> None:
        """Take an element out, with what it adds to those around it."""
        text, linked, parent = self.text[at], self.linked[at], at
        while parent >= 0:
            self.text[parent] -= text
            self.linked[parent] -= linked
            parent = self.parents[parent]
        self.out.add(self.nodes[at].mem_id)


def main_text(tree: LexborHTMLParser) -> tuple[list[LexborNode], frozenset[int]]:
    """The elements to write, in order, and the `mem_id` of those within that surround the main text."""
    root = tree.root
    if root is None:
        return [], frozenset()
    page = Page(root)
    _leave_out_boilerplate(page)
    main = _main(page)
    return [*_title(page, main), page.nodes[main]], frozenset(page.out)


def _leave_out_boilerplate(page: Page) -> None:
    headed = [at for at, node in enumerate(page.nodes) if node.tag == "h1"]
    first, last = _prose(page)
    at = 1
    while at < len(page.nodes):
        if _surrounds(page, at, headed) or _named(page, at) or _menu(page, at, first, last):
            end = page.ends[at]
            page.leave_out(at)
            at = end
        else:
            at += 1


def _surrounds(page: Page, at: int, headed: list[int]) -> bool:
    """Whether HTML itself says that an element is not of the main text."""
    node = page.nodes[at]
    tag, role = node.tag, node.attributes.get("role")
    if tag == "nav" or role in _SURE_ROLES:
        return page.share(at) < 0.5
    if tag == "aside" or role == "complementary":
        return page.share(at) < 0.3
    if tag == "header" or role == "banner":
        end = page.ends[at]
        titled = bool(headed) and all(at < h1 < end for h1 in headed)
        return not titled and page.share(at) < 0.3 and not page.within(at, ("article", "main", "section"))
    if tag == "footer" or role == "contentinfo":
        return page.share(at) < 0.3 and not page.within(at, ("article", "main", "section", "blockquote"))
    return False


def _named(page: Page, at: int) -> bool:
    """Whether an element is called what boilerplate is called, and holds little prose."""
    node = page.nodes[at]
    if node.tag not in _CONTAINERS:  # not in a line: code has comments of another kind
        return False
    attributes = node.attributes
    classes = [_HUMP.sub("-", name).lower() for name in (attributes.get("class") or "").split()]
    name = _HUMP.sub("-", attributes.get("id") or "").lower()
    if not any(_NAMED.fullmatch(each) for each in classes) and not (
        _NAMED.fullmatch(name) and _trusted(page, at, classes, name)
    ):
        return False
    comments = any(_COMMENTS.fullmatch(each) for each in [*classes, name])
    return page.share(at) < (0.6 if comments else 0.25) and not page.holds(at, frozenset({"h1", "main"}))


def _trusted(page: Page, at: int, classes: list[str], name: str) -> bool:
    """Whether an id names a part of the page: generators make ids of headings too, as of one on social policy."""
    if page.nodes[at].tag == "section" or "section" in classes:
        return False
    linked = page.linked[at] * 2 > page.text[at]
    return linked or "cookie" in name or "consent" in name or bool(_COMMENTS.fullmatch(name))


def _prose(page: Page) -> tuple[int, int]:
    """Where the first piece of prose stands, and the last piece of prose or heading; the latter negative if none."""
    prose = [at for at, length in enumerate(page.prose) if length >= _PROSE]
    if not prose or page.own(0) < _LITTLE_PROSE:
        return 0, len(page.nodes)
    headings = [at for at, node in enumerate(page.nodes) if node.tag in HEADINGS and at > prose[-1]]
    return prose[0], len(page.nodes) if headings else prose[-1]


def _menu(page: Page, at: int, first: int, last: int) -> bool:
    """Whether an element is a list of short links before all prose or after it."""
    anchors, text = page.anchors[at], page.text[at]
    if anchors < 3 or page.nodes[at].tag not in _MENUS or page.linked[at] < 0.85 * text:
        return False
    if text > _LONGEST_LABEL * anchors or page.holds(at, HEADINGS) or page.within(at, ("main", "article")):
        return False
    return page.ends[at] <= first or (at > last and anchors > 3)


def _main(page: Page) -> int:
    """The innermost element that says it holds the main text and does hold most of it; the first one otherwise."""
    for says, share in ((_is_main, _MAIN_SHARE), (_is_body, _BODY_SHARE)):
        main, least = 0, share
        for at, node in enumerate(page.nodes):
            inner = main == 0 or at < page.ends[main]
            if inner and says(node) and page.own(at) >= least * max(1, page.own(main)):
                main, least = at, _INNER_SHARE
        if main:
            return main
    return 0


def _is_main(node: LexborNode) -> bool:
    return node.tag in {"article", "main"} or node.attributes.get("role") in {"main", "article"}


def _is_body(node: LexborNode) -> bool:
    attributes = node.attributes
    if "articleBody" in (attributes.get("itemprop") or "").split():
        return True
    return any(_BODY.fullmatch(name) for name in (attributes.get("class") or "").lower().split())


def _title(page: Page, main: int) -> list[LexborNode]:
    """The heading that stands before the main element, when there is none within."""
    if not main or page.holds(main, frozenset({"h1"})):
        return []
    titles: list[LexborNode] = []
    at = 0
    while at < main:
        if page.nodes[at].mem_id in page.out:
            at = page.ends[at]
            continue
        if page.nodes[at].tag == "h1":
            titles = [page.nodes[at]]
        at += 1
    return titles
