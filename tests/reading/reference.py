"""The known document that is made in every format."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.reading.languages import TEXTS


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; it begins a page where the format has pages. The table's first row names
    its columns."""

    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """The document. `note` is a footnote to the last paragraph of the last section."""

    title: str
    sections: tuple[Section, ...]
    note: str = ""

    def rows(self) -> Iterator[tuple[str, str]]:
        """(heading, text) of each paragraph and item, as a table has the document."""
        for section in self.sections:
            yield from ((section.heading, text) for text in (*section.paragraphs, *section.items))


REFERENCE = Reference(
    title="Annual survey of the river commission",
    sections=(
        Section(
            "Water levels and traffic",
            (
                "The commission met on 14 March 1996 in Ruse and heard eleven delegations. Its secretary reported that "
                "traffic had grown by 7.5 per cent, although two locks stayed closed until the end of May.",
                "Les délégations ont demandé que les péages soient réduits dès l'été prochain; où cela n'est pas "
                "possible, un délai de dix-huit mois serait accordé à chaque État riverain.",
                "Die Bürgermeister der größeren Häfen übergaben eine Erklärung, außerdem ein Gutachten über Öl im "
                "Uferschlamm.",
            ),
        ),
        Section(
            "Распределение средств",
            (
                "Секретариат сообщил, что средства фонда распределены между пятью портами и двумя учебными центрами.",
                "Komisja wyraziła zaniepokojenie: część środków nie została jeszcze przekazana żadnemu z portów.",
            ),
            items=(
                "dredging between kilometre 610 and kilometre 650",
                "new buoys, lit at night",
                "a school for pilots",
            ),
            table=(
                ("Port", "Vessels", "Tonnes"),
                ("Galați", "1204", "88500"),
                ("Vukovar", "310", "9750"),
                ("Mohács", "655", "41020"),
            ),
        ),
        Section(
            "What remains to be done",
            (
                "Members will exchange hydrographic data every month, and the next session is to choose a chairman.",
                "Nothing in this survey commits a government.",
            ),
        ),
    ),
    note="Ukraine took part as an observer throughout.",
)

LATIN = Reference(
    REFERENCE.title,
    (REFERENCE.sections[0], Section("How money was shared", ("Everyone was paid.",)), REFERENCE.sections[2]),
    REFERENCE.note,
)
"""What the fonts that every PDF reader brings can show."""

_OTHERS = ("Hebrew", "Arabic", "Thai", "Japanese", "Simplified Chinese", "Traditional Chinese", "Korean")
EUROPEAN = Reference(
    "The same news in many languages",
    tuple(Section(f"In {name}", (text,)) for name, text in TEXTS.items() if name not in _OTHERS),
)
LANGUAGES = Reference(
    EUROPEAN.title, (*EUROPEAN.sections, *(Section(f"In {name}", (TEXTS[name],)) for name in _OTHERS))
)
"""A longer document; fonts with all of its signs are rare."""
