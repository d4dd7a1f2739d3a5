"""Parts of Word documents, in XML, and what is read of them."""

from assistant.reading.content import Content
from assistant.reading.readers.docx import read
from tests.reading.made_zip import WORD, XML, zipped

_SPACES = (
    f'xmlns:w="{WORD}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:v" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
SECTION = "<w:sectPr/>"
PAGE = '<w:r><w:br w:type="page"/></w:r>'
RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"


def document(body: str, **parts: str) -> bytes:
    """A document of a body, and of other parts by name."""
    named = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}
    files = {
        f"word/{name}.xml": f"{XML}<w:{root} {_SPACES}>{parts.get(name, '')}</w:{root}>" for name, root in named.items()
    }
    return zipped({"word/document.xml": f"{XML}<w:document {_SPACES}><w:body>{body}</w:body></w:document>", **files})


def content(body: str, **parts: str) -> Content:
    """What is read of it."""
    return read(document(body, **parts))


def text(body: str, **parts: str) -> str:
    """The text of it."""
    return content(body, **parts).text


def r(words: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def p(inner: str, properties: str = "") -> str:
    """A paragraph of runs, or of words alone."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner if '<' in inner else r(inner)}</w:p>"


def styled(inner: str, style: str) -> str:
    """A paragraph in a style."""
    return p(inner, f'<w:pStyle w:val="{style}"/>')


def style(key: str, name: str, properties: str = "", *, base: str = "") -> str:
    """A style of paragraphs."""
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    return f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>{based}{properties}</w:style>'


def listed(inner: str, key: int, depth: int = 0) -> str:
    """A paragraph in a list."""
    return p(inner, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{key}"/></w:numPr>')


def level(depth: int, kind: str, written: str, more: str = "") -> str:
    """A level of a list."""
    return f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="{kind}"/><w:lvlText w:val="{written}"/>{more}</w:lvl>'


def kind(key: int, *levels: str) -> str:
    """What lists of one kind look like."""
    return f'<w:abstractNum w:abstractNumId="{key}">{"".join(levels)}</w:abstractNum>'


def num(key: int, of: int, more: str = "") -> str:
    """A list of a kind."""
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def note(key: int, inner: str, of: str = "footnote") -> str:
    """A note's text, among the notes."""
    return f'<w:{of} w:id="{key}">{inner}</w:{of}>'


def noted(key: int, of: str = "footnote", more: str = "") -> str:
    """Where a note belongs."""
    return f'<w:r><w:{of}Reference w:id="{key}" {more}/></w:r>'


def cell(inner: str, properties: str = "") -> str:
    """A table's cell."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner if '<w:p>' in inner or '<w:tbl>' in inner else p(inner)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A table's row; what is no cell yet becomes one."""
    held = "".join(one if one.startswith("<w:") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{held}</w:tr>"


def table(*rows: str) -> str:
    """A table."""
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def box(inner: str) -> str:
    """A text box as Word writes it: twice."""
    held = f"<w:txbxContent>{inner}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{held}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{held}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
