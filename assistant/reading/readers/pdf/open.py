"""Bytes -> an open PDF, and what it says about itself."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from assistant.errors import ReportUnreadable

_DATE = re.compile(r"(?:D:)?\s*(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?")
_NO_TITLE = re.compile(
    r"(?i)untitled.*|no ?title|title|document\d*|microsoft (?:word|powerpoint|excel)\b.*|slide \d+|.*\.[a-z]{2,5}\d?"
    r"|(?:print|scan|img|dsc|doc)[_\W\d]*|[\W\d_]*"
)
_NO_AUTHOR = re.compile(
    r"(?i)anonymous|unknown|user|owner|author|admin(?:istrator)?|root|default|unspecified|none|n/a|[\W\d]*"
)
_AUTHORS = re.compile(r"\s*;\s*")

_ONE_AT_A_TIME = threading.RLock()
"""PDFium keeps state of its own and must not be entered by two threads, so every use of it holds this lock."""


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    """The document, closed afterwards. Raises ReportUnreadable for what is encrypted, broken, or breaks on the way."""
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise ReportUnreadable(_reason(error)) from None
        try:
            if not len(document):
                raise ReportUnreadable("it is damaged: it holds no page")
            yield document
        finally:
            document.close()


def _reason(error: pdfium.PdfiumError) -> str:
    if error.err_code == pdfium_c.FPDF_ERR_PASSWORD:
        return "it is encrypted with a password; save it without one"
    if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
        return "it is encrypted in a way that cannot be read; save it without encryption"
    return "it is damaged or cut short, so that it is no PDF to be read; get the file again"


def metadata(document: pdfium.PdfDocument) -> dict[str, str]:
    """Title, authors, subject and created, where the file says something sensible about them."""
    said = {name: " ".join(value.split()) for name, value in document.get_metadata_dict(skip_empty=True).items()}
    told = {
        "title": _sensible(said.get("Title", ""), _NO_TITLE),
        "authors": "; ".join(_AUTHORS.split(_sensible(said.get("Author", ""), _NO_AUTHOR).strip("; "))),
        "subject": _sensible(said.get("Subject", ""), _NO_AUTHOR),
        "created": _iso(said.get("CreationDate", "")),
    }
    return {name: value for name, value in told.items() if value}


def _sensible(value: str, senseless: re.Pattern[str]) -> str:
    legible = all(char.isprintable() and char != "\ufffd" for char in value)
    return value if legible and not senseless.fullmatch(value) else ""


def _iso(date: str) -> str:
    """A date such as "D:20190102101112+01'00'" as "2019-01-02T10:11:12", without what is not given; "" for no date."""
    match = _DATE.match(date)
    if match is None:
        return ""
    year, month, day, hour, minute, second = match.groups()
    if not 1980 <= int(year) <= 2200 or not 1 <= int(month or 1) <= 12 or not 1 <= int(day or 1) <= 31:
        return ""
    whole = "-".join(part for part in (year, month, day) if part)
    timed = day and hour and int(hour) < 24 and int(minute) < 60 and int(second or 0) < 60
    return f"{whole}T{hour}:{minute}:{second or '00'}" if timed else whole
