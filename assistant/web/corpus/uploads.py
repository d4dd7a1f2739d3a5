"""Uploaded files -> files that may become reports: their names made harmless, their kind told by their content."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import filetype

from assistant.errors import ReportUnreadable
from assistant.reading.apart import Apart
from assistant.reading.corpus import METADATA_FILE, NOT_REPORTS, limits_of, max_bytes_of
from assistant.reading.formats import FORMATS, UNREAD
from assistant.reading.kinds import kind_of
from assistant.reading.source import Source, read_source
from assistant.settings import Settings

_KEPT = re.compile(r"[^\w .,()+'’–-]+")
_LONGEST_BYTES = 150
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; `name` is what the sender calls it, and never a path here."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: `added`, `refused` or `removed`, and why it was refused."""

    name: str
    report_id: str
    state: str
    reason: str = ""


def report_name(name: str) -> str:
    """A harmless file name made of what a sender calls a file: letters, digits, spaces, a few signs.

    Of its last part alone, at most 150 bytes; no leading dot, no control or direction sign, no name of a device or of
    metadata.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    words = " ".join(_KEPT.sub(" ", last).split())
    stem, dot, suffix = words.rpartition(".")
    stem, suffix = (stem, suffix.lower()) if dot else (words, "")
    stem = stem.strip(" .-") or "report"
    while len(stem.encode()) > _LONGEST_BYTES:
        stem = stem[:-1]
    plain = f"{stem.strip()}.{suffix}" if suffix else stem.strip()
    taken = plain.lower() in {*NOT_REPORTS, METADATA_FILE} or _DEVICES.match(plain)
    return f"report-{plain}" if taken else plain


def staged(
    uploads: Iterable[Upload], folder: Path, known: Mapping[str, str], settings: Settings
) -> tuple[dict[Path, str], list[Result]]:
    """The files that may become reports, written into an empty folder, with the names that they were sent by.

    And the results of those that may not. `known` are the ids of the reports that are there, by the sha256 of their
    files.
    """
    with Apart(limits_of(settings)) as apart:
        return _staged(uploads, folder, known, partial(_refusal, apart=apart, max_bytes=max_bytes_of(settings)))


def _staged(
    uploads: Iterable[Upload], folder: Path, known: Mapping[str, str], refusal: Callable[[str, bytes], str]
) -> tuple[dict[Path, str], list[Result]]:
    paths: dict[Path, str] = {}
    refused: list[Result] = []
    seen = dict(known)
    names = {report_id.casefold() for report_id in known.values()}  # some file systems tell no case
    for upload in uploads:
        name = report_name(upload.name)
        sha256 = hashlib.sha256(upload.data).hexdigest()
        reason = refusal(name, upload.data)
        if not reason and sha256 in seen:
            reason = f"the same file is already there as {seen[sha256]}"
        if not reason and name.casefold() in names:
            reason = taken(name)
        if reason:
            refused.append(Result(upload.name, "", "refused", reason))
            continue
        seen[sha256] = name
        names.add(name.casefold())
        paths[folder / name] = upload.name
        (folder / name).write_bytes(upload.data)
    return paths, refused


def taken(name: str) -> str:
    """That there is a report of this name."""
    return f"there is already a report {name}; rename the file, or remove that one first"


def _refusal(name: str, data: bytes, max_bytes: int, apart: Apart) -> str:
    """Why a file cannot be a report, "" when it can."""
    suffix = Path(name).suffix
    if suffix not in FORMATS:
        return UNREAD
    if len(data) > max_bytes:
        return f"larger than {max_bytes / 1e6:g} MB, the largest allowed"
    kind = None if kind_of(data) else filetype.guess(data)
    if kind is not None:
        return f"its content is {kind.mime}, whatever its name says; convert it"
    try:
        apart(read_source, Source(name, {}), data)
    except ReportUnreadable as error:
        return str(error)
    return ""
