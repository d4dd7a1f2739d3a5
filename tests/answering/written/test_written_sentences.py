"""A model's words, cut into sentences as they come, with the passages that each cites."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.written.sentences import Claim, Cutter, claim_of

ANYTHING = st.lists(
    st.sampled_from([*"[]().!?-*# 7\n", "The ministers met.", " [1]", "【6】", "No end", "**"]), max_size=30
)
SENTENCES = st.lists(
    st.sampled_from(
        """The ministers met. [1]|It cost 1.5 million [2][3].|Dr. Brown said so [4, 5].|- **Bold** claims came!【6】|
        "We agree," he said [1].|No mark here.|Ends here? [2]|They (all) left [passage 3].""".split("|")
    ),
    max_size=8,
)


def cut(pieces: list[str]) -> list[Claim]:
    cutter = Cutter()
    return [claim for piece in pieces for claim in cutter.feed(piece)] + cutter.finish()


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("They met in Minsk [2].", "They met in Minsk.", (2,)),
        ("They met in Minsk. [2][3]", "They met in Minsk.", (2, 3)),
        ("They met [1, 4] in Minsk [1].", "They met in Minsk.", (1, 4)),
        ("- **Minsk**: they met【7】.", "Minsk: they met.", (7,)),
        ("They met (Source 3).", "They met.", (3,)),
        ("They met [passages 1 and 2].", "They met.", (1, 2)),
        ("Twelve (12) came.", "Twelve (12) came.", ()),
        ("2. They met [1].", "They met.", (1,)),
        ("It rose by 1.5 million [1].", "It rose by 1.5 million.", (1,)),
    ],
)
def test_marks_are_taken_out_in_whatever_form_and_numbers_of_the_text_stay(
    written: str, text: str, numbers: tuple[int, ...]
) -> None:
    assert [(one.text, one.numbers) for one in cut([written])] == [(text, numbers)]


@pytest.mark.parametrize("nothing", ["", " \n", "[1]", "- ", "**", "…"])
def test_what_says_nothing_is_no_sentence(nothing: str) -> None:
    assert claim_of(nothing) is None


def test_a_mark_after_the_full_stop_belongs_to_the_sentence_before_it() -> None:
    assert [(one.text, one.numbers) for one in cut(["Dr. Brown came. [1] He left. [2]\nNobody stayed [3]."])] == [
        ("Dr. Brown came.", (1,)),
        ("He left.", (2,)),
        ("Nobody stayed.", (3,)),
    ]


@given(SENTENCES, st.lists(st.integers(0, 300), max_size=20))
def test_a_sentence_is_the_same_however_the_stream_is_cut(sentences: list[str], at: list[int]) -> None:
    whole = " ".join(sentences)
    ends = [0, *sorted(place for place in at if place <= len(whole)), len(whole)]
    pieces = [whole[start:end] for start, end in pairwise(ends)]
    assert cut(pieces) == cut([whole]) == cut(list(whole))
    assert len(cut(pieces)) == len(sentences)


@given(ANYTHING)
def test_no_word_is_lost(pieces: list[str]) -> None:
    kept = "".join(one.whole for one in cut(pieces))
    assert [char for char in kept if char.isalpha()] == [char for char in "".join(pieces) if char.isalpha()]


def test_a_sentence_without_an_end_is_let_go_before_it_fills_the_memory() -> None:
    cutter = Cutter()
    assert sum(len(cutter.feed("word " * 100)) for _ in range(50)) >= 10
