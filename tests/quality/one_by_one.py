"""The local model, led by the hand: one passage at a time, and each sentence gets the mark of the passage it came from.

SmolLM2-135M hardly ever writes a mark, so that next to nothing of what it writes would reach the check. Here it reads
a few short texts, one after the other, and everything after that is as with any model: its sentences arrive with marks
and are cut, checked, shown or dropped.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant.answering.written.sentences import Claim, Cutter

ASKED = "{text}\n\nIn one or two short sentences, and only from this text: {question}"
_PASSAGE = re.compile(r'<passage number="(\d+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)


class OneByOne(BaseChatModel):
    """Asks `local` about each of the first `most` passages that it is given."""

    local: BaseChatModel
    most: int = 3

    @property
    def _llm_type(self) -> str:
        return "one-by-one"

    def _generate(self, messages: list[BaseMessage], *others: Any, **values: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(self, messages: list[BaseMessage], *others: Any, **values: Any) -> Iterator[ChatGenerationChunk]:
        given = str(messages[-1].text)
        question = given.rpartition("\n\nQuestion: ")[2]
        used = [0, 0]
        for number, text in _PASSAGE.findall(given)[: self.most]:
            said = self.local.invoke([HumanMessage(ASKED.format(text=text, question=question))])
            for claim in whole_claims(said):
                yield _chunk(f"{claim.text} [{number}]\n")
            told = said.usage_metadata or {"input_tokens": 0, "output_tokens": 0}
            used = [used[0] + told["input_tokens"], used[1] + told["output_tokens"]]
        yield _chunk("", used)


def whole_claims(said: AIMessage) -> Sequence[Claim]:
    """The sentences that came to their end."""
    cutter = Cutter()
    claims = [*cutter.feed(str(said.text)), *cutter.finish()]
    return claims[:-1] if said.response_metadata.get("finish_reason") == "length" else claims


def _chunk(text: str, used: Sequence[int] = ()) -> ChatGenerationChunk:
    if not used:
        return ChatGenerationChunk(message=AIMessageChunk(content=text))
    usage = UsageMetadata(input_tokens=used[0], output_tokens=used[1], total_tokens=sum(used))
    return ChatGenerationChunk(
        message=AIMessageChunk(content=text, response_metadata={"finish_reason": "stop"}, usage_metadata=usage)
    )
