"""Conversations as files to keep: Markdown, HTML and JSON, each answer with its receipts.

Everything that comes from reports, questions and titles is data: it is shown, and nothing in it works as markup.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from assistant.answering.wording import NO_REPORT, filters_text, refusal_text, searched_text, titled
from assistant.types import Searched
from assistant.web.kept.conversations import Conversation, ConversationInvalid, StoredTurn
from assistant.web.kept.written import by_whom, is_written, replaced_places, writing

_Json = Mapping[str, Any]
_NEAREST = 3
_NAME_CHARS = 60
_UNTITLED = "conversation"
_BREAK = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNSHOWN = re.compile(  # controls, halves of characters, and direction marks, which could reorder what is around them
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_MARKUP = re.compile(
    # GFM links a mail address even when it is escaped, but not in a code span
    r"(?P<mail>(?<![A-Za-z0-9.+_:/-])[A-Za-z0-9.+_:/-]*+@[A-Za-z0-9.+_:/@-]+)"
    r"|[\\`*_{}\[\]<>#|~$^@]"
    r"|^[-+=:]|(?<==)="  # lists, underlined headings, ==marks==
    r"|&(?=[#\w])"
    r"|:(?=[^\W\d]|/)|(?<=/)/|(?<!\d)\.(?=\w)|\.(?=[^\W\d])|(?<=[Ww]{3})\."  # what could be an address of the web
)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")  # a list, at the beginning of a line
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, p, li, dd, blockquote { overflow-wrap: anywhere; }
article { border-top: 1px solid #8888; margin-top: 2rem; }
blockquote { border-left: .2rem solid #3b6fd4; margin: .3rem 0; padding: 0 0 0 .8rem; white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: .3rem 0 1rem; font-size: .85rem; }
dt { opacity: .75; } dd { margin: 0; }
.receipts { list-style: none; padding: 0; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } .receipts > li { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand out: its bytes, media type, ASCII name, and the header that offers it under its title."""

    content: bytes
    media_type: str
    name: str
    disposition: str


def exported(conversation: Conversation, form: str, place: int | None = None) -> Export:
    """A conversation, or the turn at a place, as `md`, `html` or `json`. Raises NoConversation, ConversationInvalid."""
    if form not in FORMS:
        raise ConversationInvalid(f"There is no export as {form!r}. There are: {', '.join(FORMS)}.")
    media_type, write = FORMS[form]
    one = None if place is None else conversation.turn(place)
    title = conversation.about.title or _UNTITLED
    name = f"{title if one is None else f'{_cut(title)} answer {place}'}.{form}"
    return Export(
        write(conversation, one).encode("utf-8", "replace"), media_type, ascii_name(name), content_disposition(name)
    )


def ascii_name(name: str) -> str:
    """A file name that every system takes: ASCII letters, digits, `-`, `_`, at most 60 characters with its ending."""
    stem, ending = _parts(name)
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9_]+", "-", plain)[: _NAME_CHARS - len(ending)].strip("-_") or _UNTITLED
    return f"{_unreserved(words)}{ending}"


def content_disposition(name: str) -> str:
    """The header that offers a file for saving: an ASCII name, and the name in full (RFC 5987, RFC 6266)."""
    stem, ending = _parts(name)
    kept = re.sub(r'[\\/:*?"<>|\s]+', " ", _UNSHOWN.sub(" ", stem))[: _NAME_CHARS - len(ending)].strip(". -")
    full = quote(f"{_unreserved(kept or _UNTITLED)}{ending}", safe="")
    return f"attachment; filename=\"{ascii_name(name)}\"; filename*=UTF-8''{full}"


def _parts(name: str) -> tuple[str, str]:
    """A file name without its ending, and the ending if it is a plain one."""
    found = re.fullmatch(r"(.*)(\.[a-z]{2,5})", name, re.DOTALL)
    return (found[1], found[2]) if found else (name, "")


def _unreserved(stem: str) -> str:
    """A name that is not that of a device of Windows."""
    return f"_{stem}" if re.match(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", stem, re.IGNORECASE) else stem


def _cut(title: str) -> str:
    return title[: _NAME_CHARS - 20].strip()


def shown(text: str) -> str:
    """Text as an export shows it: its lines ended by LF, each control and direction mark as U+FFFD."""
    return _UNSHOWN.sub("\N{REPLACEMENT CHARACTER}", _BREAK.sub("\n", text))


def markdown_text(text: str) -> str:
    """Text for a place within a line of Markdown (CommonMark, GFM): on one line, nothing in it works."""
    line = re.sub("[\t\n]+", " ", shown(text)).strip()
    inert = _MARKUP.sub(lambda found: f"`{found[0]}`" if found["mail"] else f"\\{found[0]}", line)
    return _NUMBERED.sub(r"\1\\\2", inert)


def html_text(text: str) -> str:
    """Text for a place in HTML, in an element or in a quoted attribute."""
    return escape(shown(text), quote=True)


@dataclass(frozen=True, slots=True)
class _Receipt:
    number: int
    quote: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Told:
    """What every form says of one answer, in words; `sentences` are (text, numbers of receipts)."""

    heading: str
    verdict: str
    sentences: list[tuple[str, Sequence[int]]]
    receipts: list[_Receipt]
    facts: list[tuple[str, str]]


def _told(turn: StoredTurn) -> _Told:
    answer = turn.answer
    receipts = [_receipt(one) for one in answer["citations"]]
    quoted = replaced_places(answer)
    sentences = [
        (f"“{one['text']}”" if place in quoted else _spoken(one, answer), one["citations"])
        for place, one in enumerate(answer["sentences"])
    ]
    return _Told(f"{turn.place}. {answer['question']}", _verdict(answer), sentences, receipts, list(_facts(turn)))


def _spoken(sentence: _Json, answer: _Json) -> str:
    """A quotation after the label of who speaks, where it does not tell itself; what was written stands alone."""
    if is_written(answer):
        return str(sentence["text"])
    backing = [one for one in answer["citations"] if one["number"] in sentence["citations"]]
    speaker = backing[0].get("speaker", "") if backing else ""
    return f"({speaker}) {sentence['text']}" if speaker else sentence["text"]


def _receipt(citation: _Json) -> _Receipt:
    facts = [
        ("Title", titled(citation["title"], citation["date"])),
        ("Report", citation["report_id"]),
        ("Place", f"page {citation['page']}, characters {citation['start']} to {citation['end']}"),
        ("File (SHA-256)", citation["sha256"]),
    ]
    return _Receipt(citation["number"], citation["quote"], facts)


def _facts(turn: StoredTurn) -> Iterator[tuple[str, str]]:
    answer = turn.answer
    if answer["asked"] != answer["question"]:
        yield "Understood as", answer["asked"]
    if answer.get("filters"):
        yield "Only reports", filters_text(answer["filters"])
    yield from (("Note", note) for note in answer.get("notes", ()) if note != NO_REPORT)
    yield from writing(answer)
    yield "Searched", _searched(answer)
    if answer["verdict"] == "not_found":
        for hit in answer["hits"][:_NEAREST]:
            yield "Nearest passage", f"{hit['report_id']}, characters {hit['start']} to {hit['end']}"
    yield "Asked", turn.asked_at
    yield "Index", answer["index"]


def _verdict(answer: _Json) -> str:
    if is_written(answer):
        return by_whom(answer)
    verdicts = {"answered": "Answered by quotations:", "not_found": refusal_text(answer["searched"]["reports"])}
    return verdicts.get(answer["verdict"], "This answer was not finished.")


def _searched(answer: _Json) -> str:
    seen = Searched(*(answer["searched"][name] for name in ("reports", "passages", "first_date", "last_date")))
    return searched_text(seen, answer["filters"])


def _markdown(conversation: Conversation, one: StoredTurn | None) -> str:
    """Blocks with an empty line between them, so that no data stands at the beginning of a line or under another."""
    blocks = [f"# {markdown_text(conversation.about.title or _UNTITLED)}"]
    for told in [_told(turn) for turn in ([one] if one else conversation.turns)]:
        blocks += [f"## {markdown_text(told.heading)}", markdown_text(told.verdict)]
        blocks += [f"- {markdown_text(text)} {_marks(numbers, _mark)}".rstrip() for text, numbers in told.sentences]
        for receipt in told.receipts:
            blocks += [f"{_mark(receipt.number)} Quotation:", f"> {markdown_text(receipt.quote)}"]
            blocks += ["\n".join(_fact_lines(receipt.facts))]
        blocks += ["About this answer:", "\n".join(_fact_lines(told.facts))]
    return "\n\n".join(blocks) + "\n"


def _fact_lines(facts: Sequence[tuple[str, str]]) -> list[str]:
    return [f"* {markdown_text(name)}: {markdown_text(value)}".rstrip() for name, value in facts]


def _mark(number: int) -> str:
    return f"\\[{number}\\]"


def _marks(numbers: Sequence[int], mark: Callable[[int], str]) -> str:
    return " ".join(mark(number) for number in numbers)


def _html(conversation: Conversation, one: StoredTurn | None) -> str:
    title = html_text(conversation.about.title or _UNTITLED)
    articles = "".join(_article(turn.place, _told(turn)) for turn in ([one] if one else conversation.turns))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="referrer" content="no-referrer"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f'<body><main><h1 dir="auto">{title}</h1>\n{articles}</main></body></html>\n'
    )


def _article(place: int, told: _Told) -> str:
    def mark(number: int) -> str:
        return f'<a href="#a{place}-{number}">[{number}]</a>'

    sentences = "".join(
        f"<p><bdi>{html_text(text)}</bdi> {_marks(numbers, mark)}</p>" for text, numbers in told.sentences
    )
    receipts = "".join(
        f'<li id="a{place}-{one.number}">[{one.number}]<blockquote dir="auto">{html_text(one.quote)}</blockquote>'
        f"{_fact_list(one.facts)}</li>"
        for one in told.receipts
    )
    listed = f'<ol class="receipts">{receipts}</ol>' if receipts else ""
    heading, verdict = html_text(told.heading), html_text(told.verdict)
    facts = _fact_list(told.facts)
    return f'<article><h2 dir="auto">{heading}</h2><p>{verdict}</p>{sentences}{listed}{facts}</article>\n'


def _fact_list(facts: Sequence[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<dt>{html_text(n)}</dt><dd><bdi>{html_text(v)}</bdi></dd>" for n, v in facts) + "</dl>"


def _json(conversation: Conversation, one: StoredTurn | None) -> str:
    """One answer as it was stored, which `assistant verify` takes, or all of them with what was thought of them."""
    if one:
        return _json_text(one.answer)
    about = conversation.about
    turns = [{name: value for name, value in turn.to_dict().items() if name != "answer"} for turn in conversation.turns]
    known = {"title": about.title, "created": about.created, "updated": about.updated, "turns": turns}
    return _json_text({"schema": 1, "conversation": known, "answers": [turn.answer for turn in conversation.turns]})


def _json_text(values: _Json) -> str:
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


FORMS: Mapping[str, tuple[str, Callable[[Conversation, StoredTurn | None], str]]] = {
    "md": ("text/markdown; charset=utf-8", _markdown),
    "html": ("text/html; charset=utf-8", _html),
    "json": ("application/json", _json),
}
