"""Checking the citations of a saved answer against the files of the corpus as they are now."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from typing import Any

from assistant.errors import AnswerFailed, ReportUnreadable
from assistant.reading.apart import Apart
from assistant.reading.corpus import Corpus, file_of, limits_of, max_bytes_of, read_bytes, scan, source_of
from assistant.reading.formats import HOLDING
from assistant.reading.source import Reading, read_source
from assistant.settings import Settings
from assistant.types import SCHEMA, Check, Citation, Report, State

_MOST_CITATIONS = 10_000
_RECENT_FILES = 8
_FIELDS = {"number": int, "report_id": str, "start": int, "end": int, "quote": str, "sha256": str}


def verify(answer: Mapping[str, Any], settings: Settings) -> list[Check]:
    """What became of each citation of an answer's JSON form, or of a conversation's, answer by answer.

    `intact`: the quotation stands at its characters. `moved`: it stands elsewhere in its report, or in the same report
    under another name. `changed`: its report is there without it. `gone`: there is no such report. `unreadable`: it is
    there and cannot be read, for the reason that is given. Raises AnswerFailed for JSON that is no answer,
    CorpusInvalid, ReaderUnavailable.
    """
    citations = [citation for one in _answers(answer) for citation in _citations(one)]
    if len(citations) > _MOST_CITATIONS:
        raise AnswerFailed(f"At most {_MOST_CITATIONS} citations are checked at once ({len(citations)} were given).")
    with Apart(limits_of(settings)) as apart:
        files = _Files(scan(settings.corpus_dir), settings, apart)
        return [_checked(citation, files) for citation in citations]


def _answers(saved: Mapping[str, Any]) -> list[Any]:
    """The answers of an exported conversation, or the one answer that this is."""
    exported = isinstance(saved, Mapping) and saved.get("schema") == SCHEMA and "conversation" in saved
    answers = saved.get("answers") if exported else None
    return answers if isinstance(answers, list) else [saved]


def _citations(answer: Mapping[str, Any]) -> list[Citation]:
    if not isinstance(answer, Mapping) or answer.get("schema") != SCHEMA:
        raise AnswerFailed(f"This is not an answer of schema {SCHEMA}. Save one with: assistant ask … --json")
    citations = answer.get("citations")
    if not isinstance(citations, list):
        raise AnswerFailed("The answer has no list of citations. Save one with: assistant ask … --json")
    made = []
    for place, values in enumerate(citations, 1):
        wrong = [
            name
            for name, kind in _FIELDS.items()
            if not isinstance(values, Mapping) or type(values.get(name)) is not kind
        ]
        if wrong:
            raise AnswerFailed(f"Citation {place} of the answer lacks {', '.join(wrong)}. Save the answer again.")
        made.append(Citation(title="", date="", page=1, **{name: values[name] for name in _FIELDS}))
    return made


class _Files:
    """The reports of the corpus, read when needed."""

    def __init__(self, corpus: Corpus, settings: Settings, apart: Apart) -> None:
        self._corpus = corpus
        self._max_bytes = max_bytes_of(settings)
        self._apart = apart
        self._by_id = {corpus.report_id(file): file for file in corpus.files}
        self._unreadable = {skip.path: skip.reason for skip in corpus.skipped}
        self._reading = lru_cache(_RECENT_FILES)(self._read)

    def report(self, report_id: str) -> Report | None:
        """The report of this id, None when it is not there or cannot be read."""
        reading = self._reading(file_of(report_id, self._by_id))
        return reading.report(report_id) if reading else None

    def reason(self, report_id: str) -> str:
        """Why a report that was asked for cannot be read, or else the file that it is in; "" when it is not there."""
        place = file_of(report_id, self._unreadable)
        return self._unreadable.get(place, "")

    def _read(self, file_id: str) -> Reading | None:
        """What a file holds, None when it is not there or cannot be read; that is tried but once."""
        file = self._by_id.get(file_id)
        if file is None or file_id in self._unreadable:
            return None
        try:
            data = read_bytes(file, max_bytes=self._max_bytes)
            reading = self._apart(read_source, source_of(self._corpus, file), data)
        except ReportUnreadable as error:
            self._unreadable[file_id] = str(error)
            return None
        self._unreadable.update((skip.path, skip.reason) for skip in reading.skipped)
        return reading

    def renamed(self, sha256: str) -> Report | None:
        """The report whose file, or attached file, has this hash, under whatever name."""
        found = self._by_sha256.get(sha256) or self._attached.get(sha256)
        return self.report(found) if found else None

    @cached_property
    def _by_sha256(self) -> dict[str, str]:
        """The ids of the reports by the hashes of their files, of equal ones the first; files are read once."""
        ids: dict[str, str] = {}
        for report_id, file in self._by_id.items():
            with suppress(ReportUnreadable):  # as large as that, or gone since the folder was looked through
                data = read_bytes(file, max_bytes=self._max_bytes)
                ids.setdefault(hashlib.sha256(data).hexdigest(), report_id)
        return ids

    @cached_property
    def _attached(self) -> dict[str, str]:
        """The ids of the reports attached to others, by the hashes of their files, of equal ones the first."""
        ids: dict[str, str] = {}
        for file_id in self._by_id:
            reading = self._read(file_id) if PurePosixPath(file_id).suffix.lower() in HOLDING else None
            for part in reading.reports[1:] if reading else ():
                ids.setdefault(part.sha256, part.id)
        return ids


def _checked(citation: Citation, files: _Files) -> Check:
    report = files.report(citation.report_id)
    if report is None:
        report = files.renamed(citation.sha256)
        if report is None:
            reason = files.reason(citation.report_id)
            state: State = "unreadable" if reason else "gone"
            return Check(citation.number, state, citation.report_id, citation.start, citation.end, reason)
    at_home = report.id == citation.report_id
    if at_home and report.text[citation.start : citation.end] == citation.quote:
        return Check(citation.number, "intact", report.id, citation.start, citation.end)
    found = _nearest(report.text, citation.quote, citation.start)
    if found < 0:
        return Check(citation.number, "changed", report.id, citation.start, citation.end)
    return Check(citation.number, "moved", report.id, found, found + len(citation.quote))


def _nearest(text: str, quote: str, offset: int) -> int:
    """Where the quotation stands nearest to `offset`, -1 when nowhere."""
    if not quote:
        return -1
    before, after = text.rfind(quote, 0, max(0, offset) + len(quote)), text.find(quote, max(0, offset))
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: (abs(place - offset), place), default=-1)
