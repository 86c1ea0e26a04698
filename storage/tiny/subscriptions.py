"""Subscriptions: what each chat wants; all of them in memory, with an index from interests to chats."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.model.ids import ChatId, InterestKey, is_watch
from bot.model.interest import Watch
from bot.model.subscription import ALL_TOPICS, ChatKind, Subscription
from bot.ports import SubscriptionCounts
from storage.codec import decode, encode
from storage.tiny.core import Core, Writing
from storage.tiny.sealed import unseal

TABLE = "subscriptions"


@dataclass(frozen=True, slots=True)
class Held:
    """A subscription in its row, and why it ended if it did."""

    row: int
    subscription: Subscription
    ended: str | None = None


class SubscriptionBook:
    """The subscriptions alone; what they mean for alerts is the store's (tiny/chats.py)."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._held: dict[ChatId, Held] = {}
        self._wanters: dict[InterestKey, set[ChatId]] = {}
        for row in core.journal.rows.get(TABLE, ()):
            raw = core.journal.raw(TABLE, row)
            if raw is not None:
                document = unseal(raw)
                held = Held(row, decode(Subscription, document["subscription"]), document.get("ended"))
                self._show(held)

    def get(self, chat: ChatId) -> Subscription | None:
        held = self._held.get(chat)
        return held.subscription if held else None

    def held(self, chat: ChatId) -> Held | None:
        return self._held.get(chat)

    def all(self) -> Iterator[Held]:
        return iter(self._held.values())

    def wanting(
        self, interests: Iterable[InterestKey], after: ChatId | None = None, n: int | None = None
    ) -> Sequence[Subscription]:
        """Active ones that want any of these, ordered by chat."""
        wanted = tuple(interests)
        chats: set[ChatId] = set()
        for interest in wanted:
            chats |= self._wanters.get(interest, set())
        if any(not is_watch(interest) for interest in wanted):
            chats |= self._wanters.get(ALL_TOPICS, set())
        found: list[Subscription] = []
        ordered = sorted(chats)
        for chat in ordered[bisect_right(ordered, after) if after is not None else 0 :]:
            if n is not None and len(found) >= n:
                break
            subscription = self._held[chat].subscription
            if any(subscription.wants(interest) for interest in wanted):
                found.append(subscription)
        return found

    def watches(self) -> Sequence[Watch]:
        active = (held.subscription for held in self._held.values() if held.subscription.active)
        found = {watch.key: watch for one in active for watch in one.watches if not watch.paused}
        return [found[key] for key in sorted(found)]

    def counts(self) -> SubscriptionCounts:
        active = [held.subscription for held in self._held.values() if held.subscription.active]
        now = self._core.clock.now()
        return SubscriptionCounts(
            active=len(active),
            private=sum(one.kind is ChatKind.PRIVATE for one in active),
            groups=sum(one.kind is ChatKind.GROUP for one in active),
            channels=sum(one.kind is ChatKind.CHANNEL for one in active),
            held=sum(one.held_until is not None and one.held_until > now for one in active),
        )

    def plan_put(self, writing: Writing, subscription: Subscription, ended: str | None = None) -> None:
        before = self._held.get(subscription.chat)
        row = before.row if before else writing.new_id(TABLE)
        held = Held(row, subscription, ended)
        why = {} if ended is None else {"ended": ended}
        writing.put(TABLE, row, {"id": subscription.chat, **why, "subscription": encode(subscription)})
        writing.then(lambda: self._show(held))

    def plan_drop(self, writing: Writing, chat: ChatId) -> None:
        held = self._held.get(chat)
        if held is not None:
            writing.drop(TABLE, held.row)
            writing.then(lambda: self._hide(chat))

    def plan_move(self, writing: Writing, old: ChatId, new: ChatId) -> None:
        """The new chat wants what the old one did, and what it was told already in its new name."""
        before, there = self._held.get(old), self._held.get(new)
        if before is None:
            return
        moved = merged(replace(before.subscription, chat=new), there.subscription if there else None)
        self.plan_drop(writing, old)
        self.plan_put(writing, moved, None if moved.active else before.ended)

    def _show(self, held: Held) -> None:
        subscription = held.subscription
        self._hide(subscription.chat)
        self._held[subscription.chat] = held
        if subscription.active:
            for interest in (*subscription.topics, *(watch.key for watch in subscription.watches)):
                self._wanters.setdefault(interest, set()).add(subscription.chat)

    def _hide(self, chat: ChatId) -> None:
        held = self._held.pop(chat, None)
        if held is not None:
            for interest in (*held.subscription.topics, *(watch.key for watch in held.subscription.watches)):
                chats = self._wanters.get(interest, set())
                chats.discard(chat)
                if not chats:
                    self._wanters.pop(interest, None)


def merged(old: Subscription, new: Subscription | None) -> Subscription:
    """Of two that became one chat: the settings of the one in use, the newer first; nobody's watch is lost."""
    if new is None:
        return old
    chosen, other = (new, old) if new.active or not old.active else (old, new)
    keys = {watch.key for watch in chosen.watches}
    watches = (*chosen.watches, *(watch for watch in other.watches if watch.key not in keys))
    return replace(
        chosen,
        watches=watches,
        since=min(old.since, new.since),
        muted_stories=chosen.muted_stories | other.muted_stories,
    )
