"""Values that tell of themselves: the page and the heading of any offset."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Heading, Page, Report


def report(lengths: list[int]) -> Report:
    """Pages of these lengths, each of which begins with a heading of one letter, the first one excepted."""
    starts = [sum(lengths[:number]) for number in range(len(lengths))]
    text = "".join(chr(ord("a") + number % 26) * length for number, length in enumerate(lengths))
    pages = tuple(
        Page(n, start, start + length) for n, (start, length) in enumerate(zip(starts, lengths, strict=True), 1)
    )
    return Report("a.pdf", "", "A", "", text, pages, headings=tuple(Heading(at, at + 1) for at in starts[1:]))


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_every_character_has_its_page_and_the_heading_before_it(lengths: list[int]) -> None:
    made = report(lengths)
    for page in made.pages:
        for offset in range(page.start, page.end):
            assert made.page_at(offset) == page.number
            under = [one for one in made.headings if one.end <= offset]
            assert made.heading_at(offset) == (made.text[under[-1].start] if under else "")


def test_an_empty_report_has_a_page() -> None:
    assert Report("a.txt", "", "A", "", "", (Page(1, 0, 0),)).page_at(0) == 1
