"""Documents that are zip containers of XML, written by hand: OpenDocument text and EPUB; and Word's with footnotes."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from tests.reading.made_markup import html_body
from tests.reading.reference import Reference, Section

_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = "".join(
    f' xmlns:{name}="{_OPEN}{of}"'
    for name, of in (
        ("office", "office:1.0"),
        ("text", "text:1.0"),
        ("table", "table:1.0"),
        ("style", "style:1.0"),
        ("fo", "xsl-fo-compatible:1.0"),
        ("meta", "meta:1.0"),
        ("manifest", "manifest:1.0"),
    )
)
XML = '<?xml version="1.0" encoding="UTF-8"?>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(files: Mapping[str, bytes | str] | Iterable[tuple[str, bytes | str]], *, stored: str = "mimetype") -> bytes:
    """A container of these files, in order, packed but for the one called `stored`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            info = zipfile.ZipInfo(name, (1996, 3, 14, 10, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            container.writestr(info, data)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The files of a container, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def changed(data: bytes, files: Mapping[str, bytes | str]) -> bytes:
    """A container with some of its files replaced or added."""
    return zipped({**unzipped(data), **files})


def dated(data: bytes) -> bytes:
    """An Office document as if it had been made at a set time, so that it is the same whenever it is made."""
    files = unzipped(data)
    core = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"1996-03-14T10:00:00Z", files["docProps/core.xml"])
    return zipped({**files, "docProps/core.xml": core})


def odt(reference: Reference) -> bytes:
    """Headings, lists, a table and a note; a section begins a page by the style of its heading."""
    body = f'<text:h text:outline-level="1">{escape(reference.title)}</text:h>' + "".join(
        _odt_section(section, number, reference.note if section is reference.sections[-1] else "")
        for number, section in enumerate(reference.sections)
    )
    return odt_of(body, reference.title)


def odt_of(body: str, title: str = "", before: str = "") -> bytes:
    """OpenDocument text of a body in XML."""
    kind = "application/vnd.oasis.opendocument.text"
    style = (
        '<office:automatic-styles><style:style style:name="Paged" style:family="paragraph">'
        '<style:paragraph-properties fo:break-before="page"/></style:style></office:automatic-styles>'
    )
    files = ("content.xml", "meta.xml", "styles.xml")
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in files
    )
    return zipped(
        {
            "mimetype": kind,
            "content.xml": f'{XML}{before}<office:document-content{_SPACES} office:version="1.2">{style}'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f'{XML}<office:document-styles{_SPACES} office:version="1.2"/>',
            "meta.xml": f'{XML}<office:document-meta{_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" '
            f'office:version="1.2"><office:meta><dc:title>{escape(title)}</dc:title></office:meta>'
            "</office:document-meta>",
            "META-INF/manifest.xml": f'{XML}<manifest:manifest{_SPACES} manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>{listed}</manifest:manifest>',
        }
    )


def _odt_section(section: Section, number: int, note: str) -> str:
    style = ' text:style-name="Paged"' if number else ""
    parts = [f'<text:h{style} text:outline-level="2">{escape(section.heading)}</text:h>']
    parts += [f"<text:p>{escape(text)}</text:p>" for text in section.paragraphs]
    if section.items:
        items = (f"<text:list-item><text:p>{escape(text)}</text:p></text:list-item>" for text in section.items)
        parts.append(f"<text:list>{''.join(items)}</text:list>")
    if section.table:
        cells = "</table:table-cell><table:table-cell>"
        rows = (cells.join(f"<text:p>{escape(cell)}</text:p>" for cell in row) for row in section.table)
        lines = "".join(
            f"<table:table-row><table:table-cell>{row}</table:table-cell></table:table-row>" for row in rows
        )
        columns = f'<table:table-column table:number-columns-repeated="{len(section.table[0])}"/>'
        parts.append(f'<table:table table:name="T{number}">{columns}{lines}</table:table>')
    if note:
        parts[-1] = parts[-1].removesuffix("</text:p>") + (
            '<text:note text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
            f"<text:note-body><text:p>{escape(note)}</text:p></text:note-body></text:note></text:p>"
        )
    return "".join(parts)


def epub(reference: Reference) -> bytes:
    """A chapter for each section, with a table of contents."""

    chapters = {
        f"c{number}.xhtml": (f"<h1>{escape(reference.title)}</h1>" if not number else "")
        + html_body(Reference(section.heading, (section,)))
        for number, section in enumerate(reference.sections)
    }
    return epub_of(chapters, reference.title, [section.heading for section in reference.sections])


def epub_of(chapters: Mapping[str, str], title: str = "", names: Iterable[str] = (), before: str = "") -> bytes:
    """An EPUB of chapters, bodies in XHTML by file name, and their names for the table of contents."""
    space = 'xmlns="http://www.w3.org/1999/xhtml"'
    items = "".join(
        f'<item id="i{number}" href="{escape(name)}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(chapters)))
    contents = "".join(
        f'<li><a href="{escape(file)}">{escape(name)}</a></li>'
        for file, name in zip(chapters, names or chapters, strict=True)
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": f"{XML}<container version='1.0' "
            "xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile full-path='OEBPS/c.opf' "
            "media-type='application/oebps-package+xml'/></rootfiles></container>",
            "OEBPS/c.opf": f"{XML}<package xmlns='http://www.idpf.org/2007/opf' version='3.0' unique-identifier='u'>"
            f"<metadata xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>{escape(title)}</dc:title>"
            "<dc:identifier id='u'>urn:x</dc:identifier><dc:language>en</dc:language></metadata><manifest>"
            f"<item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>{items}</manifest>"
            f"<spine>{spine}</spine></package>",
            "OEBPS/nav.xhtml": f"{XML}<html {space} xmlns:epub='http://www.idpf.org/2007/ops'><head><title>Contents"
            f"</title></head><body><nav epub:type='toc'><ol>{contents}</ol></nav></body></html>",
            **{
                f"OEBPS/{name}": f"{XML}{before}<html {space}><head><title>{escape(title)}</title></head>"
                f"<body>{body}</body></html>"
                for name, body in chapters.items()
            },
        }
    )


def with_footnote(document: bytes, note: str) -> bytes:
    """A Word document with a footnote to its last paragraph."""
    files = unzipped(document)
    mark = b'<w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    head, tail = files["word/document.xml"].rsplit(b"</w:p>", 1)
    kinds = f'<Override PartName="/word/footnotes.xml" ContentType="{_PACKAGE}.footnotes+xml"/></Types>'
    relation = f'<Relationship Id="rIdNotes" Type="{_RELATION}/footnotes" Target="footnotes.xml"/></Relationships>'
    relations = files["word/_rels/document.xml.rels"]
    return changed(
        document,
        {
            "word/document.xml": head + mark + tail,
            "word/footnotes.xml": f'{XML}<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="0"><w:p>'
            '<w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:id="1"><w:p><w:r><w:footnoteRef/></w:r><w:r>'
            f'<w:t xml:space="preserve"> {escape(note)}</w:t></w:r></w:p></w:footnote></w:footnotes>',
            "[Content_Types].xml": files["[Content_Types].xml"].replace(b"</Types>", kinds.encode()),
            "word/_rels/document.xml.rels": relations.replace(b"</Relationships>", relation.encode()),
        },
    )


def with_macros(document: bytes) -> bytes:
    """An Office document with a macro in it, as its type says."""
    files = unzipped(document)
    folder = "word" if "word/document.xml" in files else "xl"
    kinds = files["[Content_Types].xml"]
    for plain, macro in (
        (b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", b"word.document"),
        (b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"excel.sheet"),
    ):
        kinds = kinds.replace(plain, b"application/vnd.ms-%s.macroEnabled.main+xml" % macro)
    binary = b'<Override PartName="/%s/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    kinds = kinds.replace(b"</Types>", binary % folder.encode())
    macro = b'Attribute VB_Name = "ThisDocument"\r\nSub AutoOpen()\r\nShell "calc.exe"\r\nEnd Sub\r\n'
    return changed(document, {"[Content_Types].xml": kinds, f"{folder}/vbaProject.bin": macro})
