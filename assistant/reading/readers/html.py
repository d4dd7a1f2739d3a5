"""Web pages and documents saved as HTML."""

from assistant.errors import ReportUnreadable
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers.maintext import main_text
from assistant.reading.readers.markup import decode, parse, write_nodes
from assistant.reading.readers.stated import stated

_FEW_CONTROLS = 0.01


def read(data: bytes) -> Content:
    """A page's main text, and what its head states about it. Raises ReportUnreadable."""
    html = decode(data)
    if sum(html.count(chr(code)) for code in [*range(9), *range(14, 27)]) > _FEW_CONTROLS * len(html):
        raise ReportUnreadable("it is binary, not HTML; give it the suffix of its real format")
    tree = parse(html)
    main, out = main_text(tree)
    blocks = Blocks()
    write_nodes(blocks, main, out)
    return blocks.content(stated(tree, main))
