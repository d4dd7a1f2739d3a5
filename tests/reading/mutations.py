"""Sound files, changed at random: byte by byte, or by what they are made of."""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

from lxml import etree

from tests.reading.hostile_mail import mail, mixed, part
from tests.reading.made import MADE, pdf
from tests.reading.made_msg import BODY, DATA, FILE_NAME, SUBJECT, Outlook
from tests.reading.made_zip import unzipped, zipped
from tests.reading.reference import LATIN

_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"255",
    b"65536",
    b"2147483648",
    b"4294967295",
    b"99999999999999999999",
    b"1e308",
    b"x",
    b"",
)
_WORDS = (0, 1, 2, 64, 4096, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1)
_WORD = 4
_MANY = 300
_LARGE = 300_000
_DIGITS = re.compile(rb"-?\d+")
_LINES = re.compile(rb"[^\n]*\n|[^\n]+")
_XML = (re.compile(rb"<[^>]*>"), re.compile(rb'[\w:-]+="[^"]*"'), re.compile(rb">[^<]+<"))
_SECTORS = (re.compile(rb"(?s).{512}"), re.compile(rb"(?s).{128}"), re.compile(rb"(?s).{4}"))
PIECES: Mapping[str, Sequence[re.Pattern[bytes]]] = {
    ".txt": (_LINES, re.compile(rb"\S+")),
    ".md": (_LINES, re.compile(rb"[#|>*_`-]+")),
    ".pdf": (
        re.compile(rb"(?s)\d+ \d+ obj.*?endobj|xref.*?trailer|startxref\s+\d+|stream.*?endstream"),
        re.compile(rb"/\w+|<<|>>|\[|\]|\d+ \d+ R"),
        re.compile(rb"[\d.-]+|\bT[a-zA-Z*]|\bBT|\bET|\bcm|\bTJ"),
    ),
    ".doc": _SECTORS,
    ".msg": _SECTORS,
    ".html": _XML,
    ".eml": (_LINES, re.compile(rb"(?m)^[\w-]+:|--[\w=]+|[\w-]+=[^;\s]+"), re.compile(rb"[A-Za-z0-9+/]{8}")),
    ".rtf": (re.compile(rb"\\[a-z]+-?\d* ?"), re.compile(rb"[{}]"), re.compile(rb"\\'[0-9a-f]{2}|\\u-?\d+\?")),
    ".csv": (_LINES, re.compile(rb'[,"\n]'), re.compile(rb'[^,"\n]+')),
}
"""What the files of a format are made of, coarse and fine; of those that are packed, the parts are XML."""

PACKED = (".docx", ".odt", ".pptx", ".epub", ".xlsx")
SUFFIXES = (*PIECES, *PACKED)


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what is done where, `at` and `to` being shares of the whole, and `number` whatever else it needs."""

    kind: str
    at: float
    to: float
    number: int


@cache
def sound(suffix: str) -> tuple[bytes, ...]:
    """The files of a format that are changed."""
    if suffix == ".pdf":
        return pdf(LATIN, plain=True), MADE[suffix](LATIN)
    if suffix == ".eml":
        inner = b"Content-Type: message/rfc822\r\n\r\n" + mail()
        return MADE[suffix](LATIN), mixed(part(b"See below."), part(MADE[".docx"](LATIN), b"a.docx"), inner)
    if suffix == ".msg":
        files = [{FILE_NAME: f"a{kind}", DATA: MADE[kind](LATIN)} for kind in (".docx", ".txt")]
        inner = Outlook({SUBJECT: "Within", BODY: "The talks ended."})
        return MADE[suffix](LATIN), Outlook({SUBJECT: "Papers", BODY: "See below."}, files=files, mails=[inner]).made()
    return (MADE[suffix](LATIN),)


def by_bytes(data: bytes, changes: Sequence[Change]) -> bytes:
    """A file after changes to its bytes."""
    for change in changes:
        begin, end = _span(change, len(data))
        data = _BYTES[change.kind](data, begin, end, change.number)
    return data


def by_pieces(suffix: str, data: bytes, changes: Sequence[Change]) -> bytes:
    """A file after changes to what it is made of."""
    if suffix in PACKED:
        return _packed(data, changes)
    for change in changes:
        data = _piece(data, PIECES[suffix], change)
    return data


def _span(change: Change, length: int) -> tuple[int, int]:
    """Where a change is made; most are small."""
    begin = min(int(change.at * length), max(length - 1, 0))
    return begin, min(length, begin + 1 + int(change.to**6 * length))


def _random(number: int, count: int) -> bytes:
    return random.Random(number).randbytes(count)  # noqa: S311 - the same on every run


_BYTES: Mapping[str, Callable[[bytes, int, int, int], bytes]] = {
    "flip": lambda data, begin, _, number: (
        data[:begin] + bytes(byte ^ (number % 255 + 1) for byte in data[begin : begin + 1]) + data[begin + 1 :]
    ),
    "fill": lambda data, begin, end, number: data[:begin] + _random(number, end - begin) + data[end:],
    "cut": lambda data, begin, end, _: data[:begin] + data[end:],
    "end": lambda data, begin, _, __: data[:begin],
    "insert": lambda data, begin, _, number: data[:begin] + _random(number, 1 + number % 40) + data[begin:],
    "double": lambda data, begin, end, _: data[:end] + data[begin:end] + data[end:],
    "zero": lambda data, begin, end, _: data[:begin] + bytes(end - begin) + data[end:],
}
BYTE_KINDS = tuple(_BYTES)


def _piece(data: bytes, patterns: Sequence[re.Pattern[bytes]], change: Change) -> bytes:
    """A file with one of its pieces changed; pieces are of the coarse kind as often as of each finer one."""
    if len(data) > _LARGE and change.kind == "many":
        return data
    spans = [match.span() for match in patterns[change.number % len(patterns)].finditer(data)]
    if not spans:
        return data
    begin, end = spans[int(change.at * len(spans)) % len(spans)]
    begin_2, end_2 = spans[int(change.to * len(spans)) % len(spans)]
    made = _PIECES[change.kind](data[begin:end], data[begin_2:end_2], change.number)
    data = data[:begin] + made + data[end:]
    if change.kind == "swap" and end <= begin_2:
        shift = len(made) - (end - begin)
        data = data[: begin_2 + shift] + data[begin:end] + data[end_2 + shift :]
    return data


def _numbered(one: bytes, other: bytes, number: int) -> bytes:
    """A piece with other numbers in it, or, of four bytes without any, the number that they are."""
    extreme = _NUMBERS[number // 7 % len(_NUMBERS)]
    if len(one) == _WORD and not _DIGITS.search(one):
        return _WORDS[number // 7 % len(_WORDS)].to_bytes(_WORD, "little")
    return _DIGITS.sub(extreme, one)


_PIECES: Mapping[str, Callable[[bytes, bytes, int], bytes]] = {
    "drop": lambda one, other, number: b"",
    "swap": lambda one, other, number: other,
    "wrap": lambda one, other, number: one + other + one,
    "many": lambda one, other, number: one * _MANY,
    "number": _numbered,
    "fill": lambda one, other, number: _random(number, len(one)),
    "ends": lambda one, other, number: one[: number // 7 % (len(one) + 1)],
}
PIECE_KINDS = tuple(_PIECES)


def _packed(data: bytes, changes: Sequence[Change]) -> bytes:
    """A container with some of its parts changed, dropped, or called by another's name."""
    parts = unzipped(data)
    for change in changes:
        names = sorted(parts)
        name, other = (names[int(share * len(names)) % len(names)] for share in (change.at, change.to))
        inner = Change(change.kind, change.at * len(names) % 1, change.to, change.number // 12)
        if change.number % 12 == 0:
            parts[other], parts[name] = parts[name], parts[other]
        elif change.number % 12 == 1 and len(parts) > 1:
            parts[f"{name}x" if change.number % 24 == 1 else other] = parts.pop(name)
        elif change.number % 12 == 2:
            parts[name] = _piece(parts[name], _XML, inner)
        else:
            parts[name] = _tree(parts[name], inner)
    return zipped(parts)


def _tree(xml: bytes, change: Change) -> bytes:
    """A part with one of its elements changed, which is XML still; others as they are."""
    try:
        root = etree.fromstring(xml)
    except etree.XMLSyntaxError:
        return xml
    below = list(root.iter("*"))[1:] or [root]
    one, other = (below[int(share * len(below)) % len(below)] for share in (change.at, change.to))
    _TREE[change.kind](one, other, change.number)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _attribute(one: etree._Element, other: etree._Element, number: int) -> None:
    for name, value in one.attrib.items():
        one.set(name, _DIGITS.sub(_NUMBERS[number // 7 % len(_NUMBERS)], value.encode()).decode())


def _dropped(one: etree._Element, *_: object) -> None:
    if (parent := one.getparent()) is not None:
        parent.remove(one)


def _called(one: etree._Element, other: etree._Element, number: int) -> None:
    one.tag = other.tag


def _told(one: etree._Element, other: etree._Element, number: int) -> None:
    one.text = "".join(chr(32 + sign) for sign in _random(number, number % 200))


_TREE: Mapping[str, Callable[[etree._Element, etree._Element, int], None]] = {
    "drop": _dropped,
    "swap": lambda one, other, number: other.append(deepcopy(one)),
    "wrap": lambda one, other, number: one.extend([deepcopy(one) for _ in range(3)]),
    "many": lambda one, other, number: other.extend([deepcopy(one) for _ in range(30)]),
    "number": _attribute,
    "fill": _told,
    "ends": _called,
}
