from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.support.number_words import single, spelt
from assistant.answering.support.numbers import missing, numbers_in

UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WHOLE = st.integers(min_value=2, max_value=999_999_999)


def in_words(number: int) -> str:
    if number < 20:
        return UNITS[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{UNITS[number % 10]}" if number % 10 else "")
    for scale, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            joined = f" and {in_words(rest)}" if 0 < rest < 100 else f" {in_words(rest)}" if rest else ""
            return f"{in_words(number // scale)} {name}{joined}"
    raise AssertionError(number)


@given(number=WHOLE)
def test_a_number_is_the_same_in_every_form(number: int) -> None:
    forms = [f"{number:,} tanks", f"{number:,} tanks".replace(",", " "), f"{in_words(number)} tanks"]
    for said in forms:
        for known in forms:
            assert missing(f"There are {said}.", f"They had {known} then.") == []


@given(number=WHOLE, other=WHOLE)
def test_another_number_is_not_there(number: int, other: int) -> None:
    found = missing(f"There are {number:,} tanks.", f"They had {in_words(other)} tanks then.")
    assert found == ([] if number == other else [f"{number:,}"])


@given(number=st.integers(min_value=2, max_value=10**9))
def test_words_are_worth_what_they_say(number: int) -> None:
    if number < 10**9:
        (found,) = spelt(f"of {in_words(number)} in")
        assert found.value == number
    assert single(f"{number:,}") == number


@given(number=st.integers(min_value=1000, max_value=10**8), places=st.integers(min_value=1, max_value=2))
def test_a_rounding_that_says_so_is_let_pass(number: int, places: int) -> None:
    rounded = round(number, -places)
    assert missing(f"About {rounded:,} tanks were there.", f"There were {number:,} tanks.") == []


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("twelve hundred men", "1,200 men"),
        ("2.5 million people", "two and a half million people"),
        ("half a million people", "500,000 people"),
        ("5 per cent", "5%"),
        ("5 percent of it", "between 5 and 10 per cent of it"),
        ("5 million dollars", "$5 million"),
        ("$5 million", "US$5m"),
        ("$5 million", "5 to 10 million dollars"),
        ("more than 1,000 men", "1,196 men"),
        ("nearly 1,200 men", "1,196 men"),
        ("at least 15 km", "at least 15 kilometres"),
        ("the fifth point", "point 5"),
        ("the 16th of them", "on 16 June"),
        ("half of the states", "50 per cent of the states"),
        ("two thirds", "two-thirds"),
        ("a third of them", "one third of them"),
        ("two-and-a-half years", "2.5 years"),
        ("a dozen states", "12 states"),
        ("two dozen states", "24 states"),
        ("hundreds of people", "450 people"),
        ("hundreds of people", "hundreds of people"),
        ("at 6 p.m.", "at 18:00"),
        ("one soldier died", "a soldier died"),
        ("both sides", "the two sides"),
        ("2,000 tanks", "2000 tanks"),
        ("one of them", "some"),
        ("no one came", "nobody came"),
        ("1.200 Panzer", "1200 Panzer"),
        ("in 1994", "in 1994"),
        ("the SS-20 missiles", "the SS-20 missiles"),
    ],
)
def test_what_is_there_in_another_form_is_found(said: str, known: str) -> None:
    assert missing(f"They said {said}.", f"It said {known} then.") == []


@pytest.mark.parametrize(
    ("said", "known", "lacking"),
    [
        ("1,200 men", "1,196 men", "1,200"),
        ("about 1,200 men", "1,296 men", "1,200"),
        ("more than 1,200 men", "1,196 men", "1,200"),
        ("fewer than 1,000 men", "1,196 men and three women", "1,000"),
        ("fewer than 1,196 men", "more than 1,196 men", "1,196"),
        ("5 per cent", "5 men", "5 per cent"),
        ("5 men", "5 per cent", "5"),
        ("€5 million", "$5 million", "€5 million"),
        ("5 million dollars", "5 billion dollars", "5 million dollars"),
        ("15 miles", "15 km", "15"),
        ("ten men", "the tenth man", "ten"),
        ("thousands of people", "450 people", "thousands"),
        ("at 7 p.m.", "at 18:00", "7 p.m."),
        ("10² men", "102 men", "10^2"),
        ("two hundred men", "2 men and 100 women", "two hundred"),
    ],
)
def test_what_is_not_there_is_told_as_it_is_written(said: str, known: str, lacking: str) -> None:
    from assistant.answering.support.signs import plain

    assert missing(plain(f"They said {said}."), plain(f"It said {known} then.")) == [lacking]


def test_numbers_of_dates_and_codes_are_left_to_others() -> None:
    assert numbers_in("On 16 June 1994 the SS-20 and the T-72 under A/59/L.64 were counted.") == []


@pytest.mark.parametrize("sentence", ["Es waren 2.500 Soldaten", "Ils étaient 2 500"])
def test_digits_are_compared_in_any_language(sentence: str) -> None:
    assert missing(sentence, "Die Zahl 2500 steht hier", english=False) == []
    assert missing(sentence, "Die Zahl 2600 steht hier", english=False) != []


def test_a_share_is_worth_its_part() -> None:
    (half,) = spelt("two thirds of it")
    assert (half.value, half.part) == (Fraction(2, 3), True)
