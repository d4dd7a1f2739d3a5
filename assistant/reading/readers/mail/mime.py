"""The bytes of a mail -> its header and its parts (RFC 2045 to 2049), however badly they are put together."""

import binascii
import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.utils import collapse_rfc2231_value

from assistant.reading.readers.mail.charsets import decoded
from assistant.reading.readers.mail.header import words

MOST_PARTS = 10_000  # of one mail

_LONGEST_HEAD = 2_000_000  # bytes
_LONGEST_VALUE = 10_000  # characters of a value with parameters, which take time that grows with its square
_FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_GLUED = re.compile(r"(?<=[\"'\s;])Content-(?:Transfer-Encoding|Disposition|ID):", re.IGNORECASE)
_GLUED_ENCODING = re.compile(r"Content-Transfer-Encoding:\s*([\w-]+)", re.IGNORECASE)
_GUESSED = re.compile(rb"(?m)^--([^\s-][^\r\n]{0,200}?)[ \t]*\r?\n(?=\r?\n|[!-9;-~]{1,200}:)")
_KIND = re.compile(r"[\s\"']*([\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,120})(?=[\s\"';]|\Z)", re.ASCII)
_UU_BEGIN = re.compile(rb"begin [0-7]{3,4} [^\r\n]*")
_UU_LINE = re.compile(rb"[ -`]+")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_BASE64_BLOCK = re.compile(rb"\s*(?:[A-Za-z0-9+/]{60,998}\r?\n)+(?:[A-Za-z0-9+/]{1,998}={0,2}\r?\n)?")
_LEAST_LINE = 16  # signs of its lines on average; words are shorter
_FEW_STRAY = 0.05  # of signs that base64 does not have, in what is base64 nevertheless


@dataclass(frozen=True, slots=True)
class Entity:
    """A mail, or a part of one: its header, and what stands under it as it was sent.

    `head` are the values of each field, whose name is in small letters; `default` is the kind when it tells none.
    """

    head: Mapping[str, Sequence[str]]
    body: bytes
    default: str = "text/plain"

    def field(self, name: str) -> str:
        """The first value of a header field, "" without one."""
        return self.head[name][0] if name in self.head else ""

    @property
    def kind(self) -> str:
        """Its media type, in small letters."""
        return found[1].lower() if (found := _KIND.match(self.field("content-type"))) else self.default

    @property
    def filename(self) -> str:
        """The name that it is to be saved under, "" without one."""
        return words(self.param("filename", "content-disposition") or self.param("name"))

    @property
    def attached(self) -> bool:
        """Whether it is said to be an attachment."""
        return self.field("content-disposition").partition(";")[0].strip().lower() == "attachment"

    def param(self, name: str, field: str = "content-type") -> str:
        """A parameter of a header field, "" without one."""
        alone = Message()
        alone[field] = " ".join(_GLUED.split(self.field(field)[:_LONGEST_VALUE])[0].split())
        try:
            return collapse_rfc2231_value(alone.get_param(name, "", field)).strip()
        except (ValueError, LookupError, TypeError, MessageError):
            return ""

    def data(self) -> bytes:
        """What was sent, without its transfer encoding."""
        encoding = self.field("content-transfer-encoding") or self._glued_encoding()
        encoding = encoding.partition(";")[0].strip(" \t\"'").lower()
        if encoding == "base64":
            return _from_base64(self.body)
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
            return next((data for _, data in uuencoded(self.body)[1]), self.body)
        return self.body

    def parts(self) -> Iterator["Entity"]:
        """The parts of a multipart, in order; none when no boundary shows where they are."""
        default = "message/rfc822" if self.kind == "multipart/digest" else "text/plain"
        for part in _split(self.body, self.param("boundary")):
            yield entity(part, default)

    def _glued_encoding(self) -> str:
        """The transfer encoding, where the line end before its field was lost."""
        found = _GLUED_ENCODING.search(self.field("content-type"))
        return found[1] if found else ""


def entity(data: bytes, default: str = "text/plain") -> Entity:
    """A header and what stands under it; `default` is the media type where the header tells none."""
    end, body = _head(data)
    return Entity(_fields(decoded(data[: min(end, _LONGEST_HEAD)], "utf-8")), data[body:], default)


def _fields(text: str) -> dict[str, list[str]]:
    """The values of each field, those that are folded on one line."""
    fields: dict[str, list[list[str]]] = {}
    lines: list[str] = []
    for line in text.split("\n"):
        if line[:1] not in (" ", "\t"):
            name, _, line = line.partition(":")
            lines = []
            fields.setdefault(name.strip().lower(), []).append(lines)
        lines.append(line.strip())
    return {name: [" ".join(value) for value in values] for name, values in fields.items() if name}


def _head(data: bytes) -> tuple[int, int]:
    """Where the header ends, and where the body begins after an empty line, or with the first that is no field."""
    place = 0
    while place < len(data):
        end = _line_end(data, place)
        line = data[place:end]
        if not line.strip(b" \t\r\n"):
            # A folded field may have an empty line that is not quite empty.
            following = data[end : _line_end(data, end)]
            if not (line[:1] in b" \t" and line[:1] and place and _continues(following)):
                return place, end
        elif not (_FIELD.match(line) or (place and line[:1] in b" \t")):
            return place, place
        place = end
    return place, place


def _continues(line: bytes) -> bool:
    return bool(_FIELD.match(line) or (line[:1] in b" \t" and line.strip(b" \t\r\n")))


def _line_end(data: bytes, place: int) -> int:
    end = data.find(b"\n", place) + 1
    return end or len(data)


def _split(body: bytes, boundary: str) -> list[bytes]:
    """What stands between the lines of a boundary, or of the one that is guessed when there are none of it."""
    mark = boundary.encode("utf-8", "replace").rstrip()
    for guess in (False, True):
        if guess:
            found = _GUESSED.search(body)
            mark = found[1].removesuffix(b"--") if found else b""
        if not mark:
            continue
        # An end does not end it: another part may follow where parts within were given the same boundary.
        line = re.compile(rb"(?m)^--" + re.escape(mark) + rb"(--)?[ \t]*\r?(?:\n|\Z)")
        lines = [match for match, _ in zip(line.finditer(body), range(MOST_PARTS + 2), strict=False)]
        if lines:
            ends = [match.start() for match in lines[1:]] + [len(body)]
            spans = [(match.end(), end) for match, end in zip(lines, ends, strict=True)]
            if lines[-1][1]:  # what follows the very last is no part of it
                spans.pop()
            return [part for start, end in spans if (part := _unbroken(body[start:end])).strip()]
    return []


def _unbroken(part: bytes) -> bytes:
    """A part without the line end that belongs to the boundary."""
    return part.removesuffix(b"\n").removesuffix(b"\r")


def _from_base64(body: bytes) -> bytes:
    """What base64 stands for, with what a mailing list wrote under it; what is no base64 remains as it is."""
    kept, runs = _NOT_BASE64.sub(b"", body), body.split()
    stray = sum(map(len, runs)) - len(kept)
    if stray <= _FEW_STRAY * len(kept) and (len(runs) < 2 or len(kept) >= _LEAST_LINE * len(runs)):
        return _decoded_base64(kept)
    block = _BASE64_BLOCK.match(body)
    return _decoded_base64(b"".join(block[0].split())) + body[block.end() :] if block else body


def _decoded_base64(signs: bytes) -> bytes:
    held = signs.partition(b"=")[0]
    held = held[: len(held) - (len(held) % 4 == 1)]
    return binascii.a2b_base64(held + b"=" * (-len(held) % 4))


def uuencoded(body: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """A text without the files that are packed into it by uuencode, and these: (name, data) each."""
    lines = body.splitlines(keepends=True)
    kept: list[bytes] = []
    files: list[tuple[str, bytes]] = []
    place = 0
    while place < len(lines):
        end = _uu_end(lines, place)
        if end > place:
            name = decoded(lines[place].split(b" ", 2)[2].strip(), "utf-8")
            files.append((name, b"".join(map(_uu_line, lines[place + 1 : end]))))
            place = end + 1
        else:
            kept.append(lines[place])
            place += 1
    return b"".join(kept), files


def _uu_end(lines: list[bytes], place: int) -> int:
    """The line that ends the file which begins at a line, that same line when none begins there."""
    if not _UU_BEGIN.fullmatch(lines[place].rstrip(b"\r\n")):
        return place
    for number in range(place + 1, len(lines)):
        line = lines[number].rstrip(b"\r\n")
        if line == b"end":
            return number
        if line and not (_UU_LINE.fullmatch(line) and len(line) <= _uu_length(line) + 2):
            return place
    return place


def _uu_length(line: bytes) -> int:
    """How long a line is that holds as many bytes as its first sign says."""
    return 1 + ((line[0] - 32) % 64 + 2) // 3 * 4


def _uu_line(line: bytes) -> bytes:
    line = line.rstrip(b"\r\n")
    if not line:
        return b""
    try:
        return binascii.a2b_uu(line[: _uu_length(line)])  # some programs add a sign
    except binascii.Error:
        return b""
