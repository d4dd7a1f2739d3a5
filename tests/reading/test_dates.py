"""Dates as they are written -> ISO 8601 or EDTF, as precise as they are and no more."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.about.dates import iso, named, outlived, written, years_in

DAYS = st.dates(date(1800, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16 June 1994", "1994-06-16"),
        ("June 16, 1994", "1994-06-16"),
        ("16th of June 1994", "1994-06-16"),
        ("Thursday, 16 June 1994", "1994-06-16"),
        ("Fri, 16 Dec 2022 17:04:16 -0500", "2022-12-16"),
        ("December 13, 6:30pm ET", "XXXX-12-13"),
        ("16 June", "XXXX-06-16"),
        ("29 February", "XXXX-02-29"),
        ("June 1994", "1994-06"),
        ("1994", "1994"),
        ("1994-06", "1994-06"),
        ("1994-06-16T09:30:00Z", "1994-06-16"),
        ("1994-06-16?", "1994-06-16?"),
        ("16–18 June 1994", "1994-06-16/1994-06-18"),
        ("30 June – 2 July 1994", "1994-06-30/1994-07-02"),
        ("16–18 June", "XXXX-06-16/XXXX-06-18"),
        ("16.06.1994", "1994-06-16"),
        ("05.06.1994", "1994-06-05"),
        ("05/06/1994", "1994"),
        ("16/06/1994", "1994-06-16"),
        ("06/16/1994", "1994-06-16"),
        ("05/05/1994", "1994-05-05"),
        ("19940616", "1994-06-16"),
        ("3. Juli 1994", "1994-07-03"),
        ("1er mars 1996", "1996-03-01"),
        ("3 de julio de 1994", "1994-07-03"),
        ("16 июня 1994 года", "1994-06-16"),
        ("16 czerwca 1994 r.", "1994-06-16"),
        ("16 يونيو 1994", "1994-06-16"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_written(text: str, expected: str) -> None:
    assert iso(text) == expected
    assert iso(expected) == expected or "XXXX" in expected


@pytest.mark.parametrize(
    "text",
    ["", "31 June 1994", "29 February 1994", "1994-13-01", "0 June 1994", "section 16", "may", "3 May to come",
     "99999999", "16 June 3994", "18–16 June 1994", "room 1994 b", "12.50", "16 June 1994 " + "x" * 80],
)  # fmt: skip
def test_what_is_no_date_gives_none(text: str) -> None:
    assert iso(text) == ""


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "pt", "nl", "ru", "uk", "pl"])
@settings(max_examples=40)
@given(day=DAYS)
def test_a_day_is_the_same_in_every_language(language: str, day: date) -> None:
    assert iso(format_date(day, "d MMMM y", language)) == day.isoformat()
    assert [one.date for one in written(f"x {format_date(day, 'd MMMM y', language)} y")] == [day.isoformat()]


@settings(max_examples=200)
@given(st.text(max_size=60) | st.text("0123456789 -–./JuneMay,?X", max_size=40))
def test_whatever_the_text_what_comes_back_is_a_date_or_nothing(text: str) -> None:
    for found in (iso(text), named(text), *(one.date for one in written(text))):
        assert found == "" or iso(found) == found


@settings(max_examples=100)
@given(st.text(max_size=20), DAYS, st.text(max_size=20))
def test_where_a_date_is_written_is_told(before: str, day: date, after: str) -> None:
    text = f"{before} {format_date(day, 'd MMMM y', 'en')} {after}"
    places = [(one.start, one.end) for one in written(text)]
    assert all(iso(text[start:end]) for start, end in places)
    assert all(one[1] <= other[0] for one, other in zip(places, places[1:], strict=False))


def test_what_is_no_date_does_not_hide_one() -> None:
    assert [one.date for one in written("section 16 June 1994, and room 12 May")] == ["1994-06-16", "XXXX-05-12"]


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("1994-12-06-budapest-summit", "1994-12-06"),
        ("minutes 19941206 final", "1994-12-06"),
        ("report_2022_06_16_v2", "2022-06-16"),
        ("SAM-16-11-2003", "2003-11-16"),
        ("minsk-talks-16-june", "XXXX-06-16"),
        ("Talks 16 June 1994", "1994-06-16"),
        ("2015-01-eaeu-minutes", "2015-01"),
        ("A_RES_1994", "1994"),
        ("budget 2009-10", "2009"),
        ("1972-1994 chronology", ""),
        ("1994-12-06 and 1994-12-07", ""),
        ("GAO-23-106826", ""),
        ("iso-8859-1", ""),
        ("IMG_20240311_101112", ""),
        ("Scan 2024-03-11", ""),
        ("war-and-peace-1225p", ""),
        ("notes", ""),
        ("", ""),
    ],
)
def test_a_file_is_named_after_a_date(stem: str, expected: str) -> None:
    assert named(stem) == expected


@settings(max_examples=100)
@given(
    DAYS, st.sampled_from(["%Y-%m-%d", "%Y_%m_%d", "%Y%m%d", "%Y.%m.%d"]), st.sampled_from(["", "minutes of ", "a-"])
)
def test_a_day_in_a_name_is_found_however_it_is_set_off(day: date, form: str, before: str) -> None:
    assert named(f"{before}{day.strftime(form)} final") == day.isoformat()


@pytest.mark.parametrize(
    ("day", "text", "expected"),
    [
        ("1992", "Talks in 1996 led to a treaty in 1997.", True),
        ("1992", "Talks are planned for 1993, and again for 1995 and 2000.", False),
        ("1992", "One prediction is for 1996.", False),
        ("1992", "In 1972 and 1983 nothing was signed.", False),
        ("1992-06-16", "It was signed on 18 June and ratified on 3 July 1992.", True),
        ("1992-06-16", "It is to be signed on 18 June.", False),
        ("1992-06-16", "On 3 May and 12 May they had met, and on 18 June 1991.", False),
        ("1992-06", "In July 1992 and in August 1992 it was signed.", True),
        ("1992-06-16/1992-06-19", "It was opened on 17 June and closed on 19 June 1992.", False),
        ("1992-06-16?", "It was signed on 18 June and ratified on 3 July 1992.", True),
        ("XXXX-06-16", "It was signed on 18 June and ratified on 3 July.", False),
    ],
)
def test_a_text_that_speaks_of_later_times_has_outlived_a_date(day: str, text: str, expected: bool) -> None:
    assert outlived(day, text) is expected


@settings(max_examples=50)
@given(DAYS, st.integers(1, 300))
def test_a_text_of_earlier_days_alone_has_not(day: date, before: int) -> None:
    earlier = [day - timedelta(before), day - timedelta(before + 1)]
    assert not outlived(day.isoformat(), " and ".join(format_date(one, "d MMMM y", "en") for one in earlier))


def test_years_are_those_that_stand_alone_or_in_dates() -> None:
    text = "In 1994 and on 3 May 1997, but not 2,000 people, 1995/96, A/1996, 20011 or 12.1998."
    assert list(years_in(text)) == [1994, 1997]
