"""Assistant: the composition root. Opens index and models once, and answers from any thread."""

import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from assistant.answering.answer import Asked, Engine, answers
from assistant.answering.fitted import shipped
from assistant.answering.pictures import pictures_of
from assistant.errors import IndexMissing, ModelUnavailable, QuestionInvalid
from assistant.indexing import generations
from assistant.indexing.index import open_live
from assistant.indexing.rebuild import OnProgress, adding, rebuild, removing
from assistant.models.chat.providers import load_chat_model
from assistant.models.protocols import Embedder, Reranker
from assistant.models.tables import load_embedder, load_reranker
from assistant.reading.apart import Apart
from assistant.reading.corpus import limits_of
from assistant.reading.pictures import WIDTH, Picture, Place
from assistant.retrieval.filters import scope, searched
from assistant.retrieval.question import forms, tidy
from assistant.settings import Settings
from assistant.types import Answer, Citation, Entry, Filters, Hit, RebuildSummary, Report, Searched, Style, Turn

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from langchain_core.language_models import BaseChatModel
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable
    from langchain_core.tools import BaseTool

    from assistant.answering.written.author import Author


class Assistant:
    """Answers questions from the live index, and follows it when a rebuild puts another in its place."""

    def __init__(
        self, settings: Settings, embedder: Embedder, reranker: Reranker, chat_model: "BaseChatModel | None" = None
    ) -> None:
        self.settings = settings
        self._author = _author(settings, chat_model)
        self._embedder = embedder
        self._reranker = reranker
        self._lock = threading.Lock()
        self._index = open_live(settings, embedder)
        self._searched = searched(self._index.entries)
        self._drawing = Apart(limits_of(settings))
        self._one_drawn = threading.Lock()

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        embedder: Embedder | None = None,
        reranker: Reranker | None = None,
        chat_model: "BaseChatModel | None" = None,
    ) -> Self:
        """An assistant over the live index; models that are given replace those that the settings name.

        Raises IndexMissing, IndexMismatch, ModelUnavailable, SettingsError.
        """
        settings = settings or Settings()
        generations.following(settings.index_dir, generations.read_manifest)  # before models load
        chat_model = chat_model or load_chat_model(settings)
        return cls(settings, embedder or load_embedder(settings), reranker or load_reranker(settings), chat_model)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        sentences: int | None = None,
        style: Style | None = None,
    ) -> Answer:
        """The answer to a question, at most `sentences` quotations long (default: settings.answer_sentences).

        `style` is "quotes", or "written" by the chat model (default: settings.chat.style, when there is a model).
        Raises QuestionInvalid, AnswerFailed, and ModelUnavailable where there is no model that could write.
        """
        *_, last = self.stream(question, history, filters=filters, sentences=sentences, style=style)
        return last

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        sentences: int | None = None,
        style: Style | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Generator[Answer, None, None]:
        """Growing answers: `pending` ones while sentences are chosen, the last one final. Stops when not read on.

        The first one comes within milliseconds: what was found, before it is read. A pending one of style "written"
        says that a chat model is at work, which may take long; once `cancelled` gives true, it stops.
        """
        limit = self.settings.answer_sentences if sentences is None else sentences
        if limit < 1:
            raise QuestionInvalid(f"An answer needs at least one sentence ({limit} were asked for).")
        asked = Asked(question, history, filters or Filters(), limit, self._style(style), cancelled)
        yield from answers(self.engine(), asked)

    @property
    def writes(self) -> bool:
        """Whether there is a chat model, so that answers can be written."""
        return self._author is not None

    def _style(self, wanted: Style | None) -> Style:
        if wanted == "written" and self._author is None:
            raise ModelUnavailable(
                "No chat model is connected, so nothing can be written. Set ASSISTANT_CHAT_MODEL (ollama:llama3.2)."
            )
        return wanted or ("quotes" if self._author is None else self.settings.chat.style)

    def search(
        self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None, top: int = 10
    ) -> list[Hit]:
        """The `top` passages for a question, best first; `history` matters to one that does not stand alone.

        Raises QuestionInvalid.
        """
        if top < 1:
            raise QuestionInvalid(f"At least one hit must be asked for ({top} were).")
        engine = self.engine()
        limit = self.settings.max_question_chars
        wordings = forms(tidy(question, max_chars=limit), history, max_chars=limit)
        return engine.searcher.hits(wordings, top, scope(engine.index, filters or Filters()))

    def report(self, report_id: str) -> Report | None:
        """A report of the live index, whole, or None."""
        return self.engine().index.reports.report(report_id)

    def pictures(self, citation: Citation, *, width: int = WIDTH) -> tuple[Picture, ...]:
        """The pages that a citation stands on, as PNG, `width` pixels wide, with the quotation marked.

        Raises ReportUnreadable when its report has no pages (only PDF has), or is gone or changed since it was indexed.
        """
        place = Place(citation.report_id, citation.sha256, citation.start, citation.end)
        with self._one_drawn:
            return pictures_of(place, self.settings, self._drawing, width=width)

    def add_reports(self, paths: Iterable[Path | str], *, progress: OnProgress | None = None) -> RebuildSummary:
        """What the rebuild did after the files were copied into the corpus folder; answers know them from now on.

        All are added or none. Raises ReportRefused for a file that cannot be a report or whose name is taken, and what
        `rebuild` raises.
        """
        change = adding(self.settings, [Path(path) for path in paths])
        return rebuild(self.settings, embedder=self._embedder, progress=progress, change=change)

    def remove_reports(self, ids: Iterable[str], *, progress: OnProgress | None = None) -> RebuildSummary:
        """What the rebuild did after the reports' files were deleted from the corpus folder.

        All are removed or none. Raises ReportRefused for an id that is not there, and what `rebuild` raises.
        """
        change = removing(self.settings, list(ids))
        return rebuild(self.settings, embedder=self._embedder, progress=progress, change=change)

    def catalogue(self) -> list[tuple[str, str, str, str]]:
        """(id, title, date, sha256) of every report, sorted by id."""
        return self.engine().index.reports.catalogue()

    def entries(self) -> list[Entry]:
        """What a list of reports says of each."""
        return self.engine().index.entries

    @property
    def searched(self) -> Searched:
        """How many reports and passages the live index holds, and from which dates."""
        return self.engine().searched

    def as_embeddings(self) -> "Embeddings":
        """The embedder as langchain `Embeddings`, to open a generation's chroma/ with."""
        from assistant.langchain import AssistantEmbeddings  # imported late: langchain costs half a second

        return AssistantEmbeddings(self._embedder)

    def as_retriever(self, *, top: int = 10) -> "BaseRetriever":
        """A langchain retriever over `search`."""
        from assistant.langchain import AssistantRetriever

        return AssistantRetriever(assistant=self, top=top)

    def as_runnable(self) -> "Runnable[str, Answer]":
        """A langchain runnable: question in, Answer out; streams growing answers; takes `style` by name."""
        from assistant.langchain import AssistantRunnable

        return AssistantRunnable(self)

    def as_tool(self) -> "BaseTool":
        """A langchain tool for agents: question in, and a style if there is a chat model; the documented JSON out."""
        from assistant.langchain import as_tool

        return as_tool(self)

    def close(self) -> None:
        """Let go of the index, and of the process that draws."""
        self._index.close()
        self._drawing.close()

    def __enter__(self) -> Self:
        """The assistant itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the index."""
        self.close()

    def engine(self) -> Engine:
        """The live index with the models; a generation that went live since the last question is opened first."""
        with self._lock:
            try:
                moved = generations.live(self.settings.index_dir) != self._index.folder.name
            except IndexMissing:
                moved = False  # whatever happened to CURRENT, the opened generation still answers
            if moved:
                # The old one is not closed: another thread may be reading it, and it closes with its last reader.
                self._index = open_live(self.settings, self._embedder)
                self._searched = searched(self._index.entries)
            fitted = shipped(self._reranker.name)
            return Engine(
                self._index, self._embedder, self._reranker, self.settings, self._searched, fitted, self._author
            )


def _author(settings: Settings, chat_model: "BaseChatModel | None") -> "Author | None":
    if chat_model is None:
        return None
    from assistant.answering.written.author import (
        Author,
    )  # langchain's messages cost what answers without them need not

    return Author(chat_model, settings.chat)
