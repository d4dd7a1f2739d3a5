"""A tree of HTML -> blocks, in the order of reading."""

import re
from collections.abc import Collection

from selectolax.lexbor import LexborNode

from assistant.reading.blocks import Blocks
from assistant.reading.readers.html.flow import Flow, breaks
from assistant.reading.readers.html.grid import columns, own_rows
from assistant.reading.readers.html.tags import BLOCK, HEADINGS, bold, flat, is_out, raised, sized, tidy

_LONGEST_HEADING = 300  # longer ones are old pages that never close theirs
_LONGEST_LABEL = 100
_LISTS = frozenset("ul ol menu dir".split())
_BLANK_LINES = re.compile(r"\n\s*\n")
_MARKED = re.compile(r"\s*(?:[-*•–—+◦▪·]|\d{1,3}[.)]|\([a-z\d]{1,3}\))\s")


class Walk:
    """One way through a tree, without recursion: pages may nest as deep as they like.

    With `labels` a short paragraph in bold that is no sentence is a heading.
    """

    def __init__(self, blocks: Blocks, out: Collection[int], *, labels: bool = False) -> None:
        self._flow = Flow(blocks)
        self._out = out
        self._labels = labels
        self._parts: list[str] = []
        self._bold: list[bool] = []  # of each part
        self._pictured: list[str] = []  # what stands for the pictures of the open heading
        self._lists: list[int | None] = []  # the next number of each open list, None in one with bullets
        self._mark = ""  # of the item that is open and has no text yet
        self._heading = 0
        self._pre = 0

    def walk(self, root: LexborNode) -> None:
        """Write all that is visible under a node."""
        stack: list[tuple[LexborNode, bool, bool, bool]] = [(root, False, True, False)]
        while stack:
            node, leaving, seen, heavy = stack.pop()
            if leaving:
                self._leave(node)
            elif node.is_text_node:
                text = node.text_content or "" if seen else ""
                self._add(text if self._pre else tidy(text), heavy=heavy)
            elif node.is_element_node and node.mem_id not in self._out and self._enters(node):
                seen, heavy = sized(node, seen), bold(node, heavy)
                stack.append((node, True, seen, heavy))
                child = node.last_child
                while child is not None:
                    stack.append((child, False, seen, heavy))
                    child = child.prev
        self._flush()
        self._flow.release()

    def _add(self, text: str, *, heavy: bool = False) -> None:
        self._parts.append(text)
        self._bold.append(heavy)

    def _enters(self, node: LexborNode) -> bool:
        """Whether the way leads into an element, and not past it."""
        if self._heading and node.tag == "img":
            self._pictured.append(node.attributes.get("alt") or "")
        if is_out(node) or (node.tag == "table" and not self._heading and self._table(node)):
            return False
        if exponent := raised(node):
            self._add(exponent, heavy=bool(self._bold) and self._bold[-1])
            return False
        if breaks(node.attributes.get("style")) == "before":
            self._new_page()
        self._enter(node)
        return True

    def _new_page(self) -> None:
        if not self._heading and not self._mark:
            self._flush()
            self._flow.new_page()

    def _enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in {"br", "dd"}:  # a term and what it means are one paragraph
            self._add("\n")
        elif self._heading:
            self._add(" " if tag in BLOCK else "")
            self._heading += tag in HEADINGS
        elif tag in BLOCK:
            self._flush()
            self._open(node, tag)

    def _open(self, node: LexborNode, tag: str) -> None:
        if tag in HEADINGS:
            self._heading = 1
        elif tag == "pre":
            self._pre += 1
        elif tag in _LISTS:
            self._lists.append(_first_number(node) if tag == "ol" else None)
        elif tag == "li":
            self._mark = self._next_mark()

    def _next_mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "•"
        self._lists[-1] = number + 1
        return f"{number}."

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if self._heading:
            self._heading -= tag in HEADINGS
            self._add(" " if tag in BLOCK else "")
            if not self._heading:
                self._flush_heading()
        elif tag == "dt":
            self._add(" ")
        elif tag in BLOCK:
            self._flush()
            self._close(tag)
        if breaks(node.attributes.get("style")) == "after":
            self._new_page()

    def _close(self, tag: str) -> None:
        if tag == "pre":
            self._pre -= 1
        elif tag in _LISTS:
            self._lists.pop()
        elif tag == "li":
            self._mark = ""

    def _flush_heading(self) -> None:
        words = "".join(self._parts)
        pictured, self._pictured = " ".join(self._pictured), []
        if len(words) > _LONGEST_HEADING:
            self._flush()
            return
        self._parts, self._bold, self._mark = [], [], ""
        self._flow.heading(words if words.strip() else pictured[:_LONGEST_HEADING])

    def _flush(self) -> None:
        """Write the text that is open as an item when it is an item's first, else as paragraphs and labels."""
        text, heavy = "".join(self._parts), ""
        if self._labels and any(self._bold):
            heavy = "".join(
                ("b" if bold else " ") * len(part) for part, bold in zip(self._parts, self._bold, strict=True)
            )
        self._parts, self._bold, start = [], [], 0
        for between in [*_BLANK_LINES.finditer(text), None]:
            end = between.start() if between else len(text)
            chunk = text[start:end]
            if not chunk.strip():
                pass
            elif self._mark:
                self._item(chunk)
            elif heavy and _is_label(chunk, heavy[start:end]):
                self._flow.heading(chunk)
            else:
                self._flow.paragraph(chunk)
            start = between.end() if between else end

    def _item(self, text: str) -> None:
        self._flow.item(text if self._mark == "•" or _MARKED.match(text) else f"{self._mark} {text}")
        self._mark = ""

    def _marked(self, mark: str, text: str) -> None:
        """An item that a table sets in two cells."""
        if len(mark) > 1 or mark == "§":
            self._flow.item(f"{mark} {text}")
        elif mark in "☐☑☒":
            self._flow.paragraph(f"{mark} {text}")
        else:
            self._flow.item(text)

    def _table(self, table: LexborNode) -> bool:
        """Whether it was a table of data, which is then written; one that only lays out the page is not."""
        rows = own_rows(table, self._out)
        grid = columns(table, rows)
        if grid is None:
            return False
        self._flush()
        for caption in (child for child in table.iter() if child.tag == "caption" and not is_out(child)):
            self._flow.paragraph(flat(caption))
        for header, cells in grid:
            if header is None and len(cells) == 1:
                self._flow.paragraph(cells[0])
            elif header is None:
                self._marked(*cells)
            else:
                self._flow.row(header, cells)
        return True


def _first_number(node: LexborNode) -> int | None:
    """Where a numbered list begins; None where its numbers are letters, Roman, or not shown."""
    attributes = node.attributes
    if (attributes.get("type") or "1") != "1" or "none" in (attributes.get("style") or "").lower():
        return None
    start = attributes.get("start") or "1"
    return int(start) if re.fullmatch(r"\d{1,6}", start, re.ASCII) else 1


def _is_label(text: str, heavy: str) -> bool:
    """Whether all of a text is bold, and it is short and no sentence; `heavy` has a "b" for each sign in bold."""
    words = text.strip()
    if len(words) > _LONGEST_LABEL or words[-1] in ".:;,!?…" or not any(map(str.isalpha, words)):
        return False
    return all(weight == "b" for sign, weight in zip(text, heavy, strict=True) if not sign.isspace())
