"""The language of a text, and what languages are called."""

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.about.languages import alike, code_of, language_of, name_of, unknown_to
from tests.reading.languages import TEXTS

CODES = {
    "English": "en", "French": "fr", "German": "de", "Spanish": "es", "Italian": "it", "Portuguese": "pt",
    "Swedish": "sv", "Danish": "da", "Polish": "pl", "Czech": "cs", "Hungarian": "hu", "Croatian": "hr",
    "Turkish": "tr", "Lithuanian": "lt", "Russian": "ru", "Ukrainian": "uk", "Bulgarian": "bg", "Greek": "el",
    "Hebrew": "he", "Arabic": "ar", "Thai": "th", "Japanese": "ja", "Simplified Chinese": "zh",
    "Traditional Chinese": "zh", "Korean": "ko",
}  # fmt: skip
UNSURE = {"Croatian"}  # three standards of one language


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_in_its_language(name: str) -> None:
    code, sure = language_of(TEXTS[name])
    assert code == CODES[name] or (name in UNSURE and not code)
    assert 0 <= sure <= 1


@pytest.mark.parametrize("name", ["English", "French", "German", "Russian", "Arabic", "Japanese"])
def test_a_long_text_is_in_its_language_whatever_stands_at_its_ends(name: str) -> None:
    assert language_of("1 2 3 " * 500 + TEXTS[name] * 40 + " 4 5 6" * 500)[0] == CODES[name]


@pytest.mark.parametrize(
    "text", ["", "Yes.", "Minsk, 16 June", "12 34 56 " * 100, "|-+ " * 200, "A1 B2 C3 7 8 9 " * 30]
)
def test_of_little_or_no_text_none_is_told(text: str) -> None:
    assert language_of(text)[0] == ""


def test_of_two_languages_in_turn_none_is_told() -> None:
    half = 2000
    english, russian = (TEXTS["English"] * 20)[:half], (TEXTS["Russian"] * 20)[:half]
    assert language_of(english + russian)[0] == ""


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_whatever_the_text_a_code_or_nothing_comes_back(text: str) -> None:
    code, sure = language_of(text)
    assert code == "" or (len(code) == 2 and sure >= 0.9)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("en", "en"), ("EN", "en"), ("en-US", "en"), ("en_GB", "en"), ("eng", "en"), ("English", "en"), ("fra", "fr"),
        ("french ", "fr"), ("français", "fr"), ("Deutsch", "de"), ("deu", "de"), ("русский", "ru"), ("Русский", "ru"),
        ("zh-Hans", "zh"), ("العربية", "ar"), ("", ""), ("Klingonese", ""), ("English; French", ""), ("x", ""),
    ],
)  # fmt: skip
def test_a_language_has_a_code_however_it_is_called(said: str, code: str) -> None:
    assert code_of(said) == code


@pytest.mark.parametrize("code", sorted(set(CODES.values())))
def test_names_and_codes_lead_to_each_other(code: str) -> None:
    assert code_of(code) == code_of(name_of(code)) == code
    assert name_of(code) == Locale("en").languages[code]


def test_what_has_no_name_keeps_its_code() -> None:
    assert name_of("q9") == "q9"


def test_neighbours_are_not_told_apart() -> None:
    assert alike("nb", "da") and alike("en", "en") and not alike("en", "de") and not alike("hr", "sk")


def test_languages_that_are_not_known_are_counted_the_most_frequent_first() -> None:
    counts = {"en": 4, "ru": 2, "": 9, "fr": 1, "be": 1, "en; de": 3}
    assert list(unknown_to(counts, {"en"}).items()) == [("ru", 2), ("be", 1), ("fr", 1)]
    assert unknown_to({"": 1, "en": 1}, {"en"}) == {}
