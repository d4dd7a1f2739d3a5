"""What the header of a mail says: words, people, and when it was sent."""

import base64
import binascii
import quopri
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import getaddresses, parsedate_to_datetime

from assistant.reading.blocks import clean
from assistant.reading.readers.mail.charsets import decoded

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_NO_SUBJECT = frozenset({"(no subject)", "no subject", "(kein betreff)", "(sans objet)", "(без темы)"})
_MOST_PEOPLE = 30
_EARLIEST, _LATEST = 1971, 2100


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
    """(name, address) of everyone in some address headers, once; a name of "" for those who have only an address."""
    found = []
    try:
        pairs = getaddresses([" ".join(value.split()) for value in values if value.strip()])
    except RecursionError:  # comments within comments
        return []
    for name, address in pairs:
        named = _unquoted(words(name))
        if named or address:
            found.append(("" if named == address else named, words(address) if "=?" in address else address))
    return list(dict.fromkeys(found))


def _unquoted(name: str) -> str:
    """A name without the quotation marks around all of it, which some programs put twice."""
    while len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return name


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
