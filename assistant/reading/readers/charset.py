"""The text of a web page's bytes, by whatever says how they are encoded."""

import codecs
import re

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_HEAD = 2048
_META = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_WIDER = {  # what browsers take these names for: the same and more
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_WIDE = re.compile(rb"\s*<\x00|\s*\x00<")
_MARKUP = re.compile(rb"<[^<>]*>")
_FEW_BROKEN = 0.02  # of what is not ASCII, in UTF-8 that was damaged
_SAMPLE = 200_000


def decode(data: bytes) -> str:
    """The text of a page: by byte order mark, by what its head declares, as UTF-8, else by the best guess."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if _WIDE.match(data):
        return data.decode("utf-16-le" if data.lstrip()[:1] == b"<" else "utf-16-be", "replace")
    declared = _declared(data[:_HEAD])
    for encoding in _order(declared):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode(_guessed(data, declared), "replace")


def _declared(head: bytes) -> str:
    """The encoding that a page's head names, as Python calls it; "" when it names none that is known."""
    found = _META.search(head) or _XML.search(head)
    if found is None:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name
        "".encode(name)  # codecs that make no text of bytes have names too
    except (LookupError, ValueError):
        return ""
    name = _WIDER.get(name, name)
    return "utf-8" if name.startswith(("utf-16", "utf-32", "utf-7")) else name  # else its head could not be read


def _order(declared: str) -> tuple[str, ...]:
    """Encodings to try. UTF-8 comes before one that takes any bytes, since text that fits UTF-8 by chance is rare."""
    if not declared or declared.startswith(("cp125", "iso8859", "koi8", "mac", "cp8", "latin")):
        return ("utf-8", declared) if declared else ("utf-8",)
    return (declared, "utf-8")


def _guessed(data: bytes, declared: str) -> str:
    if declared and declared != "utf-8":
        return declared
    as_utf8 = data.decode("utf-8", "replace")
    if as_utf8.count("�") <= _FEW_BROKEN * sum(character > "\x7f" for character in as_utf8):
        return "utf-8"
    from charset_normalizer import from_bytes  # costs 50 ms, and few pages need it

    guess = from_bytes(_MARKUP.sub(b" ", data)[:_SAMPLE]).best()
    return guess.encoding if guess else "cp1252"
