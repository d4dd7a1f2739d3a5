"""The text of a Word paragraph: what is seen of its runs, and where pages, notes and text boxes come in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from lxml import etree

from assistant.reading.readers.docx.styles import VAL, Style, W, number, stated, switched
from assistant.reading.readers.docx.symbols import has_own_codes, sign
from assistant.reading.readers.raised import raised

_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_UNSEEN = frozenset(
    {f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "delInstrText", "rt", "tbl")}
    | {f"{_MATHS}{name}" for name in ("rPr", "fPr", "dPr", "naryPr", "radPr", "ctrlPr", "oMathParaPr")}
)
_REMOVED = frozenset({f"{W}del", f"{W}moveFrom"})


class Break(Enum):
    """Where a page ends: by the writer's will, or where Word last laid the text out."""

    PAGE = auto()
    RENDERED = auto()


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A place that a footnote or an endnote belongs to."""

    kind: str
    key: str
    numbered: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A text box that hangs at a place."""

    element: etree._Element


Token = str | Break | NoteMark | Box


@dataclass(slots=True)
class Fields:
    """The fields that are open, each True while its code runs on; they may reach over paragraphs."""

    balanced: bool = True
    open: list[bool] = field(default_factory=list)

    def mark(self, mark: etree._Element) -> str:
        """Take note of a beginning, a middle or an end; what is seen of a form's field."""
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self.open.append(True)
            return _chosen(mark)
        if self.open and kind == "separate":
            self.open[-1] = False
        elif self.open and kind == "end":
            self.open.pop()
        return ""

    @property
    def in_code(self) -> bool:
        """Whether what comes is a field's code; never in a file whose fields do not end."""
        return self.balanced and any(self.open)


def fields_of(root: etree._Element) -> Fields:
    """No field open yet; whether each that begins also ends."""
    kinds = [mark.get(f"{W}fldCharType") for mark in root.iter(f"{W}fldChar")]
    return Fields(balanced=kinds.count("begin") == kinds.count("end"))


def _chosen(mark: etree._Element) -> str:
    """What a form's list or tick box shows, which is no text in the file."""
    data = mark.find(f"{W}ffData")
    if data is None:
        return ""
    box, choices = data.find(f"{W}checkBox"), data.find(f"{W}ddList")
    if box is not None:
        ticked = switched(box, "checked")
        return "☒" if (switched(box, "default") if ticked is None else ticked) else "☐"
    if choices is None:
        return ""
    entries = [entry.get(VAL, "") for entry in choices.iterfind(f"{W}listEntry")]
    place = number(choices.find(f"{W}result")) or number(choices.find(f"{W}default")) or 0
    return entries[place] if 0 <= place < len(entries) else ""


class ParagraphText:
    """Makes tokens of paragraphs, one after the other."""

    def __init__(self, styles: Mapping[str, Style], fields: Fields) -> None:
        self._styles = styles
        self._fields = fields

    def tokens(self, paragraph: etree._Element, *, hidden: bool) -> list[Token]:
        """What is seen of a paragraph, in its order; `hidden` is what its style says of its runs."""
        out: list[Token] = []
        self._walk(paragraph, hidden, out)
        return out

    def _walk(self, parent: etree._Element, hidden: bool, out: list[Token]) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, hidden, out)
            elif tag in _REMOVED:
                self._pass_by(child)
            elif tag == f"{_CHOICES}AlternateContent":
                self._walk(_preferred(child), hidden, out)
            elif tag == f"{W}txbxContent":
                out.append(Box(child))
            elif tag == f"{_MATHS}t":
                out.append(child.text or "")
            elif isinstance(tag, str) and tag not in _UNSEEN:
                if tag == f"{_MATHS}den":
                    out.append("/")
                self._walk(child, hidden, out)

    def _pass_by(self, removed: etree._Element) -> None:
        for mark in removed.iter(f"{W}fldChar"):  # else a field that was removed in part would never end
            self._fields.mark(mark)

    def _run(self, run: etree._Element, hidden: bool, out: list[Token]) -> None:
        properties = run.find(f"{W}rPr")
        style = self._style(properties)
        if hidden if style.hidden is None else style.hidden:
            self._pass_by(run)
            return
        font, begin = _font(properties), len(out)
        for child in run:
            self._part(child, font, out)
        if style.raised:
            out[begin:] = [raised(token) if isinstance(token, str) else token for token in out[begin:]]

    def _style(self, properties: etree._Element | None) -> Style:
        """What a run's own properties say, or else its character style's."""
        own = stated(None, runs=properties)
        style = None if properties is None else properties.find(f"{W}rStyle")
        return own if style is None else own.over(self._styles.get(style.get(VAL, ""), Style()))

    def _part(self, part: etree._Element, font: str, out: list[Token]) -> None:
        name = part.tag.removeprefix(W) if isinstance(part.tag, str) else ""
        if name == "fldChar":
            out.append(self._fields.mark(part))
        elif self._fields.in_code:
            return
        elif name == "t":
            out.append(_words(part.text or "", font))
        elif name in _SIGNS:
            out.append(_SIGNS[name])
        elif name == "br":
            out.append(Break.PAGE if part.get(f"{W}type") == "page" else "\n")
        elif name == "lastRenderedPageBreak":
            out.append(Break.RENDERED)
        elif name == "sym":
            out.append(_symbol(part))
        elif name in ("footnoteReference", "endnoteReference"):
            numbered = part.get(f"{W}customMarkFollows", "0") in ("0", "false", "off")
            out.append(NoteMark(name.removesuffix("Reference"), part.get(f"{W}id", ""), numbered))
        elif name and part.tag not in _UNSEEN:
            self._walk_one(part, out)

    def _walk_one(self, part: etree._Element, out: list[Token]) -> None:
        """A drawing, an object, a ruby, or whatever else may hold text."""
        self._walk(_preferred(part) if part.tag == f"{_CHOICES}AlternateContent" else part, False, out)


def _preferred(alternatives: etree._Element) -> etree._Element:
    """The first of several forms of one thing, so that its text comes once."""
    return alternatives[0] if len(alternatives) else alternatives


def _font(properties: etree._Element | None) -> str:
    fonts = None if properties is None else properties.find(f"{W}rFonts")
    return "" if fonts is None else fonts.get(f"{W}ascii", "")


def _words(text: str, font: str) -> str:
    """A run's text; of a font with codes of its own, what these show."""
    if has_own_codes(font):
        return "".join(sign(font, ord(letter)) if 0xF000 <= ord(letter) <= 0xF0FF else letter for letter in text)
    return text.replace("\n", " ")


def _symbol(symbol: etree._Element) -> str:
    try:
        return sign(symbol.get(f"{W}font", ""), int(symbol.get(f"{W}char", ""), 16))
    except ValueError:
        return ""


def words_of(tokens: list[Token]) -> str:
    """The text alone."""
    return "".join(token for token in tokens if isinstance(token, str))
