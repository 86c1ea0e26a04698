"""Who is owed what, and when."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.alerts.route import (
    DEVELOPMENTS,
    EDIT_AFTER,
    EDITED_FOR,
    NUMBER_AFTER,
    route_alerts,
    still_wanted,
    wanted,
)
from bot.model.alert import AlertState, Rank
from bot.model.ids import ChatId, InterestKey, StoryId, alert_id
from bot.model.interest import Sensitivity
from bot.model.story import Story
from bot.model.subscription import ALL_TOPICS, Pace, Rhythm, Subscription
from tests.alerts.owed import ANN, BOB, GROUP, NOW, PRESS, SPYWARE, Seen, alert, chat, story


def chats_told(told: Story, *chats: Subscription) -> set[ChatId]:
    return {one.chat for one in route_alerts([told], Seen(chats), NOW)}


def test_each_chat_that_wants_a_story_is_owed_it_once() -> None:
    owed = route_alerts([story()], Seen([chat(ANN), chat(BOB), chat(GROUP, frozenset({PRESS}))]), NOW)
    assert [(one.chat, one.id, one.state, one.due_at) for one in owed] == [
        (who, alert_id(story().id, who), AlertState.OWED, NOW) for who in (ANN, BOB)
    ]
    assert owed[0].interests == (SPYWARE,)


def test_what_is_already_owed_or_sent_is_not_owed_again() -> None:
    for state in AlertState:
        held = alert(state=state, sent_at=NOW - timedelta(days=3))
        assert route_alerts([story()], Seen(alerts=[held]), NOW) == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"paused": True}, False),
        ({"languages": frozenset({"en", "de"})}, True),
        ({"languages": frozenset({"de"})}, False),
        ({"sensitivity": Sensitivity.SUREST}, True),
        ({"muted_stories": frozenset({story().id})}, False),
        ({"muted_topics": {SPYWARE: NOW + timedelta(hours=1)}}, False),
        ({"muted_topics": {SPYWARE: NOW - timedelta(hours=1)}}, True),
        ({"topics": frozenset({ALL_TOPICS})}, True),
        ({"topics": frozenset({PRESS})}, False),
    ],
)
def test_a_chat_gets_what_it_asked_for_and_nothing_else(changes: dict[str, object], told: bool) -> None:
    subscription = replace(chat(), **changes)  # type: ignore[arg-type]
    assert chats_told(story(), subscription) == ({ANN} if told else set())


@pytest.mark.parametrize(
    ("score", "sensitivity", "told"),
    [
        (0.59, Sensitivity.BALANCED, False),
        (0.6, Sensitivity.BALANCED, True),
        (0.6, Sensitivity.SUREST, False),
        (0.4, Sensitivity.EVERYTHING, True),
    ],
)
def test_the_chat_s_own_sensitivity_decides(score: float, sensitivity: Sensitivity, told: bool) -> None:
    assert bool(chats_told(story(score=score), chat(sensitivity=sensitivity))) is told


def test_a_story_of_unknown_language_passes() -> None:
    assert chats_told(story(language=None), chat(languages=frozenset({"de"}))) == {ANN}
    assert chats_told(story(language="de-AT"), chat(languages=frozenset({"de"}))) == {ANN}


def test_quiet_withdrawn_and_old_stories_are_not_pushed() -> None:
    assert not chats_told(story(quiet=True), chat())
    assert not chats_told(story(withdrawn="wrong speaker"), chat())
    assert not chats_told(story(published=NOW - timedelta(days=7, minutes=1)), chat())
    assert chats_told(story(published=NOW - timedelta(days=6)), chat())
    assert chats_told(story(published=None), chat())


def test_the_strongest_interest_comes_first() -> None:
    both = replace(story(), scores={SPYWARE: 0.7, PRESS: 0.9, InterestKey("torture"): 0.95})
    assert wanted(both, chat(topics=frozenset({SPYWARE, PRESS})), NOW) == (PRESS, SPYWARE)


def test_an_alert_goes_to_the_forum_topic_where_it_was_subscribed() -> None:
    assert [one.thread for one in route_alerts([story()], Seen([chat(GROUP, thread="77")]), NOW)] == ["77"]


# ── a story that others join ────────────────────────────────────────────────────────────────────────────────


def test_an_outlet_that_joins_a_sent_story_owes_one_edit_a_little_later() -> None:
    held = alert(state=AlertState.SENT, message_ids=("5",), sent_at=NOW - timedelta(hours=1), sent_hash="h")
    (edit,) = route_alerts([story(outlets=2)], Seen(alerts=[held]), NOW)
    assert (edit.state, edit.rank, edit.due_at) == (AlertState.OWED, Rank.EDIT, NOW + EDIT_AFTER)
    assert (edit.id, edit.message_ids, edit.sent_hash, edit.sent_at) == (held.id, ("5",), "h", held.sent_at)
    assert route_alerts([story(outlets=3)], Seen(alerts=[edit]), NOW) == ()


def test_when_only_a_number_changes_the_edit_may_wait_but_not_if_the_words_do() -> None:
    held = alert(state=AlertState.SENT, message_ids=("5",), sent_at=NOW - timedelta(hours=1))
    before = [story(outlets=8)]
    (edit,) = route_alerts([story(outlets=9)], Seen(alerts=[held], stories=before), NOW)
    assert edit.due_at == NOW + NUMBER_AFTER
    revised = replace(story(outlets=9), title="Corrected")
    (edit,) = route_alerts([revised], Seen(alerts=[held], stories=before), NOW)
    assert edit.due_at == NOW + EDIT_AFTER


def test_an_outlet_that_joins_before_sending_changes_nothing_that_is_owed() -> None:
    assert route_alerts([story(outlets=2)], Seen(alerts=[alert()]), NOW) == ()


def test_old_messages_are_not_edited_unless_they_are_withdrawn() -> None:
    held = alert(state=AlertState.SENT, message_ids=("5",), sent_at=NOW - EDITED_FOR)
    assert route_alerts([story(outlets=2)], Seen(alerts=[held]), NOW) == ()
    (edit,) = route_alerts([story(withdrawn="wrong words")], Seen(alerts=[held]), NOW)
    assert (edit.rank, edit.due_at) == (Rank.URGENT, NOW)


def test_a_chat_is_not_sent_what_was_seen_before_it_subscribed_because_another_outlet_joins() -> None:
    before = story()
    late = chat(BOB, since=NOW + timedelta(hours=1))
    joined = replace(story(outlets=2), scores=before.scores)
    assert route_alerts([joined], Seen([late], stories=[before]), NOW + timedelta(hours=2)) == ()
    assert route_alerts([joined], Seen([late]), NOW + timedelta(hours=2)) != ()


def test_what_came_while_a_chat_paused_or_wanted_other_topics_does_not_come_with_the_next_outlet() -> None:
    before = story()
    assert route_alerts([story(outlets=2)], Seen([chat(BOB)], stories=[before]), NOW) == ()


def test_a_story_that_only_its_new_words_make_wanted_is_owed() -> None:
    weak = story(score=0.3)
    owed = route_alerts([story(outlets=2)], Seen([chat(BOB)], stories=[weak]), NOW)
    assert [one.chat for one in owed] == [BOB]


def test_a_backlog_story_that_an_outlet_has_as_news_is_owed_to_all_who_want_it() -> None:
    quiet = story(quiet=True)
    late = chat(BOB, since=NOW + timedelta(hours=1))
    owed = route_alerts([story(outlets=2)], Seen([chat(ANN), late], stories=[quiet]), NOW)
    assert {one.chat for one in owed} == {ANN, BOB}


def test_a_muted_story_is_not_brought_up_to_date_but_withdrawn_all_the_same() -> None:
    muting = chat(muted_stories=frozenset({story().id}))
    held = alert(state=AlertState.SENT, message_ids=("5",), sent_at=NOW - timedelta(hours=1))
    assert route_alerts([story(outlets=2)], Seen([muting], alerts=[held]), NOW) == ()
    (edit,) = route_alerts([story(withdrawn="wrong words")], Seen([muting], alerts=[held]), NOW)
    assert edit.rank is Rank.URGENT


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({}, True),
        ({"muted_stories": frozenset({story().id})}, False),
        ({"muted_topics": {SPYWARE: NOW + timedelta(hours=1)}}, False),
        ({"muted_topics": {PRESS: NOW + timedelta(hours=1)}}, True),
        ({"topics": frozenset({PRESS})}, False),
    ],
)
def test_what_is_muted_between_owing_and_sending_is_not_sent(
    changes: dict[str, object], wanted: bool
) -> None:
    assert still_wanted(alert(), story(), replace(chat(), **changes), NOW) is wanted  # type: ignore[arg-type]


# ── developments ────────────────────────────────────────────────────────────────────────────────────────────

FIRST = story("first")


def development(n: int, seen_at: datetime = NOW) -> Story:
    return story(f"development {n}", development_of=FIRST.id, seen_at=seen_at)


def test_a_development_replies_to_the_first_alert_in_each_chat_that_has_it() -> None:
    sent = alert(FIRST, ANN, state=AlertState.SENT, message_ids=("5",), sent_at=NOW)
    owed = route_alerts([development(1)], Seen([chat(ANN), chat(BOB)], [sent]), NOW)
    assert {one.chat: one.reply_to for one in owed} == {ANN: "5", BOB: None}


def test_a_development_does_not_reply_into_another_forum_topic() -> None:
    sent = alert(FIRST, GROUP, state=AlertState.SENT, message_ids=("5",), thread="1", sent_at=NOW)
    (owed,) = route_alerts([development(1)], Seen([chat(GROUP, thread="2")], [sent]), NOW)
    assert owed.reply_to is None


def test_at_most_three_developments_of_one_story_are_pushed_within_a_day() -> None:
    seen = [development(n, NOW - timedelta(hours=n)) for n in range(1, DEVELOPMENTS + 1)]
    assert route_alerts([development(9)], Seen(stories=[FIRST, *seen[1:]]), NOW) != ()
    assert route_alerts([development(9)], Seen(stories=[FIRST, *seen]), NOW) == ()
    yesterday = [
        replace(seen[0], id=StoryId("0" * 32), sources=development(1, NOW - timedelta(days=2)).sources)
    ]
    assert route_alerts([development(9)], Seen(stories=[FIRST, *seen[1:], *yesterday]), NOW) != ()


def test_of_many_developments_in_one_poll_three_are_pushed() -> None:
    told = [development(n, NOW - timedelta(minutes=9 - n)) for n in range(1, DEVELOPMENTS + 3)]
    owed = route_alerts(told, Seen(stories=[FIRST]), NOW)
    assert [one.story for one in owed] == [one.id for one in told[:DEVELOPMENTS]]


def test_developments_that_were_only_backlog_do_not_count() -> None:
    seen = [replace(development(n, NOW - timedelta(hours=n)), quiet=True) for n in range(1, DEVELOPMENTS + 1)]
    assert route_alerts([development(9)], Seen(stories=[FIRST, *seen]), NOW) != ()


def test_a_muted_story_mutes_its_developments() -> None:
    assert not chats_told(development(1), chat(muted_stories=frozenset({FIRST.id})))


# ── when ────────────────────────────────────────────────────────────────────────────────────────────────────


def due(rhythm: Rhythm, now: datetime, timezone: str = "Europe/Berlin") -> datetime:
    (owed,) = route_alerts([story(published=None)], Seen([chat(rhythm=rhythm, timezone=timezone)]), now)
    return owed.due_at


NIGHT = Rhythm(quiet=(time(22), time(8)))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 11, 17, 12, tzinfo=UTC), datetime(2026, 11, 17, 12, tzinfo=UTC)),
        (datetime(2026, 11, 17, 21, tzinfo=UTC), datetime(2026, 11, 18, 7, tzinfo=UTC)),
        (datetime(2026, 11, 18, 6, 59, tzinfo=UTC), datetime(2026, 11, 18, 7, tzinfo=UTC)),
        (datetime(2026, 11, 18, 7, tzinfo=UTC), datetime(2026, 11, 18, 7, tzinfo=UTC)),
        # Over the end of summer time: the wall clock decides.
        (datetime(2026, 10, 24, 21, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC)),
    ],
)
def test_nothing_rings_in_quiet_hours(now: datetime, then: datetime) -> None:
    assert due(NIGHT, now) == then


def test_a_daily_rhythm_waits_for_its_hour_and_a_weekly_one_for_monday() -> None:
    tuesday = datetime(2026, 11, 17, 12, tzinfo=UTC)
    assert due(Rhythm(Pace.DAILY, time(8)), tuesday) == datetime(2026, 11, 18, 7, tzinfo=UTC)
    assert due(Rhythm(Pace.DAILY, time(18)), tuesday) == datetime(2026, 11, 17, 17, tzinfo=UTC)
    assert due(Rhythm(Pace.WEEKLY, time(8)), tuesday) == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_a_time_zone_nobody_knows_is_utc() -> None:
    assert due(NIGHT, datetime(2026, 11, 17, 23, tzinfo=UTC), "Nowhere/Land") == datetime(
        2026, 11, 18, 8, tzinfo=UTC
    )


def test_an_hour_that_the_clock_skips_is_no_endless_wait() -> None:
    skipped = Rhythm(Pace.DAILY, time(2, 30))
    assert due(skipped, datetime(2026, 3, 28, 23, tzinfo=UTC)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
