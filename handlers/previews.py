"""What a watch would have sent: counted in the stories of the last 30 days that the archive holds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.ids import InterestKey
from bot.model.query import After, And, Query
from bot.model.story import Story
from bot.model.subscription import Subscription
from handlers.query_text import Wider, in_titles, wider, write_query
from handlers.services import Services

LOOK_BACK = timedelta(days=30)
#: An archive younger than this says nothing about a week.
_YOUNGEST = timedelta(days=2)
_WEEK = timedelta(days=7)
#: Stories that are looked at one by one; beyond them the count alone is known.
_MOST = 300
#: The same for the variants beside it, of which only the number is shown.
FEWER = 100
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """What a query would have sent: the newest first, at most 300 of them, and how many a week (None: too early)."""

    stories: Sequence[Story]
    count: int
    weekly: int | None


class Held:
    """The part of the archive that a preview counts in, for one chat."""

    def __init__(self, services: Services, view: Subscription, now: datetime, first: datetime | None) -> None:
        self._services, self._view, self._now = services, view, now
        self._held = min(now - first, LOOK_BACK) if first is not None else timedelta(0)

    @property
    def days(self) -> int:
        return max(1, round(self._held / timedelta(days=1)))

    @property
    def young(self) -> bool:
        return self._held < _YOUNGEST

    async def count(self, query: Query, most: int = _MOST) -> Counted:
        """Stories that were news, in the chat's languages. A very young archive has hardly any: there all count."""
        page = await self._services.store.stories.search(
            And((query, After(LOOK_BACK))), self._now, self._view.languages, 0, most, newest_first=True
        )
        stories = [
            story for story in page.stories if story.withdrawn is None and (self.young or not story.quiet)
        ]
        # What was not looked at has the same share of backlog as what was.
        count = len(stories)
        if page.total > len(page.stories):
            count = round(count * page.total / len(page.stories))
        weekly = None if self.young else round(count * (_WEEK / self._held))
        return Counted(stories, count, weekly)

    async def narrower(self, query: Query) -> tuple[Query, Counted] | None:
        """In headlines only, where that leaves some."""
        narrowed = in_titles(query)
        if narrowed is None:
            return None
        counted = await self.count(narrowed, FEWER)
        return (narrowed, counted) if counted.count else None

    async def wider(self, query: Query, than: int) -> tuple[Wider, Counted] | None:
        """One part less: the part whose absence adds least, but something."""
        tries = [(each, await self.count(each.query, FEWER)) for each in wider(query)]
        more = [(each, counted) for each, counted in tries if counted.count > than]
        return min(more, key=lambda pair: pair[1].count, default=None)

    async def nearest(self, query: Query) -> list[tuple[Story, str]]:
        """For a query that nothing answers: stories that all but one part of it speak of, and that part."""
        found: list[tuple[Story, str]] = []
        for each in wider(query):
            counted = await self.count(each.query, FEWER)
            found += [(story, _failed(query, each)) for story in counted.stories[:_NEAREST]]
        unlike: dict[str, tuple[Story, str]] = {}
        for story, failed in sorted(found, key=lambda pair: pair[0].seen_at, reverse=True):
            unlike.setdefault(story.id, (story, failed))
        return list(unlike.values())[:_NEAREST]


def _failed(query: Query, without: Wider) -> str:
    rest = without.query.nodes if isinstance(without.query, And) else (without.query,)
    parts = query.nodes if isinstance(query, And) else ()
    return next((write_query(part) for part in parts if part not in rest), without.without)


async def held_for(view: Subscription, services: Services) -> Held:
    return Held(services, view, services.clock.now(), await services.store.stories.first_seen_at())


def came_anyway(story: Story, view: Subscription, *, subscribed: bool) -> tuple[InterestKey, ...]:
    """Topics of the chat under which it had this story."""
    if not subscribed or view.paused or story.seen_at < view.since:
        return ()
    return tuple(
        key
        for key in story.interests(view.sensitivity.threshold)
        if not key.startswith("watch:") and view.wants(key)
    )


def one_topic(topics: Sequence[Sequence[InterestKey]]) -> InterestKey | None:
    """The topic under which all of them came, if there is one."""
    counted = Counter(key for each in topics for key in set(each))
    return next((key for key, times in counted.most_common(1) if times == len(topics)), None)
