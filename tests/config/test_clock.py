from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SetClock, SystemClock, lasting, open_clock
from bot.errors import ConfigError


def test_without_a_setting_it_is_the_machines_time_in_utc() -> None:
    clock = open_clock(None)
    assert isinstance(clock, SystemClock)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


async def test_a_set_clock_starts_where_it_is_told_and_runs_as_fast_as_it_is_told() -> None:
    clock = open_clock("2023-03-27T00:00Z*600")
    assert isinstance(clock, SetClock)
    began = clock.now()
    assert began - datetime(2023, 3, 27, tzinfo=UTC) < timedelta(hours=1)
    before = clock.monotonic()
    await clock.sleep(60)
    assert clock.monotonic() - before >= 60
    assert clock.now() - began >= timedelta(seconds=60)


@pytest.mark.parametrize(
    "setting", ["yesterday", "2023-03-27T00:00", "2023-03-27T00:00Z*0", "2023-03-27T00:00Z*-1"]
)
def test_a_clock_that_cannot_be_read_says_how_it_is_written(setting: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_clock(setting)
    assert "2023-03-27T00:00Z*600" in caught.value.remedy


def test_a_lease_over_real_work_lasts_as_long_on_a_fast_clock() -> None:
    fast = open_clock("2023-03-27T00:00Z*600")
    assert lasting(fast, timedelta(seconds=60)) == timedelta(hours=10)
    assert lasting(SystemClock(), timedelta(seconds=60)) == timedelta(seconds=60)
