"""Hostile files that are PDF."""

import zlib
from collections.abc import Mapping

from tests.reading.hostile_parts import BROKEN, ENCRYPTED, PORT, READ, Hostile, valid

_WORDS = b"BT /F 12 Tf 72 700 Td (The treaty was signed in spring.) Tj ET"
_SEEN = ("The treaty was signed",)
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R%s>>"
_BOX = b"[0 0 595 842]"


def pdf_of(objects: Mapping[int, bytes] | None = None, *, trailer: bytes = b"", tail: bytes = b"") -> bytes:
    """A PDF of one page, with some of its objects (1 catalogue, 2 pages, 3 page, 4 content, 5 font) others, or more."""
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: _PAGE % (_BOX, b""),
        4: stream(_WORDS),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    } | dict(objects or {})
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (max(parts) + 1, trailer, start)
    return bytes(out) + tail


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), more, data)


def _page(*, box: bytes = _BOX, more: bytes = b"") -> dict[int, bytes]:
    return {3: _PAGE % (box, more)}


def _catalogue(more: bytes) -> dict[int, bytes]:
    return {1: b"<</Type/Catalog/Pages 2 0 R%s>>" % more}


def _flate_bomb(megabytes: int, times: int = 1) -> bytes:
    data = _WORDS + b" " * (megabytes * 1_000_000)
    for _ in range(times):
        data = zlib.compress(data, 9)
    return pdf_of({4: stream(data, b"/Filter[%s]" % (b"/FlateDecode" * times))})


def _encrypted(**passwords: str) -> bytes:
    from fpdf import FPDF

    document = FPDF()
    document.set_encryption(owner_password="owner", **passwords)  # noqa: S106 - made up
    document.add_page()
    document.set_font("Helvetica", size=12)
    document.cell(text=_SEEN[0])
    return bytes(document.output())


def _deep_pages(depth: int) -> bytes:
    """A tree of pages with one page at its bottom."""
    tree = {100 + level: b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (101 + level) for level in range(depth)}
    return pdf_of({2: b"<</Type/Pages/Kids[100 0 R]/Count 1>>", **tree, 100 + depth: _PAGE % (_BOX, b"")})


def _deep_form(depth: int) -> bytes:
    """Forms in forms, the last of which draws the first again."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    forms = {10 + level: stream(b"/X Do", form % (10 + (level + 1) % depth)) for level in range(depth)}
    page = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Resources<</Font<</F 5 0 R>>/XObject<</X 10 0 R>>>>/Contents 4 0 R>>"
    return pdf_of({3: page % _BOX, 4: stream(_WORDS + b" /X Do"), **forms})


def _same_page(count: int) -> bytes:
    return pdf_of({2: b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count)})


_LOOPED_XREF = pdf_of(trailer=b"/Prev 9")
_START = _LOOPED_XREF.index(b"xref\n0")
_SCRIPT = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('http://127.0.0.1:%d/'\\))>>" % PORT
_LAUNCH = b"/OpenAction<</S/Launch/F(/bin/touch)/Win<</F(calc.exe)>>>>"
_FILES = b"/Names<</EmbeddedFiles<</Names[(x.exe) 9 0 R]>>>>"
_EMBEDDED = {
    **_catalogue(_FILES),
    9: b"<</Type/Filespec/F(../../x.exe)/UF(../../x.exe)/EF<</F 10 0 R>>>>",
    10: stream(b"MZ hidden words", b"/Type/EmbeddedFile"),
}
_TYPED = stream(b"BT /F 12 Tf 1e38 0 0 1e-38 1e38 -1e38 Tm (Far away words.) Tj ET " + _WORDS)
_UNBALANCED = stream(b"q " * 200_000 + _WORDS + b" BT BT Q Q ((((")
_OUTLINES = {
    **_catalogue(b"/Outlines 20 0 R"),
    20: b"<</Type/Outlines/First 21 0 R/Last 21 0 R/Count 1>>",
    21: b"<</Title(Again)/Parent 20 0 R/First 21 0 R/Next 21 0 R/Dest[3 0 R/Fit]>>",
}
_REMOTE = stream(b"", b"/F<</FS/URL/F(http://127.0.0.1:%d/x)>>" % PORT)

PDFS: tuple[Hostile, ...] = (
    Hostile("password.pdf", lambda: _encrypted(user_password="user"), ENCRYPTED),  # noqa: S106
    Hostile("only owner.pdf", _encrypted, READ, _SEEN),
    Hostile("page tree loop.pdf", lambda: pdf_of({2: b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>"}), READ, _SEEN),
    Hostile("page tree deep.pdf", lambda: _deep_pages(20_000), "damaged"),
    Hostile("a million pages.pdf", lambda: pdf_of({2: b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>"}), READ, _SEEN),
    Hostile("many pages.pdf", lambda: pdf_of({2: b"<</Type/Pages/Kids[3 0 R]/Count 2147483647>>"}), READ, _SEEN),
    Hostile("less than no pages.pdf", lambda: pdf_of({2: b"<</Type/Pages/Kids[3 0 R]/Count -1>>"}), READ, _SEEN),
    Hostile("one page again and again.pdf", lambda: _same_page(2000), READ, _SEEN),
    Hostile("a million objects.pdf", lambda: pdf_of(trailer=b"/Size 1000000000"), READ, _SEEN),
    Hostile("a far object.pdf", lambda: pdf_of({8_388_606: b"null"}), READ, _SEEN),
    Hostile("huge page.pdf", lambda: pdf_of(_page(box=b"[0 0 1e9 1e9]")), READ, _SEEN),
    Hostile("page of no size.pdf", lambda: pdf_of(_page(box=b"[0 0 0 0]")), READ, _SEEN),
    Hostile("page without numbers.pdf", lambda: pdf_of(_page(box=b"[nan inf /x]")), READ, _SEEN),
    Hostile("far away.pdf", lambda: pdf_of({4: _TYPED}), READ, _SEEN),
    Hostile("xref loop.pdf", lambda: _LOOPED_XREF.replace(b"/Prev 9", b"/Prev %d" % _START), READ, _SEEN),
    Hostile("no xref.pdf", lambda: pdf_of().replace(b"startxref", b"startnone"), READ, _SEEN),
    Hostile("xref beyond.pdf", lambda: pdf_of().replace(b"startxref\n", b"startxref\n99999999"), READ, _SEEN),
    Hostile("script.pdf", lambda: pdf_of(_catalogue(_SCRIPT)), READ, _SEEN, ("app.alert",)),
    Hostile("launch.pdf", lambda: pdf_of(_catalogue(_LAUNCH)), READ, _SEEN, ("calc.exe",)),
    Hostile("embedded.pdf", lambda: pdf_of(_EMBEDDED), READ, _SEEN, ("hidden words",)),
    Hostile("content elsewhere.pdf", lambda: pdf_of({4: _REMOTE}), "no text"),
    Hostile("flate bomb.pdf", lambda: _flate_bomb(60), READ, _SEEN, large=True),
    Hostile("flate bomb in another.pdf", lambda: _flate_bomb(60, 3), READ, _SEEN, large=True),
    Hostile("forms in a ring.pdf", lambda: _deep_form(50), READ, _SEEN),
    Hostile("unbalanced.pdf", lambda: pdf_of({4: _UNBALANCED}), READ, _SEEN),
    Hostile("outline loop.pdf", lambda: pdf_of(_OUTLINES), READ, _SEEN),
    Hostile("deep arrays.pdf", lambda: pdf_of(_page(more=b"/X" + b"[" * 100_000 + b"]" * 100_000)), READ, _SEEN),
    Hostile(
        "deep dictionaries.pdf", lambda: pdf_of(_page(more=b"/X" + b"<</X" * 50_000 + b">>" * 50_000)), READ, _SEEN
    ),
    Hostile(
        "itself as length.pdf",
        lambda: pdf_of({4: stream(_WORDS).replace(b"/Length %d" % len(_WORDS), b"/Length 4 0 R")}),
        READ,
        _SEEN,
    ),
    Hostile("font is a page.pdf", lambda: pdf_of({5: b"3 0 R"}), READ, _SEEN),
    Hostile("picture only.pdf", lambda: pdf_of({4: stream(b"0 0 595 842 re f")}), "text"),
    Hostile(
        "junk before and after.pdf",
        lambda: b"junk\n" * 50 + valid(".pdf") + b"\0" * 5000,
        READ,
        ("Annual survey of the river commission",),
    ),
    Hostile("only a head.pdf", b"%PDF-1.7\n", BROKEN),
    Hostile("two in one.pdf", lambda: pdf_of() + pdf_of(), READ, _SEEN),
)
