"""Parts of OpenDocument texts, in XML, and what is read of them."""

from assistant.reading.content import Content
from assistant.reading.readers.odt import read
from tests.reading.made_zip import changed, odt_of, unzipped

_SPACES = (
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)
_END = b"</office:automatic-styles>"


def content(body: str, styles: str = "") -> Content:
    """What is read of a body, with styles of its own beside "Paged", which begins a page."""
    data = odt_of(f"<text:section {_SPACES}>{body}</text:section>")
    part = unzipped(data)["content.xml"]
    return read(changed(data, {"content.xml": part.replace(_END, styles.encode() + _END)}))


def text(body: str, styles: str = "") -> str:
    """The text of it."""
    return content(body, styles).text


def style(name: str, properties: str = "", *, family: str = "paragraph", more: str = "") -> str:
    """A style."""
    return f'<style:style style:name="{name}" style:family="{family}" {more}>{properties}</style:style>'


def p(words: str, name: str = "") -> str:
    """A paragraph in a style."""
    return f'<text:p text:style-name="{name}">{words}</text:p>'


def items(*inner: str, name: str = "", more: str = "") -> str:
    """A list in a style."""
    styled = f'text:style-name="{name}"' if name else ""
    held = "".join(f"<text:list-item>{one}</text:list-item>" for one in inner)
    return f"<text:list {styled} {more}>{held}</text:list>"


def note(words: str, mark: str = "1", kind: str = "footnote") -> str:
    """A note, where it belongs."""
    return (
        f'<text:note text:note-class="{kind}"><text:note-citation>{mark}</text:note-citation><text:note-body>{words}'
        "</text:note-body></text:note>"
    )


def cell(words: str, more: str = "") -> str:
    """A table's cell of one paragraph."""
    return f"<table:table-cell {more}>{p(words)}</table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    """A table's row; what is no cell yet becomes one."""
    held = "".join(one if one.startswith("<table:") else cell(one) for one in cells)
    return f"<table:table-row {more}>{held}</table:table-row>"


def table(*rows: str, more: str = "") -> str:
    """A table of rows."""
    return f"<table:table {more}>{''.join(rows)}</table:table>"
