"""Measures answers and refusals over corpus/: python tests/quality/measure.py. Needs an index (make rebuild)."""

import json
import statistics
from dataclasses import dataclass
from pathlib import Path

from assistant import Answer, Assistant, Settings

QUESTIONS = Path(__file__).parent / "questions.jsonl"


@dataclass(frozen=True)
class Quality:
    first: float
    anywhere: float
    refusal_precision: float
    refusal_recall: float
    ms_median: float
    wrong: tuple[str, ...]


def measure(assistant: Assistant) -> Quality:
    """Shares in [0, 1]: right evidence in the first citation and in any; precision and recall of refusing."""
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    answers = [assistant.ask(row["question"]) for row in rows]
    known = [(row, answer) for row, answer in zip(rows, answers, strict=True) if "report" in row]
    places = [place_of_evidence(row, answer) for row, answer in known]
    refused = [row for row, answer in zip(rows, answers, strict=True) if answer.verdict == "not_found"]
    rightly = [row for row in refused if "report" not in row]
    wrong = [f"place {place}: {row['question']}" for (row, _), place in zip(known, places, strict=True) if place != 1]
    wrong += [
        f"answered: {row['question']}"
        for row, answer in zip(rows, answers, strict=True)
        if "report" not in row and answer.verdict == "answered"
    ]
    return Quality(
        first=sum(place == 1 for place in places) / len(places),
        anywhere=sum(place > 0 for place in places) / len(places),
        refusal_precision=len(rightly) / len(refused) if refused else 1.0,
        refusal_recall=len(rightly) / (len(rows) - len(known)),
        ms_median=statistics.median(answer.timings_ms["total"] for answer in answers),
        wrong=tuple(wrong),
    )


def place_of_evidence(row: dict[str, str], answer: Answer) -> int:
    """The number of the first citation with the expected words, 0 when none has them.

    Another report than the one named counts when it says the same: collections tell one event more than once.
    """
    return next((one.number for one in answer.citations if row["quote"].lower() in one.quote.lower()), 0)


def main() -> None:
    with Assistant.open(Settings()) as assistant:
        quality = measure(assistant)
    print("| questions over corpus/ | measured |\n|---|---|")
    print(f"| evidence in the first citation / in any | {quality.first:.2f} / {quality.anywhere:.2f} |")
    print(f"| refusal precision / recall | {quality.refusal_precision:.2f} / {quality.refusal_recall:.2f} |")
    print(f"| median ms an answer | {quality.ms_median:.0f} |")
    for line in quality.wrong:
        print(f"- {line}")


if __name__ == "__main__":
    main()
