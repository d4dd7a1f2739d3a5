"""Number formats of spreadsheets: what is shown of the number or date that a cell holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

_DIGITS = 10  # that are shown where the format says nothing
_MOST = 30  # digits that a format may ask for
_WHOLE = 10**15  # below which every whole number is exact
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_END = 2_958_466  # the first day of the year 10000
_LEAP_BUG = 60  # the day that never was, 29 February 1900: those before it are one off
_DAY_S = 86_400
_MONTHS = "January February March April May June July August September October November December".split()
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    **dict.fromkeys((37, 38), "#,##0;(#,##0)"), **dict.fromkeys((39, 40), "#,##0.00;(#,##0.00)"),
    **dict.fromkeys((41, 42), '#,##0;-#,##0;"-"'), **dict.fromkeys((43, 44), '#,##0.00;-#,##0.00;"-"'), 48: "0.0E+0",
    14: "y-m-d", 15: "d-m-y", 16: "d-mmm",
    17: "mmm-y", 18: "h:m", 19: "h:m:s", 20: "h:m", 21: "h:m:s", 22: "y-m-d h:m", 45: "m:s", 46: "[h]:m:s", 47: "m:s",
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "y-m-d"), 32: "h:m", 33: "h:m:s", 34: "h:m", 35: "h:m:s",
}  # fmt: skip
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[(?P<passed>[hms]+)\]|\[[^\]]*\]'
    r"|(?P<general>General|Standard)|AM/PM|A/P|(?P<power>E[+-])|(?P<mark>.)",
    re.IGNORECASE | re.DOTALL,
)
_LITERAL = frozenset({"quoted", "escaped", "money"})
_PLACES = frozenset(("mark", sign) for sign in "0#?.")
_UNITS = re.compile(r"y+|e+|b+|m+|d+|h+|s+")
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_CONDITION = re.compile(r"\[[<>=]")

Piece = tuple[str, str]
"""A piece of a format's code: its kind, such as "mark" or "quoted", and what it says."""


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How numbers are shown.

    `date` are the units of a date that are, of "ymdhs", or "p" for time that has passed. `before` and `after` stand
    around a figure of at least `digits` digits and `least` to `most` decimals, or as many as it needs for None, times
    10 to the power of `shift`; with `wordy` there is no figure between them. `negative` and `zero` are shown otherwise.
    """

    before: str = ""
    after: str = ""
    digits: int = 0
    least: int = 0
    most: int | None = None
    shift: int = 0
    power: bool = False
    grouped: bool = False
    wordy: bool = False
    date: str = ""
    hidden: bool = False
    negative: "NumberFormat | None" = None
    zero: "NumberFormat | None" = None

    def shown(self, value: str, *, since_1904: bool = False) -> str:
        """A number as it is read: dates as ISO 8601, as precise as they are shown; figures with a point.

        What is no number is given back.
        """
        try:
            number = float(value)
        except ValueError:
            return value
        other = self.negative if number < 0 else self.zero if number == 0 else None
        if other:
            return other.shown(repr(abs(number)), since_1904=since_1904)
        if self.hidden or not abs(number) < 1e300:
            return "" if self.hidden else value
        if self.date:
            return _moment(number, self.date, since_1904) or _general(number)
        figure = "" if self.wordy else self._figure(number)
        if figure[:1] == "-":
            return f"-{self.before.replace('+', '')}{figure[1:]}{self.after}"
        return f"{self.before}{figure}{self.after}"

    def _figure(self, number: float) -> str:
        if self.most is None and not self.shift:
            return _general(number)
        if self.power:
            return f"{number:.{self.most or 0}E}"
        exact = Decimal(f"{number:.15g}").scaleb(self.shift)
        if self.most is None:
            return _general(float(exact))
        with localcontext(prec=400):
            text = f"{exact.quantize(Decimal(1).scaleb(-self.most), ROUND_HALF_UP):f}"
        whole, point, decimals = text.removeprefix("-").partition(".")
        decimals = decimals[: self.least] + decimals[self.least :].rstrip("0")
        whole = whole.rjust(self.digits, "0")
        figure = f"{_THOUSANDS.sub(',', whole) if self.grouped else whole}{point if decimals else ''}{decimals}"
        return f"-{figure}" if text.startswith("-") and figure.strip("0.") else figure


GENERAL = NumberFormat()


@lru_cache(4096)
def number_format(code: str) -> NumberFormat:
    """What a format's code says of numbers: the first of its sections, and the others for those below 0, and for 0."""
    if code.strip("; ") == "" and ";;" in code:
        return NumberFormat(hidden=True)
    if _CONDITION.search(code):
        return GENERAL
    first, *others = _sections(code)
    negative, zero = [*map(_other, others[:2]), None, None][:2]
    return replace(_section(first), negative=negative, zero=zero)


def built_in(number: int) -> NumberFormat:
    """The format that a number below 164 stands for."""
    return number_format(_BUILT_IN.get(number, ""))


def _sections(code: str) -> list[list[Piece]]:
    """The pieces of each of a code's sections."""
    sections: list[list[Piece]] = [[]]
    for piece in _PIECE.finditer(code[:1000]):
        kind = piece.lastgroup
        if kind == "mark" and piece["mark"] == ";":
            sections.append([])
        elif kind:
            sections[-1].append((kind, piece[kind]))
    return sections


def _section(pieces: Sequence[Piece]) -> NumberFormat:
    date = _date(pieces)
    return NumberFormat(date=date) if date else _figures(pieces)


def _other(pieces: Sequence[Piece]) -> NumberFormat | None:
    """A section after the first; None where nothing is known of it."""
    found = _section(pieces) if pieces else NumberFormat(hidden=True)
    return None if found == GENERAL else found


def _date(pieces: Sequence[Piece]) -> str:
    """The units of a date that a format shows, "" for a format of figures."""
    if any(kind == "passed" for kind, _ in pieces):
        return "p"
    marks = "".join(mark.lower() if kind == "mark" else " " for kind, mark in pieces)
    if any(kind in {"general", "power"} for kind, _ in pieces) or re.search(r"[0#?]", re.sub(r"s\.0+", "s", marks)):
        return ""
    runs = _UNITS.findall(marks)
    units = set()
    for place, run in enumerate(runs):
        before, after = (runs[place - 1][0] if place else ""), (runs[place + 1][0] if place + 1 < len(runs) else "")
        minutes = run in {"m", "mm"} and (before == "h" or after == "s")
        units.add("h" if minutes else "y" if run[0] in "yeb" else run[0])
    return "".join(unit for unit in "ymdhs" if unit in units)


def _figures(pieces: Sequence[Piece]) -> NumberFormat:
    """A format of figures; the general one where a figure is cut up by signs, as a fraction is."""
    places = [place for place, (kind, text) in enumerate(pieces) if kind == "general" or (kind, text) in _PLACES]
    if not places:
        wordy = any(kind in _LITERAL for kind, _ in pieces) and all(
            kind in _LITERAL or text in " -" for kind, text in pieces
        )
        return NumberFormat(before=_said(pieces), wordy=True) if wordy else GENERAL
    within = pieces[places[0] : places[-1] + 1]
    tail = list(pieces[places[-1] + 1 :])
    commas = 0
    while tail[:1] == [("mark", ",")]:
        commas += 1
        tail.pop(0)
    per_cents = sum(piece == ("mark", "%") for piece in pieces)
    form = "".join("E" if kind == "power" else "G" if kind == "general" else text for kind, text in within)
    found = re.fullmatch(r"(?P<whole>[0#?,]*)(?P<point>\.[0#?]*)?(?P<power>E[0#?]+)?|G", form)
    if found is None:
        return GENERAL
    decimals = (found["point"] or "").removeprefix(".")[:_MOST]
    return NumberFormat(
        before=_said(pieces[: places[0]]),
        after=_said(tail),
        digits=min((found["whole"] or "").count("0"), _MOST),
        least=len(decimals.rstrip("#?")),
        most=None if form == "G" else len(decimals),
        shift=2 * per_cents - 3 * commas,
        power=bool(found["power"]),
        grouped="," in (found["whole"] or ""),
    )


def _said(pieces: Sequence[Piece]) -> str:
    return "".join(text for kind, text in pieces if kind in _LITERAL or (kind == "mark" and text != "@"))


def _general(number: float) -> str:
    """A number with as many digits as are shown without a format."""
    if number == int(number) and abs(number) < _WHOLE:
        return str(int(number))
    return f"{number:.{_DIGITS}g}".upper()


def _moment(number: float, units: str, since_1904: bool) -> str:
    """A day's number and part of the day as a date and a time; "" when there is no such day."""
    seconds = round(number * _DAY_S)
    if units == "p":
        hours, rest = divmod(abs(seconds), 3600)
        return f"{'-' * (seconds < 0)}{hours}:{_clock(rest, with_seconds=bool(rest % 60))[3:]}"
    if not 0 <= number < _END:
        return ""
    try:
        early = not since_1904 and 0 < number < _LEAP_BUG
        moment = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(days=early, seconds=seconds)
    except OverflowError:
        return ""
    day = _day(moment, "".join(unit for unit in units if unit in "ymd"))
    time = _clock(seconds % _DAY_S, with_seconds="s" in units and bool(seconds % 60))
    return " ".join(part for part in (day, time if {"h", "s"} & set(units) else "") if part)


def _day(moment: datetime, units: str) -> str:
    if units in {"", "y", "ym"}:
        return f"{moment:%Y-%m}"[: {"": 0, "y": 4}.get(units, 7)]
    if units in {"m", "md"}:  # the year was made up by the program where it is not shown
        return f"{moment.day} {_MONTHS[moment.month - 1]}" if "d" in units else _MONTHS[moment.month - 1]
    return f"{moment:%Y-%m-%d}"


def _clock(seconds: int, *, with_seconds: bool) -> str:
    hours, rest = divmod(seconds, 3600)
    return f"{hours:02}:{rest // 60:02}" + (f":{rest % 60:02}" if with_seconds else "")
