"""The text of a web page's bytes, by whatever says how they are encoded."""

import codecs
import re

from assistant.reading.encodings import likeliest

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_HEAD = 8192
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
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "iso2022_jp": "iso2022_jp_ext",
}
_WIDE = re.compile(rb"\s*<\x00|\s*\x00<")
_MARKUP = re.compile(rb"<[^<>]*>")
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_NAMES = {  # of browsers, for what Python calls otherwise
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "cn-big5": "big5",
    "x-x-big5": "big5",
    "x-mac-ukrainian": "mac-cyrillic",
    "unicode-1-1-utf-8": "utf-8",
}
_MAKERS = re.compile(r"(?:x-)?(?:windows|win|dos|ibm)-?(?=\d)")
_SEVEN_BITS = ("iso2022", "hz")
_NO_CHARSETS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "charmap")  # though Python decodes them
_PROBE = b"text"
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}


def decode(data: bytes) -> str:
    """The text of a page: by byte order mark, by what its head declares, as UTF-8, else by the best guess."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if _WIDE.match(data):
        return data.decode("utf-16-le" if data.lstrip()[:1] == b"<" else "utf-16-be", "replace")
    declared = _declared(data[:_HEAD])
    seven_bits = () if declared or b"\x1b$" not in data else ("iso2022_jp_ext",)  # of Japan; they are UTF-8 too
    for encoding in (*seven_bits, *_order(declared)):
        try:
            return _windows(data.decode(encoding), encoding)
        except UnicodeError:
            continue
    encoding = _guessed(data, declared)
    return _windows(data.decode(encoding, "replace"), encoding)


def _declared(head: bytes) -> str:
    """The encoding that a page's head names, as Python calls it; "" when it names none that is known."""
    found = _META.search(head) or _XML.search(head)
    name = codec(found[1].decode("ascii", "replace")) if found else ""
    read = not name or (name != "utf-7" and b"<meta".decode(name, "replace") == "<meta")
    return name if read else "utf-8"  # as its head could not be read otherwise


def codec(charset: str) -> str:
    """Python's name of the encoding that pages and mails mean by a charset, "" when there is none."""
    label = charset.strip(" \"'").lower()
    for written in (_NAMES.get(label, label), label.removeprefix("x-"), _MAKERS.sub("cp", label)):
        try:
            name = codecs.lookup(written).name
            _PROBE.decode(name, "replace")  # codecs that make no text of bytes have names too
        except (LookupError, ValueError, TypeError):
            continue
        return "" if name in _NO_CHARSETS else _WIDER.get(name, name)
    return ""


def _order(declared: str) -> tuple[str, ...]:
    """Encodings to try. UTF-8 comes first, since hardly any other text fits it by chance, unless it has seven bits."""
    if not declared:
        return ("utf-8",)
    return (declared, "utf-8") if declared.startswith(_SEVEN_BITS) else ("utf-8", declared)


def _guessed(data: bytes, declared: str) -> str:
    if declared and declared != "utf-8":
        return declared
    as_utf8 = data.decode("utf-8", "replace")
    broken = as_utf8.count("\ufffd")
    # By chance alone a legacy encoding gives far fewer valid sequences of UTF-8 than invalid ones.
    if sum(map(len, _BEYOND.findall(as_utf8))) > 2 * broken:
        return "utf-8"
    return likeliest(_MARKUP.sub(b"\n", data))


def _windows(text: str, encoding: str) -> str:
    """The text with the quotation marks and dashes of Windows, which pages that declare an ISO encoding use as well."""
    return text.translate(_WINDOWS) if encoding.startswith("iso8859") else text
