"""Generations: where the live index is, what made it, and how the next one takes its place."""

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

from filelock import FileLock, Timeout

from assistant.errors import IndexBusy, IndexMissing, IndexUnwritable
from assistant.indexing.passages import PASSAGES_VERSION
from assistant.reading.formats import READERS_VERSION
from assistant.settings import Settings

CURRENT = "CURRENT"
MANIFEST = "manifest.json"
_LOCK = "LOCK"
_HOLDER = "LOCK.pid"
_LOOKS, _BETWEEN_LOOKS_S = 20, 0.01
_LAYOUT_VERSION = "6"
_NAME = re.compile(r"g\d{6,}")
Found = TypeVar("Found")
REBUILD = "Run: assistant rebuild"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes vectors and spans comparable: two indexes with equal recipes can be mixed and asked alike."""

    layout: str
    readers: str
    passages: str
    embedder: str
    min_words: int
    max_words: int

    def fingerprint(self) -> str:
        """A name for the recipe."""
        return digest(asdict(self))

    def differences(self, other: "Recipe") -> str:
        """Where `other` differs, as one line."""
        mine, theirs = asdict(self), asdict(other)
        return ", ".join(f"{name} {mine[name]} against {theirs[name]}" for name in mine if mine[name] != theirs[name])


def recipe(settings: Settings, embedder: str) -> Recipe:
    """The recipe that these settings ask for."""
    return Recipe(
        _LAYOUT_VERSION,
        READERS_VERSION,
        PASSAGES_VERSION,
        embedder,
        settings.passage_min_words,
        settings.passage_max_words,
    )


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written last into a generation. `probe` is the embedder's vector of PROBE; `index` names content and recipe.

    `hashes` are the sha256 of the reports; `marks` tell every file that was seen, left out or not, from its other
    versions, metadata.csv included; `skipped` gives the reasons of those that were left out.
    `remarks` tell what is missing from reports that are not left out, and what else their reader should know.
    `worn` is how many rows were deleted from the Chroma graph since it was last written whole.
    `place` is the URL of the Chroma server that holds the vectors in `collection`, "" when they are in the folder.
    """

    recipe: Recipe
    index: str
    reports: int
    passages: int
    dimensions: int
    probe: tuple[float, ...]
    hashes: Mapping[str, str]
    built: str
    notes: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    twins: int = 0
    copies: int = 0
    worn: int = 0
    remarks: tuple[str, ...] = ()
    place: str = ""
    collection: str = "passages"


PROBE = "The committee agreed on Tuesday to report its findings before the end of the year."


def index_name(made_by: Recipe, known: Mapping[str, object]) -> str:
    """The fingerprint of an index: the same reports (content, metadata) by the same recipe have the same one."""
    return f"{made_by.fingerprint()[:12]}-{digest(dict(known))[:12]}"


def digest(value: object) -> str:
    """The sha256 of a JSON value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def live(index_dir: Path) -> str:
    """The live generation's name. Raises IndexMissing."""
    try:
        name = (index_dir / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissing(f"There is no index in {index_dir}. {REBUILD}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexMissing(f"{index_dir / CURRENT} cannot be read ({error}). {REBUILD}") from None
    if not _NAME.fullmatch(name):
        raise IndexMissing(f"{index_dir / CURRENT} does not name a generation. {REBUILD}")
    return name


def is_live(index_dir: Path, name: str) -> bool:
    """Whether CURRENT names this generation."""
    try:
        return live(index_dir) == name
    except IndexMissing:
        return False


def following(index_dir: Path, read: Callable[[Path], Found]) -> Found:
    """What `read` makes of the live generation's folder; of the next one's, when a rebuild has swept it meanwhile."""
    while True:
        name = live(index_dir)
        try:
            return read(index_dir / name)
        except IndexMissing:
            if live(index_dir) == name:
                raise


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation. Raises IndexMissing when the generation is half-written or damaged."""
    try:
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        made_by = Recipe(**values.pop("recipe"))
        lists = {name: tuple(values.pop(name)) for name in ("probe", "notes", "remarks")}
        return Manifest(**{**values, **lists, "recipe": made_by})
    except FileNotFoundError:
        raise IndexMissing(f"The index in {folder} is half-written. {REBUILD}") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexMissing(f"{folder / MANIFEST} is damaged ({error}). {REBUILD}") from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, through to the disk."""
    write_through(folder / MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))


def make_live(index_dir: Path, name: str) -> None:
    """Move CURRENT to a finished generation, in one step."""
    fresh = index_dir / f"{CURRENT}.new"
    write_through(fresh, name + "\n")
    fresh.replace(index_dir / CURRENT)
    sync_folder(index_dir)


def write_through(file: Path, text: str) -> None:
    """Write a file through to the disk."""
    with file.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    if os.name == "nt":  # Windows cannot open a folder to sync it
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def new_generation(index_dir: Path) -> Path:
    """An empty folder for the next generation, numbered above every other, whatever the clock says."""
    taken = [int(entry.name[1:]) for entry in index_dir.iterdir() if _NAME.fullmatch(entry.name)]
    folder = index_dir / f"g{max(taken, default=0) + 1:06d}"
    folder.mkdir()
    return folder


def sweep(index_dir: Path, keep: str) -> None:
    """Remove every generation but `keep`; one that a reader still holds open (on Windows) goes the next time."""
    for entry in index_dir.iterdir():
        if _NAME.fullmatch(entry.name) and entry.name != keep:
            shutil.rmtree(entry, ignore_errors=True)


def sweep_unfinished(index_dir: Path, making: str) -> None:
    """Remove what interrupted rebuilds left: all but the live generation and the one in the making.

    Where CURRENT is lost, finished generations stay until another one is live.
    """
    try:
        kept = {live(index_dir), making}
    except IndexMissing:
        kept = {making, *(file.parent.name for file in index_dir.glob(f"g*/{MANIFEST}"))}
    for entry in index_dir.iterdir():
        if _NAME.fullmatch(entry.name) and entry.name not in kept:
            shutil.rmtree(entry, ignore_errors=True)


@contextmanager
def writing(index_dir: Path) -> Iterator[None]:
    """Hold the one writer's lock, which dies with the process. Raises IndexBusy, IndexUnwritable."""
    lock = FileLock(index_dir / _LOCK, timeout=0)
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        (index_dir / _HOLDER).write_text(str(os.getpid()), encoding="utf-8")
    except Timeout:
        raise IndexBusy(f"Process {_holder(index_dir)} is rebuilding {index_dir}. Wait for it, or stop it.") from None
    except OSError as error:
        lock.release()
        reason = error.strerror or str(error)
        cure = "Free space or give write permission, or name another folder with --index."
        raise IndexUnwritable(f"The index folder {index_dir} cannot be written: {reason}. {cure}") from None
    try:
        yield
    finally:
        with suppress(OSError):
            (index_dir / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(index_dir: Path) -> str:
    """The process id that the holder of the lock wrote down, which it does right after taking it."""
    for _ in range(_LOOKS):
        with suppress(OSError):
            if name := (index_dir / _HOLDER).read_text(encoding="utf-8"):
                return name
        time.sleep(_BETWEEN_LOOKS_S)
    return "(unknown)"
