"""The only place that asks what time it is; and that can be told, for tests (WATCHWORD_CLOCK)."""

import asyncio
import re
import time
from datetime import UTC, datetime, timedelta

from bot.errors import ConfigError
from bot.ports import Clock


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class SetClock:
    """Starts at a time and runs `speed` times as fast: "2023-03-27T00:00Z*600"."""

    def __init__(self, start: datetime, speed: float = 1.0) -> None:
        self._start = start
        self.speed = speed
        self._zero = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._zero) * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self.speed)


def lasting(clock: Clock, real: timedelta) -> timedelta:
    """The span on this clock that lasts `real` on the machine's own: for leases over work that takes real time."""
    return real * clock.speed if isinstance(clock, SetClock) else real


_FORM = re.compile(r"(?P<start>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)Z(?:\*(?P<speed>\d+(?:\.\d+)?))?")


def open_clock(setting: str | None) -> SystemClock | SetClock:
    """The clock WATCHWORD_CLOCK asks for; ConfigError for one that cannot be read."""
    if not setting:
        return SystemClock()
    form = _FORM.fullmatch(setting.strip())
    if form is None or float(form["speed"] or 1) <= 0:
        raise ConfigError(
            f"WATCHWORD_CLOCK: cannot read {setting!r}",
            "write it as 2023-03-27T00:00Z*600 (start in UTC, then how many times as fast), or leave it unset",
        )
    return SetClock(datetime.fromisoformat(form["start"]).replace(tzinfo=UTC), float(form["speed"] or 1))
