"""What an RTF file says of its styles and of itself, which is no text of the report."""

from collections.abc import Callable, Mapping
from functools import partial

from assistant.reading.readers.docx.styles import Style, complete
from assistant.reading.readers.rtf.machine import Machine, Para

_PROPERTIES = {"title": "title", "author": "authors", "subject": "subject"}
_DATE = ("yr", "mo", "dy", "hr", "min")


class Described(Machine):
    """Reads styles and properties; `write` and `word` are still to be said by a class that rests on it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._side: list[str] = []
        self._properties: dict[str, str] = {}
        self._created: dict[str, int] = {}
        self._styles: dict[str, tuple[Style, str]] = {}
        self._base = ""
        self.words |= {
            "stylesheet": partial(self.become, into="styles"), "sbasedon": self._based_on,
            "s": lambda value: self.say(style=value or 0), "outlinelevel": lambda value: self.say(level=value),
            "info": partial(self.become, into="info"), "creatim": self._creation,
            **{word: partial(self._property, name) for word, name in _PROPERTIES.items()},
            **{word: partial(self._part, word) for word in _DATE},
        }  # fmt: skip

    @property
    def styles(self) -> Mapping[str, Style]:
        """The styles of paragraphs by number, each complete."""
        return {number: complete(number, self._styles) for number in self._styles}

    @property
    def metadata(self) -> dict[str, str]:
        """Title, authors, subject and when the file was made, as far as they are given."""
        return {**self._properties, "created": self._date()}

    def become(self, _: int | None = None, **changes: object) -> None:
        """Change the state of the group at hand."""
        self.state = self.state._replace(**changes)  # type: ignore[arg-type]

    def say(self, **changes: object) -> None:
        """Something of the paragraph; nothing is that all that was said is void."""
        para = self.state.para._replace(**changes) if changes else Para()  # type: ignore[arg-type]
        self.state = self.state._replace(para=para)

    def aside(self, ended: Callable[[str], object]) -> None:
        """Keep the text of this group, and hand it over at its end."""
        if self.ends_here:
            self.become(into="")
            return
        self.become(into="side")
        self._side = []
        self.at_end(lambda: ended("".join(self._side)))

    def described(self, text: str) -> None:
        """Some text of a group that is no text of the report."""
        into = self.state.into
        if into == "fonts":
            self.named(text)
        elif into in ("side", "styles"):
            self._side.append(text)
        if into == "styles" and ";" in text:
            self._end_style()

    def _based_on(self, value: int | None) -> None:
        self._base = str(value or 0)

    def _end_style(self) -> None:
        name = "".join(self._side).split(";")[0].split(",")[0].strip().lower()
        number = str(self.state.para.style)
        self._styles[number] = Style(name, self.state.para.level), "" if self._base == number else self._base
        self._side, self._base = [], ""

    def _property(self, name: str, _: int | None) -> None:
        if self.state.into == "info":
            self.aside(partial(self._properties.setdefault, name))

    def _creation(self, _: int | None) -> None:
        self.become(into="created" if self.state.into == "info" else "")

    def _part(self, part: str, value: int | None) -> None:
        if self.state.into == "created":
            self._created[part] = value or 0

    def _date(self) -> str:
        year, month, day, hour, minute = (self._created.get(part, 0) for part in _DATE)
        if not (1900 < year < 2200 and 1 <= month <= 12 and 1 <= day <= 31 and 0 <= hour < 24 and 0 <= minute < 60):
            return ""
        return f"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00"
