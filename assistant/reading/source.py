"""A file's bytes -> the reports in it: its own, and those of the files attached to it."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from assistant.errors import ReportUnreadable
from assistant.reading.about import about
from assistant.reading.about.dates import iso
from assistant.reading.content import Attachment, Content
from assistant.reading.formats import FORMATS, UNREAD, read_content
from assistant.reading.kinds import kind_of
from assistant.reading.reasons import lacks_memory, one_line, reasoned
from assistant.types import Origin, Report, Skipped

_DEEPEST = 3
_MOST_PARTS = 200
_LONGEST_NAME = 120
_UNNAMED = "attachment"
_UNFIT = re.compile(r"[^\w .,()+'’&@#=–-]+")


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a file before it is read.

    `row` is what metadata.csv says of it; `also_at` are the other paths of files whose bytes have the hash `sha256`.
    """

    report_id: str
    row: Mapping[str, str]
    sha256: str = ""
    also_at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: its own report first, then those attached to it, and what is attached and cannot be read."""

    reports: tuple[Report, ...]
    skipped: tuple[Skipped, ...] = ()

    def report(self, report_id: str) -> Report | None:
        """The report of this id, or None."""
        return next((report for report in self.reports if report.id == report_id), None)


def read_source(source: Source, data: bytes) -> Reading:
    """The reports that the bytes of a file make; to be called in a process apart.

    Raises ReportUnreadable, and whatever a library may raise for a broken file.
    """
    content = read_content(PurePosixPath(source.report_id).suffix.lower(), data)
    if not content.text[content.body :].strip() and not content.attachments:
        raise ReportUnreadable("nothing but front matter" if content.text.strip() else "the file holds no text")
    sha256 = hashlib.sha256(data).hexdigest()
    report = _report(source, content, sha256, also_at=source.also_at if source.sha256 == sha256 else ())
    found = list(_parts(report, content, [_MOST_PARTS], depth=1))
    parts = tuple(one for one in found if isinstance(one, Report))
    skipped = tuple(one for one in found if isinstance(one, Skipped))
    if not report.text and not parts:
        why = "".join(f"; {PurePosixPath(one.path).name}: {one.reason}" for one in skipped[:1])
        raise ReportUnreadable(f"no text of its own, and no attachment that can be read{why}")
    return Reading((report, *parts), skipped)


def _report(
    source: Source, content: Content, sha256: str, *, also_at: tuple[str, ...] = (), part_of: str = ""
) -> Report:
    known = about(content, source.row, PurePosixPath(source.report_id).stem)
    values = {name: one.value for name, one in known.items() if one.value}
    return Report(
        id=source.report_id,
        sha256=sha256,
        title=values.pop("title"),
        date=values.pop("date", ""),
        text=content.text,
        pages=content.pages,
        metadata=values,
        headings=content.headings,
        body=content.body,
        also_at=also_at,
        origins={name: one.origin for name, one in known.items() if one.value},
        part_of=part_of,
        notes=content.notes,
        kind=content.kind,
    )


def _parts(report: Report, content: Content, left: list[int], depth: int) -> Iterator[Report | Skipped]:
    """The reports attached to one, each followed by those attached to it; `left` counts down how many are read."""
    taken: set[str] = set()
    for place, attachment in enumerate(content.attachments):
        if not left[0]:
            rest = len(content.attachments) - place
            yield Skipped(
                f"{report.id}/…", f"{rest} more attachments, of which {_MOST_PARTS} are read; save them apart"
            )
            return
        left[0] -= 1
        part_id = f"{report.id}/{_fit(attachment, taken)}"
        if depth > _DEEPEST:
            yield Skipped(part_id, f"attached more than {_DEEPEST} deep; save it as a file of its own")
            continue
        try:
            inner = _attached(part_id, attachment)
            part = _report(Source(part_id, {}), inner, hashlib.sha256(attachment.data).hexdigest(), part_of=report.id)
        except Exception as error:  # an attachment that breaks a library leaves its mail readable
            if lacks_memory(error):  # which the attachment may not even be to blame for
                raise
            yield Skipped(part_id, reasoned(error))
            continue
        part = _dated(part, report)
        yield part
        yield from _parts(part, inner, left, depth + 1)


def _dated(part: Report, holder: Report) -> Report:
    """An attachment; one that does not say of when it is may be of the day of what it is attached to."""
    day = "" if part.date else iso(holder.date)
    if not day:
        return part
    origins = {**part.origins, "date": Origin("mail", "guess")}
    return replace(part, date=f"{day.rstrip('?')}?", origins=origins)


def _attached(part_id: str, attachment: Attachment) -> Content:
    """What an attachment holds. Raises ReportUnreadable, and what a library may raise."""
    suffix = PurePosixPath(part_id).suffix.lower()
    suffix = suffix if suffix in FORMATS else kind_of(attachment.data)
    if not suffix:
        raise ReportUnreadable(UNREAD)
    content = read_content(suffix, attachment.data)
    if not content.text[content.body :].strip() and not content.attachments:
        raise ReportUnreadable("it holds no text")
    return content


def data_of(source: Source, data: bytes, report_id: str) -> bytes:
    """The bytes of the file that a report is read from: those of the source, or of a file attached in it.

    Raises ReportUnreadable when nothing of this id is attached, and whatever a library may raise for a broken file.
    """
    if report_id == source.report_id:
        return data
    taken: set[str] = set()
    for attachment in read_content(PurePosixPath(source.report_id).suffix.lower(), data).attachments:
        part_id = f"{source.report_id}/{_fit(attachment, taken)}"
        if report_id == part_id or report_id.startswith(f"{part_id}/"):
            return data_of(Source(part_id, {}), attachment.data, report_id)
    raise ReportUnreadable(f"{report_id} is no longer attached to {source.report_id}; run: assistant rebuild")


def _fit(attachment: Attachment, taken: set[str]) -> str:
    """A name that can stand in an id, and that no attachment before has."""
    plain = one_line(_UNFIT.sub(" ", attachment.name.replace("\\", "/").rsplit("/", 1)[-1]))
    stem, dot, suffix = plain.rpartition(".")
    stem, suffix = (stem, f".{suffix.strip()}") if dot and len(suffix) <= len("docx") else (plain, "")
    stem = stem[:_LONGEST_NAME].strip(" .") or _UNNAMED
    name, count = f"{stem}{suffix}", 1
    while name.casefold() in taken:
        count += 1
        name = f"{stem} {count}{suffix}"
    taken.add(name.casefold())
    return name
