"""The job of reading a feed, as the bot knows it. What does the work is heavy and is imported in the child only."""

from bot.model.entry import FeedRead, ReadFailed
from bot.ports import Job

#: Arguments: body, the address that identifies the feed, its Content-Type; and, if redirects led elsewhere, where
#: the document was found (links without a host are relative to that).
READ_FEED: Job[FeedRead | ReadFailed] = Job("bot.feeds.read:read_feed", seconds=10.0)


def read_feed(
    body: bytes, url: str, content_type: str | None, found_at: str | None = None
) -> FeedRead | ReadFailed:
    """The entries of a feed, or why there are none. Runs in the reading child; never raises on bad input."""
    from bot.feeds.document import read_document

    return read_document(body, url, content_type, found_at or url)


def preload() -> None:
    """What `read_feed` needs, once, in the process that forks reading children."""
    import bot.feeds.document  # noqa: F401
