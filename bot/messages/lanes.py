"""Lanes: the flood limits of one token, kept so that Telegram never has to refuse.

A strict sliding window over all messages, a clock for each chat, replies to people first. Telegram publishes about
30 messages a second for a bot, one a second for a private chat with short bursts, 20 a minute for a group. It counts
a message when it takes it, which we know only from its answer: a message counts from its answer on, and until then
all the same, so that no slow network lets more arrive in a second than were sent in one.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Literal

from bot.model.ids import ChatId
from bot.ports import Clock

Kind = Literal["reply", "alert", "edit"]


@dataclass(frozen=True, slots=True)
class LaneLimits:
    """At most `count` in any `seconds`. Each a little inside Telegram's, for clocks that waver."""

    token: tuple[int, float] = (30, 1.01)
    private: tuple[int, float] = (3, 3.4)
    group: tuple[int, float] = (19, 61.0)
    #: Seconds between two alerts of one private chat.
    alert_gap: float = 1.15
    #: Alerts go evenly, so that no reply waits for a burst to be over; this much lateness is made up for.
    even_slack: float = 0.05
    #: So many times as slowly for the first messages after a rest.
    cold: float = 1.5
    #: Seconds after which a message without an answer counts no longer.
    unanswered: float = 5.0
    #: Slots that alerts leave to replies: of the token, and of a group.
    token_reserve: int = 1
    group_reserve: int = 3


@dataclass(slots=True, eq=False)
class _Slot:
    """`at`: when it was given, then when what was sent in it was answered."""

    at: float
    answered: bool


@dataclass(slots=True)
class _Chat:
    taken: deque[_Slot] = field(default_factory=deque)
    last: float = float("-inf")
    wait_until: float = float("-inf")


@dataclass(slots=True, eq=False)
class _Waiter:
    chat: ChatId
    kind: Kind
    #: On Clock.monotonic: from then on it does not want a slot any more.
    until: float
    granted: asyncio.Future[bool]


class Lanes:
    """bot.ports.Budget in memory. One task grants slots while somebody waits for one, and ends with the last."""

    def __init__(self, clock: Clock, limits: LaneLimits | None = None) -> None:
        self._clock = clock
        self._limits = limits or LaneLimits()
        self._window: deque[_Slot] = deque()
        self._even_at = float("-inf")
        self._all_wait_until = float("-inf")
        self._chats: dict[ChatId, _Chat] = {}
        self._lanes: dict[Kind, list[_Waiter]] = {"reply": [], "alert": [], "edit": []}
        self._changed = asyncio.Event()
        self._granting: asyncio.Task[None] | None = None

    def start_from(self, sent: Iterable[tuple[ChatId, datetime]]) -> None:
        """What an earlier process sent lately (`store.outbox.sent_since`): Telegram has not forgotten it."""
        now, mono = self._clock.now(), self._clock.monotonic()
        for chat, at in sorted(sent, key=lambda pair: pair[1]):
            self._note(chat, "alert", mono - max(0.0, (now - at).total_seconds()), answered=True)

    async def take(self, chat: ChatId, kind: Kind, until: float | None = None) -> bool:
        """Wait for a slot; replies go first, one slow chat does not stop the others.

        False, and no slot, if there was none before `until` (on Clock.monotonic).
        """
        granted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        waiter = _Waiter(chat, kind, float("inf") if until is None else until, granted)
        self._lanes[kind].append(waiter)
        self._changed.set()
        if self._granting is None or self._granting.done():
            self._granting = asyncio.create_task(self._grant_all())
        try:
            return await granted
        finally:
            if waiter in self._lanes[kind]:
                self._lanes[kind].remove(waiter)

    def answered(self, chat: ChatId) -> None:
        """Telegram took or refused what was sent to this chat in the oldest slot that waits for it, or it failed."""
        state = self._chats.get(chat)
        slot = next((slot for slot in state.taken if not slot.answered), None) if state else None
        if slot is not None:
            slot.at, slot.answered = self._clock.monotonic(), True
            self._changed.set()

    def refused(self, chat: ChatId | None, wait: timedelta) -> None:
        """Telegram told this chat (or, None, everybody) to wait."""
        until = self._clock.monotonic() + wait.total_seconds()
        if chat is None:
            self._all_wait_until = max(self._all_wait_until, until)
        else:
            state = self._chats.setdefault(chat, _Chat())
            state.wait_until = max(state.wait_until, until)
        self._changed.set()

    def busy_for(self, chat: ChatId) -> float:
        """Seconds until this chat's own limits allow an alert."""
        return max(0.0, self._chat_ready_at(chat, "alert") - self._clock.monotonic())

    def note(self, chat: ChatId) -> None:
        """A message that an earlier process may have sent just now counts like one of ours."""
        self._note(chat, "alert", self._clock.monotonic(), answered=True)

    async def _grant_all(self) -> None:
        while any(self._lanes.values()):
            self._changed.clear()
            now = self._clock.monotonic()
            waiter, at = self._next(now)
            if waiter is None:
                await self._until(at - now)
                continue
            self._lanes[waiter.kind].remove(waiter)
            if not waiter.granted.done():
                in_time = self._ready_at(waiter.chat, waiter.kind) <= now < waiter.until
                if in_time:
                    self._note(waiter.chat, waiter.kind, now, answered=False)
                waiter.granted.set_result(in_time)

    async def _until(self, seconds: float) -> None:
        """So long, or until another waiter came."""
        sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
        changing = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait({sleeping, changing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            sleeping.cancel()
            changing.cancel()

    def _next(self, now: float) -> tuple[_Waiter | None, float]:
        """Whose turn it is, replies first, each lane in the order of coming, or who cannot go in time; else when."""
        earliest = float("inf")
        asked: set[tuple[ChatId, Kind]] = set()
        for waiter in self._waiting():
            if waiter.until <= now:
                return waiter, now
            earliest = min(earliest, waiter.until)
            # The second of one chat cannot go before its first.
            if (waiter.chat, waiter.kind) in asked:
                continue
            asked.add((waiter.chat, waiter.kind))
            at = self._ready_at(waiter.chat, waiter.kind)
            if at <= now or at >= waiter.until:
                return waiter, now
            earliest = min(earliest, at)
        return None, earliest

    def _waiting(self) -> Iterator[_Waiter]:
        return chain(self._lanes["reply"], self._lanes["alert"], self._lanes["edit"])

    def _ready_at(self, chat: ChatId, kind: Kind) -> float:
        """On Clock.monotonic: the first moment at which no limit forbids it."""
        at = max(self._all_wait_until, self._token_ready_at(kind))
        if kind != "reply":
            at = max(at, self._even_at)
        return max(at, self._chat_ready_at(chat, kind))

    def _token_ready_at(self, kind: Kind) -> float:
        """The same by the limit over all chats alone; what is not answered counts as long as it may come to be."""
        count, seconds = self._limits.token
        if kind != "reply":
            count -= self._limits.token_reserve
        if len(self._window) < count:
            return float("-inf")
        free_at = sorted(
            slot.at + (seconds if slot.answered else self._limits.unanswered) for slot in self._window
        )
        return free_at[-count]

    def _chat_ready_at(self, chat: ChatId, kind: Kind) -> float:
        """The same by this chat's own limits alone."""
        limits, state = self._limits, self._chats.get(chat)
        if state is None:
            return float("-inf")
        at = state.wait_until
        is_group = chat.startswith("-")
        count, seconds = limits.group if is_group else limits.private
        if is_group and kind != "reply":
            count -= limits.group_reserve
        if len(state.taken) >= count:
            at = max(at, sorted(slot.at for slot in state.taken)[-count] + seconds)
        if not is_group and kind == "alert":
            at = max(at, state.last + limits.alert_gap)
        return at

    def _note(self, chat: ChatId, kind: Kind, at: float, *, answered: bool) -> None:
        count, seconds = self._limits.token
        slot = _Slot(at, answered)
        self._window.append(slot)
        while self._window[0].at < at - max(self._limits.unanswered, 2 * seconds):
            self._window.popleft()
        if kind != "reply":
            gap = seconds / (count - self._limits.token_reserve)
            if sum(slot.at >= at - 2 * seconds for slot in self._window) < count:
                # After a rest the connections are cold: the first messages arrive late, and close to the next.
                gap *= self._limits.cold
            self._even_at = max(self._even_at, at - self._limits.even_slack) + gap
        state = self._chats.setdefault(chat, _Chat())
        state.last = at
        state.taken.append(slot)
        while len(state.taken) > self._limits.group[0]:
            state.taken.popleft()
        if len(self._chats) > 10_000:
            self._forget_idle(at)

    def _forget_idle(self, now: float) -> None:
        longest = self._limits.group[1]
        self._chats = {
            chat: state
            for chat, state in self._chats.items()
            if state.last + longest > now or state.wait_until > now
        }
