import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.support.signs import hidden, plain

INVISIBLE = st.sampled_from(
    [
        "\x00",
        "\x07",
        "\x1b",
        "\U000e0041",
        "\U000e0101",
        "\ue000",
        "\r",
        *"\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\u2060\ufeff\u00ad\u034f\u115f\u3164\u2800\ufe0f",
    ]
)
TEXT = st.text(max_size=80)


@given(before=TEXT, after=TEXT, sign=INVISIBLE)
def test_a_sign_that_nobody_sees_is_told_wherever_it_stands(before: str, after: str, sign: str) -> None:
    assert "holds invisible signs" in list(hidden(f"{before} {sign} {after}"))


@given(text=TEXT)
def test_plain_text_is_plain_already_and_holds_nothing_unseen(text: str) -> None:
    once = plain(text)
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Co"} for char in once if char != "\n")
    assert plain(once) == once or unicodedata.normalize("NFKC", once) != once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Yes” – „no“ «maybe» ‘well’", '"Yes" - "no" "maybe" \'well\''),
        ("１２３ and ٣٤", "123 and 34"),
        ("10² km and 2½ hours", "10^2 km and 2 1/2 hours"),
        ("the U.S. and the U.N.", "the US and the UN"),
        ("agree\u00adment", "agreement"),
        ("a\u00a0b\u2009c", "a b c"),
        ("word—word", "word - word"),
    ],
)
def test_what_looks_alike_is_made_alike(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize("text", ["The Мinister agreed.", "Rυssia signed.", "the OSСE"])
def test_letters_of_two_alphabets_in_one_word_are_told(text: str) -> None:
    assert any("two alphabets" in reason for reason in hidden(text))


@pytest.mark.parametrize("text", ["Москва и Minsk", "می‌خواهم", "क्‍ष", "naïve café – “quoted” 5 €", "line\nline"])
def test_what_is_written_so_in_its_own_language_is_no_trick(text: str) -> None:
    assert not list(hidden(text))
