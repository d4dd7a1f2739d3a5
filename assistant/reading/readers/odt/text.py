"""The text of an OpenDocument paragraph: what is seen of it, and where pages, notes and text boxes come in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from lxml import etree

from assistant.reading.readers.odt.styles import Key, Style
from assistant.reading.readers.raised import raised

_OPEN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE, DRAW = (f"{{{_OPEN}{name}:1.0}}" for name in ("office", "text", "table", "drawing"))
_SPACES = re.compile(r"[ \t\r\n]+")
_SIGNS = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
_UNSEEN = frozenset(
    [f"{OFFICE}{name}" for name in ("annotation", "annotation-end", "forms", "event-listeners", "binary-data")]
    + [f"{TEXT}{name}" for name in ("ruby-text", "tracked-changes", "number", "script", "note-citation")]
    + [f"{DRAW}{name}" for name in ("object", "object-ole", "plugin", "applet", "floating-frame", "image-map")]
    + [f"{{{_OPEN}svg-compatible:1.0}}{name}" for name in ("title", "desc")]
)
_FILLED = frozenset(f"{DRAW}{name}" for name in (
    "text-box", "custom-shape", "rect", "line", "polyline", "polygon", "regular-polygon", "path", "circle", "ellipse",
    "connector", "caption", "measure",
))  # fmt: skip


class Break(Enum):
    """Where the program that laid the text out began a page."""

    SOFT = auto()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or an endnote."""

    element: etree._Element


@dataclass(frozen=True, slots=True)
class Box:
    """A text box, or a shape with text in it."""

    element: etree._Element


Token = str | Break | Note | Box


def is_unseen(element: etree._Element) -> bool:
    """Whether nothing of an element is seen, such as a comment."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    return _is_hidden(element) or element.get(f"{TEXT}display", "") == "none"


def _is_hidden(element: etree._Element) -> bool:
    """Whether its condition, as it was last looked at, hides it."""
    return bool(element.get(f"{TEXT}is-hidden", "false") != "false")


def is_box(element: etree._Element) -> bool:
    """Whether an element holds paragraphs that stand apart from the text around."""
    return element.tag in _FILLED


class ParagraphText:
    """Makes tokens of paragraphs."""

    def __init__(self, styles: Mapping[Key, Style]) -> None:
        self._styles = styles

    def tokens(self, paragraph: etree._Element) -> list[Token]:
        """What is seen of a paragraph, in its order."""
        out: list[Token] = []
        if not any(map(_is_hidden, paragraph.iter(f"{TEXT}hidden-paragraph"))):
            self._walk(paragraph, out)
        return out

    def _walk(self, parent: etree._Element, out: list[Token]) -> None:
        out.append(_even(parent.text))
        for child in parent:
            self._part(child, out)
            out.append(_even(child.tail))

    def _part(self, part: etree._Element, out: list[Token]) -> None:
        if is_unseen(part):
            return
        if part.tag in _SIGNS:
            out.append(_SIGNS[part.tag])
        elif part.tag == f"{TEXT}soft-page-break":
            out.append(Break.SOFT)
        elif part.tag == f"{TEXT}note":
            out.append(Note(part))
        elif is_box(part):
            out.append(Box(part))
        else:
            self._styled(part, self._styles.get(("text", part.get(f"{TEXT}style-name", "")), Style()), out)

    def _styled(self, part: etree._Element, style: Style, out: list[Token]) -> None:
        begin = len(out)
        if not style.hidden:
            self._walk(part, out)
        if style.raised:
            out[begin:] = [raised(token) if isinstance(token, str) else token for token in out[begin:]]


def _even(text: str | None) -> str:
    """Text between marks, in which a line of the file is no line of the text."""
    return _SPACES.sub(" ", text) if text else ""


def words_of(tokens: list[Token]) -> str:
    """The text alone."""
    return "".join(token for token in tokens if isinstance(token, str))
