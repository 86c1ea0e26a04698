"""Every transition an alert can make, walked through in one table."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.settle import (
    CRASH_PAUSE,
    FIRST_HOLD,
    GONE_PAUSE,
    LONGEST_HOLD,
    NEXT_HOLD,
    REPEAT_PAUSE,
    TRIES,
    TRY_AGAIN,
    UNWANTED,
    settle_alert,
    settle_crashed,
    settle_unwanted,
)
from bot.model.alert import (
    Alert,
    AlertState,
    ChatChange,
    ChatGone,
    ChatHeld,
    ChatMoved,
    Deferred,
    Delivery,
    EndChat,
    HoldChat,
    MoveChat,
    Sent,
    Unsendable,
    Unsure,
)
from bot.model.ids import ChatId
from tests.alerts.owed import NOW, alert, chat

OWED, SENT, DROPPED = AlertState.OWED, AlertState.SENT, AlertState.DROPPED
INTENDED = replace(alert(), state=AlertState.INTENDED)
REPEATED = replace(INTENDED, possible_repeat=True, attempts=1)
PLAIN = replace(INTENDED, plain=True)
EDIT = replace(INTENDED, message_ids=("5",), sent_at=NOW - timedelta(hours=1), sent_hash="old")
NOT_FOUND = replace(INTENDED, error="chat not found")
TRIED = replace(INTENDED, attempts=TRIES - 1)
FAR = ChatId("-100300")
SOON = timedelta(seconds=7)

TABLE: list[tuple[Alert, Delivery, dict[str, object], ChatChange | None]] = [
    (INTENDED, Sent(("9",), "h"), {"state": SENT, "message_ids": ("9",), "sent_at": NOW, "sent_hash": "h"}, None),
    (REPEATED, Sent(("9",), "h"), {"state": SENT, "possible_repeat": True, "attempts": 0}, None),
    (EDIT, Sent(("5",), "new"), {"state": SENT, "sent_at": EDIT.sent_at, "sent_hash": "new"}, None),
    (EDIT, Sent((), "new"), {"state": SENT, "message_ids": ("5",)}, None),
    (INTENDED, Deferred(SOON, "wait"), {"state": OWED, "due_at": NOW + SOON, "attempts": 0}, None),
    (EDIT, Deferred(SOON, "wait"), {"state": OWED, "due_at": NOW + SOON, "message_ids": ("5",)}, None),
    (INTENDED, Unsure("cut"), {"state": OWED, "due_at": NOW + REPEAT_PAUSE, "possible_repeat": True}, None),
    (REPEATED, Unsure("cut"), {"state": SENT, "message_ids": (), "possible_repeat": True, "sent_at": NOW}, None),
    (EDIT, Unsure("cut"), {"state": OWED, "due_at": NOW + REPEAT_PAUSE, "possible_repeat": False}, None),
    (replace(EDIT, attempts=TRIES - 1), Unsure("cut"), {"state": SENT, "message_ids": ("5",)}, None),
    (INTENDED, ChatGone("blocked"), {"state": DROPPED}, EndChat("blocked")),
    (INTENDED, ChatGone("chat not found", certain=False), {"state": OWED, "due_at": NOW + GONE_PAUSE}, None),
    (NOT_FOUND, ChatGone("chat not found", certain=False), {"state": DROPPED}, EndChat("chat not found")),
    (INTENDED, ChatMoved(FAR), {"state": OWED, "due_at": NOW}, MoveChat(FAR)),
    (INTENDED, ChatHeld("no rights"), {"state": OWED}, HoldChat(NOW + FIRST_HOLD, "no rights")),
    (INTENDED, Unsendable("markup", markup=True), {"state": OWED, "due_at": NOW, "plain": True}, None),
    (PLAIN, Unsendable("markup", markup=True), {"state": DROPPED, "error": "markup"}, None),
    (INTENDED, Unsendable("long", too_long=True), {"state": OWED, "plain": True}, None),
    (PLAIN, Unsendable("long", too_long=True), {"state": DROPPED}, None),
    (EDIT, Unsendable("gone", gone=True), {"state": SENT, "message_ids": ()}, None),
    (INTENDED, Unsendable("new"), {"state": OWED, "due_at": NOW + TRY_AGAIN, "attempts": 1}, None),
    (TRIED, Unsendable("new"), {"state": DROPPED, "error": "new"}, None),
    (replace(EDIT, attempts=TRIES - 1), Unsendable("new"), {"state": SENT, "message_ids": ("5",)}, None),
]  # fmt: skip


@pytest.mark.parametrize(("alert_", "delivery", "becomes", "change"), TABLE)
def test_each_delivery_has_its_transition(
    alert_: Alert, delivery: Delivery, becomes: dict[str, object], change: ChatChange | None
) -> None:
    settled = settle_alert(alert_, delivery, chat(), NOW)
    assert {name: getattr(settled.alert, name) for name in becomes} == becomes
    assert settled.chat == change
    assert settled.alert.id == alert_.id


def test_the_table_above_has_every_delivery() -> None:
    assert {type(delivery) for _, delivery, _, _ in TABLE} == set(get_args(Delivery))


def test_what_a_dead_process_left_is_sent_again_however_often_it_dies() -> None:
    left = INTENDED
    for _ in range(5):
        left = replace(settle_crashed(left, NOW).alert, state=AlertState.INTENDED)
    owed = settle_crashed(left, NOW).alert
    assert (owed.state, owed.possible_repeat, owed.due_at) == (OWED, True, NOW + CRASH_PAUSE)
    assert not settle_crashed(EDIT, NOW).alert.possible_repeat


def test_nothing_stays_intended() -> None:
    for alert_, delivery, _, _ in TABLE:
        assert settle_alert(alert_, delivery, chat(), NOW).alert.state is not AlertState.INTENDED


def test_a_message_that_may_have_arrived_is_sent_at_most_once_more() -> None:
    once = settle_alert(INTENDED, Unsure("cut"), chat(), NOW).alert
    twice = settle_alert(replace(once, state=AlertState.INTENDED), Unsure("cut"), chat(), NOW).alert
    assert (once.state, twice.state) == (OWED, SENT)


DELIVERIES = st.sampled_from([delivery for _, delivery, _, _ in TABLE if not isinstance(delivery, ChatMoved)])


@given(st.lists(DELIVERIES, min_size=30, max_size=30))
def test_whatever_telegram_answers_a_chat_may_have_a_story_at_most_twice(deliveries: list[Delivery]) -> None:
    now, owed, arrived = NOW, alert(), 0
    for delivery in deliveries:
        if owed.state is not OWED:
            break
        arrived += isinstance(delivery, Sent | Unsure)
        owed = settle_alert(replace(owed, state=AlertState.INTENDED), delivery, chat(), now).alert
        now = max(now, owed.due_at)
    assert arrived <= 2
    assert owed.state is not SENT or arrived >= 1


def test_only_a_wait_for_everybody_stops_everybody() -> None:
    assert settle_alert(INTENDED, Deferred(SOON, "wait"), chat(), NOW).pause_until is None
    assert (
        settle_alert(INTENDED, Deferred(SOON, "wait", everybody=True), chat(), NOW).pause_until == NOW + SOON
    )


def test_waiting_is_never_given_up() -> None:
    waiting = INTENDED
    for _ in range(50):
        waiting = settle_alert(
            replace(waiting, state=AlertState.INTENDED), Deferred(SOON, "wait"), chat(), NOW
        ).alert
    assert waiting.state is OWED


def test_a_missing_right_is_tried_after_an_hour_then_daily_told_once_and_ends_after_a_week() -> None:
    held = chat(held_since=NOW, held_until=NOW + FIRST_HOLD)
    told: list[bool] = []
    now = NOW + FIRST_HOLD
    ended = None
    for _ in range(20):
        settled = settle_alert(INTENDED, ChatHeld("no rights"), held, now)
        if isinstance(settled.chat, EndChat):
            ended = now
            break
        assert isinstance(settled.chat, HoldChat)
        assert settled.alert.state is OWED
        assert timedelta() < settled.chat.until - now <= NEXT_HOLD
        told.append(settled.chat.tell)
        now = settled.chat.until
    assert not any(told)
    assert ended == NOW + LONGEST_HOLD


def test_a_hold_that_was_lifted_by_hand_is_taken_up_again_and_forgotten_after_a_week() -> None:
    lifted = chat(held_since=NOW, held_until=None)
    again = settle_alert(INTENDED, ChatHeld("no rights"), lifted, NOW + FIRST_HOLD)
    assert again.chat == HoldChat(NOW + FIRST_HOLD + NEXT_HOLD, "no rights", tell=False)
    later = NOW + 3 * LONGEST_HOLD
    anew = settle_alert(INTENDED, ChatHeld("no rights"), lifted, later)
    assert anew.chat == HoldChat(later + FIRST_HOLD, "no rights", tell=True)


def test_what_nobody_wants_any_more_is_given_up_and_a_sent_message_stays_as_it_was() -> None:
    assert settle_unwanted(alert()).alert == replace(alert(), state=DROPPED, error=UNWANTED)
    assert settle_unwanted(EDIT).alert == replace(EDIT, state=SENT, error=UNWANTED)
