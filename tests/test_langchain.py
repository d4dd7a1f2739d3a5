from langchain_chroma import Chroma
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.embeddings import Embeddings
from langchain_core.runnables import RunnableLambda

from assistant import Answer, Assistant

QUESTION = "How many tanks may each side hold under the CFE treaty?"


class Recorder(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen: list[str] = []

    def on_retriever_start(self, *arguments: object, **more: object) -> None:
        self.seen.append("start")

    def on_retriever_end(self, documents: list, **more: object) -> None:
        self.seen.append(f"end {len(documents)}")


def test_the_retriever_gives_what_search_gives_and_tells_its_callbacks(sample: Assistant) -> None:
    recorder = Recorder()
    documents = sample.as_retriever(top=4).invoke(QUESTION, config={"callbacks": [recorder]})
    assert recorder.seen == ["start", "end 4"]
    hits = sample.search(QUESTION, top=4)
    assert [document.page_content for document in documents] == [hit.passage.text for hit in hits]
    report = sample.report(documents[0].metadata["report_id"])
    assert report is not None
    start, end = documents[0].metadata["start"], documents[0].metadata["end"]
    assert report.text[start:end] == documents[0].page_content


def test_the_runnable_composes_and_streams(sample: Assistant) -> None:
    chain = sample.as_runnable() | RunnableLambda(lambda answer: answer.verdict)
    assert chain.invoke(QUESTION) == "answered"
    parts = list(sample.as_runnable().stream(QUESTION))
    assert all(isinstance(part, Answer) for part in parts)
    assert [part.verdict for part in parts][-1] == "answered"
    assert len(parts) > 2
    first, second = sample.as_runnable().batch([QUESTION, "What is the price of tea?"])
    assert (first.verdict, second.verdict) == ("answered", "not_found")


def test_the_tool_tells_an_agent_its_schema_and_answers_in_json(sample: Assistant) -> None:
    tool = sample.as_tool()
    assert list(tool.args) == ["question"]
    assert "citations" in tool.description
    assert tool.invoke({"question": QUESTION})["verdict"] == "answered"


def test_the_live_generation_opens_in_plain_langchain_chroma(sample: Assistant) -> None:
    embeddings = sample.as_embeddings()
    assert isinstance(embeddings, Embeddings)
    name = (sample.settings.index_dir / "CURRENT").read_text().strip()
    folder = sample.settings.index_dir / name / "chroma"
    store = Chroma("passages", embeddings, persist_directory=str(folder))
    (document,) = store.similarity_search("limits for tanks in the treaty on conventional forces", k=1)
    assert "cfe" in document.metadata["report_id"]
