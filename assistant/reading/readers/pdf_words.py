"""A page of a PDF -> its words with their places.

Places are in points from the top left corner of the page, turned so that the word runs from left to right.
"""

import ctypes
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

Box = tuple[float, float, float, float]

_SIGNS = {ligature: unicodedata.normalize("NFKC", ligature) for ligature in "ﬀﬁﬂﬃﬄﬅﬆ"}
_SIGNS |= {"\x02": "-", "\ufffe": "-", "\u00ad": "-", "\u2010": "-"}  # PDFium's own signs for a hyphen at a line's end
_UNWRITTEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\uffff\u200b-\u200f\u202a-\u202e\u2060\ud800-\udfff]")
_BOLD = re.compile(r"(?i)bold|black|heavy|demi|cmbx|cmssbx|sfbx|-bd\b")
_FORCE_BOLD = 1 << 18
_MOST_CHARS = 200_000  # on one page; beyond it is a drawing made of letters


@dataclass(frozen=True, slots=True)
class Word:
    """Signs without space between them; `lefts` and `rights` are the sides of each char of `text`.

    `turn` is the number of quarters by which the page is turned clockwise to make the word run from left to right.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    page: int
    turn: int
    lefts: tuple[float, ...]
    rights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: the words that run as most do, those that run otherwise, and whether there is anything drawn on it."""

    number: int
    width: float
    height: float
    words: list[Word]
    aside: list[Word]
    drawn: bool


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    turn: int  # -1 when it runs aslant


def sheet(page: pdfium.PdfPage, number: int) -> Sheet:
    """What stands on a page, in no particular order."""
    bounds = page.get_bbox()
    textpage = page.get_textpage()
    try:
        words = _undoubled(_on_page(_words(textpage, bounds, number), bounds))
    finally:
        textpage.close()
    turns = Counter({0: 0})
    for word in words:
        turns[word.turn] += len(word.text)
    straight = [turn for turn, _ in turns.most_common() if turn >= 0]
    main = straight[0]
    width, height = (bounds[2] - bounds[0], bounds[3] - bounds[1])[:: -1 if main % 2 else 1]
    aside = [word for turn in straight[1:] for word in words if word.turn == turn]
    drawn = bool(words) or pdfium_c.FPDFPage_CountObjects(page.raw) > 0
    return Sheet(number, width, height, [word for word in words if word.turn == main], aside, drawn)


def turned(box: Box, bounds: Box, turn: int) -> Box:
    """A box (left, bottom, right, top) of the file -> (left, top, right, bottom) on the page turned clockwise."""
    left, bottom, right, top = box
    west, south, east, north = bounds
    if turn == 0:
        return left - west, north - top, right - west, north - bottom
    if turn == 1:
        return bottom - south, left - west, top - south, right - west
    if turn == 2:
        return east - right, bottom - south, east - left, top - south
    return north - top, east - right, north - bottom, east - left


def unturned(box: Box, bounds: Box, turn: int) -> Box:
    """The box (left, bottom, right, top) of the file that `turned` makes into this one."""
    left, top, right, bottom = box
    west, south, east, north = bounds
    if turn == 0:
        return left + west, north - bottom, right + west, north - top
    if turn == 1:
        return top + west, left + south, bottom + west, right + south
    if turn == 2:
        return east - right, top + south, east - left, bottom + south
    return east - bottom, north - right, east - top, north - left


def _words(textpage: pdfium.PdfTextPage, bounds: Box, number: int) -> Iterator[Word]:
    """Words as PDFium parts them, and also where the pen jumps."""
    chars: list[str] = []
    boxes: list[Box] = []
    last: _Style | None = None
    for char, box, style in _chars(textpage, bounds):
        if chars and (not char or style != last or _jumps(boxes[-1], box, style.size)):
            if last is not None and not (char and _goes_on(last, style, boxes[-1], box)):
                yield _word(chars, boxes, last, number)
                chars, boxes = [], []
        if char and not (chars and _again(chars[-1], boxes[-1], char, box)):
            if not chars:
                last = style
            chars.append(char)
            boxes.append(box)
    if chars and last is not None:
        yield _word(chars, boxes, last, number)


def _goes_on(last: _Style, style: _Style, before: Box, box: Box) -> bool:
    """Whether a sign of another style belongs to the word, as a superscript or the rest after a large initial does."""
    if last.turn != style.turn or _jumps(before, box, min(last.size, style.size) * 0.6):
        return False
    return min(before[3], box[3]) - max(before[1], box[1]) > 0.3 * min(before[3] - before[1], box[3] - box[1])


def _jumps(before: Box, box: Box, size: float) -> bool:
    gap = max(box[0] - before[2], before[0] - box[2])
    return gap > 0.6 * size or abs((box[1] + box[3]) - (before[1] + before[3])) > size


def _again(before_char: str, before: Box, char: str, box: Box) -> bool:
    """Whether a sign is drawn a second time, slightly aside, as some programs do for bold type.

    Exactly the same place is that of the second f that a ligature stands for.
    """
    if char != before_char or box == before:
        return False
    width = max(box[2] - box[0], 0.1)
    return abs(box[0] - before[0]) < 0.3 * width and abs(box[1] - before[1]) < 0.3 * width


def _chars(textpage: pdfium.PdfTextPage, bounds: Box) -> Iterator[tuple[str, Box, _Style]]:
    """Each sign, its box and style; "" where PDFium sees a space or the end of a line."""
    raw = textpage.raw
    rect = pdfium_c.FS_RECTF()
    at = ctypes.byref(rect)
    unicode_of, object_of, box_of = (
        pdfium_c.FPDFText_GetUnicode,
        pdfium_c.FPDFText_GetTextObject,
        pdfium_c.FPDFText_GetLooseCharBox,
    )
    styles: dict[bytes, _Style] = {}
    style = _Style(1.0, False, 0)
    nowhere: Box = (0.0, 0.0, 0.0, 0.0)
    high = 0
    for index in range(min(textpage.count_chars(), _MOST_CHARS)):
        code = unicode_of(raw, index)
        if 0xD800 <= code < 0xDC00:  # half of a character, whose other half comes next
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        char = chr(code)
        holder = object_of(raw, index)
        if char.isspace() or not holder:
            if char != "\x02" and code != 0xFFFE:
                yield "", nowhere, style
                continue
        else:
            key = bytes(holder)
            if key not in styles:
                styles[key] = _style(textpage, index)
            style = styles[key]
        if not box_of(raw, index, at):
            continue
        box = (rect.left, rect.bottom, rect.right, rect.top)
        yield _SIGNS.get(char, char), turned(box, bounds, max(style.turn, 0)), style


def _style(textpage: pdfium.PdfTextPage, index: int) -> _Style:
    """Size, weight and direction of a sign; those of its whole text object."""
    raw = textpage.raw
    matrix = pdfium_c.FS_MATRIX()
    size = pdfium_c.FPDFText_GetFontSize(raw, index)
    turn = 0
    if pdfium_c.FPDFText_GetMatrix(raw, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
        quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.12 else -1
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(raw, index, name, 128, flags)
    bold = bool(_BOLD.search(name.value.decode("latin-1"))) or bool(flags.value & _FORCE_BOLD)
    return _Style(round(size, 1) or 1.0, bold, turn)


def _word(chars: Sequence[str], boxes: Sequence[Box], style: _Style, number: int) -> Word:
    """A word; each char of what a sign is resolved into has the sign's sides, and so has what NFC makes of all."""
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
    written = [_UNWRITTEN.sub("", char) for char in chars]
    text = "".join(written)
    if unicodedata.is_normalized("NFC", text):
        lefts = tuple(box[0] for char, box in zip(written, boxes, strict=True) for _ in char)
        rights = tuple(box[2] for char, box in zip(written, boxes, strict=True) for _ in char)
    else:
        text = unicodedata.normalize("NFC", text)
        lefts, rights = (left,) * len(text), (right,) * len(text)
    return Word(text, left, top, right, bottom, style.size, style.bold, number, style.turn, lefts, rights)


def _on_page(words: Iterator[Word], bounds: Box) -> Iterator[Word]:
    """The words that hold something and whose middle can be seen on the page."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    for word in words:
        across, down = (height, width) if word.turn % 2 and word.turn > 0 else (width, height)
        seen = 0 <= word.left + word.right <= 2 * across and 0 <= word.top + word.bottom <= 2 * down
        if word.text and seen:
            yield word


def _undoubled(words: Iterator[Word]) -> list[Word]:
    """Words without those that stand a second time in nearly the same place: drawn bold, or recognised and written."""
    kept: list[Word] = []
    by_text: dict[str, list[Word]] = {}
    for word in words:
        same = by_text.setdefault(word.text, [])
        near = 0.25 * word.size
        if not any(
            abs(other.left - word.left) < near and abs(other.top - word.top) < near and other.turn == word.turn
            for other in same
        ):
            same.append(word)
            kept.append(word)
    return kept
