"""Text that is not UTF-8 throughout: of which some lines are, as where files were put together, or none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from assistant.reading.encodings import weighed

_UNREAD = re.compile(r"[\udc80-\udcff]+")
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_END = re.compile(r"[\r\n]|\Z")
_CUT = re.compile(rb"[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2}")
_HALVES = re.compile(rb"(?:\xed[\xa0-\xbf][\x80-\xbf])+")
_PAIR = re.compile("\udced[\udca0-\udcaf][\udc80-\udcbf]\udced[\udcb0-\udcbf][\udc80-\udcbf]")
_AROUND = 40
_SAMPLE = 6_000  # characters of either kind of lines
_MOST_LINES = 100_000  # that are looked through for them
_MIXED = -8.0  # what it costs to take a file for one in two encodings
_LOST = "\ufffd"
_WINDOWS = "cp1252"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text; `notes` tell what is doubtful in it."""

    text: str
    notes: tuple[str, ...] = ()


def unmixed(text: str, *, marked: bool) -> Decoded | None:
    """A text that was decoded as UTF-8, with what is none escaped as surrogates; None when it is UTF-8 in no line.

    `marked` tells that a byte order mark says UTF-8.
    """
    text = _PAIR.sub(_joined, text)
    name = _beside_utf_8(text, marked=marked)
    return _by_lines(text, name) if name else None


def _joined(pair: re.Match[str]) -> str:
    """The character of which either half was encoded apart."""
    return _bytes(pair[0]).decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")


def lost(text: str) -> Iterator[str]:
    """What is to be said of a text in which something could not be decoded."""
    if count := text.count(_LOST):
        yield f"what could not be decoded shows as {_LOST} ({count}); save the file anew as UTF-8"


def _beside_utf_8(text: str, *, marked: bool) -> str:
    """The encoding of what is not UTF-8 in a text that mostly, or in some lines, is; "" where it is none at all."""
    read, unread = _counts(text)
    if not read and not marked:
        return ""
    held, broken = islice(_lines(text, _BEYOND), _MOST_LINES), islice(_lines(text, _UNREAD), _MOST_LINES)
    good = _first(line for line in held if not _UNREAD.search(line))
    bad = _bytes(_first(line for line in broken if not _is_mostly_read(line)))
    name, mixed = weighed(bad, good)
    if marked or read > unread:
        return name
    _, whole = weighed(b"\n".join((good.encode(), bad)))
    return name if good and mixed + _MIXED > whole else ""


def _is_mostly_read(text: str) -> bool:
    """Whether it is UTF-8 but for signs: a legacy encoding gives far fewer valid sequences than invalid ones."""
    read, unread = _counts(text)
    return read > unread


def _counts(text: str) -> tuple[int, int]:
    """How many signs beyond ASCII are UTF-8, and how many bytes are not."""
    beyond = "".join(_BEYOND.findall(text))
    unread = sum(map(len, _UNREAD.findall(beyond)))
    return len(beyond) - unread, unread


def _lines(text: str, sign: re.Pattern[str]) -> Iterator[str]:
    """The lines that hold a sign, from a little before the first."""
    for start, end in _places(text, sign):
        found = sign.search(text, start)
        yield text[max(start, found.start() - _AROUND) if found else start : end]


def _places(text: str, sign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the lines are that hold a sign."""
    end = 0
    while found := sign.search(text, end):
        start = max(text.rfind("\n", end, found.start()), text.rfind("\r", end, found.start())) + 1 or end
        end = _line_end(text, found.end())
        yield start, end


def _line_end(text: str, start: int) -> int:
    found = _END.search(text, start)
    return found.start() if found else len(text)


def _first(lines: Iterator[str]) -> str:
    """The first of some lines, as many as a sample takes."""
    parts: list[str] = []
    size = 0
    while size < _SAMPLE and (line := next(lines, "")):
        parts.append(line[: _SAMPLE - size])
        size += len(parts[-1])
    return "\n".join(parts)


def _by_lines(text: str, name: str) -> Decoded:
    """The text, its lines that are not UTF-8 in the encoding of this name."""
    parts: list[str] = []
    cut = all(_is_cut(run, text) for run in _UNREAD.finditer(text))
    done = count = gone = 0
    for start, end in _places(text, _UNREAD):
        whole = _line(text[start:end], "" if cut else name, last=end == len(text))
        parts += [text[done:start], whole]
        done = end
        count += 1
        gone += whole.count(_LOST) - text.count(_LOST, start, end)
    notes = () if cut else (_told(count, name),)
    return Decoded("".join((*parts, text[done:])), (*notes, *lost(_LOST * gone)))


def _told(count: int, name: str) -> str:
    lines = "1 line holds" if count == 1 else f"{count} lines hold"
    return f"{lines} what is not UTF-8, as the rest is; read as {name.replace('cp125', 'Windows-125')}"


def _line(line: str, name: str, *, last: bool) -> str:
    """A line that is not UTF-8, or not quite: then only what is none in it is read otherwise."""
    if name and not _is_mostly_read(line) and not (last and _is_cut_short(line)):
        return _bytes(line).decode(name, "replace")
    return _UNREAD.sub(_mended, line)


def _is_cut_short(line: str) -> bool:
    """Whether nothing in a line is unread but the beginning of a character at its end."""
    first = _UNREAD.search(line)
    return first is not None and first.end() == len(line) and _is_cut(first, line)


def _is_cut(run: re.Match[str], text: str) -> bool:
    """Whether what could not be read is a character that lacks its end, or a half of one, and no sign of its own."""
    data = _bytes(run[0])
    if _HALVES.fullmatch(data):
        return True
    return bool(_CUT.fullmatch(data)) and (len(data) > 1 or run.end() == len(text))


def _mended(run: re.Match[str]) -> str:
    """What bytes in a line of UTF-8 mean: signs of Windows that were pasted in, or nothing that can be told."""
    data = _bytes(run[0])
    return _LOST if _is_cut(run, run.string) else data.decode(_WINDOWS, "replace")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
