"""HTML that Outlook has wrapped in RTF, so that either can be shown (MS-OXRTFEX)."""

import re

from assistant.errors import ReportUnreadable
from assistant.reading.readers.rtf.machine import Machine

_MARK = re.compile(rb"\\fromhtml1\b")
_HEAD = 4096
_OUT = "colortbl stylesheet info pict header footer listtext pntext fldinst mhtmltag".split()


def unwrapped(data: bytes) -> str | None:
    """The HTML that an RTF file wraps, None when it wraps none, or is no RTF."""
    if not _MARK.search(data[:_HEAD]):
        return None
    page = _Page(data)
    try:
        page.run()
    except ReportUnreadable:
        return None
    html = "".join(page.parts)
    return html.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Page(Machine):
    """Gathers tags, which stand in groups of their own, and the text between them that is not for RTF alone."""

    star_known = frozenset(["htmltag"])

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.parts: list[str] = []
        self.symbols = {**self.symbols, "_": "\u00ad"}
        self.words |= {
            "htmltag": self._tag, "htmlrtf": self._for_rtf, "par": lambda _: self.write("\r\n"),
            "line": lambda _: self.write("\r\n"), **dict.fromkeys(_OUT, self._pass),
        }  # fmt: skip

    def write(self, text: str) -> None:
        """Some text."""
        if self.state.into == "fonts":
            self.named(text)
        elif not self.state.hidden:
            self.parts.append(text)

    def _tag(self, _: int | None) -> None:
        self.state = self.state._replace(into="tag", font=-1, hidden=False)

    def _for_rtf(self, value: int | None) -> None:
        self.state = self.state._replace(hidden=value != 0)

    def _pass(self, _: int | None) -> None:
        self.state = self.state._replace(into="")
