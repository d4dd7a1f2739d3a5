from hypothesis import given
from hypothesis import strategies as st

from assistant.indexing.passages import cut, embedding_text
from assistant.reading.formats import FORMATS
from assistant.types import Report

MIN, MAX = 60, 130
BLOCKS = st.sampled_from(
    ["# A heading\n\n", "The ministers met in Minsk on Monday and agreed to meet again. " * 3 + "\n\n",
     "The Chair: I give the floor. Thank you all.\n", "| a | b |\n", "- an item of a list\n", "word " * 300 + "\n",
     "“We agree. We sign,” he said.\n\n", "Short.\n\n"]
)  # fmt: skip


def report(text: str) -> Report:
    content = FORMATS[".md"](text.encode())
    return Report("a.md", "0" * 64, "Title", "1994", content.text, content.pages, {}, content.headings, content.body)


@given(st.lists(BLOCKS, min_size=1, max_size=12).map("".join))
def test_passages_are_slices_in_order_that_cover_every_word_outside_headings(text: str) -> None:
    one = report(text)
    passages = cut(one, min_words=MIN, max_words=MAX)
    assert all(one.text[each.start : each.end] == each.text == each.text.strip() for each in passages)
    assert all(a.end <= b.start for a, b in zip(passages, passages[1:], strict=False))
    headings = " ".join(one.text[each.start : each.end] for each in one.headings).split()
    assert len(" ".join(each.text for each in passages).split()) + len(headings) == len(one.text.split())


@given(st.lists(BLOCKS, min_size=1, max_size=12).map("".join))
def test_passages_are_bounded_cross_no_heading_and_have_distinct_stable_ids(text: str) -> None:
    one = report(text)
    passages = cut(one, min_words=MIN, max_words=MAX)
    assert all(len(each.text.split()) <= MAX + MIN // 2 + 130 for each in passages)
    assert not any(each.start < h.start < each.end for each in passages for h in one.headings)
    assert len({each.id for each in passages}) == len(passages)
    assert passages == cut(report(text), min_words=MIN, max_words=MAX)


def test_running_text_gives_passages_of_the_length_aimed_at() -> None:
    one = report("The ministers of twelve states met in Minsk on Monday and agreed to meet again soon. " * 100)
    lengths = [len(each.text.split()) for each in cut(one, min_words=MIN, max_words=MAX)]
    assert len(lengths) > 10
    assert all(MIN <= length <= MAX for length in lengths)


def test_a_long_turn_begins_a_passage_of_its_own() -> None:
    turn = "The delegate of Norway: " + "We agree with what was said before us today. " * 9
    one = report("The Chair: " + "I open the meeting and greet everyone here today. " * 8 + "\n" + turn)
    assert [each.text.split(":")[0] for each in cut(one, min_words=MIN, max_words=MAX)] == [
        "The Chair",
        "The delegate of Norway",
    ]


def test_embedded_text_names_title_date_and_heading_and_the_quoted_text_does_not() -> None:
    one = report("# Gas\n\nThe price was fixed.\n")
    (passage,) = cut(one, min_words=MIN, max_words=MAX)
    assert embedding_text(one, passage) == "Title (1994)\nGas\nThe price was fixed."
    assert passage.text == "The price was fixed."
