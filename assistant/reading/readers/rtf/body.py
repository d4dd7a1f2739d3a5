"""RTF -> what its text tells, in order."""

from dataclasses import replace
from functools import partial

from assistant.reading.readers.raised import raised
from assistant.reading.readers.rtf.head import Described
from assistant.reading.readers.rtf.machine import Handler
from assistant.reading.readers.rtf.story import Edge, Paragraph, Story, Table, Told, text_of

_OUT = (
    "annotation atnauthor atnid bkmkend bkmkstart colortbl datafield falt fldinst footer footerf footerl footerr "
    "fontemb fontfile ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc header headerf headerl headerr listoverridetable "
    "listtable mbegChr mchr mendChr mmathPict msepChr nonesttables nonshppict objalias objclass objdata objitem "
    "objname objsect objtime objtopic panose pict private revtbl rxe shppict shprslt sp tc tcn template txe xe"
).split()
_BREAKS = {"sbknone": "continuous", "sbkcol": "continuous", "sectd": "nextPage", "sbkpage": "nextPage",
           "sbkeven": "evenPage", "sbkodd": "oddPage"}  # fmt: skip
_MOST_CELLS = 1000  # in a row; Word allows 63
_DEEPEST = 10  # of notes and text boxes within one another; others are text where they stand


class Document(Described):
    """Reads a file; then `told` is what it tells."""

    star_known = frozenset(
        "footnote shpinst shpgrp do nesttableprops moMath moMathPara result fldrslt listtext pntext dptxbxtext".split()
    )

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.told: list[Told] = []
        self._story = Story()
        self._numbers = {"Note": 0, "Endnote": 0}
        self._within = 0  # so many notes and text boxes
        self._numbered = self._at_end = False  # the note at hand
        self.words |= {
            "par": self._par, "line": lambda _: self.write("\n"), "lbr": lambda _: self.write("\n"),
            "mden": lambda _: self.write("/"), "page": lambda _: self._story.turn(self.state.para),
            "sect": lambda _: self._story.end_section(self.state.para), "pard": lambda _: self.say(),
            "ls": lambda value: self.say(listed=bool(value)), "pagebb": lambda value: self.say(new_page=value != 0),
            "intbl": lambda _: self.say(table=max(self.state.para.table, 1)),
            "itap": lambda value: self.say(table=max(value or 0, 0)),
            "v": lambda value: self.become(hidden=value != 0), "deleted": lambda value: self.become(deleted=value != 0),
            "super": lambda value: self.become(raised=value != 0), "sub": lambda _: self.become(raised=False),
            "nosupersub": lambda _: self.become(raised=False),
            "listtext": self._mark, "pntext": self._mark, "footnote": self._note, "chftn": self._note_number,
            "ftnalt": self._endnote, "shptxt": self._box, "dptxbxtext": self._box,
            **{word: partial(self._section, kind) for word, kind in _BREAKS.items()},
            **{word: partial(self.become, into="") for word in _OUT}, **self._table_words(),
        }  # fmt: skip

    def _table_words(self) -> dict[str, Handler]:
        flags = ("clmrg", "clvmrg", "clvmgf")
        return {
            "trowd": self._row_shape, "trleft": self._row_left, "trhdr": self._row_header, "cellx": self._edge,
            "cell": partial(self._cell, 1), "nestcell": partial(self._cell, 2), "row": partial(self._row, 1),
            "nestrow": partial(self._row, 2), **{flag: partial(self._flag, flag) for flag in flags},
        }  # fmt: skip

    def run(self) -> None:
        """Read it all. Raises ReportUnreadable."""
        super().run()
        self.told = self._story.close(self.state.para)

    def write(self, text: str) -> None:
        """Some text, which goes where the group at hand is for."""
        if self.state.into != "text":
            self.described(text)
        elif not self._unseen:
            self._story.words.append(raised(text) if self.state.raised else text)

    @property
    def _unseen(self) -> bool:
        return self.state.hidden or self.state.deleted

    def _par(self, _: int | None) -> None:
        if self.state.into == "text":
            self._story.end_paragraph(self.state.para)
        else:
            self.write(" ")

    def _section(self, kind: str, _: int | None) -> None:
        self._story.section = kind

    def _mark(self, _: int | None) -> None:
        if self.state.into == "text" and not self._unseen:
            self.aside(self._end_mark)
        else:
            self.become(into="")

    def _end_mark(self, text: str) -> None:
        self._story.mark = text.strip() or "•"

    def _cell(self, depth: int, _: int | None) -> None:
        self._story.end_cell(depth if depth == 1 else max(self.state.para.table, depth), self.state.para)

    def _row(self, depth: int, _: int | None) -> None:
        self._story.end_row(depth if depth == 1 else max(self.state.para.table, depth), self.state.para)

    def _row_shape(self, _: int | None) -> None:
        self._story.begin_row(self.state.para)

    def _row_left(self, value: int | None) -> None:
        self._story.shape.left = value or 0

    def _row_header(self, value: int | None) -> None:
        self._story.shape.header = value != 0

    def _flag(self, flag: str, _: int | None) -> None:
        self._story.shape.flags.add(flag)

    def _edge(self, value: int | None) -> None:
        shape = self._story.shape
        if len(shape.edges) < _MOST_CELLS:
            down = "clvmrg" in shape.flags, "clvmgf" in shape.flags
            shape.edges.append(Edge(value or 0, "clmrg" in shape.flags, *down))
        shape.flags = set()

    def _note_number(self, _: int | None) -> None:
        self._numbered = True

    def _endnote(self, _: int | None) -> None:
        self._at_end = True

    def _note(self, _: int | None) -> None:
        before = self._numbered, self._at_end
        if outer := self._apart():
            self._numbered = self._at_end = False
            self.at_end(partial(self._end_note, outer, before))

    def _box(self, _: int | None) -> None:
        if outer := self._apart():
            self.at_end(partial(self._end_box, outer))

    def _apart(self) -> Story | None:
        """The story around the one that begins here; None where nothing is to be told."""
        if self._unseen:
            self.become(into="")
        if self.state.into != "text" or self.ends_here or self._within >= _DEEPEST:
            return None
        self._within += 1
        outer, self._story = self._story, Story()
        self.say()
        return outer

    def _end_note(self, outer: Story, before: tuple[bool, bool]) -> None:
        called = "Endnote" if self._at_end else "Note"
        text = text_of(self._story.close(self.state.para))
        if self._numbered:
            self._numbers[called] += 1
            called = f"{called} {self._numbers[called]}"
        if text:
            outer.hung.append(Paragraph(f"{called}: {text}"))
        self._back(outer)
        self._numbered, self._at_end = before

    def _end_box(self, outer: Story) -> None:
        """What a text box tells, which turns no page."""
        for told in self._story.close(self.state.para):
            if isinstance(told, Paragraph):
                outer.hung.append(replace(told, para=told.para._replace(new_page=False)))
            elif isinstance(told, Table):
                outer.hung.append(told)
        self._back(outer)

    def _back(self, outer: Story) -> None:
        self._story = outer
        self._within -= 1
