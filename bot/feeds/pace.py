"""When a feed is asked again; pure.

The pace follows how often a feed brings something: each poll with new entries makes it quicker, each without
slower, between the operator's floor and ceiling. What the server wishes counts when it is longer, up to the ceiling; its Retry-After
counts whole. A failing feed is asked ever more rarely, up to a day. Spread keeps feeds from marching in step: it is
made of the address, so that the same feed always waits the same.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.model.entry import FeedRead, ReadFailed
from bot.model.feed import (
    FeedState,
    Fetched,
    FetchFailed,
    FetchOutcome,
    NotModified,
    Validators,
)

#: A failing feed is asked at least this often.
LONGEST_BACK_OFF = timedelta(hours=24)
#: A feed that says it is gone (410) may yet come back.
_GONE_WAIT = timedelta(days=7)
#: A permanent redirect is believed after so many equal answers.
MOVES_BELIEVED = 3
_SPREAD = 0.1
_QUICKER, _SLOWER = 0.6, 1.2


def pace_feed(
    state: FeedState,
    outcome: FetchOutcome | ReadFailed,
    read: FeedRead | None,
    new: int,
    now: datetime,
    *,
    floor: timedelta,
    ceiling: timedelta,
) -> FeedState:
    """The feed's state after a poll; `new` counts entries not seen before, `read` is None if nothing was read."""
    match outcome:
        case FetchFailed() if outcome.status == 410:
            return _failed(state, outcome.detail, now, _GONE_WAIT, floor)
        case FetchFailed():
            return _failed(state, outcome.detail, now, outcome.retry_after, floor)
        case ReadFailed():
            return _failed(replace(state, validators=Validators()), outcome.detail, now, None, floor)
        case NotModified():
            kept = Validators() if outcome.unasked else state.validators
            return _well(replace(state, validators=kept), 0, now, outcome.fresh_for, floor, ceiling)
        case Fetched():
            # Of the first poll all is new; that says nothing about its pace.
            counted = new if state.first_read_at else 0
            learned = _learned(state, outcome, read, new, now)
            return _well(learned, counted, now, _wish(outcome, read), floor, ceiling)


def _learned(state: FeedState, outcome: Fetched, read: FeedRead | None, new: int, now: datetime) -> FeedState:
    """What a document tells of its feed. One read only in part is asked for whole again."""
    whole = read is not None and read.broken is None and bool(read.entries)
    learned = replace(
        state,
        title=(read.title if read else None) or state.title,
        language=(read.language if read else None) or state.language,
        validators=outcome.validators if whole else Validators(),
        first_read_at=state.first_read_at or (now if read and read.entries else None),
        last_new_at=now if new else state.last_new_at,
    )
    return _moved(learned, outcome)


def _moved(state: FeedState, outcome: Fetched) -> FeedState:
    if outcome.moved_to is None:
        if outcome.url == state.moved_to:  # asked at its new address, it stays there
            return state
        return replace(state, moved_to=None, moved_times=0)
    times = state.moved_times + 1 if outcome.moved_to == state.moved_to else 1
    return replace(state, moved_to=outcome.moved_to, moved_times=min(times, MOVES_BELIEVED))


def moved_for_good(state: FeedState) -> str | None:
    """The feed's new address, once it was given often enough to be believed: ask there instead."""
    return state.moved_to if state.moved_times >= MOVES_BELIEVED else None


def _wish(outcome: Fetched, read: FeedRead | None) -> timedelta | None:
    wishes = [wish for wish in (outcome.fresh_for, read.wait if read else None) if wish]
    return max(wishes, default=None)


def _well(
    state: FeedState, new: int, now: datetime, wish: timedelta | None, floor: timedelta, ceiling: timedelta
) -> FeedState:
    pace = _clamped(state.pace * (_QUICKER if new else _SLOWER), floor, ceiling)
    wait = min(max(pace, wish or floor), max(ceiling, floor))
    return replace(
        state,
        pace=pace,
        due_at=now + _spread(state, wait, floor),
        last_ok_at=now,
        failures=0,
        failing_since=None,
        error=None,
    )


def _failed(
    state: FeedState, detail: str, now: datetime, asked: timedelta | None, floor: timedelta
) -> FeedState:
    failures = state.failures + 1
    back_off = min(max(state.pace, floor) * 2 ** min(failures - 1, 20), max(LONGEST_BACK_OFF, floor))
    return replace(
        state,
        due_at=now + max(_spread(state, back_off, floor), asked or timedelta(0)),
        failures=failures,
        failing_since=state.failing_since or now,
        error=detail,
    )


def _clamped(pace: timedelta, floor: timedelta, ceiling: timedelta) -> timedelta:
    return max(floor, min(pace, ceiling))


def _spread(state: FeedState, wait: timedelta, floor: timedelta) -> timedelta:
    """Up to a tenth sooner or later, never below the floor; different from poll to poll, yet no matter of chance."""
    seed = f"{state.source.url} {state.failures} {int(state.due_at.timestamp())}"
    share = int.from_bytes(blake2b(seed.encode("utf-8", "replace"), digest_size=4).digest(), "big") / 2**32
    return max(floor, wait * (1 - _SPREAD + 2 * _SPREAD * share))
