"""What a delivery makes of an alert: every transition, in one table.

    delivery      alert becomes                                                chat
    Sent          SENT, with its message ids                                   —
    Deferred      OWED again after the wait                                    — (everybody waits, if told so)
    Unsure        first: OWED after a pause, a possible repeat;                —
                  second: SENT, nobody knows under which id
    ChatGone      DROPPED ("chat not found": only when said twice)             ends
    ChatMoved     OWED, due at once                                            moves, with all alerts
    ChatHeld      OWED, waits with its chat                                    held: an hour, then a day at a time;
                                                                               ends after a week
    Unsendable    markup, too long: OWED once more, without markup;            —
                  gone: SENT (there is nothing left to edit);
                  other: OWED twice more, then DROPPED

    (a crash)     OWED after a pause, a possible repeat, however often         —
    (muted)       DROPPED; an edit: SENT as it was                             —

An alert that owes an edit (`message_ids`) never becomes DROPPED by its own fault: it stays SENT as it was.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.alert import (
    Alert,
    AlertState,
    ChatGone,
    ChatHeld,
    ChatMoved,
    Deferred,
    Delivery,
    EndChat,
    HoldChat,
    MoveChat,
    Sent,
    Settlement,
    Unsendable,
    Unsure,
)
from bot.model.subscription import Subscription

#: Before a message that may have arrived is sent once more.
REPEAT_PAUSE = timedelta(seconds=30)
#: The same after a crash: Telegram may have counted the first one, and its limits are the chat's.
CRASH_PAUSE = timedelta(seconds=5)
#: Before "chat not found" is believed.
GONE_PAUSE = timedelta(minutes=5)
#: Before a message that was refused for itself is tried again.
TRY_AGAIN = timedelta(minutes=1)
TRIES = 3
FIRST_HOLD, NEXT_HOLD = timedelta(hours=1), timedelta(days=1)
LONGEST_HOLD = timedelta(days=7)
#: What stands in `error` of an alert that was given up because nobody wanted it any more.
UNWANTED = "muted before it was sent"


def settle_alert(alert: Alert, delivery: Delivery, subscription: Subscription, now: datetime) -> Settlement:  # noqa: PLR0911  # one for each delivery
    """The alert as it now stands, and what that does to its chat."""
    match delivery:
        case Sent(message_ids, sent_hash):
            return Settlement(_sent(alert, message_ids, sent_hash, now))
        case Deferred():
            return _deferred(alert, delivery, now)
        case Unsure(why):
            return Settlement(_unsure(alert, why, now))
        case ChatGone():
            return _gone(alert, delivery, now)
        case ChatMoved(to):
            return Settlement(replace(alert, state=AlertState.OWED, due_at=now), MoveChat(to))
        case ChatHeld(why):
            return _held(alert, why, subscription, now)
        case Unsendable():
            return Settlement(_unsendable(alert, delivery, now))


def settle_crashed(alert: Alert, now: datetime) -> Settlement:
    """One that was intended by a process that died: perhaps sent, perhaps not even begun, so it is never given up."""
    is_edit = bool(alert.message_ids)
    return Settlement(
        replace(
            alert,
            state=AlertState.OWED,
            due_at=now + CRASH_PAUSE,
            possible_repeat=alert.possible_repeat or not is_edit,
            error="the process ended while it was sent",
        )
    )


def settle_unwanted(alert: Alert) -> Settlement:
    """One that the chat muted, or no longer wants, before its turn came."""
    return Settlement(replace(alert, state=_given_up(alert), error=UNWANTED))


def _sent(alert: Alert, message_ids: tuple[str, ...], sent_hash: str | None, now: datetime) -> Alert:
    return replace(
        alert,
        state=AlertState.SENT,
        message_ids=message_ids or alert.message_ids,
        sent_at=alert.sent_at or now,
        sent_hash=sent_hash,
        attempts=0,
        error=None,
    )


def _deferred(alert: Alert, delivery: Deferred, now: datetime) -> Settlement:
    # Waiting is no attempt: a flood must not use up the tries of a message.
    until = now + delivery.retry_after
    later = replace(alert, state=AlertState.OWED, due_at=until, error=delivery.why)
    return Settlement(later, pause_until=until if delivery.everybody else None)


def _unsure(alert: Alert, why: str, now: datetime) -> Alert:
    if alert.message_ids:
        # An edit says the same however often it is made.
        return _again(alert, why, now + REPEAT_PAUSE)
    if alert.possible_repeat:
        return replace(_sent(alert, (), None, now), error=why)
    return replace(_again(alert, why, now + REPEAT_PAUSE), possible_repeat=True)


def _gone(alert: Alert, delivery: ChatGone, now: datetime) -> Settlement:
    why = delivery.why
    if not delivery.certain and alert.error != why:
        later = replace(alert, state=AlertState.OWED, due_at=now + GONE_PAUSE, error=why)
        return Settlement(later)
    return Settlement(replace(alert, state=AlertState.DROPPED, error=why), EndChat(why))


def _held(alert: Alert, why: str, subscription: Subscription, now: datetime) -> Settlement:
    since = subscription.held_since
    # One that was lifted by hand long ago has nothing to do with this one.
    if since is None or (subscription.held_until is None and now - since >= LONGEST_HOLD):
        waiting = replace(alert, state=AlertState.OWED, error=why)
        return Settlement(waiting, HoldChat(now + FIRST_HOLD, why))
    if now - since >= LONGEST_HOLD:
        return Settlement(replace(alert, state=AlertState.DROPPED, error=why), EndChat(why))
    until = min(now + NEXT_HOLD, since + LONGEST_HOLD)
    return Settlement(replace(alert, state=AlertState.OWED, error=why), HoldChat(until, why, tell=False))


def _unsendable(alert: Alert, delivery: Unsendable, now: datetime) -> Alert:
    if alert.message_ids and delivery.gone:
        return replace(alert, state=AlertState.SENT, message_ids=(), error=delivery.why)
    if (delivery.markup or delivery.too_long) and not alert.plain:
        return replace(alert, state=AlertState.OWED, due_at=now, plain=True, error=delivery.why)
    if not (delivery.markup or delivery.too_long) and alert.attempts + 1 < TRIES:
        return _again(alert, delivery.why, now + TRY_AGAIN)
    return replace(alert, state=_given_up(alert), error=delivery.why)


def _again(alert: Alert, why: str, due_at: datetime) -> Alert:
    """Owed again; an edit that fails too often is given up, the message stays as it was sent."""
    attempts = alert.attempts + 1
    if alert.message_ids and attempts >= TRIES:
        return replace(alert, state=AlertState.SENT, attempts=0, error=why)
    return replace(alert, state=AlertState.OWED, due_at=due_at, attempts=attempts, error=why)


def _given_up(alert: Alert) -> AlertState:
    return AlertState.SENT if alert.message_ids else AlertState.DROPPED
