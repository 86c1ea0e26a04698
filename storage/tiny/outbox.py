"""The outbox: whose turn it is, what is in flight, and what comes of it when alerts change meanwhile."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model.alert import Alert, AlertState, Claim, Rank
from bot.model.ids import AlertId, ChatId, StoryId
from bot.model.story import Story
from bot.model.subscription import Subscription
from bot.ports import DueAlert, OutboxCounts
from storage.tiny.alerts import AlertBook
from storage.tiny.core import Core, Writing
from storage.tiny.loading import STATE
from storage.tiny.sealed import unseal
from storage.tiny.subscriptions import SubscriptionBook

_PAUSE_ROW = 2


@dataclass(slots=True)
class Flight:
    """An alert that somebody claimed."""

    claim: Claim
    alert: AlertId
    chat: ChatId
    #: It was intended by somebody before, who died or ran out of time.
    unsure: bool
    #: A poll changed the alert meanwhile: what is being said now is owed an edit.
    changed: bool = False


class TinyOutbox:
    def __init__(
        self,
        core: Core,
        alerts: AlertBook,
        book: SubscriptionBook,
        find_story: Callable[[StoryId], Story | None],
    ) -> None:
        self._core = core
        self._alerts = alerts
        self._book = book
        self._find_story = find_story
        #: By the key of the claim; an alert that moved to another chat keeps it.
        self._flights: dict[str, Flight] = {}
        self._flying: dict[AlertId, str] = {}
        raw = core.journal.raw(STATE, _PAUSE_ROW)
        text = unseal(raw)["until"] if raw is not None else None
        self._pause_until = datetime.fromisoformat(text) if text else None

    # ── the port ────────────────────────────────────────────────────────────────────────────────────────────

    async def claim_due(self, now: datetime, n: int, lease: timedelta) -> Sequence[DueAlert]:
        if self._pause_until is not None and now < self._pause_until:
            return []
        claimed: list[DueAlert] = []
        lost: list[Alert] = []
        busy = {flight.chat for key, flight in self._flights.items() if self._core.claims.is_held(key)}
        for rank in Rank:
            for due_at, _, name in self._alerts.queues[rank]:
                if due_at > now or len(claimed) >= n:
                    break
                alert = self._alerts.open[name]
                subscription = self._book.get(alert.chat)
                if subscription is None or alert.chat in busy or not can_be_told(subscription, now):
                    continue
                story = self._find_story(alert.story)
                if story is None:
                    lost.append(alert)
                    continue
                busy.add(alert.chat)
                claimed.append(self._claim(alert, story, subscription, lease))
        self._drop_lost(lost)
        return claimed

    def _claim(self, alert: Alert, story: Story, subscription: Subscription, lease: timedelta) -> DueAlert:
        key = self._flying.get(alert.id, f"alert:{alert.id}")
        unsure = alert.state is AlertState.INTENDED
        claim = self._core.claims.take(key, alert.attempts + 1, lease)
        self._flights[key] = Flight(claim, alert.id, alert.chat, unsure)
        self._flying[alert.id] = key
        return DueAlert(claim, alert, story, subscription, unsure)

    def _drop_lost(self, lost: Sequence[Alert]) -> None:
        """Their story is gone (a damaged file was given up): there is nothing to tell."""
        if lost:
            writing = self._core.write()
            for alert in lost:
                gone = replace(alert, state=AlertState.DROPPED, error="its story is lost")
                self._alerts.plan_put(writing, gone)
            writing.commit("outbox")

    async def intend(self, claims: Sequence[Claim]) -> None:
        writing = self._core.write()
        for claim in claims:
            flight = self.flight(claim)
            alert = self._alerts.open.get(flight.alert) if flight else None
            if alert is not None:
                intended = replace(alert, state=AlertState.INTENDED, attempts=claim.attempt)
                self._alerts.plan_put(writing, intended)
        writing.commit("outbox")

    async def sent_since(self, after: datetime) -> Sequence[tuple[ChatId, datetime]]:
        lately = self._alerts.sent_lately
        if self._core.clock.now() - after <= timedelta(minutes=55):
            return [(chat, moment) for moment, chat in lately if moment > after]
        sent = [(one.sent_at, one.chat) for one in self._alerts.all() if one.sent_at and one.sent_at > after]
        return [(chat, moment) for moment, chat in sorted(sent)]

    async def next_due_at(self) -> datetime | None:
        """When a claim may next bring something; may lie in the past."""
        soonest: datetime | None = None
        for queue in self._alerts.queues.values():
            for due_at, _, name in queue:
                if soonest is not None and due_at >= soonest:
                    break
                moment = self._turn_of(self._alerts.open[name])
                if moment is not None and (soonest is None or moment < soonest):
                    soonest = moment
        if soonest is not None and self._pause_until is not None:
            return max(soonest, self._pause_until)
        return soonest

    def _turn_of(self, alert: Alert) -> datetime | None:
        subscription = self._book.get(alert.chat)
        key = self._flying.get(alert.id)
        if subscription is None or not subscription.active or subscription.paused:
            return None
        if key is not None and self._core.claims.is_held(key):
            return None
        return max(alert.due_at, subscription.held_until or alert.due_at)

    async def pause_until(self) -> datetime | None:
        return self._pause_until

    async def get(self, alert: AlertId) -> Alert | None:
        return self._alerts.get(alert)

    async def counts(self) -> OutboxCounts:
        by_state = self._alerts.by_state
        # What was sent and only waits to be brought up to date is owed to nobody.
        edits = Counter(alert.state for alert in self._alerts.open.values() if alert.message_ids)
        waiting = (alert.owed_since for alert in self._alerts.open.values() if not alert.message_ids)
        return OutboxCounts(
            owed=by_state[AlertState.OWED] - edits[AlertState.OWED],
            intended=by_state[AlertState.INTENDED] - edits[AlertState.INTENDED],
            sent=by_state[AlertState.SENT] + edits.total(),
            dropped=by_state[AlertState.DROPPED],
            possible_repeats=self._alerts.possible_repeats,
            oldest_owed=min(waiting, default=None),
        )

    # ── for the other rooms of the store ────────────────────────────────────────────────────────────────────

    def flight(self, claim: Claim) -> Flight | None:
        """What the claim is for, if nobody claimed it since."""
        return self._flights.get(claim.key) if self._core.claims.is_current(claim) else None

    def land(self, key: str) -> None:
        """Nobody holds it any more."""
        flight = self._flights.pop(key, None)
        if flight is not None:
            self._flying.pop(flight.alert, None)
        self._core.claims.drop(key)

    def land_chat(self, chat: ChatId) -> None:
        for key in [key for key, flight in self._flights.items() if flight.chat == chat]:
            self.land(key)

    def divert(self, alert: AlertId, new: AlertId, chat: ChatId) -> None:
        """The alert has another name now; who claimed it settles it all the same."""
        key = self._flying.pop(alert, None)
        if key is not None:
            self._flying[new] = key
            self._flights[key].alert, self._flights[key].chat = new, chat

    def release(self, claim: Claim) -> None:
        flight = self.flight(claim)
        if flight is None:
            return
        alert = self._alerts.open.get(flight.alert)
        if alert is not None and alert.state is AlertState.INTENDED and not flight.unsure:
            writing = self._core.write()
            before = max(0, claim.attempt - 1)
            self._alerts.plan_put(writing, replace(alert, state=AlertState.OWED, attempts=before))
            writing.commit("outbox")
        self.land(claim.key)

    def plan_record(self, writing: Writing, wanted: Alert, before: Alert | None) -> Alert:
        """An alert as `decide` wants it; one that is being sent at this moment stays intended."""
        if before is None:
            fresh = replace(wanted, seq=self._core.next_seq())
            self._alerts.plan_put(writing, fresh)
            return fresh
        changed = replace(wanted, seq=before.seq)
        key = self._flying.get(before.id)
        if before.state is AlertState.INTENDED:
            changed = replace(changed, state=AlertState.INTENDED, attempts=before.attempts)
        if changed == before:
            return before
        if key is not None:
            flight = self._flights[key]
            writing.then(lambda: setattr(flight, "changed", True))
        self._alerts.plan_put(writing, changed)
        return changed

    def plan_pause(self, writing: Writing, until: datetime) -> None:
        writing.put(STATE, _PAUSE_ROW, {"id": "pause", "until": until.isoformat()})

        def show() -> None:
            self._pause_until = until

        writing.then(show)


def can_be_told(subscription: Subscription, now: datetime) -> bool:
    is_held = subscription.held_until is not None and subscription.held_until > now
    return subscription.active and not subscription.paused and not is_held
