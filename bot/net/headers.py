"""What a server's headers wish of us, and how much of it we believe; pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: However long a server asks us to stay away, we look again after this.
LONGEST_WAIT = timedelta(hours=24)


def read_retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Seconds or a date; None for none, for nonsense and for times past. At most 24 hours."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return _believed(timedelta(seconds=min(int(value[:10]), 10**9)))
    at = _date(value)
    return None if at is None else _believed(at - (_date(headers.get("Date", "")) or now))


def read_fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long Cache-Control or Expires say that the answer holds; None if they do not. At most 24 hours."""
    directives = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (part.partition("=") for part in headers.get("Cache-Control", "").split(","))
    }
    if "no-cache" in directives or "no-store" in directives:
        return None
    max_age = directives.get("max-age", "")
    if max_age.isascii() and max_age.isdecimal():
        age = headers.get("Age", "").strip()
        spent = int(age[:9]) if age.isascii() and age.isdecimal() else 0
        return _believed(timedelta(seconds=min(int(max_age[:10]), 10**9) - spent))
    expires = _date(headers.get("Expires", ""))
    return None if expires is None else _believed(expires - (_date(headers.get("Date", "")) or now))


def _believed(wait: timedelta) -> timedelta | None:
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
