"""What a copied Chroma collection holds, row by row: some is kept, the rest deleted."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from assistant.indexing.store import ReportReader
from assistant.types import Passage, Report


def row_of(report: Report, passage: Passage, key: str) -> dict[str, Any]:
    """What Chroma keeps beside a passage's words."""
    return {
        "report_id": report.id,
        "title": report.title,
        "date": report.date,
        "start": passage.start,
        "end": passage.end,
        "heading": passage.heading,
        "page": passage.page,
        "key": key,
    }


class Held:
    """The rows that a copied collection holds, of which some are kept and the others deleted."""

    def __init__(self, reports: ReportReader) -> None:
        self._reports = reports
        self._left = set(reports.passage_ids())
        self._rows_of = lru_cache(1)(self._load)  # passages come report by report
        self.deleted = 0

    def differing(
        self, passages: Sequence[tuple[Report, Passage]], keys: Sequence[str], carried: Sequence[bool]
    ) -> list[int]:
        """The places of those passages that are not held as they are; the others are kept."""
        places = []
        for place, (report, passage) in enumerate(passages):
            if carried[place] or self._is_as_held(report, passage, keys[place]):
                self._left.discard(passage.id)
            else:
                places.append(place)
        return places

    def _is_as_held(self, report: Report, passage: Passage, key: str) -> bool:
        return self._rows_of(report.id).get(passage.id) == (passage.text, row_of(report, passage, key))

    def _load(self, report_id: str) -> Mapping[str, tuple[str, dict[str, Any]]]:
        report = self._reports.report(report_id)
        found = self._reports.passages_of(report_id) if report else []
        return {passage.id: (passage.text, row_of(report, passage, key)) for passage, key in found if report}

    def deleting(self, ids: Sequence[str]) -> list[str]:
        """Those of the ids that are held, counted as deleted from now on."""
        found = [one for one in ids if one in self._left]
        self._left.difference_update(found)
        self.deleted += len(found)
        return found

    def rest(self) -> list[str]:
        """The ids that were neither kept nor deleted, sorted."""
        return sorted(self._left)
