import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import ReportUnreadable
from assistant.reading.text import decode, front_matter, markdown_headings, plain_headings
from tests.reading.languages import ENCODINGS, TEXTS, written

WORDS = "Le ministre a déclaré que l’accord était conclu à Genève le 3 août, après des négociations très longues. " * 5
CYRILLIC = "Министр заявил, что соглашение было достигнуто в Минске после долгих переговоров о границе. " * 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_french_in_any_encoding_is_read_alike(encoding: str) -> None:
    assert decode(WORDS.encode(encoding)) == WORDS


PAIRS = [(language, encoding) for language, names in ENCODINGS.items() for encoding in names.split()]


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
def test_a_language_in_its_old_encoding_is_read(language: str, encoding: str) -> None:
    text, data = written(language, encoding)
    assert decode(data) == text


def test_most_are_read_from_sixty_characters() -> None:
    """A few are written with hardly a letter that tells."""
    short = [written(language, encoding, 60) for language, encoding in PAIRS]
    right = sum(decode(data) == text for text, data in short)
    assert right / len(short) > 0.95


def test_capitals_are_read_as_well() -> None:
    text = written("Russian", "koi8-r")[0].upper()
    for encoding in ("cp1251", "cp866"):  # not KOI8, whose capitals make Greek of the same frequencies
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("language", ["English", "Russian", "Simplified Chinese"])
def test_wide_characters_without_a_byte_order_mark(language: str, encoding: str) -> None:
    text = "1. Report\n\n" + TEXTS[language]
    assert decode(text.encode(encoding)) == text


def test_a_windows_sign_in_utf_8_is_mended_and_the_rest_stays() -> None:
    assert decode("Müller, Größe, né".encode() + b": \x93x\x94") == "Müller, Größe, né: “x”"


def test_a_character_that_is_cut_short_at_the_end_is_marked() -> None:
    assert decode("Größe über alles – ende €".encode()[:-1]) == "Größe über alles – ende \ufffd"


def test_a_large_file_is_judged_by_its_lines_beyond_ascii() -> None:
    text = "Plain words.\n" * 40_000 + TEXTS["Polish"]
    assert decode(text.encode("cp1250")) == text


def test_a_single_long_line_is_judged_too() -> None:
    text = "Plain words. " * 40_000 + TEXTS["Polish"] * 100
    assert decode(text.encode("cp1250")) == text


def test_form_feeds_stay_and_single_nuls_go() -> None:
    assert decode(("One page.\f" * 30).encode() + b"an\x00other") == "One page.\f" * 30 + "another"


def test_newlines_and_composed_letters_are_normalised() -> None:
    assert decode("a\r\nb\rc e\u0301".encode()) == "a\nb\nc é"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "no text"), (b" \n\t", "no text"), (bytes(range(256)) * 9, "binary"), (b"\x01\x02\x03 text", "binary")],
)
def test_what_is_not_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReportUnreadable, match=reason):
        decode(data)


def test_front_matter_keeps_values_as_they_are_written() -> None:
    text = "---\ntitle: 'Talks: day one'\ndate: 16 June\nparticipants:\n  - A\n  - B\n---\nBody."
    values, body = front_matter(text)
    assert values == {"title": "Talks: day one", "date": "16 June", "participants": "A; B"}
    assert text[body:] == "Body."


def test_iso_dates_stay_strings() -> None:
    assert front_matter("---\ndate: 1994-12-06\n---\nx")[0] == {"date": "1994-12-06"}


def test_a_rule_on_top_is_no_front_matter() -> None:
    assert front_matter("---\nJust text.\n---\nMore.") == ({}, 0)


def test_broken_front_matter_names_its_line() -> None:
    with pytest.raises(ReportUnreadable, match="line 3"):
        front_matter("---\ntitle: a\nplace: b: c\n---\nBody.")


def test_markdown_headings_are_found_both_ways() -> None:
    text = "# One\n\nText.\n\nTwo\n---\n\nText.\n"
    assert [text[one.start : one.end] for one in markdown_headings(text, 0)] == ["# One", "Two\n---"]


def test_plain_headings_are_short_lines_before_text() -> None:
    text = "Security\n\nThe ministers met. They agreed.\n\nA last line"
    assert [text[one.start : one.end] for one in plain_headings(text, 0)] == ["Security"]


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except ReportUnreadable:
        return
    assert text.strip()
    assert "\r" not in text


def test_escaped_halves_of_a_character_are_joined_and_lone_ones_replaced() -> None:
    values, _ = front_matter('---\ntitle: "\\ud83d\\ude00 \\ud800 x"\n---\nwords\n')
    assert values == {"title": "\U0001f600 \ufffd x"}
