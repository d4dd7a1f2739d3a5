"""Hostile files that are zip containers: Word, PowerPoint, Excel, OpenDocument, EPUB."""

import io
import struct
import zipfile
from collections.abc import Iterator
from functools import partial

from tests.reading.hostile_parts import BROKEN, EITHER, ENCRYPTED, PORT, READ, TOO_LARGE, Hostile, valid
from tests.reading.made_ole import ole
from tests.reading.made_zip import WORD, XML, changed, unzipped, with_macros, zipped

_MAIN = {
    ".docx": ("word/document.xml", b"commission met"),
    ".odt": ("content.xml", b"commission met"),
    ".pptx": ("ppt/slides/slide2.xml", b"commission met"),
    ".xlsx": ("xl/worksheets/sheet1.xml", b"commission met"),
    ".epub": ("OEBPS/c0.xhtml", b"commission met"),
}
_LAUGHS = '<!ENTITY e0 "lol">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
DTDS = {
    "billion-laughs": f"<!DOCTYPE x [{_LAUGHS}<!ENTITY bad '&e9;'>]>",
    "quadratic": f"<!DOCTYPE x [<!ENTITY one '{'a' * 50_000}'><!ENTITY bad '{'&one;' * 2000}'>]>",
    "endless": "<!DOCTYPE x [<!ENTITY bad '&other;'><!ENTITY other '&bad;'>]>",
    "file": "<!DOCTYPE x [<!ENTITY bad SYSTEM 'file:///etc/passwd'>]>",
    "http": f"<!DOCTYPE x [<!ENTITY bad SYSTEM 'http://127.0.0.1:{PORT}/x'>]>",
    "dtd": f"<!DOCTYPE x SYSTEM 'http://127.0.0.1:{PORT}/x.dtd' [<!ENTITY % all SYSTEM 'file:///etc/passwd'> %all;]>",
}


def _with_entity(suffix: str, dtd: str) -> bytes:
    """A document whose text has the entity `bad`."""
    name, words = _MAIN[suffix]
    xml = unzipped(valid(suffix))[name]
    end = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
    assert words in xml
    return changed(valid(suffix), {name: xml[:end] + dtd.encode() + xml[end:].replace(words, b"&bad; " + words, 1)})


def _entities() -> Iterator[Hostile]:
    for suffix in _MAIN:
        for name, dtd in DTDS.items():
            yield Hostile(
                f"entity {name}{suffix}", partial(_with_entity, suffix, dtd), EITHER, never=("root:x:0", "lollol")
            )


def _body(xml: str) -> bytes:
    """A Word document with this body."""
    return changed(
        valid(".docx"), {"word/document.xml": f'{XML}<w:document xmlns:w="{WORD}"><w:body>{xml}</w:body></w:document>'}
    )


def _paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _deep(before: str, after: str, depth: int) -> str:
    return before * depth + _paragraph("inner") + after * depth


def _bomb(suffix: str, megabytes: int) -> bytes:
    """A document whose main part unpacks to much more than it is."""
    name, words = _MAIN[suffix]
    xml = unzipped(valid(suffix))[name]
    return changed(valid(suffix), {name: xml.replace(words, words + b" " * (megabytes * 1_000_000), 1)})


def _lying(suffix: str, *, size: int) -> bytes:
    """A bomb whose table of contents says that it unpacks to `size` bytes."""
    data = bytearray(_bomb(suffix, 60))
    name = _MAIN[suffix][0].encode()
    at = data.index(b"PK\x01\x02")
    while data[at + 46 : at + 46 + len(name)] != name:
        at = data.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", data, at + 24, size)
    local = struct.unpack_from("<I", data, at + 42)[0]
    struct.pack_into("<I", data, local + 22, size)
    return bytes(data)


def _nested(depth: int) -> bytes:
    data = b"at the bottom"
    for _ in range(depth):
        data = zipped({"again.docx": data, "word/document.xml": _paragraph("x")})
    return data


def _many(count: int) -> bytes:
    out = io.BytesIO(valid(".docx"))
    with zipfile.ZipFile(out, "a") as container:
        for number in range(count):
            container.writestr(zipfile.ZipInfo(f"x/{number}"), b"")
    return out.getvalue()


def _overlapping(count: int) -> bytes:
    """A container in whose table of contents many names point to the same megabyte."""
    data = zipped({"a": bytes(1_000_000)})
    at, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    line = data[at:end]
    lines = b"".join(line[:-1] + bytes([65 + number % 26]) for number in range(count)) + line[:-1] + b"a"
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(lines), at, 0)
    return data[:at] + lines + tail


def _flagged(data: bytes) -> bytes:
    """A container whose files are said to be encrypted."""
    changed_data = bytearray(data)
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = changed_data.find(mark)
        while at >= 0:
            changed_data[at + flags] |= 1
            at = changed_data.find(mark, at + 4)
    return bytes(changed_data)


def encrypted_package() -> bytes:
    """What Office writes when a document is given a password."""
    return ole(
        {"EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40) + b"<encryption/>", "EncryptedPackage": b"\x07" * 9000}
    )


def _linked(suffix: str, file: str, relation: str) -> bytes:
    """A document with one more relation."""
    relations = unzipped(valid(suffix))[file]
    return changed(
        valid(suffix), {file: relations.replace(b"</Relationships>", relation.encode() + b"</Relationships>")}
    )


def _far_cell() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "the first cell", "the last cell"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _slide_loop() -> bytes:
    relation = (
        '<Relationship Id="rIdLoop" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide" '
        'Target="../slides/slide1.xml"/>'
    )
    return _linked(".pptx", "ppt/slides/_rels/slide1.xml.rels", relation)


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "word/_rels/document.xml.rels"
_WHOLE = ("commission", "hydrographic")


def _related(kind: str, target: str) -> bytes:
    """A Word document with one more relation."""
    return _linked(".docx", _RELS, f'<Relationship Id="rIdBad" Type="{_OFFICE}/{kind}" {target}/>')


def _without(suffix: str, part: str) -> bytes:
    return zipped({name: data for name, data in unzipped(valid(suffix)).items() if part not in name})


PACKED: tuple[Hostile, ...] = (
    *_entities(),
    Hostile("encrypted.docx", encrypted_package, ENCRYPTED),
    Hostile("encrypted.xlsx", encrypted_package, ENCRYPTED),
    Hostile("encrypted.pptx", encrypted_package, ENCRYPTED),
    Hostile("flagged.docx", lambda: _flagged(valid(".docx")), ENCRYPTED),
    Hostile("flagged.epub", lambda: _flagged(valid(".epub")), ENCRYPTED),
    Hostile("flagged.xlsx", lambda: _flagged(valid(".xlsx")), ENCRYPTED),
    *(Hostile(f"ratio{suffix}", partial(_bomb, suffix, 60), TOO_LARGE) for suffix in _MAIN),
    *(Hostile(f"lying small{suffix}", partial(_lying, suffix, size=1000), BROKEN) for suffix in _MAIN),
    Hostile("lying large.docx", partial(_lying, ".docx", size=0xFFFFFFF0), TOO_LARGE),
    Hostile("nested.docx", partial(_nested, 200), BROKEN),
    Hostile("many entries.docx", partial(_many, 20_001), TOO_LARGE),
    Hostile("overlapping.docx", partial(_overlapping, 5000), TOO_LARGE),
    Hostile("overlapping.epub", partial(_overlapping, 5000), TOO_LARGE),
    Hostile("macros.docm", lambda: with_macros(valid(".docx")), READ, _WHOLE, ("AutoOpen", "calc.exe")),
    Hostile("macros.xlsm", lambda: with_macros(valid(".xlsx")), READ, _WHOLE, ("AutoOpen", "calc.exe")),
    Hostile("macros.docx", lambda: with_macros(valid(".docx")), READ, _WHOLE, ("AutoOpen", "calc.exe")),
    Hostile("no body.docx", lambda: _body(""), BROKEN),
    Hostile("another root.docx", lambda: changed(valid(".docx"), {"word/document.xml": f"{XML}<x/>"}), BROKEN),
    Hostile("no kinds.docx", lambda: changed(valid(".docx"), {"[Content_Types].xml": b""}), EITHER),
    Hostile("deep.docx", lambda: _body(_deep("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 5000)), EITHER),
    Hostile("deep tables.docx", lambda: _body(_deep("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 80)), EITHER),
    Hostile(
        "up and out.docx", lambda: _related("image", 'Target="../../../../etc/passwd"'), EITHER, never=("root:x:0",)
    ),
    Hostile(
        "template.docx",
        lambda: _related("attachedTemplate", f'Target="http://127.0.0.1:{PORT}/t.dotm" TargetMode="External"'),
        READ,
        _WHOLE,
    ),
    Hostile(
        "included file.docx",
        lambda: _related("aFChunk", 'Target="file:///etc/passwd" TargetMode="External"'),
        READ,
        _WHOLE,
        ("root:x:0",),
    ),
    Hostile("missing part.docx", lambda: _related("footnotes", 'Target="nowhere.xml"'), EITHER),
    Hostile("slide loop.pptx", _slide_loop, READ, _WHOLE),
    Hostile(
        "master loop.pptx",
        lambda: changed(valid(".pptx"), {"ppt/slides/_rels/slide1.xml.rels": b"<Relationships/>"}),
        EITHER,
    ),
    Hostile("far cell.xlsx", _far_cell, READ, ("the first cell", "the last cell")),
    Hostile("missing sheet.xlsx", lambda: _without(".xlsx", "sheet1"), EITHER),
)
