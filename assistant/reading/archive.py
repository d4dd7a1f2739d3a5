"""Zip containers, in which most document formats come, opened with care."""

import io
import zipfile
import zlib

from assistant.errors import ReportUnreadable

MOST_BYTES = 400_000_000
_MOST_RATIO = 250  # of text to its packed size; that of a plain page of XML is about ten
_FREE_BYTES = 20_000_000  # below which no ratio is a threat
_MOST_ENTRIES = 20_000
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
_ANOTHER = "ask its sender for another"
_MARKS = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")


def opened(data: bytes, *, what: str) -> zipfile.ZipFile:
    """The container, once its table of contents shows nothing amiss; `what` is a format's name with its article.

    Raises ReportUnreadable for what is broken, encrypted, or would unpack to more than a document holds.
    """
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
        entries = container.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        if not any(mark in data for mark in _MARKS):
            raise ReportUnreadable(f"its content is no {what}; give it the suffix of its real format") from None
        raise ReportUnreadable(f"it is damaged or cut short, so that it is no {what} ({error})") from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReportUnreadable("it is encrypted; save it without a password")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > _MOST_ENTRIES:
        raise ReportUnreadable(f"it holds {len(entries)} files, more than {_MOST_ENTRIES}; it is no {what} to be read")
    if total > MOST_BYTES or (total > _FREE_BYTES and total / packed > _MOST_RATIO):
        raise ReportUnreadable(
            f"it would unpack to {total / 1e6:.0f} MB; that is a trap or no {what}; ask its sender for another"
        )
    return container


def entry(container: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one file in a container, b"" when there is none of this name. Raises ReportUnreadable."""
    try:
        info = container.getinfo(name)
    except KeyError:
        return b""
    try:
        with container.open(info) as stream:  # its table of contents may lie about the size
            data = stream.read(MOST_BYTES + 1)
    except _BROKEN as error:
        raise ReportUnreadable(f"it is damaged: {name} cannot be unpacked ({error})") from None
    if len(data) > MOST_BYTES:
        raise ReportUnreadable(
            f"it would unpack to more than {MOST_BYTES / 1e6:.0f} MB; that is a trap; ask its sender for another"
        )
    return data
