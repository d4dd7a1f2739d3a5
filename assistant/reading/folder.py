"""Files put into the corpus folder and taken out of it, for as long as what follows succeeds."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from assistant.errors import ReportRefused
from assistant.reading.corpus import METADATA_FILE, NOT_REPORTS, Corpus, file_of
from assistant.reading.formats import FORMATS, READABLE

_ASIDE = ".removed"


@contextmanager
def added(corpus_dir: Path, paths: Sequence[Path]) -> Iterator[tuple[str, ...]]:
    """The ids of the files once they are copied into the corpus folder; a failure within takes the copies out again.

    A file that lies in the folder already is left where it is. Raises ReportRefused, and then copies none.
    """
    root = corpus_dir.resolve()
    outside = [path for path in paths if not path.resolve().is_relative_to(root)]
    refusals = [*_refused(corpus_dir, paths), *_clashes(corpus_dir, outside)]
    if refusals:
        raise ReportRefused(f"{'; '.join(refusals)}. Nothing was added.")
    copies: list[Path] = []
    try:
        for path in outside:
            copies.append(corpus_dir / path.name)
            _copy(path, copies[-1])
        inside = [path.resolve().relative_to(root).as_posix() for path in paths if path not in outside]
        yield (*inside, *(copy.name for copy in copies))
    except BaseException:
        for copy in copies:
            copy.unlink(missing_ok=True)
        raise


def _refused(corpus_dir: Path, paths: Sequence[Path]) -> Iterator[str]:
    if not corpus_dir.is_dir():
        yield f"the corpus folder {corpus_dir} is missing; create it"
    for path in paths:
        if not path.is_file():
            yield f"{path} is not a file that is there"
        elif path.suffix.lower() not in FORMATS:
            yield f"{path} is not in a format that can be read ({', '.join(READABLE)}); convert it"
        elif path.name.startswith(".") or path.name.lower() in NOT_REPORTS or path.name == METADATA_FILE:
            yield f"{path} has a name that no report has; rename it"


def _clashes(corpus_dir: Path, paths: Sequence[Path]) -> Iterator[str]:
    names: set[str] = set()
    for path in paths:
        if path.name in names or (corpus_dir / path.name).exists():
            yield f"{path} would overwrite the report {path.name}; rename it, or remove that one first"
        names.add(path.name)


def _copy(source: Path, target: Path) -> None:
    """Copy in one step: under a hidden name, which no rebuild reads, until the copy is whole."""
    partial = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, partial)
        partial.replace(target)
    except OSError as error:
        raise ReportRefused(f"{source} cannot be copied to {target} ({error}). Nothing was added.") from None
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def removed(corpus: Corpus, report_ids: Sequence[str]) -> Iterator[None]:
    """Delete reports' files from their corpus folder; a failure within puts them back. Raises ReportRefused.

    Until all has succeeded they stand beside their places under hidden names, which no rebuild reads.
    """
    refusals = list(_unknown(corpus, report_ids))
    if refusals:
        raise ReportRefused(f"{'; '.join(refusals)}. Nothing was removed.")
    files = [corpus.root / report_id for report_id in dict.fromkeys(report_ids)]
    aside: list[tuple[Path, Path]] = []
    try:
        for file in files:
            hidden = file.with_name(f".{file.name}{_ASIDE}")
            try:
                file.rename(hidden)
            except OSError as error:
                raise ReportRefused(f"{file} cannot be removed ({error}). Nothing was removed.") from None
            aside.append((file, hidden))
        yield
    except BaseException:
        for file, hidden in aside:
            with suppress(OSError):  # the failure that led here is the one to tell
                hidden.rename(file)
        raise
    for _, hidden in aside:
        hidden.unlink(missing_ok=True)


def restored(corpus_dir: Path) -> None:
    """Put back what a removal that was killed left aside; to be called while none is under way.

    A report that is there again can be removed again; one that is lost cannot be brought back.
    """
    for hidden in corpus_dir.rglob(f".*{_ASIDE}"):
        place = hidden.with_name(hidden.name[1:].removesuffix(_ASIDE))
        with suppress(OSError):  # what cannot be put back stays aside, and nothing is lost
            if not place.exists():
                hidden.rename(place)


def _unknown(corpus: Corpus, report_ids: Sequence[str]) -> Iterator[str]:
    known = {corpus.report_id(file) for file in corpus.files}
    for report_id in report_ids:
        path = PurePosixPath(report_id)
        if path.is_absolute() or ".." in path.parts:
            yield f"{report_id} points outside the corpus folder {corpus.root}; name a report by its path in it"
        elif report_id not in known and (file := file_of(report_id, known)):
            yield f"{report_id} is attached to {file}; remove that"
        elif report_id not in known:
            yield f"there is no report {report_id} in {corpus.root}; if it was deleted by hand, run: assistant rebuild"
    if known <= set(report_ids):
        yield "no report would be left; an index needs one"
