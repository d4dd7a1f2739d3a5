"""What a reader found of written sentences, joined to what was written, and counted."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

Kept = Mapping[str, Any]
"""An answer as tests/quality/written.py keeps it, or one of its sentences, or a reading of one."""
Key = tuple[str, tuple[str, ...]]
_QUOTED = re.compile(r'"[^"]*"')
_CHANCE = re.compile(r" \(\.\d+\)|: [\d, ]+$")


def key(one: Kept) -> Key:
    """A sentence with what it cites: another sentence, or a passage that says something else, is not the same."""
    return one["sentence"], tuple(place["sha256"] for place in one["cited"])


def judgements(readings: Sequence[Kept]) -> dict[Key, bool]:
    return {key(one): one["supported"] for one in readings}


def unread(kept: Sequence[Kept], readings: Sequence[Kept]) -> Iterator[dict[str, Any]]:
    """What has to be read, once each, in the form of a reading without its judgement."""
    known = set(judgements(readings))
    for answer in kept:
        for one in answer["sentences"]:
            if one["cited"] and key(one) not in known:
                known.add(key(one))
                yield {"question": answer["question"], "sentence": one["sentence"], "cited": one["cited"]}


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})" if whole else "none of 0"


def figures(kept: Sequence[Kept], judged: Mapping[Key, bool]) -> list[tuple[str, str]]:
    """The figures of one way of asking; a sentence without a passage is not supported, an unread one not counted."""
    told = [answer for answer in kept if answer["asked"]]
    written = [one for answer in told for one in answer["sentences"]]
    cited = [one for one in written if one["cited"]]
    read = [(one, judged[key(one)]) for one in cited if key(one) in judged]
    good = sum(supported for _, supported in read)
    shown = [supported for one, supported in read if one["shown"]]
    uncited, missing = len(written) - len(cited), len(cited) - len(read)
    return [
        ("questions; refused before the model was asked", f"{len(kept)}; {len(kept) - len(told)}"),
        ("answers that fell back to quotations", share(sum(one["style"] == "quotes" for one in told), len(told))),
        ("sentences written; without a passage that it was given", f"{len(written)}; {uncited}"),
        ("dropped", share(sum(not one["shown"] for one in written), len(written))),
        ("read; unread", f"{len(read)}; {missing}"),
        ("supported of all written (before the check)", share(good, len(read) + uncited)),
        ("supported of those with a passage", share(good, len(read))),
        ("supported of those shown (after the check)", share(sum(shown), len(shown))),
        ("shown of the supported", share(sum(shown), good)),
        ("dropped of the unsupported with a passage", share(*_caught(shown, len(read) - good))),
        *_costs(told),
    ]


def _caught(shown: Sequence[bool], unsupported: int) -> tuple[int, int]:
    return unsupported - sum(not one for one in shown), unsupported


def _costs(told: Sequence[Kept]) -> Iterator[tuple[str, str]]:
    if told:
        read, written = (round(median(one["tokens"][place] for one in told)) for place in (0, 1))
        seconds = median(one["seconds"] for one in told)
        yield "tokens read, written; seconds (medians of an answer)", f"{read}, {written}; {seconds:.1f}"


def reasons(kept: Sequence[Kept]) -> Counter[str]:
    """How often each reason was the first one against a sentence, whatever it quotes."""
    dropped = [one for answer in kept for one in answer["sentences"] if not one["shown"]]
    return Counter(_CHANCE.sub("", _QUOTED.sub("“…”", one["reasons"][0])) for one in dropped)
