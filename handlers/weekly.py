"""About how many stories a week: counted from the last 30 days of the store, said before one subscribes."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.ids import InterestKey, StoryId, is_watch
from bot.model.subscription import ALL_TOPICS
from bot.ports import Clock, Store

_LOOK_BACK = timedelta(days=30)
#: An archive younger than this says nothing about a week.
_YOUNGEST = timedelta(days=2)
#: A count may be this old (seconds, monotonic) before what is new in a changed store is read.
_STALE = 60.0
#: After so long all is read again: scores change when outlets join, and stories are withdrawn.
_OLD = 3600.0
#: What is new is looked for from a little before the newest that is known.
_OVERLAP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Seen:
    at: datetime
    language: str | None
    scores: Mapping[InterestKey, float]


class Weekly:
    """A cache of the store, followed when its version moves. Holds no chat's id."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: dict[StoryId, _Seen] = {}
        self._first: datetime | None = None
        self._version = -1
        self._read_at = self._read_all_at = float("-inf")
        self._reading = asyncio.Lock()

    async def about(
        self, topics: Collection[InterestKey], threshold: float, languages: Collection[str]
    ) -> int | None:
        """Stories a week that reach the threshold in any of the topics; None while nobody can know.

        Empty `languages`: all. A story whose language is not known counts for everybody.
        """
        async with self._reading:
            await self._follow()
        now = self._clock.now()
        if self._first is None or now - self._first < _YOUNGEST:
            return None
        everything = ALL_TOPICS in topics
        count = sum(
            1
            for seen in self._seen.values()
            if seen.at > now - _LOOK_BACK
            and (not languages or seen.language is None or seen.language in languages)
            and any(
                score >= threshold
                for key, score in seen.scores.items()
                if key in topics or (everything and not is_watch(key))
            )
        )
        held = min(now - self._first, _LOOK_BACK)
        return round(count * (timedelta(days=7) / held))

    async def _follow(self) -> None:
        version, monotonic = self._store.version("stories"), self._clock.monotonic()
        if version == self._version or monotonic - self._read_at < _STALE:
            return
        after = self._clock.now() - _LOOK_BACK
        if monotonic - self._read_all_at < _OLD and self._seen:
            after = max(after, max(seen.at for seen in self._seen.values()) - _OVERLAP)
        else:
            self._seen, self._read_all_at = {}, monotonic
        self._version, self._read_at = version, monotonic
        self._first = await self._store.stories.first_seen_at()
        async for story in await self._store.stories.since(after):
            if not story.quiet and story.withdrawn is None:
                language = story.language.partition("-")[0] if story.language else None
                self._seen[story.id] = _Seen(story.seen_at, language, dict(story.scores))
