"""The gateway against the strict simulator: what goes wrong between us and Telegram, and what must not happen twice."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import Update

from bot.clock import SetClock, SystemClock
from handlers.commands import COMMANDS
from handlers.services import Services
from tests.handlers.conftest import Pages
from tests.handlers.stories import record, story
from tests.handlers.world import World, gateway_world

pytestmark = pytest.mark.journey


def hurried(services: Services) -> Services:
    """The waits between two tries pass twenty times as fast."""
    return replace(services, clock=SetClock(SystemClock().now(), 20.0))


async def test_an_update_delivered_twice_is_handled_once(world: World) -> None:
    ann = world.sim.user(started=True)["id"]
    message = {
        "message_id": 1,
        "date": int(SystemClock().now().timestamp()),
        "chat": {"id": ann, "type": "private", "first_name": "A"},
        "from": {"id": ann, "is_bot": False, "first_name": "A"},
        "text": "/about",
    }
    for _ in range(2):
        update = Update.de_json({"update_id": 5_000_000, "message": message}, None)
        for work in world.gateway.take(update):
            await work
    assert len(world.sim.transcript(ann, bot=True)) == 1


async def test_commands_older_than_a_day_and_edited_messages_are_not_answered(world: World) -> None:
    ann = world.sim.user()["id"]
    await world.said(ann, ann, "/subscribe")
    own = world.sim.say(ann, ann, "hello there")
    await world.sim.wait(ann, n=1, after=own["message_id"], timeout=10)
    before = len(world.sim.transcript(ann, bot=True))
    world.sim.say(ann, ann, "/about", edited=own["message_id"])
    old = int((SystemClock().now() - timedelta(days=2)).timestamp())
    world.sim.say(ann, ann, "/about", extra={"date": old})
    await world.sim.idle(quiet=0.4)
    assert len(world.sim.transcript(ann, bot=True)) == before
    world.sim.say(ann, ann, "stop", extra={"date": old})
    await world.sim.wait(ann, text="^Stopped", timeout=10)


async def test_updates_without_a_sender_or_of_kinds_unknown_do_no_harm(world: World) -> None:
    ann = world.sim.user()["id"]
    chat = {"id": -100_555, "type": "supergroup", "title": "x"}
    for update in (
        {"message": {"message_id": 1, "date": 1, "chat": chat, "text": "/subscribe"}},
        {"message": {"message_id": 1, "date": 1, "chat": chat}},
        {
            "callback_query": {
                "id": "1",
                "chat_instance": "1",
                "from": {"id": ann, "is_bot": False, "first_name": "x"},
                "data": "u:",
            }
        },
        {"something_new": {"a": 1}},
    ):
        world.sim.inject(*next(iter(update.items())))
    assert (await world.said(ann, ann, "/about"))[0]["text"].startswith("Watchword reads")


async def test_whatever_goes_wrong_the_person_gets_one_calm_sentence_and_the_log_no_word(
    world: World, talking: Services, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        """A store that fails, as a full disk would make it."""

        def __getattr__(self, name: str) -> object:
            raise OSError("no space left, while writing gloaming quicksilver for 7391846205")

    world.gateway._services = replace(talking, store=Broken())  # type: ignore[arg-type]  # a fault, not a store
    ann = world.sim.user(id=7_391_846_205)["id"]
    with caplog.at_level(logging.DEBUG):
        (said,) = await world.said(ann, ann, "/search gloaming quicksilver")
    assert said["text"] == "That did not work, and whoever runs this can see it. Please try once more."
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("handlers"))
    assert "answering failed: OSError at" in ours
    for secret in ("gloaming", "quicksilver", str(ann)):
        assert secret not in ours


async def test_a_slow_page_holds_up_neither_the_press_nor_other_chats(world: World, pages: Pages) -> None:
    ann, ben = world.sim.user()["id"], world.sim.user()["id"]
    release = asyncio.Event()
    url = "https://slow.example/article"

    async def slowly(asked: str) -> object:
        await release.wait()
        return story("Slow but sure", url=asked)

    world.gateway._services = replace(world.services, read_now=slowly)  # type: ignore[arg-type]
    await world.said(ann, ann, url)
    query = world.sim.press(ann, ann, label="Read it now")
    assert (await world.sim.wait(answer=query["query_id"], timeout=3))["ok"]
    assert (await world.said(ben, ben, "/about"))[0]["text"].startswith("Watchword reads")
    release.set()
    await world.sim.wait(ann, text="Slow but sure", edits=True, timeout=10)


async def test_pages_and_the_alert_open_in_the_same_message(world: World) -> None:
    now = SystemClock().now()
    stories = [story(f"Story number {n}", seen_at=now - timedelta(hours=n + 1)) for n in range(7)]
    await record(world.services.store, *stories, now=now)
    ann = world.sim.user()["id"]
    await world.said(ann, ann, "/latest")
    for label in ("Older ›", "1", "⋯", "Why this", "‹ Back", "‹ Back to the list", "‹ Newer"):
        await world.pressed(ann, ann, label=label)
    assert len(world.sim.transcript(ann, bot=True)) == 1
    assert "Story number 0" in world.shown(ann)


async def test_an_export_is_a_file(world: World) -> None:
    ann = world.sim.user()["id"]
    await world.said(ann, ann, "/subscribe")
    (sent,) = await world.said(ann, ann, "/export")
    assert sent["method"].lower() == "senddocument"


async def test_a_report_reaches_the_operator_though_another_operator_never_started_the_bot(
    talking: Services,
) -> None:
    instance = replace(talking.instance, operators=frozenset({"900", "901"}))
    now = SystemClock().now()
    told = story("Palefox", seen_at=now - timedelta(hours=1))
    await record(talking.store, told, now=now)
    async with gateway_world(replace(talking, instance=instance)) as world:
        operator, ann = world.sim.user(id=901, started=True)["id"], world.sim.user()["id"]
        world.sim.user(id=900)
        await world.said(ann, ann, "/latest")
        for label in ("1", "⋯", "Something is wrong"):
            await world.pressed(ann, ann, label=label)
        thanks = await world.pressed(ann, ann, label="Wrong speaker")
        assert "Thank you" in str(thanks)
        got = await world.sim.wait(operator, text="^Somebody says: wrong speaker", timeout=10)
        assert got["ok"]


async def test_menus_of_commands_are_published_by_scope(world: World) -> None:
    assert world.gateway.menus is not None
    await world.gateway.menus
    menus = str(
        world.sim.profile_data()["commands"]
        if "commands" in world.sim.profile_data()
        else world.sim.profile_data()
    )
    for scope in ("all_private_chats", "all_group_chats", "all_chat_administrators"):
        assert scope in menus


async def test_the_example_of_each_command_is_answered_over_the_socket(world: World) -> None:
    operator = 900
    world.sim.user(id=operator, started=True)
    silent = []
    for command in COMMANDS:
        own = world.sim.say(operator, operator, command.example)
        got = await world.sim.wait(operator, n=1, after=own["message_id"], timeout=10)
        if not got["ok"] or "There is no such command" in (got["messages"][0]["text"] or ""):
            silent.append(command.name)
        await world.settled(operator)
    assert silent == []


async def test_an_answer_that_was_cut_off_is_given_again_once(talking: Services) -> None:
    async with gateway_world(hurried(talking)) as world:
        ann = world.sim.user(started=True)["id"]
        world.sim.fault("close", method="sendMessage", count=1)
        world.sim.say(ann, ann, "/about")
        assert (await world.sim.wait(ann, text="^Watchword reads", timeout=15))["ok"]
        world.sim.fault("close", method="sendMessage", count=1, accepted=True)
        own = world.sim.say(ann, ann, "/help")
        assert (await world.sim.wait(ann, n=2, text="^/start", after=own["message_id"], timeout=15))["ok"]
        await world.settled(ann)
        assert len([m for m in world.sim.transcript(ann, bot=True) if m["text"].startswith("/start")]) == 2


async def test_an_answer_waits_for_telegram_to_come_back(talking: Services) -> None:
    async with gateway_world(hurried(talking)) as world:
        ann = world.sim.user(started=True)["id"]
        world.sim.fault("http", method="sendMessage", count=1, status=502)
        world.sim.say(ann, ann, "/about")
        world.sim.outage(1.0)
        assert (await world.sim.wait(ann, text="^Watchword reads", timeout=30))["ok"]


async def test_an_answer_in_a_message_that_is_gone_comes_as_a_new_one(talking: Services) -> None:
    async with gateway_world(talking) as world:
        ann = world.sim.user(started=True)["id"]
        await world.said(ann, ann, "/start")
        message, data = world.button(ann, "Start")
        world.sim.press(ann, ann, data=data, message_id=message)
        world.sim._chat_by_id(ann).items[message].deleted = True
        assert (await world.sim.wait(ann, text="^Done", timeout=10))["ok"]


async def test_under_a_clock_that_was_set_nothing_is_too_old(talking: Services) -> None:
    clock = SetClock(SystemClock().now() + timedelta(days=400))
    async with gateway_world(replace(talking, clock=clock)) as world:
        ann = world.sim.user(started=True)["id"]
        assert (await world.said(ann, ann, "/about"))[0]["text"].startswith("Watchword reads")
