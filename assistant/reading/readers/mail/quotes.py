"""A mail's body with the mails that it quotes: each change of voice begins with a heading."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.reading.blocks import Blocks, clean

LONGEST_INTRO = 300
_MARKS = re.compile(r"(?:> ?)+")
_BLANK_LINE = re.compile(r"\n\s*\n")
WROTE = re.compile(
    r".*\b(?:wrote|writes|said|schrieb(?: am .*)?|a écrit|écrit|escribió|escreveu|ha scritto|scrisse|schreef|skrev"
    r"|kirjoitti|napisał(?:\(a\))?|napsal(?:\(a\))?|írta|написал(?:\(а\)|а)?|пишет|написав|yazdı|写道)\s*[:：]",
    re.IGNORECASE,
)
_SPOKEN = re.compile(r"(?:On|Am|Le|El|Em|Il|Op|Den)\b")
_DAY = re.compile(r"(?:On|Am|Le|El|Em|Il|Op|Den|W|Dnia)\b")
_DATED = re.compile(r"\S+@\S+|\d{1,2}[:.h]\d\d")
DIVIDER = re.compile(
    r"-{2,}\s*(?:original message|original appointment|forwarded message|forwarded by .*|reply message"
    r"|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|message d['’]origine|message original"
    r"|message transféré|mensaje original|mensaje reenviado|mensagem original|messaggio originale"
    r"|messaggio inoltrato|oorspronkelijk bericht|исходное сообщение|пересылаемое сообщение)\s*-*"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message réexpédié\s?:",
    re.IGNORECASE,
)
FROM = "from|von|de|da|van|fra|från|od|от|від|expéditeur"
FIRST = re.compile(rf"[*_]*(?:{FROM})[*_]*\s?[:：][*_]*\s*\S", re.IGNORECASE)
LABEL = re.compile(
    rf"[*_]*(?:{FROM}|sent|date|to|cc|bcc|subject|importance|reply-to|attachments?|gesendet|datum|an|betreff"
    r"|envoyé(?: le)?|à|objet|enviado(?: el)?|enviada em|fecha|data|para|asunto|assunto|inviato|a|oggetto"
    r"|verzonden|aan|onderwerp|отправлено|дата|кому|копия|тема|надіслано|sendt|skickat|til|till|emne|ämne|wysłano|do|temat)[*_]*\s?[:：]",
    re.IGNORECASE,
)
MOST_HEADER_LINES = 30
_UNDERLINE = re.compile(r"[_=-]{5,}")


class Thread:
    """Writes headings where another begins to speak: depth 0 is the writer, 1 whom the writer quotes, and so on."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._depth = 0
        self._intro = ""

    def introduce(self, intro: str) -> None:
        """What comes next is quoted, and this says whom."""
        self._flush()
        self._intro = clean(intro)

    def speak(self, depth: int) -> None:
        """Text of this depth follows."""
        if self._intro:
            self._flush()
        elif depth != self._depth:
            self._blocks.heading("Quoted message:" if depth else "Reply:")
        self._depth = depth

    def end(self) -> None:
        """Nothing follows."""
        self._flush()

    def _flush(self) -> None:
        if len(self._intro) <= LONGEST_INTRO:
            self._blocks.heading(self._intro)
        else:
            self._blocks.heading("Quoted message:")
            self._blocks.paragraph(self._intro)
        self._intro = ""


def write_plain(blocks: Blocks, text: str, *, flowed: bool = False, delsp: bool = False) -> None:
    """Add a plain body: paragraphs by blank lines; lines that begin with > are quoted."""
    thread, floor = Thread(blocks), 0
    lines = _flowed(_marked(text), delsp=delsp) if flowed else _marked(text)
    runs = [(depth, [line for _, line in run]) for depth, run in groupby(lines, key=lambda line: line[0])]
    for (depth, own), (deeper, _) in zip(runs, [*runs[1:], (0, [])], strict=False):  # there may be none
        intro = _introduction(own) if deeper > depth else ""
        for paragraph, split in _paragraphs(own):
            if split:
                thread.introduce(paragraph)
                floor = 1
            else:
                thread.speak(max(depth, floor))
                blocks.paragraph(paragraph)
        if intro:
            thread.introduce(intro)
    thread.end()


def _marked(text: str) -> list[tuple[int, str]]:
    """Each line with the number of its quotation marks, without them; "From" that was guarded by one keeps none."""
    lines: list[tuple[int, str]] = []
    for line in text.splitlines():
        marks = _MARKS.match(line)
        if marks is None or (line.startswith(">From ") and not (lines and lines[-1][0])):
            lines.append((0, line.removeprefix(">") if marks else line))
        else:
            lines.append((marks[0].count(">"), line[marks.end() :]))
    return lines


def _flowed(lines: Sequence[tuple[int, str]], *, delsp: bool) -> list[tuple[int, str]]:
    """Lines of format=flowed (RFC 3676) with those joined that a space at the end joins."""
    joined: list[tuple[int, str]] = []
    parts: list[str] = []
    for number, (depth, line) in enumerate(lines):
        line = line.removeprefix(" ") if not depth else line  # stuffed
        following = lines[number + 1] if number + 1 < len(lines) else (-1, "")
        soft = line.endswith(" ") and line != "-- " and following[0] == depth and following[1] != "-- "
        parts.append(line[:-1] if soft and delsp else line)
        if not soft:
            joined.append((depth, "".join(parts)))
            parts = []
    return joined


def _introduction(lines: list[str]) -> str:
    """The last lines where they say who wrote what follows; they are taken away."""
    while lines and not lines[-1].strip():
        lines.pop()
    for count in range(1, min(4, len(lines)) + 1):
        last = lines[-count:]
        if not last[0].strip():
            break
        intro = " ".join(line.strip() for line in last)
        if len(intro) > LONGEST_INTRO:  # whose search would take long
            break
        named = count == 1 and intro.endswith(":") and _DATED.search(intro)
        if (_begins(lines, count) or named) and (WROTE.fullmatch(intro) or named):
            del lines[-count:]
            return intro
    return ""


def _begins(lines: Sequence[str], count: int) -> bool:
    """Whether a paragraph begins at the last so many lines, or at least a sentence about a date."""
    before = lines[-count - 1].strip() if len(lines) > count else ""
    return not before or before[-1] in ".!?:,-" or bool(_DAY.match(lines[-count]))


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Paragraphs, and whether each is the head of a mail of which all the rest is the text."""
    gathered: list[str] = []
    number = 0
    while number < len(lines):
        end = _head(lines, number)
        if end > number:
            yield from ((paragraph, False) for paragraph in _split(gathered))
            yield "\n".join(line for line in lines[number:end] if not _UNDERLINE.fullmatch(line.strip())), True
            gathered = []
        else:
            end = number + 1
            gathered += ["", lines[number]] if lines[number].rstrip() == "--" else [lines[number]]
        number = end
    yield from ((paragraph, False) for paragraph in _split(gathered))


def _split(lines: Sequence[str]) -> Iterator[str]:
    return (paragraph for paragraph in _BLANK_LINE.split("\n".join(lines)) if clean(paragraph))


def _head(lines: Sequence[str], start: int) -> int:
    """Where a divider, or the header lines of another mail, or both, that begin at a line end; else that line."""
    end = start
    line = lines[start].strip()
    if DIVIDER.fullmatch(line):
        end = start + 1
        line = next((one.strip() for one in lines[end : end + 2] if one.strip()), "")
    elif _UNDERLINE.fullmatch(line):
        below = start + 1 + (not "".join(lines[start + 1 : start + 2]).strip())
        return header if (header := _header_lines(lines, below)) > below else start
    elif len(line) <= LONGEST_INTRO and _SPOKEN.match(line) and WROTE.fullmatch(line) and _DATED.search(line):
        return start + 1
    if FIRST.match(line) or (end > start and LABEL.match(line)):
        blank = end < len(lines) and not lines[end].strip()
        header = _header_lines(lines, end + blank)
        return header if header > end + blank else end
    return end


def _header_lines(lines: Sequence[str], start: int) -> int:
    """Where three or more header lines that begin at a line end, else that line; long ones may go on in the next."""
    labels, end = 0, start
    for number in range(start, min(start + MOST_HEADER_LINES, len(lines))):
        line = lines[number].strip()
        if not line or (number == start and not LABEL.match(line)):
            break
        if LABEL.match(line):
            labels, end = labels + 1, number + 1
    return end if labels >= 3 else start
