"""What holds of every text that is read, whatever the file."""

import re
import unicodedata
from collections.abc import Iterator

from assistant.reading.content import Content
from assistant.reading.source import Reading
from assistant.types import Report

_NEVER = re.compile("[\r\x00\ud800-\udfff]")


def faults(read: Content | Report) -> Iterator[str]:
    """What is wrong with a text or its places; nothing for a sound one."""
    text, length = read.text, len(read.text)
    if unicodedata.normalize("NFC", text) != text:
        yield "the text is not NFC"
    if wrong := _NEVER.search(text):
        yield f"the text holds {wrong.group()!a} at {wrong.start()}"
    starts, ends = [page.start for page in read.pages], [page.end for page in read.pages]
    if [0, *ends] != [*starts, length]:
        yield f"pages do not tile the text of {length}: {read.pages}"
    numbers = [page.number for page in read.pages]
    if numbers != sorted(set(numbers)) or numbers[:1] < [1]:
        yield f"pages are numbered {numbers}"
    before = 0
    for heading in read.headings:
        if not before <= heading.start < heading.end <= length or not text[heading.start : heading.end].strip():
            yield f"{heading} does not follow {before} in the text of {length}"
        before = heading.end
    if not 0 <= read.body <= length:
        yield f"the body begins at {read.body} of {length}"
    for name, value in read.metadata.items():
        if not value.strip() or value.splitlines() != [value]:
            yield f"{name} is {value!r}"


def faults_in(reading: Reading) -> list[str]:
    """What is wrong with any of the reports in a file, or with a reason for what could not be read."""
    ids = [report.id for report in reading.reports]
    found = [f"{report.id}: {fault}" for report in reading.reports for fault in faults(report)]
    found += [f"{one}: {one.reason!r} is no reason" for one in reading.skipped if not is_reason(one.reason)]
    return found + [f"two reports are called {one}" for one in sorted(set(ids)) if ids.count(one) > 1]


def is_reason(text: str) -> bool:
    """Whether a text can be told as the reason why a file was not read: one line that can be printed."""
    return text.isprintable() and 0 < len(text) <= 300
