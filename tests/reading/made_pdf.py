"""PDFs that are set line by line, so that it is known where everything stands."""

from collections.abc import Iterator, Sequence
from itertools import islice

from tests.reading.made import FONTS

_LEADING = 1.25  # of the size of the type
_POINT = 25.4 / 72  # in mm
_LEFT, _GUTTER, _TOP, _FOOT = 20.0, 8.0, 28.0, 270.0  # mm on a page of 210 by 297


class Setter:
    """Sets lines on pages; places are in mm from the top left corner, and a line's is where it stands."""

    def __init__(self, *, every_script: bool = False, size: float = 10) -> None:
        from fpdf import FPDF

        self.pdf = FPDF()
        self.pdf.set_auto_page_break(False)
        self.family, self.size = "Helvetica", size
        if every_script:
            self.family = "dejavu"
            self.pdf.add_font("dejavu", "", FONTS / "DejaVuSans.ttf")
            self.pdf.add_font("dejavu", "B", FONTS / "DejaVuSans-Bold.ttf")
        self.font()

    def font(self, size: float = 0, style: str = "") -> None:
        """Go on in this type; in the usual one by default."""
        self.pdf.set_font(self.family, style, size or self.size)

    def page(self) -> None:
        """Begin a page."""
        self.pdf.add_page()

    def at(self, x: float, y: float, *lines: str) -> float:
        """Set lines one below the other; where the next would stand."""
        for line in lines:
            self.pdf.text(x, y, line)
            y += self.pdf.font_size_pt * _LEADING * _POINT
        return y

    def broken(self, text: str, width: float) -> Iterator[str]:
        """Lines of a paragraph, words parted by a hyphen wherever three letters of them have room."""
        line = ""
        for word in text.split():
            whole = f"{line} {word}".strip()
            if self.pdf.get_string_width(whole) <= width:
                line = whole
                continue
            fits = (
                at for at in range(len(word) - 3, 2, -1) if self.pdf.get_string_width(f"{line} {word[:at]}-") <= width
            )
            at = next(fits, 0) if word.isalpha() else 0
            yield f"{line} {word[:at]}-" if at else line
            line = word[at:]
        yield line

    def made(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())


def in_columns(paragraphs: Sequence[str], columns: int, *, title: str = "", indent: float = 4) -> bytes:
    """Paragraphs in columns over pages; with a title, each has it on top, and at its foot a line and its number.

    A paragraph's first line is indented; it goes on over columns and pages.
    """
    setter = Setter()
    width = (210 - 2 * _LEFT - (columns - 1) * _GUTTER) / columns
    room = round((_FOOT - _TOP) / (setter.size * _LEADING * _POINT))
    lines = iter(_indented(setter, paragraphs, width, indent))
    number = 0
    while column := list(islice(lines, room)):
        number += 1
        setter.page()
        if title:
            setter.font(8)
            setter.at(_LEFT, 15, f"{title} {number}" if number % 2 else title)
            setter.at(_LEFT, 284, "River commission, all rights reserved")
            setter.at(180, 284, f"Page {number}")
            setter.font()
        for place in range(columns):
            y = _TOP
            for further, line in column:
                y = setter.at(_LEFT + place * (width + _GUTTER) + further, y, line)
            column = list(islice(lines, room)) if place < columns - 1 else []
    return setter.made()


def _indented(setter: Setter, paragraphs: Sequence[str], width: float, indent: float) -> Iterator[tuple[float, str]]:
    """(how far it is set in, line) for each line."""
    blank = "\u00a0" * round(indent / setter.pdf.get_string_width("\u00a0"))
    for text in paragraphs:
        first, *others = setter.broken(f"{blank}{text}", width)
        yield indent, first.lstrip("\u00a0")
        yield from ((0.0, line) for line in others)
