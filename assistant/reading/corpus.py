"""A folder of files -> its reports, one by one."""

import csv
import io
import os
import stat
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from assistant.errors import CorpusInvalid, ReportUnreadable
from assistant.reading.apart import Limits
from assistant.reading.formats import FORMATS, READABLE, UNREAD
from assistant.reading.source import Source
from assistant.reading.text import decode
from assistant.types import Skipped

if TYPE_CHECKING:
    from assistant.settings import Settings

METADATA_FILE = "metadata.csv"
_TRIES = 3
NOT_REPORTS = {"readme.md", "readme.txt"}


@dataclass(frozen=True, slots=True)
class Twins:
    """The other paths of a file with this hash."""

    sha256: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a folder holds: files to read (sorted by id), files left out with reasons, and metadata.csv by id.

    `twins`, by id, and `notes` are empty until equal files are looked for.
    """

    root: Path
    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]
    metadata: Mapping[str, Mapping[str, str]]
    twins: Mapping[str, Twins] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def report_id(self, file: Path) -> str:
        """POSIX path under the corpus folder."""
        return file.relative_to(self.root).as_posix()


def scan(root: Path, *, leave_out: Path | None = None) -> Corpus:
    """The files under `root`, but those under `leave_out` (an index kept there).

    Raises CorpusInvalid when there is none to read or metadata.csv is malformed.
    """
    check_root(root)
    files: list[Path] = []
    skipped: list[Skipped] = []
    for file in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        if any(part.startswith(".") for part in file.relative_to(root).parts):
            continue
        if leave_out is not None and _leads_within(leave_out, file):
            continue
        if file.name == METADATA_FILE or file.name.lower() in NOT_REPORTS:
            continue
        reason = _unfit(root, file)
        if reason:
            skipped.append(Skipped(_told(file.relative_to(root).as_posix()), reason))
        elif reason is not None:
            files.append(file)
    if not files:
        raise CorpusInvalid(f"The corpus folder {root} holds no report ({', '.join(READABLE)}). Put some there.")
    return Corpus(root, tuple(files), tuple(skipped), _read_metadata(root))


def _unfit(root: Path, file: Path) -> str | None:
    """Why a file cannot be a report, "" when it can, None for a folder and what lies in one that is told of."""
    if file.is_symlink() and not _leads_within(root, file):
        return "a link that leads out of the corpus folder, or nowhere; put the file itself here"
    if file.is_dir():
        return "a folder that cannot be opened" if not os.access(file, os.R_OK | os.X_OK) else None
    if not os.access(file.parent, os.X_OK):
        return None
    if not file.is_file():
        return "neither a file nor a folder, but a pipe, a device or the like; move it elsewhere"
    if not _leads_within(root, file):
        return "a link that leads out of the corpus folder, or nowhere; put the file itself here"
    if file.suffix.lower() not in FORMATS:
        return UNREAD
    if (path := str(file.relative_to(root))) != _told(path):
        return "its name, or that of its folder, is not written in UTF-8; rename it"
    return ""


def _told(path: str) -> str:
    """A path that can be stored and shown: bytes in it that are no UTF-8 are replaced."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _leads_within(folder: Path, file: Path) -> bool:
    """Whether a file, links followed, is there and stands in a folder, or is that."""
    try:
        return file.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a broken link, or a loop of them
        return False


def check_root(root: Path) -> None:
    """Nothing for a folder that is there. Raises CorpusInvalid."""
    if not root.is_dir():
        raise CorpusInvalid(
            f"The corpus folder {root} is missing or no folder. Create it, or name another with --corpus."
        )


def _read_metadata(root: Path) -> dict[str, dict[str, str]]:
    """Rows of every metadata.csv under `root`, by report id; paths in one are relative to its own folder."""
    rows: dict[str, dict[str, str]] = {}
    for file in sorted(root.rglob(METADATA_FILE)):
        if not file.is_file() or not _leads_within(root, file):
            raise CorpusInvalid(f"{file} is no file of this folder, but a folder, a pipe or a link. Mend or remove it.")
        folder = file.parent.relative_to(root)
        for path, row in _rows(file).items():
            rows[(folder / path).as_posix()] = row
    return rows


def _rows(file: Path) -> dict[str, dict[str, str]]:
    """The rows of one metadata.csv by their `path` column, which is left out of the values."""
    try:
        table = csv.DictReader(io.StringIO(decode(file.read_bytes())), strict=True)
        names = [(name or "").strip().lower() for name in table.fieldnames or ()]
        if "path" not in names or len(set(names)) != len(names):
            raise CorpusInvalid(f"{file}: the first line must name the columns once each, `path` among them.")
        rows: dict[str, dict[str, str]] = {}
        for row in table:
            if None in row or None in row.values():
                raise CorpusInvalid(f"{file}, line {table.line_num}: {len(names)} columns expected. Mend that line.")
            values = dict(zip(names, (value.strip() for value in row.values()), strict=True))
            rows[values.pop("path").replace("\\", "/")] = values
        return rows
    except csv.Error as error:
        raise CorpusInvalid(f"{file}, line {table.line_num}: {error}. Mend that line.") from None
    except (OSError, ReportUnreadable) as error:
        raise CorpusInvalid(f"{file} cannot be read: {error}. Mend or remove it.") from None


def read_bytes(file: Path, *, max_bytes: int) -> bytes:
    """What stands in `file`, read while nobody wrote to it. Raises ReportUnreadable."""
    try:
        for _ in range(_TRIES):
            before = file.stat()
            if not stat.S_ISREG(before.st_mode):
                raise ReportUnreadable("no longer a file, but a folder, a pipe, a device or the like")
            if before.st_size > max_bytes:
                raise ReportUnreadable(f"larger than {max_bytes / 1e6:g} MB; raise max_report_mb to read it")
            with file.open("rb") as stream:
                data = stream.read(max_bytes + 1)
            if _version(before) == _version(file.stat()) and len(data) == before.st_size:
                return data
    except OSError as error:
        raise ReportUnreadable(f"cannot be opened: {error.strerror or error}") from None
    raise ReportUnreadable("changes while it is read; once it is finished, run: assistant rebuild")


def _version(state: os.stat_result) -> tuple[int, int, int]:
    return state.st_ino, state.st_size, state.st_mtime_ns


def source_of(corpus: Corpus, file: Path) -> Source:
    """What is known of a file before it is read."""
    report_id = corpus.report_id(file)
    twins = corpus.twins.get(report_id)
    row = corpus.metadata.get(report_id, {})
    return Source(report_id, row, twins.sha256, twins.paths) if twins else Source(report_id, row)


def limits_of(settings: "Settings") -> Limits:
    """What reading one file may take."""
    return Limits(settings.read.timeout_s, settings.read.memory_mb)


def max_bytes_of(settings: "Settings") -> int:
    """How large a report file may be."""
    return round(settings.max_report_mb * 1e6)


def file_of(report_id: str, files: Container[str]) -> str:
    """The id of the file that a report is or is attached to, "" when there is none among `files`."""
    place = PurePosixPath(report_id)
    return next((one for one in map(str, (place, *place.parents)) if one in files), "")
