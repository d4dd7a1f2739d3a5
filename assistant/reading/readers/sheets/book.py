"""What an Excel workbook says of its sheets: their order, its texts, its formats."""

from collections.abc import Sequence
from dataclasses import dataclass
from zipfile import ZipFile

from lxml import etree

from assistant.errors import ReportUnreadable
from assistant.reading.readers.parts import RELATION, Relation, elements, of_kind, parsed, relations, uncoded
from assistant.reading.readers.raised import raised
from assistant.reading.readers.sheets.number_formats import GENERAL, NumberFormat, built_in, number_format

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_MAIN = "xl/workbook.xml"
_ON = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell is shown."""

    format: NumberFormat = GENERAL
    bold: bool = False


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet's name, its kind ("worksheet", "chartsheet"), and its part, "" when it is missing."""

    name: str
    kind: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Book:
    """What its sheets share."""

    sheets: Sequence[SheetPart]
    texts: Sequence[str]
    styles: Sequence[Style]
    since_1904: bool


def book(container: ZipFile) -> Book:
    """The workbook in a container. Raises ReportUnreadable."""
    main = of_kind(relations(container, ""), "officeDocument", _MAIN)
    root = parsed(container, main)
    if root is None:
        raise ReportUnreadable(f"it is damaged: {main}, where a workbook lists its sheets, is missing")
    found = relations(container, main)
    sheets = [_sheet(container, mark, found) for mark in root.iterfind(f"{S}sheets/{S}sheet")]
    if not sheets:
        raise ReportUnreadable("it holds no sheets; if it is no workbook, give it the suffix of its real format")
    settings = root.find(f"{S}workbookPr")
    texts = elements(container, of_kind(found, "sharedStrings"), f"{S}si")
    return Book(
        sheets,
        [text_of(text) for text in texts],
        _styles(parsed(container, of_kind(found, "styles"))),
        settings is not None and settings.get("date1904") in _ON,
    )


def _sheet(container: ZipFile, mark: etree._Element, found: dict[str, Relation]) -> SheetPart:
    relation = found.get(mark.get(f"{RELATION}id", ""), Relation("worksheet", ""))
    there = relation.target in container.NameToInfo
    hidden = mark.get("state", "visible") != "visible"
    return SheetPart(uncoded(mark.get("name", "")), relation.kind, relation.target if there else "", hidden)


def text_of(element: etree._Element) -> str:
    """The text in pieces of different looks, without the readings that Japanese ones may have."""
    pieces = [piece.text or "" for piece in element.iterfind(f"{S}t")]
    pieces += [_run(run) for run in element.iterfind(f"{S}r")]
    return uncoded("".join(pieces))


def _run(run: etree._Element) -> str:
    text, place = run.findtext(f"{S}t") or "", run.find(f"{S}rPr/{S}vertAlign")
    return raised(text) if place is not None and place.get("val") == "superscript" else text


def _styles(root: etree._Element | None) -> list[Style]:
    """The styles by the number that cells name them with."""
    if root is None:
        return []
    formats = {
        mark.get("numFmtId", ""): number_format(mark.get("formatCode", ""))
        for mark in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    bold = [_is_bold(font) for font in root.iterfind(f"{S}fonts/{S}font")]
    return [_style(mark, formats, bold) for mark in root.iterfind(f"{S}cellXfs/{S}xf")]


def _style(mark: etree._Element, formats: dict[str, NumberFormat], bold: Sequence[bool]) -> Style:
    key, font = mark.get("numFmtId", "0"), number(mark.get("fontId"))
    known = formats.get(key)
    return Style(built_in(number(key)) if known is None else known, font < len(bold) and bold[font])


def _is_bold(font: etree._Element) -> bool:
    mark = font.find(f"{S}b")
    return mark is not None and mark.get("val", "1") in _ON


def number(value: str | None) -> int:
    """A whole number that is not negative, 0 for anything else."""
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0
