"""Opening a data folder: shelves first, then the journal over them; what is damaged is named, the rest saved aside."""

import logging
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import StoreDamaged, StoreError
from storage.tiny.files import Files
from storage.tiny.folder import SAVED, Folder
from storage.tiny.journal import SegmentRead, frame, magic, read_segment, segment_name, segment_numbers
from storage.tiny.sealed import seal, unseal
from storage.tiny.shelf import SHELF, Place, Rows, read_shelf, read_shelf_name, shelf_bytes, shelf_name

_log = logging.getLogger(__name__)

NEW = ".new"
#: The table of our own notes: the last checkpoint, and what else is one of a kind.
STATE = "state"
#: The document in which a checkpoint says how far it went and which shelves there are.
CHECKPOINT_ROW = 1
_LOOKS = 20


@dataclass(slots=True)
class Loaded:
    rows: dict[str, Rows] = field(default_factory=dict)
    shelf_files: dict[tuple[str, int], int] = field(default_factory=dict)
    dirty: set[tuple[str, int]] = field(default_factory=set)
    old_segments: dict[str, int] = field(default_factory=dict)
    #: The last frame that the shelves hold, and the first that the journal holds.
    through: int = 0
    journal_first: int = 0
    segment_number: int = 1
    segment_file: int | None = None
    segment_size: int = 0
    next_frame: int = 1
    #: What is damaged, in words; and the readable rest of those files, by name.
    damage: list[str] = field(default_factory=list)
    rest: dict[str, bytes] = field(default_factory=dict)


def load(folder: Folder, files: Files, *, read_only: bool) -> Loaded:
    """Where each document stands. StoreDamaged names what cannot be read; the folder itself is left as it is."""
    if not read_only:
        for path in folder.path.glob(f"*{NEW}"):
            path.unlink()
        return _load(folder, files, read_only=False)
    for _ in range(_LOOKS):
        # A running bot may make a checkpoint while we read: then the names change, and we look again.
        before = segment_numbers(folder.path)
        try:
            found = _load(folder, files, read_only=True)
        except FileNotFoundError:
            continue
        except StoreDamaged:
            if before == segment_numbers(folder.path):
                raise
            continue
        if before == segment_numbers(folder.path):
            return found
    raise StoreError(f"the data folder {folder.path} changes faster than it can be read", "try again")


def _load(folder: Folder, files: Files, *, read_only: bool) -> Loaded:
    found = Loaded()
    # Segments are opened before the shelves: what a checkpoint folds and removes meanwhile is still held.
    numbers = segment_numbers(folder.path)
    segments = [files.add(folder.path / segment_name(number)) for number in numbers]
    contents = [files.read_whole(file) for file in segments]
    for path in sorted(folder.path.iterdir()):
        about = read_shelf_name(path.name)
        if about:
            _load_shelf(folder, files, found, *about)
    _check_manifest(files, found)
    parts = zip(segments, contents, strict=True)
    _load_segments(found, dict(zip(numbers, parts, strict=True)), read_only)
    if found.damage:
        if not read_only:
            _save(folder, files, found)
        raise _damaged(folder, found)
    return found


def _load_shelf(folder: Folder, files: Files, found: Loaded, table: str, number: int) -> None:
    name = shelf_name(table, number)
    file = files.add(folder.path / name)
    data = files.read_whole(file)
    read = read_shelf(table, data)
    if read.damaged:
        kept = [(row, data[at : at + size]) for row, at, size in read.places]
        what = f"{read.lost} of {read.lost + len(kept)} documents" if read.lost else "its checksum"
        found.damage.append(f"{name} ({what})")
        found.rest[name] = shelf_bytes(table, kept)[0]
    rows = found.rows.setdefault(table, Rows())
    for row, at, size in read.places:
        rows.put(row, Place(file, at, size))
    found.shelf_files[table, number] = file


def _check_manifest(files: Files, found: Loaded) -> None:
    """Shelves that the last checkpoint wrote and that are no longer there."""
    rows = found.rows.get(STATE)
    place = rows.get(CHECKPOINT_ROW) if rows else None
    if place is None:
        if found.shelf_files and not found.damage:
            found.damage.append(f"{shelf_name(STATE, 0)} (missing)")
        return
    note = unseal(files.read(place.file, place.at, place.size))
    found.through = note["through"]
    for table, numbers in note["shelves"].items():
        for number in numbers:
            if (table, number) not in found.shelf_files:
                found.damage.append(f"{shelf_name(table, number)} (missing)")


def _load_segments(found: Loaded, segments: dict[int, tuple[int, bytes]], read_only: bool) -> None:
    expected = found.through + 1
    for place, (number, (file, data)) in enumerate(sorted(segments.items())):
        read, name = read_segment(data), segment_name(number)
        is_last = place == len(segments) - 1
        is_begun = read.end > 0
        if read.damaged or (read.torn and not is_last):
            _keep_frames(found, name, read, data, expected)
        elif is_begun and not (read.first == expected or (place == 0 and read.first < expected)):
            found.damage.append(f"the journal before {name} (missing)")
        found.journal_first = found.journal_first or read.first
        _replay(found, read, file)
        expected = (read.first or expected) + len(read.frames)
        if not is_last:
            found.old_segments[name] = file
            continue
        found.segment_number, found.segment_file, found.segment_size = number, file, read.end
        if read.torn and is_begun and not read_only:
            size = len(data[read.end :].rstrip(b"\0"))
            _log.warning(
                "%s: cut %d bytes of a write that never ended and was never acknowledged", name, size
            )
    found.next_frame = expected
    if not segments and found.shelf_files:
        found.damage.append("the journal (missing)")
        found.rest[segment_name(1)] = magic(expected)
    found.journal_first = found.journal_first or expected


def _replay(found: Loaded, read: SegmentRead, file: int) -> None:
    for one in read.frames:
        for line in one.lines:
            rows = found.rows.setdefault(line.table, Rows())
            if line.size:
                rows.put(line.id, Place(file, line.at, line.size))
            else:
                rows.drop(line.id)
            found.dirty.add((line.table, line.id // SHELF))


def _keep_frames(found: Loaded, name: str, read: SegmentRead, data: bytes, expected: int) -> None:
    """The frames that are whole; empty ones stand for those that are not, so that the numbers still follow."""
    number = read.first or min([expected, *(one.number for one in read.frames)])
    found.journal_first = found.journal_first or number
    pieces = [magic(number)]
    lost = 0
    for one in read.frames:
        while number < one.number:
            pieces.append(frame(number, [])[0])
            number += 1
            lost += 1
        pieces.append(data[one.start : one.end])
        number = one.number + 1
    lost = max(lost, 1)
    found.damage.append(f"{name} ({lost} of {len(read.frames) + lost} writes)")
    found.rest[name] = b"".join(pieces)


def _save(folder: Folder, files: Files, found: Loaded) -> None:
    """The readable rest beside the damaged, with a list of shelves that agrees with what is left."""
    rows = found.rows.setdefault(STATE, Rows())
    places = [(row, rows.get(row)) for row in rows.on_shelf(0) if row != CHECKPOINT_ROW]
    documents = [(row, files.read(place.file, place.at, place.size)) for row, place in places if place]
    shelves: dict[str, list[int]] = {STATE: [0]}
    for table, number in sorted(found.shelf_files):
        if table != STATE:
            shelves.setdefault(table, []).append(number)
    note = {"id": "checkpoint", "through": found.journal_first - 1, "shelves": shelves}
    found.rest[shelf_name(STATE, 0)] = shelf_bytes(STATE, [(CHECKPOINT_ROW, seal(note)), *documents])[0]
    try:
        for name, content in found.rest.items():
            folder.save_aside(name, content)
    except OSError as error:
        _log.warning("the readable rest could not be saved: %s", error.strerror)
        found.rest.clear()


def _damaged(folder: Folder, found: Loaded) -> StoreDamaged:
    where: Path = folder.path / SAVED
    what = f"{folder.path}: not as it was written: {', '.join(found.damage)}; nothing in it was changed"
    if not found.rest:
        return StoreDamaged(what, "put these files back from a backup")
    return StoreDamaged(
        f"{what}, the readable rest was saved in {where}",
        f"put the files back from a backup, or go on without what is lost: mv {where}/* {folder.path}/",
    )
