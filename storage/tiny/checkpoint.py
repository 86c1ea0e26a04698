"""A checkpoint folds the journal into the TinyDB files: copy what changed, sync, rename, then drop the old journal.

It may stop at any point: until the old segments go, the journal says all that the files say.
"""

from dataclasses import dataclass, field

from bot.errors import StoreError
from storage.tiny.database import JournalStorage, check_row
from storage.tiny.journal import Put
from storage.tiny.loading import CHECKPOINT_ROW, NEW, STATE
from storage.tiny.sealed import seal
from storage.tiny.shelf import Place, shelf_bytes, shelf_name


@dataclass(slots=True)
class _Shelf:
    table: str
    number: int
    #: Row and place of each document when the checkpoint began.
    documents: list[tuple[int, Place]]
    #: Row, offset and size in the new file.
    written: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return shelf_name(self.table, self.number)


@dataclass(slots=True)
class Checkpoint:
    """begin and swap in the thread that writes the store; write and finish, which are slow, in any."""

    storage: JournalStorage
    shelves: list[_Shelf] = field(default_factory=list)
    segments: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """What the files will hold is settled here; what comes later goes into a new segment."""
        storage = self.storage
        shelves = {table: rows.shelves() for table, rows in storage.rows.items() if rows.count}
        shelves.setdefault(STATE, [0])
        note = {"id": "checkpoint", "through": storage.next_frame, "shelves": shelves}
        storage.commit([Put(STATE, CHECKPOINT_ROW, seal(note))])
        storage.rotate()
        self.segments = dict(storage.old_segments)
        for table, number in sorted(storage.dirty, key=lambda pair: (pair[0] == STATE, pair)):
            rows = storage.rows[table]
            places = ((row, rows.get(row)) for row in rows.on_shelf(number))
            self.shelves.append(_Shelf(table, number, [(row, place) for row, place in places if place]))
        storage.dirty.clear()

    def write(self) -> None:
        """The new files beside the old ones, durable. OSError if the disk is full."""
        for shelf in self.shelves:
            if shelf.documents:
                self._write_shelf(shelf)

    def _write_shelf(self, shelf: _Shelf) -> None:
        read = self.storage.files.read
        documents = [(row, read(place.file, place.at, place.size)) for row, place in shelf.documents]
        for row, raw in documents:
            check_row(shelf.name, row, raw)
        content, shelf.written = shelf_bytes(shelf.table, documents)
        self.storage.folder.write(shelf.name + NEW, content)

    def failed(self, error: OSError | StoreError) -> StoreError:
        """Gives up: what was to be folded waits in the journal for the next checkpoint."""
        for shelf in self.shelves:
            self.storage.dirty.add((shelf.table, shelf.number))
            (self.storage.folder.path / (shelf.name + NEW)).unlink(missing_ok=True)
        if isinstance(error, StoreError):
            return error
        return StoreError(
            f"a checkpoint in {self.storage.folder.path} failed: {error.strerror}",
            "free space on that disk; nothing is lost, the journal holds it until the next checkpoint",
        )

    def swap(self) -> None:
        """The new files take the place of the old ones, and reading goes on in them."""
        for shelf in self.shelves:
            path = self.storage.folder.path / shelf.name
            file = 0
            if shelf.documents:
                path.with_name(shelf.name + NEW).replace(path)
                file = self.storage.files.add(path)
            before = dict(shelf.documents)
            moves = [(row, before[row], Place(file, at, size)) for row, at, size in shelf.written]
            self.storage.relocate(shelf.table, shelf.number, file, moves)

    def finish(self) -> None:
        """Names made durable first, then what is needless goes."""
        storage = self.storage
        storage.folder.sync()
        for shelf in self.shelves:
            if not shelf.documents:
                (storage.folder.path / shelf.name).unlink(missing_ok=True)
        for name, file in self.segments.items():
            storage.files.forget(file)
            (storage.folder.path / name).unlink(missing_ok=True)
            storage.old_segments.pop(name, None)
        storage.folder.sync()
