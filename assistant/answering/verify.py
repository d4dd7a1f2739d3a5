"""Checking the citations of a saved answer against the files of the corpus as they are now."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any

from assistant.errors import AnswerFailed, ReportUnreadable
from assistant.reading.corpus import Corpus, read_report, scan
from assistant.settings import Settings
from assistant.types import SCHEMA, Check, Citation, Report

_MOST_CITATIONS = 10_000
_FIELDS = {"number": int, "report_id": str, "start": int, "end": int, "quote": str, "sha256": str}


def verify(answer: Mapping[str, Any], settings: Settings) -> list[Check]:
    """What became of each citation of an answer's JSON form, or of a conversation's, answer by answer.

    `intact`: the quotation stands at its characters. `moved`: it stands elsewhere in its report, or in the same report
    under another name. `changed`: its report is there without it. `gone`: there is no such report. Raises AnswerFailed
    for JSON that is no answer, CorpusInvalid.
    """
    citations = [citation for one in _answers(answer) for citation in _citations(one)]
    if len(citations) > _MOST_CITATIONS:
        raise AnswerFailed(f"At most {_MOST_CITATIONS} citations are checked at once ({len(citations)} were given).")
    files = _Files(scan(settings.corpus_dir), round(settings.max_report_mb * 1e6))
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

    def __init__(self, corpus: Corpus, max_bytes: int) -> None:
        self._corpus = corpus
        self._max_bytes = max_bytes
        self._by_id = {corpus.report_id(file): file for file in corpus.files}

    def report(self, report_id: str) -> Report | None:
        """The report of this id, None when it is not there or cannot be read."""
        file = self._by_id.get(report_id)
        try:
            return read_report(self._corpus, file, max_bytes=self._max_bytes) if file else None
        except ReportUnreadable:
            return None

    def renamed(self, sha256: str) -> Report | None:
        """The report whose file has this hash, under whatever name."""
        found = self._by_sha256.get(sha256)
        return self.report(found) if found else None

    @cached_property
    def _by_sha256(self) -> dict[str, str]:
        """The ids of the reports by the hashes of their files, of equal ones the first; files are read once."""
        ids: dict[str, str] = {}
        for report_id, file in self._by_id.items():
            with suppress(OSError):  # gone since the folder was looked through
                ids.setdefault(hashlib.sha256(file.read_bytes()).hexdigest(), report_id)
        return ids


def _checked(citation: Citation, files: _Files) -> Check:
    report = files.report(citation.report_id)
    if report is None:
        report = files.renamed(citation.sha256)
        if report is None:
            return Check(citation.number, "gone", citation.report_id, citation.start, citation.end)
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
