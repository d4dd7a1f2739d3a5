"""HTML as mails, books and web pages write it: bytes to text, text to a tree, a tree to blocks in reading order."""

import re
from collections.abc import Collection, Iterable, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.reading.blocks import Blocks
from assistant.reading.readers.charset import decode as decode
from assistant.reading.readers.grid import columns, own_rows
from assistant.reading.readers.maintext import main_text
from assistant.reading.readers.tags import BLOCK, HEADINGS, flat, is_out, sized, tidy

_DEEPEST = 400  # browsers stop at 512; a parser's time grows with the square of the depth
_LONGEST_HEADING = 300  # longer ones are old pages that never close theirs
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_OPEN = frozenset(
    "p li dt dd td th tr tbody thead tfoot option colgroup rt rp html head body".split()
)  # need no end tag
_XHTML = re.compile(r"\s*<\?xml\b|[^>]*<html\b[^>]*\bxmlns\s*=|\s*<!DOCTYPE[^>]+XHTML", re.IGNORECASE)
_EMPTY = re.compile(r"<([a-zA-Z][\w:.-]*)(\s[^<>]*)?/>")
_BLANK_LINE = re.compile(r"\n\s*\n")
_MARKED = re.compile(r"\s*(?:[-*•–—+◦▪·]|\d{1,3}[.)]|\([a-z\d]{1,3}\))\s")


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page; tags nested deeper than any browser goes are left out, their text is not."""
    if _XHTML.match(html[:2000]):  # to an HTML parser, <title/> opens a title that never ends
        html = _EMPTY.sub(_closed, html)
    if _depth(html) > _DEEPEST:
        html = _shallow(html)
    return LexborHTMLParser(html.encode("utf-8", "replace").decode())


def _closed(tag: re.Match[str]) -> str:
    name, attributes = tag[1], tag[2] or ""
    return tag[0] if name.lower() in _VOID else f"<{name}{attributes}></{name}>"


def _steps(html: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each tag that nests: +1 where it opens, -1 where it closes."""
    for tag in _TAG.finditer(html):
        name = tag[2].lower()
        if name not in _VOID and name not in _OPEN and not tag[3].endswith("/"):
            yield tag, -1 if tag[1] else 1


def _depth(html: str) -> int:
    deepest = depth = 0
    for _, step in _steps(html):
        depth = max(0, depth + step)
        deepest = max(deepest, depth)
    return deepest


def _shallow(html: str) -> str:
    parts, depth, kept = [], 0, 0
    for tag, step in _steps(html):
        if max(depth, depth + step) > _DEEPEST:
            parts += [html[kept : tag.start()], " "]
            kept = tag.end()
        depth = max(0, depth + step)
    return "".join([*parts, html[kept:]])


def write(blocks: Blocks, html: str, *, whole: bool = False) -> None:
    """Add a page's headings, paragraphs, list items and table rows; nothing hidden.

    With `whole` all that is visible; else the main text, without what surrounds it on a web page.
    """
    tree = parse(html)
    if whole:
        write_nodes(blocks, [tree.root] if tree.root else [])
    else:
        write_nodes(blocks, *main_text(tree))


def write_nodes(blocks: Blocks, nodes: Iterable[LexborNode], out: Collection[int] = ()) -> None:
    """Add all that is visible under some nodes but those whose `mem_id` is in `out`."""
    walk = _Walk(blocks, out)
    for node in nodes:
        walk.walk(node)


class _Walk:
    """One way through a tree, in the order of reading, without recursion: pages may nest as deep as they like."""

    def __init__(self, blocks: Blocks, out: Collection[int]) -> None:
        self._blocks = blocks
        self._out = out
        self._parts: list[str] = []
        self._lists: list[int | None] = []  # the next number of each open list, None in one with bullets
        self._mark = ""  # of the item that is open and has no text yet
        self._heading = 0
        self._pre = 0

    def walk(self, root: LexborNode) -> None:
        """Write all that is visible under a node."""
        stack: list[tuple[LexborNode, bool, bool]] = [(root, False, True)]
        while stack:
            node, leaving, seen = stack.pop()
            if leaving:
                self._leave(node.tag or "")
            elif node.is_text_node:
                if seen:
                    self._text(node.text_content or "")
            elif node.is_element_node and node.mem_id not in self._out and not is_out(node):
                if node.tag == "table" and not self._heading and self._table(node):
                    continue
                seen = sized(node, seen)
                self._enter(node)
                stack.append((node, True, seen))
                child = node.last_child
                while child is not None:
                    stack.append((child, False, seen))
                    child = child.prev
        self._flush()

    def _text(self, text: str) -> None:
        self._parts.append(text if self._pre else tidy(text))

    def _enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in {"br", "dd"}:  # a term and what it means are one paragraph
            self._parts.append("\n")
        elif self._heading:
            self._parts.append(" " if tag in BLOCK else "")
            self._heading += tag in HEADINGS
        elif tag in BLOCK:
            self._flush()
            self._open(node, tag)

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag in HEADINGS:
            self._heading = 1
        elif tag == "pre":
            self._pre += 1
        elif tag in {"ul", "ol", "menu", "dir"}:
            self._lists.append(_first_number(node) if tag == "ol" else None)
        elif tag == "li":
            self._mark = self._next_mark()

    def _next_mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "•"
        self._lists[-1] = number + 1
        return f"{number}."

    def _leave(self, tag: str) -> None:
        if self._heading:
            self._heading -= tag in HEADINGS
            self._parts.append(" " if tag in BLOCK else "")
            if not self._heading:
                self._flush_heading()
        elif tag in BLOCK:
            self._flush()
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag == "pre":
            self._pre -= 1
        elif tag in {"ul", "ol", "menu", "dir"}:
            self._lists.pop()
        elif tag == "li":
            self._mark = ""

    def _flush_heading(self) -> None:
        words = "".join(self._parts)
        if len(words) > _LONGEST_HEADING:
            self._flush()
            return
        self._parts, self._mark = [], ""
        self._blocks.heading(words)

    def _flush(self) -> None:
        """Write the text that is open as an item when it is an item's first, else as paragraphs."""
        text, self._parts = "".join(self._parts), []
        for chunk in _BLANK_LINE.split(text):
            if not chunk.strip():
                continue
            if self._mark:
                self._item(chunk)
            else:
                self._blocks.paragraph(chunk)

    def _item(self, text: str) -> None:
        self._blocks.item(text if self._mark == "•" or _MARKED.match(text) else f"{self._mark} {text}")
        self._mark = ""

    def _marked(self, mark: str, text: str) -> None:
        """An item that a table sets in two cells."""
        if len(mark) > 1 or mark == "§":
            self._blocks.item(f"{mark} {text}")
        elif mark in "☐☑☒":
            self._blocks.paragraph(f"{mark} {text}")
        else:
            self._blocks.item(text)

    def _table(self, table: LexborNode) -> bool:
        """Whether it was a table of data, which is then written; one that only lays out the page is not."""
        rows = own_rows(table, self._out)
        grid = columns(table, rows)
        if grid is None:
            return False
        self._flush()
        for caption in (child for child in table.iter() if child.tag == "caption" and not is_out(child)):
            self._blocks.paragraph(flat(caption))
        for header, cells in grid:
            if header is None:
                self._marked(*cells)
            else:
                self._blocks.row(header, cells)
        return True


def _first_number(node: LexborNode) -> int | None:
    """Where a numbered list begins; None where its numbers are letters, Roman, or not shown."""
    attributes = node.attributes
    if (attributes.get("type") or "1") != "1" or "none" in (attributes.get("style") or "").lower():
        return None
    start = attributes.get("start") or "1"
    return int(start) if re.fullmatch(r"\d{1,6}", start, re.ASCII) else 1
