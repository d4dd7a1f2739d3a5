"""Rebuild: read the corpus, cut it, embed what is new, check the result, and only then make it the live index."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import IndexUnwritable, StoreUnreachable
from assistant.indexing import door, generations, journal
from assistant.indexing.build import Build, OnProgress
from assistant.indexing.carry import may_carry
from assistant.indexing.check import self_check
from assistant.indexing.generations import Manifest
from assistant.indexing.plan import compare, kept, live_manifest, reusable, surveyed, why_anew
from assistant.indexing.scrub import wipe_unused
from assistant.indexing.seal import seal
from assistant.indexing.server import EMBEDDED, home_of, prefix, server_of, where
from assistant.models.protocols import Embedder
from assistant.models.tables import load_embedder
from assistant.reading.corpus import Corpus, check_root, scan
from assistant.reading.folder import added, removed, restored
from assistant.settings import Settings
from assistant.types import Plan, RebuildSummary

__all__ = ["Change", "OnPlan", "OnProgress", "adding", "rebuild", "removing"]
OnPlan = Callable[[Plan], None]
Change = Callable[[], AbstractContextManager[object]]


def rebuild(
    settings: Settings,
    *,
    progress: OnProgress | None = None,
    embedder: Embedder | None = None,
    full: bool = False,
    on_plan: OnPlan | None = None,
    change: Change | None = None,
) -> RebuildSummary:
    """Build the next generation from the corpus and make it live; the old one serves until then, and on any failure.

    Where nothing changed, the live generation is kept. `full` uses no vector again. `on_plan` is told the plan before
    anything is made; the summary's plan knows also which files could not be read. `change` is done to the corpus folder
    first, once no other rebuild is under way, and undone when this one fails. Files that cannot be read are skipped
    and listed. Raises CorpusInvalid, IndexBusy, IndexUnwritable, ModelUnavailable, StoreUnreachable, and what `change`
    raises.
    """
    started = time.monotonic()
    check_root(settings.corpus_dir)  # before the lock, which makes the index folder, maybe inside the corpus
    wishes = _Wishes(progress or _ignore, on_plan or _ignore, full)
    with generations.writing(settings.index_dir):
        restored(settings.corpus_dir)
        with (change or nullcontext)():
            corpus = scan(settings.corpus_dir, leave_out=settings.index_dir)
            summary = _brought_up(settings, corpus, embedder or load_embedder(settings), wishes)
    return replace(summary, seconds=time.monotonic() - started)


def adding(settings: Settings, paths: Sequence[Path]) -> Change:
    """The change that copies files into the corpus folder."""
    return lambda: added(settings.corpus_dir, paths)


def removing(settings: Settings, report_ids: Sequence[str]) -> Change:
    """The change that deletes reports from the corpus folder."""
    return lambda: removed(scan(settings.corpus_dir, leave_out=settings.index_dir), report_ids)


@dataclass(frozen=True, slots=True)
class _Wishes:
    """Who is told of progress and plan, and whether every passage is embedded again."""

    progress: OnProgress
    on_plan: OnPlan
    full: bool


def _brought_up(settings: Settings, corpus: Corpus, embedder: Embedder, wishes: _Wishes) -> RebuildSummary:
    """What was done to bring the index up to the corpus, while no other rebuild is under way."""
    wanted, full = generations.recipe(settings, embedder.name), wishes.full
    past, old = live_manifest(settings), reusable(settings, embedder)
    try:
        anew = why_anew(settings, past, wanted, old, full=full)
        survey = surveyed(corpus, settings, past, wanted)
        plan = compare(past, survey, anew)
        wishes.on_plan(plan)
        if past is not None and not plan.changes:
            name, summary = generations.live(settings.index_dir), kept(past, plan, survey)
        else:
            build = Build(settings, corpus, embedder, None if full else old, wishes.progress)
            carry = old is not None and not anew and may_carry(old.reports, old.manifest, plan, corpus.root)
            name, build = _carried_or_anew(build, settings, carry=carry, afresh=full)
            summary = build.summary(compare(past, build.survey, anew))
    finally:
        if old is not None:
            old.close()
    generations.sweep(settings.index_dir, keep=name)
    left = _sweep_server(settings, name, past)
    journal.discard(settings.index_dir)
    return replace(summary, generation=name, notes=(*summary.notes, *left))


def _ignore(_: object) -> None:
    """What is told to nobody."""


def _carried_or_anew(build: Build, settings: Settings, *, carry: bool, afresh: bool) -> tuple[str, Build]:
    """The name of a new generation and the run that made it: the second one, with nothing copied, if a first failed."""
    if carry:
        try:
            return _made(build, settings, carry=True), build
        except IndexUnwritable as error:  # whatever it was, a generation written whole fails for it too, or mends it
            build = build.again(because=str(error))
    return _made(build, settings, afresh=afresh), build


def _made(build: Build, settings: Settings, *, afresh: bool = False, carry: bool = False) -> str:
    """The name of a new generation, built, checked and live. Whatever fails leaves nothing but the journal."""
    folder, index_dir = None, settings.index_dir
    try:
        folder = generations.new_generation(index_dir)
        generations.sweep_unfinished(index_dir, making=folder.name)
        build.into(folder, afresh=afresh, carry=carry)
        _checked(folder, build.embedder, settings, last=not carry)
        wipe_unused(folder)
        seal(folder)
        generations.make_live(index_dir, folder.name)
    except (OSError, sqlite3.Error) as error:
        _discard(settings, folder)
        text = f"The index in {index_dir} could not be written ({error}); the old one, if any, still serves."
        raise IndexUnwritable(f"{text} Free space or give permission, then run: assistant rebuild") from error
    except BaseException:  # whatever it was, Ctrl-C included, nothing half-built is left lying
        _discard(settings, folder)
        raise
    return folder.name


def _checked(folder: Path, embedder: Embedder, settings: Settings, *, last: bool) -> None:
    """Check the new generation; when the last one fails, what was computed for it is not used again either."""
    try:
        self_check(folder, embedder, server_of(settings))
    except IndexUnwritable:
        if last:
            journal.discard(settings.index_dir)
        raise


def _discard(settings: Settings, folder: Path | None) -> None:
    """Remove a generation that failed; one that is live already, Ctrl-C having come after that, stays."""
    if folder is not None and not generations.is_live(settings.index_dir, folder.name):
        door.drop(home_of(settings, folder))
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_server(settings: Settings, name: str, past: Manifest | None) -> tuple[str, ...]:
    """Delete what the server holds of earlier generations; what could not be deleted, and why, in words."""
    home = home_of(settings, settings.index_dir / name)
    notes = []
    if past is not None and past.place not in (EMBEDDED, home.place):
        left = f"the collection {past.collection} stays in {where(past.place)}, which is no longer used"
        notes.append(f"{left}; delete it there")
    try:
        if home.server:
            door.sweep(home, prefix(settings.index_dir))
    except StoreUnreachable as error:
        notes.append(f"earlier collections stay until the next rebuild: {error}")
    return tuple(notes)
