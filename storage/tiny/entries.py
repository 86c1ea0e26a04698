"""Entries that were read, kept 30 days whether told or not, and what was made of each."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.model.entry import article_of
from bot.model.feed import FeedSource, FeedState
from bot.model.ids import EntryId, FeedUrl
from bot.model.past import Asked, Past
from bot.model.poll import TellingNote
from bot.model.story import Judgement
from storage.codec import decode, encode
from storage.tiny.core import Core, Writing
from storage.tiny.hashindex import HashIndex, hash64
from storage.tiny.indexer import Indexer
from storage.tiny.news import ReadEntry
from storage.tiny.sealed import head, unseal
from storage.urls import same_address

TABLE = "entries"
_KEPT = timedelta(days=30)
#: Dropped in one write at most.
_BATCH = 500


class TinyEntries:
    """A revised entry gets a new row, so that rows stand in the order in which they were seen."""

    def __init__(self, core: Core, indexer: Indexer, feed: Callable[[FeedUrl], FeedState | None]) -> None:
        """`feed`: how a feed stands, also one that is no longer read."""
        self._core = core
        self._indexer = indexer
        self._feed = feed
        self._by_id = HashIndex()
        self._by_url = HashIndex()
        self._rows = array("Q")
        #: When each of them was seen, seconds since 1970.
        self._times = array("d")
        #: Rows of entries that somebody judged.
        self._judged: set[int] = set()
        for row in core.journal.rows.get(TABLE, ()):
            raw = core.journal.raw(TABLE, row)
            if raw is not None:
                self._show(row, head(raw, "note"))

    # ── the port ────────────────────────────────────────────────────────────────────────────────────────────

    async def by_url(self, url: str) -> TellingNote | None:
        wanted = same_address(url)
        for row in sorted(self._by_url.find(hash64(wanted)), reverse=True):
            note = self._load(row)
            if note and note.entry.link and same_address(note.entry.link) == wanted:
                return note
        return None

    async def get(self, entry: EntryId) -> TellingNote | None:
        row = self._find(entry)
        return None if row is None else self._load(row)

    async def count_since(self, after: datetime) -> int:
        start = bisect_right(self._times, after.timestamp())
        rows = self._core.journal.rows.get(TABLE)
        return sum(rows.get(row) is not None for row in self._rows[start:]) if rows else 0

    async def judge(self, entry: EntryId, judgement: Judgement) -> TellingNote | None:
        row = self._find(entry)
        raw = self._core.journal.raw(TABLE, row) if row is not None else None
        if row is None or raw is None:
            return None
        before = decode(TellingNote, unseal(raw)["note"])
        times = before.judged.get(judgement.value, 0) + 1
        note = replace(before, judged={**before.judged, judgement.value: times})
        writing = self._core.write()
        writing.put(TABLE, row, _document(note, head(raw, "note")["seen_at"]))
        writing.then(lambda: self._judged.add(row))
        writing.commit()
        return note

    async def judged(self) -> Sequence[TellingNote]:
        return [note for row in sorted(self._judged) if (note := self._load(row)) is not None]

    async def first_seen_at(self) -> datetime | None:
        return datetime.fromtimestamp(self._times[0], UTC) if self._times else None

    async def past(self, asked: Asked) -> Past:
        return await self._indexer.past(asked)

    # ── for the other rooms of the store ────────────────────────────────────────────────────────────────────

    def plan(self, writing: Writing, notes: Iterable[TellingNote], now: datetime) -> None:
        latest = {note.entry.id: note for note in notes}
        for note in latest.values():
            self._plan_one(writing, note, now.timestamp())

    def _plan_one(self, writing: Writing, note: TellingNote, seen_at: float) -> None:
        entry = note.entry
        before = self._find(entry.id)
        if before is not None:
            # What was said of it stays when its outlet changes it.
            held = self._load(before) if before in self._judged else None
            note = replace(note, judged=held.judged) if held is not None else note
            self._plan_drop(writing, before)
        row = writing.new_id(TABLE)
        document = _document(note, seen_at)
        writing.put(TABLE, row, document)
        writing.then(lambda: self._show(row, document))
        writing.then(lambda: self._indexer.entries_changed([row]))

    def plan_kept(self, writing: Writing, note: TellingNote, seen_at: float) -> bool:
        """One that another store read; False if it is held already."""
        if self._find(note.entry.id) is not None:
            return False
        self._plan_one(writing, note, seen_at)
        return True

    def all(self) -> Iterator[tuple[TellingNote, datetime]]:
        """With when each was seen."""
        for row in self._core.journal.rows.get(TABLE, ()):
            raw = self._core.journal.raw(TABLE, row)
            if raw is not None:
                document = unseal(raw)
                yield decode(TellingNote, document["note"]), datetime.fromtimestamp(document["seen_at"], UTC)

    def seen(self) -> dict[int, float]:
        """Rows as they stand, and when each was seen."""
        rows = self._core.journal.rows.get(TABLE)
        pairs = zip(self._rows, self._times, strict=True)
        return {row: seen_at for row, seen_at in pairs if rows and rows.get(row) is not None}

    def read(self, row: int) -> ReadEntry | None:
        """As it was read. For any thread."""
        raw = self._core.journal.raw(TABLE, row)
        if raw is None:
            return None
        document = unseal(raw)
        note = decode(TellingNote, document["note"])
        seen_at = datetime.fromtimestamp(document["seen_at"], UTC)
        feed = self._feed(note.entry.feed) or FeedState(FeedSource(note.entry.feed), seen_at)
        # What its first poll brought was written down when the poll began.
        quiet = feed.first_read_at is not None and seen_at <= feed.first_read_at
        return ReadEntry(article_of(note.entry, feed), seen_at, note.story, quiet)

    def count(self) -> int:
        rows = self._core.journal.rows.get(TABLE)
        return rows.count if rows else 0

    def tidy(self, now: datetime) -> None:
        stop = bisect_left(self._times, (now - _KEPT).timestamp())
        for start in range(0, stop, _BATCH):
            writing = self._core.write()
            for row in self._rows[start : min(start + _BATCH, stop)]:
                self._plan_drop(writing, row)
            writing.commit()
        del self._rows[:stop], self._times[:stop]

    def _find(self, entry: EntryId) -> int | None:
        for row in self._by_id.find(hash64(entry)):
            raw = self._core.journal.raw(TABLE, row)
            if raw is not None and head(raw, "note")["id"] == entry:
                return row
        return None

    def _load(self, row: int) -> TellingNote | None:
        raw = self._core.journal.raw(TABLE, row)
        return decode(TellingNote, unseal(raw)["note"]) if raw is not None else None

    def _plan_drop(self, writing: Writing, row: int) -> None:
        raw = self._core.journal.raw(TABLE, row)
        if raw is None:
            return
        about = head(raw, "note")
        writing.drop(TABLE, row)

        def show() -> None:
            self._judged.discard(row)
            self._by_id.discard(hash64(about["id"]), row)
            if about.get("link"):
                self._by_url.discard(hash64(same_address(about["link"])), row)
            self._indexer.entries_changed([row])

        writing.then(show)

    def _show(self, row: int, about: Mapping[str, Any]) -> None:
        seen_at: float = about["seen_at"]
        self._by_id.add(hash64(about["id"]), row)
        if about.get("link"):
            self._by_url.add(hash64(same_address(about["link"])), row)
        if about.get("judged"):
            self._judged.add(row)
        # Mostly the last; not after a clock was set back, nor for entries that another store read.
        at = bisect_right(self._times, seen_at)
        self._rows.insert(at, row)
        self._times.insert(at, seen_at)


def _document(note: TellingNote, seen_at: float) -> dict[str, Any]:
    """The note with what must be known of it without reading it, which stands first."""
    about = {"id": note.entry.id, "link": note.entry.link, "seen_at": seen_at}
    return {**about, **({"judged": True} if note.judged else {}), "note": encode(note)}
