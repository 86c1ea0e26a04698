"""When a chat's alerts come: at once, outside its quiet hours, or gathered at its hour."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.model.subscription import Pace, Rhythm

_MONDAY = 0


def due_time(rhythm: Rhythm, timezone: str, now: datetime) -> datetime:
    """The first moment, in UTC, at which an alert owed now may come to a chat with this rhythm."""
    local = now.astimezone(zone_of(timezone))
    match rhythm.pace:
        case Pace.NOW:
            return _after_quiet(rhythm.quiet, local).astimezone(UTC)
        case Pace.DAILY:
            return _next(rhythm.digest_at, local).astimezone(UTC)
        case Pace.WEEKLY:
            return _next(rhythm.digest_at, local, weekday=_MONDAY).astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """The time zone, UTC for a name nobody knows (a zone may vanish from the tables between two versions)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_quiet(quiet: tuple[time, time] | None, local: datetime) -> bool:
    """Whether a local time lies in the quiet hours; over midnight if they begin later than they end."""
    if quiet is None or quiet[0] == quiet[1]:
        return False
    begin, end = quiet
    at = local.time()
    return begin <= at < end if begin < end else at >= begin or at < end


def _after_quiet(quiet: tuple[time, time] | None, local: datetime) -> datetime:
    if quiet is None or not is_quiet(quiet, local):
        return local
    return _next(quiet[1], local)


def _next(at: time, local: datetime, weekday: int | None = None) -> datetime:
    """The next local moment with this time of day (and weekday); the wall clock decides, over changes of the hour."""
    day = local.date()
    while True:
        moment = datetime.combine(day, at, local.tzinfo)
        if moment > local and weekday in (None, moment.weekday()):
            return moment
        day += timedelta(days=1)
