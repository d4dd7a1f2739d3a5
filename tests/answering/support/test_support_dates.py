from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.support.dates import dates_in, missing

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
MONTHS = "January February March April May June July August September October November December".split()


def forms(day: date) -> list[str]:
    month = MONTHS[day.month - 1]
    return [
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"the {day.day}th of {month} {day.year}",
        day.isoformat(),
        f"{day.day:02}.{day.month:02}.{day.year}",
        f"{day:%A}, {day.day} {month} {day.year}",
    ]


@given(day=DAYS)
def test_a_day_is_the_same_in_every_form(day: date) -> None:
    for said in forms(day):
        for known in forms(day):
            assert missing(f"They met on {said}.", f"The talks of {known} ended.") == []


@given(day=DAYS, other=DAYS)
def test_another_day_is_not_there(day: date, other: date) -> None:
    for said in forms(day)[:5]:
        assert bool(missing(f"They met on {said}.", f"The talks of {other.isoformat()} ended.")) is (day != other)


@given(day=DAYS)
def test_the_day_of_the_week_is_that_of_the_day(day: date) -> None:
    known = f"The talks of {day.isoformat()} ended."
    assert missing(f"They met on {day:%A}.", known) == []
    assert missing(f"They met on {day + timedelta(1):%A}.", known) == [f"{day + timedelta(1):%A}"]


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("in June 1994", "on 16 June 1994"),
        ("in 1994", "on 16 June 1994"),
        ("on 16 June", "Talks (1994-06-16)"),
        ("on 16 June 1994", "Talks (1994)\nThey met on 16 June"),
        ("in the 1990s", "in 1994"),
        ("in 1994-95", "from 1994 to 1995"),
        ("on 16 and 17 June", "16-17 June 1994"),
        ("on 06/16/1994", "16 June 1994"),
        ("by May 1995", "in May 1995"),
        ("in May", "on 3 May"),
        ("They may march", "nothing"),
        ("from 2000 tanks", "2,000 tanks"),
        ("since mid-1994", "1994"),
        ("on Sept. 22", "on 22 September"),
        ("16-18 June", "from 16 to 18 June"),
    ],
)
def test_what_is_told_in_another_way_is_found(said: str, known: str) -> None:
    assert missing(f"They met {said}.", f"It says {known}.") == []


@pytest.mark.parametrize(
    ("said", "known", "lacking"),
    [
        ("on 17 June", "on 16 June", "17 June"),
        ("on 16 July", "on 16 June and in July", "16 July"),
        ("in June 1995", "on 16 June 1994, and in 1995", "June 1995"),
        ("in 1995", "in 1994", "1995"),
        ("on Friday", "on Thursday", "Friday"),
        ("on 16 and 19 June", "16-17 June 1994", "16 and 19 June"),
        ("in the 1980s", "in 1994", "1980s"),
        ("on 31 June 1994", "on 30 June 1994", "31 June 1994"),
        ("in May", "they may agree", "May"),
    ],
)
def test_what_is_not_told_is_named_as_it_is_written(said: str, known: str, lacking: str) -> None:
    assert missing(f"They met {said}.", f"It says {known}.") == [lacking]


def test_a_month_is_one_in_english_only() -> None:
    assert [one.month for one in dates_in("They may march in May, in March and on 1 August.")] == [5, 3, 8]
    assert missing("Am 16.06.1994 trafen sie sich im Mai.", "Am 1994-06-16.", english=False) == []
