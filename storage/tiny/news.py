"""Whether what was read was news when it was read: what is sent, or only shown when asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.model.entry import Article
from bot.model.ids import StoryId
from bot.model.story import Story

#: What an outlet published longer before is not sent (bot.alerts.route).
_OLDEST = timedelta(days=7)
#: Withdrawn; among a feed's first entries, or old; news.
GONE, BACKLOG, NEWS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry as it was read: its article as far as the feed carried it, and the story it went into."""

    article: Article
    seen_at: datetime
    story: StoryId | None = None
    #: Among the first entries of its feed.
    quiet: bool = False


def story_news(story: Story) -> int:
    if story.withdrawn is not None:
        return GONE
    return _news(story.lead.published, story.seen_at, quiet=story.quiet)


def entry_news(entry: ReadEntry) -> int:
    return _news(entry.article.published, entry.seen_at, quiet=entry.quiet)


def _news(published: datetime | None, seen_at: datetime, *, quiet: bool) -> int:
    old = published is not None and published < seen_at - _OLDEST
    return BACKLOG if quiet or old else NEWS
