"""Books (.epub)."""

import re
from collections.abc import Sequence
from zipfile import ZipFile

from selectolax.lexbor import LexborHTMLParser

from assistant.errors import ReportUnreadable
from assistant.reading import archive
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers.epub.package import Chapter, chapters, metadata, package
from assistant.reading.readers.html.markup import decode, parse, write_nodes
from assistant.reading.readers.parts import span

_DOCTYPE = re.compile(r"<!DOCTYPE\b[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_HEAD = 1_000_000  # characters in which a document type may be declared
_CONTENTS = frozenset("toc landmarks page-list doc-toc doc-pagelist lot loi loa".split())
_NOTES = frozenset(
    "footnote footnotes endnote endnotes rearnote rearnotes note doc-footnote doc-endnote doc-endnotes".split()
)


def read(data: bytes) -> Content:
    """A book's text in the order in which it is read, a page a document of its spine, counted from 1.

    Tables of contents are left out, and so is what stands beside the text, notes excepted. Raises ReportUnreadable.
    """
    with archive.opened(data, what="EPUB") as container:
        folder, root = package(container)
        blocks = Blocks()
        found = chapters(container, folder, root)
        if not found:
            raise ReportUnreadable("it is damaged: it names no documents to be read; convert it to EPUB anew")
        aside, bare = [], []
        for chapter in found:
            if chapter.part:
                kept, empty = _write(blocks, container, chapter)
                aside += [] if kept else [chapter.number]
                bare += [chapter.number] if empty and not chapter.cover else []
        for note in _notes([chapter.number for chapter in found if not chapter.part], aside, bare):
            blocks.note(note)
        return blocks.content(metadata(root))


def _notes(lost: Sequence[int], aside: Sequence[int], bare: Sequence[int]) -> list[str]:
    """What is to be said of the documents whose text is missing."""
    told = []
    if lost:
        told.append(f"{span(lost, 'chapter')} nothing that can be read; the file is damaged there")
    if aside:
        told.append(f"{span(aside, 'chapter')} what stands beside the text, as the book says, and was left out")
    if bare:
        told.append(f"{span(bare, 'chapter')} no text (pictures?)")
    return told


def _write(blocks: Blocks, container: ZipFile, chapter: Chapter) -> tuple[bool, bool]:
    """Write a document; whether it belongs to the text, and whether it is empty."""
    html = decode(archive.entry(container, chapter.part))
    tree = parse(_DOCTYPE.sub("", html[:_HEAD], count=1) + html[_HEAD:])
    if chapter.contents and _is_contents(tree):
        return True, False
    if not chapter.linear and not _has(tree, _NOTES):
        return False, False
    before = blocks.length
    blocks.page(chapter.number)
    if tree.body is not None:
        out = {node.mem_id for node in tree.css("nav") if _kinds(node.attributes) & _CONTENTS}
        write_nodes(blocks, [tree.body], out)
    return True, blocks.length == before


def _is_contents(tree: LexborHTMLParser) -> bool:
    """Whether a document is links for the most part: a guide may point to a place in a whole chapter."""
    linked = sum(len(node.text()) for node in tree.css("body a[href]"))
    return tree.body is None or linked * 2 > len(tree.body.text().strip())


def _has(tree: LexborHTMLParser, kinds: frozenset[str]) -> bool:
    return any(_kinds(node.attributes) & kinds for node in tree.css("body, body *"))


def _kinds(attributes: dict[str, str | None]) -> set[str]:
    """What an element says it is to the book."""
    return set(f"{attributes.get('epub:type') or ''} {attributes.get('role') or ''}".split())
