"""Shelves: a table's documents in plain TinyDB files of a thousand each, replaced whole at checkpoints.

`stories-12.json` holds the documents 12000 to 12999:

    {"_file":{"1":{"format":1,"table":"stories","documents":2,"crc":"0a1b2c3d"}},"stories":{
    "12000":{…},
    "12001":{…}
    }}

Old shelves are never touched again, so that a checkpoint costs what changed, not what there is.
"""

import json
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from storage.tiny.sealed import BrokenSealError, check

SHELF = 1000
_NAME = re.compile(r"([a-z]+)-(\d+)\.json")
_LINE = re.compile(rb'"(\d{1,18})":')
_TAIL = b"\n}}\n"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands: `size` bytes at `at` of the file with this number (files.py)."""

    file: int
    at: int
    size: int


class Rows:
    """Where the documents of one table stand, at 20 bytes each."""

    def __init__(self) -> None:
        self._shelves: dict[int, _Shelf] = {}
        self.count = 0
        self.last_id = 0

    def get(self, row: int) -> Place | None:
        shelf = self._shelves.get(row // SHELF)
        slot = row % SHELF
        if shelf is None or not (size := shelf.sizes[slot]):
            return None
        return Place(shelf.files[slot], shelf.places[slot], size)

    def put(self, row: int, place: Place) -> None:
        shelf = self._shelves.get(row // SHELF)
        if shelf is None:
            shelf = self._shelves[row // SHELF] = _Shelf()
        slot = row % SHELF
        if not shelf.sizes[slot]:
            self.count += 1
            shelf.count += 1
        shelf.files[slot], shelf.places[slot], shelf.sizes[slot] = place.file, place.at, place.size
        self.last_id = max(self.last_id, row)

    def drop(self, row: int) -> bool:
        shelf = self._shelves.get(row // SHELF)
        if shelf is None or not shelf.sizes[row % SHELF]:
            return False
        shelf.sizes[row % SHELF] = 0
        shelf.count -= 1
        self.count -= 1
        if not shelf.count:
            del self._shelves[row // SHELF]
        return True

    def __iter__(self) -> Iterator[int]:
        """Ids in order; rows may come and go meanwhile."""
        for number in sorted(self._shelves):
            yield from self.on_shelf(number)

    def on_shelf(self, number: int) -> list[int]:
        shelf = self._shelves.get(number)
        return (
            [] if shelf is None else [number * SHELF + slot for slot, size in enumerate(shelf.sizes) if size]
        )

    def shelves(self) -> list[int]:
        return sorted(self._shelves)


@dataclass(slots=True)
class _Shelf:
    files: "array[int]" = field(default_factory=lambda: array("Q", bytes(8 * SHELF)))
    places: "array[int]" = field(default_factory=lambda: array("Q", bytes(8 * SHELF)))
    sizes: "array[int]" = field(default_factory=lambda: array("I", bytes(4 * SHELF)))
    count: int = 0


def shelf_name(table: str, number: int) -> str:
    return f"{table}-{number}.json"


def read_shelf_name(name: str) -> tuple[str, int] | None:
    found = _NAME.fullmatch(name)
    return (found[1], int(found[2])) if found else None


def shelf_bytes(
    table: str, documents: Sequence[tuple[int, bytes]]
) -> tuple[bytes, list[tuple[int, int, int]]]:
    """The file, and (id, offset, size) of each document in it."""
    lines = [b'"%d":%s' % pair for pair in documents]
    body = b",\n".join(lines) + _TAIL
    header = _header(table, len(documents), body)
    places = []
    at = len(header)
    for (row, raw), line in zip(documents, lines, strict=True):
        places.append((row, at + len(line) - len(raw), len(raw)))
        at += len(line) + 2
    return header + body, places


def _header(table: str, documents: int, body: bytes) -> bytes:
    about = {"format": 1, "table": table, "documents": documents, "crc": f"{crc32(body):08x}"}
    # "}}" closed the two dicts: the file goes on where they would end.
    return json.dumps({"_file": {"1": about}, table: {}}, separators=(",", ":"))[:-2].encode("ascii") + b"\n"


@dataclass(frozen=True, slots=True)
class ShelfRead:
    #: (id, offset, size) of the documents that are whole.
    places: tuple[tuple[int, int, int], ...]
    damaged: bool = False
    #: How many documents cannot be read, as far as one can tell.
    lost: int = 0


def read_shelf(table: str, data: bytes) -> ShelfRead:
    at = data.find(b"\n") + 1
    body = data[at:]
    inside = body.removesuffix(_TAIL)
    lines = inside.split(b",\n") if at and inside else []
    places: list[tuple[int, int, int]] = []
    whole = at > 0 and data[:at] == _header(table, len(lines), body)
    broken = 0
    for line in lines:
        found = _LINE.match(line)
        raw = line[found.end() :] if found else b""
        if found is None or not (whole or _is_whole(raw)):
            broken += 1
        else:
            places.append((int(found[1]), at + found.end(), len(raw)))
        at += len(line) + 2
    return ShelfRead(tuple(places), not whole, broken)


def _is_whole(raw: bytes) -> bool:
    try:
        check(raw)
    except BrokenSealError:
        return False
    return True
