"""Written answers through langchain's doors, as langchain's users go through them."""

from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableLambda

from assistant import Answer, Assistant, Settings
from assistant.errors import ModelUnavailable
from assistant.models.protocols import Embedder, Reranker
from tests.answering.written.talks import QUESTION, SUPPORTED
from tests.chats import ScriptedChat
from tests.web.calls import awaited

FALSE = "The ministers agreed to open 99 border crossings in November [1]."
TRUE = SUPPORTED.replace(" [1]", "")


@pytest.fixture(scope="module")
def writing(talks: Settings, models: tuple[Embedder, Reranker]) -> Iterator[Assistant]:
    embedder, reranker = models
    model = ScriptedChat(script=[[f"{SUPPORTED} {FALSE} "]])
    with Assistant.open(talks, embedder=embedder, reranker=reranker, chat_model=model) as assistant:
        yield assistant


class Recorder(BaseCallbackHandler):
    def __init__(self) -> None:
        self.ended: list[Any] = []

    def on_chain_end(self, outputs: Any, **more: object) -> None:
        self.ended.append(outputs)


@pytest.mark.parametrize("style", ["quotes", "written"])
def test_a_runnable_takes_the_style_when_called_bound_in_a_batch_and_in_a_chain(writing: Assistant, style: str) -> None:
    runnable = writing.as_runnable()
    bound = runnable.bind(style=style)
    chain = bound | RunnableLambda(lambda answer: answer.style)
    assert runnable.invoke(QUESTION, style=style).style == style
    assert bound.invoke(QUESTION).style == style and chain.invoke(QUESTION) == style
    assert [one.style for one in bound.batch([QUESTION, QUESTION])] == [style, style]
    *growing, last = bound.stream(QUESTION)
    assert {one.verdict for one in growing} == {"pending"} and (last.verdict, last.style) == ("answered", style)
    assert list(chain.stream(QUESTION)) == [style]


def test_a_style_that_nobody_names_is_that_of_the_settings(writing: Assistant) -> None:
    assert writing.as_runnable().invoke(QUESTION).style == "written"


async def _last(runnable: Any) -> Answer:
    return [part async for part in runnable.astream(QUESTION)][-1]


def test_a_runnable_is_heard_in_asyncio_too(writing: Assistant) -> None:
    bound = writing.as_runnable().bind(style="written")
    assert awaited(bound.ainvoke(QUESTION)).style == awaited(_last(bound)).style == "written"


def test_callbacks_hear_of_a_stream_as_of_a_call(writing: Assistant) -> None:
    recorder = Recorder()
    list(writing.as_runnable().stream(QUESTION, {"callbacks": [recorder]}, style="quotes"))
    writing.as_runnable().invoke(QUESTION, {"callbacks": [recorder]}, style="quotes")
    assert [one.verdict for one in recorder.ended] == ["answered", "answered"]


def test_without_a_model_the_style_cannot_be_had_and_is_not_offered(sample: Assistant) -> None:
    with pytest.raises(ModelUnavailable, match="ASSISTANT_CHAT_MODEL"):
        sample.as_runnable().invoke(QUESTION, style="written")
    assert list(sample.as_tool().args) == ["question"]


def test_an_agent_is_told_the_styles_and_never_what_was_dropped(writing: Assistant) -> None:
    tool = writing.as_tool()
    style = tool.args["style"]
    assert style["enum"] == ["quotes", "written"] and style["default"] == "written"
    assert "checked" in style["description"]
    call = {"name": tool.name, "args": {"question": QUESTION, "style": "written"}, "id": "1", "type": "tool_call"}
    message = tool.invoke(AIMessage("", tool_calls=[call]).tool_calls[0])
    assert TRUE in message.content and "99" not in message.content
    answer = tool.invoke({"question": QUESTION, "style": "quotes"})
    assert (answer["style"], answer["written"]) == ("quotes", None)
    assert tool.invoke({"question": QUESTION})["style"] == "written"
    with pytest.raises(ValueError, match="style"):
        tool.invoke({"question": QUESTION, "style": "poem"})
