"""Plain text and Markdown: bytes to text, front matter, headings."""

import re
from unicodedata import category

import yaml

from assistant.errors import ReportUnreadable
from assistant.reading.composed import composed
from assistant.reading.encodings import likeliest
from assistant.reading.mixed import Decoded, lost, unmixed
from assistant.types import Heading

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_BINARY = "the file is binary, not text; give it the suffix of its real format"
_HEAD = 65_536
_REPEATED = 20
_BETWEEN = re.compile(r"[ \n\r\t、。，]")
_FENCE = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ATX = re.compile(r"^#{1,6}[ \t]+\S.*$", re.MULTILINE)
_SETEXT = re.compile(r"^(\S.*)\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
_HEADING_CHARS = 80
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """The text of a file, as `decoded` has it."""
    return decoded(data).text


def decoded(data: bytes) -> Decoded:
    """The text of a file: NFC, newlines as LF, without NULs. Raises ReportUnreadable for what is no text.

    Unicode by its byte order mark, by the place of its NULs, or as UTF-8, in all its lines or in some; else in the
    likeliest legacy encoding.
    """
    found = _decoded(data)
    text = composed(found.text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip("\x00 \n\t"):
        raise ReportUnreadable("the file holds no text")
    nuls = text.count("\x00")
    if len(_CONTROLS.findall(text)) > len(text) / 100 or nuls > len(text) / 20:
        raise ReportUnreadable(_BINARY)
    told = (f"bytes of value 0 were left out ({nuls}); the file may be damaged",) if nuls else ()
    return Decoded(text.replace("\x00", ""), (*found.notes, *told))


def _decoded(data: bytes) -> Decoded:
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), _wide(data))
    if encoding not in ("", "utf-8-sig"):
        text = _mostly(data.decode(encoding, "replace"))
        return Decoded(text, tuple(lost(text)))
    if b"\x1b$" in data and (text := _escaped(data)):
        return Decoded(text)
    if _is_utf_8(data):
        return Decoded(data.removeprefix(b"\xef\xbb\xbf").decode())
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    if found := unmixed(text, marked=bool(encoding)):
        return found
    if b"\x00" in data[:4096]:
        raise ReportUnreadable(_BINARY)
    text = data.decode(likeliest(data), "replace")
    return Decoded(text, tuple(lost(text)))


def _wide(data: bytes) -> str:
    """The kind of UTF-16 or UTF-32 that NULs at every second, or three of four, places betray; "" for none."""
    head = data[: _HEAD - 4]
    nuls = [head[place::4].count(0) for place in range(4)]
    quarter = len(head) // 4
    if not quarter or sum(nuls) * 100 < len(head) or (sum(nuls) * 8 < len(head) and _is_utf_8(data)):
        return ""
    if nuls[3] >= quarter and nuls[2] * 10 > quarter * 9:
        return "utf-32-le"
    if nuls[0] >= quarter and nuls[1] * 10 > quarter * 9:
        return "utf-32-be"
    # NULs alone do not tell the order: there are some in the characters of China as well, but no spaces the wrong way.
    little, big = (len(_BETWEEN.findall(head.decode(name, "replace"))) for name in ("utf-16-le", "utf-16-be"))
    return "" if little == big else "utf-16-le" if little > big else "utf-16-be"


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _mostly(text: str) -> str:
    """The text, unless more than two of a hundred characters could not be decoded, or are none; then ReportUnreadable.

    Bytes of any kind can be taken for wide characters, but then many of these do not exist.
    """
    head = text[:_HEAD]
    unknown = head.count("\ufffd") + sum(category(sign) in ("Cn", "Co") for sign in head if sign > "\u02ff")
    if unknown > max(len(head) / 50, 1):
        raise ReportUnreadable(_BINARY)
    return text


def _escaped(data: bytes) -> str:
    """Japanese as mail once had it, in seven bits; "" when it is something else."""
    try:
        return data.decode("iso2022_jp")
    except UnicodeDecodeError:
        return ""


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """The YAML block on top as strings (lists joined by "; "), and where the body begins; ({}, 0) without one."""
    fence = _FENCE.match(text)
    if fence is None:
        return {}, 0
    try:
        # BaseLoader keeps "1994-12" and "16 June" as they are written, and builds no objects.
        values = yaml.load(fence.group(1), Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" at line {where.line + 2}" if where else ""
        raise ReportUnreadable(f"its front matter is not valid YAML{line}; mend it or remove the --- lines") from None
    if values is not None and not isinstance(values, dict):
        return {}, 0  # a text that merely begins with a rule
    left = [_REPEATED * len(fence.group(1))]
    return {str(key).strip().lower(): _flat(value, left) for key, value in (values or {}).items()}, fence.end()


def _flat(value: object, left: list[int]) -> str:
    """A YAML value as one string; `left` counts down how long all of them may be, as aliases repeat what they name."""
    left[0] -= 1 + (len(value) if isinstance(value, str) else 0)
    if left[0] < 0:
        raise ReportUnreadable("its front matter repeats itself by aliases (*name) without measure; write it out")
    if isinstance(value, list):
        return "; ".join(_flat(item, left) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(item, left)}" for key, item in value.items())
    return " ".join(joined(str(value)).split())


def joined(text: str) -> str:
    """Text whose halves of characters, as YAML and JSON take them, are joined, or replaced where one is alone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def markdown_headings(text: str, body: int) -> tuple[Heading, ...]:
    """Lines marked with `#` or underlined, from `body` on."""
    spans = {(match.start(), match.end()) for match in _ATX.finditer(text, body)}
    spans |= {(match.start(), match.end()) for match in _SETEXT.finditer(text, body)}
    return tuple(Heading(start, end) for start, end in sorted(spans))


def plain_headings(text: str, body: int) -> tuple[Heading, ...]:
    """Short single-line paragraphs that do not end like a sentence and have text after them."""
    paragraphs = list(_PARAGRAPH.finditer(text, body))
    return tuple(
        Heading(paragraph.start(), paragraph.end())
        for paragraph in paragraphs[:-1]
        if _looks_like_heading(paragraph.group())
    )


def _looks_like_heading(paragraph: str) -> bool:
    line = paragraph.strip()
    if "\n" in line or len(line) > _HEADING_CHARS or line[-1] in ".!?:;,”\"')-–—" or ": " in line:
        return False
    return line[0].isdigit() or line[0].isupper()
