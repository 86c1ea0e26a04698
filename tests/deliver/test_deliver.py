"""Alerts owed become messages sent: each chat hears each story, once, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alerts.route import EDIT_AFTER
from bot.alerts.settle import CRASH_PAUSE, FIRST_HOLD, REPEAT_PAUSE
from bot.deliver import ASK_EVERY
from bot.errors import TokenRefused
from bot.model.alert import AlertState
from bot.model.ids import ChatId
from bot.model.story import Source, Story
from bot.model.subscription import Subscription
from tests.deliver.world import World, story, world

OWED, INTENDED, SENT, DROPPED = AlertState.OWED, AlertState.INTENDED, AlertState.SENT, AlertState.DROPPED


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path / "data") as one:
        yield one
        assert not one.sim.stats()["crashes"]


async def test_each_subscribed_chat_hears_a_story_once_and_its_alert_keeps_the_message(here: World) -> None:
    people = [here.person() for _ in range(5)]
    await here.subscribe(*people)
    palefox = story("Palefox", here.clock.now())
    await here.tell(palefox)
    await here.tell(palefox)
    assert await here.deliver() == 5
    assert await here.deliver() == 0
    for person in people:
        (said,) = here.said(person)
        assert said["text"].startswith("spyware\nMinistry used Palefox\nThe Harbour Post · ")
        assert said["link_preview_options"] == {"is_disabled": True}
        alert = await here.alert(palefox, person)
        assert (alert.state, alert.message_ids) == (SENT, (str(said["id"]),))


async def test_a_chat_that_blocked_us_hears_nothing_more_and_the_others_everything(here: World) -> None:
    ann, bob = here.person(), here.person()
    await here.subscribe(ann, bob)
    here.sim.block(int(ann))
    stories = [story(name, here.clock.now()) for name in ("Palefox", "Greywolf")]
    await here.tell(*stories)
    await here.deliver()
    here.sim.unblock(int(ann))
    here.clock.jump(timedelta(days=1))
    await here.deliver()
    assert here.said(ann) == []
    assert len(here.said(bob)) == 2
    gone = await here.store.subscriptions.get(ann)
    assert gone is not None
    assert not gone.active


async def test_what_was_in_flight_when_the_process_died_is_sent_once_more_and_marked(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as before:
        ann, bob = before.person(), before.person()
        await before.subscribe(ann, bob)
        palefox = story("Palefox", before.clock.now())
        await before.tell(palefox)
        # Taken by Telegram, but we die before the answer.
        before.sim.fault("hang", method="sendMessage", chat=int(ann), accepted=True, count=1)
        turn = asyncio.ensure_future(before.deliverer.deliver_due(30))
        await asyncio.sleep(0.2)
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        assert (await before.alert(palefox, ann)).state is INTENDED
        async with world_again(tmp_path, before) as after:
            await after.deliver()
            assert (len(after.said(ann)), len(after.said(bob))) == (1, 1)
            after.clock.jump(CRASH_PAUSE)
            await after.deliver()
            assert (len(after.said(ann)), len(after.said(bob))) == (2, 1)
            alert = await after.alert(palefox, ann)
            assert (alert.state, alert.possible_repeat) == (SENT, True)
            assert not (await after.alert(palefox, bob)).possible_repeat
            assert (await after.store.outbox.counts()).possible_repeats == 1


def world_again(tmp_path: Path, before: World):  # type: ignore[no-untyped-def]
    """The same server, and a copy of the folder as it was on disk at this moment: what a kill leaves behind."""
    from shutil import copytree

    copytree(tmp_path / "data", tmp_path / "after", ignore=lambda _, names: [n for n in names if "lock" in n])
    return world(tmp_path / "after", sim=before.sim, clock=before.clock)


async def test_a_connection_that_never_stood_repeats_nothing_and_loses_nothing(here: World) -> None:
    people = [here.person() for _ in range(4)]
    await here.subscribe(*people)
    palefox = story("Palefox", here.clock.now())
    await here.tell(palefox)
    here.sim.outage(1.0)
    await asyncio.sleep(0.2)
    await here.deliver()
    assert {(await here.alert(palefox, person)).state for person in people} == {OWED}
    await asyncio.sleep(1.2)
    here.clock.jump(timedelta(seconds=10))
    await here.deliver()
    assert [len(here.said(person)) for person in people] == [1, 1, 1, 1]
    assert (await here.store.outbox.counts()).possible_repeats == 0


@pytest.mark.parametrize("action", ["close", "hang", "http", "truncate"])
@pytest.mark.parametrize("accepted", [True, False])
async def test_a_lost_answer_is_repeated_once_after_a_pause(here: World, action: str, accepted: bool) -> None:
    ann = here.person()
    await here.subscribe(ann)
    palefox = story("Palefox", here.clock.now())
    await here.tell(palefox)
    # A truncated answer always means that the message was taken.
    accepted = accepted or action == "truncate"
    here.sim.fault(action, method="sendMessage", accepted=accepted, count=1)
    await here.deliver()
    alert = await here.alert(palefox, ann)
    assert (alert.state, alert.possible_repeat) == (OWED, True)
    assert alert.due_at > here.clock.now()
    here.clock.jump(REPEAT_PAUSE)
    await here.deliver()
    assert len(here.said(ann)) == 1 + accepted
    assert (await here.alert(palefox, ann)).state is SENT


async def test_a_message_is_never_said_more_than_twice(here: World) -> None:
    ann = here.person()
    await here.subscribe(ann)
    await here.tell(story("Palefox", here.clock.now()))
    here.sim.fault("close", method="sendMessage", accepted=True)
    for _ in range(6):
        await here.deliver()
        here.clock.jump(timedelta(minutes=5))
    assert len(here.said(ann)) == 2


async def test_nothing_is_repeated_to_a_telegram_that_does_not_answer(here: World) -> None:
    people = [here.person() for _ in range(3)]
    await here.subscribe(*people)
    await here.tell(story("Palefox", here.clock.now()))
    here.sim.fault("http", status=502)
    await here.deliver()
    for _ in range(5):
        here.clock.jump(REPEAT_PAUSE)
        await here.deliver()
    assert here.sim.stats()["requests"]["sendmessage"] == 3
    here.sim.faults(clear=True)
    here.clock.jump(timedelta(seconds=ASK_EVERY))
    await here.deliver()
    assert [len(here.said(person)) for person in people] == [1, 1, 1]


async def test_one_slow_chat_waits_alone(here: World) -> None:
    ann, bob = here.person(), here.person()
    await here.subscribe(ann, bob)
    here.sim.fault("429", method="sendMessage", chat=int(ann), retry_after=600, count=1)
    await here.tell(*(story(name, here.clock.now()) for name in ("Palefox", "Greywolf", "Marten")))
    for _ in range(3):
        await here.deliver()
        here.clock.jump(timedelta(seconds=5))
    assert (len(here.said(ann)), len(here.said(bob))) == (0, 3)
    for _ in range(4):
        here.clock.jump(timedelta(seconds=600))
        await here.deliver()
    assert len(here.said(ann)) == 3


async def test_a_wait_for_everybody_is_kept_over_a_restart(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as before:
        people = [before.person() for _ in range(4)]
        await before.subscribe(*people)
        await before.tell(story("Palefox", before.clock.now()))
        before.sim.fault("429", method="sendMessage", retry_after=3600)
        await before.deliver()
        before.sim.faults(clear=True)
        async with world_again(tmp_path, before) as after:
            after.clock.jump(timedelta(minutes=59))
            asked = after.sim.stats()["requests"]["sendmessage"]
            await after.deliver()
            assert after.sim.stats()["requests"]["sendmessage"] == asked
            after.clock.jump(timedelta(minutes=2))
            await after.deliver()
            assert [len(after.said(person)) for person in people] == [1, 1, 1, 1]


async def test_a_group_that_became_a_supergroup_is_told_there(here: World) -> None:
    group = ChatId(str(here.sim.chat("group", title="Desk", bot="member")["id"]))
    await here.subscribe(group)
    palefox = story("Palefox", here.clock.now())
    await here.tell(palefox)
    new = ChatId(str(here.sim.migrate(int(group))["new"]))
    await here.deliver()
    assert [message["text"].partition("\n")[0] for message in here.said(new)] == ["spyware"]
    assert (await here.alert(palefox, new)).state is SENT
    assert await here.store.subscriptions.get(group) is None
    moved = await here.store.subscriptions.get(new)
    assert isinstance(moved, Subscription)
    assert moved.active


async def test_a_closed_forum_topic_is_held_said_once_and_nothing_falls_into_general(here: World) -> None:
    boss, stranger = here.person(), ChatId(str(here.sim.user(first_name="Cy")["id"]))
    forum = ChatId(
        str(
            here.sim.chat(
                "supergroup", title="Desk", forum=True, bot="member", admins=[int(stranger), int(boss)]
            )["id"]
        )
    )
    thread = here.sim.topic(int(forum), name="Alerts")["message_thread_id"]
    await here.subscribe(forum, thread=str(thread))
    here.sim.close_topic(int(forum), thread=thread)
    stories = [story(name, here.clock.now()) for name in ("Palefox", "Greywolf")]
    await here.tell(*stories)
    await here.deliver()
    here.clock.jump(FIRST_HOLD)
    await here.deliver()
    assert here.said(forum) == []
    (told,) = here.said(boss)
    assert told["text"].startswith("The forum topic in “Desk” to which I send alerts is closed or gone.")
    here.sim.reopen_topic(int(forum), thread=thread)
    here.clock.jump(timedelta(days=1))
    await here.deliver()
    here.clock.jump(timedelta(seconds=5))
    await here.deliver()
    assert [message["thread_id"] for message in here.said(forum)] == [thread, thread]


async def test_a_right_that_is_missing_for_an_hour_loses_nothing(here: World) -> None:
    group = ChatId(str(here.sim.chat("group", title="Desk", bot="member")["id"]))
    await here.subscribe(group)
    here.sim.restrict(int(group))
    await here.tell(story("Palefox", here.clock.now()))
    await here.deliver()
    held = await here.store.subscriptions.get(group)
    assert held is not None
    assert held.active
    assert held.held_until is not None
    here.sim.restrict(int(group), error="")
    here.clock.jump(FIRST_HOLD)
    await here.deliver()
    assert len(here.said(group)) == 1


async def test_an_outlet_that_joins_is_one_edit_and_one_that_changes_nothing_none(here: World) -> None:
    ann = here.person()
    await here.subscribe(ann)
    palefox = story("Palefox", here.clock.now())
    await here.tell(palefox)
    await here.deliver()
    other = Source("Meridian Wire", "Palefox", here.clock.now(), url="https://meridianwire.example/1")
    joined = replace(palefox, sources=(*palefox.sources, other))
    await here.tell(joined)
    await here.deliver()
    assert len(here.sim.calls(method="editMessageText")) == 0
    here.clock.jump(EDIT_AFTER)
    await here.deliver()
    (said,) = here.said(ann)
    assert said["text"].endswith("\n\nAlso in Meridian Wire")
    await here.tell(replace(joined, sources=(*joined.sources, replace(other, title="again"))))
    here.clock.jump(EDIT_AFTER)
    assert await here.deliver() == 1
    assert len(here.sim.calls(method="editMessageText")) == 1


async def test_a_development_replies_to_the_first_alert_even_if_both_are_owed_at_once(here: World) -> None:
    ann = here.person()
    await here.subscribe(ann)
    first = story("Palefox", here.clock.now())
    await here.tell(first)
    await here.tell(story("resignation", here.clock.now(), development_of=first.id))
    await here.deliver()
    here.clock.jump(timedelta(seconds=5))
    await here.deliver()
    one, two = here.said(ann)
    assert two["text"].startswith("Development · spyware\n")
    assert two["reply_to"] == one["id"]


async def test_a_story_that_cannot_be_rendered_does_not_stop_the_others(here: World) -> None:
    ann, bob = here.person(), here.person()
    await here.subscribe(ann, bob)
    broken = story("Palefox", here.clock.now())
    # A time without a zone cannot be compared with one that has one.
    lead = replace(broken.lead, seen_at=broken.lead.seen_at.replace(tzinfo=None))
    await here.tell(replace(broken, sources=(lead,)), story("Greywolf", here.clock.now()))
    for _ in range(4):
        await here.deliver()
        here.clock.jump(timedelta(minutes=2))
    assert (len(here.said(ann)), len(here.said(bob))) == (1, 1)
    assert (await here.alert(broken, ann)).state is DROPPED


async def test_a_token_that_is_refused_stops_delivery_and_keeps_the_queue(tmp_path: Path) -> None:
    async with world(tmp_path / "data") as here:
        people = [here.person() for _ in range(3)]
        await here.subscribe(*people)
        palefox = story("Palefox", here.clock.now())
        await here.tell(palefox)
        here.sim.token = "987654321:AAanother"
        with pytest.raises(TokenRefused):
            await here.deliver()
        counts = await here.store.outbox.counts()
        assert (counts.owed, counts.intended, counts.sent) == (3, 0, 0)


async def test_urgent_alerts_overtake_a_broadcast(here: World) -> None:
    people = [here.person() for _ in range(3)]
    await here.subscribe(people[0])
    old = story("Palefox", here.clock.now())
    await here.tell(old)
    await here.deliver()
    await here.subscribe(*people)
    await here.tell(story("Greywolf", here.clock.now()), replace(old, withdrawn="wrong words"))
    await here.deliverer.deliver_due(1)
    assert here.said(people[0])[0]["text"].startswith("Withdrawn")
    assert [len(here.said(person)) for person in people] == [1, 0, 0]


async def mute(here: World, chat: ChatId, told: Story) -> None:
    subscription = await here.store.subscriptions.get(chat)
    assert subscription is not None
    await here.store.subscriptions.put(replace(subscription, muted_stories=frozenset({told.id})))


async def test_a_story_muted_while_its_alert_waits_is_not_sent_and_a_sent_one_not_changed(
    here: World,
) -> None:
    ann, bob = here.person(), here.person()
    await here.subscribe(ann, bob)
    palefox = story("Palefox", here.clock.now())
    await here.tell(palefox)
    await mute(here, ann, palefox)
    await here.deliver()
    assert (len(here.said(ann)), len(here.said(bob))) == (0, 1)
    assert (await here.alert(palefox, ann)).state is DROPPED
    joined = replace(
        palefox, sources=(*palefox.sources, Source("Meridian Wire", "Palefox again", here.clock.now()))
    )
    await here.tell(joined)
    await mute(here, bob, palefox)
    here.clock.jump(EDIT_AFTER)
    await here.deliver()
    assert here.said(bob)[0]["edits"] == []
    assert (await here.alert(palefox, bob)).state is SENT
