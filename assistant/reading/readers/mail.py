"""What a mail's parts become, whichever program saved it: body, attachments, and what its header says."""

import base64
import binascii
import codecs
import quopri
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import PurePosixPath

from assistant.errors import ReportUnreadable
from assistant.reading.blocks import Blocks, clean
from assistant.reading.content import Content
from assistant.reading.readers.mail_quotes import write_html, write_plain

ENCRYPTED = "it is an encrypted mail; open it with its key in a mail program and save it decrypted"

_STUB_CHARS = 600
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
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_NO_SUBJECT = frozenset({"(no subject)", "no subject", "(kein betreff)", "(sans objet)", "(без темы)"})
_SUFFIX = re.compile(r"\.\w{1,10}")
_LONGEST_NAME = 150
_MOST_NAMES = 10
_MOST_PEOPLE = 30
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
_WIDER = {  # what mail programs mean by these names: the same and more
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
}
_OTHER_NAMES = {"iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "windows-874": "cp874", "x-sjis": "cp932"}
_NO_CHARSETS = ("idna", "punycode", "unicode-escape", "raw-unicode-escape")  # though Python decodes them
_SINGLE = ("cp125", "iso8859", "koi8", "mac", "cp8", "latin", "tis", "kz", "ptcp")
_EARLIEST, _LATEST = 1971, 2100


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
    if html and (not clean(plain) or (len(plain) <= _STUB_CHARS and _STUB.search(plain))):
        write_html(blocks, html)
        return
    plain = _SIGNED.sub(lambda armor: re.sub(r"(?m)^- ", "", armor[1]), plain)
    write_plain(blocks, plain, flowed=section.flowed, delsp=section.delsp)


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
    flat = " ".join(clean(re.split(r"[/\\]", name)[-1]).split()).strip(". ")
    if not flat:
        return f"attachment-{number}{suffix or ('.dat' if 'tnef' in kind else '.bin')}"
    stem, dot, own = flat.rpartition(".")
    if dot and _SUFFIX.fullmatch(dot + own) and not (suffix and own.isdigit()):
        return f"{stem[:_LONGEST_NAME]}.{own}"
    return flat[:_LONGEST_NAME] + suffix


def decoded(data: bytes, charset: str) -> str:
    """Text by the charset that is declared, or another where it does not fit; UTF-8 fits no other text by chance."""
    name = _codec(charset)
    tried: tuple[str, ...] = ("utf-8", name) if not name or name.startswith(_SINGLE) else (name, "utf-8")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and len(data) % 2 == 0:
        tried = ("utf-16", *tried)
    for encoding in filter(None, tried):
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return data.decode(_guessed(data), "replace")


def _guessed(data: bytes) -> str:
    """The likeliest encoding. Letters that are mostly outside ASCII are seldom of western Europe."""
    letters = sum(byte > 127 or bytes((byte,)).isalpha() for byte in data[:20_000])
    if sum(byte > 127 for byte in data[:20_000]) > 0.3 * letters:
        from charset_normalizer import from_bytes  # costs 50 ms, and few mails need it

        guess = from_bytes(data[:20_000]).best()
        if guess is not None:
            return guess.encoding
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _codec(charset: str) -> str:
    """Python's name of a charset, "" when it is not one of text."""
    written = charset.strip(" \"'").lower()
    try:
        name = codecs.lookup(_OTHER_NAMES.get(written, written) or "ascii").name
        b"text".decode(name, "replace")
    except (LookupError, ValueError, TypeError):
        return ""
    return "" if name in _NO_CHARSETS else _WIDER.get(name, name)


def words(value: str) -> str:
    """A header's value with its encoded words (RFC 2047) decoded, on one line."""
    flat = _BETWEEN_WORDS.sub(r"\1", " ".join(value.split()))
    parts: list[str] = []
    held, charset, end = b"", "", 0
    for match in _WORD.finditer(flat):
        data = _word_bytes(match[2], match[3])
        if data is None:
            continue
        named = match[1].partition("*")[0].lower()
        if match.start() > end or named != charset:  # else a character may go on in the next word
            parts += [decoded(held, charset) if held else "", flat[end : match.start()]]
            held = b""
        held, charset, end = held + data, named, match.end()
    return clean("".join([*parts, decoded(held, charset) if held else "", flat[end:]])).replace("\n", " ")


def _word_bytes(encoding: str, text: str) -> bytes | None:
    if encoding in "qQ":
        return quopri.decodestring(text.replace("_", " ").encode("utf-8", "replace"), header=False)
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return None


def people(values: Iterable[str]) -> list[tuple[str, str]]:
    """(name, address) of everyone in some address headers; a name of "" for those who have only an address."""
    found = []
    try:
        pairs = getaddresses([" ".join(value.split()) for value in values if value.strip()])
    except RecursionError:  # comments within comments
        return []
    for name, address in pairs:
        named = words(name).strip("'\" ")
        if named or address:
            found.append(("" if named == address else named, words(address) if "=?" in address else address))
    return found


def listed(persons: Sequence[tuple[str, str]]) -> str:
    """People as they are told: Name <address>; Name <address>; of many the first."""
    told = [f"{name} <{address}>" if name and address else name or address for name, address in persons[:_MOST_PEOPLE]]
    rest = len(persons) - len(told)
    return "; ".join([*told, f"and {rest} more"] if rest else told)


def header_metadata(
    subject: str,
    date: str,
    senders: Sequence[tuple[str, str]],
    to: Sequence[tuple[str, str]] = (),
    cc: Sequence[tuple[str, str]] = (),
) -> dict[str, str]:
    """What subject, date and people say, as metadata. The date is the sender's own, in the sender's time."""
    told = {"title": "" if subject.strip().lower() in _NO_SUBJECT else subject}
    moment = sent(date)
    if moment is not None:
        told |= {"date": moment.date().isoformat(), "sent": moment.isoformat()}
    told["authors"] = "; ".join(name or address for name, address in senders[:_MOST_PEOPLE])
    told |= {"from": listed(senders), "to": listed(to), "cc": listed(cc)}
    return {name: value for name, value in told.items() if value}


def sent(date: str) -> datetime | None:
    """The moment that a Date header tells, None when it tells none."""
    text = " ".join(date.split())
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if _EARLIEST <= moment.year <= _LATEST:
            return moment
    return None
