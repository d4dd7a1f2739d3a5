"""Signs of a PDF of which the file does not say what they are."""

from assistant.reading.readers.pdf import read
from tests.reading.hostile_pdf import pdf_of, stream


def test_signs_that_the_file_does_not_tell_are_not_left_out_in_silence() -> None:
    content = read(pdf_of({4: stream(b"BT /F 12 Tf 72 700 Td (The balance was \\0030.94 in spring.) Tj ET")}))
    assert content.text == "The balance was \ufffd0.94 in spring."
    told = "page 1 holds signs of which the file does not say what they are, 1 in all; \ufffd stands for them"
    assert content.notes == (told,)


def in_tex_type(words: bytes, name: bytes) -> bytes:
    """A line in a font whose sign 1 is untold, and as wide as ffi is."""
    widths = b" ".join([b"833"] * 32 + [b"500"] * 96)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/%s/FirstChar 0/LastChar 127/Widths[%s]>>" % (name, widths)
    return pdf_of({4: stream(b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % words), 5: font})


def test_an_ffi_that_the_file_does_not_tell_is_known_by_its_width_where_it_can_be_nothing_else() -> None:
    said = b"The di\\001culties of su\\001cient, an sni\\001e and a \\001 c."
    assert read(in_tex_type(said, b"CMR10")).text == ("The difficulties of sufficient, an sni\ufffde and a \ufffd c.")
    assert "di\ufffdculties" in read(in_tex_type(said, b"Other")).text
