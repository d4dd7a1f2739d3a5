"""Doctor: read-only checks of settings, corpus, models and index, each with a cure."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.errors import AssistantError, IndexMissing, StoreUnreachable
from assistant.indexing import generations
from assistant.indexing.check import faults
from assistant.indexing.door import CHROMA
from assistant.indexing.index import Index, open_live
from assistant.indexing.probe import probe
from assistant.indexing.seal import MISSING, broken
from assistant.indexing.server import Server, server_of
from assistant.models.chat.providers import at_hand
from assistant.models.protocols import Embedder
from assistant.models.tables import load_embedder, load_reranker
from assistant.reading.corpus import scan
from assistant.settings import Settings
from assistant.types import Finding

_REBUILD = "assistant rebuild"
_LEFT_OUT = "left out of the index: "
_AS_TOLD = "do as told, or move it elsewhere; then assistant rebuild"  # the reason has the cure
_FULL = "assistant rebuild --full"  # a plain one keeps an index whose reports are as they were


def diagnose(settings: Settings) -> list[Finding]:
    """What is well and what is not, in the order in which it should be mended."""
    embedder: list[Embedder] = []
    findings = [*_models(settings, embedder), *_chat(settings), *_corpus(settings)]
    told = {finding.finding for finding in findings}
    indexed = examine(settings, embedder[0] if embedder else None)
    return [*findings, *(one for one in indexed if one.finding.removeprefix(_LEFT_OUT) not in told)]


def _models(settings: Settings, loaded: list[Embedder]) -> Iterator[Finding]:
    try:
        loaded.append(load_embedder(settings))
        yield Finding("ok", f"embedder {loaded[0].name}: {loaded[0].dimensions} dimensions")
        yield Finding("ok", f"reranker {load_reranker(settings).name}")
    except AssistantError as error:
        yield Finding("error", str(error), "make install, or mend the settings")


def _chat(settings: Settings) -> Iterator[Finding]:
    """What there is of the chat model, which is not asked."""
    try:
        told = at_hand(settings)
    except AssistantError as error:
        yield Finding("error", str(error), "do as told, or name no chat.model: answers are quotations then")
        return
    name = f"chat model {settings.chat.model}: {told}" if told else "no chat model: answers are quotations"
    yield Finding("ok", name)


def _corpus(settings: Settings) -> Iterator[Finding]:
    try:
        corpus = scan(settings.corpus_dir, leave_out=settings.index_dir)
    except AssistantError as error:
        yield Finding("error", str(error), "mend the corpus folder, or name another with --corpus")
        return
    yield Finding("ok", f"corpus {settings.corpus_dir}: {len(corpus.files)} files")
    for skip in corpus.skipped:
        yield Finding("warning", f"{skip.path}: {skip.reason}", _AS_TOLD)


def examine(settings: Settings, embedder: Embedder | None) -> Iterator[Finding]:
    """What is to be said of the index, to which nothing is written. Without an embedder its recipe is not looked at."""
    try:
        folder = settings.index_dir / generations.live(settings.index_dir)
        if not folder.is_dir():
            raise IndexMissing(f"{settings.index_dir / generations.CURRENT} names {folder.name}, which is not there.")
        damaged = broken(folder)
        fatal = {name: how for name, how in damaged.items() if how == MISSING or not name.startswith(f"{CHROMA}/")}
        for name, how in fatal.items():
            what = how if how == MISSING else f"is damaged: it {how}"
            yield Finding("error", f"{folder / name} {what}", _FULL if name.startswith(f"{CHROMA}/") else _REBUILD)
        if not fatal:
            yield from _opened(settings, embedder)
            yield from _probed(settings, folder, damaged)
    except StoreUnreachable as error:
        yield Finding("error", str(error), "start the server, or mend ASSISTANT_CHROMA_URL")
    except AssistantError as error:
        yield Finding("error", str(error), _REBUILD)
    yield from _leftovers(settings)


def _opened(settings: Settings, embedder: Embedder | None) -> Iterator[Finding]:
    """Whether the index is one that these settings and this embedder can use, and what it holds."""
    if embedder is not None:
        open_live(settings, embedder).close()
    name = generations.live(settings.index_dir)
    manifest = generations.read_manifest(settings.index_dir / name)
    held = f"{manifest.reports} reports, {manifest.passages} passages, built {manifest.built}"
    yield Finding("ok", f"index {settings.index_dir}/{name}: {held}")
    for note in manifest.notes:
        yield Finding("warning", f"{_LEFT_OUT}{note}", _AS_TOLD)


def _probed(settings: Settings, folder: Path, changed: Mapping[str, str]) -> Iterator[Finding]:
    """What the self-check says, and whether Chroma's files changed; another Chroma client changes what it opens."""
    server = server_of(settings)
    found = _faults_at(folder, server) if server else probe(folder)
    for name, how in changed.items():
        if found:
            yield Finding("error", f"{folder / name} is damaged: it {how}", _FULL)
        else:
            sound = "its passages are found, so another Chroma client may have opened it"
            yield Finding("warning", f"{folder / name} {how}; {sound}", _FULL)
    for fault in found:
        yield Finding("error", f"{folder}: {fault}", _FULL)


def _faults_at(folder: Path, server: Server) -> list[str]:
    """What is wrong with a generation whose vectors a server holds. Raises StoreUnreachable, IndexMissing."""
    index = Index(folder, server=server)
    try:
        return faults(index)
    finally:
        index.close()


def _leftovers(settings: Settings) -> Iterator[Finding]:
    """Generations beside the live one; when none is live, no generation is called needless."""
    try:
        live = generations.live(settings.index_dir)
    except IndexMissing:
        return
    extra = sorted(entry.name for entry in settings.index_dir.glob("g*") if entry.is_dir() and entry.name != live)
    if extra and (settings.index_dir / live).is_dir():
        named = ", ".join(extra)
        yield Finding("warning", f"generations that nobody needs, or in the making: {named}", "assistant rebuild")
