"""The search index beside the store: followed, never trusted. It can be built again from the stories at any time."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import StoreError
from bot.model.ids import StoryId
from bot.model.query import Query
from bot.model.story import Story, StoryPage

if TYPE_CHECKING:
    from storage.tiny.archive import Archive

_log = logging.getLogger(__name__)
NAME = "search.sqlite"
_BATCH = 200


class Indexer:
    """One thread does all that concerns the index, in the order asked: a search sees what was recorded before it."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        """`read_only`: the index is the writer's alone; one of our own is built in memory for the first question."""
        self._path = folder / NAME
        self._read_only = read_only
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="search-index")
        self._archive: Archive | None = None
        self._open_later: Callable[[], None] | None = None
        self._stopping = False
        self._waiting: deque[Story] = deque()

    def start(self, newest: int, after: Callable[[int], Iterable[Story]]) -> None:
        """Opens the index and, in its thread, brings it up to `newest`; `after(seq)` gives stories changed since."""
        if self._read_only:
            self._open_later = lambda: self._open(newest, after)
        else:
            self._submit(self._open, newest, after)

    def _open(self, newest: int, after: Callable[[int], Iterable[Story]]) -> None:
        from storage.tiny.archive import Archive

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
        missed = iter(after(seq))
        while batch := list(islice(missed, _BATCH)):
            if self._stopping:
                return
            self._waiting.extendleft(reversed(batch))
            self._take_waiting()

    def add(self, stories: Sequence[Story]) -> None:
        """Soon in the index; a failure is logged and made up for."""
        if stories:
            self._waiting.extend(stories)
            self._submit(self._take_waiting)

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

    async def search(
        self,
        query: Query,
        now: datetime,
        languages: frozenset[str],
        page: int,
        size: int,
        newest_first: bool,
        load: Callable[[StoryId], Story | None],
    ) -> StoryPage:
        def ask() -> StoryPage:
            if self._open_later is not None:
                opens, self._open_later = self._open_later, None
                opens()
            if self._archive is None:
                raise StoreError(
                    f"the search index {self._path} is not there", "see the log for why; start the bot again"
                )
            return self._archive.search(query, now, languages, page, size, newest_first, load)

        return await asyncio.get_running_loop().run_in_executor(self._thread, ask)

    def _submit(self, work: Callable[..., None], *args: object) -> None:
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
