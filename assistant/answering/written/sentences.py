"""What a chat model writes, cut into sentences as it comes, each with the passages that it cites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

_NUMBERS = r"\s*(\d{1,3}(?:\s*(?:[,;]|and|&)\s*\d{1,3})*)\s*"
_MARK = re.compile(
    rf"\s*(?:[\[【［]\s*(?:passages?|sources?|no\.?|#)?{_NUMBERS}(?:†[^\[\]【】［］\n]{{0,30}})?[\]】］]|"
    rf"\(\s*(?:passages?|sources?){_NUMBERS}\))",  # "(12)" and "(No. 5)" are of the text
    re.IGNORECASE,
)
_ONLY_MARKS = re.compile(
    rf"(?:\s*[\[【［][^\[\]【】［］\d\n]{{0,20}}\d[^\[\]【】［］\n]{{0,40}}[\]】］]|\s*\(\s*(?:passages?|sources?){_NUMBERS}\))+\s*[.!?。]?\s*",
    re.IGNORECASE,
)
_MARK_BEGUN = re.compile(r"\s*(?:[\[【［(][^\[\]【】［］()\n]{0,40})?")
_LED = re.compile(r"\s*(?:[-*•–>]\s+|#{1,6}\s+|\d{1,2}[.)]\s+)?")
_STRESS = re.compile(r"\*+(?=\S)|(?<=\S)\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|~~|`")
_DOUBLED_END = re.compile(r"(?<=[^.][.!?…。])[.。]$")  # "They met. [1]."
_LONGEST = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence without its marks, the numbers of the passages that it cites, and as it was written."""

    text: str
    numbers: tuple[int, ...]
    whole: str


class Cutter:
    """Cuts a stream of pieces into sentences; a sentence is given out once the next one has begun."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> list[Claim]:
        """The sentences that are whole now."""
        self._held += piece
        *done, last = _cut(self._held) or [""]
        if done and _MARK_BEGUN.fullmatch(last):
            last = done.pop() + last
        if len(last) > _LONGEST:
            done, last = [*done, last], ""
        self._held = last
        return [claim for one in done if (claim := claim_of(one))]

    def finish(self) -> list[Claim]:
        """The sentences that were not given out yet."""
        rest, self._held = self._held, ""
        return [claim for one in _cut(rest) if (claim := claim_of(one))]


def _cut(text: str) -> list[str]:
    """Sentences with their marks and white space, which make the text again."""
    out: list[str] = []
    for line in text.splitlines(keepends=True):
        for one in _sentences(line):
            if out and _ONLY_MARKS.fullmatch(one) and not out[-1].endswith("\n"):
                out[-1] += one
            else:
                out.append(one)
    return out


def _sentences(line: str) -> Iterator[str]:
    """The sentences of a line, marks that follow one taken with it."""
    at = 0
    for found in get_sentence_boundaries("en", line):
        end = found["end_index"]
        marks = _ONLY_MARKS.match(line, end)
        end = marks.end() if marks else end
        if end > at:
            yield line[at:end]
            at = end
    if at < len(line):
        yield line[at:]


def claim_of(written: str) -> Claim | None:
    """A sentence as it was written, read; None when it says nothing."""
    numbers: list[int] = []

    def taken(found: re.Match[str]) -> str:
        numbers.extend(map(int, re.findall(r"\d+", found[1] or found[2])))
        return ""

    led = _LED.sub("", _STRESS.sub("", written), count=1)
    text = " ".join(_MARK.sub(taken, led).split())
    text = _DOUBLED_END.sub("", re.sub(r"\s+(?=[.,;:!?。])", "", text))
    return Claim(text, tuple(dict.fromkeys(numbers)), written.strip()) if any(map(str.isalnum, text)) else None
