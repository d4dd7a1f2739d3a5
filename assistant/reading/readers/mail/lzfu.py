"""RTF as Outlook keeps it within a mail, compressed (MS-OXRTFCP)."""

import struct

_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_HEAD = 16
_RING = 4096
_KNOWN = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
"""What the format has both sides know beforehand."""


def unpacked(data: bytes) -> bytes:
    """The RTF, as far as it is there; b"" when it is something else. It is at most nine times as long."""
    kind = data[8:12]
    if kind == _PLAIN:
        return data[_HEAD : _HEAD + struct.unpack_from("<I", data, 4)[0]]
    return _expanded(data[_HEAD:]) if kind == _COMPRESSED else b""


def _expanded(data: bytes) -> bytes:
    """Each bit of a control byte tells of a byte, or of a place and a length in what went before."""
    made = bytearray(_KNOWN)
    place = 0
    while place < len(data):
        control = data[place]
        place += 1
        for bit in range(8):
            if not control >> bit & 1:
                made += data[place : place + 1]
                place += 1
                continue
            pair = int.from_bytes(data[place : place + 2].ljust(2, b"\0"))
            back = (len(made) - (pair >> 4)) % _RING
            place += 2
            if not back or place > len(data):  # back by nothing is the end
                return bytes(made[len(_KNOWN) :])
            _repeat(made, back, (pair & 15) + 2)
    return bytes(made[len(_KNOWN) :])


def _repeat(made: bytearray, back: int, length: int) -> None:
    """Add so many bytes from so far back, which may go on into those just added."""
    for _ in range(length):
        made.append(made[-back] if back <= len(made) else 0)
