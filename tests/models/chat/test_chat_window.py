"""What a text takes of a model's window, never too little."""

from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from assistant.models.chat.window import MESSAGE_TOKENS, bound, room, tokens, tokens_of
from assistant.settings import Chat
from tests.chats import ScriptedChat

CORPUS = Path(__file__).parents[3] / "corpus"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("the", 1),
        ("The ceasefire", 1 + 3),
        ("OSCE", 4),
        ("in 1994", 1 + 1 + 4),
        ("30%.", 4),
        ("мир", 6),
        ("🕊", 4),
        ("internationalisation", 20),
        ("a\n\nb", 4),
    ],
)
def test_the_bound_by_hand(text: str, expected: int) -> None:
    assert bound(text) == expected


def test_the_bound_is_not_wasteful_over_reports() -> None:
    texts = [file.read_text(encoding="utf-8") for file in CORPUS.glob("*.md")]
    words = sum(len(text.split()) for text in texts)
    assert 1.3 < sum(map(bound, texts)) / words < 3


def test_messages_are_counted_with_what_stands_around_them() -> None:
    model = ScriptedChat(script=[])
    messages = [SystemMessage("the"), HumanMessage([{"type": "text", "text": "the"}]), AIMessage("")]
    assert tokens(model, "the") == 1
    assert tokens_of(model, messages) == 2 + 3 * MESSAGE_TOKENS


def test_room_is_the_smallest_window_less_the_longest_answer() -> None:
    model = ScriptedChat(script=[])
    assert room(model, Chat(window_tokens=4000, max_tokens=600)) == 3400
    narrow = ScriptedChat(script=[], profile={"max_input_tokens": 1000})
    assert room(narrow, Chat(window_tokens=4000, max_tokens=600)) == 400
    wide = ScriptedChat(script=[], profile={"max_input_tokens": 1_000_000})
    assert room(wide, Chat(window_tokens=4000, max_tokens=600)) == 3400
