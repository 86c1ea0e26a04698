"""What a watch would have sent: counted in all that was read in the last 30 days, told under a topic or not."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.ids import InterestKey, is_watch
from bot.model.past import Asked, Past, Untold
from bot.model.query import After, And, Query
from bot.model.story import Story
from bot.model.subscription import Subscription
from bot.stories.once import each_once
from bot.stories.query_document import document_of
from bot.stories.query_quotes import asks_quotes, before_quotes
from bot.stories.query_write import write_query
from bot.stories.search import judge
from bot.stories.tell import bare_story, with_quotes
from handlers.query_text import Wider, in_titles, wider
from handlers.services import Services

LOOK_BACK = timedelta(days=30)
#: An archive younger than this says nothing about a week.
_YOUNGEST = timedelta(days=2)
_WEEK = timedelta(days=7)
#: What is looked at one by one, so that a story that several outlets carry counts once; of more, the share is taken.
_MOST = 200
#: The same for the variants beside it, of which only the number is shown.
_FEWER = 60
#: The same in the list of all watches of a chat.
LISTED = 25
#: The same where quotes must be read to know.
_QUOTED = 40
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """What a query would have sent: the newest first, at most so many of them, and how many a week (None: too early).

    What became no story stands there as the story it would have been.
    """

    stories: Sequence[Story]
    count: int
    weekly: int | None


class Held:
    """What is held of the last 30 days, for one chat."""

    def __init__(self, services: Services, view: Subscription, now: datetime, first: datetime | None) -> None:
        self._services, self._view, self._now = services, view, now
        self._held = min(now - first, LOOK_BACK) if first is not None else timedelta(0)
        self._own = frozenset(watch.key for watch in view.watches)

    @property
    def days(self) -> int:
        return max(1, round(self._held / timedelta(days=1)))

    @property
    def young(self) -> bool:
        return self._held < _YOUNGEST

    async def count(self, query: Query, most: int = _MOST) -> Counted:
        """What was news, in the chat's languages. A very young archive has hardly any: there all counts."""
        if asks_quotes(query):
            most = min(most, _QUOTED)
        past = await self._past(query, most)
        stories = await asyncio.to_thread(_answering, query, past, self._now)
        # What was not looked at has the same share of repeats as what was.
        count = len(stories)
        if past.total > len(past.found):
            count = round(count * past.total / max(len(past.found), 1))
        weekly = None if self.young else round(count * (_WEEK / self._held))
        return Counted(stories, count, weekly)

    async def _past(self, query: Query, size: int) -> Past:
        """What answers, as far as can be said before quotes are read."""
        asked = Asked(
            before_quotes(query) or After(LOOK_BACK),
            self._now,
            self._now - LOOK_BACK,
            size,
            self._view.languages,
            self._own,
            backlog=self.young,
        )
        return await self._services.store.entries.past(asked)

    async def narrower(self, query: Query) -> tuple[Query, Counted] | None:
        """In headlines only, where that leaves some."""
        narrowed = in_titles(query)
        if narrowed is None:
            return None
        counted = await self.count(narrowed, _FEWER)
        return (narrowed, counted) if counted.count else None

    async def wider(self, query: Query, than: int) -> tuple[Wider, Counted] | None:
        """One part less: the part whose absence adds least, but something."""
        before = (await self._past(query, 0)).total
        tries = [(each, (await self._past(each.query, 0)).total) for each in wider(query)]
        for each, _ in sorted((one for one in tries if one[1] > before), key=lambda one: one[1]):
            counted = await self.count(each.query, _FEWER)
            if counted.count > than:
                return each, counted
        return None

    async def nearest(self, query: Query) -> list[tuple[Story, str]]:
        """For a query that nothing answers: stories that all but one part of it speak of, and that part."""
        found: list[tuple[Story, str]] = []
        for each in wider(query):
            counted = await self.count(each.query, 2 * _NEAREST)
            found += [(story, _failed(query, each)) for story in counted.stories[:_NEAREST]]
        unlike: dict[str, tuple[Story, str]] = {}
        for story, failed in sorted(found, key=lambda pair: pair[0].seen_at, reverse=True):
            unlike.setdefault(story.id, (story, failed))
        return list(unlike.values())[:_NEAREST]


def _answering(query: Query, past: Past, now: datetime) -> list[Story]:
    """The stories among what was found, the newest first; quotes are read where the query asks for them."""
    quoted = asks_quotes(query)
    stories = []
    for one in past.found:
        story = _as_story(one, quoted=quoted)
        if not quoted or judge(query, document_of(story), now):
            stories.append(story)
    return each_once(stories)[::-1]


def _as_story(one: Story | Untold, *, quoted: bool) -> Story:
    if isinstance(one, Story):
        return one
    story = bare_story(one.article, one.seen_at)
    return with_quotes(story, one.article) if quoted else story


def _failed(query: Query, without: Wider) -> str:
    rest = without.query.nodes if isinstance(without.query, And) else (without.query,)
    parts = query.nodes if isinstance(query, And) else ()
    return next((write_query(part) for part in parts if part not in rest), without.without)


async def held_for(view: Subscription, services: Services) -> Held:
    store = services.store
    firsts = (await store.stories.first_seen_at(), await store.entries.first_seen_at())
    first = min((moment for moment in firsts if moment is not None), default=None)
    return Held(services, view, services.clock.now(), first)


def came_anyway(story: Story, view: Subscription, *, subscribed: bool) -> tuple[InterestKey, ...]:
    """Topics of the chat under which it had this story."""
    if not subscribed or view.paused or story.seen_at < view.since:
        return ()
    return tuple(
        key for key in story.interests(view.sensitivity.threshold) if not is_watch(key) and view.wants(key)
    )


def one_topic(topics: Sequence[Sequence[InterestKey]]) -> InterestKey | None:
    """The topic under which all of them came, if there is one."""
    counted = Counter(key for each in topics for key in set(each))
    return next((key for key, times in counted.most_common(1) if times == len(topics)), None)
