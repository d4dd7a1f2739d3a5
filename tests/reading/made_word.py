"""Old Word documents: a text in pieces, as Word 97 has it; no style but the plain one."""

import struct

from tests.reading.made_ole import ole
from tests.reading.reference import Reference

_TEXT_AT = 0x800


def word_document(reference: Reference) -> bytes:
    """Headings are paragraphs, cells end with the sign that Word ends them with; a section begins a page."""
    parts = [f"{reference.title}\r"]
    for number, section in enumerate(reference.sections):
        parts.append(("\f" if number else "") + f"{section.heading}\r")
        parts += [f"{text}\r" for text in (*section.paragraphs, *section.items)]
        parts += ["".join(f"{cell}\x07" for cell in row) + "\x07" for row in section.table]
    return word("".join(parts))


def word(text: str, *, flags: int = 0) -> bytes:
    """A document of one piece of text."""
    signs = text.encode("utf-16-le")
    count = len(signs) // 2
    piece = struct.pack("<HIH", 0, _TEXT_AT, 0)
    table = struct.pack("<II", 0, count) + piece
    table = b"\x02" + struct.pack("<I", len(table)) + table
    fib = bytearray(_TEXT_AT)
    struct.pack_into("<HHHHHH", fib, 0, 0xA5EC, 0xC1, 0, 0x409, 0, 0x0200 | 0x1000 | flags)
    struct.pack_into("<H", fib, 0x0C, 0xBF)
    struct.pack_into("<II", fib, 0x18, _TEXT_AT, _TEXT_AT + len(signs))
    struct.pack_into("<H", fib, 0x20, 14)  # numbers of 16 bits after the head
    struct.pack_into("<H", fib, 0x3E, 22)  # numbers of 32 bits
    struct.pack_into("<II", fib, 0x40, _TEXT_AT + len(signs), 0)
    struct.pack_into("<I", fib, 0x4C, count)
    struct.pack_into("<H", fib, 0x98, 93)  # places in the table stream
    struct.pack_into("<II", fib, 0x1A2, 0, len(table))
    return ole({"WordDocument": bytes(fib) + signs, "1Table": table})
