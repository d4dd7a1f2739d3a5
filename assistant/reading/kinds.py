"""What a file is by its content: beyond doubt for formats that begin with a mark of their own, else as it seems."""

import io
import re
import zipfile
import zlib

_HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|meta|table)\b", re.IGNORECASE
)
_ARCHIVED_PAGE = re.compile(rb"\s*MIME-Version:.*?multipart/related", re.IGNORECASE | re.DOTALL)
_OFFICE = {"word/document.xml": ".docx", "ppt/presentation.xml": ".pptx", "xl/workbook.xml": ".xlsx"}
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/epub+zip": ".epub",
}


def kind_of(data: bytes) -> str:
    """The suffix of the format that the content shows beyond doubt, "" for text and for whatever is not known.

    An OLE container is ".msg" when it holds a mail, else ".doc".
    """
    head = data[:_HEAD]
    if b"%PDF-" in head:
        return ".pdf"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith(_OLE):
        return ".msg" if "__properties_version1.0".encode("utf-16-le") in data else ".doc"
    if head.startswith(b"PK\x03\x04"):
        return _packed(data)
    return ""


def seeming(data: bytes) -> str:
    """The suffix of what a file without the mark of its format seems to be: a web page, also in an archive; or ""."""
    head = data[:_HEAD]
    if head.startswith(_WIDE):
        head = head.decode("utf-16", "ignore").encode("ascii", "ignore")
    if _PAGE.match(head.removeprefix(b"\xef\xbb\xbf")):
        return ".html"
    return ".eml" if _ARCHIVED_PAGE.match(head) else ""


def _packed(data: bytes) -> str:
    """The kind of a zip container, "" when its table of contents cannot be read or tells of none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = set(container.namelist())
            kind = next((suffix for name, suffix in _OFFICE.items() if name in names), "")
            if not kind and "mimetype" in names and container.getinfo("mimetype").file_size < _HEAD:
                kind = _MIMETYPES.get(container.read("mimetype").strip(), "")
            return kind
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError, RuntimeError):
        return ""
