"""What a text says about when, where and by whom it was written: its dateline and its labels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.about.datelines import Dateline, dateline_of, is_heading_line, last_date
from assistant.reading.about.labelled import head_lines, is_labelled, labelled
from assistant.reading.about.places import is_name, place_of, spelt


def said(text: str) -> tuple[str, str, str]:
    found = dateline_of(text, head_lines(text))
    return found.date, found.place, found.source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MINSK, 16 June (TASS) – The ministers met.", ("XXXX-06-16", "Minsk", "TASS")),
        ("MOSCOW. June 16 (Interfax) - They met.", ("XXXX-06-16", "Moscow", "Interfax")),
        ("MOSCOW, June 16. /TASS/. They met.", ("XXXX-06-16", "Moscow", "TASS")),
        ("BEIJING, June 16, 1994 (Xinhua) -- They met.", ("1994-06-16", "Beijing", "Xinhua")),
        ("GENEVA, 16 June 2022 (OCHA) – They met.", ("2022-06-16", "Geneva", "OCHA")),
        ("POLOTSK, 16 June (BelTA) – They met.", ("XXXX-06-16", "Polotsk", "BelTA")),
        ("MINSK, Belarus (AP) — They met.", ("", "Minsk", "AP")),
        ("LONDON (Reuters) - They met.", ("", "London", "Reuters")),
        ("МИНСК, 16 июня (ТАСС) – Министры встретились.", ("XXXX-06-16", "Минск", "ТАСС")),
        ("МОСКВА, 16 июн – РИА Новости. Министры встретились.", ("XXXX-06-16", "Москва", "РИА Новости")),
        ("HELSINKI, 1 August 1975. The leaders signed.", ("1975-08-01", "Helsinki", "")),
        ("RIO DE JANEIRO, 14 June 1992 – It closed.", ("1992-06-14", "Rio de Janeiro", "")),
        ("WASHINGTON, D.C., 3 July 1994 – It closed.", ("1994-07-03", "Washington", "")),
        ("MINSK/MOSCOW, 16 June – They met.", ("XXXX-06-16", "Minsk; Moscow", "")),
        ("Paris, 21 November 1990\n\nThe heads of state met.", ("1990-11-21", "Paris", "")),
        ("Vienna, Monday, 3 July 1994", ("1994-07-03", "Vienna", "")),
        ("Genève, le 3 juillet 1994", ("1994-07-03", "Genève", "")),
        ("Bonn, den 3. Juli 1994", ("1994-07-03", "Bonn", "")),
        ("Минск, 16 июня 1994 г.", ("1994-06-16", "Минск", "")),
        ("القاهرة، 16 يونيو 1994", ("1994-06-16", "القاهرة", "")),
        ("Kyiv, 16 June 2022 at 14:30", ("2022-06-16", "Kyiv", "")),
        ("Foreign Ministry, Minsk, 16 June 1994", ("1994-06-16", "Minsk", "")),
        ("TASS, 16 June 1994\n\nThey met.", ("1994-06-16", "", "TASS")),
        ("# A title\n\n**Vienna, 3 July 1994**\n\nThey met.", ("1994-07-03", "Vienna", "")),
        ("May 5, 2023\n\nTo whom it may concern:", ("2023-05-05", "", "")),
        ("Dec 13, 2022 - Press Office\n\nDecember 13, 6:30pm ET\n\nThey met.", ("2022-12-13", "", "")),
        ("June 2023\n\nThe plan", ("2023-06", "", "")),
        ("Ruse, 14 March 1996\n\nThe commission met in Ruse.", ("1996-03-14", "Ruse", "")),
    ],
)
def test_a_dateline_says_when_and_where_and_by_whom(text: str, expected: tuple[str, str, str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They met in Paris, 21 November 1990, and signed.", "On 16 June 1994 the ministers met.",
        "In Minsk, 16 June was quiet.", "Minsk on June 16 saw talks.", "Version 2.0, January 2004",
        "Treaty of Minsk, 8 December 1991", "ANNEX, 3 July 1994 – List", "16 June 1994 – Talks begin",
        "Izvestia, 14 March 1996\n\nas was said", "John Smith, 3 July 1994", "LONDON (population 9 million) – a city",
        "LONDON (Monday) – a city", "BATH (Spa) – a city", "Subject: the summit, Budapest, 5 December 1994",
        "Page 3 May 2020", "2023", "x" * 900 + "\n\nVienna, 3 July 1994",
        "Some prose that goes on.\n" * 120 + "BONN, 3 July – They met.",
        "3 July 1994\n4 July 1994\n5 July 1994", "Vienna, 3 July 1994 – Talks begin\nParis, 4 July 1994 – Talks end",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_says_nothing(text: str) -> None:
    assert said(text) == ("", "", "")


def test_a_word_in_capitals_is_no_place() -> None:
    assert said("GENERAL ASSEMBLY, 3 June 1995 – They met.") == ("1995-06-03", "", "")
    assert said("OSCE, 3 June 1995 – They met.") == ("1995-06-03", "", "")


def test_of_a_digest_only_what_all_of_it_shares_is_said() -> None:
    assert said("MINSK, 16 June (TASS) – One.\n\nMOSCOW, 17 June (TASS) – Two.") == ("", "", "TASS")
    assert said("MINSK, 16 June (TASS) – One.\n\nMINSK, 16 June (BelTA) – Two.") == ("XXXX-06-16", "Minsk", "")


@pytest.mark.parametrize("line", ["Paris, 21 November 1990", "3 July 1994", "TASS, 16 June", "Minsk, Belarus, 16 June"])
def test_a_line_of_nothing_else_is_no_title(line: str) -> None:
    assert is_heading_line(line)


@pytest.mark.parametrize(
    "line", ["Minutes of a session, Moscow, January 2015", "Paris Agreement", "MINSK, 3 May – They met"]
)
def test_a_line_that_says_more_may_be_one(line: str) -> None:
    assert not is_heading_line(line)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Offensive Campaign Assessment, December 13", "XXXX-12-13"),
        ("Minutes (3 July 1994)", "1994-07-03"),
        ("Talks – June 1994", "1994-06"),
        ("What was agreed in June 1994", ""),
        ("From 3 July 1994, a chronology", ""),
        ("", ""),
    ],
)
def test_a_title_may_end_with_a_date(title: str, expected: str) -> None:
    found = last_date(title)
    assert (found.date if found else "") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date: 3 July 1994", {"date": ("1994-07-03", True)}),
        ("**Date:** 3 July 1994", {"date": ("1994-07-03", True)}),
        ("- Date: 16 June", {"date": ("XXXX-06-16", True)}),
        ("Date:\n3 July 1994", {"date": ("1994-07-03", True)}),
        ("Дата: 16 июня 1994 г.", {"date": ("1994-06-16", True)}),
        ("Distributed: 12 May 1995", {"date": ("1995-05-12", False)}),
        ("Issued on 3 July 1994", {"date": ("1994-07-03", False)}),
        ("Date: 1 May 1995\nDistributed: 12 May 1995", {"date": ("1995-05-01", True)}),
        ("Author: Anna Smith and Juan Gil", {"authors": ("Anna Smith; Juan Gil", True)}),
        ("Authors: Anna Smith, Juan Gil; B. Ito", {"authors": ("Anna Smith; Juan Gil; B. Ito", True)}),
        ("Author: Smith, Anna", {"authors": ("Smith, Anna", True)}),
        ("By Anna van der Berg and Li Na", {"authors": ("Anna van der Berg; Li Na", False)}),
        ("Place: GENEVA", {"place": ("Geneva", True)}),
        ("Source: Reuters", {"source": ("Reuters", True)}),
        ("Language: Russian", {"language": ("ru", True)}),
        ("Title: The plan", {"title": ("The plan", True)}),
        ("Author: A. Ito | Date: 3 July 1994", {"authors": ("A. Ito", True), "date": ("1994-07-03", True)}),
        (
            "TO: All staff\nFROM: The Director\nDATE: 3 May 1995\nSUBJECT: Budget",
            {"authors": ("The Director", True), "date": ("1995-05-03", True), "title": ("Budget", True)},
        ),
    ],
)
def test_labels_say_what_they_name(text: str, expected: dict[str, tuple[str, bool]]) -> None:
    assert labelled(head_lines(f"{text}\n\nThe commission met.")) == expected
    assert is_labelled(head_lines(text)[0]) or text.startswith(("By", "Author: A."))


@pytest.mark.parametrize(
    "text",
    [
        "Date: to be announced", "Date of birth: 26 June 1968", "Date: 3 May 1995; Place: Minsk.", "Author: unknown",
        "Date: 3 May 1995\nDate: 4 May 1995", "Published by the Ministry", "Place: see annex", "Location: Room 5",
        "Place: TBD", "Source: https://example.org/a", "By Land and Sea", "By then it was over", "Language: plain",
        "Re: your letter", "From: A. Smith", "Source: " + "x" * 300, "The date: 3 May 1995",
        "x " * 2000 + "\nDate: 3 May 1995",
    ],
)  # fmt: skip
def test_labels_of_other_things_say_nothing(text: str) -> None:
    assert labelled(head_lines(text)) == {}


@settings(max_examples=150)
@given(st.text(max_size=200) | st.text("MINSK ,16June(TAS)–\nDate:By.", max_size=80))
def test_whatever_the_text_nothing_is_said_that_it_does_not_hold(text: str) -> None:
    found, lines = dateline_of(text, head_lines(text)), head_lines(text)
    assert isinstance(found, Dateline)
    for value in (found.source, *(value for name, (value, _) in labelled(lines).items() if name == "title")):
        assert " ".join(value.split()).casefold() in " ".join(text.split()).casefold()


def test_places_are_known_in_any_case_and_many_languages() -> None:
    known = {"MINSK": "Minsk", "wien": "Wien", "new york": "New York", "THE HAGUE": "The Hague", "Минск": "Минск"}
    assert {name: place_of(name) for name in known} == known
    assert [place_of(name) for name in ("Nowhere", "Easter", "")] == ["", "", ""]


def test_names_in_capitals_are_spelt_as_elsewhere() -> None:
    assert [spelt(name) for name in ("GOMEL", "RIO DE JANEIRO", "Rio", "NUR-SULTAN")] == [
        "Gomel", "Rio de Janeiro", "Rio", "Nur-Sultan",
    ]  # fmt: skip
    assert is_name("Rio de Janeiro") and is_name("القاهرة") and not is_name("see annex") and not is_name("")
