"""DrawingML text, as slides, charts and diagrams hold it: paragraphs with their bullets and levels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from assistant.reading.blocks import Blocks
from assistant.reading.readers.docx.symbols import sign
from assistant.reading.readers.parts import uncoded
from assistant.reading.readers.raised import raised

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_BULLETS = {f"{A}buNone": "", f"{A}buChar": "•", f"{A}buBlip": "•", f"{A}buAutoNum": "1"}
_NUMBERS = {"arabicPeriod": "{}.", "arabicPlain": "{}.", "arabicParenR": "{})", "arabicParenBoth": "({})"}
_DEEPEST = 8  # of the levels, the first of which is 0
_SUB = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph's text, and the mark before it: "" for none."""

    text: str
    mark: str = ""

    def write(self, blocks: Blocks) -> None:
        """Write it as an item, or as a paragraph."""
        if self.mark:
            blocks.item(f"{self.mark} {self.text}")
        else:
            blocks.paragraph(self.text)


def lines(body: etree._Element | None, styles: Sequence[etree._Element] = ()) -> Iterator[Line]:
    """The paragraphs of a text body that hold text; `styles` are the lists of levels it rests on, nearest first."""
    counts: dict[int, int] = {}
    for paragraph in () if body is None else body.iterfind(f"{A}p"):
        text = words(paragraph)
        if not text.strip():
            continue
        level = _level(paragraph)
        bullet = _bullet(paragraph, level, styles)
        counts = {deep: count for deep, count in counts.items() if deep < level or (deep == level and bullet == "1")}
        yield Line(text, _mark(paragraph, bullet, level, counts))


def plain(body: etree._Element | None) -> str:
    """The paragraphs of a text body as lines, without marks."""
    return "\n".join(line.text for line in lines(body))


def words(paragraph: etree._Element) -> str:
    """What is seen of a paragraph; numbers of slides are left out."""
    parts: list[str] = []
    for child in paragraph:
        if child.tag == f"{A}br":
            parts.append("\n")
        elif child.tag == f"{A}r" or (child.tag == f"{A}fld" and child.get("type") != "slidenum"):
            parts.append(_run(child))
        elif child.tag == CHOICE or child.tag.endswith("}m"):
            chosen = child[0] if child.tag == CHOICE and len(child) else child
            parts += [text.text or "" for text in chosen.iter(_MATHS, f"{A}t")]
    return "".join(parts)


def _run(run: etree._Element) -> str:
    text = uncoded(run.findtext(f"{A}t") or "")
    properties = run.find(f"{A}rPr")
    if properties is not None and properties.get("baseline", "0").strip("0%")[:1].isdigit():  # below it is negative
        text = raised(text)
    if not any("\uf000" <= letter <= "\uf0ff" for letter in text):
        return text
    font = run.find(f"{A}rPr/{A}sym")
    name = "" if font is None else font.get("typeface", "")
    return "".join(sign(name, ord(letter)) if "\uf000" <= letter <= "\uf0ff" else letter for letter in text)


def _level(paragraph: etree._Element) -> int:
    properties = paragraph.find(f"{A}pPr")
    value = "0" if properties is None else properties.get("lvl", "0")
    return min(int(value), _DEEPEST) if value.isascii() and value.isdigit() else 0


def _bullet(paragraph: etree._Element, level: int, styles: Sequence[etree._Element]) -> str:
    """What stands before a paragraph: "" for nothing, "1" for a number."""
    element = _bullet_in(paragraph.find(f"{A}pPr"))
    for style in styles:
        if element is not None:
            break
        element = _bullet_in(style.find(f"{A}lvl{level + 1}pPr"))
    return "" if element is None else _BULLETS[element.tag]


def _bullet_in(properties: etree._Element | None) -> etree._Element | None:
    return None if properties is None else next((child for child in properties if child.tag in _BULLETS), None)


def _mark(paragraph: etree._Element, bullet: str, level: int, counts: dict[int, int]) -> str:
    """The mark itself, counted on where it is a number; letters and Roman numbers become bullets."""
    if bullet == "1":
        numbered = paragraph.find(f"{A}pPr/{A}buAutoNum")
        first = "1" if numbered is None else numbered.get("startAt", "1")
        counts[level] = counts[level] + 1 if level in counts else int(first) if first.isdecimal() else 1
        form = _NUMBERS.get("arabicPeriod" if numbered is None else numbered.get("type", ""))
        bullet = form.format(counts[level]) if form else "•"
    return _SUB if bullet == "•" and level else bullet
