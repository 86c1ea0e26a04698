"""Telegram's answers: each row of the hostile set, and a token that is shared or taken away."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.alerts.route import EDIT_AFTER
from bot.clock import SystemClock
from bot.errors import TokenRefused
from bot.locales.translate import translator
from bot.model.alert import AlertState
from bot.model.entry import NotTold, WhyNot
from bot.model.feed import FetchFailed, FetchProblem
from bot.model.ids import ChatId
from bot.model.story import Source, Story
from handlers.services import Instance, make_services
from storage.open import open_store
from tests.deliver.hostile import HostileSim, Outcome, expected, misbehaving
from tests.deliver.world import TOKEN, JumpingClock, World, story, world
from tests.handlers.world import World as Talk
from tests.handlers.world import gateway_world
from tests.journeys.conftest import Start
from tests.journeys.feeds import Feeds
from tests.journeys.steps import alerts, first_read, polled_again, subscribe
from tests.journeys.stories import PIECES
from tests.journeys.telegrams import Simulator, until
from tests.shared import SHARED

pytestmark = pytest.mark.journey

FILE = SHARED / "data" / "hostile" / "badhttp.jsonl"
_UPDATES = {"dup_update", "reset", "nofrom", "old"}
#: After these seconds every alert that is ever sent has been: the pauses of the table, and a hold of an hour.
PAUSES = (6, 31, 31, 65, 65, 301, 3700)


def rows(*, updates: bool) -> list[Any]:
    """Those of the set about what Telegram answers, or about what it brings."""
    if not FILE.exists():
        missing = pytest.mark.skip(
            reason=f"the hostile set is not here ({FILE.name}; WATCHWORD_SHARED names its place)"
        )
        return [pytest.param({}, id="absent", marks=missing)]
    read = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        pytest.param(row, id=f"{row['id']} {row['what'][:40]}")
        for row in read
        if row["side"] == "telegram" and bool(_UPDATES & set(row["script"])) is updates
    ]


# ── what Telegram answers to an alert ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", rows(updates=False))
async def test_each_answer_of_telegram_has_its_one_transition_and_the_others_go_on(
    row: dict[str, Any], tmp_path: Path
) -> None:
    script, must = row["script"], expected(row["script"], row["expect"])
    data, clock = tmp_path / "data", JumpingClock()
    async with HostileSim(TOKEN) as sim:
        sim.config(flood={"enabled": False})
        boss, bob, ann, new, thread = place(sim, script, must)
        palefox = story("Palefox", clock.now())
        with misbehaving(sim, ann, script, must) as telegram:
            async with world(data, sim=telegram, clock=clock, pool=1 if "pool" in script else 64) as first:
                await first.subscribe(ann, thread=thread)
                await first.subscribe(bob)
                await first.tell(palefox)
                with pytest.raises(TokenRefused) if must.token_refused else nullcontext():
                    await first.deliver()
                if must.edits:
                    await join(first, palefox)
                if must.waits or must.held or must.token_refused:
                    assert (await first.alert(palefox, ann)).state is AlertState.OWED
        # Each of these is the bot after a restart.
        for wait in (must.waits - 5, 1200.0 if must.held else 0.0):
            if wait > 0:
                clock.jump(timedelta(seconds=wait))
                async with world(data, sim=sim, clock=clock) as waiting:
                    await waiting.deliver()
                    assert (calls(sim, ann), waiting.said(ann)) == (1, [])
        sim.relent(unless=not must.held)
        if must.moves:
            assert (calls(sim, ann), sim.transcript(int(ann), bot=True)) == (1, [])
            ann = new
        async with world(data, sim=sim, clock=clock) as last:
            for pause in PAUSES:
                clock.jump(timedelta(seconds=pause))
                await last.deliver()
            await assert_outcome(last, palefox, ann, must)
            (said,) = last.said(bob)
            assert said["text"].startswith("spyware\nMinistry used Palefox")
            told = [m for m in last.said(boss) if "hold" in m["text"]]
            assert len(told) == int(must.held)
        assert sim.stats()["crashes"] == []


def place(
    sim: HostileSim, script: dict[str, Any], must: Outcome
) -> tuple[ChatId, ChatId, ChatId, ChatId, str | None]:
    """An administrator, another chat, the one it happens to, the id that one may move to, and its forum topic.

    What holds a chat is tried in a forum topic, whose administrator can be told.
    """
    boss, bob, ann = (int(sim.user(first_name=name, started=True)["id"]) for name in ("Boss", "Bob", "Ann"))
    new, thread = next((int(value) for key, value in script.items() if "migrate" in key), -100_777), None
    if must.held or must.moves:
        ann = int(sim.chat(type="supergroup", title="Hall", forum=must.held, owner=boss)["id"])
    if must.held:
        thread = str(sim.topic(ann, "Alerts", boss)["message_thread_id"])
    if must.moves:
        sim.chat(type="supergroup", title="Hall", id=new, owner=boss)
    return ChatId(str(boss)), ChatId(str(bob)), ChatId(str(ann)), ChatId(str(new)), thread


async def join(here: World, told: Story) -> None:
    """Another outlet carries it, so that the message is edited."""
    source = Source("Meridian Wire", told.title, here.clock.now())
    await here.tell(replace(told, sources=(*told.sources, source)))
    here.clock.jump(EDIT_AFTER)
    await here.deliver()


async def assert_outcome(here: World, told: Story, chat: ChatId, must: Outcome) -> None:
    alert, said = await here.alert(told, chat), here.said(chat)
    assert (alert.state, alert.possible_repeat, alert.plain) == (must.state, must.marked, must.plain)
    assert calls(here.sim, chat) in must.calls
    assert len(said) == must.messages
    for message in said:
        assert told.title in message["text"]
        assert str(message["thread_id"] or "") == (alert.thread or "")
        assert (
            any(part["type"] == "bold" or "_link" in part["type"] for part in message["entities"])
            is not must.plain
        )
    subscription = await here.store.subscriptions.get(chat)
    assert subscription is not None
    assert subscription.active is must.active


def calls(sim: HostileSim, chat: ChatId) -> int:
    return len(sim.calls(method="sendMessage", chat=chat))


# ── what Telegram brings ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    """The bot's talking half behind a real socket."""

    async def nothing_read(_url: str) -> NotTold:
        return NotTold(WhyNot.NO_INTEREST)

    async def nothing_there(_url: str) -> FetchFailed:
        return FetchFailed(FetchProblem.GONE, "nothing is there")

    clock = SystemClock()
    async with open_store(str(tmp_path / "data"), clock) as store:
        services = make_services(
            store=store,
            clock=clock,
            topics=(),
            translator=translator,
            read_now=nothing_read,
            try_feed=nothing_there,
            instance=Instance(frozenset(), True, "desk@rights.example"),
            secret=b"a secret of the tests",
            bot_username="sim_bot",
        )
        async with gateway_world(services) as opened:
            yield opened
            assert opened.refused() == []
            assert opened.sim.stats()["crashes"] == []


@pytest.mark.parametrize("row", rows(updates=True))
async def test_each_update_is_answered_once_late_ones_not_and_odd_ones_do_no_harm(
    row: dict[str, Any], talk: Talk
) -> None:
    ann = int(talk.sim.user(started=True)["id"])
    now = int(SystemClock().now().timestamp())

    async def bring(update_id: int, **fields: Any) -> None:
        sender = {"id": ann, "is_bot": False, "first_name": "Ann"}
        message = {"message_id": 1, "date": now, "chat": {"id": ann, "type": "private", "first_name": "Ann"}}
        message |= {"from": sender, "text": "/about"} | fields
        said = {key: value for key, value in message.items() if value is not None}
        update = Update.de_json({"update_id": update_id, "message": said}, None)
        for work in talk.gateway.take(update):
            await work

    must = 1
    match row["script"]:
        case {"dup_update": _}:
            await bring(900_000)
            await bring(900_000)
        case {"reset": _}:
            await bring(900_000)
            await bring(7)
            must = 2
        case {"old": _}:
            await bring(900_000, date=now - 3 * 86400)
            await bring(900_001)
        case {"nofrom": _}:
            group = talk.sim.chat(type="supergroup", title="Newsroom")
            await bring(900_000, **{"from": None, "chat": group, "text": "/subscribe"})
            await bring(900_001)
        case other:
            raise AssertionError(f"nothing is known of {other}")
    assert len(talk.sim.transcript(ann, bot=True)) == must


# ── a token that is shared, or taken away ───────────────────────────────────────────────────────────────────


async def test_while_another_process_uses_the_token_that_is_said_and_nothing_is_delivered(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    program = await start(simulator, outlet)
    ann = simulator.person()
    await subscribe(simulator, ann)
    await first_read(outlet)
    async with Bot(simulator.token, base_url=simulator.sim.base_url) as rival, asyncio.timeout(20):
        while not any("another process polls with this token" in line for line in program.stderr):
            with suppress(TelegramError):
                await rival.get_updates(timeout=1)
    outlet.publish(PIECES[0])
    await polled_again(outlet)
    assert alerts(simulator, ann, PIECES[0]) == 0


async def test_a_token_that_is_taken_away_ends_with_78_and_what_was_owed_is_sent_with_the_next(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    simulator.sim.config(poll_quirks=False)
    outlet = feeds.outlet("The Harbour Post")
    program = await start(simulator, outlet)
    ann = simulator.person()
    await subscribe(simulator, ann)
    await first_read(outlet)
    simulator.sim.fault("429", method="sendMessage", retry_after=2, count=1)
    outlet.publish(PIECES[0])
    async with asyncio.timeout(20):
        while not simulator.sim.stats()["faults"]:
            await asyncio.sleep(0.05)
    simulator.sim.token = "123456789:another_token_that_nobody_here_has"
    assert await program.ended() == 78
    assert any("remedy:" in line and "BotFather" in line for line in program.stderr)
    assert not any("Traceback" in line for line in program.stderr)
    simulator.sim.token = simulator.token
    await program.run()
    await until(simulator, ann, PIECES[0].title)
    await polled_again(outlet)
    assert alerts(simulator, ann, PIECES[0]) == 1
