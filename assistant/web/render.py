"""Answers and evidence as HTML. Everything that comes from reports or questions is data and is shown inert."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from assistant.answering.wording import searched_text, snippet, titled
from assistant.types import Answer, Citation, Report

_MARKUP = re.compile(r"[^\w\s,.;?’“”–—-]|[_*#`~\[\]<>!|\\]|(?<=\d)\.(?=\s)")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTEXT_CHARS = 20_000
_NEAREST = 3


def inert(text: str) -> str:
    """Text for a Markdown field: every character that could be markup becomes a character reference."""
    return _MARKUP.sub(lambda found: f"&#{ord(found.group()[0])};", _visible(text)).replace("\n", " ")


def _visible(text: str) -> str:
    """Text whose direction marks, which could reorder what is around them, are shown as a sign."""
    return _BIDI.sub("\N{REPLACEMENT CHARACTER}", text)


def _html(text: str) -> str:
    return escape(_visible(text), quote=True)


def chat_html(answer: Answer, turn: int) -> str:
    """One answer for the chat: sentences under their reports, each with `[n]` marks that open the evidence."""
    if answer.verdict == "pending" and not answer.sentences:
        return f'<div class="ra-note">Reading {len(answer.hits)} passages …</div>'
    parts = []
    if answer.asked != answer.question:
        parts.append(f'<div class="ra-note">Understood as: {inert(answer.asked)}</div>')
    if answer.verdict == "not_found":
        parts.append(_not_found(answer))
    parts += [f'<div class="ra-note ra-unsure">{inert(note)}</div>' for note in answer.notes]
    shown = ""
    for sentence in answer.sentences:
        citation = answer.citations[sentence.citations[0] - 1]
        if citation.report_id != shown:
            shown = citation.report_id
            parts.append(f'<div class="ra-source">{inert(titled(citation.title, citation.date))}</div>')
        marks = " ".join(_mark(answer.citations[number - 1], turn) for number in sentence.citations)
        speaker = f'<span class="ra-speaker">{inert(citation.speaker)}</span> ' if citation.speaker else ""
        parts.append(f'<div class="ra-sentence">{speaker}{inert(sentence.text)} {marks}</div>')
    return "".join(parts)


def _mark(citation: Citation, turn: int) -> str:
    """The `[n]` of a citation: a link into the evidence panel."""
    return f'<a class="ra-mark" href="#ra-{turn}-{citation.number}">&#91;{citation.number}&#93;</a>'


def _not_found(answer: Answer) -> str:
    nearest = "".join(
        f"<li>{inert(snippet(hit))} <span>({inert(hit.passage.report_id)})</span></li>"
        for hit in answer.hits[:_NEAREST]
    )
    searched = inert(searched_text(answer))
    head = f'<div class="ra-refusal">The reports do not say.</div><div class="ra-note">{searched}</div>'
    return f'{head}<div class="ra-note">Nearest passages:</div><ul class="ra-nearest">{nearest}</ul>'


def evidence_html(answer: Answer, reports: Mapping[str, Report], turn: int) -> str:
    """The cited reports in the order of the answer, the quoted characters marked in place."""
    if not answer.citations:
        return empty_html(answer)
    order = dict.fromkeys(citation.report_id for citation in answer.citations)
    cards = (
        _card(reports[report_id], [one for one in answer.citations if one.report_id == report_id], turn)
        for report_id in order
        if report_id in reports
    )
    return f'<div class="ra-evidence" data-turn="{turn}">{"".join(cards)}</div>'


def empty_html(answer: Answer | None = None) -> str:
    """The panel when there is nothing to show."""
    if answer is not None and answer.verdict == "not_found":
        return '<div class="ra-empty">Nothing in the reports answers this, so there is nothing to quote.</div>'
    return '<div class="ra-empty">Ask something: the reports that answer open here, at the quoted sentence.</div>'


def _card(report: Report, citations: Sequence[Citation], turn: int) -> str:
    known = [report.date, report.metadata.get("place", ""), report.metadata.get("source", ""), report.id]
    about = " · ".join(_html(value) for value in known if value)
    body = "".join(_marked(report, citations, turn))
    return (
        f'<section class="ra-card"><h3>{_html(report.title)}</h3><p class="ra-about">{about}</p>'
        f'<div class="ra-text" tabindex="0" dir="auto">{body}</div></section>'
    )


def _marked(report: Report, citations: Sequence[Citation], turn: int) -> Iterable[str]:
    """The report's text as HTML pieces, each quotation inside a <mark> with its number."""
    ordered = sorted(citations, key=lambda citation: citation.start)
    position = max(report.body, ordered[0].start - _CONTEXT_CHARS)
    end = min(len(report.text), ordered[-1].end + _CONTEXT_CHARS)
    if position > report.body:
        yield "… "
    for citation in ordered:
        yield _html(report.text[position : citation.start])
        anchor = f'id="ra-{turn}-{citation.number}" data-number="{citation.number}"'
        yield f"<mark {anchor}>{_html(report.text[citation.start : citation.end])}</mark>"
        position = citation.end
    yield _html(report.text[position:end].rstrip())
    if end < len(report.text):
        yield " …"
