"""Hostile files that are plain text or Markdown, or are called so; and files whose name says what they are not."""

import gzip
import random
import struct
import zlib
from collections.abc import Iterator
from functools import partial

from tests.hostile import HOSTILE
from tests.reading.hostile_parts import BROKEN, EITHER, READ, Hostile, valid
from tests.reading.languages import TEXTS
from tests.reading.made_zip import zipped

_LINE = b"The treaty was signed in spring.\n"
_SEEN = ("The treaty was signed",)
_WHOLE = ("commission", "hydrographic")
_RIGHT_TO_LEFT = TEXTS["Hebrew"][:80], TEXTS["Arabic"][:80]


def _front(matter: bytes) -> bytes:
    return b"---\n" + matter + b"\n---\n" + _LINE


def _laughs(levels: int) -> bytes:
    """A list of lists by aliases, ten times as long at each level."""
    lines = [b"a0: &a0 lol"]
    lines += [b"a%d: &a%d [%s]" % (level, level, b",".join([b"*a%d" % (level - 1)] * 10)) for level in range(1, levels)]
    return _front(b"\n".join(lines))


def _mixed() -> bytes:
    """Lines in four encodings."""
    return b"\n".join(
        [
            *(TEXTS["French"].encode(name) for name in ("utf-8", "utf-8", "cp1252", "mac-roman")),
            TEXTS["Russian"].encode("koi8-r", "replace"),
            _LINE,
        ]
    )


def _png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = random.Random(1).randbytes(64 * 65)  # noqa: S311 - the same on every run
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def _program() -> bytes:
    return b"\x7fELF\x02\x01\x01" + random.Random(2).randbytes(20_000)  # noqa: S311 - the same on every run


def _database() -> bytes:
    return b"SQLite format 3\x00\x10\x00\x01\x01\x00\x40\x20\x20" + bytes(4076) + b"CREATE TABLE a (b)"


def _wrongly_called() -> Iterator[Hostile]:
    """Sound files under the names of others: what they are is seen where they begin with a mark of their own."""
    for suffix in (".pdf", ".docx", ".rtf", ".odt", ".pptx", ".epub", ".xlsx"):
        for named in (".txt", ".pdf", ".docx", ".html", ".csv"):
            if suffix != named:
                yield Hostile(f"{suffix[1:]} called{named}", partial(valid, suffix), READ, _WHOLE)
    for named in (".pdf", ".docx", ".odt", ".pptx", ".epub", ".xlsx", ".msg"):
        yield Hostile(f"text called{named}", partial(valid, ".txt"), BROKEN)
        yield Hostile(f"picture called{named}", _png, BROKEN)
        yield Hostile(f"packed files called{named}", lambda: zipped({"a.txt": _LINE}), BROKEN)


def _cut_short() -> Iterator[Hostile]:
    """Sound files that end too early, begin too late, or are zeros from some point on."""
    for suffix in (".pdf", ".docx", ".odt", ".pptx", ".xlsx", ".epub", ".rtf", ".eml", ".html", ".msg"):
        yield Hostile(f"first half{suffix}", partial(_part, suffix, 0.0, 0.5), EITHER)
        yield Hostile(f"second half{suffix}", partial(_part, suffix, 0.5, 1.0), EITHER)
        yield Hostile(f"nearly whole{suffix}", partial(_part, suffix, 0.0, 0.98), EITHER)
        yield Hostile(f"half of zeros{suffix}", partial(_zeroed, suffix), EITHER)
        yield Hostile(f"no bytes{suffix}", b"", "empty")
        yield Hostile(f"zeros{suffix}", bytes(10_000), BROKEN)


def _part(suffix: str, begin: float, end: float) -> bytes:
    data = valid(suffix)
    return data[round(begin * len(data)) : round(end * len(data))]


def _zeroed(suffix: str) -> bytes:
    half = _part(suffix, 0.0, 0.5)
    return half + bytes(len(valid(suffix)) - len(half))


TEXT: tuple[Hostile, ...] = (
    Hostile("no bytes.txt", b"", "empty"),
    Hostile("no bytes.md", b"", "empty"),
    Hostile("only spaces.txt", b" \r\n\t\n" * 500, BROKEN),
    Hostile("only zeros.txt", bytes(10_000), BROKEN),
    Hostile("only a mark.txt", b"\xef\xbb\xbf", BROKEN),
    Hostile("only a wide mark.txt", b"\xff\xfe", BROKEN),
    Hostile("one line of 200 MB.txt", lambda: b"The treaty was signed. " * 8_700_000, EITHER, large=True),
    Hostile("one word of 20 MB.txt", lambda: _LINE + b"x" * 20_000_000, READ, _SEEN),
    Hostile("many lines.txt", lambda: _LINE + b"Ab\n\n" * 50_000, READ, _SEEN),
    Hostile("many headings.md", lambda: b"# a\n" * 50_000 + _LINE, READ, _SEEN),
    Hostile("many rules.md", lambda: b"---\n" * 50_000 + _LINE, EITHER),
    Hostile("a line under a line.md", lambda: _LINE + b"=" * 5_000_000, READ, _SEEN),
    Hostile("zeros between.txt", _LINE.replace(b" ", b"\x00 ") * 3, EITHER),
    Hostile("a zero.txt", _LINE * 5 + b"\x00" + _LINE, READ, _SEEN, ("\x00",)),
    Hostile("control signs.txt", b"".join(_LINE + bytes([sign]) for sign in range(32)), EITHER, never=("\x00",)),
    Hostile("halves of characters.txt", _LINE + b"\xed\xa0\x80 and \xed\xb0\x80\n" + _LINE * 9, READ, _SEEN),
    Hostile(
        "wide halves.txt",
        ("The treaty \ud800 was \udc00 signed." + " It is long." * 20).encode("utf-16", "surrogatepass"),
        READ,
        ("treaty",),
    ),
    Hostile("an odd byte.txt", "The treaty was signed.".encode("utf-16") + b"a", READ, _SEEN),
    Hostile("beyond the last character.txt", b"\xf4\x90\x80\x80 " + _LINE * 9, READ, _SEEN),
    Hostile("too long forms.txt", b"\xc0\xaf\xc0\x80 " + _LINE * 9, READ, _SEEN),
    Hostile("mixed encodings.txt", _mixed, READ, _SEEN),
    Hostile("nothing but bytes.txt", bytes(range(256)) * 40, BROKEN),
    Hostile("right to left.txt", "\n".join(_RIGHT_TO_LEFT).encode(), READ, _RIGHT_TO_LEFT),
    Hostile("turned around.txt", "\u202e\u2067.gninroM\u2069\u202c The treaty was signed.".encode(), READ, _SEEN),
    Hostile("marks upon marks.txt", ("Z" + "\u0316\u0301" * 400 + " signed").encode(), READ, ("signed",)),
    Hostile("a million marks.txt", lambda: ("Z" + "\u0301\u0316" * 500_000).encode(), "marks"),
    Hostile("a million marks.html", lambda: ("<p>Z" + "\u0301\u0316" * 500_000).encode(), "marks"),
    Hostile("what tries to be more.txt", "\n\n".join(HOSTILE).encode("utf-8", "replace"), READ, ("alert(1)",)),
    Hostile("what tries to be more.md", "\n\n".join(HOSTILE).encode("utf-8", "replace"), READ, ("alert(1)",)),
    Hostile("laughs.md", partial(_laughs, 30), "aliases"),
    Hostile("itself.md", _front(b"a: &a [*a, *a]"), EITHER),
    Hostile("deep.md", lambda: _front(b"a: " + b"[" * 5000 + b"]" * 5000), "front matter"),
    Hostile("an object.md", _front(b"a: !!python/object/apply:os.system ['touch /tmp/x']"), EITHER),
    Hostile("a title of lines.md", _front(b'title: "a\\nb\\0c\\ud800\\u202e"'), READ, _SEEN),
    Hostile("a long title.md", lambda: _front(b"title: " + b"x" * 1_000_000), READ, _SEEN),
    Hostile("no end of the front.md", lambda: b"---\n" + b"a: b\n" * 100_000, EITHER),
    Hostile("two lines\nin a name.txt", _LINE, READ, _SEEN),
    Hostile("\u202eof a name txt.txt", _LINE, READ, _SEEN),
    Hostile("a \x1b[31mred\x07 name.txt", _LINE, READ, _SEEN),
    Hostile("a program.txt", _program, BROKEN),
    Hostile("a picture.txt", _png, BROKEN),
    Hostile("a picture.html", _png, BROKEN),
    Hostile("a database.txt", _database, BROKEN),
    Hostile("a database.csv", _database, BROKEN),
    Hostile("packed.txt", lambda: gzip.compress(_LINE * 500), BROKEN),
    Hostile("a page.txt", partial(valid, ".html"), READ, _WHOLE),
    Hostile("a mail.txt", partial(valid, ".eml"), READ, ("Subject",)),
    Hostile("a text.html", partial(valid, ".txt"), READ, _WHOLE),
    Hostile("a text.csv", partial(valid, ".txt"), EITHER),
    Hostile("a text.eml", partial(valid, ".txt"), EITHER),
    Hostile("a text.doc", partial(valid, ".txt"), BROKEN),
    Hostile("an old document.docx", partial(valid, ".doc"), "convert"),
    *_wrongly_called(),
    *_cut_short(),
)
