"""What every handler is given: the store, the clock, the topics, and the facts of this instance."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.model.entry import FeedRead, NotTold, ReadFailed
from bot.model.feed import FetchFailed
from bot.model.interest import Topic
from bot.model.story import Story
from bot.model.words import Translator
from bot.ports import Clock, Store
from handlers.invitations import Invitations
from handlers.longer import Longer
from handlers.patience import Once, Patience
from handlers.weekly import Weekly

#: Fetches and reads one page through the guarded door, and tells it as a poll would; stores nothing.
ReadNow = Callable[[str], Awaitable[Story | NotTold | FetchFailed | ReadFailed]]
#: Asks a feed as its first poll would; stores nothing.
TryFeed = Callable[[str], Awaitable[FeedRead | FetchFailed | ReadFailed]]


@dataclass(frozen=True, slots=True)
class Instance:
    """Who runs this bot, and how."""

    #: Telegram user ids, as text.
    operators: frozenset[str] = frozenset()
    #: False: a chat needs an invitation to subscribe.
    open: bool = True
    #: How to reach whoever runs it: an address or a name; "" if not given.
    contact: str = ""
    #: Where the code of this very version is.
    code: str = "https://github.com/watchword-alerts/watchword"
    version: str = ""


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to every handler. Nothing here names a chat but what is said about patience, in memory only."""

    store: Store
    clock: Clock
    topics: tuple[Topic, ...]
    #: A language ("de", "pt-br", anything) → what speaks it, English where nothing does.
    translator: Callable[[str], Translator]
    read_now: ReadNow
    try_feed: TryFeed
    instance: Instance
    invitations: Invitations
    bot_username: str
    weekly: Weekly
    #: How often one chat may have a page read for it.
    reads: Patience
    #: How often one chat may report something to the operators.
    reports: Patience
    longer: Longer = field(default_factory=Longer)
    judging: Once = field(default_factory=Once)


def make_services(
    *,
    store: Store,
    clock: Clock,
    topics: Sequence[Topic],
    translator: Callable[[str], Translator],
    read_now: ReadNow,
    try_feed: TryFeed,
    instance: Instance,
    secret: bytes,
    bot_username: str,
) -> Services:
    """`secret` signs invitations: any bytes that stay the same over a restart and that nobody else knows."""
    return Services(
        store=store,
        clock=clock,
        topics=tuple(topics),
        translator=translator,
        read_now=read_now,
        try_feed=try_feed,
        instance=instance,
        invitations=Invitations(secret),
        bot_username=bot_username,
        weekly=Weekly(store, clock),
        reads=Patience(clock, every=20.0, burst=3),
        reports=Patience(clock, every=600.0, burst=6),
    )
