"""Dates as people read them: "17 Nov 2026, 06:40 UTC"; phones show their own zone (date-time entity)."""

from datetime import UTC, datetime

from bot.messages.render.text import Markup, Words, moment, words
from bot.model.words import Translator

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(t: Translator, when: datetime) -> str:
    """ "17 Nov 2026", in UTC."""
    utc = when.astimezone(UTC)
    return t("{day} {month} {year}", day=utc.day, month=t(_MONTHS[utc.month - 1]), year=utc.year)


def short_day(t: Translator, when: datetime) -> str:
    """ "17 Nov", in UTC."""
    utc = when.astimezone(UTC)
    return t("{day} {month}", day=utc.day, month=t(_MONTHS[utc.month - 1]))


def clock_time(t: Translator, when: datetime) -> str:
    """ "06:40 UTC"."""
    return t("{time} UTC", time=when.astimezone(UTC).strftime("%H:%M"))


def day_and_time(t: Translator, when: datetime) -> str:
    """ "17 Nov 2026, 06:40 UTC"."""
    return t("{day}, {time}", day=day(t, when), time=clock_time(t, when))


def dated(t: Translator, when: datetime, now: datetime) -> Markup:
    """Day and time that a phone shows in its own zone; as text alone if it lies in the future or before 1980."""
    return _moment(when, day_and_time(t, when), now, "Dt")


def timed(t: Translator, when: datetime, now: datetime) -> Markup:
    """The time alone, as `dated`."""
    return _moment(when, clock_time(t, when), now, "t")


def _moment(when: datetime, text: Words, now: datetime, form: str) -> Markup:
    # Telegram takes past times only, and feeds claim 1970 when they mean nothing.
    if when > now or when.year < 1980:
        return words(text)
    return moment(when, text, form)
