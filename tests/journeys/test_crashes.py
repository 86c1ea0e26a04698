"""What was owed survives stops and kills."""

import asyncio
import json
import random
from collections import Counter
from pathlib import Path

import pytest
from tinydb import TinyDB

from tests.journeys.conftest import Start
from tests.journeys.feeds import Feeds
from tests.journeys.program import Program, status_of
from tests.journeys.steps import alerts, all_once, first_read, subscribe
from tests.journeys.stories import PIECES
from tests.journeys.telegrams import Simulator, open_simulator, until

pytestmark = pytest.mark.journey


async def test_a_stop_between_polling_and_sending_loses_nothing_and_repeats_nothing(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    program = await start(simulator, outlet)
    chats = [simulator.person() for _ in range(20)]
    await subscribe(simulator, *chats)
    await first_read(outlet)
    simulator.sim.fault("delay", method="sendMessage", seconds=0.3, accepted=True)
    outlet.publish(*PIECES[:4])
    await until(simulator, chats[0], PIECES[0].title)
    assert await program.stop() == 0
    sent = sum(alerts(simulator, chat, piece) for chat in chats for piece in PIECES[:4])
    assert sent < 80, "everything had been sent before the stop"
    # What was under way was finished: nothing is left of which nobody knows whether it arrived.
    queue = (await status_of(program))["queue"]
    assert (queue["intended"], queue["possible_repeats"]) == (0, 0)
    assert queue["sent"] == sent
    await program.run()
    await all_once(simulator, chats, list(PIECES[:4]))
    assert await program.stop() == 0


async def test_what_was_polled_while_telegram_was_away_is_sent_when_it_is_back(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    program = await start(simulator, outlet)
    chats = [simulator.person() for _ in range(3)]
    await subscribe(simulator, *chats)
    await first_read(outlet)
    simulator.sim.outage(5)
    outlet.publish(PIECES[0])
    await all_once(simulator, chats, [PIECES[0]])
    assert await program.stop() == 0


KILLS = 20


async def test_twenty_kills_lose_nothing_repeat_only_what_was_under_way_and_leave_the_store_readable(
    tmp_path: Path, feeds: Feeds, start: Start
) -> None:
    chance = random.Random(20261124)
    outlet = feeds.outlet("The Harbour Post")
    async with open_simulator(str(tmp_path / "journal.jsonl")) as simulator:
        program = await start(simulator, outlet)
        chats = [simulator.person() for _ in range(16)]
        await subscribe(simulator, *chats)
        await first_read(outlet)
        # Each answer comes late, so that kills fall between Telegram's taking a message and our knowing it.
        simulator.sim.fault("delay", method="sendMessage", seconds=0.2, accepted=True)
        waiting = list(PIECES)
        lives: list[Counter[tuple[int, str]]] = []
        for kill in range(KILLS):
            if waiting and kill % 2 == 0:
                outlet.publish(waiting.pop())
            # Some are killed while they start, some while they poll or send.
            await asyncio.sleep(chance.uniform(0.1, 1.4))
            await program.kill()
            await asyncio.sleep(0.1)  # what it had sent off is still taken
            lives.append(_sent(tmp_path, lives))
            _assert_readable(tmp_path / "data")
            if chance.random() < 0.25:
                await program.start()
            else:
                await program.run()
        while waiting:
            outlet.publish(waiting.pop())
        for chat in chats:
            for piece in PIECES:
                await until(simulator, chat, piece.title, seconds=60)
        assert await program.stop() == 0
        lives.append(_sent(tmp_path, lives))
        stats = simulator.sim.stats()
    assert (stats["count_429"], stats["crashes"]) == (0, [])
    twice_in_one_life = [key for life in lives for key, n in life.items() if n > 1]
    assert twice_in_one_life == []
    total = sum(lives, Counter[tuple[int, str]]())
    repeats = sum(n - 1 for n in total.values())
    print(f"{KILLS} kills, {len(total)} alerts, 0 lost, {repeats} repeats")
    assert len(total) == len(chats) * len(PIECES)
    assert max(total.values()) <= 1 + KILLS
    _assert_readable(tmp_path / "data")


def _sent(folder: Path, lives: list[Counter[tuple[int, str]]]) -> Counter[tuple[int, str]]:
    """What was accepted since the last kill, as (chat, headline)."""
    known: Counter[tuple[int, str]] = sum(lives, Counter())
    now: Counter[tuple[int, str]] = Counter()
    for line in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for piece in PIECES:
            if row["event"] == "send" and piece.title in row["text"]:
                now[row["chat_id"], piece.title] += 1
    return now - known


def _assert_readable(folder: Path) -> None:
    """Stock TinyDB opens every file of the store, at any moment."""
    files = sorted(folder.rglob("*.json"))
    for file in files:
        with TinyDB(file, access_mode="r") as database:
            for table in database.tables():
                database.table(table).all()


async def test_two_programs_never_work_on_one_data_folder(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    first = await start(simulator, outlet)
    second = Program(first.folder, simulator.token, *first.arguments)
    await second.start()
    assert await second.ended() == 75
    assert any("remedy" in line for line in second.stderr)
    assert first.running
    assert await first.stop() == 0
