"""A mail as a file of its own, for one that was attached as something else."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from assistant.reading.readers.mail.body import Mail, Section


def written(mail: Mail, head: Mapping[str, Sequence[str]]) -> bytes:
    """The mail as .eml, under this header; its notes are left out."""
    parts = [_body(section) for section in mail.sections]
    parts += [_entity(file.kind or "application/octet-stream", file.data, file.name) for file in mail.files]
    fields = "".join(f"{name}: {' '.join(value.split())}\r\n" for name, values in head.items() for value in values)
    return fields.encode("utf-8", "replace") + b"MIME-Version: 1.0\r\n" + _several("mixed", parts)


def _body(section: Section) -> bytes:
    return _several("alternative", list(_texts(section)))


def _texts(section: Section) -> Iterator[bytes]:
    flowed = "; format=flowed" * section.flowed + "; delsp=yes" * section.delsp
    if section.plain.strip():
        yield _entity(f"text/plain; charset=utf-8{flowed}", section.plain.encode("utf-8", "replace"))
    if section.html.strip():
        yield _entity("text/html; charset=utf-8", section.html.encode("utf-8", "replace"))


def _several(kind: str, parts: Sequence[bytes]) -> bytes:
    mark = f"={hashlib.sha256(b''.join(parts)).hexdigest()}".encode()  # no part can hold it, as "=" only ends base64
    body = b"".join(b"--%b\r\n%b\r\n" % (mark, part) for part in parts)
    return b'Content-Type: multipart/%b; boundary="%b"\r\n\r\n%b--%b--\r\n' % (kind.encode(), mark, body, mark)


def _entity(kind: str, data: bytes, name: str = "") -> bytes:
    put = f"Content-Disposition: attachment; filename*=utf-8''{quote(name)}\r\n" if name else ""
    kind = " ".join(kind.split())
    head = f"Content-Type: {kind}\r\n{put}Content-Transfer-Encoding: base64\r\n\r\n"
    return head.encode("utf-8", "replace") + base64.encodebytes(data)
