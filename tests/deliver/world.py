"""A real store in a temporary folder, a strict Bot API server on loopback, and a clock that can jump."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from telegram import Bot
from telegram.request import HTTPXRequest

from bot.alerts.route import route_alerts
from bot.clock import SystemClock
from bot.deliver import Deliverer
from bot.locales.translate import translator
from bot.messages.lanes import Lanes
from bot.messages.send import TelegramMessenger
from bot.model.alert import Alert
from bot.model.feed import FeedSource
from bot.model.ids import ChatId, FeedUrl, InterestKey, StoryId, alert_id, content_id
from bot.model.poll import Look, Poll, Recorded
from bot.model.story import Source, Span, Story
from bot.model.subscription import ChatKind, Subscription
from bot.ports import Clock, Store
from storage.open import open_store
from tests.tgsim.tgsim import TgSim

TOKEN = "123456789:AADelivery-token_of_35_signs-0123456"
SPYWARE = InterestKey("spyware")
FEED = FeedUrl("https://feed.example/rss")


class JumpingClock(SystemClock):
    """The machine's time, and what was skipped."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=self.skipped)

    def monotonic(self) -> float:
        return super().monotonic() + self.skipped

    def jump(self, by: timedelta) -> None:
        self.skipped += by.total_seconds()


def story(name: str, now: datetime, **more: Any) -> Story:
    text = f"The ministry used {name} on reporters, records show."
    source = Source("The Harbour Post", name, now, url=f"https://harbourpost.example/{name}", published=now)
    return Story(
        StoryId(content_id("deliver", name)), f"Ministry used {name}", text, (source,), {SPYWARE: 0.9}, (),
        summary=(Span(0, len(text), text),), language="en", **more,
    )  # fmt: skip


@dataclass
class World:
    sim: Any
    store: Store
    clock: JumpingClock
    deliverer: Deliverer
    messenger: TelegramMessenger

    def person(self) -> ChatId:
        return ChatId(str(self.sim.user(first_name="Ann", started=True)["id"]))

    async def subscribe(self, *chats: ChatId, thread: str | None = None) -> None:
        for chat in chats:
            kind = ChatKind.GROUP if chat.startswith("-") else ChatKind.PRIVATE
            since = self.clock.now()
            await self.store.subscriptions.put(
                Subscription(chat, kind, since, thread=thread, topics=frozenset({SPYWARE}))
            )

    async def tell(self, *stories: Story) -> None:
        """As a poll does: stories and the alerts they make owed, in one write."""
        now = self.clock.now()
        await self.store.feeds.configure([FeedSource(FEED)], now)
        (due,) = await self.store.feeds.claim_due(now + timedelta(days=1), 1, timedelta(minutes=5))

        def decide(look: Look) -> Poll:
            return Poll(
                replace(look.state, due_at=now), stories=stories, alerts=route_alerts(stories, look, now)
            )

        assert isinstance(await self.store.record(due.claim, decide, now), Recorded)

    async def deliver(self, n: int = 30) -> int:
        """Turns until nothing is due; how many alerts were claimed."""
        total = 0
        while claimed := await self.deliverer.deliver_due(n):
            total += claimed
        return total

    async def alert(self, told: Story, chat: ChatId) -> Alert:
        alert = await self.store.outbox.get(alert_id(told.id, chat))
        assert alert is not None
        return alert

    def said(self, chat: ChatId) -> list[dict[str, Any]]:
        """The bot's messages in a chat."""
        messages: list[dict[str, Any]] = self.sim.transcript(int(chat), bot=True)
        return messages


@asynccontextmanager
async def world(
    folder: Path, *, sim: Any = None, clock: JumpingClock | None = None, pool: int = 64
) -> AsyncIterator[World]:
    """The bot's way out, whole; a second one over the same folder is the bot after a restart."""
    clock = clock or JumpingClock()
    own = None
    if sim is None:
        sim = own = TgSim(TOKEN)
        await sim.start()
        sim.config(flood={"enabled": False})
    request = HTTPXRequest(
        connection_pool_size=pool, read_timeout=0.5, connect_timeout=0.5, pool_timeout=5 if pool > 1 else 0.1
    )
    bot = Bot(TOKEN, base_url=sim.base_url, request=request)
    try:
        async with open_store(f"tiny:{folder}", clock) as store:
            messenger = TelegramMessenger(bot, Lanes(clock), clock)
            deliverer = Deliverer(store, messenger, clock, (), translator)
            yield World(sim, store, clock, deliverer, messenger)
    finally:
        await request.shutdown()
        if own is not None:
            await own.stop()


_clock: Clock = JumpingClock()
