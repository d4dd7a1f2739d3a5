"""RTF's groups, control words, fonts and encodings: what is the same whatever is made of its text."""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from assistant.errors import ReportUnreadable
from assistant.reading.readers.docx.symbols import has_own_codes, sign

_TOKEN = re.compile(rb"\\([A-Za-z]+)(-?[0-9]+)? ?|((?:\\'[0-9A-Fa-f]{2})+)|\\([^A-Za-z])|([{}])|([^\\{}]+)", re.DOTALL)
_WORD, _VALUE, _HEX, _SYMBOL, _BRACE = range(1, 6)
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(\{)\s*\\rtf")
_NO_SIGNS = b"\r\n\x00"
_DEEPEST = 20_000
_LONGEST_NAME = 100
_DENSE = re.compile(rb"[\xa8-\xff]{4}")
_SIGNS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ", "tab": "\t", "zwj": "\u200d", "zwnj": "\u200c", "ltrmark": "\u200e",
    "rtlmark": "\u200f",
}  # fmt: skip
_SYMBOLS = {"{": "{", "}": "}", "\\": "\\", "~": "\u00a0", "_": "-", "\t": "\t"}
# The code pages of the character sets that fonts name; 0 is that of Windows in the West, 1 the document's own.
_CHARSETS = {
    0: 1252, 77: 10000, 78: 932, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258,
    177: 1255, 178: 1256, 179: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}  # fmt: skip
_PAGES = {  # as Python calls them where that is not "cp" and their number
    10000: "mac_roman", 10001: "shift_jis", 10006: "mac_greek", 10007: "mac_cyrillic", 10029: "mac_latin2",
    10081: "mac_turkish", 936: "gb18030", 1361: "johab", 20866: "koi8_r", 21866: "koi8_u", 65001: "utf_8",
}  # fmt: skip


Handler = Callable[[int | None], object]
"""What is done at a control word, of which the number may be missing."""


class Para(NamedTuple):
    """What is said of a paragraph."""

    style: int = 0
    level: int | None = None
    listed: bool = False
    new_page: bool = False
    table: int = 0  # how many tables it stands in


PLAIN = Para()


class State(NamedTuple):
    """What holds until a group ends. `into` is where its text goes, "" for nowhere."""

    into: str = "text"
    font: int = 0
    skipped: int = 1  # signs that stand for one in Unicode, for readers that know none
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    para: Para = PLAIN
    around: str = ""  # where the text of a group goes that is there in two forms


class _Font(NamedTuple):
    encoding: str = ""
    name: str = ""
    western: bool = False  # by its own word


class Machine:
    """Reads RTF. A class that rests on it says what becomes of text, and of the control words in `words`."""

    star_known: frozenset[str] = frozenset()
    """Groups that are read even though a reader may pass them by."""

    symbols = _SYMBOLS

    def __init__(self, data: bytes) -> None:
        self.state = State()
        self.cut = True  # until the end is seen
        self._data = data
        self._at = 0
        self._outer: list[State] = []
        self._ends: dict[int, Callable[[], object]] = {}
        self._bytes = bytearray()
        self._skip = 0
        self._starred = False
        self._page = "cp1252"
        self._western = "cp1252"
        self._first_font = 0
        self._fonts: dict[int, _Font] = {}
        self._known: frozenset[bytes] = frozenset()
        self._font = 0  # the one that the table of fonts describes
        self._name = ""
        self.words: dict[str, Handler] = {
            "u": self._unicode, "uc": self._uc, "f": self._set_font, "plain": self._plain, "bin": self._binary,
            "fonttbl": self._font_table, "fcharset": self._charset, "cpg": self._font_page, "ansicpg": self._code_page,
            "deff": self._default_font, "mac": lambda _: self._code_page(10000), "pc": lambda _: self._code_page(437),
            "pca": lambda _: self._code_page(850), "upr": self._two_forms, "ud": self._second_form,
        }  # fmt: skip

    def write(self, text: str) -> None:
        """Some text of the group at hand, whose state says where it goes."""
        raise NotImplementedError

    def run(self) -> None:
        """Read it all. Raises ReportUnreadable for what is no RTF, or nested beyond any use."""
        start = _START.match(self._data)
        if start is None:
            raise ReportUnreadable("its content is no RTF; give it the suffix of its real format")
        self._at = start.start(1)
        self._known = frozenset(word.encode() for word in (*self.words, *_SIGNS))
        match, end = _TOKEN.match, len(self._data)
        while self._at < end:
            token = match(self._data, self._at)
            if token is None:
                self._at += 1
                continue
            self._at = token.end()
            self._take(token)
            if not self._outer:
                self.cut = False
                break
        if self._bytes:
            self._flush()
        while self._outer:
            self._close()

    def _take(self, token: re.Match[bytes]) -> None:
        kind = token.lastindex or 0
        if kind <= _VALUE and token[_WORD] not in self._known and not self._starred:
            self._skip = 0  # it changes nothing that is read here
            return
        if self._bytes and kind != _HEX and kind <= _BRACE:
            self._flush()
        if kind == _BRACE:
            self._skip = 0
            self._starred = False
            if token[_BRACE] == b"{":
                self._open()
            elif self._outer:
                self._close()
        elif kind > _BRACE:
            if self.state.into:
                self._add(token[0].translate(None, _NO_SIGNS))
        elif kind == _HEX:
            if self.state.into:
                self._add(bytes.fromhex(token[_HEX].replace(b"\\'", b"").decode()))
        elif kind == _SYMBOL:
            self._symbol(token[_SYMBOL].decode("latin-1"))
        else:
            value = token[_VALUE]
            self._control(token[_WORD].decode(), None if value is None else int(value[:12]))

    def _open(self) -> None:
        if len(self._outer) >= _DEEPEST:
            raise ReportUnreadable("its groups lie too deep within one another; that is a trap or damage")
        self._outer.append(self.state)

    def _close(self) -> None:
        if ended := self._ends.pop(len(self._outer), None):
            ended()
        self.state = self._outer.pop()

    @property
    def ends_here(self) -> bool:
        """Whether something is to be done already when the group at hand ends."""
        return len(self._outer) in self._ends

    def at_end(self, ended: Callable[[], object]) -> None:
        """What to do when the group at hand ends."""
        self._ends[len(self._outer)] = ended

    def _add(self, data: bytes) -> None:
        if self._skip:
            passed = min(self._skip, len(data))
            self._skip -= passed
            data = data[passed:]
        self._bytes += data

    def _flush(self) -> None:
        """Make text of the bytes that were gathered."""
        data, self._bytes = bytes(self._bytes), bytearray()
        font = self._fonts.get(self.state.font, _Font())
        if has_own_codes(font.name):
            self.write("".join(sign(font.name, code) for code in data))
            return
        if font.western and self._western != self._page and not data.isascii() and _DENSE.search(data):
            self._western = self._page  # no western word has four such letters in a row
        encoding = self._western if font.western else font.encoding or self._page
        self.write(data.decode(encoding, "replace"))

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in self.symbols:
            self._sign(self.symbols[symbol])
        elif symbol in "\r\n":
            self._control("par", None)

    def _sign(self, text: str) -> None:
        if self._skip:
            self._skip -= 1
        elif self.state.into:
            self.write(text)

    def _control(self, word: str, value: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in _SIGNS:
            self._sign(_SIGNS[word])
            return
        self._skip = 0
        if starred and word not in self.star_known and word != "ud":
            self.state = self.state._replace(into="")
        elif (self.state.into or word in ("bin", "ud")) and (handler := self.words.get(word)):
            handler(value)

    def _unicode(self, value: int | None) -> None:
        code = (value or 0) % 0x10000 if value is None or value < 0x10000 else value
        if 0xF000 <= code < 0xF100:
            self.write(sign(self._fonts.get(self.state.font, _Font()).name, code))
        elif code <= 0x10FFFF:
            self.write(chr(code))
        self._skip = self.state.skipped

    def _uc(self, value: int | None) -> None:
        self.state = self.state._replace(skipped=min(max(1 if value is None else value, 0), 100))

    def _binary(self, value: int | None) -> None:
        self._at += max(value or 0, 0)

    def _plain(self, _: int | None) -> None:
        self.state = self.state._replace(font=self._first_font, hidden=False, deleted=False, raised=False)

    def _set_font(self, value: int | None) -> None:
        if self.state.into == "fonts":
            self._font, self._name = value or 0, ""
            self._fonts[self._font] = _Font()
        else:
            self.state = self.state._replace(font=value or 0)

    def _default_font(self, value: int | None) -> None:
        self._first_font = value or 0
        self.state = self.state._replace(font=self._first_font)

    def _code_page(self, value: int | None) -> None:
        self._page = _encoding(value or 1252) or self._page

    def _font_table(self, _: int | None) -> None:
        self.state = self.state._replace(into="fonts")

    def named(self, text: str) -> None:
        """Some text of the table of fonts."""
        self._name = (self._name + text)[:_LONGEST_NAME]
        font = self._fonts.get(self._font, _Font())
        self._fonts[self._font] = font._replace(name=self._name.split(";")[0].strip())

    def _charset(self, value: int | None) -> None:
        self._describe(_CHARSETS.get(value or 0, 0), western=not value)

    def _font_page(self, value: int | None) -> None:
        self._describe(value or 0)

    def _describe(self, page: int, *, western: bool = False) -> None:
        if self.state.into == "fonts":
            font = self._fonts.get(self._font, _Font())
            self._fonts[self._font] = font._replace(encoding=_encoding(page), western=western)

    def _two_forms(self, _: int | None) -> None:
        self.state = self.state._replace(into="", around=self.state.into)

    def _second_form(self, _: int | None) -> None:
        self.state = self.state._replace(into=self.state.around)


def _encoding(page: int) -> str:
    """A code page as Python calls it; "" when it is not known."""
    name = _PAGES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
