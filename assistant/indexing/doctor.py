"""Doctor: read-only checks of settings, corpus, models and index, each with a cure."""

from collections.abc import Iterator

from assistant.errors import AssistantError, IndexMissing, StoreUnreachable
from assistant.indexing import generations
from assistant.indexing.check import faults
from assistant.indexing.index import open_live
from assistant.models.protocols import Embedder
from assistant.models.tables import load_embedder, load_reranker
from assistant.reading.corpus import scan
from assistant.settings import Settings
from assistant.types import Finding


def diagnose(settings: Settings) -> list[Finding]:
    """What is well and what is not, in the order in which it should be mended."""
    embedder: list[Embedder] = []
    findings = [*_models(settings, embedder), *_corpus(settings)]
    return [*findings, *_index(settings, embedder[0])] if embedder else findings


def _models(settings: Settings, loaded: list[Embedder]) -> Iterator[Finding]:
    try:
        loaded.append(load_embedder(settings))
        yield Finding("ok", f"embedder {loaded[0].name}: {loaded[0].dimensions} dimensions")
        yield Finding("ok", f"reranker {load_reranker(settings).name}")
    except AssistantError as error:
        yield Finding("error", str(error), "make install, or mend the settings")


def _corpus(settings: Settings) -> Iterator[Finding]:
    try:
        corpus = scan(settings.corpus_dir, leave_out=settings.index_dir)
    except AssistantError as error:
        yield Finding("error", str(error), "mend the corpus folder, or name another with --corpus")
        return
    yield Finding("ok", f"corpus {settings.corpus_dir}: {len(corpus.files)} files")
    for skip in corpus.skipped:
        yield Finding("warning", f"{skip.path}: {skip.reason}", "convert it, or move it elsewhere")


def _index(settings: Settings, embedder: Embedder) -> Iterator[Finding]:
    try:
        index = open_live(settings, embedder)
    except AssistantError as error:
        yield Finding("error", str(error), "assistant rebuild")
        return
    try:
        manifest = index.manifest
        name = f"index {settings.index_dir}/{index.folder.name}"
        yield Finding("ok", f"{name}: {manifest.reports} reports, {manifest.passages} passages, built {manifest.built}")
        for note in manifest.notes:
            yield Finding("warning", f"left out of the index: {note}", "mend the file, then assistant rebuild")
        for fault in faults(index):
            yield Finding("error", fault, "assistant rebuild --full")
    except IndexMissing as error:  # the server lost the collection
        yield Finding("error", str(error), "assistant rebuild")
    except StoreUnreachable as error:
        yield Finding("error", str(error), "start the server, or mend ASSISTANT_CHROMA_URL")
    finally:
        index.close()
    yield from _leftovers(settings)


def _leftovers(settings: Settings) -> Iterator[Finding]:
    live = generations.live(settings.index_dir)
    extra = sorted(entry.name for entry in settings.index_dir.glob("g*") if entry.is_dir() and entry.name != live)
    if extra:
        yield Finding("warning", f"generations that nobody needs: {', '.join(extra)}", "the next rebuild removes them")
