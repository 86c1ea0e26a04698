"""The embedded store: bot.ports.Store over TinyDB, a journal and checkpoints."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from bot.errors import StoreError
from bot.model.alert import Alert, AlertState, Claim, Settlement
from bot.model.ids import ChatId, StoryId, alert_id
from bot.model.kept import Kept
from bot.model.poll import Decide, Poll, Recorded, Superseded
from bot.model.story import Story
from bot.ports import Clock, Kind, StoreCounts
from storage.tiny.alerts import AlertBook
from storage.tiny.carry import Carrier
from storage.tiny.chats import TinySubscriptions
from storage.tiny.checkpoint import Checkpoint
from storage.tiny.core import Claims, Core, Writing
from storage.tiny.database import Database
from storage.tiny.entries import TinyEntries
from storage.tiny.feeds import TinyFeeds
from storage.tiny.folder import Folder
from storage.tiny.indexer import Indexer, Sources
from storage.tiny.look import TinyLook
from storage.tiny.outbox import Flight, TinyOutbox
from storage.tiny.stories import TinyStories
from storage.tiny.subscriptions import SubscriptionBook

_log = logging.getLogger(__name__)
#: A journal longer than this is folded into the files, in the background.
_JOURNAL_FULL = 16 << 20
#: And at the next tidying if longer than this.
_JOURNAL_WORTH = 256 << 10


class TinyStore:
    """Made by storage.open.open_store only. One event loop; whatever it writes is durable when the call returns."""

    def __init__(self, folder: Folder, clock: Clock, *, read_only: bool = False) -> None:
        self._folder = folder
        self.database = Database(folder, read_only=read_only)
        self._core = Core(self.database.journal, clock, Claims(clock))
        self._indexer = Indexer(folder.path, read_only=read_only)
        self._alerts = AlertBook(self._core)
        self._book = SubscriptionBook(self._core)
        self._stories = TinyStories(self._core, self._indexer, self._told_by)
        self._feeds = TinyFeeds(self._core)
        self._entries = TinyEntries(self._core, self._indexer, self._feeds.stands)
        self._outbox = TinyOutbox(self._core, self._alerts, self._book, self._stories.find)
        self._subscriptions = TinySubscriptions(
            self._core, self._book, self._alerts, self._outbox, self._wipe
        )
        self._carrier = Carrier(
            self._core, self._stories, self._feeds, self._entries, self._alerts, self._book
        )
        self._folding = asyncio.Lock()
        self._background: asyncio.Task[None] | None = None
        self._read_only = read_only
        self._indexer.start(
            self._core.seq,
            Sources(self._stories_after, self._stories.find, self._entries.seen, self._entries.read),
        )

    @property
    def feeds(self) -> TinyFeeds:
        return self._feeds

    @property
    def stories(self) -> TinyStories:
        return self._stories

    @property
    def entries(self) -> TinyEntries:
        return self._entries

    @property
    def subscriptions(self) -> TinySubscriptions:
        return self._subscriptions

    @property
    def outbox(self) -> TinyOutbox:
        return self._outbox

    async def record(self, claim: Claim, decide: Decide, now: datetime) -> Recorded | Superseded:
        state = self._feeds.claimed(claim)
        if state is None:
            return Superseded()
        # Looking, deciding and writing are one turn of the event loop: nothing comes between.
        look = TinyLook(state, self._stories, self._book, self._alerts, now)
        poll = decide(look)
        if poll.state.source.url != state.source.url:
            raise ValueError("a poll is written to the feed it was claimed for")
        writing = self._core.write()
        stories = tuple(
            self._stories.plan(writing, one) for one in {one.id: one for one in poll.stories}.values()
        )
        alerts = tuple(self._plan_alerts(writing, poll, look))
        self._entries.plan(writing, poll.entries, now)
        self._feeds.plan(writing, poll.state, dict(poll.keys), now)
        kinds: list[Kind] = ["feeds"]
        kinds += ["stories"] if stories else []
        kinds += ["outbox"] if alerts else []
        with self._core.claims.given_back(claim):
            writing.commit(*kinds)
        self._core.claims.drop(claim.key)
        self._indexer.add(stories)
        self._fold_when_full()
        return Recorded(replace(poll, stories=stories, alerts=alerts))

    def _plan_alerts(self, writing: Writing, poll: Poll, look: TinyLook) -> Iterable[Alert]:
        for wanted in {one.id: one for one in poll.alerts}.values():
            subscription = self._book.get(wanted.chat)
            if wanted.id != alert_id(wanted.story, wanted.chat):
                raise ValueError("an alert's id is made of its story and its chat")
            if subscription is None or not subscription.active:
                continue
            before = self._alerts.get(wanted.id)
            if before is None or wanted.id in look.looked_at:
                yield self._outbox.plan_record(writing, wanted, before)

    async def settle(
        self, claim: Claim, settlement: Settlement, now: datetime
    ) -> Literal["settled"] | Superseded:
        flight = self._outbox.flight(claim)
        stored = self._alerts.get(flight.alert) if flight else None
        if flight is None or stored is None:
            return Superseded()
        alert = self._as_it_stands(settlement.alert, stored, flight)
        writing = self._core.write()
        self._subscriptions.plan_settled(writing, alert, settlement.chat, now)
        if settlement.pause_until is not None:
            self._outbox.plan_pause(writing, settlement.pause_until)
        with self._core.claims.given_back(claim):
            writing.commit("outbox", "subscriptions") if settlement.chat is not None else writing.commit(
                "outbox"
            )
        self._outbox.land(claim.key)
        self._fold_when_full()
        return "settled"

    def _as_it_stands(self, told: Alert, stored: Alert, flight: Flight) -> Alert:
        """What the sender made of the alert it claimed, and what happened to it in the meantime."""
        alert = replace(told, id=stored.id, story=stored.story, chat=stored.chat, seq=stored.seq)
        is_over = alert.state in (AlertState.SENT, AlertState.DROPPED)
        subscription = self._book.get(stored.chat)
        if not is_over and (subscription is None or not subscription.active):
            state = AlertState.SENT if alert.message_ids else AlertState.DROPPED
            return replace(alert, state=state, error=stored.error or "the subscription ended")
        if flight.changed:
            alert = replace(alert, interests=stored.interests, rank=stored.rank)
            if alert.state is AlertState.SENT and alert.message_ids:
                return replace(alert, state=AlertState.OWED, due_at=stored.due_at)
        return alert

    async def release(self, claim: Claim) -> None:
        if claim.key.startswith("feed:"):
            if self._core.claims.is_current(claim):
                self._core.claims.drop(claim.key)
        else:
            self._outbox.release(claim)

    def version(self, what: Kind) -> int:
        return self._core.versions[what]

    async def counts(self) -> StoreCounts:
        return StoreCounts(
            feeds=self._feeds.count(),
            entries=self._entries.count(),
            stories=self._stories.count(),
            bytes_on_disk=self._folder.bytes_on_disk(),
        )

    def kept(self) -> AsyncIterator[Kept]:
        return self._carrier.kept()

    async def bring(self, kept: Sequence[Kept]) -> int:
        # The search index is not told: it finds out at the next start, and a whole archive need not wait in memory.
        changed = self._carrier.bring(kept)
        if self._core.journal.journal_size > _JOURNAL_FULL:
            await self.checkpoint()
        return changed

    async def tidy(self, now: datetime) -> None:
        self._entries.tidy(now)
        self._feeds.tidy(now)
        self._alerts.tidy(now)
        self._stories.tidy(now)
        if self._core.journal.journal_size > _JOURNAL_WORTH:
            await self.checkpoint()

    async def checkpoint(self) -> None:
        """Folds the journal into the TinyDB files. StoreError if it cannot; all is as before then."""
        # Who asked may be cancelled; a checkpoint is not left in the middle, its thread would go on without it.
        await asyncio.shield(asyncio.create_task(self._checkpoint()))

    async def _checkpoint(self) -> None:
        async with self._folding:
            if self._core.journal.is_folded:
                return
            folded = Checkpoint(self._core.journal)
            folded.begin()
            try:
                await asyncio.to_thread(folded.write)
                folded.swap()
                await asyncio.to_thread(folded.finish)
            except (OSError, StoreError) as error:
                raise folded.failed(error) from error

    def _fold_when_full(self) -> None:
        is_busy = self._background is not None and not self._background.done()
        if self._core.journal.journal_size > _JOURNAL_FULL and not is_busy:
            self._background = asyncio.create_task(self._fold())

    async def _fold(self) -> None:
        try:
            await self.checkpoint()
        except StoreError as error:
            _log.warning("%s; %s", error, error.remedy)

    async def _wipe(self) -> None:
        """When it returns, the files hold only what the store holds."""
        await self.checkpoint()
        self._folder.remove_saved()

    async def close(self) -> None:
        if self._background is not None:
            await self._background
        await self._indexer.close()
        try:
            if not self._read_only:
                await self._fold()
        finally:
            async with self._folding:
                self.database.close()

    def _told_by(self, chat: ChatId, message_id: str) -> StoryId | None:
        alert = self._alerts.of_message(chat, message_id)
        return alert.story if alert else None

    def _stories_after(self, seq: int) -> Iterable[Story]:
        return (story for row in self._stories.changed_after(seq) if (story := self._stories.load(row)))
