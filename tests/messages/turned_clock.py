"""A clock that is turned by hand: when everything waits, it jumps to the next thing that is due."""

import asyncio
import heapq
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TypeVar

from bot.ports import Clock

T = TypeVar("T")
START = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


class TurnedClock:
    def __init__(self) -> None:
        self._at = 1000.0
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        self._number = count()

    def now(self) -> datetime:
        return START + timedelta(seconds=self._at - 1000.0)

    def monotonic(self) -> float:
        return self._at

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleeping, (self._at + max(0.0, seconds), next(self._number), waking))
        await waking

    def turn(self, seconds: float) -> None:
        """Forward, without waking anybody before the next `run`."""
        self._at += seconds

    async def run(self, awaitable: Awaitable[T]) -> T:
        """Until it is done; time passes only while nobody can go on."""
        task = asyncio.ensure_future(awaitable)
        idle = 0
        while not task.done():
            await asyncio.sleep(0)
            # Some turns of the loop: a woken task may wake another, and that another.
            idle += 1
            if idle < 8:
                continue
            idle = 0
            while self._sleeping and self._sleeping[0][2].done():
                heapq.heappop(self._sleeping)
            if self._sleeping:
                at, _, waking = heapq.heappop(self._sleeping)
                self._at = max(self._at, at)
                waking.set_result(None)
        return task.result()


_clock: Clock = TurnedClock()
