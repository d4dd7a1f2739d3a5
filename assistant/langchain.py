"""The assistant as langchain knows things: embeddings, retriever, runnable, tool."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field, create_model

from assistant.models.protocols import Embedder
from assistant.types import Answer, Style

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class AssistantEmbeddings(Embeddings):
    """An embedder as langchain `Embeddings`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text."""
        return self._embedder.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question."""
        return self._embedder.embed_query(text)


class AssistantRetriever(BaseRetriever):
    """`Assistant.search` as a retriever; each Document's metadata tells where it stands and its score."""

    assistant: Any
    top: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager  # the base class reports start and end to the callbacks
        documents = []
        for hit in self.assistant.search(query, top=self.top):
            place = hit.passage
            metadata = {
                "report_id": place.report_id,
                "start": place.start,
                "end": place.end,
                "heading": place.heading,
                "page": place.page,
                "score": hit.score,
            }
            documents.append(Document(page_content=place.text, metadata=metadata, id=place.id))
        return documents


class AssistantRunnable(Runnable[str, Answer]):
    """Question in, Answer out; `stream` gives growing answers, `invoke` the final one.

    Both take what `Assistant.ask` takes by name, also bound: `as_runnable().bind(style="written")`.
    """

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant

    def invoke(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002
        """The final answer."""
        return self._call_with_config(self._assistant.ask, input, config, **kwargs)

    def stream(self, input: str, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Answer]:  # noqa: A002
        """Growing answers, the last one final."""

        def grown(inputs: Iterator[str], **wanted: Any) -> Iterator[Answer]:
            for question in inputs:
                yield from self._assistant.stream(question, **wanted)

        yield from self._transform_stream_with_config(iter([input]), grown, config, **kwargs)


def as_tool(assistant: "Assistant") -> BaseTool:
    """A tool that answers a question from the reports, as the documented JSON.

    Where there is a chat model it can be asked for its `style`. What a chat model wrote and was not shown is left out:
    an agent could take it for an answer.
    """

    def ask_reports(question: str, style: Style | None = None) -> dict[str, Any]:
        """Answer a question from the reports: checked sentences with citations, or not_found."""
        return {**assistant.ask(question, style=style).to_dict(), "written": None}

    return StructuredTool.from_function(ask_reports, args_schema=_arguments(assistant))


def _arguments(assistant: "Assistant") -> type[BaseModel]:
    """What an agent is told that the tool takes."""
    told = "quotes: sentences of the reports, word for word; written: sentences of a chat model, each checked"
    fields: dict[str, Any] = {"question": (str, Field(description="what to ask of the reports, in words"))}
    if assistant.writes:
        fields["style"] = (Style, Field(default=assistant.settings.chat.style, description=told))
    return create_model("Question", **fields)
