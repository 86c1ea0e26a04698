"""Stories in the store of the tests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.alert import Alert
from bot.model.feed import FeedSource
from bot.model.ids import FeedUrl, InterestKey, StoryId, content_id
from bot.model.poll import TellingNote
from bot.model.story import Story
from bot.ports import Store
from tests.messages.told import told
from tests.storage.samples import LEASE, NOW, decides

FEED = FeedUrl("https://harbourpost.example/feed.xml")


def story(
    title: str,
    topics: Sequence[str] | Mapping[str, float] = ("spyware",),
    *,
    seen_at: datetime = NOW - timedelta(days=1),
    language: str = "en",
    url: str | None = None,
    outlet: str = "The Harbour Post",
) -> Story:
    """A story with three quotes that are pushed and four that are not."""
    name = content_id(title)[:8]
    made = told(title, outlet=outlet, url=url or f"https://harbourpost.example/{name}", language=language)
    scores = topics if isinstance(topics, Mapping) else dict.fromkeys(topics, 0.9)
    lead = replace(made.lead, seen_at=seen_at, published=seen_at - timedelta(minutes=6))
    return replace(
        made,
        id=StoryId(content_id("story", title)),
        sources=(lead, *made.sources[1:]),
        scores={InterestKey(name): score for name, score in scores.items()},
    )


async def record(
    store: Store,
    *stories: Story,
    alerts: Sequence[Alert] = (),
    entries: Sequence[TellingNote] = (),
    now: datetime = NOW,
) -> None:
    """As a poll of a feed would write them down."""
    await store.feeds.add(FeedSource(FEED, "The Harbour Post", "en"), now)
    (due,) = await store.feeds.claim_due(now, 1, LEASE)
    await store.record(due.claim, decides(stories, alerts, entries), now)
