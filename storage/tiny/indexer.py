"""The search index beside the store: followed, never trusted. It can be built again from the stories at any time."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.errors import StoreError
from bot.model.ids import InterestKey, StoryId
from bot.model.past import Asked, Past, Untold
from bot.model.query import Query
from bot.model.story import Story, StoryPage
from storage.tiny.news import ReadEntry

if TYPE_CHECKING:
    from storage.tiny.archive import Archive

T = TypeVar("T")
_log = logging.getLogger(__name__)
NAME = "search.sqlite"
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Sources:
    """What the index is made of, for its thread to ask: stories changed after a number, and entries by row."""

    stories_after: Callable[[int], Iterable[Story]]
    story: Callable[[StoryId], Story | None]
    #: Rows of entries and when each was seen, as they stand when asked.
    entries: Callable[[], dict[int, float]]
    entry: Callable[[int], ReadEntry | None]


class Indexer:
    """One thread does all that concerns the index, in the order asked: a search sees what was recorded before it."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """`read_only`: the index is the writer's alone; one of our own is built in memory for the first question."""
        self._path = folder / NAME
        self._read_only = read_only
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="search-index")
        self._archive: Archive | None = None
        self._sources: Sources | None = None
        self._open_later: Callable[[], None] | None = None
        self._stopping = False
        self._waiting: deque[Story] = deque()
        #: Rows of entries that came, changed or went.
        self._rows: deque[int] = deque()

    def start(self, newest: int, sources: Sources) -> None:
        """Opens the index and, in its thread, brings it up to `newest` and to the entries as they stand."""
        self._sources = sources
        entries = sources.entries()
        if self._read_only:
            self._open_later = lambda: self._open(newest, entries)
        else:
            self._submit(self._open, newest, entries)

    def _open(self, newest: int, entries: dict[int, float]) -> None:
        from storage.tiny.archive import Archive

        assert self._sources is not None
        self._archive = Archive(None if self._read_only else self._path)
        seq = self._archive.last_seq()
        if seq > newest:
            _log.warning("the search index is newer than the store (a backup was put back?): built again")
            self._archive.close()
            for path in self._path.parent.glob(f"{NAME}*"):
                path.unlink()
            self._archive = Archive(self._path)
            seq = 0
        # What was recorded meanwhile waits behind these.
        missed = iter(self._sources.stories_after(seq))
        while batch := list(islice(missed, _BATCH)):
            if self._stopping:
                return
            self._waiting.extendleft(reversed(batch))
            self._take_waiting()
        held = self._archive.entries.rows()
        self._rows.extendleft(row for row, _ in sorted(set(held.items()) ^ set(entries.items())))
        self._follow_entries()

    def add(self, stories: Sequence[Story]) -> None:
        """Soon in the index; a failure is logged and made up for."""
        if stories:
            self._waiting.extend(stories)
            self._submit(self._take_waiting)

    def entries_changed(self, rows: Sequence[int]) -> None:
        """Entries that came, changed or went: soon in the index as they then stand."""
        if rows:
            self._rows.extend(rows)
            self._submit(self._follow_entries)

    def _take_waiting(self) -> None:
        """All that wait, at once: where much comes, one transaction does for many."""
        if self._archive is None or self._stopping or not self._waiting:
            return
        taken = list(self._waiting)
        # Withdrawn ones too: who looks for one is to find that it was withdrawn.
        self._archive.add(list({story.id: story for story in taken}.values()))
        # What failed stays and is tried with the next: the index never says that it is further than it is.
        for _ in taken:
            self._waiting.popleft()

    def _follow_entries(self) -> None:
        """Some of them; then others may ask, and it goes on."""
        if self._archive is None or self._stopping or not self._rows:
            return
        self._take_rows()
        if self._rows:
            self._submit(self._follow_entries)

    def _take_rows(self) -> None:
        assert self._archive is not None
        assert self._sources is not None
        taken = list(islice(self._rows, _BATCH))
        self._archive.entries.take([(row, self._sources.entry(row)) for row in dict.fromkeys(taken)])
        for _ in taken:
            self._rows.popleft()

    async def search(
        self,
        query: Query,
        now: datetime,
        languages: frozenset[str],
        page: int,
        size: int,
        newest_first: bool,
        own: Collection[InterestKey],
    ) -> StoryPage:
        def ask(archive: "Archive", sources: Sources) -> StoryPage:
            return archive.search(query, now, languages, page, size, newest_first, sources.story, own)

        return await self._ask(ask)

    async def similar(self, word: str, n: int) -> Sequence[str]:
        def ask(archive: "Archive", _: Sources) -> Sequence[str]:
            return archive.similar(word, n)

        return await self._ask(ask)

    async def past(self, asked: Asked) -> Past:
        def ask(archive: "Archive", sources: Sources) -> Past:
            while self._rows and not self._stopping:
                self._take_rows()
            hits = archive.entries.past(asked)
            found = [sources.entry(hit) if isinstance(hit, int) else sources.story(hit) for hit in hits.found]
            return Past(
                [
                    Untold(one.article, one.seen_at) if isinstance(one, ReadEntry) else one
                    for one in found
                    if one is not None
                ],
                hits.total,
            )

        return await self._ask(ask)

    async def _ask(self, question: "Callable[[Archive, Sources], T]") -> T:
        def ask() -> T:
            if self._open_later is not None:
                opens, self._open_later = self._open_later, None
                opens()
            if self._archive is None or self._sources is None:
                raise StoreError(
                    f"the search index {self._path} is not there", "see the log for why; start the bot again"
                )
            return question(self._archive, self._sources)

        return await asyncio.get_running_loop().run_in_executor(self._thread, ask)

    def _submit(self, work: Callable[..., None], *args: object) -> None:
        # Its own thread goes on after it was told to stop.
        with contextlib.suppress(RuntimeError):
            self._thread.submit(work, *args).add_done_callback(_tell)

    async def close(self) -> None:
        self._stopping = True

        def shut() -> None:
            if self._archive is not None:
                self._archive.close()

        self._submit(shut)
        await asyncio.to_thread(self._thread.shutdown)


def _tell(done: Future[None]) -> None:
    error = done.exception()
    if error is not None:
        _log.warning("the search index could not follow: %s: %s", type(error).__name__, error)
