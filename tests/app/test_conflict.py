from datetime import UTC, datetime, timedelta

from bot.app.telegrams import CONFLICT_LIMIT, CONFLICT_QUIET, ConflictWatch
from bot.errors import TokenInUse, WatchwordError
from bot.ports import Clock


class TurnedClock:
    """Goes only when it is turned."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return datetime(2026, 11, 17, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def test_nothing_is_delivered_from_the_first_conflict_on_until_a_minute_is_quiet() -> None:
    clock = TurnedClock()
    _fits: Clock = clock
    watch = ConflictWatch(clock, lambda error: None)
    assert not watch.holds()
    watch.seen()
    assert watch.holds()
    clock.seconds += CONFLICT_QUIET.total_seconds() - 1
    assert watch.holds()
    clock.seconds += 1
    assert not watch.holds()


def test_conflicts_that_go_on_end_this_process_within_a_minute() -> None:
    clock, ended = TurnedClock(), list[WatchwordError]()
    watch = ConflictWatch(clock, ended.append)
    # As python-telegram-bot asks again: a second, then half as long again each time, 30 s at most.
    wait = 1.0
    while not ended:
        watch.seen()
        clock.seconds += wait
        wait = min(wait * 1.5, 30.0)
        assert clock.seconds < 60
    assert isinstance(ended[0], TokenInUse)
    assert ended[0].exit_status == 75


def test_one_conflict_now_and_one_much_later_is_no_row() -> None:
    clock, ended = TurnedClock(), list[WatchwordError]()
    watch = ConflictWatch(clock, ended.append)
    watch.seen()
    clock.seconds += (CONFLICT_QUIET + CONFLICT_LIMIT).total_seconds()
    watch.seen()
    assert not ended
