"""Whether a value that came from outside is what its type says, down to the last field; and whether it makes sense.

The codec trusts what it reads, because the store wrote it. An import must not: what it lets in, the bot works with.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from bot.model.alert import Alert
from bot.model.ids import alert_id
from bot.model.kept import Kept, KeptChat, KeptEntry, KeptFeed, KeptKeys
from bot.model.story import Story
from bot.model.subscription import Mode, Subscription
from storage.export.lines import SentNote

#: Takes a value; where in it something is wrong (".sources[0].title"), "" for itself; None if nothing is.
Check = Callable[[Any], str | None]
_STORY_ID = re.compile(r"[0-9a-f]{32}")
_ADDRESS = re.compile(r"https?://[^/\s]+", re.IGNORECASE)
_LARGEST = 1 << 53


def misfit(kept: Kept | SentNote) -> str | None:
    """What is wrong with it, in a few words; None if nothing is."""
    kind: Any = type(kept)
    where = _check(kind)(kept)
    return _senseless(kept) if where is None else f"{where.lstrip('.')} is not what it should be"


# ── by type ─────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _check(hint: Any) -> Check:  # noqa: PLR0911  # one branch for each kind of thing there is
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _one_of([_check(one) for one in get_args(hint)])
    if origin is tuple and get_args(hint)[-1] is not ...:
        return _pair([_check(one) for one in get_args(hint)])
    if origin in (tuple, frozenset):
        return _each(origin, _check(get_args(hint)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(*(_check(one) for one in get_args(hint)))
    if is_dataclass(hint):
        return _dataclass(hint)
    if hint is str:
        return lambda value: None if isinstance(value, str) else ""
    if hint is int:
        return lambda value: None if type(value) is int and abs(value) < _LARGEST else ""
    if hint is float:
        return lambda value: None if type(value) in (int, float) and isfinite(value) else ""
    if hint is datetime:
        return lambda value: None if isinstance(value, datetime) and _is_moment(value) else ""
    kind: Any = NoneType if hint is None else hint
    return lambda value: (
        None if type(value) is kind or (isinstance(value, Enum) and isinstance(value, kind)) else ""
    )


def _is_moment(value: datetime) -> bool:
    """Aware, and not so near the end of the calendar that another time zone would lie beyond it."""
    return value.tzinfo is not None and 2 <= value.year <= 9998


def _one_of(checks: list[Check]) -> Check:
    def run(value: Any) -> str | None:
        found = [check(value) for check in checks]
        # The one that got furthest says most.
        return None if None in found else max((one or "" for one in found), key=len)

    return run


def _pair(checks: list[Check]) -> Check:
    def run(value: Any) -> str | None:
        if not isinstance(value, tuple) or len(value) != len(checks):
            return ""
        return _first(zip(checks, value, strict=True))

    return run


def _each(kind: Any, check: Check) -> Check:
    return lambda value: _first((check, one) for one in value) if isinstance(value, kind) else ""


def _first(pairs: Iterable[tuple[Check, Any]]) -> str | None:
    for number, (check, one) in enumerate(pairs):
        if (where := check(one)) is not None:
            return f"[{number}]{where}"
    return None


def _mapping(of_key: Check, of_value: Check) -> Check:
    def run(value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return ""
        for key, one in value.items():
            if (where := of_key(key)) is not None or (where := of_value(one)) is not None:
                return f"[…]{where}"
        return None

    return run


def _dataclass(kind: Any) -> Check:
    # Looked up at the first use: a node of a query may hold nodes of its own class.
    plan: dict[str, Check] = {}

    def run(value: Any) -> str | None:
        if type(value) is not kind:
            return ""
        if not plan:
            hints = get_type_hints(kind)
            plan.update({field.name: _check(hints[field.name]) for field in fields(kind)})
        for name, check in plan.items():
            if (where := check(getattr(value, name))) is not None:
                return f".{name}{where}"
        return None

    return run


# ── by sense ────────────────────────────────────────────────────────────────────────────────────────────────


def _senseless(kept: Kept | SentNote) -> str | None:
    match kept:
        case Story():
            return _of_story(kept)
        case KeptKeys(day=day):
            return None if _is_day(day) else "day is no day"
        case KeptFeed(state):
            return None if _ADDRESS.match(state.source.url) else "its address is none"
        case KeptEntry() | SentNote():
            return None
        case Alert():
            is_named = kept.id == alert_id(kept.story, kept.chat) and _STORY_ID.fullmatch(kept.story)
            return None if is_named else "its id is not that of its story and chat"
        case KeptChat(subscription):
            return _of_chat(subscription)


def _of_story(story: Story) -> str | None:
    if not _STORY_ID.fullmatch(story.id):
        return "its id is none"
    if not story.sources:
        return "no outlet tells it"
    spans = [*story.summary]
    for quote in story.quotes:
        spans += [span for span in (quote.span, quote.speaker) if span is not None]
    # A word that does not stand in the text would be told as somebody's.
    if any(span.start < 0 or story.text[span.start : span.end] != span.text for span in spans):
        return "a quote or sentence does not stand in its text"
    return None


def _of_chat(subscription: Subscription) -> str | None:
    if subscription.mode is Mode.AT_RISK:
        return "a chat at risk is never in an export"
    try:
        ZoneInfo(subscription.timezone)
    except (OSError, ValueError, KeyError):
        return "its time zone is none"
    return None


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
