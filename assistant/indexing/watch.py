"""Watching: a rebuild after every change of the corpus folder, until told to stop."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

from assistant.errors import AssistantError, IndexBusy
from assistant.settings import Settings
from assistant.types import RebuildSummary

_QUIET_MS = 300
_LONGEST_WAIT_MS = 3000
_IDLE_MS = 1000
Outcome = RebuildSummary | AssistantError


def watch(
    settings: Settings,
    rebuild_once: Callable[[], RebuildSummary],
    tell: Callable[[Outcome], None],
    *,
    stop: Event | None = None,
) -> None:
    """Rebuild now and after each change, telling what came of it, until `stop` is set or Ctrl-C is pressed.

    An error is told and watching goes on; while another process rebuilds, it is tried again every second. Ends with
    the error when the corpus folder itself is gone.
    """
    import watchfiles  # imported late: no other command needs it

    if not settings.corpus_dir.is_dir():
        rebuild_once()  # says what is wrong with the folder
    due, told_busy = True, False
    changes = watchfiles.watch(
        settings.corpus_dir,
        watch_filter=Matters(settings),
        debounce=_LONGEST_WAIT_MS,
        step=_QUIET_MS,
        stop_event=stop,
        rust_timeout=_IDLE_MS,
        yield_on_timeout=True,  # its first yield comes when it watches, so that no change slips by before
    )
    for seen in changes:
        due = due or bool(seen)
        if not due:
            continue
        outcome = _outcome(rebuild_once)
        due = isinstance(outcome, IndexBusy)
        if not (due and told_busy):
            tell(outcome)
        told_busy = due
        if isinstance(outcome, AssistantError) and not settings.corpus_dir.is_dir():
            raise outcome


def _outcome(rebuild_once: Callable[[], RebuildSummary]) -> Outcome:
    try:
        return rebuild_once()
    except AssistantError as error:
        return error


class Matters:
    """Whether a change may concern a report: hidden files do not, nor does an index kept inside the corpus."""

    def __init__(self, settings: Settings) -> None:
        self._root = settings.corpus_dir.resolve()
        self._index = settings.index_dir.resolve()

    def __call__(self, _change: object, path: str) -> bool:
        """As watchfiles asks."""
        place = Path(path).resolve()
        if place.is_relative_to(self._index):
            return False
        hidden = place.is_relative_to(self._root) and any(
            part.startswith(".") for part in place.relative_to(self._root).parts
        )
        return not hidden
