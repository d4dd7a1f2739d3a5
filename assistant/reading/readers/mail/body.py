"""What a mail's parts become, whichever program saved it: body, attachments, and what its header says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from assistant.errors import ReportUnreadable
from assistant.reading.blocks import Blocks, clean
from assistant.reading.content import Content
from assistant.reading.readers.mail.quotes import write_plain
from assistant.reading.readers.mail.quotes_html import has_table, visible, write_html

ENCRYPTED = "it is an encrypted mail; open it with its key in a mail program and save it decrypted"

_STUB_CHARS = 600
_MUCH_MORE = 3
_MOST_SIGNED = 100
_STUB = re.compile(
    r"(?:view|read|see|display)\b.{0,40}\b(?:in|as|an?)\s.{0,20}HTML"
    r"|HTML[- ](?:enabled|capable|compatible|format|version)"
    r"|(?:not|n['’]t) (?:support|display|show|view) HTML|unterstützt kein HTML"
    r"|this (?:is an? )?(?:html|multi-?part) (?:e-?mail|message)",
    re.IGNORECASE | re.DOTALL,
)
_ARMOR = re.compile(r"\s*-----BEGIN PGP MESSAGE-----")
_SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\s*?\n(?:\w+: [^\n]*\n)*\s*?\n(.*?)"
    r"\n-----BEGIN PGP SIGNATURE-----.*?(?:-----END PGP SIGNATURE-----|\Z)",
    re.DOTALL,
)
_HTML = re.compile(r"\s*(?:<!doctype html|<html\b)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.\w{1,10}")
_LONGEST_NAME = 150
_MOST_NAMES = 10
_MEDIA = ("image/", "audio/", "video/", "font/")
_MEDIA_SUFFIXES = frozenset(
    ".jpg .jpeg .jfif .png .gif .bmp .tif .tiff .webp .heic .svg .emf .wmf .ico .mp3 .wav .ogg .m4a .wma .aac .flac "
    ".mp4 .m4v .mov .avi .wmv .mkv .webm .mpg .mpeg".split()
)
_SUFFIXES = {
    "application/epub+zip": ".epub",
    "application/json": ".json",
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/vnd.ms-outlook": ".msg",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.ms-word.document.macroenabled.12": ".docm",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/xml": ".xml",
    "application/zip": ".zip",
    "message/global": ".eml",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/rtf": ".rtf",
    "text/tab-separated-values": ".tsv",
    "text/xml": ".xml",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One text of a body, as it was sent: plain, or HTML, or both of the same."""

    plain: str = ""
    html: str = ""
    flowed: bool = False
    delsp: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent along; a name of "" means that it has none."""

    name: str
    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail, decoded."""

    metadata: Mapping[str, str]
    sections: Sequence[Section] = ()
    files: Sequence[File] = ()
    notes: Sequence[str] = field(default=())


def content(mail: Mail) -> Content:
    """The body's text, or the subject where there is neither text nor attachment. Raises ReportUnreadable."""
    body = Blocks()
    for section in mail.sections:
        _write(body, section)
    for note in mail.notes:
        body.note(note)
    _attach(body, mail.files)
    subject = mail.metadata.get("title", "")
    try:
        return body.content(mail.metadata)
    except ReportUnreadable:
        if not clean(subject):
            raise
    body.paragraph(subject)
    return body.content(mail.metadata)


def _write(blocks: Blocks, section: Section) -> None:
    plain, html = section.plain, section.html
    if _ARMOR.match(plain):
        raise ReportUnreadable(ENCRYPTED)
    if _HTML.match(plain) and not html:
        plain, html = "", plain
    if html and _says_more(html, plain):
        write_html(blocks, html)
        return
    if plain.count("-----BEGIN PGP SIG") <= _MOST_SIGNED:  # each is looked for to the end
        plain = _SIGNED.sub(lambda armor: re.sub(r"(?m)^- ", "", armor[1]), plain)
    write_plain(blocks, plain, flowed=section.flowed, delsp=section.delsp)


def _says_more(html: str, plain: str) -> bool:
    """Whether the HTML is to be read: the plain text only refers to it, is a small part, or has taken tables apart."""
    words = len(plain.split())
    if not words or (len(plain) <= _STUB_CHARS and _STUB.search(plain)):
        return True
    return has_table(html) or (len(plain) <= _STUB_CHARS and len(visible(html).split()) > _MUCH_MORE * words)


def _attach(blocks: Blocks, files: Sequence[File]) -> None:
    unread = []
    for number, file in enumerate(files, 1):
        name = file_name(file.name, file.kind, number)
        suffix = PurePosixPath(name).suffix.lower()
        if suffix == ".dat" and (file.kind in ("application/ms-tnef", "application/vnd.ms-tnef") or "winmail" in name):
            blocks.note("what Outlook packed into winmail.dat is not read; have the mail sent as HTML or plain text")
        elif file.kind.startswith(_MEDIA) or suffix in _MEDIA_SUFFIXES:
            unread.append((name, file.kind.startswith("image/")))
        else:
            blocks.attach(name, file.data)
    if unread:
        pictures = all(picture for _, picture in unread)
        what = "picture" if pictures else "file without text"
        several = what.replace("picture", "pictures").replace("file ", "files ")
        names = ", ".join([name for name, _ in unread[:_MOST_NAMES]] + ["…"] * (len(unread) > _MOST_NAMES))
        blocks.note(f"{len(unread)} {what if len(unread) == 1 else several} not read: {names}")


def file_name(name: str, kind: str, number: int) -> str:
    """The name of an attachment, without a path, and with a suffix where its kind tells one."""
    suffix = _SUFFIXES.get(kind, "." + re.sub(r"\W", "", kind.partition("/")[2]) if kind.startswith(_MEDIA) else "")
    flat = " ".join(clean(re.split(r"[/\\]", name)[-1]).split()).rstrip(". ")
    flat = f"attachment-{number}{flat}" if _SUFFIX.fullmatch(flat) else flat.strip(". ")
    if not flat:
        return f"attachment-{number}{suffix or ('.dat' if 'tnef' in kind else '.bin')}"
    stem, dot, own = flat.rpartition(".")
    if dot and _SUFFIX.fullmatch(dot + own) and not (suffix and own.isdigit()):
        return f"{stem[:_LONGEST_NAME]}.{own}"
    return flat[:_LONGEST_NAME] + suffix
