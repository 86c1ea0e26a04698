"""The journal: each change of the store is one frame, appended with one write and one fdatasync.

A segment is a file `journal-000001`, text throughout:

    watchword-journal 1 FIRST            the number of its first frame
    NUMBER LENGTH CRC                    of a frame: its number, the length and checksum of what follows
    +TABLE ID {document}                 a document as it now stands (sealed.py)
    -TABLE ID                            a document that is gone
    .                                    the end of the frame

Frames set whole documents, so reading them again over newer files gives the same: a checkpoint may stop anywhere.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from bot.errors import StoreError
from storage.tiny.folder import write_all

_NAME = re.compile(r"journal-(\d{6,})")
_MAGIC = re.compile(rb"watchword-journal 1 (\d{1,18})\n")
_HEADER = re.compile(rb"(\d{1,18}) (\d{1,12}) ([0-9a-f]{8})\n")
_END = b".\n"
_ZEROS = re.compile(rb"\0+")
_BLOCK = 512
_ROOM = 256 << 10


@dataclass(frozen=True, slots=True)
class Put:
    """A document as it now stands, sealed."""

    table: str
    id: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Drop:
    table: str
    id: int


Change = Put | Drop


@dataclass(frozen=True, slots=True)
class Line:
    """A change as it stands in a segment: `size` bytes of document at `at`; size 0: the document is gone."""

    table: str
    id: int
    at: int
    size: int


def segment_name(number: int) -> str:
    return f"journal-{number:06d}"


def segment_numbers(folder: Path) -> list[int]:
    return sorted(int(found[1]) for path in folder.iterdir() if (found := _NAME.fullmatch(path.name)))


def magic(first: int) -> bytes:
    return b"watchword-journal 1 %d\n" % first


def frame(number: int, changes: Sequence[Change]) -> tuple[bytes, list[Line]]:
    """A frame, and where in it (from its first byte) each document stands."""
    lines: list[bytes] = []
    places: list[Line] = []
    at = 0
    for change in changes:
        if isinstance(change, Put):
            name = b"+%s %d " % (change.table.encode("ascii"), change.id)
            lines += (name, change.raw, b"\n")
            places.append(Line(change.table, change.id, at + len(name), len(change.raw)))
            at += len(name) + len(change.raw) + 1
        else:
            line = b"-%s %d\n" % (change.table.encode("ascii"), change.id)
            lines.append(line)
            places.append(Line(change.table, change.id, 0, 0))
            at += len(line)
    payload = b"".join((*lines, _END))
    header = b"%d %d %08x\n" % (number, len(payload), _checksum(number, payload))
    moved = [Line(place.table, place.id, place.at + len(header), place.size) for place in places]
    return header + payload, moved


def _checksum(number: int, payload: bytes) -> int:
    return crc32(payload, crc32(b"%d" % number))


@dataclass(frozen=True, slots=True)
class Frame:
    number: int
    start: int
    end: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SegmentRead:
    """What a segment holds. `torn`: the last write never ended. `damaged`: what was acknowledged is not as written."""

    first: int
    frames: tuple[Frame, ...]
    #: Where what is whole ends; behind it may stand zeros, room kept for what comes next.
    end: int
    torn: bool = False
    damaged: bool = False


def read_segment(data: bytes) -> SegmentRead:
    found = _MAGIC.match(data)
    if found is None:
        # A segment is made durable before anything is written in it, so only an unfinished beginning is harmless.
        whole = data.count(b"\n") > 0
        return SegmentRead(0, tuple(_later_frames(data, 0)), 0, torn=not whole, damaged=whole)
    first, at = int(found[1]), found.end()
    frames: list[Frame] = []
    end = len(data.rstrip(b"\0"))
    while at < end:
        read = _frame_at(data, at)
        if read is None or read.number != first + len(frames):
            later = tuple(_later_frames(data, at))
            harmless = not later and _is_torn(data, at)
            return SegmentRead(first, (*frames, *later), at, torn=harmless, damaged=not harmless)
        frames.append(read)
        at = read.end
    return SegmentRead(first, tuple(frames), at)


def _frame_at(data: bytes, at: int) -> Frame | None:
    found = _HEADER.match(data, at)
    if found is None:
        return None
    number, start, end = int(found[1]), found.end(), found.end() + int(found[2])
    payload = data[start:end]
    if end > len(data) or not payload.endswith(_END) or _checksum(number, payload) != int(found[3], 16):
        return None
    lines: list[Line] = []
    while start < end - len(_END):
        stop = data.index(b"\n", start)
        kind, table, name, *_ = data[start : start + 1], *data[start + 1 : stop].split(b" ", 2)
        after = start + 1 + len(table) + 1 + len(name) + 1
        is_put = kind == b"+"
        at_document, size = (after, stop - after) if is_put else (0, 0)
        lines.append(Line(table.decode("ascii"), int(name), at_document, size))
        start = stop + 1
    return Frame(number, at, end, tuple(lines))


def _later_frames(data: bytes, at: int) -> Iterator[Frame]:
    """Whole frames behind a place that cannot be read."""
    while (line := data.find(b"\n", at)) >= 0:
        at = line + 1
        while (read := _frame_at(data, at)) is not None:
            yield read
            at = read.end


def _is_torn(data: bytes, at: int) -> bool:
    """Whether the tail is a write that never ended: cut short, or (after a power cut) with blocks of zeros."""
    tail = data[at:].rstrip(b"\0")
    holes = [(at + hole.start(), at + hole.end()) for hole in _ZEROS.finditer(tail)]
    if holes:
        # A hole is whole blocks; a single zero is a letter that has lost its only bit.
        return all((start % _BLOCK == 0 or start == at) and end % _BLOCK == 0 for start, end in holes)
    found = _HEADER.match(tail)
    is_all_there = found is not None and found.end() + int(found[2]) <= len(tail)
    return not is_all_there and not tail.endswith(b"\n" + _END)


class Segment:
    """The segment that is written to. Not for several threads."""

    def __init__(self, path: Path, next_frame: int, size: int) -> None:
        self.path = path
        self.next_frame = next_frame
        self.size = size
        self._room = size
        self._broken: str | None = None
        try:
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _cannot_write(path, error) from error
        try:
            self._begin()
        except OSError as error:
            os.close(self._handle)
            raise _cannot_write(path, error) from error

    def _begin(self) -> None:
        # Cuts a torn tail and the room that was kept.
        os.ftruncate(self._handle, self.size)
        if self.size == 0:
            beginning = magic(self.next_frame)
            write_all(self._handle, beginning, 0)
            self.size = len(beginning)
        os.fsync(self._handle)
        self._room = self.size

    def append(self, changes: Sequence[Change]) -> list[Line]:
        """Durable when it returns: where each document now stands. StoreError, and nothing changed, if it cannot."""
        if self._broken:
            raise StoreError(
                f"{self.path}: {self._broken} before, so nothing more is written",
                "mend or free the disk, then start the bot again: nothing that was acknowledged is lost",
            )
        data, lines = frame(self.next_frame, changes)
        self._make_room(self.size + len(data))
        try:
            write_all(self._handle, data, self.size)
        except OSError as error:
            self._take_back()
            raise _cannot_write(self.path, error) from error
        try:
            os.fdatasync(self._handle)
        except OSError as error:
            # After a failed sync nobody knows which pages reached the disk, and asking again would say "all".
            self._broken = error.strerror or "a failed sync"
            self._take_back()
            raise _cannot_write(self.path, error) from error
        moved = [Line(line.table, line.id, line.at + self.size, line.size) for line in lines]
        self.size += len(data)
        self._room = max(self._room, self.size)
        self.next_frame += 1
        return moved

    def _make_room(self, needed: int) -> None:
        """Writes zeros ahead: a sync that need not also record a longer file takes half the time."""
        if needed <= self._room:
            return
        try:
            write_all(self._handle, bytes(needed - self._room + _ROOM), self._room)
        except OSError:
            # Too little for so much room; the frame itself may still fit.
            self._room = os.fstat(self._handle).st_size
        else:
            self._room = needed + _ROOM

    def _take_back(self) -> None:
        try:
            os.ftruncate(self._handle, self.size)
            self._room = self.size
        except OSError as error:
            self._broken = error.strerror or "a failed write"

    def close(self) -> None:
        with suppress(OSError):
            os.ftruncate(self._handle, self.size)
        os.close(self._handle)


def _cannot_write(path: Path, error: OSError) -> StoreError:
    return StoreError(
        f"{path} cannot be written: {error.strerror}",
        "free space on that disk (or lift its limit); the bot goes on then, nothing that was acknowledged is lost",
    )
