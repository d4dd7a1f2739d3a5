"""A page of a PDF -> its words with their places.

Places are in points from the top left corner of the page, turned so that the word runs from left to right.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assistant.reading.readers.pdf.places import Box
from assistant.reading.readers.pdf.signs import MOST_SIGNS, Signs, Style, signs

_GRID = 4.0  # points; so that a word is compared with few others


@dataclass(frozen=True, slots=True)
class Word:
    """Signs without space between them; `lefts` and `rights` are the sides of each char of `text`.

    `base` is where the line is that they stand on. `turn` is the number of quarters by which the page is turned
    clockwise to make the word run from left to right.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    size: float
    bold: bool
    page: int
    turn: int
    lefts: tuple[float, ...]
    rights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: the words that run as most do, those that run otherwise, and whether there is anything drawn on it.

    `aslant` is the number of signs that run neither along nor across the page, and are in no word; `more` tells that
    there are more signs on the page than are read.
    """

    number: int
    width: float
    height: float
    words: list[Word]
    aside: list[Word]
    aslant: int
    more: bool
    drawn: bool


def sheet(page: pdfium.PdfPage, number: int) -> Sheet:
    """What stands on a page, in no particular order."""
    bounds: Box = page.get_bbox()
    textpage = page.get_textpage()
    try:
        words = _undoubled(_on_page(_words(signs(textpage, bounds), number), bounds))
        more = textpage.count_chars() > MOST_SIGNS
    finally:
        textpage.close()
    turns = Counter({0: 0})
    for word in words:
        turns[word.turn] += len(word.text)
    straight = [turn for turn, _ in turns.most_common() if turn >= 0]
    main = straight[0]
    width, height = (bounds[2] - bounds[0], bounds[3] - bounds[1])[:: -1 if main % 2 else 1]
    aside = [word for turn in straight[1:] for word in words if word.turn == turn]
    drawn = bool(words) or _has_drawing(page)
    return Sheet(number, width, height, [word for word in words if word.turn == main], aside, turns[-1], more, drawn)


def _has_drawing(page: pdfium.PdfPage) -> bool:
    """Whether there is anything but text on a page, which may be spaces."""
    objects = (pdfium_c.FPDFPage_GetObject(page.raw, at) for at in range(pdfium_c.FPDFPage_CountObjects(page.raw)))
    return any(pdfium_c.FPDFPageObj_GetType(one) != pdfium_c.FPDF_PAGEOBJ_TEXT for one in objects)


def _words(found: Signs, number: int) -> Iterator[Word]:
    """Words as PDFium parts them, and also where the pen jumps or the style changes."""
    if not found.texts:
        return
    blank = np.array(found.blank)
    parted = np.ones(len(blank) + 1, dtype=bool)
    parted[1:-1] = blank[1:] | blank[:-1] | _leaps(found)
    again = np.zeros(len(blank), dtype=bool)
    again[1:] = _again(found)
    rows = found.boxes.tolist()
    for start, end in pairwise(np.flatnonzero(parted).tolist()):
        if found.blank[start]:
            continue
        if kept := [place for place in range(start, end) if not again[place]]:
            yield _word(
                [found.texts[place] for place in kept], [rows[place] for place in kept], found.styles[start], number
            )


def _leaps(found: Signs) -> np.ndarray:
    """out[i]: whether sign i + 1 cannot belong to the word of sign i.

    One of another style may, as a superscript or what follows a large initial does.
    """
    ids: dict[Style, int] = {}
    kinds = np.array([ids.setdefault(style, len(ids)) for style in found.styles])
    sizes = np.array([style.size for style in ids])[kinds]
    turns = np.array([style.turn for style in ids])[kinds]
    left, top, right, bottom = found.boxes.T
    same = kinds[1:] == kinds[:-1]
    size = np.where(same, sizes[1:], 0.6 * np.minimum(sizes[1:], sizes[:-1]))
    gap = np.maximum(left[1:] - right[:-1], left[:-1] - right[1:])
    shift = np.abs((top + bottom)[1:] - (top + bottom)[:-1])
    common = np.minimum(bottom[1:], bottom[:-1]) - np.maximum(top[1:], top[:-1])
    apart = common <= 0.3 * np.minimum((bottom - top)[1:], (bottom - top)[:-1])
    leaps: np.ndarray = (gap > 0.6 * size) | (shift > size) | (~same & (apart | (turns[1:] != turns[:-1])))
    return leaps


def _again(found: Signs) -> np.ndarray:
    """out[i]: whether sign i + 1 is sign i drawn again, slightly aside, as some programs do for bold type.

    Exactly the same place is that of the second f that a ligature stands for.
    """
    left, top, right, _ = found.boxes.T
    texts = np.array(found.texts, dtype=object)
    near = 0.3 * np.maximum(right - left, 0.1)[1:]
    moved = np.any(found.boxes[1:] != found.boxes[:-1], axis=1)
    drawn: np.ndarray = (
        (np.abs(left[1:] - left[:-1]) < near) & (np.abs(top[1:] - top[:-1]) < near) & (texts[1:] == texts[:-1]) & moved
    )
    return drawn


def _word(written: list[str], boxes: list[list[float]], style: Style, number: int) -> Word:
    """A word; each char of what a sign is resolved into has the sign's sides, and so has what NFC makes of all.

    Some fonts claim far more height than their signs have, which is taken from them.
    """
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    base = bottoms[0] - style.drop
    inner = max(top, base - style.size), min(bottom, base + 0.3 * style.size)
    if inner[1] - inner[0] > 0.4 * (bottom - top):
        top, bottom = inner
    text = "".join(written)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        lefts, rights = (left,) * len(text), (right,) * len(text)
    elif len(text) != len(written):
        lefts = tuple(side for char, side in zip(written, lefts, strict=True) for _ in char)
        rights = tuple(side for char, side in zip(written, rights, strict=True) for _ in char)
    place = (left, top, right, bottom, base)
    return Word(text, *place, style.size, style.bold, number, style.turn, lefts, rights)


def _on_page(words: Iterable[Word], bounds: Box) -> Iterator[Word]:
    """The words that hold something and whose middle can be seen on the page."""
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    for word in words:
        across, down = (height, width) if word.turn % 2 and word.turn > 0 else (width, height)
        seen = 0 <= word.left + word.right <= 2 * across and 0 <= word.top + word.bottom <= 2 * down
        if word.text and seen:
            yield word


def _undoubled(words: Iterable[Word]) -> list[Word]:
    """Words without those that stand a second time in nearly the same place: drawn bold, or recognised and written."""
    kept: list[Word] = []
    known: dict[tuple[str, int, int, int], list[Word]] = {}
    for word in words:
        near = 0.25 * word.size
        across, down = int(word.left // _GRID), int(word.top // _GRID)
        reach = range(-ceil(near / _GRID), ceil(near / _GRID) + 1)
        cells = (known.get((word.text, word.turn, across + x, down + y), ()) for x in reach for y in reach)
        if not any(
            abs(one.left - word.left) < near and abs(one.top - word.top) < near for cell in cells for one in cell
        ):
            known.setdefault((word.text, word.turn, across, down), []).append(word)
            kept.append(word)
    return kept
