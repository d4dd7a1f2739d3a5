"""What a text looks like to a reader, and the signs in it that no reader sees."""

import re
import unicodedata
from collections.abc import Iterator

_LINE_SIGNS = frozenset("\n\t")
_SEEN_AS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_JOINED_SCRIPTS = ("ARABIC", "SYRIAC", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA")
_ALIKE_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_POWER = re.compile(r"(?<=\d)(?=[⁰¹²³⁴-⁹₀-₉])")
_VULGAR = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_OVERLAID = re.compile("(?<=[A-Za-z\u00c0-\u024f\u0370-\u04ff])[\u0300-\u036f\u0488\u0489\u20d0-\u20ff]+")
_WORD = re.compile(r"[^\W\d_]+")
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′´ʼ", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–−", "-"),
        **dict.fromkeys("—―", " - "),
        "⁄": "/",
    }
)
_MARKS = {ord("`"): "'"}
_SHORT = re.compile(r"\b(?:U\.S\.A|U\.S\.S\.R|U\.S|U\.K|U\.N|E\.U|D\.C)\b\.?")


def plain(text: str) -> str:
    """The text as it is compared: NFKC, ASCII digits, one kind of quotation mark, apostrophe, hyphen and space.

    "10²" does not become 102. Signs that no reader sees are taken out, since a report may hold soft hyphens, and
    strokes through letters.
    """
    if not text.isascii():
        apart = _VULGAR.sub(" ", _POWER.sub("^", text))
        text = _OVERLAID.sub("", unicodedata.normalize("NFKC", apart.translate(_SAME)).translate(_SAME))
    text = text.translate({ord(char): seen for char in set(text) if (seen := _seen(char)) != char} | _MARKS)
    return _SHORT.sub(lambda found: found.group().replace(".", ""), text)


def _seen(char: str) -> str:
    """Nothing for a sign that is not seen, a space for any kind of it, an ASCII digit for one of another script."""
    if invisible(char):
        return ""
    if char.isspace():
        return char if char == "\n" else " "
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def invisible(char: str) -> bool:
    """Whether no reader sees a sign: a control, a format sign (of direction, a joiner, a tag), a variation selector.

    Private and unassigned ones count as such, too.
    """
    if char.isascii():
        return not char.isprintable() and char not in _LINE_SIGNS
    return (
        unicodedata.category(char) in {"Cc", "Cf", "Co", "Cn", "Cs"}
        or char in _SEEN_AS_NOTHING
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def hidden(text: str) -> Iterator[str]:
    """What is wrong with the signs of a sentence, in plain words: invisible ones, or words of mixed alphabets."""
    if any(invisible(char) and not _joins(text, place) for place, char in enumerate(text)):
        yield "holds invisible signs"
    for word in _WORD.findall(text):
        if not word.isascii() and len(_scripts(word)) > 1:
            yield f'"{word}" mixes letters of two alphabets'


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands between letters of a script that is written with it."""
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    needed = all(unicodedata.name(char, "").startswith(_JOINED_SCRIPTS) for char in around)
    return text[place] in _JOINERS and len(around) == 2 and needed


def _scripts(word: str) -> set[str]:
    """Those of the alphabets with letters that look alike which a word has letters of."""
    names = (unicodedata.name(char, "") for char in word)
    return {script for name in names for script in _ALIKE_SCRIPTS if name.startswith(script)}
