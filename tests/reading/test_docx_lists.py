import pytest

from assistant.reading.readers.numbering import Numeral, numeral
from tests.reading.docx_parts import content, kind, level, listed, num, p, r, style, styled, text
from tests.reading.written import headings


@pytest.mark.parametrize(
    ("number", "kind", "expected"),
    [
        (1, "1", "1"), (7, "01", "07"), (12, "01", "12"), (1, "a", "a"), (26, "A", "Z"), (27, "a", "aa"),
        (53, "a", "aaa"), (4, "i", "iv"), (1994, "I", "MCMXCIV"), (3999, "i", "mmmcmxcix"), (4000, "i", "4000"),
        (0, "a", "0"), (5, "", ""),
    ],
)  # fmt: skip
def test_numbers_as_they_are_written(number: int, kind: Numeral, expected: str) -> None:
    assert numeral(number, kind) == expected


NUMBERING = (
    kind(0, level(0, "decimal", "%1."), level(1, "lowerLetter", "%1.%2)"), level(2, "lowerRoman", "(%3)"))
    + kind(1, level(0, "bullet", "\uf0b7"), level(1, "none", ""))
    + kind(2, level(0, "upperRoman", "Part %1"), level(1, "decimal", "%1.%2", "<w:isLgl/>"),
           level(2, "decimalZero", "%3"))
    + kind(3, level(0, "chicago", "%1"), level(1, "decimal", "%2", '<w:start w:val="4"/>'))
    + num(1, 0) + num(2, 1) + num(3, 2) + num(4, 3) + num(5, 0)
    + num(6, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    + num(7, 0, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1:")}</w:lvlOverride>')
)  # fmt: skip
LISTED = {
    "numbers": (listed("a", 1) + listed("b", 1), "1. a\n2. b"),
    "levels": (
        listed("a", 1) + listed("b", 1, 1) + listed("c", 1, 2) + listed("d", 1, 1) + listed("e", 1) + listed("f", 1, 1),
        "1. a\n1.a) b\n(i) c\n1.b) d\n2. e\n2.a) f",
    ),
    "bullets": (listed("a", 2) + listed("b", 2), "• a\n• b"),
    "no mark": (listed("a", 2, 1) + p("b"), "a\n\nb"),
    "numbers of above as figures": (listed("a", 3) + listed("b", 3, 1) + listed("c", 3, 2), "Part I a\n1.1 b\n01 c"),
    "numbers that have no sign here": (listed("a", 4), "• a"),
    "a first number": (listed("a", 4, 1) + listed("b", 4, 1), "4 a\n5 b"),
    "going on after other text": (listed("a", 1) + p("b") + listed("c", 1), "1. a\n\nb\n\n2. c"),
    "another list of the kind goes on": (listed("a", 1) + listed("b", 5), "1. a\n2. b"),
    "another list of the kind that begins anew": (listed("a", 1) + listed("b", 6) + listed("c", 6), "1. a\n1. b\n2. c"),
    "a list with levels of its own": (listed("a", 1) + listed("b", 7), "1. a\nA: b"),
    "a list that is not described": (listed("a", 99), "• a"),
    "no list": (listed("a", 0), "a"),
    "an item that was removed": (
        listed("a", 1) + p(f"<w:del>{r('x')}</w:del>", '<w:numPr><w:numId w:val="1"/></w:numPr><w:rPr><w:del/></w:rPr>')
        + listed("b", 1), "1. a\n2. b",
    ),
    "an item that is a page's last": (listed(r("a") + '<w:r><w:br w:type="page"/></w:r>' + r("b"), 1), "1. a\n\nb"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), LISTED.values(), ids=LISTED)
def test_items_have_their_marks(body: str, expected: str) -> None:
    assert text(body, numbering=NUMBERING) == expected


def test_headings_have_the_numbers_of_their_styles() -> None:
    styles = "".join(
        style(f"H{depth}", f"heading {depth}", f'<w:pPr><w:numPr>{said}<w:numId w:val="1"/></w:numPr></w:pPr>')
        for depth, said in ((1, ""), (2, ""), (3, '<w:ilvl w:val="2"/>'))
    )
    written = ("%1", "%1.%2", "%1.%2.%3")
    levels = (level(depth, "decimal", written[depth], f'<w:pStyle w:val="H{depth + 1}"/>') for depth in range(3))
    numbering = kind(0, *levels) + num(1, 0)
    body = "".join(
        styled(words, key) for words, key in (("a", "H1"), ("b", "H2"), ("c", "H3"), ("d", "H2"), ("e", "H1"))
    )
    plain = p("f", '<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    made = content(body + plain, styles=styles, numbering=numbering)
    assert headings(made) == ["1 a", "1.1 b", "1.1.1 c", "1.2 d", "2 e", "f"]


def test_a_list_may_be_that_of_a_style() -> None:
    styles = style("L", "Own list", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>')
    linked = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
    numbering = kind(0, level(0, "decimal", "%1)")) + linked + num(1, 1) + num(2, 0)
    assert text(listed("a", 1), styles=styles, numbering=numbering) == "1) a"


def test_lists_that_rest_on_themselves_have_bullets() -> None:
    styles = style("L", "Own list", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    linked = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
    assert text(listed("a", 1), styles=styles, numbering=linked + num(1, 0)) == "• a"
