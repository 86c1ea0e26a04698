"""The flood limits: never over them, hardly under them, and nobody who asks has to wait for a broadcast."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from random import Random
from statistics import quantiles

import pytest

from bot.messages.lanes import Kind, Lanes
from bot.model.ids import ChatId
from bot.ports import Budget
from tests.messages.turned_clock import TurnedClock

_budget: Budget = Lanes(TurnedClock())
GROUP = ChatId("-100200300")


class Taken:
    """Takes slots and remembers when Telegram took what was sent in each; at once without a `network`."""

    network: Random | None = None

    def __init__(self, clock: TurnedClock, lanes: Lanes) -> None:
        self.clock, self.lanes = clock, lanes
        self.at: list[tuple[float, ChatId, Kind]] = []

    async def take(self, chat: ChatId, kind: Kind = "alert", until: float | None = None) -> bool:
        given = await self.lanes.take(chat, kind, until)
        if given:
            if self.network is not None:
                await self.clock.sleep(self.network.uniform(0.0, 0.4))
            self.at.append((self.clock.monotonic(), chat, kind))
            if self.network is not None:
                await self.clock.sleep(self.network.uniform(0.0, 0.1))
            self.lanes.answered(chat)
        return given

    async def broadcast(self, chats: Sequence[ChatId], side_by_side: int = 90) -> None:
        """As the deliverer does: so many at a time."""
        waiting = iter(chats)

        async def one_after_another() -> None:
            for chat in waiting:
                await self.take(chat)

        await asyncio.gather(*(one_after_another() for _ in range(side_by_side)))

    def most_within(self, seconds: float, chat: ChatId | None = None) -> int:
        times = [at for at, who, _ in self.at if chat in (None, who)]
        return max(sum(1 for at in times[n:] if at < start + seconds) for n, start in enumerate(times))


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def taken(clock: TurnedClock) -> Taken:
    return Taken(clock, Lanes(clock))


def people(n: int) -> list[ChatId]:
    return [ChatId(str(5000 + number)) for number in range(n)]


async def test_a_broadcast_stays_below_thirty_in_any_second_and_near_the_best_possible(
    clock: TurnedClock, taken: Taken
) -> None:
    start = clock.monotonic()
    await clock.run(taken.broadcast(people(1000)))
    assert len(taken.at) == 1000
    assert taken.most_within(1.0) <= 30
    assert 1000 / 30 / (clock.monotonic() - start) >= 0.93


async def test_however_unevenly_the_network_brings_them_no_second_has_more_than_thirty(
    clock: TurnedClock, taken: Taken
) -> None:
    taken.network = Random(7)
    start = clock.monotonic()
    await clock.run(taken.broadcast(people(600)))
    assert len(taken.at) == 600
    assert taken.most_within(1.0) <= 30
    assert 600 / 30 / (clock.monotonic() - start) >= 0.7  # a message on its way takes a place


async def test_messages_that_are_never_answered_hold_their_places_for_a_while_only(
    clock: TurnedClock, taken: Taken
) -> None:
    start = clock.monotonic()
    for chat in people(30):
        await clock.run(taken.lanes.take(chat, "reply"))
    assert clock.monotonic() == start
    await clock.run(taken.take(ChatId("7"), "reply"))
    assert 4.0 < clock.monotonic() - start < 6.0


async def test_replies_go_first(clock: TurnedClock, taken: Taken) -> None:
    waits: list[float] = []

    async def ask() -> None:
        for number in range(100):
            await clock.sleep(0.3)
            asked = clock.monotonic()
            await taken.take(ChatId(str(9000 + number)), "reply")
            waits.append(clock.monotonic() - asked)

    await clock.run(asyncio.gather(taken.broadcast(people(1000)), ask()))
    assert quantiles(waits, n=20)[-1] <= 0.3
    assert taken.most_within(1.0) <= 30


async def test_one_private_chat_gets_one_alert_a_second(clock: TurnedClock, taken: Taken) -> None:
    await clock.run(asyncio.gather(*(taken.take(ChatId("7")) for _ in range(10))))
    assert all(after - before >= 1.0 for (before, *_), (after, *_) in pairwise(taken.at))


async def test_a_person_may_ask_three_things_at_once(clock: TurnedClock, taken: Taken) -> None:
    start = clock.monotonic()
    await clock.run(asyncio.gather(*(taken.take(ChatId("7"), "reply") for _ in range(3))))
    assert clock.monotonic() == start
    await clock.run(taken.take(ChatId("7"), "reply"))
    assert clock.monotonic() - start >= 3.0


async def test_a_group_gets_at_most_twenty_a_minute_and_keeps_some_for_answers(
    clock: TurnedClock, taken: Taken
) -> None:
    alerts = asyncio.gather(*(taken.take(GROUP) for _ in range(40)))

    async def ask() -> None:
        await clock.sleep(10)
        asked = clock.monotonic()
        await taken.take(GROUP, "reply")
        assert clock.monotonic() - asked < 0.1

    await clock.run(ask())
    await clock.run(alerts)
    assert taken.most_within(60.0, GROUP) < 20


async def test_one_slow_chat_does_not_stop_the_others(clock: TurnedClock, taken: Taken) -> None:
    taken.lanes.refused(GROUP, timedelta(minutes=5))
    slow = asyncio.ensure_future(taken.take(GROUP))
    start = clock.monotonic()
    await clock.run(taken.broadcast(people(30)))
    assert clock.monotonic() - start < 2
    assert not slow.done()
    assert taken.lanes.busy_for(GROUP) == pytest.approx(300, abs=3)
    assert taken.lanes.busy_for(people(1)[0]) < 2
    await clock.run(slow)
    assert clock.monotonic() - start >= 300


async def test_everybody_waits_when_the_token_is_refused(clock: TurnedClock, taken: Taken) -> None:
    taken.lanes.refused(None, timedelta(seconds=40))
    start = clock.monotonic()
    await clock.run(asyncio.gather(taken.take(ChatId("7")), taken.take(ChatId("8"), "reply")))
    assert clock.monotonic() - start >= 40


async def test_who_cannot_have_a_slot_in_time_gets_none_and_uses_none(
    clock: TurnedClock, taken: Taken
) -> None:
    taken.lanes.refused(None, timedelta(seconds=40))
    start = clock.monotonic()
    assert await clock.run(taken.take(ChatId("7"), "alert", start + 10)) is False
    assert clock.monotonic() == start
    assert taken.at == []
    assert await clock.run(taken.take(ChatId("7"))) is True


async def test_who_waits_when_everybody_is_told_to_is_told_at_once_that_it_will_be_too_late(
    clock: TurnedClock, taken: Taken
) -> None:
    start = clock.monotonic()
    await clock.run(taken.take(ChatId("7")))
    waiting = asyncio.ensure_future(taken.take(ChatId("7"), "alert", start + 10))
    await asyncio.sleep(0)
    taken.lanes.refused(None, timedelta(seconds=40))
    assert await clock.run(waiting) is False
    assert clock.monotonic() - start < 2


async def test_a_wait_that_is_called_off_takes_no_slot(clock: TurnedClock, taken: Taken) -> None:
    taken.lanes.refused(None, timedelta(seconds=40))
    waiting = asyncio.ensure_future(taken.take(ChatId("7")))
    await asyncio.sleep(0)
    waiting.cancel()
    await clock.run(asyncio.gather(waiting, return_exceptions=True))
    await clock.run(taken.take(ChatId("7"), "reply"))
    assert [kind for _, _, kind in taken.at] == ["reply"]


async def test_what_was_sent_before_a_restart_still_counts(clock: TurnedClock, taken: Taken) -> None:
    now = clock.now()
    taken.lanes.start_from([(GROUP, now - timedelta(seconds=n)) for n in range(1, 19)])
    taken.lanes.start_from([(chat, now - timedelta(seconds=0.2)) for chat in people(29)])
    start = clock.monotonic()
    await clock.run(taken.take(ChatId("7")))
    assert clock.monotonic() - start >= 0.8
    assert taken.lanes.busy_for(GROUP) > 40


async def test_what_a_dead_process_may_have_sent_counts_like_our_own(
    clock: TurnedClock, taken: Taken
) -> None:
    for _ in range(3):
        taken.lanes.note(ChatId("7"))
    start = clock.monotonic()
    await clock.run(taken.take(ChatId("7")))
    assert clock.monotonic() - start >= 3.0


async def test_alerts_of_one_chat_keep_their_order(clock: TurnedClock, taken: Taken) -> None:
    order: list[int] = []

    async def take(number: int) -> None:
        await taken.take(ChatId("7"))
        order.append(number)

    await clock.run(asyncio.gather(*(take(number) for number in range(6))))
    assert order == [0, 1, 2, 3, 4, 5]
