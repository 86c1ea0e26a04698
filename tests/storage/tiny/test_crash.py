"""kill -9 and full disks: nothing acknowledged is lost, and the folder stays readable."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tinydb import TinyDB

from bot.model.alert import AlertState
from bot.ports import Store
from storage.open import open_store
from tests.storage.samples import FEED, HandClock, alert, note, story
from tests.storage.tiny.writer import CHAT

ROOT = Path(__file__).parents[3]


def writer(folder: Path, first: int, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.storage.tiny.writer", str(folder), str(first), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


async def holds(store: Store, lines: list[str]) -> None:
    """Everything that was acknowledged, whole."""
    state = await store.feeds.get(FEED)
    assert state is not None
    for line in lines:
        what, _, number = line.partition(" ")
        told = story(f"story {number}")
        owed = await store.outbox.get(alert(told, CHAT).id)
        assert await store.stories.get(told.id) is not None, line
        assert owed is not None, line
        assert await store.entries.get(note(number).entry.id) is not None, line
        assert number in state.seen, line
        if what == "sent":
            assert owed.state is AlertState.SENT, line


def stock_reads(folder: Path) -> int:
    """Documents that stock TinyDB finds in the files of the folder, opened as they are."""
    found = 0
    for path in folder.glob("*.json"):
        with TinyDB(path, access_mode="r") as database:
            for table in database.tables():
                documents = database.table(table).all()
                assert all("id" in one or "feed" in one or table == "_file" for one in documents)
                found += len(documents)
    return found


def kill_after(process: subprocess.Popen[str], seconds: float) -> list[str]:
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    assert first, process.stderr.read()
    time.sleep(seconds)
    process.kill()
    lines = [first, *process.stdout.readlines()]
    process.wait()
    process.stdout.close()
    process.stderr.close()
    # The last line may be cut.
    return [line.rstrip("\n") for line in lines if line.endswith("\n")]


async def check_kills(folder: Path, kills: int) -> None:
    chance = random.Random(20)
    acknowledged: list[str] = []
    process = writer(folder, 0)
    for _ in range(kills):
        acknowledged += kill_after(process, chance.uniform(0.0, 0.12))
        told = [int(line.split()[1]) for line in acknowledged]
        stock_reads(folder)
        async with open_store(str(folder), HandClock()) as store:
            await holds(store, acknowledged)
        # Which of the two last were written when it died nobody knows: it goes on behind them.
        process = writer(folder, max(told) + 3)
    acknowledged += kill_after(process, 0.0)
    async with open_store(str(folder), HandClock()) as store:
        await holds(store, acknowledged)
    assert stock_reads(folder) > len(acknowledged)
    assert not list(folder.glob("*.new"))
    assert len(acknowledged) > kills


async def test_a_bot_that_is_killed_again_and_again_loses_nothing_acknowledged(tmp_path: Path) -> None:
    await check_kills(tmp_path / "data", 12)


@pytest.mark.torture
async def test_a_bot_that_is_killed_two_hundred_times_loses_nothing_acknowledged(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if "torture" not in request.config.getoption("markexpr"):
        pytest.skip("takes minutes: make torture")
    await check_kills(tmp_path / "data", 200)


@pytest.mark.parametrize("limit", [20_000, 50_001, 123_457])
async def test_a_full_disk_loses_nothing_and_the_bot_goes_on_when_there_is_room_again(
    tmp_path: Path, limit: int
) -> None:
    folder = tmp_path / "data"
    process = writer(folder, 0, str(limit))
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    lines = output.splitlines()
    refused = [line for line in lines if line.startswith("full ")]
    assert len(refused) == 1
    assert "journal-000001 cannot be written" in refused[0]
    assert lines.index(refused[0]) > 5
    async with open_store(str(folder), HandClock()) as store:
        await holds(store, [line for line in lines if line != refused[0]])
