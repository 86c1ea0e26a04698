"""The world of a journey: a Telegram, feeds, and the real program between them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.journeys.feeds import Feeds, Outlet, open_feeds
from tests.journeys.program import Program, write_config
from tests.journeys.telegrams import LookAlike, Simulator, Telegram, open_look_alike, open_simulator

Start = Callable[..., Awaitable[Program]]


@pytest.fixture
async def feeds() -> AsyncIterator[Feeds]:
    async with open_feeds() as opened:
        yield opened


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    """The strict simulator; after the test nothing may have been refused by limits, and it must not have crashed."""
    async with open_simulator() as opened:
        yield opened
        stats = opened.sim.stats()
        assert stats["crashes"] == []
        begun = opened.sim.started
        refusals = [(r["chat"], r["method"], round(r["t"] - begun, 2)) for r in stats["refusals"]]
        assert refusals == [], f"refused; accepted by second: {stats['per_second']}"
        assert stats["unmodelled"] == {}


@pytest.fixture
async def look_alike() -> AsyncIterator[LookAlike]:
    async with open_look_alike() as opened:
        yield opened


@pytest.fixture(params=["simulator", "look_alike"])
def telegram(request: pytest.FixtureRequest) -> Telegram:
    """Each of the two in turn."""
    opened: Telegram = request.getfixturevalue(request.param)
    return opened


@pytest.fixture
async def start(tmp_path: Path, feeds: Feeds) -> AsyncIterator[Start]:
    """Starts the program on outlets and a Telegram; whatever a test leaves running is ended."""
    programs: list[Program] = []

    async def begin(telegram: Telegram, *outlets: Outlet, more: str = "", clock: str = "") -> Program:
        file = write_config(
            tmp_path, telegram.api_url, [outlet.url for outlet in outlets], allow=feeds.address, more=more
        )
        program = Program(
            tmp_path, telegram.token, "run", "--config", str(file), environment={"WATCHWORD_CLOCK": clock}
        )
        programs.append(program)
        return await program.run()

    yield begin
    for program in programs:
        await program.end()
        print("\n".join(program.stderr))  # shown where the test failed
