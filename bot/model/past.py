"""What was read in the last weeks and answers a query: stories, and entries that became none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model.entry import Article
from bot.model.ids import InterestKey
from bot.model.query import Query
from bot.model.story import Story


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the past is asked for; at most `size` of it is told. Empty `languages`: all."""

    query: Query
    now: datetime
    after: datetime
    size: int
    languages: frozenset[str] = frozenset()
    #: The watches of who asks.
    own: Collection[InterestKey] = ()
    #: What was no news when it was read as well.
    backlog: bool = False


@dataclass(frozen=True, slots=True)
class Untold:
    """An entry that became no story, or none its asker may know of: the article as its feed carried it."""

    article: Article
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Past:
    """The newest first, each story once; `total` counts all, not only these."""

    found: Sequence[Story | Untold]
    total: int
