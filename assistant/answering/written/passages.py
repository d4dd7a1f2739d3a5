"""The passages that a chat model is given: numbered, fenced, and told to be data."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.support.signs import invisible
from assistant.types import Hit, Passage, Report

MOST = 8
_MARK = re.compile(r"[\[【［]\s*(\d[^\[\]【】［］\n]{0,40})[\]】］]")
_MARK_BEGUN = re.compile(r"[\[【［](?=\s*[\^#]?\d)")
_WORDED_MARK = re.compile(
    r"[\[【［(]\s*([\^#]\s*\d{1,3}|(?:passages?|sources?)\s*\d[\d\s,;&–-]*)\s*[\]】］)]", re.IGNORECASE
)
_TURN_MARK = re.compile(r"\[(/?[A-Z]{3,}(?:_[A-Z]+)*|gMASK)\]")  # "[INST]": no angle brackets, and as much a turn's
_ANGLES = str.maketrans("<>＜＞﹤﹥", "‹›‹›‹›")


@dataclass(frozen=True, slots=True)
class Given:
    """A passage by the number under which the model was given it."""

    number: int
    report: Report
    passage: Passage


def given(hits: Sequence[Hit], reports: Mapping[str, Report], fits: Callable[[str], bool]) -> tuple[Given, ...]:
    """The best passages that fit together into what is left of the model's window, numbered from 1; maybe none."""
    chosen: list[Given] = []
    for hit in hits[:MOST]:
        chosen.append(Given(len(chosen) + 1, reports[hit.passage.report_id], hit.passage))
        if not fits(fenced(chosen)):
            chosen.pop()
    return tuple(chosen)


def fenced(passages: Sequence[Given]) -> str:
    """The passages as the model sees them; nothing in one can close its fence, or pass for a number or a fence."""
    return "\n\n".join(_fenced(one) for one in passages)


def _fenced(one: Given) -> str:
    known = {"report": one.report.title, "date": one.report.date, "under": one.passage.heading}
    told = "".join(f' {name}="{inert(value, line=True)}"' for name, value in known.items() if value)
    return f'<passage number="{one.number}"{told}>\n{inert(one.passage.text)}\n</passage>'


def inert(text: str, *, line: bool = False) -> str:
    """Text of others for a prompt: without signs that no reader sees, angle brackets, and marks: "[3]", "[INST]"."""
    plain = "".join(sign for sign in text if not invisible(sign)).translate(_ANGLES)
    marks = ((_WORDED_MARK, r"‹\1›"), (_MARK, r"(\1)"), (_MARK_BEGUN, "("), (_TURN_MARK, r"(\1)"))
    for pattern, instead in marks:
        plain = pattern.sub(instead, plain)
    return " ".join(plain.replace('"', "'").split()) if line else plain
