"""A story from its feed into the chats."""

import asyncio
import time

import pytest

from tests.journeys.conftest import Start
from tests.journeys.feeds import Feeds
from tests.journeys.program import CHECKOUT
from tests.journeys.steps import alerts, all_once, first_read, polled_again, subscribe
from tests.journeys.stories import CARRIED, OFF_TOPIC, PIECES
from tests.journeys.telegrams import Simulator, Telegram, until

pytestmark = pytest.mark.journey

CORPUS = sorted((CHECKOUT / "tests" / "corpus" / "feeds").glob("*.xml"))


async def test_a_story_reaches_each_subscribed_chat_once(
    telegram: Telegram, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    program = await start(telegram, outlet)
    ann, ben = telegram.person(), telegram.person()
    await subscribe(telegram, ann, ben)
    await first_read(outlet)
    outlet.publish(PIECES[0], OFF_TOPIC)
    for chat in (ann, ben):
        (alert,) = await until(telegram, chat, "Palefox")
        assert alert.link() == outlet.link(PIECES[0])
        assert "“There was no warrant, no judge and no notice" in alert.text
        assert "Lena Marowitz" in alert.text
        assert "The Harbour Post" in alert.text
    await polled_again(outlet)
    for chat in (ann, ben):
        assert alerts(telegram, chat, PIECES[0]) == 1
        assert OFF_TOPIC.title not in "".join(message.text for message in telegram.said(chat))
    assert telegram.refused() == []
    assert await program.stop() == 0


async def test_what_another_outlet_carries_joins_the_story_and_is_not_sent_again(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    post, wire = feeds.outlet("The Harbour Post"), feeds.outlet("Meridian Wire")
    await start(simulator, post, wire)
    ann = simulator.person()
    await subscribe(simulator, ann)
    await first_read(post, wire)
    post.publish(PIECES[0])
    await until(simulator, ann, PIECES[0].title)
    wire.publish(CARRIED)
    await polled_again(wire)
    assert alerts(simulator, ann, CARRIED) == 0
    assert alerts(simulator, ann, PIECES[0]) == 1
    simulator.say(ann, "/latest")
    await until(simulator, ann, r"The Harbour Post \+ 1")
    assert simulator.refused() == []


async def test_a_sent_alert_is_brought_up_to_date_when_another_outlet_joins(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    post, wire = feeds.outlet("The Harbour Post"), feeds.outlet("Meridian Wire")
    # Joining outlets are gathered for some minutes: they pass twenty times as fast here.
    await start(simulator, post, wire, clock="2026-11-17T06:40Z*20")
    ann = simulator.person()
    await subscribe(simulator, ann)
    await first_read(post, wire)
    post.publish(PIECES[0])
    (first,) = await until(simulator, ann, PIECES[0].title)
    wire.publish(CARRIED)
    (joined,) = await until(simulator, ann, "Also in Meridian Wire", seconds=40)
    assert joined.id == first.id
    assert PIECES[0].title in joined.text


async def test_the_first_reading_of_a_feed_is_quiet_and_can_be_searched(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    outlet.publish(PIECES[4])
    await start(simulator, outlet)
    ann = simulator.person()
    await first_read(outlet)
    simulator.say(ann, "/search Glasswing")
    await until(simulator, ann, PIECES[4].title)
    simulator.say(ann, "/latest")
    await until(simulator, ann, f"^Latest.*{PIECES[4].title}")
    outlet.publish(PIECES[1])
    simulator.say(ann, "/subscribe spyware")
    await until(simulator, ann, "^Done")
    await polled_again(outlet, 2)
    assert not any(m.text.startswith("Spyware") and m.id > 8 for m in simulator.said(ann))
    assert simulator.refused() == []


async def test_a_chat_that_blocked_us_hears_nothing_more_and_the_others_everything(
    telegram: Telegram, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    program = await start(telegram, outlet)
    ann, ben = telegram.person(), telegram.person()
    await subscribe(telegram, ann, ben)
    await first_read(outlet)
    outlet.publish(PIECES[0])
    await until(telegram, ben, PIECES[0].title)
    telegram.block(ben)
    outlet.publish(PIECES[1])
    await until(telegram, ann, PIECES[1].title)
    outlet.publish(PIECES[2])
    await until(telegram, ann, PIECES[2].title)
    assert alerts(telegram, ben, PIECES[1]) == alerts(telegram, ben, PIECES[2]) == 0
    # It may learn of the block by one refusal or by Telegram's notice; it must not go on trying.
    assert len(telegram.refused()) <= 1
    assert await program.stop() == 0


async def test_a_broken_feed_does_not_stop_the_others(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    broken, gone, slow = (feeds.outlet(name) for name in ("Broken", "Gone", "Slow"))
    broken.status, gone.status, slow.delay = 500, 410, 60.0
    odd = [feeds.outlet(file.stem) for file in CORPUS]
    for outlet, file in zip(odd, CORPUS, strict=True):
        outlet.body = file.read_bytes()
    good = feeds.outlet("The Harbour Post")
    program = await start(simulator, broken, gone, slow, *odd, good)
    ann = simulator.person()
    await subscribe(simulator, ann)
    await first_read(good)
    assert all(outlet.polls for outlet in odd)
    good.publish(PIECES[0])
    await until(simulator, ann, PIECES[0].title)
    assert not any("Traceback" in line for line in program.stderr), program.stderr
    assert await program.stop() == 0


async def test_a_feed_that_recovers_is_heard_again(simulator: Simulator, feeds: Feeds, start: Start) -> None:
    outlet = feeds.outlet("The Harbour Post")
    await start(simulator, outlet)
    ann = simulator.person()
    await subscribe(simulator, ann)
    await first_read(outlet)
    outlet.status = 500
    await polled_again(outlet, 1)
    outlet.publish(PIECES[3])
    outlet.status = 200
    await until(simulator, ann, PIECES[3].title, seconds=40)


async def test_search_is_answered_during_a_broadcast(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    program = await start(simulator, outlet)
    chats = [simulator.person() for _ in range(60)]
    await first_read(outlet)
    await subscribe(simulator, *chats)
    outlet.publish(*PIECES[:6])
    await until(simulator, chats[0], PIECES[0].title)
    waits = []
    for chat in chats[50:55]:
        begun = time.monotonic()
        mark = simulator.say(chat, "/search Marsk")
        await until(simulator, chat, "^Marsk · ", after=mark)
        waits.append(time.monotonic() - begun)
        await asyncio.sleep(0.2)
    sent = sum(alerts(simulator, chat, piece) for chat in chats for piece in PIECES[:6])
    assert sent < 360, "the broadcast was over before the searches were answered"
    assert sorted(waits)[2] < 3.0, waits
    await all_once(simulator, chats, list(PIECES[:6]))
    assert await program.stop() == 0
