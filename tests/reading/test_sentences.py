import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.sentences import LONGEST_SENTENCE_WORDS, count_words, is_turn, paragraphs, sentences

PIECES = st.sampled_from(
    ["The treaty was signed. ", "Mr. Lee of the U.S. left at 3 p.m. ", "“We agree. We sign,” he said. ", "\n", "\n\n",
     "- item one\n", "| a | b |\n", "|---|---|\n", "The Chair: Next. ", "no end ", "word " * 200, "Äh… ", "12.5 % "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@given(TEXTS)
def test_paragraphs_and_sentences_keep_every_word_once_and_in_order(text: str) -> None:
    spans = [span for part in paragraphs(text, 0, len(text)) for span in sentences(text, part.start, part.end)]
    assert all(one.end <= two.start for one, two in zip(spans, spans[1:], strict=False))
    kept = " ".join(text[span.start : span.end] for span in spans).split()
    rules = {"|---|---|"}
    assert [word for word in kept if word not in rules] == [word for word in text.split() if word not in rules]


@given(TEXTS)
def test_sentences_are_trimmed_and_bounded(text: str) -> None:
    for part in paragraphs(text, 0, len(text)):
        for span in sentences(text, part.start, part.end):
            words = text[span.start : span.end]
            assert words == words.strip() != ""
            assert count_words(words) <= LONGEST_SENTENCE_WORDS or words.startswith("|")


def split(text: str) -> list[str]:
    return [text[one.start : one.end] for part in paragraphs(text, 0, len(text))
            for one in sentences(text, part.start, part.end)]  # fmt: skip


def test_quotations_stay_with_who_said_them() -> None:
    text = "“We have an accord here. We believe in it,” he noted. Nothing else was said."
    assert split(text) == ["“We have an accord here. We believe in it,” he noted.", "Nothing else was said."]


def test_wrapped_lines_are_one_sentence_and_abbreviations_end_none() -> None:
    assert split("The U.S. delegate, Mr. Smith,\nspoke of No. 5.\n\nHe left.") == [
        "The U.S. delegate, Mr. Smith,\nspoke of No. 5.",
        "He left.",
    ]


def test_table_rows_are_sentences_of_their_own() -> None:
    assert split("| tanks | 20,000 |\n|---|---|\n| guns | 5. |") == ["| tanks | 20,000 |", "| guns | 5. |"]


def test_turns_are_told_from_sentences_with_a_colon() -> None:
    assert is_turn("The delegate of Norway: we agree")
    assert is_turn("Carol Shillabeer: thank you")
    assert not is_turn("and then: nothing")
    assert not is_turn("https://example.org: a page")
    assert not is_turn("It ended. The result: nothing")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "- **15 December 2012.** It takes effect. It is final.",
            ["- **15 December 2012.** It takes effect.", "It is final."],
        ),
        ("**Correction:** It was five.", ["**Correction:** It was five."]),
        ("**Label.**", ["**Label.**"]),
        ("One **bold. Two", ["One **bold. Two"]),
    ],
)
def test_a_bold_label_stays_with_its_sentence(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text, 0, len(text))] == expected
