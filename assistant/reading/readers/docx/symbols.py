"""Characters of the fonts Symbol and Wingdings, which Word files and RTF name by a code of the font's own."""

# Adobe's Symbol encoding, from 0x20 to 0x7e and from 0xa0 to 0xfe.
_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\uf8ff〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_SYMBOL = {0x20 + n: sign for n, sign in enumerate(_LOW)} | {0xA0 + n: sign for n, sign in enumerate(_HIGH)}
_WINGDINGS = {
    0x20: " ", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "☐",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_PRIVATE = range(0xF000, 0xF100)  # where Word puts the 256 codes of a font without letters


def has_own_codes(font: str) -> bool:
    """Whether a font's codes are signs of its own."""
    return font.lower().startswith(("symbol", "wingdings"))


def sign(font: str, code: int) -> str:
    """What a code shows in a font; "" for a picture that no character stands for, such as most of Wingdings."""
    own = code - 0xF000 if code in _PRIVATE else code
    if own > 0xFF or not has_own_codes(font):
        return _plain(code, own)
    if font.lower().startswith("symbol"):
        return _SYMBOL.get(own, "")
    return _WINGDINGS.get(own, "") if font.lower() == "wingdings" else ""


def _plain(code: int, own: int) -> str:
    """A code of a font of letters: Unicode, or Windows' own when it stands among the private ones."""
    if code != own:
        return bytes([own]).decode("cp1252", "replace")
    return chr(code) if code <= 0x10FFFF else ""
