"""What a store holds, piece by piece, as it travels from one store to another (`watchword export`, `import`).

A story travels as it is, an alert too; the rest needs what only the store knows beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model.alert import Alert
from bot.model.feed import FeedState
from bot.model.ids import FeedUrl
from bot.model.poll import TellingNote
from bot.model.story import Story
from bot.model.subscription import Subscription


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """A feed without its seen keys, and who wanted it."""

    state: FeedState
    #: Stands in the configuration.
    listed: bool = False
    #: An operator added, removed it in the chat.
    added: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class KeptKeys:
    """Some of a feed's seen keys with the hashes of their content, and the day ("2026-11-24") they were written."""

    feed: FeedUrl
    day: str
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeptEntry:
    note: TellingNote
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class KeptChat:
    """A subscription, and why it ended if it did."""

    subscription: Subscription
    ended: str | None = None


Kept = Story | KeptKeys | KeptFeed | KeptEntry | Alert | KeptChat
