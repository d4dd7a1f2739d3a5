"""A report, a question, and what holds of every answer to it."""

import json
from typing import Any

from assistant import Answer, Assistant, Settings, Turn
from assistant.models.protocols import Embedder, Reranker
from tests.chat_server import KEY
from tests.chats import ScriptedChat

QUESTION = "What did the ministers agree on in Minsk?"
REPORT = """The ministers Sergey Lavrov and Vladimir Makei met in Minsk on 16 June.

The ministers agreed to open 12 border crossings in November. They proposed a joint fund, which Belarus did not accept.

The harbour of Riga was not discussed. Lavrov said that the talks had been useful.
"""
SUPPORTED = "The ministers agreed to open 12 border crossings in November [1]."
Models = tuple[Embedder, Reranker]


def answered(settings: Settings, models: Models, script: list[list[Any]], *history: Turn, **wanted: Any) -> Answer:
    """The answer over the report, by a model that follows a script."""
    return asked(settings, models, ScriptedChat(script=script), *history, **wanted)


def asked(settings: Settings, models: Models, chat_model: Any, *history: Turn, **wanted: Any) -> Answer:
    """The answer over the report, by a model, or by the one that the settings name."""
    embedder, reranker = models
    with Assistant.open(settings, embedder=embedder, reranker=reranker, chat_model=chat_model) as assistant:
        answer = assistant.ask(wanted.pop("question", QUESTION), list(history), **wanted)
    check(answer)
    return answer


def check(answer: Answer) -> None:
    """What holds of every answer, however it came about."""
    assert answer.verdict == "answered"
    assert all(REPORT[one.start : one.end] == one.quote for one in answer.citations)
    assert {number for one in answer.sentences for number in one.citations} == {one.number for one in answer.citations}
    assert KEY not in json.dumps(answer.to_dict())
    if answer.style == "quotes":
        assert all(answer.citations[one.citations[0] - 1].quote == one.text for one in answer.sentences)
