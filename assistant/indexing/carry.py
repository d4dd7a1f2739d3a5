"""When little changed, the next Chroma collection is a copy of the live one, in which only rows that differ change."""

from pathlib import Path

from assistant.indexing.gather import size_of
from assistant.indexing.generations import Manifest
from assistant.indexing.server import EMBEDDED
from assistant.indexing.store import ReportReader
from assistant.types import Plan

_WORN = 0.1  # where many rows were deleted from it, Chroma's graph may have no way left to some that stayed
_FRESH = 0.5  # a guess: to write this much beside a copy takes as long as to write it all


def may_carry(reports: ReportReader, manifest: Manifest, plan: Plan, corpus_dir: Path) -> bool:
    """Whether a copy of the live generation's collection is to be changed, rather than another one written.

    Not when a report was removed: Chroma keeps deleted vectors in its graph.
    """
    if manifest.place != EMBEDDED or plan.removed:
        return False
    renamed = [before for before, _ in plan.renamed]
    deleted = sum(reports.passages_in(report_id) for report_id in (*plan.changed, *renamed))
    if manifest.worn + deleted > _WORN * manifest.passages:
        return False
    fresh = (*plan.added, *plan.changed, *(now for _, now in plan.renamed))
    written, kept = (sum(size_of(corpus_dir / one) for one in ids) for ids in (fresh, plan.unchanged))
    return written <= _FRESH * kept
