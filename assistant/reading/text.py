"""Plain text and Markdown: bytes to text, front matter, headings."""

import re
import unicodedata

import yaml

from assistant.errors import ReportUnreadable
from assistant.types import Heading

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FENCE = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_ATX = re.compile(r"^#{1,6}[ \t]+\S.*$", re.MULTILINE)
_SETEXT = re.compile(r"^(\S.*)\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
_HEADING_CHARS = 80
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """The text of a file: NFC, newlines as LF. Raises ReportUnreadable for binary and empty files."""
    text = unicodedata.normalize("NFC", _decoded(data).replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise ReportUnreadable("the file holds no text")
    if len(_CONTROLS.findall(text)) > len(text) / 100:
        raise ReportUnreadable("the file is binary, not text; give it the suffix of its real format")
    return text


def _decoded(data: bytes) -> str:
    """Unicode by byte order mark or as UTF-8, else by the best guess at a legacy encoding."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    if b"\x00" in data[:4096]:
        raise ReportUnreadable("the file is binary, not text; give it the suffix of its real format")
    from charset_normalizer import from_bytes  # costs 50 ms, and few files need it

    guess = from_bytes(data).best()
    if guess is None:
        raise ReportUnreadable("its character encoding cannot be told; save it as UTF-8")
    return str(guess)


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
    return {str(key).strip().lower(): _flat(value) for key, value in (values or {}).items()}, fence.end()


def _flat(value: object) -> str:
    """A YAML value as one string."""
    if isinstance(value, list):
        return "; ".join(_flat(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(item)}" for key, item in value.items())
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
