"""A slide's shapes as blocks, in the order in which they are read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from zipfile import ZipFile

from lxml import etree

from assistant.reading.blocks import Blocks
from assistant.reading.readers.parts import RELATION, parsed
from assistant.reading.readers.pptx.charts import CHART, DIAGRAM, write_chart, write_diagram, write_table
from assistant.reading.readers.pptx.order import Box, in_order
from assistant.reading.readers.pptx.text import CHOICE, A, lines, plain

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_TITLES = frozenset({"title", "ctrTitle"})
_MARGINAL = frozenset({"dt", "ftr", "sldNum", "hdr"})
_LISTS = {"title": "titleStyle", "ctrTitle": "titleStyle"}
_FAR = 2**40  # beyond any slide, in its units


@dataclass(frozen=True, slots=True)
class Forms:
    """What a slide rests on, the layout first, then the master: the roots of these parts."""

    roots: Sequence[etree._Element] = ()
    held: Sequence[Mapping[tuple[str, str], etree._Element]] = field(default=())

    @classmethod
    def of(cls, roots: Sequence[etree._Element]) -> "Forms":
        """Those of some parts."""
        return cls(roots, [dict(_places(root)) for root in roots])

    def below(self, shape: etree._Element) -> list[etree._Element]:
        """The placeholders of layout and master that a shape fills; none for a shape of the slide's own."""
        place = _place(shape)
        if place is None:
            return []
        kind, index = place
        broad = "title" if kind in _TITLES else "body"
        found = []
        for held in self.held:
            keys = ((kind, index), ("", index)) if index else ((kind, ""),)
            form = next((held[key] for key in (*keys, (kind, ""), (broad, "")) if key in held), None)
            found += [] if form is None else [form]
        return found

    def styles(self, shape: etree._Element) -> list[etree._Element]:
        """The lists of levels that a shape's paragraphs rest on, nearest first."""
        place = _place(shape)
        found = [form.find(f"{P}txBody/{A}lstStyle") for form in (shape, *self.below(shape))]
        name = "otherStyle" if place is None else _LISTS.get(place[0], "bodyStyle")
        found += [root.find(f"{P}txStyles/{P}{name}") for root in self.roots]
        return [style for style in found if style is not None]


def _places(root: etree._Element) -> Iterator[tuple[tuple[str, str], etree._Element]]:
    """A layout's or master's placeholders, by kind, by index, and by both."""
    for shape in reversed(list(root.iterfind(f"{P}cSld/{P}spTree/{P}sp"))):  # of those alike, the first counts
        place = _place(shape)
        if place is not None:
            kind, index = place
            yield (kind, ""), shape
            yield (kind, index), shape
            yield ("", index), shape


def _place(shape: etree._Element) -> tuple[str, str] | None:
    """The kind and the index of the placeholder that a shape is; None for other shapes."""
    mark = next((mark for mark in shape.iterfind(f"./*/{P}nvPr/{P}ph")), None)
    return None if mark is None else (mark.get("type", "obj"), mark.get("idx", ""))


def kind_of(shape: etree._Element) -> str:
    """The kind of placeholder that a shape is, "" for other shapes."""
    return (_place(shape) or ("", ""))[0]


def title_of(tree: etree._Element) -> list[etree._Element]:
    """The shapes that hold a slide's title."""
    return [shape for shape in _shapes(tree) if kind_of(shape) in _TITLES]


class Writer:
    """Writes the shapes of one slide into blocks; `related` are the parts that it names, by their ids."""

    def __init__(self, blocks: Blocks, container: ZipFile, related: Mapping[str, str], forms: Forms) -> None:
        self._blocks = blocks
        self._container = container
        self._related = related
        self._forms = forms

    def write(self, tree: etree._Element) -> None:
        """A slide's title as a heading, then all else that it shows."""
        titles = title_of(tree)
        for shape in titles:
            self._blocks.heading(plain(shape.find(f"{P}txBody")))
        self._write([shape for shape in _shapes(tree) if shape not in titles])

    def _write(self, shapes: Sequence[etree._Element]) -> None:
        boxes = [self._box(place, shape) for place, shape in enumerate(shapes)]
        for box in in_order(boxes):
            shape = shapes[box.place]
            if shape.tag == f"{P}grpSp":
                self._write(list(_shapes(shape)))
            elif shape.tag == f"{P}graphicFrame":
                self._frame(shape)
            elif kind_of(shape) not in _MARGINAL:
                for line in lines(shape.find(f"{P}txBody"), self._forms.styles(shape)):
                    line.write(self._blocks)

    def _frame(self, frame: etree._Element) -> None:
        for data in frame.iter(f"{A}graphicData"):
            for table in data.iterfind(f"{A}tbl"):
                write_table(self._blocks, table)
            for tag, name, write in ((CHART, "id", write_chart), (DIAGRAM, "dm", write_diagram)):
                for mark in data.iterfind(tag):
                    root = parsed(self._container, self._related.get(mark.get(f"{RELATION}{name}", ""), ""))
                    if root is not None:
                        write(self._blocks, root)

    def _box(self, place: int, shape: etree._Element) -> Box:
        """Where a shape stands; where no one says, at the top left."""
        for form in (shape, *self._forms.below(shape)):
            found = next((mark for path in _BOXES if (mark := form.find(path)) is not None), None)
            if found is not None:
                left, top = _pair(found.find(f"{A}off"), "x", "y")
                width, height = _pair(found.find(f"{A}ext"), "cx", "cy")
                return Box(place, left, top, left + max(width, 0), top + max(height, 0))
        return Box(place, 0, 0, 0, 0)


_BOXES = (f"{P}spPr/{A}xfrm", f"{P}grpSpPr/{A}xfrm", f"{P}xfrm")


def _pair(element: etree._Element | None, *names: str) -> tuple[int, int]:
    values = ["0" if element is None else element.get(name, "0") for name in names]
    first, second = (int(value) if value.lstrip("-").isdecimal() and len(value) < 20 else 0 for value in values)
    return max(-_FAR, min(first, _FAR)), max(-_FAR, min(second, _FAR))


def _shapes(tree: etree._Element) -> Iterator[etree._Element]:
    """The shapes in a tree or group that may hold text and are not hidden."""
    for child in tree:
        shape = child[0][0] if child.tag == CHOICE and len(child) and len(child[0]) else child
        if shape.tag in _TEXTUAL and next(shape.iterfind(f"./*/{P}cNvPr[@hidden='1']"), None) is None:
            yield shape


_TEXTUAL = frozenset(f"{P}{name}" for name in ("sp", "grpSp", "graphicFrame"))
