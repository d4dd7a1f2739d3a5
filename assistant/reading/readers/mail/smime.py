"""What an S/MIME message that is signed holds (CMS, RFC 5652), as far as it can be read without a key."""

from dataclasses import dataclass

_SIGNED = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = (bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117"))
_SEQUENCE, _OBJECT, _OCTETS, _OCTETS_IN_PARTS, _FIRST = 0x30, 0x06, 0x04, 0x24, 0xA0
_MOST_STEPS = 100_000


@dataclass(frozen=True, slots=True)
class _Value:
    """A value in BER: its tag, and where its content lies; `end` is -1 when only an end mark tells it."""

    tag: int
    start: int
    end: int


def signed_content(data: bytes) -> bytes | None:
    """The message that was signed and is held within the signature, None when there is none."""
    try:
        return _content(data)
    except (IndexError, ValueError):
        return None


def is_encrypted(data: bytes) -> bool:
    """Whether this is said to be an enveloped message."""
    return any(identifier in data[:64] for identifier in _ENVELOPED)


def _content(data: bytes) -> bytes | None:
    """Of ContentInfo { signedData, [0] { version, digest algorithms, { data, [0] { octets } } } } the octets."""
    outer = _enter(data, 0, _SEQUENCE)
    identifier = _enter(data, outer.start, _OBJECT)
    if data[identifier.start : identifier.end] != _SIGNED:
        return None
    inner = _enter(data, _enter(data, identifier.end, _FIRST).start, _SEQUENCE)
    version = _read(data, inner.start)
    info = _enter(data, _read_end(data, _read(data, version.end)), _SEQUENCE)
    wrapped = _enter(data, _enter(data, info.start, _OBJECT).end, _FIRST)
    octets = _read(data, wrapped.start)
    if octets.tag == _OCTETS:
        return data[octets.start : octets.end]
    return _joined(data, octets) if octets.tag == _OCTETS_IN_PARTS else None


def _joined(data: bytes, whole: _Value) -> bytes:
    parts, place = [], whole.start
    for _ in range(_MOST_STEPS):
        if place == whole.end or (whole.end < 0 and data[place : place + 2] == b"\0\0"):
            break
        part = _enter(data, place, _OCTETS)
        parts.append(data[part.start : part.end])
        place = part.end
    return b"".join(parts)


def _enter(data: bytes, place: int, tag: int) -> _Value:
    value = _read(data, place)
    if value.tag != tag:
        raise ValueError(f"no {tag:#x} at {place}")
    return value


def _read(data: bytes, place: int) -> _Value:
    """The value that begins at a place. Raises IndexError and ValueError."""
    tag, length, start = data[place], data[place + 1], place + 2
    if length == 0x80:
        return _Value(tag, start, -1)
    if length > 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[start : start + count]), start + count
    if start + length > len(data):
        raise ValueError("cut short")
    return _Value(tag, start, start + length)


def _read_end(data: bytes, value: _Value) -> int:
    """Where a value ends, its end mark included; values within are passed by."""
    if value.end >= 0:
        return value.end
    place, depth = value.start, 1
    for _ in range(_MOST_STEPS):
        if data[place : place + 2] == b"\0\0":
            place, depth = place + 2, depth - 1
            if not depth:
                return place
            continue
        inner = _read(data, place)
        place, depth = (inner.start, depth + 1) if inner.end < 0 else (inner.end, depth)
    raise ValueError("no end")
