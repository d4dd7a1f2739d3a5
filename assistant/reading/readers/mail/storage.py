"""The storages of an Outlook mail (MS-OXMSG): folders of properties within an OLE container."""

import io
import struct
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from olefile import OleFileIO
from olefile.olefile import OleDirectoryEntry

from assistant.errors import ReportUnreadable
from assistant.reading.readers.mail.charsets import decoded

MESSAGE_PAGE, INTERNET_PAGE = 0x3FFD, 0x3FDE
_TEXT, _ANSI, _BINARY, _MOMENT, _NUMBER = 0x001F, 0x001E, 0x0102, 0x0040, 0x0003
_PROPERTIES = "__properties_version1.0"
_ENTRY = 16
_SPARE_BYTES = 1_000_000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_PAGES = {
    936: "gb18030",
    1200: "utf-16-le",
    10000: "mac-roman",
    20127: "ascii",
    20866: "koi8-r",
    20932: "euc_jp",
    21866: "koi8-u",
    38598: "iso8859-8",
    50220: "iso2022_jp",
    50221: "iso2022_jp",
    50222: "iso2022_jp",
    50225: "iso2022_kr",
    51932: "euc_jp",
    51936: "gb18030",
    51949: "euc_kr",
    52936: "hz",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
}
"""Windows code pages that Python calls by another name; 28591 to 28605 are those of ISO 8859."""


def opened(data: bytes) -> "Folder":
    """The outermost folder, that of the mail itself. Raises ReportUnreadable."""
    try:
        container = OleFileIO(io.BytesIO(data))
        root = container.root
    except (OSError, ValueError, IndexError, RecursionError, struct.error) as error:
        raise ReportUnreadable(f"it is damaged or cut short, so that it is no Outlook mail ({error})") from None
    if root is None:
        raise ReportUnreadable("it is damaged or cut short, so that it is no Outlook mail")
    return Folder(_Container(container, len(data)), (), root)


class _Container:
    """The streams of a container; all that are read together are hardly longer than it is, if they do not overlap."""

    def __init__(self, ole: OleFileIO, size: int) -> None:
        self._ole = ole
        self._left = 2 * size + _SPARE_BYTES

    def stream(self, path: Sequence[str], size: int) -> bytes:
        self._left -= size
        if self._left < 0:
            raise ReportUnreadable("it is damaged: its parts are longer than the file")
        try:
            with self._ole.openstream(list(path)) as stream:
                return bytes(stream.read())
        except (OSError, ValueError, IndexError) as error:
            raise ReportUnreadable(f"it is damaged or cut short ({error})") from None


class Folder:
    """A mail, a recipient, or an attachment, by its properties; these have numbers."""

    def __init__(
        self, container: _Container, path: tuple[str, ...], node: OleDirectoryEntry, charset: str = ""
    ) -> None:
        self._container = container
        self._path = path
        self._kids: dict[str, OleDirectoryEntry] = {kid.name.upper(): kid for kid in node.kids}
        self._fixed = self._fixed_values()
        pages = [page for wanted in (MESSAGE_PAGE, INTERNET_PAGE) if (page := self.number(wanted))]
        self._charset = codec(pages[0]) if pages else charset

    @property
    def is_message(self) -> bool:
        """Whether it holds properties at all."""
        return _PROPERTIES.upper() in self._kids

    def text(self, number: int) -> str:
        """A property that is text, "" without it."""
        wide = self._stream(number, _TEXT)
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decoded(self._stream(number, _ANSI), self._charset).rstrip("\0")

    def data(self, number: int) -> bytes:
        """A property that is bytes, b"" without it."""
        return self._stream(number, _BINARY)

    def number(self, number: int) -> int:
        """A property that is a number, 0 without it."""
        return int(struct.unpack_from("<i", self._fixed.get((number, _NUMBER), bytes(8)))[0])

    def moment(self, number: int) -> datetime | None:
        """A property that is a time, None without it."""
        ticks = struct.unpack("<Q", self._fixed.get((number, _MOMENT), bytes(8)))[0]  # of 100 ns
        try:
            return _EPOCH + timedelta(seconds=ticks // 10_000_000) if ticks else None
        except OverflowError:
            return None

    def folders(self, name: str) -> Iterator["Folder"]:
        """The folders within it whose names begin with this."""
        for key in sorted(self._kids):
            if key.startswith(name.upper()) and self._kids[key].entry_type == 1:
                node = self._kids[key]
                yield Folder(self._container, (*self._path, node.name), node, self._charset)

    def _fixed_values(self) -> dict[tuple[int, int], bytes]:
        """The eight bytes that the list of properties has for each (number, type).

        Before the entries stand 8, 24 or 32 bytes, in which no such entry can be seen.
        """
        table = self._named(_PROPERTIES)
        entries = (table[start : start + _ENTRY] for start in range(len(table) % _ENTRY, len(table), _ENTRY))
        return {struct.unpack_from("<HH", entry)[::-1]: entry[8:] for entry in entries}

    def _stream(self, number: int, kind: int) -> bytes:
        return self._named(f"__substg1.0_{number:04X}{kind:04X}")

    def _named(self, name: str) -> bytes:
        node = self._kids.get(name.upper())
        if node is None or node.entry_type != 2:
            return b""
        return self._container.stream((*self._path, node.name), node.size)


def codec(page: int) -> str:
    """Python's name for a Windows code page."""
    return _PAGES.get(page) or (f"iso8859-{page - 28590}" if 28591 <= page <= 28605 else f"cp{page}")
