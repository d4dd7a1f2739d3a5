"""Web pages and documents saved as HTML."""

from dataclasses import replace

from assistant.errors import ReportUnreadable
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers.html.maintext import main_text
from assistant.reading.readers.html.markup import decode, parse, write_nodes
from assistant.reading.readers.html.stated import main_headings, stated
from assistant.reading.text import plain_headings

_FEW_CONTROLS = 0.01
_CONTROLS = [chr(code) for code in (*range(9), *range(14, 27))]


def read(data: bytes) -> Content:
    """A page's main text, and what its head states about it. Raises ReportUnreadable."""
    html = decode(data)
    if sum(map(html.count, _CONTROLS)) > _FEW_CONTROLS * len(html):
        raise ReportUnreadable("it is binary, not HTML; give it the suffix of its real format")
    tree = parse(html)
    main, out = main_text(tree)
    blocks = Blocks()
    write_nodes(blocks, main, out, labels=True)
    said = stated(tree, main)
    content = replace(blocks.content(said), title_in_text=said["title"] in main_headings(main))
    typed = sum(len(node.text()) for root in main for node in root.css("pre"))
    if not content.headings and typed * 2 > len(content.text):  # a plain text that a site only wraps
        content = replace(content, headings=plain_headings(content.text, 0))
    return content
