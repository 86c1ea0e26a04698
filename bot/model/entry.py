"""Entries: one item as a feed gives it, kept 30 days whether it matched or not; articles: their readable text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model.feed import FeedState, FetchProblem
from bot.model.ids import EntryId, FeedUrl


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry. All text is plain (tags stripped, entities decoded, NFC)."""

    id: EntryId
    feed: FeedUrl
    title: str
    #: The feed's description; "" if it has none.
    summary: str = ""
    #: The whole text, where the feed carries it; "" otherwise. Paragraphs are separated by newlines.
    content: str = ""
    link: str | None = None
    guid: str | None = None
    author: str | None = None
    language: str | None = None
    #: What the feed claims; never decides newness.
    published: datetime | None = None
    updated: datetime | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What reading a feed document gave. `broken` says why it was read only in part."""

    entries: tuple[Entry, ...]
    #: "rss", "atom", "rdf", "json", with its version where known ("rss20", "atom10").
    format: str
    title: str | None = None
    language: str | None = None
    #: The feed's own wish (ttl, skipHours, sy:updatePeriod).
    wait: timedelta | None = None
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class ReadFailed:
    """The child could not read it, or was killed over it."""

    problem: FetchProblem
    detail: str


@dataclass(frozen=True, slots=True)
class News:
    """What of a poll is new, by bot.feeds.newness; `keys` go into the seen keys with the poll."""

    new: tuple[Entry, ...]
    revised: tuple[Entry, ...]
    keys: Mapping[str, str] = field(default_factory=dict)


class TextFrom(StrEnum):
    """How far a text can be trusted to be the whole article."""

    PAGE = "page"
    FEED = "feed"  # the feed carries the whole article
    TEASER = "teaser"  # only the feed's summary: no quotes are taken from it


@dataclass(frozen=True, slots=True)
class Article:
    """The readable text of an entry or page: visible text only, NFC, paragraphs separated by newlines."""

    title: str
    text: str
    url: str | None = None
    #: Outlet as people know it (the feed's name).
    outlet: str = ""
    feed: FeedUrl | None = None
    entry: EntryId | None = None
    author: str | None = None
    language: str | None = None
    published: datetime | None = None
    text_from: TextFrom = TextFrom.PAGE


def article_of(entry: Entry, feed: FeedState) -> Article:
    """The article as far as the feed itself carries it."""
    return Article(
        title=entry.title,
        text=entry.content or entry.summary,
        url=entry.link,
        outlet=feed.name,
        feed=entry.feed,
        entry=entry.id,
        author=entry.author,
        language=feed.source.language or entry.language or feed.language,
        published=entry.published,
        text_from=TextFrom.FEED if entry.content else TextFrom.TEASER,
    )


class WhyNot(StrEnum):
    """Why an entry did not become a story or an alert, in the order in which people are told."""

    NO_INTEREST = "no-interest"
    BELOW = "below-threshold"
    EXCLUDED = "excluded"
    NO_TEXT = "no-text"


@dataclass(frozen=True, slots=True)
class NotTold:
    """An entry that is kept but is no story; `nearest` interest and its score, if any word of it stood there."""

    why: WhyNot
    nearest: str | None = None
    score: float = 0.0
    term: str | None = None
