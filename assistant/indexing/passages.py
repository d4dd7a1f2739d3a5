"""Report -> passages: stretches of about 60 to 130 words, cut at sentence ends."""

import hashlib
from collections.abc import Iterator
from itertools import pairwise

from assistant.reading.sentences import Span, count_words, paragraphs, sentences, speaker_at
from assistant.types import Passage, Report

PASSAGES_VERSION = "3"
"""Raised when the rules below change, so that old indexes are refused."""


def cut(report: Report, *, min_words: int, max_words: int) -> list[Passage]:
    """The passages of a report in order; they cover every sentence once and never cross a heading."""
    passages = []
    for start, end in _sections(report):
        heading = report.heading_at(start)
        for span in _pack(report.text, start, end, min_words, max_words):
            passages.append(_passage(report, span, heading))
    return passages


def _sections(report: Report) -> Iterator[tuple[int, int]]:
    """Stretches between headings, from the body on."""
    edges = [report.body]
    for heading in report.headings:
        edges += [heading.start, heading.end]
    edges.append(len(report.text))
    for index, (start, end) in enumerate(pairwise(edges)):
        if index % 2 == 0 and report.text[start:end].strip():
            yield start, end


def _pack(text: str, start: int, end: int, min_words: int, max_words: int) -> list[Span]:
    """Sentences gathered greedily: a turn or paragraph end closes a passage that is long enough, a full one is closed.

    A remainder too short to stand alone joins the passage before it, or shares its sentences with it.
    """
    done: list[list[Span]] = []
    open_: list[Span] = []
    words = 0
    for paragraph in paragraphs(text, start, end):
        if words >= (min_words if paragraph.turn else (min_words + max_words) // 2):
            done, open_, words = [*done, open_], [], 0
        for span in sentences(text, paragraph.start, paragraph.end):
            length = count_words(text[span.start : span.end])
            if open_ and words + length > max_words and words >= min_words // 2:
                done.append(open_)
                open_, words = [], 0
            open_.append(span)
            words += length
    if open_:
        done.append(open_)
    if len(done) > 1 and words < min_words:
        done[-2:] = _shared(text, done[-2] + done[-1], max_words)
    return [Span(group[0].start, group[-1].end) for group in done]


def _shared(text: str, spans: list[Span], max_words: int) -> list[list[Span]]:
    """The sentences as one group when they fit, else as two of nearly the same length."""
    lengths = [count_words(text[span.start : span.end]) for span in spans]
    total = sum(lengths)
    if total <= max_words or len(spans) == 1:
        return [spans]
    middle = min(range(1, len(spans)), key=lambda index: abs(2 * sum(lengths[:index]) - total))
    return [spans[:middle], spans[middle:]]


def _passage(report: Report, span: Span, heading: str) -> Passage:
    text = report.text[span.start : span.end]
    key = "\0".join((report.id, report.sha256, str(span.start), str(span.end)))
    return Passage(
        id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        report_id=report.id,
        start=span.start,
        end=span.end,
        text=text,
        heading=heading,
        page=report.page_at(span.start),
        speaker=speaker_at(report.text, span.start),
    )


def embedding_text(report: Report, passage: Passage) -> str:
    """What is embedded for a passage: its words with title, date, heading and, within a turn, its speaker in front."""
    head = f"{report.title} ({report.date})" if report.date else report.title
    words = f"{passage.speaker}: {passage.text}" if passage.speaker else passage.text
    return "\n".join(part for part in (head, passage.heading, words) if part)


def vector_key(text: str) -> str:
    """The name under which the vector of an embedding text can be used again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
