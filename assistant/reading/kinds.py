"""What a file is by its content, for the formats that begin with a mark of their own."""

import io
import zipfile
import zlib

_HEAD = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
