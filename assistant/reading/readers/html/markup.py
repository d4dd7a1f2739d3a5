"""HTML as mails, books and web pages write it: bytes to text, text to a tree, a tree to blocks in reading order."""

import re
from collections.abc import Collection, Iterable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assistant.reading.blocks import Blocks
from assistant.reading.readers.charset import decode as decode
from assistant.reading.readers.html.maintext import main_text
from assistant.reading.readers.html.nesting import VOID, shallow
from assistant.reading.readers.html.walk import Walk

_XHTML = re.compile(r"\s*<\?xml\b|[^>]*<html\b[^>]*\bxmlns\s*=|\s*<!DOCTYPE[^>]+XHTML", re.IGNORECASE)
_EMPTY = re.compile(r"<([a-zA-Z][\w:.-]*)(\s[^<>]*)?/>")
_LITTLE = 500  # characters that are no page
_DEEPEST_ROOT = 5  # elements around all of a page's text


def parse(html: str) -> LexborHTMLParser:
    """The tree of a page; tags nested deeper than any browser goes are left out, their text is not."""
    if _XHTML.match(html[:2000]):  # to an HTML parser, <title/> opens a title that never ends
        html = _EMPTY.sub(_closed, html)
    tree = LexborHTMLParser(shallow(html).encode("utf-8", "replace").decode())
    if "aria-hidden" in html and tree.body is not None:
        _uncover(tree.body)
    return tree


def _closed(tag: re.Match[str]) -> str:
    name, attributes = tag[1], tag[2] or ""
    return tag[0] if name.lower() in VOID else f"<{name}{attributes}></{name}>"


def _uncover(root: LexborNode) -> None:
    """Show what holds most of a page: one saved while a dialogue was open hides all but the dialogue."""
    for _ in range(_DEEPEST_ROOT):
        lengths = [(len(child.text()), child) for child in root.iter() if child.tag not in {"script", "style"}]
        length, most = max(lengths, key=lambda pair: pair[0], default=(0, root))
        if length < _LITTLE or length * 2 <= sum(one for one, _ in lengths):
            return
        if most.attributes.get("aria-hidden") == "true":
            del most.attrs["aria-hidden"]
        root = most


def write(blocks: Blocks, html: str, *, whole: bool = False) -> None:
    """Add a page's headings, paragraphs, list items and table rows; nothing hidden.

    With `whole` all that is visible; else the main text, without what surrounds it on a web page.
    """
    tree = parse(html)
    if whole:
        write_nodes(blocks, [tree.root] if tree.root else [])
    else:
        write_nodes(blocks, *main_text(tree), labels=True)


def write_nodes(
    blocks: Blocks, nodes: Iterable[LexborNode], out: Collection[int] = (), *, labels: bool = False
) -> None:
    """Add all that is visible under some nodes but those whose `mem_id` is in `out`.

    With `labels` a short paragraph in bold that is no sentence is a heading.
    """
    walk = Walk(blocks, out, labels=labels)
    for node in nodes:
        walk.walk(node)
