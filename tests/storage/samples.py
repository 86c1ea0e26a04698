"""Small worlds for the tests of the store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.model.alert import Alert
from bot.model.entry import Entry
from bot.model.feed import FeedSource
from bot.model.ids import ChatId, EntryId, FeedUrl, InterestKey, StoryId, alert_id, content_id
from bot.model.poll import Look, Poll, Recorded, TellingNote
from bot.model.story import Match, Place, Quote, QuoteKind, Source, Span, Story
from bot.model.subscription import ChatKind, Subscription
from bot.ports import Store

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FEED = FeedUrl("https://news.example/feed.xml")
SPYWARE = InterestKey("spyware")
LEASE = timedelta(minutes=5)
TEXT = "A court ruled on spyware. “We will appeal,” said Ana Núñez, a lawyer. The ministry did not answer."


class HandClock:
    """A clock that tests move."""

    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.move(timedelta(seconds=seconds))

    def move(self, by: timedelta) -> None:
        self.moment += by
        self.seconds += by.total_seconds()


def story(
    name: str,
    *,
    title: str | None = None,
    scores: Mapping[InterestKey, float] | None = None,
    language: str | None = "en",
    seen_at: datetime = NOW,
    url: str | None = None,
    speaker: str | None = "Ana Núñez, lawyer",
) -> Story:
    start = TEXT.index("We will")
    said = Span(start, start + len("We will appeal"), "We will appeal")
    source = Source(
        "Example News", title or name, seen_at, FEED, EntryId(name), url or f"https://news.example/{name}"
    )
    return Story(
        StoryId(content_id("story", name)),
        title or name,
        TEXT,
        (source,),
        scores if scores is not None else {SPYWARE: 0.9},
        (Match(SPYWARE, "spyware", Place.TEXT, 17, 24, 1.0),),
        (Quote(said, QuoteKind.FULL, speaker_full=speaker, pushed=True, certainty=0.9),),
        language=language,
    )


def entry(name: str, **more: str) -> Entry:
    return Entry(
        EntryId(content_id("entry", name)), FEED, name, link=more.get("link", f"https://news.example/{name}")
    )


def note(name: str, told: Story | None = None, **more: str) -> TellingNote:
    return TellingNote(entry(name, **more), told.id if told else None)


def alert(of: Story, chat: str, due_at: datetime = NOW, **more: object) -> Alert:
    made = Alert(alert_id(of.id, ChatId(chat)), of.id, ChatId(chat), due_at, due_at, interests=(SPYWARE,))
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Alert, by name


def subscription(chat: str, **more: object) -> Subscription:
    made = Subscription(ChatId(chat), ChatKind.PRIVATE, NOW)
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Subscription, by name


def decides(
    stories: Sequence[Story] = (),
    alerts: Sequence[Alert] = (),
    entries: Sequence[TellingNote] = (),
    keys: Mapping[str, str] | None = None,
    wait: timedelta = timedelta(0),
) -> Callable[[Look], Poll]:
    def decide(look: Look) -> Poll:
        state = replace(look.state, due_at=look.state.due_at + wait, last_ok_at=NOW)
        return Poll(state, tuple(entries), tuple(stories), tuple(alerts), dict(keys or {}))

    return decide


async def poll(store: Store, decide: Callable[[Look], Poll], now: datetime = NOW) -> Recorded:
    """One poll of FEED, whose time it is again at once."""
    if await store.feeds.get(FEED) is None:
        await store.feeds.configure([FeedSource(FEED)], now)
    (due,) = await store.feeds.claim_due(now, 1, LEASE)
    recorded = await store.record(due.claim, decide, now)
    assert isinstance(recorded, Recorded)
    return recorded
