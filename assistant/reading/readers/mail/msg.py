"""Outlook mail (MS-OXMSG)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import quote

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.formats import FORMATS
from assistant.reading.readers.html import markup
from assistant.reading.readers.mail import eml
from assistant.reading.readers.mail.body import ENCRYPTED, File, Mail, Section, content
from assistant.reading.readers.mail.charsets import decoded
from assistant.reading.readers.mail.header import sent
from assistant.reading.readers.mail.lzfu import unpacked
from assistant.reading.readers.mail.mime import entity
from assistant.reading.readers.mail.storage import INTERNET_PAGE, Folder, codec, opened
from assistant.reading.readers.mail.written import written

_CLASS, _SUBJECT, _TRANSPORT = 0x001A, 0x0037, 0x007D
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_SENDERS = ((0x0042, (0x5D02, 0x0065)), (0x0C1A, (0x5D01, 0x0C1F)))  # for whom it was sent, who sent it
_SHOWN_TO, _SHOWN_CC = 0x0E04, 0x0E03
_NAME, _ADDRESSES, _ROLE = 0x3001, (0x39FE, 0x3003), 0x0C15
_TO, _CC = 1, 2
_BODY, _RTF, _HTML = 0x1000, 0x1009, 0x1013
_METHOD, _DATA, _FILE_NAMES, _MIME = 0x3705, 0x3701, (0x3707, 0x3704, 0x3001), 0x370E
_BY_REFERENCE = (2, 3, 4, 7)
_EMBEDDED = "__substg1.0_3701000D"
_HEADER = ("from", "sender", "to", "cc", "date", "received")
_DEEPEST = 4
_MOST_FILES = 1000
_MARKED = re.compile(r"\x01.", re.DOTALL)  # before a subject: how long its "Re:" is
_ADDRESS = re.compile(r"\s*<[^<>]*>\s*$")
_SIGNED = re.compile(r"smime\.p7[ms]", re.IGNORECASE)


def read(data: bytes) -> Content:
    """A mail's body; its header is the metadata. Raises ReportUnreadable for what is encrypted, damaged or no mail."""
    folder = opened(data)
    if not folder.is_message:
        raise ReportUnreadable("it is damaged, or no Outlook mail: it has no properties")
    return content(_mail(folder, _header(folder), 0))


def _header(folder: Folder) -> dict[str, list[str]]:
    """The header that the mail was sent with, where it is kept; else as its properties tell it."""
    kept = entity(folder.text(_TRANSPORT).lstrip().encode("utf-8", "replace")).head
    head = {name: list(kept[name]) for name in _HEADER if name in kept}
    moment = folder.moment(_SUBMITTED) or folder.moment(_DELIVERED)
    if moment and not any(map(sent, head.get("date", ()))):
        head["date"] = [moment.isoformat()]
    told = {"subject": [_MARKED.sub("", folder.text(_SUBJECT), count=1)], "from": list(_senders(folder))[:1]}
    told |= {"to": list(_recipients(folder, _TO, _SHOWN_TO)), "cc": list(_recipients(folder, _CC, _SHOWN_CC))}
    return {**{name: values for name, values in told.items() if any(values)}, **head}


def _senders(folder: Folder) -> Iterator[str]:
    for name, addresses in _SENDERS:
        yield from _person(folder, name, addresses)


def _recipients(folder: Folder, role: int, shown: int) -> Iterator[str]:
    found = False
    for one in folder.folders("__recip_version1.0_#"):
        found = True
        if (one.number(_ROLE) or _TO) == role:
            yield from _person(one, _NAME, _ADDRESSES)
    if not found:
        yield from (f'"{quote(name.strip())}" <>' for name in folder.text(shown).split(";") if name.strip())


def _person(folder: Folder, name: int, addresses: Sequence[int]) -> Iterator[str]:
    """Someone as a header has them; an address without @ is one of an office's own directory, and left out."""
    known = next((one for number in addresses if "@" in (one := folder.text(number).strip())), "")
    called = " ".join(_ADDRESS.sub("", folder.text(name)).split())
    if known or called:
        yield f'"{quote(called)}" <{known}>' if called and called != known else known


@dataclass(slots=True)
class _Held:
    """What the attachments of a mail come to."""

    sections: list[Section] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encrypted: bool = False


def _mail(folder: Folder, head: Mapping[str, Sequence[str]], depth: int) -> Mail:
    held = _Held()
    for count, one in enumerate(folder.folders("__attach_version1.0_#")):
        if count == _MOST_FILES:
            held.notes.append(f"of its attachments only {_MOST_FILES} are read")
            break
        _hold(held, one, depth)
    body = _body(folder)
    if held.encrypted and not (body.plain.strip() or body.html.strip() or held.files or held.sections):
        raise ReportUnreadable(ENCRYPTED)
    notes = ["a part of it is encrypted, and not read"] * held.encrypted + held.notes
    return Mail(eml.header(head), held.sections or [body], held.files, list(dict.fromkeys(notes)))


def _body(folder: Folder) -> Section:
    plain, html = folder.text(_BODY), folder.text(_HTML)
    if not html and (marked := folder.data(_HTML)):
        page = folder.number(INTERNET_PAGE)
        html = decoded(marked, codec(page)) if page else markup.decode(marked)
    if not plain.strip() and not html.strip() and (rtf := unpacked(folder.data(_RTF))):
        return _from_rtf(rtf)
    return Section(plain, html)


def _from_rtf(rtf: bytes) -> Section:
    """A body that is kept as RTF alone; often that only wraps HTML."""
    from assistant.reading.readers.rtf import unwrapped  # few mails need it

    if html := unwrapped(rtf):
        return Section(html=html)
    try:
        return Section(FORMATS[".rtf"](rtf).text)
    except ReportUnreadable:  # no text
        return Section()


def _hold(held: _Held, one: Folder, depth: int) -> None:
    """An attachment: a file, or a mail, or what a signature covers."""
    name = next((name for number in _FILE_NAMES if (name := one.text(number).strip())), "")
    kind, data = one.text(_MIME).strip().lower(), one.data(_DATA)
    inner = next(one.folders(_EMBEDDED), None)
    if inner is not None:
        _hold_embedded(held, inner, name, depth)
    elif kind == "application/pgp-encrypted" or name.lower().endswith((".pgp-encrypted", ".rpmsg")):
        held.encrypted = True
    elif _SIGNED.fullmatch(name) or kind.startswith("multipart/"):
        _hold_signed(held, data, kind)
    elif held.encrypted and data.lstrip().startswith(b"-----BEGIN PGP MESSAGE-----"):
        pass
    elif data or one.number(_METHOD) not in _BY_REFERENCE:
        held.files.append(File(name, kind, data))
    else:
        held.notes.append("an attachment is not in the mail, which only says where it was kept")


def _hold_embedded(held: _Held, inner: Folder, name: str, depth: int) -> None:
    """A mail within, which becomes a file; an object of another program is not read."""
    if not inner.is_message:
        held.notes.append("an object of another program is not read" + (f": {name}" if name else ""))
        return
    head = _header(inner)
    name = "".join(head.get("subject", [])) or name or "message"
    if depth >= _DEEPEST:
        held.notes.append(f"attached more than {_DEEPEST} deep, and not read: {name}")
        return
    try:
        mail = _mail(inner, head, depth + 1)
    except ReportUnreadable as error:
        held.notes.append(f"{name}: {error}")
        return
    held.notes += [f"{name}: {note}" for note in mail.notes]
    held.files.append(File(f"{name}.eml", "message/rfc822", written(mail, head)))


def _hold_signed(held: _Held, data: bytes, kind: str) -> None:
    """What S/MIME signed or encrypted: the mail as it was sent."""
    if not data.lstrip().lower().startswith(b"content-type:"):
        kind = kind if kind.startswith("multipart/") else "application/pkcs7-mime"
        data = f"Content-Type: {kind}\r\n\r\n".encode("ascii", "replace") + data
    try:
        mail = eml.mail_of(entity(data), {})
    except ReportUnreadable:
        held.encrypted = True
        return
    held.sections += mail.sections
    held.files += mail.files
    held.notes += mail.notes
