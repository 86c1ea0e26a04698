"""LINE 2, the way out: alerts owed become messages sent, settled.

claim → render → set aside what must wait → intend   read, decide, one durable write
send, through the lanes, all at once                 I/O
settle                                               one durable write each

May be stopped between any two steps: what was intended and not settled comes back as unsure and is sent once more
after a pause, marked as a possible repeat. Nothing is lost; at most what was in flight is said twice.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.alerts.route import still_wanted
from bot.alerts.settle import settle_alert, settle_crashed, settle_unwanted
from bot.clock import lasting
from bot.errors import TokenRefused
from bot.messages.render.alert import render_story
from bot.messages.render.held import render_held
from bot.messages.render.parts import ForChat
from bot.messages.render.text import fingerprint
from bot.model.alert import Alert, ChatHeld, Deferred, Delivery, EndChat, HoldChat, Sent, Unsendable, Unsure
from bot.model.ids import InterestKey, alert_id
from bot.model.interest import Topic
from bot.model.message import Message
from bot.model.words import Translator
from bot.ports import Clock, DueAlert, Messenger, Store

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
#: By our own clock, nothing is begun after this part of the lease: from then on another may claim it.
SAFE_PART = 0.7
#: Seconds an alert waits for a slot before it is given back, so that a turn has an end.
SLOT_WAIT = timedelta(seconds=10)
#: A chat that must wait longer than this by its own limits holds nobody up: its alert is put off.
PATIENCE = 2.0
#: Seconds between two questions whether Telegram answers again.
ASK_EVERY = 5.0


@dataclass(frozen=True, slots=True)
class _Ready:
    """An alert with its message; it is sent before `until` (on Clock.monotonic) or not in this turn."""

    due: DueAlert
    alert: Alert
    message: Message
    until: float


class Deliverer:
    """One bounded turn is `deliver_due`; who calls it and when is the schedule's."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        clock: Clock,
        topics: Sequence[Topic],
        translator: Callable[[str], Translator],
    ) -> None:
        self._store, self._messenger, self._clock = store, messenger, clock
        self._topics = {topic.name: topic for topic in topics}
        self._translator = translator
        self._doubt = False
        self._ask_at = 0.0

    async def deliver_due(self, n: int) -> int:
        """Send at most n alerts that are due; how many were claimed. Raises TokenRefused, StoreError."""
        if await self._must_wait():
            return 0
        start = self._clock.monotonic()
        lease = lasting(self._clock, LEASE)
        until = start + min(lease * SAFE_PART, lasting(self._clock, SLOT_WAIT)).total_seconds()
        claimed = await self._store.outbox.claim_due(self._clock.now(), n, lease)
        ready = [one for due in claimed if (one := await self._prepare(due, until)) is not None]
        await self._store.outbox.intend([one.due.claim for one in ready])
        ends = await asyncio.gather(*(self._deliver(one) for one in ready), return_exceptions=True)
        for end in ends:
            if isinstance(end, BaseException):
                raise end
        return len(claimed)

    async def _must_wait(self) -> bool:
        """Whether nothing may be sent now: Telegram told everybody to wait, or it has not come back yet."""
        until = await self._store.outbox.pause_until()
        if until is not None and until > self._clock.now():
            return True
        if self._doubt and self._clock.monotonic() >= self._ask_at:
            # What may have arrived is only repeated to a Telegram that answers.
            self._ask_at = self._clock.monotonic() + ASK_EVERY
            self._doubt = not await self._messenger.answers()
        return self._doubt

    async def _prepare(self, due: DueAlert, until: float) -> _Ready | None:
        """The message of an alert; None where it is settled without sending: it must wait, or changes nothing."""
        alert, now = due.alert, self._clock.now()
        if due.unsure:
            self._messenger.note(alert.chat)
            await self._store.settle(due.claim, settle_crashed(alert, now), now)
            return None
        if not still_wanted(alert, due.story, due.subscription, now):
            await self._store.settle(due.claim, settle_unwanted(alert), now)
            return None
        if not alert.message_ids and alert.thread != due.subscription.thread:
            # Where the chat wants them now: the topic in which it was owed may be gone.
            alert = replace(alert, thread=due.subscription.thread, reply_to=None)
        try:
            alert = await self._with_reply(due, alert)
            message = self._render(due, alert)
        except Exception:
            # One story that cannot be rendered is a fault of ours; it must not stop the others.
            log.exception("alert cannot be rendered", extra={"story": due.story.code})
            await self._settle(due, alert, Unsendable("cannot be rendered"))
            return None
        if alert.message_ids and fingerprint(message) == alert.sent_hash:
            await self._settle(due, alert, Sent(alert.message_ids, alert.sent_hash))
            return None
        wait = self._messenger.busy_for(alert.chat)
        if wait > PATIENCE:
            await self._settle(due, alert, Deferred(timedelta(seconds=wait), "the chat's own limit"))
            return None
        return _Ready(due, alert, message, until)

    async def _with_reply(self, due: DueAlert, alert: Alert) -> Alert:
        """A development replies to the first alert, which may have been sent since this one was owed."""
        first = due.story.development_of
        if first is None or alert.reply_to is not None:
            return alert
        told = await self._store.outbox.get(alert_id(first, alert.chat))
        if told is None or not told.message_ids or told.thread != alert.thread:
            return alert
        return replace(alert, reply_to=told.message_ids[0])

    def _render(self, due: DueAlert, alert: Alert) -> Message:
        subscription = due.subscription

        def topic_title(key: InterestKey) -> str:
            if key in self._topics:
                return self._topics[key].title(subscription.language)
            return next((watch.text for watch in subscription.watches if watch.key == key), str(key))

        return render_story(
            due.story,
            alert.interests,
            ForChat.of(subscription),
            self._translator(subscription.language),
            topic_title=topic_title,
        )

    async def _deliver(self, ready: _Ready) -> None:
        alert = ready.alert
        try:
            if alert.message_ids:
                delivery = await self._messenger.edit(
                    alert.chat, alert.message_ids[0], ready.message, plain=alert.plain, until=ready.until
                )
            else:
                delivery = await self._messenger.send(
                    alert.chat,
                    ready.message,
                    thread=alert.thread,
                    reply_to=alert.reply_to,
                    plain=alert.plain,
                    until=ready.until,
                )
        except TokenRefused:
            # Certainly not sent: it stays owed until there is a token that is known.
            await self._store.release(ready.due.claim)
            raise
        await self._settle(ready.due, alert, delivery)

    async def _settle(self, due: DueAlert, alert: Alert, delivery: Delivery) -> None:
        now = self._clock.now()
        settlement = settle_alert(alert, delivery, due.subscription, now)
        await self._store.settle(due.claim, settlement, now)
        _log(due, delivery)
        if isinstance(delivery, Unsure) or (isinstance(delivery, Deferred) and delivery.everybody):
            self._doubt = True
        match settlement.chat:
            case HoldChat(tell=True):
                t = self._translator(due.subscription.language)
                topic = isinstance(delivery, ChatHeld) and delivery.topic
                await self._messenger.tell_administrators(
                    alert.chat, lambda title: render_held(title, t, topic=topic)
                )
            case EndChat():
                log.info("a subscription ended: its chat is gone")
            case _:
                pass


def _log(due: DueAlert, delivery: Delivery) -> None:
    """Never a chat's id: who is subscribed is the most sensitive thing we have."""
    about = {"story": due.story.code}
    match delivery:
        case Sent():
            log.debug("alert sent", extra=about)
        case Unsendable(why, gone=False):
            log.error("alert refused for itself: %s", why, extra=about)
        case _:
            log.info("alert not sent: %s", type(delivery).__name__, extra=about)
