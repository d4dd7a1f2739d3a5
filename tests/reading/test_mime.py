"""The parts of a mail."""

import base64
import binascii
import quopri

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.readers.mail.mime import entity, uuencoded

_BYTES = st.binary(max_size=400)
_MARKS = st.from_regex(r"[\w'()+,./:=?-]{1,60}", fullmatch=True).filter(str.isascii)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=6), _MARKS)
def test_parts_come_back_byte_for_byte(bodies: list[bytes], mark: str) -> None:
    line = f"--{mark}".encode()
    bodies = [body for body in bodies if line not in body] or [b"x"]
    head = f'Content-Type: multipart/mixed; boundary="{mark}"\r\n\r\n'.encode()
    data = head + b"".join(line + b"\r\nX-A: b\r\n\r\n" + body + b"\r\n" for body in bodies) + line + b"--\r\n"
    assert [part.body for part in entity(data).parts()] == bodies


@settings(max_examples=60, deadline=None)
@given(_BYTES)
def test_transfer_encodings_come_back_byte_for_byte(data: bytes) -> None:
    for name, coded in (
        ("base64", base64.encodebytes(data)),
        ("quoted-printable", quopri.encodestring(data, quotetabs=True)),
    ):
        head = f"Content-Transfer-Encoding: {name}\r\n\r\n".encode()
        assert entity(head + coded).data() == data


@settings(max_examples=60, deadline=None)
@given(_BYTES)
def test_uuencoded_files_come_back_byte_for_byte(data: bytes) -> None:
    lines = b"".join(binascii.b2a_uu(data[place : place + 45]) for place in range(0, len(data), 45))
    text, files = uuencoded(b"before\nbegin 644 x.bin\n" + lines + b"`\nend\nafter\n")
    assert (text, files) == (b"before\nafter\n", [("x.bin", data)])


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"a", b"a: b", b"\n\n\n", b" a: b\n\nc", b"a: b\n c\n\nd\n", b"x\ny: z\n\n"]
)
def test_nothing_under_the_header_is_lost(data: bytes) -> None:
    read = entity(data)
    assert data.endswith(read.body)
    told = " ".join(value for values in read.head.values() for value in values)
    assert set(told.split()) <= set(data.decode().split())


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("TEXT/HTML; charset=x", "text/html"),
        ('"text/html"', "text/html"),
        ("text/html charset=x", "text/html"),
        ("text", "text/plain"),
        ("", "text/plain"),
        ("a/b/c", "text/plain"),
    ],
)
def test_kinds(value: str, kind: str) -> None:
    assert entity(f"Content-Type: {value}\n\n".encode()).kind == kind
