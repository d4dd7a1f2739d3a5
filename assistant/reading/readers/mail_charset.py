"""The text of a mail's bytes, by the charset that is declared, or by what fits."""

import codecs

_WIDER = {  # what mail programs mean by these names: the same and more
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
}
_OTHER_NAMES = {"iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "windows-874": "cp874", "x-sjis": "cp932"}
_NO_CHARSETS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape")  # though Python decodes them
_SINGLE = ("cp125", "iso8859", "koi8", "mac", "cp8", "latin", "tis", "kz", "ptcp")


def decoded(data: bytes, charset: str) -> str:
    """Text by the charset that is declared, or another where it does not fit; UTF-8 fits no other text by chance."""
    name = _codec(charset)
    tried: tuple[str, ...] = ("utf-8", name) if not name or name.startswith(_SINGLE) else (name, "utf-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and len(data) % 2 == 0:
        tried = ("utf-16", *tried)
    for encoding in filter(None, tried):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return data.decode(_guessed(data), "replace")


def _guessed(data: bytes) -> str:
    """The likeliest encoding. Letters that are mostly outside ASCII are seldom of western Europe."""
    letters = sum(byte > 127 or bytes((byte,)).isalpha() for byte in data[:20_000])
    if sum(byte > 127 for byte in data[:20_000]) > 0.3 * letters:
        from charset_normalizer import from_bytes  # costs 50 ms, and few mails need it

        guess = from_bytes(data[:20_000]).best()
        if guess is not None:
            return guess.encoding
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _codec(charset: str) -> str:
    """Python's name of a charset, "" when it is not one of text."""
    written = charset.strip(" \"'").lower()
    try:
        name = codecs.lookup(_OTHER_NAMES.get(written, written) or "ascii").name
        b"text".decode(name, "replace")
    except (LookupError, ValueError, TypeError):
        return ""
    return "" if name in _NO_CHARSETS else _WIDER.get(name, name)
