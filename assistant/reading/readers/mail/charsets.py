"""The text of a mail's bytes, by the charset that is declared, or by what fits."""

from assistant.reading.encodings import likeliest
from assistant.reading.readers.charset import codec

_UNSAID = ("", "us-ascii", "ascii", "unknown-8bit")  # what programs say that do not know
_SINGLE = ("cp125", "iso8859", "koi8", "mac", "cp8", "latin", "tis", "kz", "ptcp")


def decoded(data: bytes, charset: str) -> str:
    """Text by the charset that is declared, or another where it does not fit; UTF-8 fits no other text by chance."""
    name = "" if charset.strip(" \"'").lower() in _UNSAID else codec(charset)
    tried: tuple[str, ...] = ("utf-8", name) if not name or name.startswith(_SINGLE) else (name, "utf-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and len(data) % 2 == 0:
        tried = ("utf-16", *tried)
    for encoding in filter(None, tried):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return data.decode(likeliest(data), "replace")
