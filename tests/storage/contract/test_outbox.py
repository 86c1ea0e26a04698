"""Who is told next, and what comes of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.model.alert import Alert, AlertState, Claim, EndChat, HoldChat, MoveChat, Rank, Settlement
from bot.model.ids import AlertId, ChatId, InterestKey, alert_id
from bot.model.interest import Watch
from bot.model.poll import Look, Poll, Superseded
from bot.model.query import Word
from bot.model.story import Story
from bot.ports import DueAlert, Store
from tests.storage.contract.conftest import Bot
from tests.storage.samples import LEASE, NOW, HandClock, alert, decides, poll, story, subscription

MINUTE = timedelta(minutes=1)


async def owe(store: Store, *alerts: Alert, stories: Sequence[Story] = ()) -> None:
    for one in alerts:
        if await store.subscriptions.get(one.chat) is None:
            await store.subscriptions.put(subscription(one.chat))
    await poll(store, decides(stories, alerts))


async def claim(store: Store, now: datetime = NOW, n: int = 10) -> list[DueAlert]:
    return list(await store.outbox.claim_due(now, n, LEASE))


def sent(due: DueAlert, *message_ids: str) -> Settlement:
    return Settlement(
        replace(due.alert, state=AlertState.SENT, message_ids=message_ids or ("1",), sent_at=NOW)
    )


def again(due: DueAlert) -> Alert:
    return replace(due.alert, state=AlertState.OWED)


async def state_of(store: Store, name: AlertId) -> AlertState:
    held = await store.outbox.get(name)
    assert held is not None
    return held.state


async def test_urgent_ones_overtake_then_what_was_due_first_then_the_order_recorded(store: Store) -> None:
    a = story("a")
    await owe(
        store,
        alert(a, "edit", NOW - 9 * MINUTE, rank=Rank.EDIT),
        alert(a, "second", NOW - MINUTE),
        alert(a, "third", NOW - MINUTE),
        alert(a, "first", NOW - 2 * MINUTE),
        alert(a, "urgent", NOW, rank=Rank.URGENT),
        alert(a, "later", NOW + MINUTE, rank=Rank.URGENT),
        stories=[a],
    )
    assert [one.alert.chat for one in await claim(store, n=3)] == ["urgent", "first", "second"]
    assert [one.alert.chat for one in await claim(store)] == ["third", "edit"]
    assert await claim(store) == []


async def test_of_one_chat_there_is_one_alert_at_a_time(store: Store) -> None:
    a, b = story("a"), story("b")
    await owe(store, alert(a, "77"), alert(b, "77", NOW + MINUTE), stories=[a, b])
    (first,) = await claim(store, NOW + MINUTE)
    assert first.story.id == a.id
    assert await claim(store, NOW + MINUTE) == []
    assert await store.settle(first.claim, sent(first), NOW) == "settled"
    (second,) = await claim(store, NOW + MINUTE)
    assert second.story.id == b.id


async def test_paused_held_and_ended_chats_are_told_nothing(store: Store) -> None:
    a = story("a")
    later = NOW + timedelta(hours=1)
    await owe(store, alert(a, "paused"), alert(a, "held"), alert(a, "ended"), alert(a, "here"), stories=[a])
    await store.subscriptions.put(subscription("paused", paused=True))
    await store.subscriptions.put(subscription("held", held_since=NOW, held_until=later))
    await store.subscriptions.end(ChatId("ended"), "unsubscribed")
    assert [one.alert.chat for one in await claim(store)] == ["here"]
    assert [one.alert.chat for one in await claim(store, later)] == ["held"]
    assert await state_of(store, alert(a, "ended").id) is AlertState.DROPPED


async def test_what_is_settled_is_owed_no_more_and_keeps_its_message(bot: Bot, store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), stories=[a])
    (due,) = await claim(store)
    await store.outbox.intend([due.claim])
    assert await store.settle(due.claim, sent(due, "501"), NOW) == "settled"
    again_open = await bot.restart()
    assert await claim(again_open, NOW + timedelta(days=1)) == []
    told = await again_open.stories.by_message(ChatId("77"), "501")
    assert told is not None
    assert told.id == a.id
    assert await again_open.stories.by_message(ChatId("78"), "501") is None
    assert await again_open.outbox.sent_since(NOW - MINUTE) == [("77", NOW)]
    assert await again_open.outbox.sent_since(NOW) == []


async def test_what_was_intended_when_the_bot_died_is_unsure(bot: Bot, store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), alert(a, "78"), stories=[a])
    first, _ = await claim(store)
    await store.outbox.intend([first.claim])
    after = await bot.restart()
    found = {one.alert.chat: (one.unsure, one.claim.attempt) for one in await claim(after)}
    assert found == {"77": (True, 2), "78": (False, 1)}


async def test_what_was_intended_comes_back_after_its_lease(store: Store, clock: HandClock) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), stories=[a])
    (slow,) = await claim(store)
    await store.outbox.intend([slow.claim])
    assert await claim(store) == []
    clock.move(LEASE)
    (quick,) = await claim(store)
    assert quick.unsure
    assert await store.settle(slow.claim, sent(slow), NOW) == Superseded()
    assert await store.settle(quick.claim, sent(quick), NOW) == "settled"
    assert await store.settle(quick.claim, sent(quick), NOW) == Superseded()


async def test_what_is_given_back_unsent_is_simply_due(bot: Bot, store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), stories=[a])
    (due,) = await claim(store)
    await store.outbox.intend([due.claim])
    await store.release(due.claim)
    (once_more,) = await claim(store)
    assert (once_more.unsure, once_more.claim.attempt) == (False, 1)
    after = await bot.restart()
    (once_more,) = await claim(after)
    assert not once_more.unsure


async def test_what_may_have_been_sent_stays_unsure_when_it_is_given_back(bot: Bot, store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), stories=[a])
    (due,) = await claim(store)
    await store.outbox.intend([due.claim])
    after = await bot.restart()
    (due,) = await claim(after)
    await after.outbox.intend([due.claim])
    await after.release(due.claim)
    (due,) = await claim(after)
    assert due.unsure


async def test_when_telegram_told_everybody_to_wait_nobody_is_told_even_after_a_restart(
    bot: Bot, store: Store
) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), alert(a, "78"), stories=[a])
    first, _ = await claim(store)
    until = NOW + MINUTE
    await store.settle(first.claim, Settlement(again(first), pause_until=until), NOW)
    after = await bot.restart()
    assert await after.outbox.pause_until() == until
    assert await after.outbox.next_due_at() == until
    assert await claim(after) == []
    assert len(await claim(after, until)) == 2


async def test_a_chat_that_is_gone_hears_nothing_more_and_only_its_end_is_kept(
    bot: Bot, store: Store
) -> None:
    a, b, c = story("a"), story("b"), story("c")
    watch = Watch(InterestKey("watch:1"), "drone", Word("drone"))
    await store.subscriptions.put(subscription("77", watches=(watch,)))
    await owe(store, alert(a, "77"), alert(b, "77"), alert(a, "78"), stories=[a, b, c])
    due = next(one for one in await claim(store) if one.alert.chat == "77")
    dropped = replace(due.alert, state=AlertState.DROPPED, error="blocked")
    assert await store.settle(due.claim, Settlement(dropped, EndChat("blocked")), NOW) == "settled"
    await poll(store, decides([], [alert(c, "77")]))
    after = await bot.restart()
    assert [one.alert.chat for one in await claim(after)] == ["78"]
    left = await after.subscriptions.get(ChatId("77"))
    assert left is not None
    assert (left.active, left.watches) == (False, ())
    assert (await after.outbox.counts()).dropped == 2
    assert (await after.subscriptions.everything_about(ChatId("77")))["ended"] == "blocked"


async def test_a_group_that_moves_takes_everything_along(bot: Bot, store: Store) -> None:
    a, b, c = story("a"), story("b"), story("c")
    await owe(store, alert(a, "old"), alert(b, "old"), alert(c, "old"), stories=[a, b, c])
    (told,) = await claim(store)
    await store.settle(told.claim, sent(told, "501"), NOW)
    (due,) = await claim(store)
    assert await store.settle(due.claim, Settlement(again(due), MoveChat(ChatId("new"))), NOW) == "settled"
    after = await bot.restart()
    assert await after.subscriptions.get(ChatId("old")) is None
    moved = await after.subscriptions.get(ChatId("new"))
    assert moved is not None
    assert moved.active
    assert await after.outbox.get(alert_id(a.id, ChatId("old"))) is None
    assert await state_of(after, alert_id(a.id, ChatId("new"))) is AlertState.SENT
    for expected in (b, c):
        (due,) = await claim(after)
        assert (due.alert.chat, due.story.id) == ("new", expected.id)
        await after.settle(due.claim, sent(due), NOW)
    assert await claim(after) == []


async def test_a_group_that_moves_to_where_somebody_subscribed_already_is_told_each_story_once(
    store: Store,
) -> None:
    a, b = story("a"), story("b")
    old_watch = Watch(InterestKey("watch:old"), "drone", Word("drone"))
    await store.subscriptions.put(subscription("old", watches=(old_watch,), language="fr"))
    await store.subscriptions.put(subscription("new", language="es"))
    await owe(store, alert(a, "old"), alert(b, "old"), alert(a, "new"), stories=[a, b])
    told = next(one for one in await claim(store) if one.alert.chat == "new")
    await store.settle(told.claim, sent(told, "9"), NOW)
    await store.subscriptions.move(ChatId("old"), ChatId("new"))
    kept = await store.subscriptions.get(ChatId("new"))
    assert kept is not None
    assert (kept.language, kept.watches) == ("es", (old_watch,))
    assert await state_of(store, alert_id(a.id, ChatId("new"))) is AlertState.SENT
    assert (await store.outbox.counts()).owed == 1


async def test_an_alert_in_flight_while_its_chat_moves_is_settled_under_the_new_name(store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "old"), stories=[a])
    (due,) = await claim(store)
    await store.outbox.intend([due.claim])
    await store.subscriptions.move(ChatId("old"), ChatId("new"))
    assert await claim(store) == []
    assert await store.settle(due.claim, sent(due, "5"), NOW) == "settled"
    assert await state_of(store, alert_id(a.id, ChatId("new"))) is AlertState.SENT
    assert await claim(store) == []


async def test_a_held_chat_waits_and_is_free_again_once_a_message_arrives(store: Store) -> None:
    a = story("a")
    until = NOW + timedelta(days=1)
    await owe(store, alert(a, "77"), stories=[a])
    (due,) = await claim(store)
    await store.settle(due.claim, Settlement(again(due), HoldChat(until, "may not write")), NOW)
    held = await store.subscriptions.get(ChatId("77"))
    assert held is not None
    assert (held.held_since, held.held_until, held.held_why) == (NOW, until, "may not write")
    assert await store.outbox.next_due_at() == until
    (due,) = await claim(store, until)
    await store.settle(due.claim, Settlement(again(due), HoldChat(until + MINUTE, "still")), until)
    held = await store.subscriptions.get(ChatId("77"))
    assert held is not None
    assert held.held_since == NOW
    (due,) = await claim(store, until + MINUTE)
    await store.settle(due.claim, sent(due), until + MINUTE)
    held = await store.subscriptions.get(ChatId("77"))
    assert held is not None
    assert (held.held_since, held.held_until, held.held_why) == (None, None, None)


async def test_settling_for_a_chat_that_was_forgotten_changes_nothing(store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), stories=[a])
    (due,) = await claim(store)
    await store.outbox.intend([due.claim])
    await store.subscriptions.forget(ChatId("77"))
    await store.outbox.intend([due.claim])
    assert await store.settle(due.claim, sent(due), NOW) == Superseded()
    assert await store.outbox.get(due.alert.id) is None
    assert await store.subscriptions.get(ChatId("77")) is None


async def test_a_chat_that_unsubscribes_while_it_is_told_is_not_told_again(store: Store) -> None:
    a, b = story("a"), story("b")
    await owe(store, alert(a, "77"), alert(b, "78"), stories=[a, b])
    first, second = await claim(store)
    await store.outbox.intend([first.claim, second.claim])
    await store.subscriptions.end(ChatId("77"), "unsubscribed")
    await store.subscriptions.end(ChatId("78"), "unsubscribed")
    await store.settle(first.claim, sent(first), NOW)
    await store.settle(second.claim, Settlement(again(second)), NOW)
    assert await state_of(store, first.alert.id) is AlertState.SENT
    assert await state_of(store, second.alert.id) is AlertState.DROPPED


async def test_a_story_that_changes_while_it_is_told_owes_an_edit(store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), stories=[a])
    (due,) = await claim(store)
    await store.outbox.intend([due.claim])

    def changes(look: Look) -> Poll:
        (one,) = look.alerts_of(a.id).values()
        return Poll(
            look.state, alerts=(replace(one, rank=Rank.EDIT, state=AlertState.OWED, due_at=NOW + MINUTE),)
        )

    await poll(store, changes)
    assert await claim(store, NOW + MINUTE) == []
    await store.settle(due.claim, sent(due, "5"), NOW)
    (edit,) = await claim(store, NOW + MINUTE)
    assert (edit.alert.rank, edit.alert.message_ids, edit.unsure) == (Rank.EDIT, ("5",), False)


async def test_the_outbox_counts_itself(store: Store) -> None:
    a, b = story("a"), story("b")
    await owe(store, alert(a, "1", NOW - MINUTE), alert(a, "2"), alert(b, "3"), alert(b, "4"), stories=[a, b])
    first, second, third, _ = await claim(store)
    await store.outbox.intend([first.claim, second.claim])
    unsure = replace(
        second.alert, state=AlertState.SENT, possible_repeat=True, message_ids=("8",), sent_at=NOW
    )
    await store.settle(second.claim, Settlement(unsure), NOW)
    await store.settle(third.claim, Settlement(replace(third.alert, state=AlertState.DROPPED)), NOW)
    counts = await store.outbox.counts()
    assert (counts.owed, counts.intended, counts.sent, counts.dropped) == (1, 1, 1, 1)
    assert (counts.possible_repeats, counts.oldest_owed) == (1, NOW - MINUTE)


async def test_an_edit_that_waits_is_no_alert_owed(store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "1"), stories=[a])
    (due,) = await claim(store)
    await store.settle(due.claim, sent(due, "5"), NOW)

    def changes(look: Look) -> Poll:
        (one,) = look.alerts_of(a.id).values()
        return Poll(
            look.state, alerts=(replace(one, rank=Rank.EDIT, state=AlertState.OWED, due_at=NOW + MINUTE),)
        )

    await poll(store, changes)
    counts = await store.outbox.counts()
    assert (counts.owed, counts.intended, counts.sent, counts.oldest_owed) == (0, 0, 1, None)
    (edit,) = await claim(store, NOW + MINUTE)
    await store.outbox.intend([edit.claim])
    counts = await store.outbox.counts()
    assert (counts.owed, counts.intended, counts.sent) == (0, 0, 1)


async def test_a_claim_of_nobody_settles_nothing(store: Store) -> None:
    a = story("a")
    await owe(store, alert(a, "77"), stories=[a])
    invented = Claim(f"alert:{alert(a, '77').id}", 99, 1, 0.0)
    assert (
        await store.settle(invented, Settlement(alert(a, "77", state=AlertState.SENT)), NOW) == Superseded()
    )
    assert len(await claim(store)) == 1
