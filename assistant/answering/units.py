"""What an answer is made of: sentences of reports, each with as much before it as shows who is speaking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.asked import MONTH
from assistant.reading.sentences import Span, is_turn, paragraphs, sentences
from assistant.types import Hit, Report

_SAYING = (
    r"(?:said|says|say|told|stated|stressed|noted|added|explained|emphasi[sz]ed|argued|announced|declared|warned|"
    r"replied|recalled|underlined|insisted|claimed|described|called|reported|wrote|pointed out|concluded|confirmed|"
    r"acknowledged|maintained|objected|asked|suggested|proposed|admitted|remarked|observed)"
)
_PRONOUN = r"(?:he|she|they)"
_EXPLETIVE = r"it\s+(?:is|was|has been|will be|would be|may be|seems|appears|remains)\b"
_OPENS_DANGLING = re.compile(
    rf"^[“\"'‘(]*(?!{_EXPLETIVE})(?:{_PRONOUN}|it|its|his|her|their|both(?!(?-i:\s+[A-Z]))|these|"
    r"this(?!\s+(?:week|month|year|day|time)))\b(?!\s*[,:]?\s*[”\"])",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"(?:[-*•–+]\s+(?!\d)|>\s*)+")
_DATELINE = re.compile(rf"[A-Z][A-Z .,’'()/-]*[A-Z],\s+(?:\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}})(?:,?\s+\d{{4}})?\.?")
_SAYS_PRONOUN = re.compile(rf"\b{_PRONOUN}\s+(?:also\s+|then\s+|further\s+)?{_SAYING}\b|\b{_SAYING}\s+{_PRONOUN}\b")
_NAMED = re.compile(
    rf"(?:\b[A-Z][\w’'-]+|\b(?:minister|president|secretary|ambassador|chair|chairman|chairperson|spokesman|"
    rf"spokeswoman|delegate|envoy|leader|commissioner|ministry|delegation))\s+(?:\w+ly\s+|also\s+|then\s+|further\s+)?"
    rf"{_SAYING}\b|\b{_SAYING}\s+(?:the\s+)?(?:\w+\s+){{0,3}}(?:[A-Z][\w’'-]+|minister|president)|\bAccording to\b"
)
_LABEL = re.compile(r"\s*([^\n:]{1,80}):\s")
_FURTHEST_BACK = 3
_TURNS_OF_MINUTES = 4
_LONGEST_LEAD = 700


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence that may answer: text == report.text[start:end]; `speaker` is the label of its turn in minutes.

    The sentence itself begins at `core`; what is quoted before it shows who is speaking. The sentence before it begins
    at `context`.
    """

    report: Report
    start: int
    core: int
    end: int
    speaker: str
    hit: int
    context: int = -1
    heading: str = ""
    paragraph: int = 0

    @property
    def titled(self) -> str:
        """The sentence after its report's title, its heading and its speaker, which name what it is about."""
        speaker = f"{self.speaker}:" if self.speaker and not self.sentence.startswith(self.speaker) else ""
        parts = (f"{self.report.title}.", self.heading and f"{self.heading}.", speaker, self.sentence)
        return " ".join(part for part in parts if part)

    @property
    def in_context(self) -> str:
        """The sentence with the one before it, when there is one in the same passage."""
        return self.report.text[self.core if self.context < 0 else self.context : self.end]

    @property
    def text(self) -> str:
        """The words, verbatim."""
        return self.report.text[self.start : self.end]

    @property
    def sentence(self) -> str:
        """The sentence alone."""
        return self.report.text[self.core : self.end]


def units(report: Report, hit: Hit, place: int) -> list[Unit]:
    """The units of one hit's passage, in order; `place` is the hit's rank from 0."""
    passage = hit.passage
    begin = _paragraph_start(report, passage.start)
    before = list(_spans(report, begin, passage.end))
    made = []
    for number, (span, label, paragraph) in enumerate(before):
        if span.start >= passage.start and not _DATELINE.fullmatch(report.text, span.start, span.end):
            context = before[number - 1][0].start if number else span.start
            start = _lead(report.text, [earlier for earlier, _, _ in before[: number + 1]])
            unit = Unit(report, start, span.start, span.end, label, place, context, passage.heading, paragraph)
            made.append(unit)
    return made


def _paragraph_start(report: Report, offset: int) -> int:
    """Where the few paragraphs before `offset` begin, not beyond the last heading."""
    floor = max([report.body, *(heading.end for heading in report.headings if heading.end <= offset)])
    begin = max(floor, offset - 2 * _LONGEST_LEAD)
    line = report.text.find("\n", begin, offset) if begin > floor else begin
    return line if line >= 0 else offset


def _spans(report: Report, start: int, end: int) -> Iterator[tuple[Span, str, int]]:
    """Sentences of text[start:end], each with the label of the turn that it belongs to, and its paragraph's start.

    List marks are left out; a date line ("HELSINKI, 1 August 1975.") belongs to the sentence after it.
    """
    minutes = _is_minutes(report)
    for paragraph in paragraphs(report.text, start, end):
        found = _LABEL.match(report.text, paragraph.start) if minutes and paragraph.turn else None
        label = found.group(1).strip() if found else ""
        line = -1
        for span in sentences(report.text, paragraph.start, paragraph.end):
            mark = _LIST_MARK.match(report.text, span.start, span.end)
            start = mark.end() if mark and mark.end() < span.end else span.start
            if span.end < paragraph.end and _DATELINE.fullmatch(report.text, start, span.end):
                line = start
                continue
            yield Span(start if line < 0 else line, span.end), label, paragraph.start
            line = -1


def _is_minutes(report: Report) -> bool:
    """Whether a report is made of turns; elsewhere "Topping the agenda: …" is no speaker."""
    turns = 0
    for line in report.text[report.body :].split("\n"):
        turns += is_turn(line)
        if turns >= _TURNS_OF_MINUTES:
            return True
    return False


def dangles(text: str) -> bool:
    """Whether a sentence leaves open who is speaking or meant: "He also said …", "…, he noted"."""
    if _OPENS_DANGLING.match(text):
        return True
    return bool(_SAYS_PRONOUN.search(text)) and not _NAMED.search(text)


def _lead(text: str, spans: list[Span]) -> int:
    """Where to begin quoting the last of `spans`, so that who speaks is seen; its own start when nothing shows it."""
    last = spans[-1]
    if not dangles(text[last.start : last.end]):
        return last.start
    for earlier in reversed(spans[max(0, len(spans) - 1 - _FURTHEST_BACK) : -1]):
        words = text[earlier.start : earlier.end]
        if last.start - earlier.start > _LONGEST_LEAD:
            break
        if _NAMED.search(words) or (not dangles(words) and re.search(r"\b[A-Z]\w+ [A-Z]\w+", words)):
            return earlier.start
    return last.start
