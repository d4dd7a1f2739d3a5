"""Hostile files that are mail."""

import base64
import struct
from collections.abc import Mapping
from functools import partial

from tests.reading.hostile_packed import encrypted_package
from tests.reading.hostile_parts import BROKEN, EITHER, ENCRYPTED, READ, Hostile, valid
from tests.reading.made_ole import ole

_HEAD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: The talks\r\nDate: Thu, 14 Mar 1996 10:00:00 +0000\r\n"
_BODY = b"The talks ended in the spring.\r\n"
_SEEN = ("The talks ended",)


def mail(body: bytes = _BODY, *, kind: bytes = b"text/plain; charset=utf-8", more: bytes = b"") -> bytes:
    """A mail of one part."""
    return _HEAD + more + b"MIME-Version: 1.0\r\nContent-Type: " + kind + b"\r\n\r\n" + body


def mixed(*parts: bytes, mark: bytes = b"=_b", kind: bytes = b"mixed") -> bytes:
    """A mail of several parts, each with its own head."""
    body = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
    return mail(body, kind=b'multipart/%s; boundary="%s"' % (kind, mark))


def part(data: bytes, name: bytes = b"", kind: bytes = b"text/plain") -> bytes:
    """One part of a mail, an attachment when it has a name."""
    put = b'Content-Disposition: attachment; filename="%s"\r\n' % name if name else b""
    return b"Content-Type: %s\r\n%sContent-Transfer-Encoding: base64\r\n\r\n%s" % (kind, put, base64.encodebytes(data))


def _forwarded(depth: int) -> bytes:
    """Mail in mail."""
    data = mail()
    for level in range(depth):
        mark = b"=_b%d" % level
        data = mixed(part(_BODY), b"Content-Type: message/rfc822\r\n\r\n" + data, mark=mark)
    return data


def _packed_again(depth: int) -> bytes:
    """Mail attached to mail as a file."""
    data = mail()
    for _ in range(depth):
        data = mixed(part(_BODY), part(data, b"again.eml", b"application/octet-stream"))
    return data


def _boundaries(depth: int) -> bytes:
    """Parts within parts, none of which ends."""
    data = _HEAD + b"MIME-Version: 1.0\r\n"
    for level in range(depth):
        data += b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)
    return data + b"Content-Type: text/plain\r\n\r\n" + _BODY


def _streams(body: str) -> Mapping[str, bytes]:
    """A mail as Outlook has it: subject and body."""
    return {
        "__properties_version1.0": bytes(32) + struct.pack("<III4x", 0x001F001A, 6, 18),
        "__nameid_version1.0/__substg1.0_00020102": b"",
        "__substg1.0_001A001F": "IPM.Note".encode("utf-16-le"),
        "__substg1.0_0037001F": "The talks".encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
    }


def outlook(body: str = _BODY.decode()) -> bytes:
    """A mail as Outlook has it."""
    return ole(_streams(body))


def _looping() -> bytes:
    """Outlook mail whose chains of sectors lead back to where they began."""
    data = bytearray(outlook("The talks ended. " * 2000))
    fat = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    for place in range(fat + 4, fat + 512, 4):
        if struct.unpack_from("<I", data, place)[0] < 0xFFFFFFF0:
            struct.pack_into("<I", data, place, (place - fat) // 4)
    return bytes(data)


def _patched(data: bytes, place: int, number: int) -> bytes:
    return data[:place] + struct.pack("<I", number) + data[place + 4 :]


def _itself() -> bytes:
    """Outlook mail whose directory is a ring."""
    data = bytearray(outlook())
    directory = 512 * (1 + struct.unpack_from("<I", data, 48)[0])
    for entry in range(4):
        struct.pack_into("<III", data, directory + 128 * entry + 68, entry, entry, 0)
    return bytes(data)


def _overlapping() -> bytes:
    """Outlook mail with a hundred attachments, all of which are the same bytes of it."""
    name = "__substg1.0_37010102"
    files = {f"__attach_version1.0_#{number:08X}/{name}": b"x" * 5000 for number in range(100)}
    data = bytearray(ole({**_streams(_BODY.decode()), **files, "Long": b"x" * 1_000_000}))
    entry = data.index("Long\0".encode("utf-16-le"))
    place = data.find(name.encode("utf-16-le"))
    while place >= 0:
        data[place + 116 : place + 128] = data[entry + 116 : entry + 128]
        place = data.find(name.encode("utf-16-le"), place + 1)
    return bytes(data)


_ENVELOPED = b"application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"
_PGP = b'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"'
_PGP_BODY = (
    b"--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: application/octet-"
    b"stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n--b--\r\n"
)
_INLINE_PGP = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA7x0000\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"
_HTML = b"<p>The talks ended.</p><script>alert(1)</script><img src='http://127.0.0.1:47813/x'>"
_HEADERS = b"<p>From: a<br>Sent: b<br>To: c</p><p>The talks ended.</p>"
_WATER = ("eleven delegations", "Water levels")
_NAMES = (
    b"../../../etc/cron.d/x.txt",
    b"a\\..\\b.txt",
    b"x" * 5000 + b".txt",
    b"=?utf-8?q?a=0Ab=00c?=.txt",
    b"-rf.txt",
)

MAILS: tuple[Hostile, ...] = (
    Hostile(
        "smime.eml",
        lambda: mail(
            base64.encodebytes(b"\x30\x82" * 500), kind=_ENVELOPED, more=b"Content-Transfer-Encoding: base64\r\n"
        ),
        ENCRYPTED,
    ),
    Hostile("pgp.eml", lambda: mail(_PGP_BODY, kind=_PGP), ENCRYPTED),
    Hostile("pgp in the text.eml", lambda: mail(_INLINE_PGP), ENCRYPTED),
    Hostile("forwarded 50 times.eml", partial(_forwarded, 50), READ, _SEEN),
    Hostile("forwarded 3000 times.eml", partial(_forwarded, 3000), READ, _SEEN),
    Hostile("packed 20 times.eml", partial(_packed_again, 20), READ, _SEEN),
    Hostile(
        "5000 attachments.eml",
        lambda: mixed(part(_BODY), *(part(b"Text %d." % n, b"a%d.txt" % n) for n in range(5000))),
        READ,
        _SEEN,
    ),
    Hostile("attached bomb.eml", lambda: mixed(part(_BODY), part(encrypted_package(), b"x.docx")), READ, _SEEN),
    Hostile(
        "attachments with names.eml",
        lambda: mixed(part(_BODY), *(part(b"A text with a name.", name) for name in _NAMES)),
        READ,
        _SEEN,
    ),
    Hostile(
        "only attachments.eml",
        lambda: mixed(*(part(valid(suffix), b"x" + suffix.encode()) for suffix in (".pdf", ".docx"))),
        READ,
        _WATER,
    ),
    Hostile("invalid charset.eml", lambda: mail(kind=b"text/plain; charset=x-no-such-thing"), READ, _SEEN),
    Hostile("charset that is no text.eml", lambda: mail(kind=b"text/plain; charset=zlib_codec"), READ, _SEEN),
    Hostile("charset with a null.eml", lambda: mail(kind=b'text/plain; charset="a\x00b"'), READ, _SEEN),
    Hostile("charset idna.eml", lambda: mail(b"xn--" * 20_000, kind=b"text/plain; charset=idna"), EITHER),
    Hostile("long head.eml", lambda: mail(more=b"X-Long: " + b"a" * 1_000_000 + b"\r\n"), READ, _SEEN),
    Hostile("many heads.eml", lambda: mail(more=b"X-Many: a\r\n" * 20_000), READ, _SEEN),
    Hostile(
        "many words in the subject.eml",
        lambda: mail(more=b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n"),
        READ,
        _SEEN,
    ),
    Hostile("many addresses.eml", lambda: mail(more=b"Cc: " + b'"a" <a@b>, ' * 20_000 + b"\r\n"), READ, _SEEN),
    Hostile("open comments.eml", lambda: mail(more=b"Cc: " + b"(" * 20_000 + b"\r\n"), READ, _SEEN),
    Hostile(
        "subject of two lines.eml", lambda: mail().replace(b"The talks", b"=?utf-8?b?QQpCCkM6IEQ=?=", 1), READ, _SEEN
    ),
    Hostile(
        "date of nowhere.eml",
        lambda: mail().replace(b"14 Mar 1996 10:00:00 +0000", b"99 Foo 99999 99:99:99 +9999"),
        READ,
        _SEEN,
    ),
    Hostile("boundaries without end.eml", partial(_boundaries, 500), EITHER),
    Hostile("boundaries in a heap.eml", partial(_boundaries, 20_000), EITHER),
    Hostile("no boundary.eml", lambda: mail(kind=b"multipart/mixed"), READ, _SEEN),
    Hostile(
        "empty boundary.eml",
        lambda: mail(b"--\r\n\r\nThe talks ended.\r\n----\r\n", kind=b'multipart/mixed; boundary=""'),
        READ,
        _SEEN,
    ),
    Hostile("broken base64.eml", lambda: mail(b"=====AAA=!!!", more=b"Content-Transfer-Encoding: base64\r\n"), EITHER),
    Hostile("html that runs.eml", lambda: mail(_HTML, kind=b"text/html"), READ, _SEEN, ("alert",)),
    Hostile("headers in a heap.eml", lambda: mail(_HEADERS * 3000, kind=b"text/html"), READ, _SEEN),
    Hostile("files without end.eml", lambda: mail(_BODY + b"begin 644 x\n" * 100_000), READ, _SEEN),
    Hostile("parameters in a heap.eml", lambda: mail(kind=b"text/plain" + b'; a="b"' * 100_000), READ, _SEEN),
    Hostile("outlook.msg", outlook, READ, _SEEN),
    Hostile("looping sectors.msg", _looping, BROKEN),
    Hostile("directory in a ring.msg", _itself, BROKEN),
    Hostile("files that overlap.msg", _overlapping, BROKEN),
    Hostile("first sector beyond.msg", lambda: _patched(outlook(), 48, 0x00FFFFFF), BROKEN),
    Hostile("many sectors.msg", lambda: _patched(outlook(), 44, 0x7FFFFFFF), EITHER),
    Hostile("only a head.msg", lambda: outlook()[:512], BROKEN),
    Hostile("no mail.msg", lambda: ole({"Other": b"x" * 5000}), BROKEN),
)
