"""Other names of countries: reports that speak of Tallinn, of Estonia and of Estonians speak of the same."""

import re
import unicodedata
from functools import cache

from countryinfo import all_countries

_ALSO = {  # what newspapers call a country by, beyond its name, adjective, capital and official spellings
    "Denmark": ("Danish",), "Finland": ("Finnish",), "France": ("Élysée",), "Germany": ("Bonn",),
    "Iceland": ("Icelandic",),
    "Kyrgyzstan": ("Kyrgyz",), "Netherlands": ("Holland",), "North Macedonia": ("Macedonia",), "Poland": ("Polish",),
    "Russia": ("Kremlin", "Soviet", "USSR"), "Spain": ("Spanish",), "Sweden": ("Swedish",), "Switzerland": ("Bern",),
    "Turkey": ("Turkish", "Türkiye"), "Ukraine": ("Kiev",),
    "United Kingdom": ("Britain", "Whitehall", "Downing Street"),
    "United States": ("America", "Washington", "White House"), "East Timor": ("Timor-Leste",), "Cape Verde": ("Praia",),
    "Ivory Coast": ("Côte d'Ivoire",), "Myanmar": ("Burma",), "Czech Republic": ("Czechia",),
}  # fmt: skip
_ALSO_WORDS = frozenset(
    """chad china cuba georgetown georgia guinea jordan kingston male mali mann niger nice oman polish reunion santiago
    turkey victoria""".split()
)
"""Names that are also words (or people): they count only with their capital."""
_SHORTEST = 4
_LONGEST_NAME = 30


@cache
def _names() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """Each name in plain lower case with the country's name and adjective, and a pattern that finds any of them."""
    meant: dict[str, tuple[str, ...]] = {}
    # "American" is said of more than one; the country with the most people is meant.
    for country in sorted(all_countries(), key=lambda one: (-(one.population() or 0), one.name())):
        name = country.name()
        adjectives = [one for one in (country.demonym() or "").split(",") if one]
        also = tuple(dict.fromkeys((name, *adjectives, *_ALSO.get(name, ()))))
        called = (name, *adjectives, country.capital() or "", *country.alt_spellings(), *_ALSO.get(name, ()))
        for one in called:
            if _SHORTEST <= len(one) <= _LONGEST_NAME and plain(one).isascii():
                meant.setdefault(plain(one), also)
    phrases = sorted(meant, key=lambda one: (-len(one), one))
    return meant, re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def plain(text: str) -> str:
    """Text in lower case without accents, curly apostrophes made straight; as long as the text, for common scripts."""
    folded = unicodedata.normalize("NFD", text.replace("’", "'"))
    return "".join(char for char in folded if not unicodedata.combining(char)).lower()


def also_called(text: str) -> dict[str, tuple[str, ...]]:
    """Each country that a text mentions, as it is mentioned (in plain lower case), with its name and adjectives.

    Words in lower case count only when the text has no capitals to tell "Turkey" from "turkey".
    """
    meant, pattern = _names()
    folded = plain(text)
    any_case = text[1:] == text[1:].lower() or len(folded) != len(text)
    return {
        match.group(): tuple(one for one in meant[match.group()] if plain(one) != match.group())
        for match in pattern.finditer(folded)
        if text[match.start() : match.start() + 1].isupper() or (any_case and match.group() not in _ALSO_WORDS)
    }
