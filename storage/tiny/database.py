"""TinyDB through its own extension points: a Storage that appends to the journal, and a Table that reads on demand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import RLock
from typing import Any, cast

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table
from tinydb.utils import LRUCache

from bot.errors import StoreDamaged, StoreError
from storage.tiny.documents import Documents, Draft
from storage.tiny.files import Files
from storage.tiny.folder import Folder
from storage.tiny.journal import Change, Drop, Line, Put, Segment, segment_name
from storage.tiny.loading import Loaded, load
from storage.tiny.sealed import BrokenSealError, check, seal
from storage.tiny.shelf import SHELF, Place, Rows


class JournalStorage(Storage):
    """Each `commit` is one durable append. Reading may be done by several threads, writing by one."""

    def __init__(self, folder: Folder, *, read_only: bool = False) -> None:
        super().__init__()
        self.folder = folder
        self.read_only = read_only
        self.files = Files(keep_open=read_only)
        # Held while places change, so that another thread never reads half of a change.
        self._lock = RLock()
        found: Loaded = load(folder, self.files, read_only=read_only)
        self.rows: dict[str, Rows] = found.rows
        self.shelf_files = found.shelf_files
        self.dirty = found.dirty
        #: Segments a checkpoint will make needless: name → number of the file.
        self.old_segments = found.old_segments
        self._segment_number = found.segment_number
        self._segment: Segment | None = None
        self._segment_file = found.segment_file
        if not read_only:
            self._segment = self._open_segment(found.next_frame, found.segment_size)

    def _open_segment(self, next_frame: int, size: int) -> Segment:
        path = self.folder.path / segment_name(self._segment_number)
        segment = Segment(path, next_frame, size)
        try:
            self.folder.sync()
        except OSError as error:
            segment.close()
            raise StoreError(
                f"{self.folder.path} cannot be written: {error.strerror}", "mend that disk"
            ) from error
        if self._segment_file is None:
            self._segment_file = self.files.add(path)
        return segment

    # ── what TinyDB asks of a Storage ───────────────────────────────────────────────────────────────────────

    def read(self) -> dict[str, dict[str, Any]] | None:
        tables = {name: Documents(self, name) for name, rows in self.rows.items() if rows.count}
        return cast("dict[str, dict[str, Any]]", tables) or None

    def write(self, data: Mapping[str, Mapping[Any, Mapping[str, Any]]]) -> None:
        changes: list[Change] = []
        for name, rows in self.rows.items():
            kept = {int(row) for row in data.get(name, {})}
            changes += [Drop(name, row) for row in rows if row not in kept]
        for name, documents in data.items():
            if not isinstance(documents, Documents):
                changes += [Put(name, int(row), seal(document)) for row, document in documents.items()]
        self.commit(changes)

    def close(self) -> None:
        if self._segment is not None:
            self._segment.close()
            self._segment = None
        self.files.close()

    # ── what the store asks ─────────────────────────────────────────────────────────────────────────────────

    def commit(self, changes: Sequence[Change]) -> None:
        """One frame, one fdatasync; all of it or nothing. StoreError if it cannot be written."""
        if not changes:
            return
        segment = self._segment
        if segment is None:
            why = "is open for reading only" if self.read_only else "is closed"
            raise StoreError(f"the data folder {self.folder.path} {why}", "ask the running bot to do it")
        for change in changes:
            if isinstance(change, Put) and b"\n" in change.raw:
                raise ValueError("a document must be one line")
        lines = segment.append(changes)
        with self._lock:
            for line in lines:
                self._apply(line)

    def _apply(self, line: Line) -> None:
        assert self._segment_file is not None
        rows = self.rows.setdefault(line.table, Rows())
        if line.size:
            rows.put(line.id, Place(self._segment_file, line.at, line.size))
        else:
            rows.drop(line.id)
        self.dirty.add((line.table, line.id // SHELF))

    def raw(self, table: str, row: int) -> bytes | None:
        """The document as it stands on disk, checked."""
        with self._lock:
            rows = self.rows.get(table)
            place = rows.get(row) if rows else None
            if place is None:
                return None
            data = self.files.read(place.file, place.at, place.size)
            name = self.files.path(place.file).name
        check_row(name, row, data)
        return data

    def has(self, table: str, row: int) -> bool:
        rows = self.rows.get(table)
        return rows is not None and rows.get(row) is not None

    def next_id(self, table: str) -> int:
        rows = self.rows.get(table)
        return rows.last_id + 1 if rows else 1

    @property
    def is_folded(self) -> bool:
        """Whether the files hold all that the journal says."""
        return not self.dirty and not self.old_segments

    @property
    def journal_size(self) -> int:
        return self._segment.size if self._segment else 0

    @property
    def next_frame(self) -> int:
        return self._segment.next_frame if self._segment else 0

    # ── what a checkpoint asks ──────────────────────────────────────────────────────────────────────────────

    def rotate(self) -> None:
        """From now on frames go into a new segment; the one before waits for its checkpoint."""
        before, number, file = self._segment, self._segment_number, self._segment_file
        assert before is not None
        assert file is not None
        self._segment_number += 1
        self._segment_file = None
        try:
            self._segment = self._open_segment(before.next_frame, 0)
        except StoreError:
            # Its first frame's number would soon be wrong: the old segment goes on.
            (self.folder.path / segment_name(self._segment_number)).unlink(missing_ok=True)
            self._segment_number, self._segment_file = number, file
            raise
        before.close()
        self.old_segments[segment_name(number)] = file

    def relocate(self, table: str, shelf: int, file: int, moves: Sequence[tuple[int, Place, Place]]) -> None:
        """Documents that stood at the first place now stand at the second, unless they changed meanwhile."""
        with self._lock:
            rows = self.rows[table]
            for row, before, after in moves:
                if rows.get(row) == before:
                    rows.put(row, after)
            old = self.shelf_files.pop((table, shelf), None)
            if file:
                self.shelf_files[table, shelf] = file
            if old is not None:
                self.files.forget(old)


def check_row(name: str, row: int, raw: bytes) -> None:
    """StoreDamaged if a document is not as it was written."""
    try:
        check(raw)
    except BrokenSealError as error:
        raise StoreDamaged(
            f"{name}: document {row} is not as it was written",
            "stop the bot and start it again: it then says what is damaged and saves the rest",
        ) from error


class _NoCache(LRUCache[Any, Any]):
    def __init__(self, capacity: int | None = None) -> None:  # noqa: ARG002  # TinyDB's signature
        super().__init__(0)


class JournalTable(Table):
    """A TinyDB table over the journal: reads decode single documents, each mutating call is one durable append."""

    # Documents change beneath TinyDB as well (Store writes several tables at once): a cached answer would be stale.
    query_cache_class = _NoCache
    _given = 0

    @property
    def _journal(self) -> JournalStorage:
        return cast("JournalStorage", self._storage)

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return cast("dict[str, Mapping[str, Any]]", Documents(self._journal, self.name))

    def insert(self, document: Mapping[str, Any]) -> int:
        """As TinyDB's, at the cost of this one document."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        changes: list[Change] = []
        rows: list[int] = []
        known: set[int] = set()
        for document in documents:
            if not isinstance(document, Mapping):
                raise ValueError("Document is not a Mapping")  # as TinyDB raises it
            row = document.doc_id if isinstance(document, self.document_class) else self._get_next_id()
            if row in known or self._journal.has(self.name, row):
                raise ValueError(f"Document with ID {row} already exists")
            rows.append(row)
            known.add(row)
            changes.append(Put(self.name, row, seal(document)))
        self._journal.commit(changes)
        return rows

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        draft = Draft(Documents(self._journal, self.name))
        updater(cast("dict[int, Mapping[str, Any]]", draft))
        self._journal.commit(draft.changes(self._journal, self.name))
        self.clear_cache()

    def _get_next_id(self) -> int:
        # Several documents of one call get their ids before any of them is written.
        row = max(self._given + 1, self._journal.next_id(self.name))
        self._given = row
        return row


class Database(TinyDB):
    """`Database(folder)`; stock TinyDB in everything that can be asked of it."""

    table_class = JournalTable

    def __init__(self, folder: Folder, *, read_only: bool = False) -> None:
        super().__init__(folder, read_only=read_only, storage=JournalStorage)

    @property
    def journal(self) -> JournalStorage:
        return cast("JournalStorage", self.storage)
