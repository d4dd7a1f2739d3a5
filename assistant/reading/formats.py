"""The table of formats: one line adds one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePosixPath
from typing import cast

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.kinds import kind_of, seeming
from assistant.reading.readers.doc import is_office
from assistant.reading.readers.sheets.separated import is_table

Reader = Callable[[bytes], Content]


@dataclass(frozen=True, slots=True)
class Format:
    """How files of one kind are read: what they are called, and the function in readers/, imported when needed.

    `unit` is what its pages are; `marked` that its files begin with a mark of their own.
    """

    name: str
    module: str
    function: str = "read"
    unit: str = "page"
    marked: bool = True

    def __call__(self, data: bytes) -> Content:
        """What a file of this format holds. Raises ReportUnreadable, and what a library may raise for broken files."""
        reader = cast(Reader, getattr(import_module(f"assistant.reading.readers.{self.module}"), self.function))
        return reader(data)


FORMATS: dict[str, Format] = {
    ".txt": Format("text", "plain", marked=False),
    ".md": Format("Markdown", "plain", "read_markdown", marked=False),
    ".pdf": Format("PDF", "pdf"),
    ".docx": Format("Word document", "docx"),
    ".docm": Format("Word document with macros", "docx"),
    ".doc": Format("old Word document", "doc"),
    ".ppt": Format("old PowerPoint presentation", "doc", unit="slide"),
    ".xls": Format("old Excel workbook", "doc", unit="sheet"),
    ".html": Format("HTML", "html", marked=False),
    ".htm": Format("HTML", "html", marked=False),
    ".eml": Format("mail", "mail.eml", marked=False),
    ".msg": Format("Outlook mail", "mail.msg"),
    ".rtf": Format("RTF", "rtf"),
    ".odt": Format("OpenDocument text", "odt"),
    ".pptx": Format("PowerPoint presentation", "pptx", unit="slide"),
    ".epub": Format("EPUB", "epub", unit="chapter"),
    ".xlsx": Format("Excel workbook", "sheets.xlsx", unit="sheet"),
    ".xlsm": Format("Excel workbook with macros", "sheets.xlsx", unit="sheet"),
    ".csv": Format("CSV", "sheets.separated", marked=False),
    ".tsv": Format("TSV", "sheets.separated", marked=False),
}

READABLE = tuple(suffix for suffix, known in FORMATS.items() if known.module != "doc")
"""The suffixes whose files can be read; of the others a reader can but say what to do with them."""

UNREAD = "not a format that can be read; save it as .pdf, .docx, .html or .txt, or move it elsewhere"
"""Why a file of another suffix is left out."""

HOLDING = (".eml", ".msg")
"""The suffixes of files that may hold others."""

READERS_VERSION = "3"
"""Raised when a reader's text, pages or headings change, so that old indexes are refused."""


def page_text(report_id: str, page: int) -> str:
    """Where in its report something stands, "slide 3"; "" for the first page of what may have no others."""
    known = FORMATS.get(PurePosixPath(report_id).suffix.lower())
    paged = known is not None and (known.unit != "page" or known.module == "pdf")
    return f"{known.unit if known else 'page'} {page}" if paged or page > 1 else ""


def read_content(suffix: str, data: bytes) -> Content:
    """What a file of this suffix holds; read as what its content is, and said so, when that is of another format.

    Raises ReportUnreadable, and whatever a library may raise for broken files.
    """
    if not data:
        raise ReportUnreadable("the file is empty (0 bytes); fetch it anew, or remove it")
    named, kind = FORMATS[suffix], _kind(suffix, data)
    meant = FORMATS[kind] if kind else named
    if meant.module == named.module:
        return replace(named(data), kind=suffix)
    content = replace(meant(data), kind=kind)
    note = f"read as what it holds, {meant.name}, whatever its name says"
    return replace(content, notes=(note, *content.notes))


def _kind(suffix: str, data: bytes) -> str:
    """The suffix of the format that a file is of by its content; "" where that shows no other than its own."""
    kind, named = kind_of(data), FORMATS[suffix]
    if kind == ".doc" and suffix == ".msg" and not is_office(data):
        return ""  # a mail whose properties are lost; its own reader says so
    if kind or not named.marked:
        return kind
    return seeming(data) or (".csv" if named.unit == "sheet" and is_table(data) else "")
