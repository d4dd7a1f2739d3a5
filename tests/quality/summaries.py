"""Checks sentences as a model sums up, true and false ones written by hand, and counts which would be shown.

python tests/quality/summaries.py writes the figures in docs/quality.md; --show PART lists what was judged wrongly. The
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


def share(found: Sequence[Judged], part: str, *, true: bool, kind: str = "") -> float:
    """The share in [0, 1] of true sentences that are kept, or of false ones that are caught."""
    return sum(one.shown is true for one in chosen(found, part, true, kind)) / len(chosen(found, part, true, kind))


def chosen(found: Sequence[Judged], part: str, true: bool, kind: str = "") -> list[Judged]:
    of_part = [one for one in found if (one.summary.part, one.summary.true) == (part, true)]
    return [one for one in of_part if kind in {"", one.summary.kind}]


def rows_of(found: Sequence[Judged]) -> Iterator[tuple[str, str, str]]:
    for part in dict.fromkeys(one.summary.part for one in found):
        for true, name, done in ((True, "true", "kept"), (False, "false", "caught")):
            measured = f"{share(found, part, true=true):.3f} {done}"
            yield f"sentences that sum up, {part}: {name} ({len(chosen(found, part, true))})", "", measured


def lines_of(found: Sequence[Judged]) -> Iterator[str]:
    """What is told of the figures, and each kind's in a table."""
    parts = list(dict.fromkeys(one.summary.part for one in found))
    yield from (*TOLD.splitlines(), "", f"| kind | {' | '.join(parts)} |", f"|---|{'---|' * len(parts)}")
    for true, name, done in ((True, "true", "kept"), (False, "false", "caught")):
        for kind in dict.fromkeys(one.summary.kind for one in found if one.summary.true is true):
            cells = (f"{share(found, part, true=true, kind=kind):.2f} {done}" for part in parts)
            yield f"| {name}: {kind} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", metavar="PART", default="", help="list what was judged wrongly, and write no page")
    options = parser.parse_args()
    found = list(judged(Checker.with_(load_reranker(Settings())), summaries()))
    if options.show:
        for one in found:
            if one.summary.part == options.show and one.shown is not one.summary.true:
                text = " ".join(one.summary.given.passage.text.split())
                print(f"--- {one.summary.kind}: {one.summary.sentence}\n    {one.reasons}\n    {text}")
        return
    part = Part(COMMAND, HEADING, list(rows_of(found)), list(lines_of(found)))
    print("\n".join([*(f"{name}: {measured}" for name, _, measured in part.rows), *part.lines]))
    write_part(part)


TOLD = """Sentences on corpus/ as a model sums up, written by hand to be hard: shortened, reworded, two in one, half of
them with one thing wrong in an otherwise faithful sentence. The planted errors above change one word of a sentence that
stands in the report; these change sentences that are in other words already, which is far harder to tell. The rules
were written with those of the part “seen” in view; nobody who wrote a rule had read those “kept aside”."""

if __name__ == "__main__":
    main()
