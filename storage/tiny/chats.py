"""What happens to a chat as a whole: it ends, moves, is held, is forgotten; its alerts with it, in one write."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.model.alert import Alert, AlertState, ChatChange, EndChat, HoldChat, MoveChat
from bot.model.ids import ChatId, InterestKey, alert_id
from bot.model.interest import Watch
from bot.model.subscription import Subscription
from bot.ports import SubscriptionCounts
from storage.codec import encode
from storage.tiny.alerts import AlertBook
from storage.tiny.core import Core, Writing
from storage.tiny.outbox import TinyOutbox
from storage.tiny.subscriptions import SubscriptionBook

#: Of two alerts that became one, the one that says most of what the chat has seen.
_STRONGEST = (AlertState.DROPPED, AlertState.OWED, AlertState.INTENDED, AlertState.SENT)


class TinySubscriptions:
    def __init__(
        self,
        core: Core,
        book: SubscriptionBook,
        alerts: AlertBook,
        outbox: TinyOutbox,
        wipe: Callable[[], Awaitable[None]],
    ) -> None:
        """`wipe` leaves in the data folder only what the store still holds."""
        self._core = core
        self._book = book
        self._alerts = alerts
        self._outbox = outbox
        self._wipe = wipe

    # ── the port ────────────────────────────────────────────────────────────────────────────────────────────

    async def get(self, chat: ChatId) -> Subscription | None:
        return self._book.get(chat)

    async def put(self, subscription: Subscription) -> None:
        if subscription == self._book.get(subscription.chat):
            return
        writing = self._core.write()
        self._book.plan_put(writing, subscription)
        writing.commit("subscriptions")

    async def end(self, chat: ChatId, why: str) -> None:
        held = self._book.held(chat)
        if held is None:
            return
        writing = self._core.write()
        self._book.plan_put(writing, replace(held.subscription, active=False), why)
        self._plan_drop_owed(writing, self._alerts.of_chat(chat), why)
        writing.commit("subscriptions", "outbox")

    async def move(self, old: ChatId, new: ChatId) -> None:
        if old == new:
            return
        writing = self._core.write()
        self._plan_move(writing, old, new, self._alerts.of_chat(old))
        writing.commit("subscriptions", "outbox")

    async def forget(self, chat: ChatId) -> None:
        writing = self._core.write()
        self._book.plan_drop(writing, chat)
        for alert in self._alerts.of_chat(chat):
            self._alerts.plan_drop(writing, alert.id)
        writing.commit("subscriptions", "outbox")
        self._outbox.land_chat(chat)
        self._alerts.forget_lately(chat)
        await self._wipe()

    async def watches(self) -> Sequence[Watch]:
        return self._book.watches()

    async def wanting(
        self, interests: Sequence[InterestKey], after: ChatId | None, n: int
    ) -> Sequence[Subscription]:
        return self._book.wanting(interests, after, n)

    async def counts(self) -> SubscriptionCounts:
        return self._book.counts()

    async def everything_about(self, chat: ChatId) -> dict[str, object]:
        held = self._book.held(chat)
        if held is None:
            return {}
        about: dict[str, Any] = {"chat": chat, "subscription": encode(held.subscription)}
        if held.ended is not None:
            about["ended"] = held.ended
        return {**about, "alerts": [encode(alert) for alert in self._alerts.of_chat(chat)]}

    # ── for the other rooms of the store ────────────────────────────────────────────────────────────────────

    def plan_settled(self, writing: Writing, alert: Alert, change: ChatChange | None, now: datetime) -> None:
        """The alert as it now stands, and what its delivery did to the chat."""
        others = (
            [] if change is None else [one for one in self._alerts.of_chat(alert.chat) if one.id != alert.id]
        )
        match change:
            case None:
                self._alerts.plan_put(writing, alert)
                self._plan_unhold(writing, alert)
            case EndChat(why):
                self._alerts.plan_put(writing, self._ended(alert, why))
                self._plan_drop_owed(writing, others, why)
                self._plan_end(writing, alert.chat, why)
            case MoveChat(to) if to == alert.chat:
                self._alerts.plan_put(writing, alert)
            case MoveChat(to):
                self._plan_move(writing, alert.chat, to, [alert, *others])
            case HoldChat() as hold:
                self._alerts.plan_put(writing, alert)
                self._plan_hold(writing, alert.chat, hold, now)

    def _plan_end(self, writing: Writing, chat: ChatId, why: str) -> None:
        """The chat itself is gone: nothing of it is kept but that it ended."""
        held = self._book.get(chat)
        if held is not None:
            bare = Subscription(
                chat, held.kind, held.since, language=held.language, mode=held.mode, active=False
            )
            self._book.plan_put(writing, bare, why)

    def _plan_hold(self, writing: Writing, chat: ChatId, hold: HoldChat, now: datetime) -> None:
        subscription = self._book.get(chat)
        if subscription is not None:
            since = subscription.held_since or now
            held = replace(subscription, held_since=since, held_until=hold.until, held_why=hold.why)
            self._book.plan_put(writing, held)

    def _plan_unhold(self, writing: Writing, alert: Alert) -> None:
        """A message arrived: whatever held the chat is over."""
        subscription = self._book.get(alert.chat)
        if (
            alert.state is AlertState.SENT
            and subscription is not None
            and subscription.held_since is not None
        ):
            free = replace(subscription, held_since=None, held_until=None, held_why=None)
            self._book.plan_put(writing, free)

    def _plan_drop_owed(self, writing: Writing, alerts: Sequence[Alert], why: str) -> None:
        for alert in alerts:
            ended = self._ended(alert, why)
            if ended != alert:
                self._alerts.plan_put(writing, ended)

    @staticmethod
    def _ended(alert: Alert, why: str) -> Alert:
        """Owed no more; one that only owed an edit stays as it was sent."""
        if alert.state not in (AlertState.OWED, AlertState.INTENDED):
            return alert
        state = AlertState.SENT if alert.message_ids else AlertState.DROPPED
        return replace(alert, state=state, error=why)

    def _plan_move(self, writing: Writing, old: ChatId, new: ChatId, alerts: Sequence[Alert]) -> None:
        for alert in alerts:
            name = alert_id(alert.story, new)
            moved = replace(alert, id=name, chat=new)
            there = self._alerts.get(name)
            self._alerts.plan_drop(writing, alert.id)
            if there is None or _STRONGEST.index(moved.state) > _STRONGEST.index(there.state):
                self._alerts.plan_put(writing, moved if there is None else replace(moved, seq=there.seq))
            self._plan_divert(writing, alert, moved)
        self._book.plan_move(writing, old, new)

    def _plan_divert(self, writing: Writing, alert: Alert, moved: Alert) -> None:
        writing.then(lambda: self._outbox.divert(alert.id, moved.id, moved.chat))
