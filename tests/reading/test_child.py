"""The reading child: whatever a document does, the bot goes on."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ChildFailed
from bot.model.entry import ReadFailed
from bot.model.feed import FetchProblem
from bot.ports import Job, Reader
from bot.reading.child import ReadingChild


def job(name: str, seconds: float = 10.0) -> Job[Any]:
    return Job(f"tests.reading.jobs:{name}", seconds)


@pytest.fixture
async def child() -> AsyncIterator[Reader]:
    async with ReadingChild(["bot.model.entry"], memory=512 << 20) as child:
        yield child


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


async def gone(pid: int) -> bool:
    for _ in range(100):
        if not alive(pid):
            return True
        await asyncio.sleep(0.05)
    return False


async def test_a_job_answers_with_what_its_function_returns(child: Reader) -> None:
    assert await child.read(job("add"), 2, 3) == 5


async def test_values_of_the_model_come_back_whole(child: Reader) -> None:
    values = await child.read(job("model_values"))
    assert isinstance(values, tuple)
    failed, when = values
    assert failed == ReadFailed(FetchProblem.NOT_A_FEED, "a page")
    assert when.isoformat() == "2026-01-02T00:00:00+00:00"


async def test_the_same_child_serves_many_jobs(child: Reader) -> None:
    assert len({await child.read(job("own_pid")) for _ in range(5)}) == 1


async def test_a_hanging_job_is_killed_and_the_next_one_is_served(child: Reader) -> None:
    before = await child.read(job("own_pid"))
    assert isinstance(before, int)
    began = time.monotonic()
    failed = await child.read(job("ignore_signals_and_hang", 0.3))
    assert isinstance(failed, ReadFailed)
    assert failed.problem is FetchProblem.TOO_SLOW
    assert time.monotonic() - began < 5
    assert await gone(before)
    assert await child.read(job("add"), 1, 1) == 2


async def test_a_job_that_waits_for_a_busy_machine_is_given_more_time_than_one_that_computes(
    child: Reader,
) -> None:
    assert await child.read(job("nap", 0.5), 0.8) == "rested"
    failed = await child.read(job("nap", 0.3), 30)
    assert isinstance(failed, ReadFailed)
    assert failed.problem is FetchProblem.TOO_SLOW


async def test_time_that_one_job_computed_is_not_counted_to_the_next(child: Reader) -> None:
    for _ in range(4):
        assert await child.read(job("compute", 1.0), 0.4) == "done"


async def test_the_bot_goes_on_while_a_job_hangs(child: Reader) -> None:
    reading = asyncio.create_task(child.read(job("hang", 0.5)))
    turns = 0
    while not reading.done():
        await asyncio.sleep(0.01)
        turns += 1
    assert turns > 10


@pytest.mark.parametrize("name", ["crash", "vanish"])
async def test_a_crash_is_the_documents_fault_and_the_next_job_is_served(child: Reader, name: str) -> None:
    failed = await child.read(job(name))
    assert isinstance(failed, ReadFailed)
    assert failed.problem is FetchProblem.BROKEN
    assert await child.read(job("add"), 1, 1) == 2


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("object_to_it", FetchProblem.BROKEN),
        ("dig", FetchProblem.BROKEN),
        ("no_such_function", FetchProblem.BROKEN),
        ("foreign_value", FetchProblem.BROKEN),
    ],
)
async def test_what_a_job_raises_is_a_value(child: Reader, name: str, problem: FetchProblem) -> None:
    failed = await child.read(job(name))
    assert isinstance(failed, ReadFailed)
    assert failed.problem is problem
    assert await child.read(job("add"), 1, 1) == 2


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit on address space")
async def test_a_swelling_job_meets_the_limit_of_memory(child: Reader) -> None:
    failed = await child.read(job("swell"))
    assert isinstance(failed, ReadFailed)
    assert failed.problem is FetchProblem.TOO_LARGE


async def test_a_job_cannot_write_a_file_nor_empty_one(child: Reader, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("kept", encoding="utf-8")
    assert await child.read(job("write_a_file"), str(tmp_path / "new.txt")) == "PermissionError"
    assert await child.read(job("write_a_file"), str(kept)) == "PermissionError"
    assert kept.read_text(encoding="utf-8") == "kept"


async def test_a_job_cannot_reach_the_network_nor_start_a_process(child: Reader) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert await child.read(job("connect"), server.getsockname()[1]) != "connected"
    assert await child.read(job("start_a_process")) == "PermissionError"


async def test_the_child_knows_no_secret_of_the_environment() -> None:
    os.environ["WATCHWORD_TOKEN"] = "12345:secret"
    try:
        async with ReadingChild() as child:
            environment = await child.read(job("environment"))
    finally:
        del os.environ["WATCHWORD_TOKEN"]
    assert isinstance(environment, dict)
    assert "WATCHWORD_TOKEN" not in environment


async def test_jobs_wait_for_their_turn(child: Reader) -> None:
    naps = [child.read(job("nap"), 0.05) for _ in range(4)]
    assert await asyncio.gather(*naps) == ["rested"] * 4


async def test_a_cancelled_job_leaves_a_child_that_works(child: Reader) -> None:
    reading = asyncio.create_task(child.read(job("hang")))
    await asyncio.sleep(0.2)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await child.read(job("add"), 1, 1) == 2


async def test_a_large_document_goes_in_and_out(child: Reader) -> None:
    data = os.urandom(5 << 20)
    assert await child.read(job("echo"), data) == data


async def test_nothing_is_left_when_the_child_is_let_go() -> None:
    before = set(Path("/dev/fd").iterdir())
    async with ReadingChild() as child:
        pid = await child.read(job("own_pid"))
        assert isinstance(pid, int)
    assert await gone(pid)
    assert len(set(Path("/dev/fd").iterdir())) <= len(before)


async def test_a_module_that_cannot_be_imported_is_a_clear_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ChildFailed) as raised:
        await ReadingChild(["no_such_module"]).__aenter__()
    assert "no_such_module" in raised.value.remedy
    capfd.readouterr()


_PARENT = """
import asyncio, os, signal
from bot.ports import Job
from bot.reading.child import ReadingChild

async def main():
    async with ReadingChild() as child:
        print(await child.read(Job("tests.reading.jobs:own_pid")), flush=True)
        asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGKILL)
        await child.read(Job("tests.reading.jobs:hang"))

asyncio.run(main())
"""


async def test_the_child_dies_with_a_bot_that_is_killed() -> None:
    root = Path(__file__).parents[2]
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", _PARENT], cwd=root, capture_output=True, text=True, timeout=30
    )
    assert await gone(int(done.stdout))
