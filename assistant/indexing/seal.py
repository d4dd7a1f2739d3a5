"""The seal of a generation: size and sha256 of each of its files, so that damage is named and never passed on."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import IndexMissing
from assistant.indexing.generations import REBUILD, sync_folder, write_through

SEAL = "checksums.json"
MISSING = "is missing"
_CHUNK_BYTES = 1 << 18


def seal(folder: Path) -> None:
    """Bring every file of a finished generation to the disk, and write down what each holds."""
    files = {name: [(folder / name).stat().st_size, _sha256(_synced(folder / name))] for name in _names(folder)}
    for place in {(folder / name).parent for name in files}:
        sync_folder(place)
    write_through(folder / SEAL, json.dumps({"files": files, "sha256": _own(files)}, indent=1))


def broken(folder: Path, *, but: str = "") -> dict[str, str]:
    """Which files of a generation are not as they were sealed, and how; `but` names a sub-folder to leave out.

    Reads every byte. Raises IndexMissing when the seal itself cannot be trusted.
    """
    found = {}
    for name, (size, sha256) in _sealed(folder).items():
        if but and name.startswith(f"{but}/"):
            continue
        try:
            now = (folder / name).stat().st_size
            if now != size:
                found[name] = f"holds {now} bytes instead of {size}"
            elif _sha256(folder / name) != sha256:
                found[name] = "holds other bytes than were written"
        except FileNotFoundError:
            found[name] = MISSING
        except OSError as error:
            found[name] = f"cannot be read ({error.strerror or error})"
    return found


def copy_sealed(folder: Path, part: str, to: Path) -> bool:
    """Whether a generation's sub-folder `part` is as it was sealed; the folder `to` has a copy of it then, else none.

    What lies beside the sealed files is not copied.
    """
    wanted = {name: sha256 for name, (_, sha256) in _sealed(folder).items() if name.startswith(f"{part}/")}
    (to / part).mkdir()
    try:
        as_sealed = all(_copy(folder / name, to / name) == sha256 for name, sha256 in wanted.items())
    except FileNotFoundError:
        as_sealed = False
    if not as_sealed:
        shutil.rmtree(to / part)
    return as_sealed


def _copy(file: Path, to: Path) -> str:
    """The sha256 of what was copied."""
    to.parent.mkdir(parents=True, exist_ok=True)
    sha256 = hashlib.sha256()
    with file.open("rb") as source, to.open("wb") as target:
        while data := source.read(_CHUNK_BYTES):
            sha256.update(data)
            target.write(data)
    return sha256.hexdigest()


def _sealed(folder: Path) -> dict[str, tuple[int, str]]:
    try:
        values = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        files = {str(name): (int(size), str(sha256)) for name, (size, sha256) in values["files"].items()}
        if values["sha256"] != _own(values["files"]):
            raise ValueError("it does not fit its own checksum")
    except FileNotFoundError:
        raise IndexMissing(f"{folder / SEAL} is missing. {REBUILD}") from None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexMissing(f"{folder / SEAL} is damaged ({error}). {REBUILD}") from None
    return files


def _names(folder: Path) -> Iterator[str]:
    """Files by their POSIX path; lock files hold nothing and may come and go."""
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix != ".lock" and file.name != SEAL:
            yield file.relative_to(folder).as_posix()


def _own(files: object) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _synced(file: Path) -> Path:
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())
    return file
