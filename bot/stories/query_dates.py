"""Times in a query: a year, a month, a day, or an age counted back from now."""

from datetime import UTC, datetime, timedelta

from bot.stories.fold import fold

_UNITS = {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}
_LONGEST = 100 * 365 * 24


def read_when(text: str) -> datetime | timedelta | None:
    """ "2026", "2026-03", "2026-03-27" → their first moment in UTC; "12h", "7d", "2w", "3m", "1y" → that long."""
    text = text.strip().lower()
    number, unit = text[:-1], text[-1:]
    if unit in _UNITS and number.isdecimal() and len(number) <= 6:
        hours = int(number) * _UNITS[unit]
        return timedelta(hours=hours) if 0 < hours <= _LONGEST else None
    parts = fold(text.replace("-", " ").replace("/", " ").replace(".", " ")).split(" ")
    if (
        not 1 <= len(parts) <= 3
        or len(parts[0]) != 4
        or not all(part.isdecimal() and len(part) <= 4 for part in parts)
    ):
        return None
    try:
        year, month, day = (*map(int, parts), 1, 1)[:3]
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
