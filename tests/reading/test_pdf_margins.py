"""What stands on top and at the foot of pages: running titles go, words of the text stay, however alike they are."""

from collections.abc import Callable

import pytest

from assistant.reading.content import Content
from assistant.reading.readers.pdf import read
from tests.reading.made_pdf import Setter
from tests.reading.soundness import faults

PAGES = 8
BODY = (
    "The commission met in Ruse and heard eleven delegations, whose number had grown since the",
    "last session. Nobody signed a border treaty, and the locks stayed closed for repairs.",
)
FIGURES = (12, 7, 31, 5, 18, 40, 9, 22)


def pages_with(
    top: Callable[[int], tuple[str, ...]], foot: Callable[[int], str] = lambda _: "", *, size: float = 0
) -> Content:
    """What is read of pages that have lines on top and at the foot, given by their number, and others between."""
    setter = Setter()
    for number in range(1, PAGES + 1):
        setter.page()
        setter.font(size)
        setter.at(20, 15, *top(number))
        setter.font()
        setter.at(20, 60, *BODY, f"There were {FIGURES[number - 1]} of them.")
        setter.at(20, 285, foot(number))
    content = read(setter.made())
    assert list(faults(content)) == []
    return content


def lost(content: Content, line: Callable[[int], str]) -> list[int]:
    """The numbers of the pages on which a line stood that is not in the text."""
    text = " ".join(content.text.split())
    return [number for number in range(1, PAGES + 1) if line(number) not in text]


ALIKE: dict[str, Callable[[int], str]] = {
    "figures that vary": lambda number: f"Ruse counted {FIGURES[number - 1]} barges",
    "two of them, one in step": lambda number: f"District {number} reported {FIGURES[number - 1]} cases",
    "at the end": lambda number: f"Cases reported from the district: {FIGURES[number - 1]}",
    "at the beginning": lambda number: f"{FIGURES[number - 1]} cases were reported from the district",
    "alone": lambda number: f"{FIGURES[number - 1]}",
    "Roman ones": lambda number: f"Louis {('XIV', 'IX', 'VI', 'X', 'III', 'XII', 'V', 'VIII')[number - 1]} of France",
    "a sentence in step": lambda number: f"On day {number} nobody signed.",
}


@pytest.mark.parametrize("line", ALIKE.values(), ids=ALIKE)
def test_lines_that_are_alike_but_for_their_figures_are_text(line: Callable[[int], str]) -> None:
    assert lost(pages_with(lambda number: (line(number),)), line) == []
    assert lost(pages_with(lambda _: (), line), line) == []


@pytest.mark.parametrize("line", ALIKE.values(), ids=ALIKE)
def test_pages_of_one_line_each_are_no_blank_pages(line: Callable[[int], str]) -> None:
    setter = Setter()
    for number in range(1, PAGES + 1):
        setter.page()
        setter.at(20, 20, line(number))
    assert lost(read(setter.made()), line) == []


def test_a_page_that_holds_but_what_stands_on_all_pages_keeps_it() -> None:
    setter = Setter()
    for number in range(1, PAGES + 1):
        setter.page()
        setter.at(20, 15, "River commission")
        if number != 4:
            setter.at(20, 60, f"In {FIGURES[number - 1]} ports nobody signed.")
    content = read(setter.made())
    assert content.text.count("River commission") == 1
    assert [content.text[page.start : page.end].strip() for page in content.pages if page.number == 4] == [
        "River commission"
    ]


RUNNING: dict[str, Callable[[int], str]] = {
    "a page's number": lambda number: f"Page {number} of 12",
    "behind a chapter's": lambda number: f"Chapter 2 - {number + 13}",
    "behind a year": lambda number: f"Report 2016 | {number + 6}",
    "before the title": lambda number: f"{number + 97} River commission",
    "Roman": lambda number: f"Foreword {('iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x')[number - 1]}",
    "on every other page": lambda number: f"River commission {number}" if number % 2 else "River commission",
    "in another language": lambda number: f"Strona {number} z 12",
    "a chapter's, which goes up": lambda number: f"Chapter {1 + number // 5} of the report, {number}",
    "none": lambda _: "River commission, 1996",
}


@pytest.mark.parametrize("line", RUNNING.values(), ids=RUNNING)
def test_running_titles_go_with_the_figures_that_go_up_as_pages_do(line: Callable[[int], str]) -> None:
    assert len(lost(pages_with(lambda number: (line(number),)), line)) == PAGES
    assert len(lost(pages_with(lambda _: (), line), line)) == PAGES


def test_a_line_is_text_where_text_goes_on_from_it_or_to_it() -> None:
    first = ("The committee for the reform of the river law, with a chairman and", "seven others, met in")
    content = pages_with(lambda number: (*first, f"the port of {FIGURES[number - 1]} barges."))
    assert content.text.count(" ".join(first)) == PAGES
    setter = Setter()
    for number in range(1, PAGES + 1):
        setter.page()
        setter.at(20, 60, *BODY)
        setter.at(20, 276, f"In {FIGURES[number - 1]} ports the locks were closed, and nobody", "knew until when")
    assert read(setter.made()).text.count("and nobody knew until when") == PAGES


def test_a_running_title_above_a_page_that_begins_within_a_sentence_goes_unless_it_is_set_as_part_of_it() -> None:
    setter = Setter()
    for number in range(1, PAGES + 1):
        setter.page()
        setter.at(20, 15, "River commission")
        setter.at(20, 22, f"and so {FIGURES[number - 1]} ports were closed while the")
    assert "River commission" not in read(setter.made()).text


@pytest.mark.parametrize(("first", "below", "kept"), [(15, 19.4, 2), (15, 40, 0)])
def test_of_two_pages_a_line_that_both_begin_with_goes_only_where_a_gap_follows(
    first: float, below: float, kept: int
) -> None:
    setter = Setter()
    for number in (1, 2):
        setter.page()
        setter.at(20, first, "The commission met in Ruse.")
        setter.at(20, below, f"It heard {FIGURES[number]} delegations.", *BODY)
    assert read(setter.made()).text.count("The commission met in Ruse.") == kept


def test_a_large_heading_that_pages_share_is_kept_where_it_stands_first_and_a_numbered_one_always() -> None:
    assert pages_with(lambda _: ("Closed locks",), size=18).text.count("Closed locks") == 1
    numbered = pages_with(lambda number: (f"District {number}",), lambda number: f"{number}", size=18)
    assert [numbered.text[one.start : one.end] for one in numbered.headings] == [
        f"District {number}" for number in range(1, PAGES + 1)
    ]
