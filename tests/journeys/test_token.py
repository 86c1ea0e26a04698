"""A token that is not ours, and one that two processes share."""

import asyncio
from pathlib import Path

import pytest

from tests.journeys.feeds import Feeds
from tests.journeys.program import Program, write_config
from tests.journeys.telegrams import Simulator, until

pytestmark = pytest.mark.journey


def program(
    folder: Path, simulator: Simulator, feeds: Feeds, *, token: str | None = None, clock: str = ""
) -> Program:
    folder.mkdir(parents=True, exist_ok=True)
    write_config(folder, simulator.api_url, [], allow=feeds.address)
    return Program(folder, token or simulator.token, "run", "--config", "config.toml")


async def test_a_token_telegram_does_not_know_ends_with_78_and_a_remedy(
    simulator: Simulator, feeds: Feeds, tmp_path: Path
) -> None:
    wrong = program(tmp_path, simulator, feeds, token="987654321:NOT_the_token_of_anybody")
    await wrong.start()
    assert await wrong.ended() == 78
    assert any("remedy:" in line and "BotFather" in line for line in wrong.stderr)
    assert not any("NOT_the_token" in line or "Traceback" in line for line in wrong.stderr)


@pytest.mark.torture
async def test_of_two_processes_with_one_token_one_gives_way_with_75_and_says_so(
    simulator: Simulator, feeds: Feeds, tmp_path: Path
) -> None:
    first = await program(tmp_path / "one", simulator, feeds).run()
    second = await program(tmp_path / "two", simulator, feeds).run()
    try:
        async with asyncio.timeout(60):
            while first.running and second.running:
                await asyncio.sleep(0.2)
        gone = second if first.running else first
        assert await gone.ended() == 75
        assert any("another process polls with this token" in line for line in gone.stderr)
        assert any("remedy:" in line for line in gone.stderr)
    finally:
        await first.end()
        await second.end()


async def test_told_to_stop_while_telegram_is_away_it_stops_and_feeds_were_read(
    feeds: Feeds, tmp_path: Path
) -> None:
    outlet = feeds.outlet("Harbour Post")
    write_config(tmp_path, "http://127.0.0.1:9", [outlet.url], allow=feeds.address)
    alone = Program(tmp_path, "123456789:A_token_nobody_can_check", "run", "--config", "config.toml")
    await alone.start()
    try:
        async with asyncio.timeout(20):
            while not outlet.polls:
                await asyncio.sleep(0.1)
        assert await alone.stop() == 0
        assert "ready" not in alone.stderr
        assert any("Telegram cannot be reached" in line for line in alone.stderr)
    finally:
        await alone.end()


async def test_a_telegram_that_cuts_the_polling_off_is_heard_again_and_leaves_no_traceback_at_the_end(
    simulator: Simulator, feeds: Feeds, tmp_path: Path
) -> None:
    running = await program(tmp_path, simulator, feeds).run()
    try:
        ann = simulator.person()
        simulator.sim.fault("close", method="getUpdates", count=3)
        simulator.say(ann, "/start")
        await until(simulator, ann, "What should I send")
        simulator.sim.fault("close", method="getUpdates")
        async with asyncio.timeout(20):
            while not any("Telegram cannot be reached" in line for line in running.stderr):
                await asyncio.sleep(0.05)
        assert await running.stop() == 0
        assert not any("Traceback" in line for line in running.stderr), running.stderr
    finally:
        await running.end()
