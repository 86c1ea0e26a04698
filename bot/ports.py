"""What the bot asks of the world: Clock, Fetcher, Reader, Messenger, Store. Translator is bot.model.words.

As coarse as what must not come apart: `record` and `settle` are each one durable write.
Times are aware and UTC; `now` is given by the caller, read once per turn from the Clock.
"""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Literal, Protocol, TypeVar

from bot.model.alert import Alert, Claim, Delivery, Settlement
from bot.model.entry import ReadFailed
from bot.model.feed import FeedSource, FeedState, FetchOutcome, Validators
from bot.model.ids import AlertId, ChatId, EntryId, FeedUrl, InterestKey, StoryCode, StoryId
from bot.model.interest import Watch
from bot.model.kept import Kept
from bot.model.message import Message
from bot.model.past import Asked, Past
from bot.model.poll import Decide, Recorded, Superseded, TellingNote
from bot.model.query import Query
from bot.model.story import Judgement, Quote, Story, StoryPage
from bot.model.subscription import Subscription

T = TypeVar("T")


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC. Decides what is due."""
        ...

    def monotonic(self) -> float:
        """Seconds; decides how long something may be held."""
        ...

    async def sleep(self, seconds: float) -> None:
        """`seconds` on this clock."""
        ...


# ── the way in ──────────────────────────────────────────────────────────────────────────────────────────────


class Fetcher(Protocol):
    """The guarded door to the internet (bot.net)."""

    async def fetch(
        self, url: str, validators: Validators | None = None, *, kind: Literal["feed", "page"] = "feed"
    ) -> FetchOutcome:
        """One document, at most 5 MiB decoded, within a total deadline; never an address that may not be reached."""
        ...


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """A function that runs in the reading child, by its dotted name "package.module:function"."""

    name: str
    #: Seconds of computing until the child is killed over it; on a busy machine some times as many on the clock.
    seconds: float = 10.0


class Reader(Protocol):
    """The killable child process (bot.reading)."""

    async def read(self, job: Job[T], *args: object) -> T | ReadFailed:
        """Run the job on picklable arguments; a crash, a raise or a timeout is a ReadFailed."""
        ...


# ── the way out ─────────────────────────────────────────────────────────────────────────────────────────────


class Budget(Protocol):
    """The flood limits of one token. In one process this is memory."""

    async def take(
        self, chat: ChatId, kind: Literal["reply", "alert", "edit"], until: float | None = None
    ) -> bool:
        """Wait for a slot; replies go first, one slow chat does not stop the others.

        False, and no slot, if there was none before `until` (on Clock.monotonic).
        """
        ...

    def answered(self, chat: ChatId) -> None:
        """What was sent in the oldest slot of this chat has its answer, or failed."""
        ...

    def refused(self, chat: ChatId | None, wait: timedelta) -> None:
        """Telegram told this chat (or, None, everybody) to wait."""
        ...

    def busy_for(self, chat: ChatId) -> float:
        """Seconds until this chat's own limits allow an alert."""
        ...

    def note(self, chat: ChatId) -> None:
        """A message that an earlier process may have sent just now counts like one of ours."""
        ...


class Messenger(Protocol):
    """bot.messages.send: every answer Telegram can give, as a Delivery."""

    async def send(
        self,
        chat: ChatId,
        message: Message,
        *,
        thread: str | None = None,
        reply_to: str | None = None,
        plain: bool = False,
        until: float | None = None,
    ) -> Delivery:
        """Deferred if there was no slot before `until` (on Clock.monotonic)."""
        ...

    async def edit(
        self,
        chat: ChatId,
        message_id: str,
        message: Message,
        *,
        plain: bool = False,
        until: float | None = None,
    ) -> Delivery:
        """ "Message is not modified" is Sent."""
        ...

    async def answers(self) -> bool:
        """Whether the other side answers at all, asked without a trace."""
        ...

    def busy_for(self, chat: ChatId) -> float:
        """Seconds until this chat's own limits allow an alert."""
        ...

    def note(self, chat: ChatId) -> None:
        """A message that an earlier process may have sent just now counts like one of ours."""
        ...

    async def tell_administrators(self, chat: ChatId, say: Callable[[str], Message]) -> bool:
        """In private, to the first who can be written to; `say` makes the message from the chat's title."""
        ...


# ── the store ───────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class DueFeed:
    claim: Claim
    state: FeedState


@dataclass(frozen=True, slots=True)
class DueAlert:
    """An alert whose turn it is. `unsure` is True if it was intended before and never settled (a crash)."""

    claim: Claim
    alert: Alert
    story: Story
    subscription: Subscription
    unsure: bool = False


class Feeds(Protocol):
    async def configure(self, sources: Sequence[FeedSource], now: datetime) -> None:
        """The feeds of the file; what operators added or removed in the chat wins, by URL."""
        ...

    async def claim_due(self, now: datetime, n: int, lease: timedelta) -> Sequence[DueFeed]: ...

    async def add(self, source: FeedSource, now: datetime) -> bool:
        """An operator's; False if it was there."""
        ...

    async def remove(self, url: FeedUrl, now: datetime) -> bool: ...

    async def next_due_at(self) -> datetime | None: ...

    async def all(self) -> Sequence[FeedState]:
        """Without seen keys."""
        ...

    async def get(self, url: FeedUrl) -> FeedState | None: ...


class Stories(Protocol):
    async def get(self, story: StoryId) -> Story | None: ...

    async def by_code(self, code: StoryCode) -> Story | None:
        """The newest with that code."""
        ...

    async def by_message(self, chat: ChatId, message_id: str) -> Story | None:
        """The story a sent message told."""
        ...

    async def by_url(self, url: str) -> Story | None:
        """Any of its sources has this address (compared without scheme, www, tracking and fragment)."""
        ...

    async def latest(
        self,
        interests: Sequence[InterestKey],
        threshold: float,
        languages: frozenset[str],
        page: int,
        size: int,
    ) -> StoryPage:
        """Newest first: by `Story.newest`. Empty `languages`: all."""
        ...

    async def search(
        self,
        query: Query,
        now: datetime,
        languages: frozenset[str],
        page: int,
        size: int,
        *,
        newest_first: bool = False,
        own: Collection[InterestKey] = (),
    ) -> StoryPage:
        """What the query means is bot.stories.search; every backend gives the same answers.

        `own`: the watches of who asks; what only other people's watches found is not told (bot.model.visible).
        """
        ...

    async def similar(self, word: str, n: int = 3) -> Sequence[str]:
        """Words of stories that differ by one letter from a typed one, the most frequent first."""
        ...

    async def quotes(
        self, speaker: str, page: int, size: int, *, own: Collection[InterestKey] = ()
    ) -> tuple[Sequence[tuple[Story, Quote]], int]:
        """Quotes whose speaker has all words of `speaker`, newest first; and how many there are. `own`: as in search."""
        ...

    async def since(self, after: datetime) -> AsyncIterator[Story]:
        """In pages; stories seen after that time, oldest first."""
        ...

    async def change(self, story: Story) -> None:
        """A withdrawal or another act of an operator."""
        ...

    async def first_seen_at(self) -> datetime | None:
        """Archive since."""
        ...


class Entries(Protocol):
    """What was read, kept 30 days whether told or not."""

    async def by_url(self, url: str) -> TellingNote | None: ...

    async def get(self, entry: EntryId) -> TellingNote | None: ...

    async def count_since(self, after: datetime) -> int: ...

    async def judge(self, entry: EntryId, judgement: Judgement) -> TellingNote | None:
        """One chat more says so: counted with the entry, as long as it is kept. None if it is not."""
        ...

    async def judged(self) -> Sequence[TellingNote]:
        """Those of which any chat said anything."""
        ...

    async def first_seen_at(self) -> datetime | None:
        """The oldest that is kept."""
        ...

    async def past(self, asked: Asked) -> Past:
        """What was read since `after`, was news then and answers the query, be it told or not.

        Entries that went into a story count as that story, once; those of a story that only other people's watches
        found, as entries. Quotes of entries that became no story are not read: there is nothing in them.
        """
        ...


class Subscriptions(Protocol):
    async def get(self, chat: ChatId) -> Subscription | None: ...

    async def put(self, subscription: Subscription) -> None: ...

    async def end(self, chat: ChatId, why: str) -> None:
        """Nothing is owed to it any more; settings stay until forgotten."""
        ...

    async def move(self, old: ChatId, new: ChatId) -> None:
        """A group became a supergroup: subscription and alerts in one piece."""
        ...

    async def forget(self, chat: ChatId) -> None:
        """When this returns no byte of the chat's id is left in the data folder."""
        ...

    async def wanting(
        self, interests: Sequence[InterestKey], after: ChatId | None, n: int
    ) -> Sequence[Subscription]:
        """Active ones that want any of these, ordered by chat, at most n after that chat."""
        ...

    async def watches(self) -> Sequence[Watch]:
        """Every watch of active subscriptions that is not paused; a watch does not name its chat."""
        ...

    async def counts(self) -> "SubscriptionCounts": ...

    async def everything_about(self, chat: ChatId) -> dict[str, object]:
        """What we hold on a chat, for /export."""
        ...


@dataclass(frozen=True, slots=True)
class SubscriptionCounts:
    active: int
    private: int
    groups: int
    channels: int
    held: int


class Outbox(Protocol):
    async def claim_due(self, now: datetime, n: int, lease: timedelta) -> Sequence[DueAlert]:
        """By rank, due_at, order recorded; of one chat at most one at a time; none of held or paused chats."""
        ...

    async def intend(self, claims: Sequence[Claim]) -> None:
        """One durable write: these are about to be sent."""
        ...

    async def sent_since(self, after: datetime) -> Sequence[tuple[ChatId, datetime]]:
        """For the lanes after a restart."""
        ...

    async def next_due_at(self) -> datetime | None: ...

    async def pause_until(self) -> datetime | None:
        """Telegram told the whole bot to wait; kept over a restart."""
        ...

    async def get(self, alert: AlertId) -> Alert | None: ...

    async def counts(self) -> "OutboxCounts": ...


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """Alerts; one that was sent and waits for an edit counts as sent."""

    owed: int
    intended: int
    sent: int
    dropped: int
    possible_repeats: int
    oldest_owed: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """For `watchword status`."""

    feeds: int
    entries: int
    stories: int
    bytes_on_disk: int


Kind = Literal["feeds", "stories", "subscriptions", "outbox"]


class Store(Protocol):
    """The only door is storage.open_store(url)."""

    @property
    def feeds(self) -> Feeds: ...
    @property
    def stories(self) -> Stories: ...
    @property
    def entries(self) -> Entries: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def outbox(self) -> Outbox: ...

    async def record(self, claim: Claim, decide: Decide, now: datetime) -> Recorded | Superseded:
        """One durable write of what `decide(look)` says; alerts to chats that are gone are dropped.

        An alert already held (same id) is replaced only if `decide` saw it and changed it.
        """
        ...

    async def settle(
        self, claim: Claim, settlement: Settlement, now: datetime
    ) -> Literal["settled"] | Superseded:
        """One durable write."""
        ...

    async def release(self, claim: Claim) -> None:
        """Give a claim back undone (stopping): it is due again at once."""
        ...

    def version(self, what: Kind) -> int:
        """Grows with each change; a cache tagged with an older number is built again."""
        ...

    async def counts(self) -> StoreCounts: ...

    async def tidy(self, now: datetime) -> None:
        """In the background: checkpoint, drop entries older than 30 days."""
        ...

    def kept(self) -> AsyncIterator[Kept]:
        """Everything as it stands, for an export: stories, seen keys, feeds, entries, alerts, chats, in this order.

        Chats in at-risk mode, their alerts and watches never.
        """
        ...

    async def bring(self, kept: Sequence[Kept]) -> int:
        """For an import, one durable write: how many of these changed something.

        What is held already is merged by identity and bringing it again changes nothing; an alert that was sent
        anywhere is sent here.
        """
        ...

    async def close(self) -> None:
        """Checkpoint and let go."""
        ...


OpenStore = AbstractAsyncContextManager[Store]
