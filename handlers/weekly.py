"""About how many stories a week: counted from the last 30 days of the store, said before one subscribes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.ids import InterestKey
from bot.model.subscription import ALL_TOPICS
from bot.ports import Clock, Store

_LOOK_BACK = timedelta(days=30)
#: An archive younger than this says nothing about a week.
_YOUNGEST = timedelta(days=2)
#: A count may be this old (seconds, monotonic) before a changed store is read again.
_STALE = 60.0


@dataclass(frozen=True, slots=True)
class _Seen:
    at: datetime
    language: str | None
    scores: Mapping[InterestKey, float]


class Weekly:
    """A cache of the store: built again when its version moved and the last reading is a minute old."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._seen: list[_Seen] = []
        self._first: datetime | None = None
        self._version = -1
        self._read_at = float("-inf")

    async def about(
        self, topics: Collection[InterestKey], threshold: float, languages: Collection[str]
    ) -> int | None:
        """Stories a week that reach the threshold in any of the topics; None while nobody can know.

        Empty `languages`: all. A story whose language is not known counts for everybody.
        """
        await self._refresh()
        now = self._clock.now()
        if self._first is None or now - self._first < _YOUNGEST:
            return None
        everything = ALL_TOPICS in topics
        count = sum(
            1
            for seen in self._seen
            if seen.at > now - _LOOK_BACK
            and (not languages or seen.language is None or seen.language in languages)
            and any(
                score >= threshold
                for key, score in seen.scores.items()
                if key in topics or (everything and not key.startswith("watch:"))
            )
        )
        held = min(now - self._first, _LOOK_BACK)
        return round(count * (timedelta(days=7) / held))

    async def _refresh(self) -> None:
        version = self._store.version("stories")
        monotonic = self._clock.monotonic()
        if version == self._version or (self._version >= 0 and monotonic - self._read_at < _STALE):
            return
        self._version, self._read_at = version, monotonic
        after = self._clock.now() - _LOOK_BACK
        self._first = await self._store.stories.first_seen_at()
        # Read whole each time: a story's scores may change when another outlet joins, so nothing is only added.
        self._seen = [
            _Seen(story.seen_at, story.language, dict(story.scores))
            async for story in await self._store.stories.since(after)
            if not story.quiet and story.withdrawn is None
        ]
