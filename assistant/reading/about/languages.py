"""The language that a text is written in, and the names of languages."""

import io
import lzma
import re
from array import array
from collections.abc import Collection, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE_CHARS = 4000
_FEWEST_LETTERS = 60
_LEAST_SURE = 0.9
_PIECES = 4
_MACHINE = ("nextmove", "nextmove_row")
_CODE = re.compile(r"[a-z]{2}")
_SPELT_OUT = ("en", "ar", "be", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "uk", "zh")
_LIKE = ({"nb", "nn", "no", "da"}, {"bs", "hr", "sr"}, {"id", "ms"}, {"cs", "sk"}, {"gl", "pt"})
"""Languages that a guesser takes for each other."""


def language_of(text: str) -> tuple[str, float]:
    """ISO 639-1 code and confidence from 0 to 1; "" when the text is short, or of no one language.

    At most 4,000 characters from the middle are looked at, as a whole and in four pieces: where fewer than three of
    them agree with the whole, two languages are mixed.
    """
    start = max(0, (len(text) - _SAMPLE_CHARS) // 2)
    sample = " ".join(text[start : start + _SAMPLE_CHARS].split())
    letters = sum(map(str.isalpha, sample))
    if letters < _FEWEST_LETTERS or letters < len(sample) / 2:
        return "", 0.0
    sample = sample.encode("utf-8", "replace").decode()  # halves of characters
    code, confidence = _identifier().classify(sample)
    if confidence < _LEAST_SURE or len(code) != 2 or not _dominates(code, sample):
        return "", min(1.0, float(confidence))
    return code, min(1.0, float(confidence))


def _dominates(code: str, sample: str) -> bool:
    """Whether three of the sample's four pieces are in the language; a short sample is taken whole."""
    if len(sample) < _PIECES * 2 * _FEWEST_LETTERS:
        return True
    length = -(-len(sample) // _PIECES)
    pieces = (sample[start : start + length] for start in range(0, len(sample), length))
    return sum(alike(code, _identifier().classify(piece)[0]) for piece in pieces) >= _PIECES - 1


def prepare() -> None:
    """Load what tells languages and what names them, and let the libraries below take the memory that they work in."""
    _identifier().classify(" ".join(_names()))


@cache
def _identifier() -> "LanguageIdentifier":
    import numpy as np
    from py3langid import langid  # costs 200 ms with its model

    # Its own loader unpacks the model into a temporary file, so that on a full disk no report could be read.
    packed = langid.MODEL_DIR / langid.MODEL_FILE
    with lzma.open(packed) as file, np.load(io.BytesIO(file.read()), allow_pickle=False) as held:
        classes, features = held["classes"].tolist(), held["out_feat"].tolist()
        moves, rows = (array("HI"[held[name].itemsize // 4], held[name].tobytes()) for name in _MACHINE)
        return langid.LanguageIdentifier(
            held["ptc"], held["pc"], classes, moves, features, tk_row=rows, norm_probs=True
        )


def alike(one: str, other: str) -> bool:
    """Whether two codes are of one language, or of two that a guesser does not tell apart."""
    return one == other or any({one, other} <= group for group in _LIKE)


def code_of(language: str) -> str:
    """ISO 639-1 code of a language as files name it ("en-US", "eng", "English", "français"), "" when it is none."""
    name = " ".join(language.split()).casefold()
    code, names = name.replace("_", "-").split("-")[0], _names()
    return names.get(name) or names.get(code, "")


@cache
def _names() -> dict[str, str]:
    """What languages are called, by code, in English and each in its own tongue, as codes."""
    from babel import Locale  # costs 70 ms
    from babel.core import get_global

    english = {str(code): str(name) for code, name in Locale("en").languages.items()}
    aliases = {str(one): str(code) for one, code in get_global("language_aliases").items()}
    names = {name.casefold(): code for code, name in english.items() if len(code) == 2}
    names |= {str(Locale(code).languages[code]).casefold(): code for code in _SPELT_OUT}
    names |= {alias: code for alias, code in aliases.items() if len(code) == 2 and alias.isalpha()}
    return names | {code: code for code in english if len(code) == 2}


def name_of(code: str) -> str:
    """The English name of a language, or the code itself when it has none."""
    from babel import Locale

    return str(Locale("en").languages.get(code, code))


def unknown_to(counts: Mapping[str, int], known: Collection[str]) -> Mapping[str, int]:
    """Of how many reports are in each language, those that are not among `known`, the most frequent first.

    What is no code is left out.
    """
    unknown = {code: count for code, count in counts.items() if _CODE.fullmatch(code) and code not in known}
    return dict(sorted(unknown.items(), key=lambda pair: (-pair[1], pair[0])))
