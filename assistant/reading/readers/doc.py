"""Old Office files (.doc, .xls, .ppt), which are told apart and refused with their cure."""

from typing import NoReturn

from assistant.errors import ReportUnreadable

_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
_KINDS = {
    "WordDocument": "an old Word document (.doc); convert it to .docx",
    "PowerPoint Document": "an old PowerPoint presentation (.ppt); convert it to .pptx",
    "Workbook": "an old Excel workbook (.xls); convert it to .xlsx",
    "Book": "an old Excel workbook (.xls); convert it to .xlsx",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(data: bytes) -> NoReturn:
    """Nothing: always raises ReportUnreadable, with what the file is and what makes it readable."""
    if not data.startswith(_OLE):
        raise ReportUnreadable("its content is no document of Office; give it the suffix of its real format")
    if any(_has_stream(data, name) for name in _ENCRYPTED):
        raise ReportUnreadable("it is encrypted with a password; save it without one")
    for name, cure in _KINDS.items():
        if _has_stream(data, name):
            target = cure.rpartition(".")[2]
            raise ReportUnreadable(f"{cure} first, for example with LibreOffice: soffice --convert-to {target} FILE")
    raise ReportUnreadable(
        "it is damaged, or no document of Office; open it in the program that made it and save it as .docx"
    )


def is_office(data: bytes) -> bool:
    """Whether an OLE container is one that Office makes, be it encrypted."""
    return any(_has_stream(data, name) for name in (*_KINDS, *_ENCRYPTED))


def _has_stream(data: bytes, name: str) -> bool:
    """Whether a directory entry bears this name, which a zero ends and which begins at a multiple of 128 bytes."""
    wanted = f"{name}\0".encode("utf-16-le")
    place = data.find(wanted)
    while place >= 0 and place % 128:
        place = data.find(wanted, place + 1)
    return place >= 0
