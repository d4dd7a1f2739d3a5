"""PowerPoint presentations (.pptx): the container is opened here, for python-pptx opens every picture."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile

from lxml import etree

from assistant.errors import ReportUnreadable
from assistant.reading import archive
from assistant.reading.blocks import Blocks
from assistant.reading.content import Content
from assistant.reading.readers.parts import RELATION, of_kind, parsed, properties, relations, span
from assistant.reading.readers.pptx.shapes import Forms, P, Writer, kind_of, title_of
from assistant.reading.readers.pptx.text import lines, plain

_MAIN = "ppt/presentation.xml"
_TREE = f"{P}cSld/{P}spTree"
_OFF = frozenset({"0", "false"})


@dataclass(slots=True)
class _Missing:
    """The numbers of the slides whose text is not there, by why."""

    hidden: list[int] = field(default_factory=list)
    bare: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)

    def notes(self) -> Iterator[str]:
        """What is to be said of them."""
        if self.hidden:
            yield f"{span(self.hidden, 'slide')} hidden content, which was left out; show it in PowerPoint to have it"
        if self.bare:
            yield f"{span(self.bare, 'slide')} no text (a picture?)"
        if self.lost:
            yield f"{span(self.lost, 'slide')} nothing that can be read; the file is damaged there"


def read(data: bytes) -> Content:
    """A presentation's text, a page a slide: its title, what it shows, then the speaker's notes, marked as such.

    Hidden slides, and the dates, footers and numbers that all have, are left out. Raises ReportUnreadable.
    """
    with archive.opened(data, what="PowerPoint presentation") as container:
        try:
            return _content(container)
        except RecursionError:
            raise ReportUnreadable("its parts lie too deep within one another; that is a trap or damage") from None


def _content(container: ZipFile) -> Content:
    blocks, missing, title = Blocks(), _Missing(), ""
    known: dict[str, Forms] = {}
    for number, name in enumerate(_slides(container), 1):
        slide = parsed(container, name)
        tree = None if slide is None else slide.find(_TREE)
        if slide is None or tree is None:
            missing.lost.append(number)
        elif slide.get("show") in _OFF:
            missing.hidden.append(number)
        else:
            blocks.page(number)
            before = blocks.length
            _write(blocks, container, name, tree, known)
            title = title or next((words for shape in title_of(tree) if (words := plain(shape.find(f"{P}txBody")))), "")
            if blocks.length == before:
                missing.bare.append(number)
    for note in missing.notes():
        blocks.note(note)
    return blocks.content(properties(container), title)


def _slides(container: ZipFile) -> list[str]:
    """The parts that are slides, in the order in which they are shown, each once; "" for one that is not told."""
    main = of_kind(relations(container, ""), "officeDocument", _MAIN)
    root = parsed(container, main)
    if root is None:
        raise ReportUnreadable(f"it is damaged: {main}, where a presentation lists its slides, is missing")
    found = relations(container, main)
    keys = [mark.get(f"{RELATION}id", "") for mark in root.iterfind(f"{P}sldIdLst/{P}sldId")]
    names = dict.fromkeys(found[key].target if key in found else f"?{key}" for key in keys)
    if not names:
        raise ReportUnreadable("it holds no slides")
    return list(names)


def _write(blocks: Blocks, container: ZipFile, name: str, tree: etree._Element, known: dict[str, Forms]) -> None:
    """Write a slide and its notes; `known` are the layouts met so far."""
    found = relations(container, name)
    layout = of_kind(found, "slideLayout")
    if layout not in known:
        master = of_kind(relations(container, layout), "slideMaster") if layout else ""
        roots = [parsed(container, part) for part in (layout, master) if part]
        known[layout] = Forms.of([root for root in roots if root is not None])
    related = {key: relation.target for key, relation in found.items()}
    Writer(blocks, container, related, known[layout]).write(tree)
    notes = parsed(container, of_kind(found, "notesSlide"))
    shapes = () if notes is None else notes.iterfind(f"{_TREE}/{P}sp")
    said = [line.text for shape in shapes if kind_of(shape) == "body" for line in lines(shape.find(f"{P}txBody"))]
    if said:
        blocks.paragraph("Notes: " + "\n".join(said))
