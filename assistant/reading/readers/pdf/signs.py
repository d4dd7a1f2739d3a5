"""A page of a PDF -> its signs, each with its box and style, as PDFium tells of them."""

import ctypes
import math
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assistant.reading.readers.docx.symbols import has_own_codes, sign
from assistant.reading.readers.pdf.places import Box, turned

UNKNOWN = "\ufffd"
"""Stands for a sign of which the file does not say what it is."""

MOST_SIGNS = 200_000
"""How many are read of one page; what has more is a drawing made of letters."""

_SIGNS = {ligature: unicodedata.normalize("NFKC", ligature) for ligature in "ﬀﬁﬂﬃﬄﬅﬆ"}
_HYPHENS = ("\x02", "\ufffe")  # PDFium's own signs for one at a line's end
_SIGNS |= dict.fromkeys((*_HYPHENS, "\u00ad", "\u2010"), "-")
_FFI = "ffi"
_CONSONANT = re.compile("[bcdfghj-np-tv-xz]")
_UNWRITTEN = re.compile(r"[\x7f-\x9f\ufeff\uffff\u200b-\u200f\u202a-\u202e\u2060\ud800-\udfff]")
_TEX = re.compile(r"CM[A-Z]+\d|SF[A-Z]{2}\d")
_BOLD = re.compile(r"(?i)bold|black|heavy|demi|cmbx|cmssbx|sfbx|-bd\b")
_FORCE_BOLD = 1 << 18
_BOLD_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class Style:
    """Size in points, and how many quarters the page is turned clockwise to make it run to the right; -1 if aslant.

    `drop` is how far the boxes of its signs reach below the line on which they stand.
    """

    size: float
    bold: bool
    turn: int
    font: str
    drop: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a page, a place each: what they are, "" for what is not written; whether they are mere space.

    boxes[i] = (left, top, right, bottom), in points, on the page turned as the style says.
    """

    texts: list[str]
    blank: list[bool]
    styles: list[Style]
    boxes: np.ndarray


def signs(textpage: pdfium.PdfTextPage, bounds: Box) -> Signs:
    """The signs of a page whose bounding box is given, in the order in which PDFium reads them."""
    raw = textpage.raw
    count = min(textpage.count_chars(), MOST_SIGNS)
    rects = (pdfium_c.FS_RECTF * count)()
    found = Signs([], [], [], np.empty((0, 4)))
    styles: dict[bytes, Style] = {}
    style = Style(1.0, False, 0, "")
    object_of, box_of = pdfium_c.FPDFText_GetTextObject, pdfium_c.FPDFText_GetLooseCharBox
    for index, code in enumerate(_codes(raw, count)):
        holder = object_of(raw, index)
        if holder:
            key = bytes(holder)
            if key not in styles:
                styles[key] = _style(raw, index, bounds)
            style = styles[key]
        text = _shown(code, style.font)
        written = holder or chr(code) in _HYPHENS
        blank = not (written and not text.isspace() and box_of(raw, index, rects[index]))
        found.texts.append("" if blank else text)
        found.blank.append(blank)
        found.styles.append(style)
    places = np.frombuffer(rects, dtype=np.float32).reshape(-1, 4).astype(float)
    boxes = _upright(places, found.styles, bounds)
    texts = [_FFI if text == UNKNOWN and _is_ffi(found, boxes, at) else text for at, text in enumerate(found.texts)]
    return Signs(texts, found.blank, found.styles, boxes)


def _is_ffi(found: Signs, boxes: np.ndarray, at: int) -> bool:
    """Whether an unknown sign within a word of a TeX font, in which but ffi and ffl can be so wide there, is ffi.

    Some programs leave both untold. Behind ffl stands no consonant.
    """
    if not 0 < at < len(found.texts) - 1:
        return False
    style = found.styles[at]
    width = (boxes[at, 2] - boxes[at, 0]) / style.size
    before, after = found.texts[at - 1], found.texts[at + 1]
    return bool(_TEX.match(style.font) and 0.78 < width < 0.95 and before.isalpha() and _CONSONANT.fullmatch(after))


def _codes(raw: pdfium_c.FPDF_TEXTPAGE, count: int) -> list[int]:
    """The Unicode code of each sign; of one in two halves it is that of the second, and the first has 0xFEFF."""
    unicode_of = pdfium_c.FPDFText_GetUnicode
    codes = [unicode_of(raw, index) for index in range(count)]
    for index, code in enumerate(codes[1:], start=1):
        if 0xDC00 <= code < 0xE000 and 0xD800 <= codes[index - 1] < 0xDC00:
            codes[index] = 0x10000 + ((codes[index - 1] - 0xD800) << 10) + (code - 0xDC00)
            codes[index - 1] = 0xFEFF
    return codes


@lru_cache(maxsize=4096)
def _shown(code: int, font: str) -> str:
    """What a code shows: ligatures resolved, signs of symbol fonts told; UNKNOWN when the file does not say."""
    char = chr(code)
    if char in _SIGNS:
        return _SIGNS[char]
    if char.isspace():
        return " "
    if code < 0x20:
        return UNKNOWN
    if code == 0x21B5 and _TEX.match(font):  # so some programs write the sign that such fonts have for ff
        return "ff"
    if 0xF000 <= code < 0xF100 and has_own_codes(font):
        return sign(font, code) or char
    return _UNWRITTEN.sub("", char)


def _style(raw: pdfium_c.FPDF_TEXTPAGE, index: int, bounds: Box) -> Style:
    """The style of a sign, which is that of its whole text object."""
    matrix = pdfium_c.FS_MATRIX()
    size = pdfium_c.FPDFText_GetFontSize(raw, index)
    turn = 0
    if pdfium_c.FPDFText_GetMatrix(raw, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
        quarters = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        turn = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.05 else -1
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(raw, index, name, 128, flags)
    font = name.value.decode("latin-1").rpartition("+")[2]
    heavy = bool(flags.value & _FORCE_BOLD) or pdfium_c.FPDFText_GetFontWeight(raw, index) >= _BOLD_WEIGHT
    rect, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetLooseCharBox(raw, index, rect)
    pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
    bottom = turned((rect.left, rect.bottom, rect.right, rect.top), bounds, max(turn, 0))[3]
    base = turned((x.value, y.value, x.value, y.value), bounds, max(turn, 0))[1]
    return Style(round(size, 1) or 1.0, heavy or bool(_BOLD.search(font)), turn, font, bottom - base)


def _upright(rects: np.ndarray, styles: list[Style], bounds: Box) -> np.ndarray:
    """Boxes (left, top, right, bottom) of the file -> those on the page turned as the styles say."""
    turns = np.array([max(style.turn, 0) for style in styles], dtype=int)
    out = np.empty_like(rects)
    for turn in set(turns.tolist()):
        left, top, right, bottom = rects[turns == turn].T
        out[turns == turn] = np.stack(turned((left, bottom, right, top), bounds, turn), axis=1)
    return out
