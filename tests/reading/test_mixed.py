"""Text that is not UTF-8 throughout: each line as what it is, and said so."""

import re

import pytest

from assistant.reading.formats import read_content
from assistant.reading.text import decode, decoded
from tests.reading.languages import ENCODINGS, TEXTS

GERMAN = "Die Größe der Häfen in Köln wurde geprüft, und das Maß über die Länge der Schiffe."
PAIRS = [
    (language, encoding)
    for language, names in ENCODINGS.items()
    for encoding in names.split()
    if not encoding.startswith("iso-2022")
]


@pytest.mark.parametrize("share", [1, 10, 40, 50, 90])
def test_german_of_which_some_lines_are_latin_1(share: int) -> None:
    odd = {line for line in range(100) if line * share // 100 != (line + 1) * share // 100}
    data = b"\n".join(GERMAN.encode("latin-1" if line in odd else "utf-8") for line in range(100))
    made = decoded(data)
    assert made.text == "\n".join([GERMAN] * 100)
    lines = "1 line holds" if share == 1 else f"{share} lines hold"
    assert made.notes == (f"{lines} what is not UTF-8, as the rest is; read as Windows-1252",)


@pytest.mark.parametrize(("language", "encoding"), PAIRS)
@pytest.mark.parametrize("first", ["utf-8", "old"])
def test_a_language_of_which_every_other_sentence_is_in_its_old_encoding(
    language: str, encoding: str, first: str
) -> None:
    text = decode(TEXTS[language].encode(encoding, "ignore"))
    parts = [part for part in re.split(r"(?<=[.。!?؟]) ?", text) if part]
    names = ("utf-8", encoding) if first == "utf-8" else (encoding, "utf-8")
    data = b"\n".join(part.encode(names[place % 2], "ignore") for place, part in enumerate(parts))
    assert decode(data) == "\n".join(parts)


@pytest.mark.parametrize("text", ["Größe", "Größe der Häfen", "Le préfet a été élu à Besançon.", "Muñoz llegó mañana"])
def test_two_short_lines(text: str) -> None:
    assert decode(f"{text}\n".encode() + text.encode("cp1252")) == f"{text}\n{text}"
    assert decode(f"{text}\n".encode("cp1252") + text.encode()) == f"{text}\n{text}"


def test_a_table_of_mixed_lines() -> None:
    content = read_content(".csv", "Name,Town\nJürgen,Köln\n".encode() + "José,Málaga\n".encode("latin-1"))
    assert content.text == "Name: Jürgen; Town: Köln.\nName: José; Town: Málaga."
    assert len(content.notes) == 1
    assert content.notes[0].startswith("1 line holds what is not UTF-8")


def test_half_a_character_spoils_nothing_but_itself() -> None:
    half = "\ud83d".encode("utf-8", "surrogatepass")
    made = decoded("Die Größe der Häfen war\n".encode() + half + b" alone\n")
    assert made.text == "Die Größe der Häfen war\n\ufffd alone\n"
    assert made.notes == ("what could not be decoded shows as \ufffd (1); save the file anew as UTF-8",)


def test_two_halves_of_a_character_are_joined() -> None:
    halves = "\ud83d\ude00".encode("utf-8", "surrogatepass")
    made = decoded("Größe ".encode() + halves)
    assert made.text == "Größe 😀"
    assert made.notes == ()


def test_letters_of_windows_in_a_line_of_utf_8() -> None:
    made = decoded("Größe, Häfen, Köln, Länge und ".encode() + "Größe".encode("cp1252"))
    assert made.text == "Größe, Häfen, Köln, Länge und Größe"
    assert made.notes == ("1 line holds what is not UTF-8, as the rest is; read as Windows-1252",)


def test_short_turkish_is_no_icelandic() -> None:
    text = "İstanbul limanı martta kapandı, şehir ağır kaldı.\n"
    assert decode(text.encode("cp1254")) == text


def test_text_with_bytes_of_zero_is_text_and_says_so() -> None:
    line = "The heron report counts sixteen herons on the lake and on the river.\n"
    made = decoded(f"\0{line}".encode() * 5)
    assert made.text == line * 5
    assert made.notes == ("bytes of value 0 were left out (5); the file may be damaged",)


def test_text_in_one_encoding_is_told_nothing_of() -> None:
    assert decoded(GERMAN.encode("cp1252")).notes == ()
    assert decoded(GERMAN.encode()).notes == ()
