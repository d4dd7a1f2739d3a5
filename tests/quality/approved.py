"""Answers that a person has read and approved, as text: python tests/quality/approved.py [DATA] writes them anew.

Read the difference before you commit it. DATA is the folder with ungdc.tar.gz, for the answers from speeches.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from assistant import Answer, Assistant
from assistant.answering.wording import titled
from tests.quality.measure import ROOT, bench_of, speeches

FOLDER = ROOT / "tests" / "quality" / "approved"
CORPUS = (
    ("what was agreed about the OSCE",),
    ("Who did Lavrov meet in Minsk?",),
    ("How many foreign ministers stayed away from the Skopje meeting?",),
    ("Which country was chosen to chair the OSCE in 2024?", "and the year after that?"),
    ("How many tanks may each bloc hold under the CFE treaty?",),
    ("What did Yeltsin warn of in Budapest?",),
    ("Was the Copenhagen Accord adopted?",),
    ("When did the treaty on the Eurasian Economic Union enter into force?",),
    ("Belarus share of Eurasian import customs duties after Armenia joined",),
    ("Why did Kyiv suspend the association agreement in 2013?",),
    ("What did Angela Merkel say about the INF treaty?",),
    ("What is the capital of France?",),
)
SPEECHES = (
    ("What did Tallinn get back from Moscow in 1995?",),
    ("Norway on development assistance in 2006",),
    ("How many pieces of unexploded ordnance were cleared in Solomon Islands?",),
    ("Which country called in 1996 for a forum of states without nuclear weapons?",),
    ("Why did Mia Mottley throw away her prepared text in 2018?",),
    ("What did the president of Palau say about ocean warming in 2021?", "By how much could its tuna shrink?"),
    ("did Greece raise the return of the Parthenon marbles in 2013?",),
    ("When did Philip Hammond say Britain would vote on leaving the EU?",),
)


def approved(assistant: Assistant, conversations: Sequence[Sequence[str]]) -> str:
    """The last answer of each conversation."""
    return "\n".join(as_text(assistant, conversation) for conversation in conversations)


def as_text(assistant: Assistant, conversation: Sequence[str]) -> str:
    from assistant.types import Turn

    answer = assistant.ask(conversation[-1], [Turn(question, "") for question in conversation[:-1]])
    lines = [f"## {answer.asked}\n", *sentences(answer)]
    return "\n".join([*lines, *(f"({note})" for note in answer.notes), ""])


def sentences(answer: Answer) -> list[str]:
    if answer.verdict == "not_found":
        return ["The reports do not say."]
    return [
        f"- {' '.join(one.text.split())} {' '.join(f'[{n}]' for n in one.citations)} "
        f"({'; '.join(titled(answer.citations[n - 1].title, answer.citations[n - 1].date) for n in one.citations)})"
        for one in answer.sentences
    ]


def main() -> None:
    bench = bench_of()
    FOLDER.mkdir(exist_ok=True)
    with bench.over(ROOT / "corpus") as assistant:
        (FOLDER / "corpus.md").write_text(approved(assistant, CORPUS), encoding="utf-8")
    if len(sys.argv) > 1:
        with bench.over(speeches(Path(sys.argv[1]), bench.cache)) as assistant:
            (FOLDER / "speeches.md").write_text(approved(assistant, SPEECHES), encoding="utf-8")


if __name__ == "__main__":
    main()
