"""Plants errors into true sentences of reports and counts which the check of written sentences catches.

python tests/quality/planted.py [DATA] writes the figures in docs/quality.md, of corpus/ or, with DATA, of the speeches
in the folder with the public data sets; --show lists what was missed, and what was true and dropped. Which errors there
are is told in tests/answering/support/plants.py.
"""

import argparse
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from assistant.answering.support import Checker, Support, cited
from assistant.evaluation.rows import spread
from assistant.indexing.passages import cut
from assistant.models.tables import load_reranker
from assistant.reading.corpus import scan
from assistant.reading.sentences import paragraphs, sentences
from assistant.settings import Settings
from tests.answering.support.plants import FURTHER, PLANTS, WAYS, Case, capital, reworded
from tests.quality.measure import CACHE, ROOT, speeches
from tests.quality.page import Part, write_part
from tests.readings import report_in

COUNT = 300
SEED = 7
MOST = 3000
CORPUS = ROOT / "corpus"
COMMAND = "python tests/quality/planted.py"
HEADING = "### Planted errors"
_FEWEST_WORDS = 8
_MOST_WORDS = 60


def true_sentences(folder: Path = CORPUS) -> list[Case]:
    """The plain sentences of the reports in a folder, each with its passage."""
    corpus = scan(folder)
    found = []
    for file in corpus.files:
        report = report_in(corpus, file)
        for passage in cut(report, min_words=60, max_words=130):
            for part in paragraphs(passage.text, 0, len(passage.text)):
                for span in sentences(passage.text, part.start, part.end):
                    sentence = " ".join(passage.text[span.start : span.end].split())
                    if is_plain(sentence):
                        found.append(Case(sentence, cited(report, passage)))
    return found


def is_plain(sentence: str) -> bool:
    """Whether a piece of text is one whole sentence, not a list's item, a table's row or a turn."""
    whole = re.match(r"[A-Z“\"]", sentence) and sentence.endswith((".", ".”", '."'))
    return bool(whole) and _FEWEST_WORDS <= len(sentence.split()) <= _MOST_WORDS and not re.search(r"[|*#]", sentence)


def planted(cases: Sequence[Case], plant: Callable[[Case, Random], str], count: int) -> list[Case]:
    """The first `count` of the cases that the plant applies to, each with its error."""
    found = []
    for place, case in enumerate(cases):
        other = plant(case, Random(f"{SEED} {plant.__name__} {place}"))  # noqa: S311 – the same every time
        if other != case.sentence:
            found.append(replace(case, sentence=capital(other), done=plant.__name__))
    return found[:count]


def groups(folder: Path, count: int) -> Iterator[tuple[str, bool, list[Case]]]:
    """What was done, whether the sentences are true, and the cases: as they are, reworded, with each error."""
    pool = spread(true_sentences(folder), MOST)
    cases = spread(pool, count)
    rest = [case for case in pool if case not in cases]
    yield "as it stands in the report", True, cases
    for way in WAYS:
        found = [other for case in [*cases, *rest] for other in [reworded(case, way)] if other]
        yield f"reworded: {way.__name__.replace('_', ' ')}", True, found[:count]
    for plant in (*PLANTS, *FURTHER):
        yield f"planted: {plant.__name__.replace('_', ' ')}", False, planted([*cases, *rest], plant, count)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="list what was judged wrongly, and leave the page alone")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("data", type=Path, nargs="?")
    options = parser.parse_args()
    folder = speeches(options.data, CACHE) if options.data else CORPUS
    checker = Checker.with_(load_reranker(Settings()))
    rows, kept_all = [], list[bool]()
    for name_, true, cases in groups(folder, options.count):
        judged = [(case, checker.check(case.sentence, [case.passage])) for case in cases]
        kept = [support.supported for _, support in judged]
        kept_all += kept if true else []
        if options.show:
            show(name_, [pair for pair in judged if pair[1].supported != true])
        share = sum(kept) / max(1, len(kept))
        rows.append((f"{name_} ({len(cases)})", aim(name_, true), f"{share if true else 1 - share:.3f} {told(true)}"))
        print(rows[-1], flush=True)
    rows.append((f"all true sentences ({len(kept_all)})", aim("", True), f"{sum(kept_all) / len(kept_all):.3f} kept"))
    print(rows[-1])
    if not options.show:
        write_part(part_of(rows, of_speeches=bool(options.data)))


def told(true: bool) -> str:
    return "kept" if true else "caught"


def part_of(rows: Sequence[tuple[str, str, str]], *, of_speeches: bool) -> Part:
    """What stands on the page."""
    if of_speeches:
        rows = [(f"speeches: {name_}", asked, measured) for name_, asked, measured in rows]
        return Part(f"{COMMAND} DATA", f"{HEADING} in speeches", rows, [OF_SPEECHES])
    return Part(COMMAND, HEADING, rows, [OF_CORPUS])


OF_CORPUS = """Sentences of corpus/, spread evenly over its passages, as they are and reworded without a change of
meaning; and into each that has a place for it, one error is planted. The rules of the check were written with errors of
these kinds, planted into these reports, in view. A part of them runs with every test
(tests/answering/support/test_support_check.py)."""
OF_SPEECHES = """The same with sentences of 300 speeches in the General Assembly of the United Nations, into which no
test of the rules plants anything."""


def aim(name_: str, true: bool) -> str:
    """What is asked for; nothing of errors that were thought of later."""
    further = any(name_.endswith(plant.__name__.replace("_", " ")) for plant in FURTHER)
    return "" if further else "≥ .95" if true else "≥ .97"


def show(name_: str, wrong: Sequence[tuple[Case, Support]]) -> None:
    for case, support in wrong:
        print(
            f"--- {name_}: {case.sentence}\n    {support.probability:.2f} {support.reasons}\n    {case.passage.text!r}"
        )


if __name__ == "__main__":
    main()
