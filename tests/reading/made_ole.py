"""OLE containers ("compound files"), in which old Word documents, Outlook mail and encrypted Office files come."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_MINI = 64
_CUTOFF = 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A container of streams by path, "storage/stream"; at most 7 MB."""
    small = {path: data for path, data in streams.items() if len(data) < _CUTOFF}
    minis, mini_fat, mini_starts = _chained(small, _MINI, first=0)
    entries = _entries(streams)
    sizes = {**{path: len(data) for path, data in streams.items()}, "": len(minis)}
    large = {path: data for path, data in streams.items() if path not in small}
    packed = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    held = {"dir": bytes(128 * len(entries)), "minifat": packed, "": minis, **large}
    count = sum(_sectors(len(data), _SECTOR) for data in held.values())
    fat_count = 1
    while fat_count * 128 < count + fat_count:
        fat_count += 1
    _, fat, starts = _chained(held, _SECTOR, first=fat_count)
    held["dir"] = _directory(entries, sizes, {**mini_starts, **starts})
    body, _, _ = _chained(held, _SECTOR, first=fat_count)
    table = [_FAT] * fat_count + fat
    table += [_FREE] * (fat_count * 128 - len(table))
    minifat_sectors = _sectors(len(packed), _SECTOR)
    header = struct.pack(
        "<8s16sHHHHH6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, fat_count, starts["dir"], 0, _CUTOFF),
        *(starts["minifat"] if minifat_sectors else _END, minifat_sectors, _END, 0),
    )
    difat = [*range(fat_count), *[_FREE] * (109 - fat_count)]
    return header + struct.pack("<109I", *difat) + struct.pack(f"<{len(table)}I", *table) + body


def _sectors(length: int, size: int) -> int:
    return -(-length // size)


def _chained(held: Mapping[str, bytes], size: int, *, first: int) -> tuple[bytes, list[int], dict[str, int]]:
    """The data padded to sectors one after the other, their chains from number `first` on, and where each begins."""
    body, chain, starts = bytearray(), [], {}
    for name, data in held.items():
        count = _sectors(len(data), size)
        starts[name] = first + len(chain) if count else _END
        chain += [first + len(chain) + number + 1 for number in range(count - 1)] + [_END] * (count > 0)
        body += data.ljust(count * size, b"\0")
    return bytes(body), chain, starts


def _entries(streams: Mapping[str, bytes]) -> list[tuple[str, int]]:
    """Every (path, type), the root's is ""."""
    storages = {path.rsplit("/", depth)[0] for path in streams for depth in range(1, path.count("/") + 1)}
    return [("", _ROOT), *((path, _STORAGE) for path in sorted(storages)), *((path, _STREAM) for path in streams)]


def _directory(entries: list[tuple[str, int]], sizes: Mapping[str, int], starts: Mapping[str, int]) -> bytes:
    """128 bytes for each entry; the children of one are a tree that leans to the right."""
    numbers = {path: number for number, (path, _) in enumerate(entries)}
    children: dict[str, list[str]] = {}
    for path, _ in entries[1:]:
        children.setdefault(path.rpartition("/")[0], []).append(path)
    after: dict[str, int] = {}
    for siblings in children.values():
        siblings.sort(key=lambda path: (len(_name(path)), _name(path).upper()))
        after |= {one: numbers[two] for one, two in zip(siblings, siblings[1:], strict=False)}
    table = bytearray()
    for path, kind in entries:
        name = (_name(path) or "Root Entry").encode("utf-16-le") + b"\0\0"
        child = numbers[children[path][0]] if path in children else _FREE
        table += name.ljust(64, b"\0") + struct.pack("<HBB", len(name), kind, 1)
        table += struct.pack("<III", _FREE, after.get(path, _FREE), child) + bytes(36)
        start = starts.get(path, _END) if kind != _STORAGE else 0
        table += struct.pack("<IQ", start, sizes.get(path, 0))
    return bytes(table)


def _name(path: str) -> str:
    return path.rpartition("/")[2]
