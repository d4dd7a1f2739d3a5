"""A mail's body in HTML with the mails that it quotes, by what mail programs mark or write."""

import re
from collections.abc import Collection, Sequence

from selectolax.lexbor import LexborNode

from assistant.reading.blocks import Blocks
from assistant.reading.readers.html import markup
from assistant.reading.readers.html.grid import columns, own_rows
from assistant.reading.readers.mail.quotes import (
    DIVIDER,
    FIRST,
    FROM,
    LABEL,
    LONGEST_INTRO,
    MOST_HEADER_LINES,
    WROTE,
    Thread,
)

_SENDER = re.compile(rf"(?:{FROM})\s?(?:[:：]|$)", re.IGNORECASE)
_ABOVE = 6
_QUOTES = ", ".join(
    (
        "blockquote[type=cite]",
        "blockquote.gmail_quote",
        "div.gmail_quote",
        "div.yahoo_quoted",
        "blockquote.protonmail_quote",
    )
)
_INTROS = "div.gmail_attr, div.moz-cite-prefix, div.moz-email-headers-table, #divRplyFwdMsg"
_EVENT = re.compile("\ue000([QqISi])\ue001")


def write_html(blocks: Blocks, html: str) -> None:
    """Add an HTML body; what mail programs mark as quoted is."""
    tree = markup.parse(_EVENT.sub("", html))
    if tree.root is None:
        return
    quotes = [quote for quote in tree.css(_QUOTES) if not _wraps(quote)]
    marked = {quote.mem_id for quote in quotes}
    for quote in quotes:
        _mark_quote(quote, marked)
    for node in [*tree.css(_INTROS), *_written_heads(tree.root)]:
        _mark_intro(node, marked)
    pieces = _EVENT.split(tree.html or "")
    if len(pieces) == 1:
        markup.write(blocks, html, whole=True)
        return
    _write_pieces(blocks, pieces)


def _write_pieces(blocks: Blocks, pieces: Sequence[str]) -> None:
    """Pieces of HTML with signs between them: Q and q around a quotation, I or S and i around what introduces one.

    Tags that a piece opens or closes alone are mended by the parser.
    """
    thread, depth, floor = Thread(blocks), 0, 0
    for sign, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        depth = max(0, depth + {"Q": 1, "q": -1}.get(sign, 0))
        floor = 1 if sign == "S" else floor
        words = visible(piece)
        if not words:
            continue
        if sign in ("I", "S"):
            thread.introduce(words)
        else:
            thread.speak(max(depth, floor))
            markup.write(blocks, piece, whole=True)
    thread.end()


def has_table(html: str) -> bool:
    """Whether there is a table of data, whose columns have names."""
    if "<table" not in html.lower():
        return False
    grids = (columns(table, own_rows(table, ())) for table in markup.parse(html).css("table"))
    return any(header and any(header) for grid in grids for header, _ in grid or ())


def visible(html: str) -> str:
    """The text that some HTML shows."""
    scratch = Blocks()
    markup.write(scratch, html, whole=True)
    scratch.attach("", b"")  # so that no text is no failure
    return scratch.content().text


def _wraps(node: LexborNode) -> bool:
    """Whether it holds the quotation and what introduces it."""
    return node.tag == "div" and node.css_first("blockquote.gmail_quote, blockquote[type=cite]") is not None


def _mark_quote(node: LexborNode, quotes: Collection[int]) -> None:
    before = node.prev
    while before is not None and not before.text(strip=True):
        before = before.prev
    node.insert_before("\ue000Q\ue001")
    node.insert_after("\ue000q\ue001")
    for candidate in (before, next((one for one in node.iter() if one.text(strip=True)), None)):
        if candidate is not None and candidate.tag not in ("blockquote", "body") and _says_who(candidate.text()):
            _mark_intro(candidate, quotes)
            return


def _says_who(text: str) -> bool:
    words = " ".join(text.split())
    return len(words) <= LONGEST_INTRO and bool(WROTE.fullmatch(words))


def _mark_intro(node: LexborNode, quotes: Collection[int]) -> None:
    """Put signs around what introduces a quotation, once."""
    if "\ue000" in node.text() or (
        node.prev is not None and node.prev.text().endswith(("\ue000I\ue001", "\ue000S\ue001"))
    ):
        return
    after_all = node.attributes.get("id") == "divRplyFwdMsg" or bool(_header_text(node.text(separator="\n")))
    node.insert_before("\ue000S\ue001" if after_all and node.parent and not _quoted(node, quotes) else "\ue000I\ue001")
    node.insert_after("\ue000i\ue001")


def _quoted(node: LexborNode, quotes: Collection[int]) -> bool:
    """Whether it stands in one of the quotations."""
    above = node.parent
    while above is not None:
        if above.mem_id in quotes:
            return True
        above = above.parent
    return False


def _header_text(text: str) -> bool:
    """Whether a text, a line for each piece of it, is a divider or the header lines of a mail, and nothing else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines or len(lines) > 3 * MOST_HEADER_LINES:
        return False
    if DIVIDER.fullmatch(" ".join(lines)):
        return True
    labels = [number for number, line in enumerate(lines) if LABEL.match(f"{line}:")]
    return bool(FIRST.match(" ".join(lines))) and len(labels) >= 3 and len(lines) - labels[-1] <= 4


def _written_heads(root: LexborNode) -> list[LexborNode]:
    """What holds a divider, or the header lines of a quoted mail, as Outlook writes them."""
    found = []
    known: dict[int, bool] = {}  # by node, as many may lie in the same
    for node in root.traverse(include_text=True):
        words = (node.text_content or "").strip() if node.is_text_node else ""
        if words and len(words) <= LONGEST_INTRO and (_SENDER.match(words) or DIVIDER.fullmatch(words)):
            above = node.parent
            for _ in range(_ABOVE):
                if above is None or above.tag in ("body", "html"):
                    break
                if above.mem_id not in known:
                    known[above.mem_id] = above.tag in ("div", "p") and _header_text(above.text(separator="\n"))
                if known[above.mem_id]:
                    found.append(above)
                    break
                above = above.parent
    return found
