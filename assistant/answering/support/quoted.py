"""Words in quotation marks, and whether passages have them verbatim."""

import re
from collections.abc import Iterator

_DOUBLE = re.compile(r'"([^"]*)"')
_SINGLE = re.compile(r"(?:(?<=[\s(,:])|^)'([^']+(?:'(?=\w)[^']+)*)'(?=[\s).,;:!?]|$)")
_LEFT_OUT = re.compile(r"\[[^\]]*\]|\(?\.{3}\)?|…")
_EDGES = " .,;:!?-'\""
_NOT_SAID = re.compile(r"[\"'*_]")


def quoted_in(sentence: str) -> Iterator[str]:
    """What stands in quotation marks in a sentence in plain signs; from a mark that is never closed, all that follows.

    Words in brackets and dots for what is left out part a quotation in two.
    """
    spans = [*_DOUBLE.findall(sentence), *_SINGLE.findall(_DOUBLE.sub(" ", sentence))]
    rest = _DOUBLE.sub(" ", sentence)
    if '"' in rest:
        spans.append(rest.partition('"')[2])
    for span in spans:
        yield from (piece for part in _LEFT_OUT.split(span) if (piece := part.strip(_EDGES)))


def left_out_of(sentence: str) -> str:
    """A sentence in plain signs without the words in quotation marks."""
    return _DOUBLE.sub(" ", sentence)


def missing(sentence: str, passages: str) -> list[str]:
    """The quoted words that are not in the passages; both in plain signs."""
    known = _flat(passages)
    return [piece for piece in quoted_in(sentence) if not _found(_flat(piece), known)]


def _flat(text: str) -> str:
    """Text on one line without quotation marks and marks of emphasis."""
    return " ".join(_NOT_SAID.sub("", text).split())


def _found(piece: str, known: str) -> bool:
    """Whether whole words are in the known text; the first letter may be a capital in one of them."""
    first = f"[{re.escape(piece[:1].lower() + piece[:1].upper())}]" if piece[:1].isalpha() else re.escape(piece[:1])
    return re.search(rf"(?<!\w){first}{re.escape(piece[1:])}(?!\w)", known) is not None
