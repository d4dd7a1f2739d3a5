"""Exports of written answers: told apart from quotations, their model named, and nothing in them works as markup."""

import json
from typing import Any

import pytest
from markdown_it import MarkdownIt

from assistant.web.kept.export import exported
from tests.hostile import HOSTILE
from tests.web.test_export import HTML_TAGS, MARKDOWN_TAGS, Read, answer, conversation

NAME = "ollama:llama3.2"


def told(*dropped: tuple[str, int, bool], model: str = NAME, **more: Any) -> dict[str, Any]:
    """What a model wrote, as it is stored."""
    listed = [
        {"text": text, "reasons": ['"99" is not in the cited passage', text], "after": after, "replaced": replaced}
        for text, after, replaced in dropped
    ]
    known = {"model": model, "prompt": "write-1", "parameters": {"temperature": 0, "max_tokens": 600}, "text": "raw"}
    return {**known, "dropped": listed, "tokens_in": 11, "tokens_out": 3, "problem": "", **more}


def read(stored: dict[str, Any], form: str) -> Read:
    content = exported(conversation(stored), form).content.decode()
    return Read(MarkdownIt("commonmark").render(content) if form == "md" else content)


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_written_answer_names_its_model_and_cites_quotations(form: str) -> None:
    text = read(answer(style="written", written=told(("It was 99.", 1, False))), form).text
    for part in (f"Written by {NAME}, each sentence checked against the quotations below:", "A limit on tanks. [1]",
                 "Both. [1] [2]", "A limit on tanks was agreed.", f"Chat model{':' if form == 'md' else ''} {NAME}",
                 "prompt write-1, temperature 0, max_tokens 600", "11 read, 3 written",
                 'It was 99. ("99" is not in the cited passage; It was 99.)'):  # fmt: skip
        assert part in text, part
    assert "Answered by quotations" not in text and "(Chair)" not in text


@pytest.mark.parametrize("form", ["md", "html"])
def test_quotations_in_place_of_sentences_are_told_apart(form: str) -> None:
    one = read(answer(style="written", written=told(("It was 99.", 0, True))), form).text
    assert "but those in “…”, which are quotations instead:" in one
    assert "“A limit on tanks.” [1]" in one and "“Both.”" not in one and "Replaced by the nearest quotation" in one
    both = read(answer(style="written", written=told(("A.", 0, True), ("B.", 1, True))), form).text
    assert f"Quotations in place of what {NAME} wrote:" in both and "Written by" not in both


@pytest.mark.parametrize("form", ["md", "html"])
def test_quotations_for_want_of_a_written_answer_say_why(form: str) -> None:
    note = "These are quotations: the model finds no answer in the passages."
    text = read(answer(style="quotes", written=told(problem="the model …"), notes=[note]), form).text
    assert "Answered by quotations:" in text and note in text and NAME in text and "Written by" not in text


@pytest.mark.parametrize("form", ["md", "html"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_of_a_model_are_plain_text(form: str, text: str) -> None:
    sentences = [{"text": text, "citations": [1]}, {"text": text, "citations": [2]}]
    written = told((text, 0, False), (text, 1, True), model=text, prompt=text, text=text, parameters={text: text})
    found = read(answer(sentences=sentences, style="written", written=written), form)
    assert set(found.tags) <= (MARKDOWN_TAGS if form == "md" else HTML_TAGS)
    links = [value for _, name, value in found.attributes if name in ("href", "src")]
    assert all(link.startswith("#a1-") for link in links)


def test_json_keeps_all_that_is_known_of_it() -> None:
    stored = answer(style="written", written=told(("It was 99.", 1, False)))
    assert json.loads(exported(conversation(stored), "json", 1).content) == stored
