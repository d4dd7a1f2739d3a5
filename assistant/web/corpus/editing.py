"""Reports added and removed through the page: by the same incremental rebuild, in a process of its own.

In the page's own process a rebuild would take the processor from those who ask meanwhile.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from anyio import to_thread

from assistant.errors import AssistantError
from assistant.indexing.rebuild import adding, rebuild, removing
from assistant.settings import Settings
from assistant.types import Progress, RebuildSummary
from assistant.web.corpus.uploads import Result, Upload, staged, taken
from assistant.web.people.guard import listens_locally
from assistant.web.schema import Json
from assistant.web.warm import Warm

_NICE = 10


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to the corpus: files to add, from a folder that goes afterwards, or reports to remove."""

    settings: Settings
    adding: tuple[Path, ...] = ()
    removing: tuple[str, ...] = ()
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """Files that may become reports, in a folder of their own, by the names they were sent by; and those refused."""

    folder: Path
    paths: Mapping[Path, str]
    refused: Sequence[Result]


def may_edit(settings: Settings) -> bool:
    """Whether reports may be added and removed through this page."""
    allowed = settings.web.edit_corpus
    return allowed == "everyone" or (allowed == "local" and listens_locally(settings))


class Editing:
    """Changes the corpus, one change after another, and tells of each as it goes on, as JSON values."""

    def __init__(self, settings: Settings, warm: Warm) -> None:
        self._settings = settings
        self._warm = warm
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def stage(self, uploads: Iterable[Upload]) -> Staged:
        """The files laid ready to be added, one after the other, and what is refused among them. Raises NotReady."""
        catalogue = await to_thread.run_sync(self._warm.assistant.catalogue)
        known = {sha256: report_id for report_id, _, _, sha256 in catalogue}
        folder = Path(tempfile.mkdtemp(prefix="assistant-upload-"))
        try:
            return Staged(folder, *await to_thread.run_sync(staged, uploads, folder, known, self._settings))
        except BaseException:  # whatever it was, nothing is left lying
            shutil.rmtree(folder, ignore_errors=True)
            raise

    async def add(self, ready: Staged) -> AsyncIterator[Json]:
        """Add staged files: how far the rebuild is, and last what became of each file."""

        async def change(tell: Callable[[Json], None]) -> Json:
            paths, late = _free(ready.paths, self._settings.corpus_dir)
            results = [*ready.refused, *late]
            if paths:
                summary = await self._rebuilt(Change(self._settings, tuple(paths), folder=ready.folder), tell)
                skipped = {skip.path: skip.reason for skip in summary.skipped}
                results += [_added(path.name, sent, skipped) for path, sent in paths.items()]
            return await self._finished(results)

        async for line in self._told(change, lambda: shutil.rmtree(ready.folder, ignore_errors=True)):
            yield line

    async def remove(self, ids: Sequence[str]) -> AsyncIterator[Json]:
        """Remove reports: how far the rebuild is, and last what became of each."""
        wanted = tuple(dict.fromkeys(ids))

        async def change(tell: Callable[[Json], None]) -> Json:
            await self._rebuilt(Change(self._settings, removing=wanted), tell)
            return await self._finished([Result(one, one, "removed") for one in wanted])

        async for line in self._told(change, lambda: None):
            yield line

    async def _finished(self, results: Sequence[Result]) -> Json:
        """The last line; the new index is open by then, and answers know it."""
        seen = await to_thread.run_sync(lambda: self._warm.assistant.searched)
        return {"finished": True, "files": [asdict(result) for result in results], "reports": seen.reports}

    async def _told(
        self, change: Callable[[Callable[[Json], None]], Awaitable[Json]], after: Callable[[], None]
    ) -> AsyncIterator[Json]:
        """What a change tells; it goes on to its end even when nobody listens any more."""
        lines: asyncio.Queue[Json] = asyncio.Queue()

        async def run() -> None:
            last: Json = {"finished": True, "error": "The change failed; the reports are as they were."}
            try:
                async with self._turn:
                    last = await change(lines.put_nowait)
            except AssistantError as error:
                last = {"finished": True, "error": str(error)}
            finally:
                after()
                lines.put_nowait(last)

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        line: Json = {}
        while not line.get("finished"):
            line = await lines.get()
            yield line

    async def _rebuilt(self, change: Change, tell: Callable[[Json], None]) -> RebuildSummary:
        """What the rebuild did, told of as it goes on."""
        loop = asyncio.get_running_loop()

        def tell_later(line: Json) -> None:
            loop.call_soon_threadsafe(tell, line)

        return await to_thread.run_sync(_apart, change, tell_later)


def _free(paths: Mapping[Path, str], corpus_dir: Path) -> tuple[dict[Path, str], list[Result]]:
    """The files whose names nobody has taken since they were sent, and the results of the others."""
    free = {path: sent for path, sent in paths.items() if not (corpus_dir / path.name).exists()}
    return free, [Result(sent, "", "refused", taken(path.name)) for path, sent in paths.items() if path not in free]


def _added(report_id: str, sent: str, skipped: dict[str, str]) -> Result:
    """The result of a file that was copied into the corpus."""
    reason = skipped.get(report_id, "")
    return Result(sent, report_id, "refused" if reason else "added", reason)


def _apart(change: Change, tell: Callable[[Json], None]) -> RebuildSummary:
    """Make a change in a process of its own, and wait for it."""
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_changed, args=(change, theirs), name="assistant-rebuild")
    process.start()
    theirs.close()
    try:
        while True:
            said = ours.recv()
            if isinstance(said, Progress):
                tell({"stage": said.stage, "done": said.done, "total": said.total})
            elif isinstance(said, RebuildSummary):
                return said
            else:
                raise said
    except EOFError:
        raise AssistantError(
            "The rebuild was ended from outside; the old index serves. Run: assistant rebuild"
        ) from None
    finally:
        process.join()
        ours.close()


def _changed(change: Change, theirs: Connection) -> None:
    """In the process of its own: change the corpus folder and rebuild, all or nothing, whoever still listens."""
    with suppress(OSError, AttributeError):  # where there is no niceness, it is only less nice
        os.nice(_NICE)

    def tell(said: object) -> None:
        with suppress(OSError):  # the page may be gone meanwhile; what was begun is brought to its end
            theirs.send(said)

    settings = change.settings
    try:
        done = adding(settings, change.adding) if change.adding else removing(settings, change.removing)
        tell(rebuild(settings, progress=tell, change=done))
    except AssistantError as error:
        tell(error)
    finally:
        if change.folder is not None:
            shutil.rmtree(change.folder, ignore_errors=True)
        theirs.close()
