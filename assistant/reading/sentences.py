"""Where paragraphs and sentences of a text stand, as offsets; of use to cutting and to answering alike."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sentencex import get_sentence_boundaries

LONGEST_SENTENCE_WORDS = 130
"""A longer "sentence" is a list, a table or unpunctuated speech; it is split at the best place before that many."""

_LONGEST_TURN = 20_000
_LINE = re.compile(r"[^\n]*\n?")
_OWN_LINE = re.compile(r"\s*(?:[-*•–—+]\s|\d{1,3}[.)]\s|\([a-z\d]{1,3}\)\s|\||>)")
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*$")
_TURN = re.compile(r"\s*(?!https?:)[A-Z\[][^\n:.!?]{0,60}(?:\b[A-Z][\w.]{0,3}\.[^\n:.!?]{0,40})?:\s")
_ROW_ENDS = (".", "!", "?", "…")
_CELL = re.compile(r"[^\n:;.!?]{1,60}\.?: [^\n]*")
_TURN_BELOW = re.compile(_TURN.pattern.replace(r"\s*", r"^[^\S\n]*", 1), re.MULTILINE)
_ENDED = re.compile(r"[.!?:;…|][\"'”’»)\]]*\s*$")
_LABEL = re.compile(r"(?:[-*•–—+]\s+|\d{1,3}[.)]\s+)?\*\*[^*\n]{1,80}\*\*[.:]?\s*")
_WORD = re.compile(r"\S+")
_SOFT_ENDS = (re.compile(r"[;:.!?…]\s+"), re.compile(r",\s+"), re.compile(r"\s+"))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of text without a heading or speaker turn inside; `turn` when it opens with "Speaker:"."""

    start: int
    end: int
    turn: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of text, trimmed of white space."""

    start: int
    end: int


def count_words(text: str) -> int:
    """Words as people count them: runs between white space."""
    return len(text.split())


def is_turn(text: str) -> bool:
    """Whether a paragraph opens with "Speaker: "."""
    return _TURN.match(text) is not None and not is_row(text)


def is_row(text: str) -> bool:
    """Whether a paragraph is a table's row with its header, "Country: Belarus; Year: 1994."."""
    cells = text.strip().split("; ") if "; " in text else ()
    return len(cells) > 1 and cells[-1][-1:] in _ROW_ENDS and all(_CELL.fullmatch(cell) for cell in cells)


def speaker_at(text: str, offset: int) -> str:
    """Who is speaking where a stretch begins in the middle of a turn "Speaker: …", "" at its start or elsewhere.

    A turn is looked for in the 20,000 characters before.
    """
    floor = max(0, offset - _LONGEST_TURN)
    begin = text.rfind("\n\n", floor, offset) + 1 or (text.find("\n", floor, offset) + 1 if floor else 0)
    if (floor and not begin) or not _TURN_BELOW.search(text, begin, offset):
        return ""
    last = next(iter(deque(paragraphs(text, begin, offset), maxlen=1)), None)
    if last is None or not last.turn or "\n" in text[last.end : offset]:
        return ""
    return text[last.start : text.index(":", last.start)].strip()


def paragraphs(text: str, start: int, end: int) -> Iterator[Paragraph]:
    """The paragraphs of text[start:end]: ended by a blank line, a list or table line, a turn, or a line's full stop."""
    first = last = -1
    position = start
    previous = ""
    while position < end:
        line_end = min(_LINE.match(text, position).end(), end)  # type: ignore[union-attr]
        line = text[position:line_end]
        fresh = not line.strip() or _OWN_LINE.match(line) or is_turn(line) or _ENDED.search(previous)
        if fresh and first >= 0:
            yield Paragraph(first, last, is_turn(text[first:last]))
            first = -1
        if line.strip() and not _TABLE_RULE.match(line):
            first = position + len(line) - len(line.lstrip()) if first < 0 else first
            last = position + len(line.rstrip())
            previous = line
        else:
            previous = ""
        position = line_end
    if first >= 0:
        yield Paragraph(first, last, is_turn(text[first:last]))


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of one paragraph text[start:end], trimmed, in order; quotations are kept whole.

    A bold label, such as the date of an entry in a chronology, belongs to the sentence after it and is not cut. A
    table's row is one sentence.
    """
    flat = text[start:end].replace("\n", " ")
    if flat.lstrip().startswith("|"):
        return [_trimmed(text, start, end)]
    if is_row(text[start:end]):
        return list(_bounded(text, _trimmed(text, start, end)))
    spans: list[Span] = []
    begin = -1
    for found in get_sentence_boundaries("en", flat):
        span = _trimmed(text, start + found["start_index"], start + found["end_index"])
        begin = span.start if begin < 0 else begin
        open_ = text.count("**", begin, span.end) % 2 == 1
        if span.start < span.end and not open_ and not _LABEL.fullmatch(text, begin, span.end):
            spans.extend(_bounded(text, Span(begin, span.end)))
            begin = -1
    if begin >= 0 and text[begin:end].strip():  # a label with nothing after it
        spans.append(_trimmed(text, begin, end))
    return spans


def _bounded(text: str, span: Span) -> Iterator[Span]:
    """The span in pieces of at most LONGEST_SENTENCE_WORDS, cut after a clause, else a comma, else a word."""
    start = span.start
    while len(words := _next_words(text, start, span.end)) > LONGEST_SENTENCE_WORDS:
        limit = words[LONGEST_SENTENCE_WORDS].start()
        floor = words[LONGEST_SENTENCE_WORDS // 2].start()
        ends = ([match.end() for match in soft.finditer(text, floor, limit)] for soft in _SOFT_ENDS)
        cut = next((found[-1] for found in ends if found), limit)
        yield _trimmed(text, start, cut)
        start = cut
    yield _trimmed(text, start, span.end)


def _next_words(text: str, start: int, end: int) -> list[re.Match[str]]:
    """One word more than a sentence may have, or all that are left; a line of 60 MB has too many to be listed."""
    return list(islice(_WORD.finditer(text, start, end), LONGEST_SENTENCE_WORDS + 1))


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, max(start, start + len(piece.strip())))
