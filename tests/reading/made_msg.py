"""Outlook mail, made from its properties."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.reading.made_ole import ole

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_TEXT, _ANSI, _BINARY, _NUMBER, _TIME = 0x001F, 0x001E, 0x0102, 0x0003, 0x0040
CLASS, SUBJECT, SENDER_NAME, SENDER, BODY, RTF, HTML = 0x001A, 0x0037, 0x0C1A, 0x0C1F, 0x1000, 0x1009, 0x1013
SENT, PAGE, HTML_PAGE, HEADER = 0x0039, 0x3FFD, 0x3FDE, 0x007D
ROLE, NAME, ADDRESS = 0x0C15, 0x3001, 0x3003
METHOD, DATA, FILE_NAME, MIME = 0x3705, 0x3701, 0x3707, 0x370E

Value = str | bytes | int | datetime
Streams = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Outlook:
    """A mail: its properties by number, those of each recipient and attachment, and the mails attached to it.

    Text is kept in two bytes a character, or with `charset` in that.
    """

    values: Mapping[int, Value]
    recipients: Sequence[Mapping[int, Value]] = ()
    files: Sequence[Mapping[int, Value]] = ()
    mails: Sequence["Outlook"] = field(default=())
    charset: str = ""

    def made(self) -> bytes:
        """The file."""
        return ole({**self.streams(32), "__nameid_version1.0/__substg1.0_00020102": b""})

    def streams(self, head: int) -> Streams:
        """What stands in the mail's own folder; before its list of properties are so many bytes."""
        found = self._held({CLASS: "IPM.Note", **self.values}, head)
        for place, values in enumerate(self.recipients):
            found |= _in(f"__recip_version1.0_#{place:08X}", self._held(values, 8))
        for place, values in enumerate(self.files):
            found |= _in(f"__attach_version1.0_#{place:08X}", self._held({METHOD: 1, **values}, 8))
        for place, mail in enumerate(self.mails, len(self.files)):
            folder = f"__attach_version1.0_#{place:08X}"
            found |= _in(folder, self._held({METHOD: 5}, 8))
            found |= _in(f"{folder}/__substg1.0_3701000D", mail.streams(24))
        return found

    def _held(self, values: Mapping[int, Value], head: int) -> Streams:
        table, streams = bytearray(head), {}
        for number, value in values.items():
            kind, data = self._packed(value)
            table += struct.pack("<HHI", kind, number, 6)
            table += data if kind in (_NUMBER, _TIME) else struct.pack("<II", len(data), 0)
            if kind not in (_NUMBER, _TIME):
                streams[f"__substg1.0_{number:04X}{kind:04X}"] = data
        return {"__properties_version1.0": bytes(table), **streams}

    def _packed(self, value: Value) -> tuple[int, bytes]:
        if isinstance(value, str):
            return (_ANSI, value.encode(self.charset)) if self.charset else (_TEXT, value.encode("utf-16-le"))
        if isinstance(value, bytes):
            return _BINARY, value
        if isinstance(value, int):
            return _NUMBER, struct.pack("<i4x", value)
        return _TIME, struct.pack("<Q", int((value - _EPOCH).total_seconds()) * 10_000_000)


def _in(folder: str, streams: Streams) -> Streams:
    return {f"{folder}/{name}": data for name, data in streams.items()}


def msg(*, subject: str, body: str) -> bytes:
    """A mail of plain text."""
    values: dict[int, Value] = {SUBJECT: subject, BODY: body, SENDER_NAME: "A", SENDER: "a@example.org"}
    return Outlook({**values, SENT: datetime(1996, 3, 14, 10, tzinfo=UTC)}).made()
