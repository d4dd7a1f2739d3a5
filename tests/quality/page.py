"""The section of docs/quality.md on written sentences: each command writes its own part, and its rows of the table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tests.quality.measure import ROOT

PAGE = ROOT / "docs" / "quality.md"
TITLE = "## Written sentences are checked"
INTRODUCTION = """What a model writes is shown when the passages that it cites support it: see
[the check](../assistant/answering/support/check.py). Each command below writes its own part and rows anew.
`DATA` is the folder with the public data sets.
"""
TABLE = ("| figure | asked for | measured | command |", "|---|---|---|---|")


@dataclass(frozen=True)
class Part:
    """What one command measures: its heading, its rows of the table (figure, asked for, measured), and its lines."""

    command: str
    heading: str
    rows: Sequence[tuple[str, str, str]]
    lines: Sequence[str]


def section() -> str:
    """The section as it stands on the page, "" when there is none."""
    return _split(PAGE.read_text(encoding="utf-8"))[1] if PAGE.exists() else ""


def write_part(part: Part) -> None:
    """Put a part in place of what it was, in the page's section, which is made at its end where there is none."""
    before, old, after = _split(PAGE.read_text(encoding="utf-8").rstrip("\n") + "\n")
    whole = with_part(old, part)
    PAGE.write_text(f"{before.rstrip()}\n\n{whole}{chr(10) * bool(after)}{after}", encoding="utf-8")


def with_part(old: str, part: Part) -> str:
    """A section with a part, new or in place of its old one; the order of parts and rows stays."""
    head, *parts = re.split(r"^(?=### )", old, flags=re.MULTILINE)
    fresh = "\n".join([part.heading, "", *part.lines]).strip() + "\n"
    known = [one.startswith(f"{part.heading}\n") for one in parts]
    bodies = [fresh if mine else one.strip() + "\n" for one, mine in zip(parts, known, strict=True)]
    bodies += [] if any(known) else [fresh]
    table = "\n".join([*TABLE, *_rows(head, part)]) + "\n"
    return "\n".join([f"{TITLE}\n", INTRODUCTION, table, *bodies])


def _rows(head: str, part: Part) -> list[str]:
    """The rows of the table, those of the part's command in the place of its old ones."""
    mark = f"| `{part.command}` |"
    old = [line for line in head.splitlines() if line.startswith("|") and line not in TABLE]
    place = next((number for number, line in enumerate(old) if line.endswith(mark)), len(old))
    fresh = [f"| {' | '.join(row)} {mark}" for row in part.rows]
    return [*old[:place], *fresh, *(line for line in old[place:] if not line.endswith(mark))]


def _split(page: str) -> tuple[str, str, str]:
    """What comes before the section, the section, and what comes after it."""
    before, title, after = page.partition(TITLE)
    following = re.search(r"^## ", after, re.MULTILINE)
    end = following.start() if following else len(after)
    return before, title + after[:end], after[end:]
