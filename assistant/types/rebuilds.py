"""What a rebuild finds and does, and what doctor finds."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that a rebuild could not use, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rebuild finds in the corpus, against the live index: report ids by what became of them.

    A report is `changed` when its bytes or its row in metadata.csv did, and `renamed`, as (old, new), when the same
    bytes stand under another id. One that can no longer be read is both `removed` and `skipped`. `anew` says why the
    index is made again although no report asks for it, "" otherwise.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    anew: str = ""

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.added or self.changed or self.renamed or self.removed or self.anew)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild has come. done and total are bytes of report files."""

    stage: str
    done: int
    total: int
    reports: int = 0
    passages: int = 0


@dataclass(frozen=True, slots=True)
class RebuildSummary:
    """What a rebuild did. embedded + reused == passages; without changes in the plan the live index was kept.

    `twins` are files that are the same as a report's file, byte for byte; `copies` are reports that are near-copies of
    others.
    """

    generation: str
    index: str
    reports: int
    passages: int
    embedded: int
    reused: int
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]
    seconds: float
    plan: Plan
    twins: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`: how bad, what was found, what mends it ("" when nothing has to be done)."""

    severity: Literal["ok", "warning", "error"]
    finding: str
    cure: str = ""
