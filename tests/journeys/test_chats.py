"""Every kind of chat: channels, forum topics, groups that move, lose us or silence us."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.feeds import Feeds, Outlet
from tests.journeys.program import Program, write_config
from tests.journeys.steps import alerts, first_read, polled_again, subscribe
from tests.journeys.stories import PIECES
from tests.journeys.telegrams import Said, Simulator, until

pytestmark = pytest.mark.journey

StartFast = Callable[[Simulator, Outlet], Awaitable[Program]]


@pytest.fixture
async def start_fast(tmp_path: Path, feeds: Feeds) -> AsyncIterator[StartFast]:
    """The program on a clock on which ten minutes pass each second: an hour's hold is over in six."""
    programs: list[Program] = []

    async def begin(simulator: Simulator, outlet: Outlet) -> Program:
        # Its own limits run on that clock too.
        simulator.sim.config(flood={"enabled": False})
        file = write_config(tmp_path, simulator.api_url, [outlet.url], allow=feeds.address, floor="5m")
        program = Program(
            tmp_path, simulator.token, "run", "--config", str(file),
            environment={"WATCHWORD_CLOCK": "2026-11-17T06:40Z*600"},
        )  # fmt: skip
        programs.append(program)
        return await program.run()

    yield begin
    for program in programs:
        await program.end()
        print("\n".join(program.stderr))  # shown where the test failed


def threads(simulator: Simulator, chat: int, title: str) -> list[int | None]:
    """In which forum topics the alert of a story stands; None is General."""
    return [
        message["thread_id"]
        for message in simulator.sim.transcript(chat, bot=True)
        if not message["deleted"] and title in (message["text"] or "").split("\n")
    ]


def answers(simulator: Simulator, chat: int, text: str) -> list[Said]:
    return [message for message in simulator.said(chat) if text in message.text]


# ── channels ────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_channel_is_subscribed_by_a_post_in_it_or_from_the_private_chat(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    sim, outlet = simulator.sim, feeds.outlet("The Harbour Post")
    await start(simulator, outlet)
    writer, editor, publisher, stranger = people = [simulator.person() for _ in range(4)]
    for person in people:
        simulator.say(person, "/start")
    for person in people:
        await until(simulator, person, "What should I send")
    posted, pressed, named = channels = [
        sim.chat(type="channel", title=title, username=username, owner=owner, bot="left")["id"]
        for title, username, owner in (
            ("Posted", None, writer),
            ("Pressed", None, editor),
            ("Named", "marsk_watch", publisher),
        )
    ]
    # The channel stays quiet; who made the bot an administrator is asked in private.
    for channel, owner in zip(channels, people[:3], strict=True):
        sim.bot_status(channel, "administrator", by=owner, can_post_messages=True)
        await until(simulator, owner, "I may now write in “(Posted|Pressed|Named)”")
    assert [simulator.said(channel) for channel in channels] == [[], [], []]

    sim.post(posted, "/subscribe")
    await until(simulator, posted, "^Done")

    (ready,) = await until(simulator, editor, "Pressed")
    simulator.sim.press(editor, editor, label="Choose topics", message_id=ready.id)
    start_button = await shown(simulator, editor, ready.id, "Start")
    sim.press(editor, editor, label=start_button, message_id=ready.id)
    await until(simulator, editor, "^Done")

    simulator.say(stranger, "/subscribe @marsk_watch")
    await until(simulator, stranger, "Only an administrator of that chat can do that")
    simulator.say(publisher, "/subscribe @marsk_watch spyware")
    await until(simulator, publisher, "^Done")

    await first_read(outlet)
    outlet.publish(PIECES[0])
    for channel in channels:
        await until(simulator, channel, PIECES[0].title)
    sim.post(posted, "/unsubscribe")
    await until(simulator, posted, "Stopped")
    outlet.publish(PIECES[4])
    await until(simulator, pressed, PIECES[4].title)
    await until(simulator, named, PIECES[4].title)
    assert alerts(simulator, posted, PIECES[4]) == 0
    assert [alerts(simulator, chat, PIECES[0]) for chat in channels] == [1, 1, 1]
    assert [alerts(simulator, person, PIECES[0]) for person in people] == [0, 0, 0, 0]
    assert simulator.refused() == []


async def shown(simulator: Simulator, chat: int, message_id: int, label: str) -> str:
    """The whole label of a button once it stands under a message."""
    async with asyncio.timeout(20):
        while True:
            for message in simulator.said(chat):
                for whole in message.labels() if message.id == message_id else ():
                    if label in whole:
                        return whole
            await asyncio.sleep(0.05)


# ── forum topics, and rights that are lost ──────────────────────────────────────────────────────────────────


async def test_an_alert_goes_to_its_forum_topic_and_waits_while_that_is_closed_or_gone(
    simulator: Simulator, feeds: Feeds, start_fast: StartFast
) -> None:
    sim, outlet = simulator.sim, feeds.outlet("The Harbour Post")
    await start_fast(simulator, outlet)
    boss, member = simulator.person(), simulator.person()
    simulator.say(boss, "/start")
    await until(simulator, boss, "What should I send")
    forum = sim.chat(
        type="supergroup", title="Newsroom", forum=True, owner=boss, members=[member], announce=True
    )["id"]
    mute = sim.chat(type="supergroup", title="Quiet Hall", owner=boss, announce=True)["id"]
    first, second = (sim.topic(forum, name, boss)["message_thread_id"] for name in ("Alerts", "Desk"))
    sim.say(forum, member, "/subscribe@sim_bot", thread=first)
    await until(simulator, forum, "An administrator of this chat can do that")
    sim.say(forum, boss, "/subscribe@sim_bot", thread=first, anonymous=True)
    sim.say(mute, boss, "/subscribe@sim_bot")
    for group in (forum, mute):
        await until(simulator, group, "^Done")
    await first_read(outlet)
    outlet.publish(PIECES[0])
    await until(simulator, mute, PIECES[0].title)
    await until(simulator, forum, PIECES[0].title)
    assert threads(simulator, forum, PIECES[0].title) == [first]

    # Closed and silenced: each is said once, nothing falls into General, and it goes on when it is mended.
    sim.close_topic(forum, first, user=boss)
    sim.restrict(mute)
    outlet.publish(PIECES[1], PIECES[2])
    await until(simulator, boss, "Newsroom.*closed or gone")
    await until(simulator, boss, "may not write in “Quiet Hall”")
    assert threads(simulator, forum, PIECES[1].title) == threads(simulator, forum, PIECES[2].title) == []
    sim.reopen_topic(forum, first, user=boss)
    sim.restrict(mute, False)
    for piece in PIECES[1:3]:
        await until(simulator, forum, piece.title)
        await until(simulator, mute, piece.title)
        assert threads(simulator, forum, piece.title) == [first]
        assert alerts(simulator, mute, piece) == 1
    assert len(answers(simulator, boss, "Newsroom")) == len(answers(simulator, boss, "Quiet Hall")) == 1

    # Deleted: held as well, until the alerts are asked for in another topic; what waited comes there.
    sim.delete_topic(forum, first)
    outlet.publish(PIECES[3])
    await until(simulator, boss, "Newsroom.*closed or gone", n=2)
    assert threads(simulator, forum, PIECES[3].title) == []
    sim.say(forum, boss, "/subscribe@sim_bot", thread=second)
    await until(simulator, forum, PIECES[3].title)
    assert threads(simulator, forum, PIECES[3].title) == [second]
    assert len(answers(simulator, boss, "Newsroom")) == 2


async def test_what_was_held_comes_at_once_when_the_right_is_back(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    sim, outlet = simulator.sim, feeds.outlet("The Harbour Post")
    await start(simulator, outlet)
    boss = simulator.person()
    simulator.say(boss, "/start")
    await until(simulator, boss, "What should I send")
    hall, desk = (
        sim.chat(type="supergroup", title=title, owner=boss, announce=True)["id"]
        for title in ("Hall", "Desk")
    )
    for group in (hall, desk):
        sim.say(group, boss, "/subscribe@sim_bot")
        await until(simulator, group, "^Done")
    await first_read(outlet)
    for group in (hall, desk):
        sim.restrict(group)
    outlet.publish(PIECES[0])
    for title in ("Hall", "Desk"):
        await until(simulator, boss, f"may not write in “{title}”")
    # The clock is the real one: an hour's hold would outlast the test.
    for group in (hall, desk):
        sim.restrict(group, False)
    sim.bot_status(hall, "administrator", boss)
    sim.say(desk, boss, "/latest@sim_bot")
    for group in (hall, desk):
        await until(simulator, group, PIECES[0].title)
        await polled_again(outlet)
        assert alerts(simulator, group, PIECES[0]) == 1


# ── what becomes of one chat concerns that chat alone ───────────────────────────────────────────────────────


async def test_blocked_deactivated_thrown_out_deleted_or_moved_concerns_that_chat_alone(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    sim, outlet = simulator.sim, feeds.outlet("The Harbour Post")
    program = await start(simulator, outlet)
    ann, bea, cat, boss = (simulator.person() for _ in range(4))
    thrown, deleted, moving = (
        sim.chat(type=kind, title=title, owner=boss, announce=True)["id"]
        for kind, title in (("supergroup", "Thrown"), ("group", "Deleted"), ("group", "Moving"))
    )
    await subscribe(simulator, ann, bea, cat)
    for group in (thrown, deleted, moving):
        sim.say(group, boss, "/subscribe@sim_bot")
        await until(simulator, group, "^Done")
    await first_read(outlet)
    simulator.block(ann)
    sim.deactivate(bea)
    sim.kick(thrown, boss)
    sim.delete_chat(deleted)
    # The alert is owed to the old id and waits when the group moves.
    sim.fault("429", method="sendMessage", chat=moving, retry_after=2, count=1)
    outlet.publish(PIECES[0])
    await until(simulator, cat, PIECES[0].title)
    async with asyncio.timeout(20):
        while not any(fault["action"] == "429" for fault in sim.stats()["faults"]):
            await asyncio.sleep(0.05)
    moved = sim.migrate(moving, boss)["new"]
    await until(simulator, moved, PIECES[0].title)
    refused = len(simulator.refused())
    outlet.publish(PIECES[1])
    await until(simulator, cat, PIECES[1].title)
    await until(simulator, moved, PIECES[1].title)
    await polled_again(outlet)
    for chat in (cat, moved):
        assert [alerts(simulator, chat, piece) for piece in PIECES[:2]] == [1, 1]
    for chat in (ann, bea, thrown, deleted, moving):
        assert [alerts(simulator, chat, piece) for piece in PIECES[:2]] == [0, 0]
    # Of each that is gone it learned once; nobody is tried again.
    assert len(simulator.refused()) == refused <= 6, simulator.refused()
    assert await program.stop() == 0
