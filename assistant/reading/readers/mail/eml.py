"""Mail as it was sent (RFC 5322, MIME)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from assistant.errors import ReportUnreadable
from assistant.reading.content import Content
from assistant.reading.readers.html import markup
from assistant.reading.readers.mail.body import ENCRYPTED, File, Mail, Section, content
from assistant.reading.readers.mail.charsets import decoded
from assistant.reading.readers.mail.header import header_metadata, people, sent, words
from assistant.reading.readers.mail.mime import MOST_PARTS, Entity, entity, uuencoded
from assistant.reading.readers.mail.smime import is_encrypted, signed_content

_DEEPEST = 30
_LONGEST_VALUE = 10_000  # characters
_LONGEST_PEOPLE = 100_000
_KNOWN = frozenset(
    "from to cc bcc subject date sender reply-to received return-path message-id mime-version content-type "
    "content-transfer-encoding delivered-to in-reply-to references newsgroups x-mailer resent-from".split()
)
_FROM_LINE = re.compile(rb">?From [^\r\n]*\r?\n")
_NEXT_MAIL = re.compile(
    rb"\r?\n\r?\nFrom \S+ {1,2}\w{3} \w{3} {1,2}\d{1,2} \d\d?:\d\d[^\r\n]* \d{4}\r?\n(?=[!-9;-~]{1,200}:)"
)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MESSAGES = ("message/rfc822", "message/global", "message/news")
_MARKED = ("text/enriched", "text/richtext")
_TEXTS = ("text/plain", "text/html", *_MARKED, "message/partial")
_SMIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_BESIDE = frozenset({  # what holds nothing to read, and is not missed
    "application/applefile",
    "application/pgp-encrypted",
    "application/pgp-keys",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
})  # fmt: skip
_TECHNICAL = frozenset({
    "message/delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "text/rfc822-headers",
})  # fmt: skip
_ENRICHED = re.compile(r"<param>[^<]{0,1000}</param>|<<|</?[a-z-]+>", re.IGNORECASE)
_LONE_LINE_END = re.compile(r"(?<!\n)\n(?!\n)")


def read(data: bytes) -> Content:
    """A mail's body; its header is the metadata. Raises ReportUnreadable for what is encrypted or no mail."""
    first, *others = _mails(_begun(data))
    if not first.strip():
        raise ReportUnreadable("the file holds no text")
    whole = entity(first)
    if not _KNOWN & whole.head.keys():
        raise ReportUnreadable("it is no mail: it has no header (From, Date, Subject); give it its real suffix")
    mail = mail_of(whole, header(whole.head))
    return content(replace(mail, files=[*mail.files, *(file for other in others for file in _as_file(other))]))


def header(head: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What a header says, as metadata. Where it has no date, that is when the mail was first received."""

    def first(name: str) -> str:
        return head.get(name, ("",))[0][:_LONGEST_VALUE]

    def named(name: str) -> list[tuple[str, str]]:
        return people(value[:_LONGEST_PEOPLE] for value in head.get(name, ()))

    received = head.get("received", ("",))[-1].rpartition(";")[2]
    date = next((one for one in (first("date"), received) if sent(one)), "")
    return header_metadata(words(first("subject")), date, named("from") or named("sender"), named("to"), named("cc"))


def mail_of(whole: Entity, metadata: Mapping[str, str]) -> Mail:
    """A mail with all of its parts. Raises ReportUnreadable when it is encrypted, and nothing else is in it."""
    found = _Found()
    found.add(whole, 0)
    if found.encrypted and not (found.sections or found.files):
        raise ReportUnreadable(ENCRYPTED)
    notes = ["a part of it is encrypted, and not read"] * found.encrypted + list(dict.fromkeys(found.notes))
    return Mail(metadata, found.sections, found.files, notes)


def _mails(data: bytes) -> list[bytes]:
    """The mails of a mailbox (mbox) that is named as one mail; most often there is one."""
    starts = [(found.start(), found.end()) for found in _NEXT_MAIL.finditer(data)]
    begins, ends = [0, *(end for _, end in starts)], [*(start for start, _ in starts), len(data)]
    return [data[begin:end] for begin, end in zip(begins, ends, strict=True)]


def _as_file(data: bytes) -> Iterator[File]:
    """Another mail of a mailbox, unless it was cut off after its first header lines."""
    whole = entity(data)
    if whole.body.strip() or _KNOWN & whole.head.keys():
        yield _message("", data)


def _message(name: str, data: bytes) -> File:
    name = name or words(entity(data).field("subject")[:_LONGEST_VALUE]) or "message"
    return File(f"{name.removesuffix('.eml')}.eml", "message/rfc822", data)


def _begun(data: bytes) -> bytes:
    """The bytes from the first line of the header on, in an encoding whose ASCII is ASCII."""
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    for start, name in ((0, "utf-16-be"), (1, "utf-16-le")):
        if not encoding and len(data) >= 64 and not data[start:64:2].strip(b"\0"):
            encoding = name
    if encoding.startswith("utf-16"):
        data = data.decode(encoding, "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    while line := _FROM_LINE.match(data):  # as mailboxes and some programs put before the header
        data = data[line.end() :]
    return data


@dataclass(slots=True)
class _Found:
    """What the parts of a mail come to; `left` counts down how many more may be looked at."""

    sections: list[Section] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encrypted: bool = False
    left: list[int] = field(default_factory=lambda: [MOST_PARTS])

    def add(self, part: Entity, depth: int) -> None:
        """A part, and those within it."""
        kind = part.kind
        if self.left[0] <= 0 or depth > _DEEPEST:
            self.notes.append(f"not read: parts beyond {MOST_PARTS}, or more than {_DEEPEST} within another")
            return
        self.left[0] -= 1
        if kind.startswith("multipart/"):
            self._add_parts(part, depth)
        elif kind in _SMIME or part.filename.lower().endswith(".p7m"):
            self._add_signed(part, depth)
        elif kind in _TEXTS and not part.attached and not (part.filename and self.sections):
            self._add_text(part)
        elif kind in _TECHNICAL:
            self.notes.append("what the mail servers report to each other is not read")
        elif kind == "message/external-body":
            self.notes.append("an attachment is not in the mail, which only says where it was kept")
        elif kind not in _BESIDE:
            self._add_file(part)

    def _add_parts(self, whole: Entity, depth: int) -> None:
        if whole.kind == "multipart/encrypted":
            self.encrypted = True
            return
        parts = list(whole.parts())
        if not parts:
            self._add_text(whole)
        elif whole.kind == "multipart/alternative":
            self._add_best(parts, depth)
        else:
            for part in parts:
                self.add(part, depth + 1)

    def _add_best(self, parts: Sequence[Entity], depth: int) -> None:
        """Of parts that say the same each in its way the plain and the HTML one, from which one is chosen later."""
        views = [_Found(left=self.left) for _ in parts]
        for view, part in zip(views, parts, strict=True):
            view.add(part, depth + 1)
            self.notes += view.notes
            self.encrypted |= view.encrypted
        told = [view.sections for view in views if view.sections]
        plain = next((sections for sections in told if not any(one.html for one in sections)), [])
        html = next((sections for sections in reversed(told) if any(one.html for one in sections)), [])
        if plain and html:
            text = "\n\n".join(one.plain for one in plain)
            marked = "".join(one.html or f"<pre>{escape(one.plain)}</pre>" for one in html)
            self.sections.append(Section(text, marked, plain[0].flowed, plain[0].delsp))
        else:
            self.sections += plain or html
        files = [file for view in views for file in view.files]
        self.files += [file for file in files if file.name or not told or not file.kind.startswith("text/")]

    def _add_text(self, part: Entity) -> None:
        data, kind = part.data(), part.kind
        charset = part.param("charset")
        if kind == "text/html":
            declared = charset and charset.lower() != "us-ascii"
            self.sections.append(Section(html=decoded(data, charset) if declared else markup.decode(data)))
            return
        if b"begin " in data:
            data, packed = uuencoded(data)
            self.files += [File(name, "", held) for name, held in packed]
        text = decoded(data, charset)
        text = _unmarked(text) if kind in _MARKED else text
        flowed = part.param("format").lower() == "flowed"
        if text.strip():
            self.sections.append(Section(text, "", flowed, part.param("delsp").lower() == "yes"))
        if kind == "message/partial":
            self.notes.append("it is one piece of a mail that was sent in several")

    def _add_signed(self, part: Entity, depth: int) -> None:
        """What S/MIME holds: a mail, or in an attachment a file."""
        data, name = part.data(), part.filename
        inner = signed_content(data)
        if inner is None and (is_encrypted(data) or "env" in part.param("smime-type").lower()):
            self.encrypted = True
        elif inner is None:
            self.notes.append("a signed part (S/MIME) is damaged or made in a way that is not known, and not read")
        elif "." in (stem := name[: -len(".p7m")]):
            self.files.append(File(stem, "", inner))
        else:
            self.add(entity(inner), depth + 1)

    def _add_file(self, part: Entity) -> None:
        name, kind, data = part.filename, part.kind, part.data()
        if name.lower().endswith(".rpmsg"):  # rights management
            self.encrypted = True
            return
        if kind in _MESSAGES:
            self.files.append(_message(name, data))
        else:
            self.files.append(File(name, kind, data))


def _unmarked(text: str) -> str:
    """The text of text/enriched (RFC 1896), whose single line ends mean nothing."""
    plain = "".join(_signs(text))
    return re.sub(r"\n(\n+)", r"\1\1", _LONE_LINE_END.sub(" ", plain))


def _signs(text: str) -> Iterator[str]:
    end = 0
    for mark in _ENRICHED.finditer(text):
        yield text[end : mark.start()] + "<" * (mark[0] == "<<")
        end = mark.end()
    yield text[end:]
