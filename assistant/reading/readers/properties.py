"""What the properties of a document say, without what the programs that write them put there of themselves."""

import re

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)?)?")
_NOBODY = frozenset(
    "python-docx|python-pptx|openpyxl|xlsxwriter|docx4j|apache poi|un-named|unknown|author|user|admin|administrator|"
    "windows user|microsoft office user|microsoft|office|owner|default|steve canny".split("|")
)
_UNTITLED = re.compile(
    r"(?:(?:word |untitled )?document|(?:powerpoint )?presentation|microsoft \w+|untitled|title|no title|workbook|"
    r"слайд|slide|folie|diapositive) ?\d*|",
    re.IGNORECASE,
)


def authors(said: str) -> str:
    """The persons of a list that semicolons separate; "" when there are none."""
    names = [name.strip() for name in said.split(";")]
    return "; ".join(name for name in names if name and name.lower() not in _NOBODY)


def title(said: str) -> str:
    """A title, "" for one that a program gives to whatever has none."""
    return "" if _UNTITLED.fullmatch(said.strip()) else said


def moment(said: str) -> str:
    """A day in ISO 8601, with or without its time, "" for what is none."""
    return said.strip() if _DATE.fullmatch(said.strip()) else ""
