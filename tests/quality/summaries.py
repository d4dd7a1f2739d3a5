"""Checks sentences as a model sums up, true and false ones written by hand, and counts which would be shown.

python tests/quality/summaries.py writes the figures in docs/quality.md; --show KIND lists what was judged wrongly. The
sentences are in tests/quality/summaries.jsonl: report, evidence (a stretch of its text), sentence, whether it is true,
its kind, and the part. Of "seen" the rules were written with the errors in view; of "kept aside" nobody who wrote a
rule read a line.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.support import Checker
from assistant.answering.written.backing import against, quotes_of
from assistant.answering.written.passages import Given
from assistant.evaluation.rows import rows
from assistant.indexing.passages import cut
from assistant.models.tables import load_reranker
from assistant.reading.corpus import scan
from assistant.settings import Settings
from assistant.types import Passage, Report
from tests.quality.measure import ROOT
from tests.quality.page import Part, write_part
from tests.readings import report_in

SUMMARIES = ROOT / "tests" / "quality" / "summaries.jsonl"
CORPUS = ROOT / "corpus"
COMMAND = "python tests/quality/summaries.py"
HEADING = "### Sentences that sum up"


@dataclass(frozen=True)
class Summary:
    """A sentence on a passage, whether it is true of it, and what kind of sentence it is."""

    sentence: str
    given: Given
    true: bool
    kind: str
    part: str


@dataclass(frozen=True)
class Judged:
    """A sentence and what speaks against showing it."""

    summary: Summary
    reasons: tuple[str, ...]

    @property
    def shown(self) -> bool:
        return not self.reasons


def summaries(file: Path = SUMMARIES) -> list[Summary]:
    """All sentences of the file, each with the passage that it is about, cut as an index cuts it."""
    corpus = scan(CORPUS)
    reports = {report.id: report for report in (report_in(corpus, one) for one in corpus.files)}
    cuts = {name: cut(report, min_words=60, max_words=130) for name, report in reports.items()}
    found = []
    for row in rows(file):
        report = reports[row["report"]]
        given = Given(1, report, passage_with(report, cuts[report.id], row["evidence"]))
        found.append(Summary(row["sentence"], given, row["true"], row["kind"], row.get("part", "")))
    return found


def passage_with(report: Report, passages: Sequence[Passage], evidence: str) -> Passage:
    """The passage that has most of a stretch of a report's text."""
    start = report.text.index(evidence)
    end = start + len(evidence)
    return max(passages, key=lambda one: min(one.end, end) - max(one.start, start))


def judged(checker: Checker, found: Sequence[Summary]) -> Iterator[Judged]:
    for one in found:
        yield Judged(one, against(checker, one.sentence, quotes_of(checker, one.sentence, [one.given])))


def rows_of(found: Sequence[Judged]) -> Iterator[tuple[str, str, str]]:
    """By part and kind, the share of true sentences that are kept and of false ones that are caught."""
    for part in dict.fromkeys(one.summary.part for one in found):
        for true in (True, False):
            chosen = [one for one in found if (one.summary.part, one.summary.true) == (part, true)]
            for kind in (*dict.fromkeys(one.summary.kind for one in chosen), ""):
                of_kind = [one for one in chosen if kind in {"", one.summary.kind}]
                right = sum(one.shown is true for one in of_kind)
                name = f"{part}, {'true' if true else 'false'}: {kind or 'all'} ({len(of_kind)})"
                yield name, "", f"{right / len(of_kind):.3f} {'kept' if true else 'caught'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="list what was judged wrongly, and leave the page alone")
    parser.add_argument("--kind", default="", help="of this kind only")
    parser.add_argument("file", type=Path, nargs="?", default=SUMMARIES)
    options = parser.parse_args()
    checker = Checker.with_(load_reranker(Settings()))
    chosen = [one for one in summaries(options.file) if options.kind in {"", one.kind}]
    found = list(judged(checker, chosen))
    for one in found if options.show else ():
        if one.shown is not one.summary.true:
            text = " ".join(one.summary.given.passage.text.split())
            print(f"--- {one.summary.kind}: {one.summary.sentence}\n    {one.reasons}\n    {text}")
    table = list(rows_of(found))
    print("\n".join(f"{name}: {measured}" for name, _, measured in table))
    if not options.show:
        write_part(Part(COMMAND, HEADING, table, [TOLD]))


TOLD = ""

if __name__ == "__main__":
    main()
